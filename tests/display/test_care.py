"""Hours, brightness and classes of a board, by the county's clock (UTC+8)."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from types import MappingProxyType

import pytest

from config.hours import Hours, Level
from config.settings import BoardSettings
from display.board import DeadMan
from display.care import Care, care_from, safety_class
from display.protocols import protocol_for
from display.sign_terms import FailEvent

MIDNIGHT = datetime(2026, 11, 21, 16, 0, tzinfo=UTC)  # in the county


def at(text: str) -> datetime:
    hour, minute = map(int, text.split(":"))
    return MIDNIGHT + timedelta(hours=hour, minutes=minute)


NIGHT = Hours(time(22), time(6))
DAY = Hours(time(6, 30), time(22))
QUIET = [("21:59", False), ("22:00", True), ("23:59", True), ("00:00", True), ("05:59", True), ("06:00", False)]
POWERED = [("06:29", False), ("06:30", True), ("21:59", True), ("22:00", False), ("00:00", False)]


@pytest.mark.parametrize(("clock", "quiet"), QUIET)
def test_quiet_hours_may_go_over_midnight(clock: str, quiet: bool) -> None:
    assert Care(quiet=(Hours(time(12), time(13)), NIGHT)).is_quiet(at(clock)) is quiet


@pytest.mark.parametrize(("clock", "powered"), POWERED)
def test_outside_of_the_powered_hours_the_leds_are_off(clock: str, powered: bool) -> None:
    assert Care(powered=(DAY,)).is_powered(at(clock)) is powered


def test_without_settings_a_board_is_on_and_never_quiet() -> None:
    assert Care().is_powered(at("03:00"))
    assert not Care().is_quiet(at("03:00"))
    assert Care().brightness_percent(at("03:00")) is None


def test_hours_that_begin_and_end_together_are_the_whole_day() -> None:
    assert Hours(time(0), time(0)).hold(time(0)) and Hours(time(8), time(8)).hold(time(3))


@pytest.mark.parametrize(
    ("clock", "percent"), [("07:00", 100), ("18:59", 100), ("19:00", 40), ("23:59", 40), ("00:00", 40), ("06:59", 40)]
)
def test_brightness_holds_until_the_next_step_over_midnight(clock: str, percent: int) -> None:
    care = Care(brightness=(Level(time(19), 40), Level(time(7), 100)))
    assert care.brightness_percent(at(clock)) == percent


def test_a_section_of_the_settings_becomes_care() -> None:
    section = BoardSettings.model_validate(
        {
            "id": "gate",
            "unit": "t01",
            "model": "onbon-bx5k",
            "url": "/dev/ttyUSB0",
            "width_px": 128,
            "height_px": 32,
            "quiet_hours": ["22:00-06:00"],
            "powered_hours": ["06:30-22:00"],
            "brightness": [{"at": "07:00", "percent": 100}, {"at": "19:00", "percent": 40}],
            "comm_loss_s": 86400,
            "short_power_loss_s": 5,
            "full_resend_every_s": 300.0,
            "fail_messages": {"communications_loss": "清源镇人民政府"},
        }
    )
    assert care_from(section) == Care(
        quiet=(NIGHT,),
        powered=(DAY,),
        brightness=(Level(time(7), 100), Level(time(19), 40)),
        full_resend_every_s=300.0,
        comm_loss_s=86400,
        short_power_loss_s=5,
        fail_texts=MappingProxyType({FailEvent.COMMUNICATIONS_LOSS: "清源镇人民政府"}),
    )


def test_everything_is_sent_anew_every_ten_minutes_by_default() -> None:
    section = {"id": "g", "unit": "t", "model": "onbon-bx5k", "url": "/dev/a", "width_px": 64, "height_px": 16}
    assert care_from(BoardSettings.model_validate(section)) == Care(full_resend_every_s=600.0)


@pytest.mark.parametrize(
    ("model", "heartbeat", "expected"),
    [
        ("onbon-bx5k", False, DeadMan.CARD),  # run mode 2: the card goes blank by itself
        ("onbon-bx5k", True, DeadMan.CARD),
        ("hanover", True, DeadMan.RELAY),
        ("hanover", False, DeadMan.NOBODY),
    ],
)
def test_a_board_s_class_follows_from_its_card_and_its_relay(model: str, heartbeat: bool, expected: DeadMan) -> None:
    assert safety_class(protocol_for(model).capabilities, has_heartbeat=heartbeat) is expected
