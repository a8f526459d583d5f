"""The player beside its lines: full re-sends, hours, brightness, power, clock, events, classes and the heartbeat."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from config.hours import Hours, Level
from content.errors import StoreError
from content.feed.files import Disk
from content.led_line import LedLine, LedStyle, LedUrgency
from content.record import DisclosureId
from content.store.board_status import ReasonKind
from display.board import Board, Capabilities, DeadMan
from display.bus import Bus, Urgency, no_news
from display.care import Care
from display.driver import Driver, Turns
from display.errors import BoardRefused, TextRefused, TransportError
from display.player import Player
from display.protocols.base import Exchange, Face, Reply
from display.shown import ShownFile
from display.sign_terms import FailEvent
from display.status import StatusFile
from tests.display.fakes import NOON, FakeLibrary, FakeTime, FakeVerifier, MemoryJournal, board, led_line

TEXT = "关于2026年惠农政策的公示"


class PlainCard:
    """A protocol whose frames are words, and the cable with the sign at its end. The text stays until it is cleared."""

    def __init__(
        self, deadman: DeadMan = DeadMan.RELAY, acknowledges: bool = True, wears: bool = False, asks: bool = False
    ) -> None:
        self.asks = asks
        self.capabilities = Capabilities(
            charsets=("gb2312",),
            font_px=frozenset({16}),
            styles=frozenset(LedStyle),
            x_step_px=1,
            acknowledges=acknowledges,
            volatile=False,
            deadman=deadman,
            wears=wears,
            max_frame_bytes=1000,
        )
        self.heard: list[str] = []
        self.text = "别人的广告"  # somebody else's text
        self.plugged = True
        self.answers = True
        self.refuses = ""
        self.most_characters = 100

    def show(self, face: Face, board: Board, *, first: bool) -> list[Exchange]:
        if len(face.text) > self.most_characters:
            raise TextRefused(f"at most {self.most_characters} characters", ReasonKind.LENGTH)
        return [self._exchange(f"show {face.text}")]

    def darken(self, board: Board) -> list[Exchange]:
        return [self._exchange("clear")]

    def ping(self, board: Board) -> list[Exchange]:
        return [self._exchange("ping")] if self.asks else []

    def set_clock(self, now: datetime, board: Board) -> list[Exchange]:
        return [self._exchange(f"clock {now:%d %H:%M:%S}")]

    def set_brightness(self, percent: int, board: Board) -> list[Exchange]:
        return [self._exchange(f"brightness {percent}")]

    def set_power(self, on: bool, board: Board) -> list[Exchange]:
        return [self._exchange(f"power {'on' if on else 'off'}")]

    def read(self, buffer: bytes) -> tuple[Reply | None, int]:
        if not buffer:
            return None, 0
        return Reply(accepted=buffer == b"yes", error="" if buffer == b"yes" else "no such command"), len(buffer)

    def exchange(self, data: bytes, reply_within_s: float | None) -> bytes:
        if not self.plugged:
            raise TransportError("/dev/ttyUSB0: No such file or directory")
        if not data:
            return b""
        said = data.decode()
        self.heard.append(said)
        if self.refuses and said.startswith(self.refuses):
            return b"no"
        verb, _, rest = said.partition(" ")
        if verb in ("show", "clear"):
            self.text = rest
        return b"yes" if self.answers and self.capabilities.acknowledges else b""

    def _exchange(self, words: str) -> Exchange:
        return Exchange(words.encode(), 0.1 if self.capabilities.acknowledges else None)


class Relay:
    def __init__(self) -> None:
        self.beats = 0
        self.is_broken = False

    def set_level(self, high: bool) -> None:
        if self.is_broken:
            raise TransportError("/sys/class/gpio/gpio17/value: No such file or directory")
        self.beats += 1


@dataclass
class Bench:
    folder: Path
    care: Care = field(default_factory=Care)
    card: PlainCard = field(default_factory=PlainCard)
    relay: Relay | None = None
    boot: str = "boot-1"
    time: FakeTime = field(default_factory=FakeTime)
    power_fails: bool = False
    turns: Turns | None = None

    def __post_init__(self) -> None:
        self.library, self.verifier, self.journal = FakeLibrary(self.time), FakeVerifier(), MemoryJournal()
        self.status_file = self.folder / "t01-gate.status.json"
        self.player = Player(
            board(),
            self.card,
            Driver(self.card, self.card, self.time.monotonic, self.time.sleep, self.turns),
            lambda: self.library,
            self.verifier,
            self.time.now,
            self.time.monotonic,
            self.journal,
            ShownFile(self.folder / "t01-gate.json", Disk()),
            care=self.care,
            heartbeat=self.relay,
            status=StatusFile(self.status_file, self.boot),
            power_is_failing=lambda: self.power_fails,
        )

    def publish(self, line: LedLine) -> None:
        envelope = f"{line.id}#{line.seq} {line.text}".encode()
        self.verifier.good[envelope] = line
        self.library.put(envelope, line)

    def pass_s(self, seconds: float) -> None:
        end = self.time.seconds + seconds
        while self.time.seconds < end:
            self.time.seconds += 0.25
            self.player.step()

    def heard_during(self, seconds: float) -> list[str]:
        self.card.heard.clear()
        self.pass_s(seconds)
        return self.card.heard

    @property
    def status(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.status_file.read_text(encoding="utf-8"))
        return found


# --- the full state ---


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


# --- emergencies ---

FLOOD, FIRE, DRILL = "暴雨红色预警,请立即转移", "山林火险,禁止上山", "【演练】请立即转移【演练】"


def flood(number: int = 7, text: str = FLOOD, **fields: object) -> LedLine:
    return led_line(number, text=text, style=LedStyle.STILL, urgency=LedUrgency.EMERGENCY, **fields)


def drill(number: int = 6) -> LedLine:
    return led_line(number, text=DRILL, style=LedStyle.STILL, urgency=LedUrgency.DRILL)


def test_an_emergency_goes_up_at_once_and_stands_alone_until_it_ends(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.publish(led_line(3))
    bench.publish(led_line(4, text="涉农补贴"))
    bench.pass_s(1)
    assert bench.status["urgency"] == "routine"
    bench.publish(flood(valid_until=NOON + timedelta(seconds=61)))
    assert bench.heard_during(0.25) == [f"show {FLOOD}"]
    assert bench.heard_during(30) == []
    status = bench.status
    assert (status["line"], status["urgency"], status["remaining_s"]) == ("t01/000007", "emergency", 60)
    assert status["programme"] == ["t01/000007"]
    held = {line: told["kind"] for line, told in status["refused"].items()}
    assert held == {"t01/000003": "emergency-first", "t01/000004": "emergency-first"}
    bench.pass_s(29.5)
    assert bench.card.text == FLOOD
    bench.pass_s(0.25)
    assert bench.card.text == "涉农补贴"


def test_a_withdrawn_emergency_goes_at_once(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.publish(flood())
    bench.pass_s(1)
    bench.library.drop(DisclosureId("t01/000007"))
    assert bench.heard_during(0.25) == ["clear"]
    assert (bench.status["state"], bench.status["urgency"]) == ("dark", "")


def test_emergencies_take_turns_and_drills_wait(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    for line in (led_line(3), drill(), flood(7), flood(8, FIRE)):
        bench.publish(line)
    bench.pass_s(0.25)
    assert bench.heard_during(10) == [f"show {FLOOD}", f"show {FIRE}", f"show {FLOOD}"]
    for number in (7, 8):
        bench.library.drop(DisclosureId(f"t01/{number:06d}"))
    bench.pass_s(0.25)
    assert (bench.card.text, bench.status["urgency"]) == (DRILL, "drill")
    bench.library.drop(DisclosureId("t01/000006"))
    bench.pass_s(0.25)
    assert bench.card.text == TEXT


def test_an_emergency_breaks_quiet_hours_and_a_drill_does_not(tmp_path: Path) -> None:
    bench = Bench(tmp_path, Care(quiet=(Hours(time(11), time(13)),)))
    bench.publish(led_line())
    bench.publish(drill())
    bench.pass_s(1)
    assert bench.card.text == ""
    bench.publish(flood())
    bench.pass_s(0.25)
    assert bench.card.text == FLOOD
    bench.library.drop(DisclosureId("t01/000007"))
    bench.pass_s(0.25)
    assert (bench.card.text, bench.journal.entries[-1].reason) == ("", "quiet hours")


def test_an_emergency_switches_the_leds_on_with_its_text_and_off_after_it(tmp_path: Path) -> None:
    care = Care(powered=(Hours(time(6), time(11)),), brightness=(Level(time(7), 30),))
    bench = Bench(tmp_path, care)
    bench.pass_s(1)
    bench.publish(flood())
    assert bench.heard_during(0.25) == [f"show {FLOOD}", "power on", "power on", "brightness 100"]
    bench.library.drop(DisclosureId("t01/000007"))
    assert bench.heard_during(0.25) == ["clear", "power off", "brightness 30"]


def test_an_emergency_on_leds_that_stay_off_is_not_shown(tmp_path: Path) -> None:
    bench = Bench(tmp_path, Care(powered=(Hours(time(6), time(11)),)))
    bench.card.refuses = "power on"
    bench.publish(flood())
    bench.pass_s(1)
    assert (bench.status["state"], bench.status["urgency"]) == ("unconfirmed", "emergency")


def test_fail_events_outrank_an_emergency_and_it_comes_back_with_the_centre(tmp_path: Path) -> None:
    bench = Bench(tmp_path, Care(comm_loss_s=600))
    bench.publish(flood())
    bench.pass_s(601)
    assert (bench.card.text, bench.status["source"]) == ("", "commLoss")
    bench.library.heard_at = NOON + timedelta(seconds=601)
    bench.library.version += 1
    bench.pass_s(0.5)
    assert bench.card.text == FLOOD


class Asked:
    """A place on a line that notes how urgently it was asked for."""

    def __init__(self) -> None:
        self.urgencies: list[Urgency] = []

    @contextmanager
    def turn(self, urgency: Urgency, has_news: Callable[[], bool] = no_news) -> Iterator[None]:
        self.urgencies.append(urgency)
        yield


def test_on_a_shared_line_an_emergency_goes_first_on_its_way_up_and_down(tmp_path: Path) -> None:
    asked = Asked()
    bench = Bench(tmp_path, Care(quiet=(Hours(time(12, 10), time(13)),)), turns=asked)
    bench.publish(led_line())
    bench.pass_s(1)

    def urgencies(seconds: float) -> list[Urgency]:
        asked.urgencies.clear()
        bench.pass_s(seconds)
        return asked.urgencies

    bench.publish(flood())
    assert urgencies(0.25) == [Urgency.EMERGENCY]
    assert urgencies(60) == [Urgency.REFRESH]
    bench.card.answers = False
    bench.publish(flood(8, FIRE))
    assert set(urgencies(40)) == {Urgency.EMERGENCY}
    bench.card.answers = True
    bench.pass_s(60)
    bench.library.drop(DisclosureId("t01/000008"))
    bench.library.drop(DisclosureId("t01/000007"))
    assert urgencies(0.25) == [Urgency.EMERGENCY]


def test_news_that_come_before_a_refresh_goes_out_are_told_in_its_place(tmp_path: Path) -> None:
    bus = Bus(FakeTime().monotonic, FakeTime().sleep)
    bench = Bench(tmp_path, turns=bus.seat(0))
    bench.publish(led_line())
    bench.pass_s(1)
    bench.time.seconds += 59.5
    looks = bench.library.changed

    def changed() -> bool:
        asked.append(True)
        if len(asked) == 2:
            bench.publish(flood())
        return looks()

    asked: list[bool] = []
    bench.library.changed = changed  # type: ignore[method-assign]  # between two looks of one step
    bench.card.heard.clear()
    bench.player.step()
    assert bench.card.heard == []
    bench.player.step()
    assert bench.card.heard == [f"show {FLOOD}"]


class Steps:
    """A stop that ends the player after so many waits."""

    def __init__(self, waits: int) -> None:
        self.left = waits

    def is_set(self) -> bool:
        return self.left <= 0

    def wait(self, timeout: float) -> bool:
        self.left -= 1
        return False


def test_what_comes_while_the_player_speaks_does_not_wait_for_its_next_look(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.publish(led_line())
    exchange = bench.card.exchange

    def speaking(data: bytes, reply_within_s: float | None) -> bytes:
        if data.startswith(b"clock"):  # the last word of the first step
            bench.publish(flood())
        return exchange(data, reply_within_s)

    bench.card.exchange = speaking  # type: ignore[method-assign]  # the store changes in the middle of a frame
    bench.player.run(Steps(1))
    assert bench.card.text == FLOOD


def test_a_store_that_changes_all_the_time_is_looked_at_no_more_often(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.publish(led_line())
    bench.pass_s(1)
    looks: list[bool] = []

    def changed() -> bool:
        looks.append(True)
        return True

    bench.library.changed = changed  # type: ignore[method-assign]  # sync commits without a pause
    bench.player.run(Steps(5))
    assert len(looks) == 5


# --- events ---


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


# --- status ---


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
