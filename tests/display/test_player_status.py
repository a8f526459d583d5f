"""What the player's status tells: what is shown, why, until when, and why a line is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from content.errors import StoreError
from content.led_line import LedLine, LedStyle
from content.record import DisclosureId
from display.care import Care
from display.errors import BoardRefused
from display.sign_terms import FailEvent
from tests.display.fakes import NOON, led_line
from tests.display.player_bench import TEXT, Bench, PlainCard, Relay


def test_the_status_tells_what_is_shown_why_and_until_when(tmp_path: Path) -> None:
    bench = Bench(tmp_path, relay=Relay())
    bench.publish(led_line(valid_until=NOON + timedelta(hours=1)))
    bench.publish(led_line(4, text="张镕同志任前公示"))
    bench.publish(led_line(5, disclosure=DisclosureId("t01/000099")))
    bench.pass_s(1)
    assert bench.status == {
        "board": "t01-gate",
        "at": "2026-11-22T04:00:00Z",
        "boot": "boot-1",
        "ended": False,
        "class": "B",
        "state": "shown",
        "line": "t01/000003",
        "rev": 1,
        "sha256": sha256(f"t01/000003#3 {TEXT}".encode()).hexdigest(),
        "text": TEXT,
        "since": "2026-11-22T04:00:00Z",
        "urgency": "routine",
        "source": "timebasedScheduler",
        "remaining_s": 3600,
        "reason": None,
        "programme": ["t01/000003"],
        "errors": [],
        "refused": {
            "t01/000004": {
                "kind": "character",
                "about": "镕",
                "sentence": "character 2, 「镕」 U+9555, is not in the board's font (gb2312)",
            },
            "t01/000005": {
                "kind": "disclosure-absent",
                "about": "t01/000099",
                "sentence": "its disclosure t01/000099 is not in the library",
            },
        },
        "watchdog_failures": 0,
    }


HINDERED = [  # a line, the kind, what it is about
    (led_line(valid_until=NOON - timedelta(seconds=1)), "over", ""),
    (led_line(valid_from=NOON + timedelta(hours=1)), "not-yet", ""),
    (led_line(disclosure_rev=2), "disclosure-changed", "t01/000001"),
    (led_line(text="张镕同志任前公示"), "character", "镕"),
    (led_line(text="公示\u200b"), "invisible", "U+200B"),
    (led_line(text="公" * 41), "length", ""),
    (led_line(style=LedStyle.SCROLL_UP), "style", "scroll-up"),
]


@pytest.mark.parametrize(("line", "kind", "about"), HINDERED, ids=[case[1] for case in HINDERED])
def test_why_a_line_is_not_shown_is_told_by_kind(tmp_path: Path, line: LedLine, kind: str, about: str) -> None:
    bench = Bench(tmp_path)
    bench.card.most_characters = 40
    bench.card.capabilities = replace(bench.card.capabilities, styles=frozenset({LedStyle.STILL, LedStyle.SCROLL_LEFT}))
    bench.publish(line)
    bench.pass_s(1)
    told = bench.status["refused"]["t01/000003"]
    assert (told["kind"], told["about"]) == (kind, about)
    assert told["sentence"]
    assert (bench.status["state"], bench.status["reason"]["kind"]) == ("dark", "no-line")


def test_a_text_that_no_frame_can_carry_takes_nothing_off_the_board(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.card.most_characters = 20
    bench.publish(led_line(2, text="政务公开"))
    bench.pass_s(1)
    bench.publish(led_line(3, text="公" * 21))
    bench.pass_s(5)
    assert bench.card.text == "政务公开"
    assert bench.status["refused"]["t01/000003"]["kind"] == "length"


UNKNOWN = [  # what the card does, state, kind
    ({"answers": False}, "unconfirmed", "no-answer"),
    ({"refuses": "show"}, "unconfirmed", "card-refused"),
    ({"plugged": False}, "unreachable", "cable"),
]


@pytest.mark.parametrize(("fault", "state", "kind"), UNKNOWN, ids=[case[2] for case in UNKNOWN])
def test_why_nobody_knows_what_stands_there_is_told_by_kind(
    tmp_path: Path, fault: dict[str, Any], state: str, kind: str
) -> None:
    bench = Bench(tmp_path)
    for name, value in fault.items():
        setattr(bench.card, name, value)
    bench.publish(led_line())
    bench.pass_s(1)
    assert (bench.status["state"], bench.status["reason"]["kind"]) == (state, kind)
    assert bench.status["text"] == TEXT


def test_a_text_from_the_settings_that_no_frame_can_carry_is_told_too(tmp_path: Path) -> None:
    card = PlainCard()
    card.most_characters = 3
    bench = Bench(tmp_path, Care(fail_texts=MappingProxyType({FailEvent.LONG_POWER_RECOVERY: "政务公开"})), card)
    bench.pass_s(1)
    assert (bench.status["state"], bench.status["reason"]["kind"]) == ("unconfirmed", "length")


def test_an_unreachable_board_is_an_error_of_communications(tmp_path: Path) -> None:
    bench = Bench(tmp_path, relay=Relay())
    bench.card.plugged = False
    bench.pass_s(1)
    assert (bench.status["state"], bench.status["errors"]) == ("unreachable", ["communications"])


def test_a_missing_store_is_waited_for_without_a_step_going_wrong(tmp_path: Path) -> None:
    bench = Bench(tmp_path, relay=Relay())
    bench.library.failure = StoreError("library.sqlite: not there yet")
    bench.pass_s(5)
    assert bench.status["state"] == "dark"


def test_a_refused_text_is_unconfirmed_and_the_relay_trusts_only_what_it_knows(tmp_path: Path) -> None:
    relay = Relay()
    bench = Bench(tmp_path, relay=relay)
    bench.card.refuses = "show"
    bench.publish(led_line())
    bench.pass_s(1)
    assert bench.journal.states == [("unconfirmed", "t01/000003")]
    assert bench.journal.entries[0].reason == str(BoardRefused("board says: no such command"))
    assert relay.beats == 0
