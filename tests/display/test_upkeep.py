"""Power, brightness and clock of a card: what it is told, and when again."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from config.hours import Hours, Level
from display.care import Care
from display.protocols import protocol_for
from display.protocols.base import BoardProtocol, Exchange
from display.upkeep import Upkeep
from tests.display.fakes import NOON, board


class TalkingCard:
    """A protocol whose frames can be read by eye."""

    def set_power(self, on: bool, board: object) -> list[Exchange]:
        return [Exchange(f"power {on}".encode(), 1.0)]

    def set_brightness(self, percent: int, board: object) -> list[Exchange]:
        return [Exchange(f"brightness {percent}".encode(), 1.0)]

    def set_clock(self, now: datetime, board: object) -> list[Exchange]:
        return [Exchange(f"clock {now.isoformat()}".encode(), 1.0)]


def upkeep(care: Care, protocol: object = None) -> Upkeep:
    chosen: BoardProtocol = protocol or TalkingCard()  # type: ignore[assignment]
    return Upkeep(chosen, board(), care)


def said(known: Upkeep, now: datetime) -> list[str]:
    """What is due; the card takes it."""
    duties = known.due(now)
    for duty in duties:
        known.told(duty)
    return [exchange.data.decode() for duty in duties for exchange in duty.exchanges]


def test_at_first_the_card_is_told_everything_in_the_county_s_time() -> None:
    care = Care(brightness=(Level(time(7), 80),))
    assert said(upkeep(care), NOON) == ["power True", "brightness 80", "clock 2026-11-22T12:00:00"]


def test_what_it_knows_is_not_said_again_until_it_changes() -> None:
    care = Care(brightness=(Level(time(7), 80), Level(time(13), 30)), powered=(Hours(time(6), time(14)),))
    known = upkeep(care)
    said(known, NOON)
    assert said(known, NOON + timedelta(minutes=59)) == []
    assert said(known, NOON + timedelta(hours=1)) == ["brightness 30"]
    assert said(known, NOON + timedelta(hours=2)) == ["power False"]


def test_the_clock_is_set_once_a_day_at_four_in_the_morning() -> None:
    known = upkeep(Care())
    said(known, NOON)
    four = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)  # 04:00 of the 23rd in the county
    assert said(known, four - timedelta(seconds=1)) == []
    assert said(known, four) == ["clock 2026-11-23T04:00:00"]
    assert said(known, four + timedelta(hours=23)) == []
    assert said(known, four + timedelta(hours=24)) == ["clock 2026-11-24T04:00:00"]


def test_in_an_emergency_the_leds_are_on_and_at_their_full_at_any_hour() -> None:
    care = Care(brightness=(Level(time(7), 30),), powered=(Hours(time(6), time(11)),))
    known = upkeep(care)
    assert said(known, NOON) == ["power False", "brightness 30", "clock 2026-11-22T12:00:00"]
    for duty in (urgent := known.due(NOON, is_emergency=True)):
        known.told(duty)
    assert [duty.exchanges[0].data for duty in urgent] == [b"power True", b"brightness 100"]
    assert said(known, NOON) == ["power False", "brightness 30"]
    assert [duty.what for duty in upkeep(Care()).due(NOON, is_emergency=True)] == ["power", "clock"]


def test_after_forgetting_everything_is_said_again() -> None:
    known = upkeep(Care())
    said(known, NOON)
    known.forget()
    assert said(known, NOON) == ["power True", "clock 2026-11-22T12:00:00"]


def test_what_was_not_taken_stays_due() -> None:
    known = upkeep(Care())
    first = known.due(NOON)
    assert known.due(NOON) == first


def test_a_model_without_a_command_is_told_nothing() -> None:
    known = upkeep(Care(brightness=(Level(time(7), 80),)), protocol_for("hanover"))
    assert known.due(NOON) == []  # flip-dots: no lamps, no power, no clock
