"""The player beside its lines: full re-sends, hours, brightness, power and a cable that breaks."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from config.hours import Hours, Level
from display.care import Care
from tests.display.fakes import led_line
from tests.display.player_bench import TEXT, Bench, PlainCard


def test_at_start_the_card_is_cleared_and_told_everything(tmp_path: Path) -> None:
    bench = Bench(tmp_path, Care(brightness=(Level(time(7), 80),)))
    bench.publish(led_line())
    assert bench.heard_during(0.25) == [
        "clear",
        f"show {TEXT}",
        "power on",
        "brightness 80",
        "clock 22 12:00:00",
    ]


def test_every_ten_minutes_the_full_state_is_sent_again_so_that_foreign_text_dies(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.publish(led_line())
    bench.pass_s(0.25)
    between = bench.heard_during(599.75)
    assert set(between) == {f"show {TEXT}"}  # once a minute, without a flicker
    bench.card.text = "别人的广告"
    heard = bench.heard_during(0.25)
    assert heard == ["clear", f"show {TEXT}", "power on", "clock 22 12:10:00"]
    assert bench.card.text == TEXT
    assert bench.journal.states == [("shown", "t01/000003")]


def test_a_dark_board_too_is_told_again(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.pass_s(1)
    bench.card.text = "别人的广告"
    bench.pass_s(60)
    assert bench.card.text == ""


def test_a_memory_that_may_wear_is_asked_after_between_the_full_states_and_not_written(tmp_path: Path) -> None:
    bench = Bench(tmp_path, card=PlainCard(wears=True, asks=True))
    bench.publish(led_line())
    bench.pass_s(0.25)
    assert bench.heard_during(599.75) == ["ping"] * 9  # once a minute
    assert bench.heard_during(0.25) == ["clear", f"show {TEXT}", "power on", "clock 22 12:10:00"]
    assert bench.journal.states == [("shown", "t01/000003")]


def test_dark_too_is_asked_after(tmp_path: Path) -> None:
    bench = Bench(tmp_path, card=PlainCard(wears=True, asks=True))
    bench.pass_s(1)
    assert bench.heard_during(120) == ["ping", "ping"]


def test_a_card_that_did_not_answer_when_asked_is_written_again_at_the_next_refresh(tmp_path: Path) -> None:
    bench = Bench(tmp_path, card=PlainCard(wears=True, asks=True))
    bench.publish(led_line())
    bench.pass_s(0.25)
    bench.card.answers = False
    heard = bench.heard_during(125)
    assert heard[0] == "ping"
    assert f"show {TEXT}" in heard
    assert heard.index(f"show {TEXT}") == 4  # the question was asked four times, and no text ten seconds after it
    assert bench.journal.states[-1] == ("unconfirmed", "t01/000003")
    bench.card.answers = True
    assert bench.heard_during(61)[-1] == f"show {TEXT}"
    assert bench.journal.states[-1] == ("shown", "t01/000003")
    assert bench.heard_during(60) == ["ping"]


def test_a_spared_card_that_never_answers_is_written_only_with_the_full_state(tmp_path: Path) -> None:
    """AM03127 signs at address 0: nothing of theirs is ever confirmed, and no question can be asked."""
    bench = Bench(tmp_path, card=PlainCard(wears=True, asks=False))
    bench.card.answers = False
    bench.publish(led_line())
    bench.pass_s(20)
    written = {said for said in bench.heard_during(560) if said.startswith(("show", "clear"))}
    assert written == set()
    assert f"show {TEXT}" in bench.heard_during(60)
    assert bench.journal.states == [("unconfirmed", "t01/000003")]


# --- hours ---


def test_in_quiet_hours_the_face_is_blank_and_afterwards_the_line_is_back(tmp_path: Path) -> None:
    bench = Bench(tmp_path, Care(quiet=(Hours(time(12, 1), time(12, 2)),)))
    bench.publish(led_line())
    bench.pass_s(59.75)
    assert bench.card.text == TEXT
    bench.pass_s(0.25)
    assert bench.card.text == ""
    assert bench.journal.entries[-1].reason == "quiet hours"
    bench.pass_s(60)
    assert bench.card.text == TEXT


def test_outside_of_the_powered_hours_the_leds_are_off(tmp_path: Path) -> None:
    bench = Bench(tmp_path, Care(powered=(Hours(time(6), time(12, 1)), Hours(time(12, 2), time(22)))))
    bench.publish(led_line())
    bench.pass_s(59.75)
    assert bench.heard_during(0.25) == ["clear", "power off"]
    assert bench.journal.entries[-1].reason == "outside of the powered hours"
    assert bench.heard_during(59.75) == []
    assert bench.heard_during(0.25) == [f"show {TEXT}", "power on"]


def test_brightness_follows_the_time_of_day(tmp_path: Path) -> None:
    bench = Bench(tmp_path, Care(brightness=(Level(time(7), 100), Level(time(12, 1), 30))))
    bench.pass_s(59.75)
    assert "brightness 100" in bench.card.heard
    assert "brightness 30" in bench.heard_during(0.25)


def test_a_card_that_refuses_a_command_is_not_asked_at_every_look(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    bench = Bench(tmp_path)
    bench.card.refuses = "clock"
    bench.publish(led_line())
    bench.pass_s(30)
    assert [entry.getMessage() for entry in caplog.records if entry.levelname == "WARNING"][-1:] == [
        "board does not take this"
    ]
    assert bench.card.heard.count("clock 22 12:00:00") == 1
    assert bench.journal.states == [("shown", "t01/000003")]


def test_a_silent_card_keeps_its_text_fresh_while_the_rest_waits(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.card.answers = False
    bench.publish(led_line())
    bench.pass_s(30)
    assert sum(words.startswith("power") for words in bench.card.heard) <= 4  # one attempt and its repetitions
    assert bench.journal.states == [("unconfirmed", "t01/000003")]
    bench.card.answers = True
    bench.pass_s(61)
    assert any(words.startswith("clock") for words in bench.card.heard)


def test_a_cable_that_breaks_between_two_commands_is_an_outage(tmp_path: Path) -> None:
    bench = Bench(tmp_path)

    class Breaking(PlainCard):
        def exchange(self, data: bytes, reply_within_s: float | None) -> bytes:
            if data.startswith(b"power"):
                self.plugged = False
            return super().exchange(data, reply_within_s)

    bench = Bench(tmp_path, card=Breaking())
    bench.publish(led_line())
    bench.pass_s(0.25)
    assert bench.journal.states == [("shown", "t01/000003"), ("unreachable", "t01/000003")]
