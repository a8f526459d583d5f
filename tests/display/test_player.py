"""The player from the library to an emulated card: what is shown, what never is, and what survives which failure."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from content.disclosure import NoticePeriod
from content.errors import StoreError
from content.feed.files import Disk
from content.led_line import LedLine
from content.record import DisclosureId
from display.board import Board
from display.bus import Bus, Urgency
from display.driver import Driver, Turns
from display.player import Player
from display.protocols import model_of, protocol_for
from display.shown import ShownFile
from tests.display.fakes import (
    NOON,
    CardTransport,
    FakeLibrary,
    FakeTime,
    FakeVerifier,
    MemoryJournal,
    board,
    card,
    disclosure,
    led_line,
)
from tests.display.test_emulated_card import SCROLLING

TEXT = "关于2026年惠农政策的公示"


@dataclass
class Bench:
    """One player with everything around it; ``pass_s`` lets time pass in steps of its own poll."""

    time: FakeTime
    library: FakeLibrary
    verifier: FakeVerifier
    cable: CardTransport
    journal: MemoryJournal
    player: Player

    def publish(self, line: LedLine, signed: bool = True) -> None:
        envelope = f"{line.id}@{line.rev}#{line.seq} {line.text}".encode()
        if signed:
            self.verifier.good[envelope] = line
        self.library.put(envelope, line)

    def pass_s(self, seconds: float) -> None:
        end = self.time.seconds + seconds
        while self.time.seconds < end:
            self.time.seconds += 0.25
            self.cable.card.passing(self.time.seconds)
            self.player.step()

    @property
    def text(self) -> str:
        return self.cable.card.text


def make_bench(folder: Path, wall: Board | None = None, disk: Disk | None = None, turns: Turns | None = None) -> Bench:
    time = FakeTime()
    library, verifier, journal = FakeLibrary(time), FakeVerifier(), MemoryJournal()
    cable = CardTransport(card(), time)
    protocol = protocol_for("onbon-bx5k")

    def opened() -> FakeLibrary:
        if library.failure:
            raise library.failure
        return library

    player = Player(
        wall or board(),
        protocol,
        Driver(cable, protocol, time.monotonic, time.sleep, turns),
        opened,
        verifier,
        time.now,
        time.monotonic,
        journal,
        ShownFile(folder / "boards" / "t01-gate.json", disk or Disk()),
    )
    return Bench(time, library, verifier, cable, journal, player)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return make_bench(tmp_path)


def test_a_line_with_two_signatures_is_shown_and_noted_after_the_board_confirmed(bench: Bench) -> None:
    bench.publish(led_line())
    bench.pass_s(0.25)
    assert bench.text == TEXT
    (entry,) = bench.journal.entries
    assert (entry.board, entry.line, entry.text, entry.state.value) == ("t01-gate", "t01/000003", TEXT, "shown")


def test_with_nothing_to_show_the_board_is_darkened_whatever_stood_there(bench: Bench) -> None:
    bench.cable.card.feed(SCROLLING, 0.0)  # somebody else's text, in run mode 0: it would stay for ever
    bench.pass_s(0.25)
    assert bench.text == ""
    assert bench.journal.states == [("dark", None)]


NEVER_SHOWN = [
    ("one signature, or one key twice", led_line(), False),
    ("expired", led_line(valid_until=NOON - timedelta(seconds=1)), True),
    ("not begun", led_line(valid_from=NOON + timedelta(hours=1)), True),
    ("another board's", led_line(boards=("t02-gate",)), True),
    ("a disclosure that is not here", led_line(disclosure=DisclosureId("t01/000099")), True),
    ("another revision of the disclosure", led_line(disclosure_rev=2), True),
    ("a character the card lacks", led_line(text="张镕同志任前公示"), True),
    ("the card's own commands", led_line(text="\\C2公示"), True),
]


@pytest.mark.parametrize(("why", "line", "signed"), NEVER_SHOWN, ids=[case[0] for case in NEVER_SHOWN])
def test_what_must_not_be_shown_leaves_the_face_unchanged(bench: Bench, why: str, line: LedLine, signed: bool) -> None:
    good = led_line(2, text="政务公开")
    bench.publish(good)
    bench.pass_s(1)
    bench.publish(line, signed)
    bench.pass_s(10)
    assert bench.text == "政务公开"
    assert bench.journal.states == [("shown", good.id)]


@pytest.mark.parametrize(("why", "line", "signed"), NEVER_SHOWN, ids=[case[0] for case in NEVER_SHOWN])
def test_what_must_not_be_shown_leaves_a_dark_board_dark(bench: Bench, why: str, line: LedLine, signed: bool) -> None:
    bench.publish(line, signed)
    bench.pass_s(10)
    assert bench.text == ""
    assert bench.journal.states == [("dark", None)]


def test_a_line_stored_under_another_id_is_not_shown(bench: Bench) -> None:
    line = led_line(3)
    bench.verifier.good[b"swapped"] = line
    bench.library.lines[DisclosureId("t01/000004")] = b"swapped"
    bench.pass_s(1)
    assert bench.text == ""


def test_a_step_back_is_refused_but_lines_of_one_programme_take_turns(bench: Bench) -> None:
    bench.publish(led_line(5, text="第五号"))
    bench.publish(led_line(6, text="第六号"))
    bench.pass_s(20)
    assert {entry.text for entry in bench.journal.entries} == {"第五号", "第六号"}
    bench.publish(led_line(4, text="第四号"))
    bench.pass_s(20)
    assert "第四号" not in {entry.text for entry in bench.journal.entries}


def test_an_older_revision_of_a_line_never_comes_back(bench: Bench) -> None:
    bench.publish(led_line(3, rev=2, seq=8, text="新的"))
    bench.pass_s(1)
    bench.publish(led_line(3, rev=1, seq=3, text="旧的"))
    bench.pass_s(10)
    assert bench.text == ""
    assert bench.journal.entries[-1].reason == "t01/000003: seq 3, this line was shown with seq 8 already"


def test_the_highest_number_survives_a_restart(tmp_path: Path) -> None:
    before = make_bench(tmp_path)
    before.publish(led_line(9, text="第九号"))
    before.pass_s(1)
    after = make_bench(tmp_path)
    after.publish(led_line(9, text="第九号"))
    after.publish(led_line(7, text="第七号"))
    after.pass_s(20)
    assert {entry.text for entry in after.journal.entries} == {"第九号"}


def test_a_damaged_record_is_reported_and_begun_anew(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    record = tmp_path / "boards" / "t01-gate.json"
    record.parent.mkdir()
    record.write_bytes(b"\x00\xffnot json")
    bench = make_bench(tmp_path)
    bench.publish(led_line())
    bench.pass_s(1)
    assert bench.text == TEXT
    assert [entry.getMessage() for entry in caplog.records] == ["record of shown lines unreadable, beginning anew"]


def test_a_withdrawn_line_is_dark_at_the_next_look(bench: Bench) -> None:
    bench.publish(led_line())
    bench.pass_s(1)
    bench.library.drop(led_line().id)
    bench.pass_s(0.25)
    assert bench.text == ""
    assert bench.journal.states == [("shown", "t01/000003"), ("dark", None)]


@pytest.mark.parametrize("gone", ["withdrawn", "revised", "absent"])
def test_a_line_goes_dark_with_its_disclosure(bench: Bench, gone: str) -> None:
    bench.publish(led_line())
    bench.pass_s(1)
    announced = DisclosureId("t01/000001")
    if gone == "withdrawn":
        bench.library.withdrawn.add(announced)
    elif gone == "revised":
        bench.library.disclosures[announced] = disclosure(rev=2)
    else:
        del bench.library.disclosures[announced]
    bench.library.version += 1
    bench.pass_s(0.25)
    assert bench.text == ""
    assert "t01/000001" in bench.journal.entries[-1].reason


def test_a_line_ends_on_the_second_without_any_change_of_the_store(bench: Bench) -> None:
    bench.publish(led_line(valid_until=NOON + timedelta(seconds=30)))
    bench.pass_s(29.75)
    assert bench.text == TEXT
    bench.pass_s(0.25)
    assert bench.text == ""
    assert bench.journal.entries[-1].reason == "t01/000003 has ended"


def test_a_line_whose_approvers_lapse_goes_dark_without_any_change_of_the_store(bench: Bench) -> None:
    bench.publish(led_line())
    bench.pass_s(1)
    bench.verifier.good.clear()
    bench.pass_s(5.25)
    assert bench.text == ""


def test_running_notices_come_before_newer_lines(bench: Bench) -> None:
    noticed = DisclosureId("t01/000002")
    period = NoticePeriod(date(2026, 11, 20), date(2026, 11, 22))
    bench.library.disclosures[noticed] = disclosure(notice=period)
    bench.publish(led_line(3, text="公示期内", disclosure=noticed))
    bench.publish(led_line(4, text="更新的"))
    bench.pass_s(0.25)
    assert bench.text == "公示期内"


def test_a_missing_store_takes_nothing_away_until_the_line_ends(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    bench.publish(led_line(valid_until=NOON + timedelta(minutes=10)))
    bench.pass_s(1)
    bench.library.failure = StoreError("library.sqlite: database disk image is malformed")
    bench.pass_s(590)
    assert bench.text == TEXT
    assert [entry.levelno for entry in caplog.records] == [logging.ERROR]  # one line, not two thousand
    bench.pass_s(10)
    assert bench.text == ""
    bench.library.failure = None
    bench.publish(led_line(4, text="好了"))
    bench.pass_s(2)
    assert bench.text == "好了"


def test_a_library_that_is_being_rebuilt_takes_nothing_away(bench: Bench) -> None:
    bench.publish(led_line())
    bench.pass_s(1)
    bench.library.pulled = False
    bench.library.drop(led_line().id)
    bench.pass_s(60)
    assert bench.text == TEXT
    bench.library.pulled = True
    bench.library.version += 1
    bench.pass_s(2)
    assert bench.text == ""


def test_without_any_store_at_start_the_board_is_dark_and_the_store_is_waited_for(bench: Bench) -> None:
    bench.library.failure = StoreError("library.sqlite: not there yet")
    bench.publish(led_line())
    bench.pass_s(5)
    assert bench.text == ""
    bench.library.failure = None
    bench.pass_s(1.25)
    assert bench.text == TEXT


def test_an_unplugged_board_is_one_log_line_and_gets_everything_anew_on_its_return(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    bench.publish(led_line())
    bench.pass_s(1)
    bench.cable.plugged = False
    bench.publish(led_line(4, text="新的一行"))
    bench.pass_s(120)
    assert [entry.getMessage() for entry in caplog.records] == ["board unreachable, trying again until it is back"]
    assert bench.cable.tries < 60  # not four times a second
    replaced = card()  # another card, with somebody's text in it
    bench.cable.card = replaced
    bench.cable.plugged = True
    bench.pass_s(4.25)  # the two lines take turns: both belong to what is sent anew
    assert replaced.text in {TEXT, "新的一行"}
    assert bench.journal.states[-1][0] == "shown"
    assert [state for state, _ in bench.journal.states].count("unreachable") == 1


def test_a_board_that_does_not_answer_is_unconfirmed_and_never_shown(bench: Bench) -> None:
    bench.cable.deaf = True
    bench.publish(led_line())
    bench.pass_s(1)
    assert bench.text == TEXT  # sent all the same
    assert bench.journal.states == [("unconfirmed", "t01/000003")]
    bench.cable.deaf = False
    bench.pass_s(11)
    assert bench.journal.states[-1] == ("shown", "t01/000003")


def test_a_face_is_sent_again_before_the_card_s_own_timeout(tmp_path: Path) -> None:
    bench = make_bench(tmp_path, board(deadman_s=10, resend_every_s=9.5))
    bench.publish(led_line())
    bench.pass_s(60)
    assert bench.text == TEXT
    assert bench.journal.states == [("shown", "t01/000003")]  # repetitions are not news


def test_when_the_player_dies_the_card_goes_dark_by_itself(tmp_path: Path) -> None:
    bench = make_bench(tmp_path, board(deadman_s=10, resend_every_s=5.0))
    bench.publish(led_line())
    bench.pass_s(1)
    bench.cable.card.passing(bench.time.seconds + 10)
    assert bench.text == ""


def test_a_full_disk_costs_the_record_not_the_board(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    class FullDisk(Disk):
        def write(self, path: Path, data: bytes, mtime: int | None = None, mode: int = 0o644) -> None:
            raise OSError(28, "No space left on device")

    bench = make_bench(tmp_path, disk=FullDisk())
    bench.publish(led_line())
    bench.pass_s(1)
    assert bench.text == TEXT
    assert [entry.getMessage() for entry in caplog.records] == ["record of shown lines not written"]


def test_on_a_busy_line_a_refresh_waits_and_what_the_journal_says_stays(tmp_path: Path) -> None:
    time = FakeTime()
    bus = Bus(time.monotonic, time.sleep, refresh_patience_s=0.0)
    neighbour = bus.seat(0)
    bench = make_bench(tmp_path, board(resend_every_s=5.0), turns=bus.seat(0))
    bench.publish(led_line())
    bench.pass_s(1)
    frames = bench.cable.card.frames_received
    with neighbour.turn(Urgency.CHANGE):
        bench.pass_s(10)
    assert bench.cable.card.frames_received == frames
    bench.pass_s(0.25)
    assert bench.cable.card.frames_received == frames + 1
    assert bench.journal.states == [("shown", "t01/000003")]


def test_foreign_text_in_another_area_of_the_card_dies_within_ten_minutes(bench: Bench) -> None:
    area = {"id": 5, "x": 32, "y": 0, "w": 32, "h": 16}
    foreign = json.dumps({"do": "text", "text": "广告", "area": area, "native": {"run_mode": 0}})  # would stay for ever
    bench.publish(led_line(text="政务公开"))
    bench.pass_s(1)
    for frame in model_of("onbon-bx5k").json.frames(foreign.encode()):
        bench.cable.card.feed(frame, bench.time.seconds)
    assert bench.text == "政务公开\n广告"
    bench.pass_s(600)
    assert bench.text == "政务公开"
    assert bench.journal.states == [("shown", "t01/000003")]


def test_the_card_s_clock_is_set_to_the_county_s_time(bench: Bench) -> None:
    bench.pass_s(1)
    assert bench.cable.card.clock == datetime(2026, 11, 22, 12, 0, 0)
