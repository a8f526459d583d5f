"""What the player shows when the centre is lost, the power fails, a line ends or a run begins; and its relay."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from types import MappingProxyType

import pytest

from display.board import DeadMan
from display.care import Care
from display.errors import TextRefused
from display.sign_terms import FailEvent
from tests.display.fakes import NOON, FakeTime, led_line
from tests.display.player_bench import TEXT, Bench, PlainCard, Relay

OFFICE = "清源镇人民政府"


def test_a_centre_that_is_not_heard_for_too_long_is_replaced_by_the_office_s_name(tmp_path: Path) -> None:
    care = Care(comm_loss_s=600, fail_texts=MappingProxyType({FailEvent.COMMUNICATIONS_LOSS: OFFICE}))
    bench = Bench(tmp_path, care)
    bench.publish(led_line())
    bench.pass_s(600)  # the library's last pull was at noon
    assert bench.card.text == TEXT
    bench.pass_s(0.25)
    assert bench.card.text == OFFICE
    assert bench.journal.states[-1] == ("shown", "permanent/communications_loss")
    assert (bench.status["source"], bench.status["errors"]) == ("commLoss", ["communications"])


def test_without_such_a_text_the_board_goes_dark(tmp_path: Path) -> None:
    bench = Bench(tmp_path, Care(comm_loss_s=600))
    bench.publish(led_line())
    bench.pass_s(601)
    assert bench.card.text == ""
    assert bench.journal.entries[-1].reason == "commLoss"


def test_a_line_that_ends_leaves_the_text_for_that(tmp_path: Path) -> None:
    bench = Bench(tmp_path, Care(fail_texts=MappingProxyType({FailEvent.END_DURATION: OFFICE})))
    bench.publish(led_line(valid_until=NOON + timedelta(seconds=30)))
    bench.pass_s(30)
    assert bench.card.text == OFFICE
    assert bench.status["source"] == "endDuration"


def test_while_the_power_fails_the_text_for_that_is_shown(tmp_path: Path) -> None:
    bench = Bench(tmp_path, Care(fail_texts=MappingProxyType({FailEvent.POWER_LOSS: "停电"})))
    bench.publish(led_line())
    bench.pass_s(1)
    bench.power_fails = True
    bench.pass_s(0.25)
    assert bench.card.text == "停电"
    assert bench.status["source"] == "powerLoss"


STARTS = [  # boot id of the second run, the outage in seconds, whether the first run ended, the text, the source
    ("boot-1", 5, True, "重新启动", "reset"),
    ("boot-2", 20, False, "短时停电", "powerRecovery"),
    ("boot-2", 31, False, "长时停电", "powerRecovery"),
]


@pytest.mark.parametrize(("boot", "outage_s", "ended", "text", "source"), STARTS)
def test_a_start_shows_what_belongs_to_its_cause(
    tmp_path: Path, boot: str, outage_s: int, ended: bool, text: str, source: str
) -> None:
    texts = {
        FailEvent.RESET: "重新启动",
        FailEvent.SHORT_POWER_RECOVERY: "短时停电",
        FailEvent.LONG_POWER_RECOVERY: "长时停电",
    }
    care = Care(short_power_loss_s=30, fail_texts=MappingProxyType(texts))
    first = Bench(tmp_path, care)
    first.pass_s(1)
    if ended:
        first.player.close()
    second = Bench(tmp_path, care, boot=boot, time=FakeTime(start=NOON + timedelta(seconds=1 + outage_s)))
    second.player.step()
    assert second.card.text == text
    assert second.status["source"] == source
    second.publish(led_line())
    second.pass_s(0.25)
    assert second.card.text == TEXT, "the programme takes over as soon as there is one"


def test_a_run_that_did_not_end_in_order_counts_for_the_watchdog(tmp_path: Path) -> None:
    Bench(tmp_path).pass_s(1)
    second = Bench(tmp_path)
    second.pass_s(1)
    assert second.status["watchdog_failures"] == 1
    second.player.close()
    assert second.status["ended"] is True
    third = Bench(tmp_path)
    third.pass_s(1)
    assert third.status["watchdog_failures"] == 1


def test_an_event_s_text_that_the_board_cannot_show_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(TextRefused):
        Bench(tmp_path, Care(fail_texts=MappingProxyType({FailEvent.RESET: "镕"})))


# --- classes and the relay ---


@pytest.mark.parametrize(
    ("deadman", "relay", "expected"),
    [
        (DeadMan.CARD, None, "A"),
        (DeadMan.RELAY, Relay(), "B"),
        (DeadMan.RELAY, None, "C"),
        (DeadMan.NOBODY, None, "C"),
        (DeadMan.NOBODY, Relay(), "B"),
    ],
)
def test_the_class_stands_in_the_journal_and_the_status(
    tmp_path: Path, deadman: DeadMan, relay: Relay | None, expected: str, caplog: pytest.LogCaptureFixture
) -> None:
    bench = Bench(tmp_path, card=PlainCard(deadman), relay=relay)
    bench.pass_s(0.25)
    assert bench.journal.entries[0].safety_class == expected
    assert bench.status["class"] == expected
    warned = [entry.getMessage() for entry in caplog.records]
    assert warned == (["board keeps its text when this terminal dies"] if expected == "C" else [])


def test_the_relay_hears_a_beat_at_every_look(tmp_path: Path) -> None:
    relay = Relay()
    bench = Bench(tmp_path, relay=relay)
    bench.publish(led_line())
    bench.pass_s(10)
    assert relay.beats == 40


def test_the_relay_falls_off_when_an_ended_text_cannot_be_taken_off(tmp_path: Path) -> None:
    relay = Relay()
    bench = Bench(tmp_path, relay=relay)
    bench.publish(led_line(valid_until=NOON + timedelta(seconds=60)))
    bench.pass_s(30)
    bench.card.plugged = False
    bench.pass_s(29.75)
    assert relay.beats == 239, "the text may still stand there"
    bench.pass_s(60)
    assert bench.card.text == TEXT
    assert relay.beats == 239
    bench.card.plugged = True
    bench.pass_s(5)
    assert bench.card.text == ""
    assert relay.beats > 239


def test_before_the_board_has_answered_the_relay_stays_off(tmp_path: Path) -> None:
    relay = Relay()
    bench = Bench(tmp_path, relay=relay)
    bench.card.plugged = False
    bench.publish(led_line())
    bench.pass_s(10)
    assert relay.beats == 0


def test_a_board_that_never_answers_beats_once_its_text_is_sent_and_is_not_sent_too_often(tmp_path: Path) -> None:
    relay = Relay()
    bench = Bench(tmp_path, card=PlainCard(acknowledges=False), relay=relay)
    bench.publish(led_line())
    assert bench.heard_during(60) == ["clear", f"show {TEXT}", "power on", "clock 22 12:00:00"]
    assert relay.beats == 240
    assert bench.journal.states == [("unconfirmed", "t01/000003")]


def test_a_broken_relay_output_is_told_once_and_stops_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    relay = Relay()
    bench = Bench(tmp_path, relay=relay)
    relay.is_broken = True
    bench.publish(led_line())
    bench.pass_s(5)
    assert bench.card.text == TEXT
    assert [entry.getMessage() for entry in caplog.records] == ["heartbeat output fails"]
    assert bench.status["errors"] == ["attached_device"]
    relay.is_broken = False
    bench.pass_s(1)
    assert bench.status["errors"] == []
