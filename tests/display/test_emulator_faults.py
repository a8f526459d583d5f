"""Faults on request, and what the driver makes of each: tried again, unconfirmed, or refused."""

from __future__ import annotations

import contextlib
import json
from collections import deque
from pathlib import Path

import pytest

from content.led_line import LedStyle
from display.board import Board
from display.board_command import main
from display.compose import compose
from display.driver import CONFIRMED, PAUSES_S, Delivery, Driver
from display.emulator import card_for
from display.emulator.base import Card
from display.emulator.faults import REFUSALS, CanRefuse, Fault, FaultyLine, fault_of, mistakes_in
from display.emulator.serve import Emulator, Outputs
from display.errors import BoardRefused
from display.fonts import Font
from display.protocols import MODELS, protocol_for
from display.protocols.base import Exchange
from display.render import blank
from tests.display.fakes import ACK, BUSY, FakeTime

# Ping of an Onbon card, as in test_over_the_wire.py; its answer is fakes.ACK.
PING = bytes.fromhex("a5a5a5a5a5a5a5a501000080000000000000fe020500a20001000068f85a")
WITHIN_S = 0.5
NOWHERE = Outputs()


class FakeLine:
    """A line in memory: what the driver sent, in the pieces in which it arrives, and what came back."""

    url = "fake://line"

    def __init__(self, time: FakeTime) -> None:
        self.coming: deque[bytes] = deque()
        self.sent: list[bytes] = []
        self.closed = False
        self._time = time

    def receive(self, within_s: float) -> bytes:
        if self.coming:
            return self.coming.popleft()
        self._time.seconds += within_s
        return b""

    def send(self, data: bytes) -> None:
        self.sent.append(data)

    def close(self) -> None:
        self.closed = True


class Bench:
    """A driver, a line with faults and an emulated card; time passes when somebody waits."""

    def __init__(self, *faults: str, model: str = "onbon-bx5k", seed: int = 1, outputs: Outputs = NOWHERE) -> None:
        self.time = FakeTime()
        self.board = Board(id="gate", model=model, width_px=64, height_px=16, reply_within_s=WITHIN_S)
        self.card: Card = card_for(self.board, Font(16))
        self.line = FakeLine(self.time)
        self.protocol = protocol_for(model)
        faulty = FaultyLine(self.line, self.card, [fault_of(fault) for fault in faults], self.time.monotonic, seed)
        self.emulator = Emulator(self.card, faulty, outputs, 0, self.time.now, self.time.monotonic, self.time.sleep)
        self.sendings = 0
        self.driver = Driver(self, self.protocol, self.time.monotonic, self.time.sleep)

    def exchange(self, data: bytes, reply_within_s: float | None) -> bytes:
        if data:
            self.sendings += 1
            self.line.sent.clear()  # late answers, as the real transport forgets them
            self.line.coming.append(data)
            self.emulator.step()
        until = self.time.seconds + (reply_within_s or 0)
        while reply_within_s and not self.line.sent and self.time.seconds < until:
            self.emulator.step()
        answer = b"".join(self.line.sent)
        self.line.sent.clear()
        return answer if reply_within_s else b""

    def ping(self) -> Delivery:
        return self.driver.deliver([Exchange(PING, WITHIN_S)])

    def show(self, text: str) -> Delivery:
        styles = self.protocol.capabilities.styles
        style = LedStyle.STILL if LedStyle.STILL in styles else LedStyle.SCROLL_LEFT
        face = compose(text, style, self.board, self.protocol.capabilities)
        return self.driver.deliver(self.protocol.show(face, self.board, first=True))


def heard(line: FaultyLine, time: FakeTime, seconds: float = 1.0) -> list[bytes]:
    """What the card's end of the line hears in so many seconds."""
    until, found = time.seconds + seconds, []
    while time.seconds < until:
        if data := line.receive(0.1):
            found.append(data)
    return found


def line_with(*faults: str, seed: int = 1) -> tuple[FaultyLine, FakeLine, FakeTime]:
    time = FakeTime()
    line = FakeLine(time)
    card = card_for(Board(id="gate", model="onbon-bx5k", width_px=64, height_px=16), Font(16))
    return FaultyLine(line, card, [fault_of(fault) for fault in faults], time.monotonic, seed), line, time


# --- what is asked for ---


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("drop:3", Fault("drop", 3)),
        ("silent", Fault("silent", 1)),
        ("late:1.5", Fault("late", 1.5)),
        ("power-cut:2", Fault("power-cut", 2)),
        ("echo", Fault("echo")),
    ],
)
def test_a_fault_as_it_is_written(text: str, fault: Fault) -> None:
    assert fault_of(text) == fault


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("thunder", "expected one of drop, garble"),
        ("", "expected one of drop"),
        ("drop:0", "N from 1"),
        ("drop:", "N from 1"),
        ("drop:-1", "N from 1"),
        ("drop:x", "N from 1"),
        ("drop:3:3", "N from 1"),
        ("power-cut", "expected power-cut:N"),
        ("power-dip", "expected power-dip:N"),
        ("late", "late:SECONDS"),
        ("late:0", "late:SECONDS"),
        ("late:nan", "late:SECONDS"),
        ("late:601", "up to 600"),
        ("echo:2", "takes no number"),
    ],
)
def test_a_fault_that_is_none_is_told_what_is_allowed(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why) as caught:
        fault_of(text)
    assert repr(text) in str(caught.value)


@pytest.mark.parametrize(
    ("model", "has"),
    [
        ("onbon-bx5k", {"busy", "nak"}),
        ("onbon-bx6k", {"busy", "nak"}),
        ("onbon-bx6", {"busy", "nak"}),
        ("jetfile2", {"nak"}),
        ("alpha", {"nak"}),
        ("am03127", {"nak"}),
        ("cpower1200", {"nak"}),
        ("hanover", set()),
        ("modbus-text", {"busy", "nak"}),
    ],
)
def test_a_refusal_that_a_model_has_not_is_refused_by_name(model: str, has: set[str]) -> None:
    card = card_for(Board(id="gate", model=model, width_px=64, height_px=16), Font(16))
    assert isinstance(card, CanRefuse) == bool(has)
    for kind in REFUSALS:
        mistakes = mistakes_in([Fault(kind)], card, model)
        assert len(mistakes) == (kind not in has)
        assert all(f"fault {kind}: {model} has no such answer" in mistake for mistake in mistakes)


def test_the_same_fault_twice_is_a_mistake() -> None:
    card = card_for(Board(id="gate", model="hanover", width_px=64, height_px=16), Font(16))
    assert mistakes_in([Fault("drop"), Fault("drop", 2), Fault("echo")], card, "hanover") == [
        "fault drop: said more than once"
    ]


def test_the_command_says_what_is_wrong_before_it_opens_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["emulate", "--model", "am03127", "--fault", "busy"]) == 2
    assert "fault busy: am03127 has no such answer; it has nak" in capsys.readouterr().err
    with pytest.raises(SystemExit) as ended:
        main(["emulate", "--fault", "drop:often"])
    assert ended.value.code == 2
    assert "expected drop:N" in capsys.readouterr().err
    assert main(["emulate", "--view"]) == 2
    assert "no terminal" in capsys.readouterr().err


# --- on the line ---


def test_every_third_transmission_vanishes() -> None:
    line, wire, time = line_with("drop:3")
    found = []
    for number in range(7):
        wire.coming.append(bytes([number]))
        found += heard(line, time)
    assert found == [b"\0", b"\1", b"\3", b"\4", b"\6"]


def test_a_transmission_that_comes_in_pieces_counts_once() -> None:
    line, wire, time = line_with("drop:2")
    found = []
    for _ in range(3):
        wire.coming.extend([b"ab", b"c", b"def"])
        found += heard(line, time)
    assert found == [b"abcdef", b"abcdef"]


def test_a_line_that_is_never_quiet_is_cut() -> None:
    line, wire, _ = line_with("echo")
    wire.coming.extend([b"x" * 4096] * 20)
    assert [len(line.receive(0.1)), len(line.receive(0.1))] == [65536, 16384]


def test_one_bit_is_turned_over_the_same_one_for_the_same_seed() -> None:
    found = []
    for seed in (1, 1, 2):
        line, wire, time = line_with("garble:2", seed=seed)
        wire.coming.append(PING)
        assert heard(line, time) == [PING]
        wire.coming.append(PING)
        found += heard(line, time)
    assert found[0] == found[1] != found[2]
    for spoilt in found:
        assert sum((one ^ other).bit_count() for one, other in zip(spoilt, PING, strict=True)) == 1


def test_half_an_answer_and_then_nothing() -> None:
    line, wire, time = line_with("half")
    wire.coming.append(PING)
    heard(line, time)
    line.send(ACK)
    heard(line, time)
    assert wire.sent == [ACK[: len(ACK) // 2]]


def test_an_answer_comes_late_and_the_line_is_heard_meanwhile() -> None:
    line, wire, time = line_with("late:1.5")
    wire.coming.append(b"a")
    heard(line, time, 0.1)
    start = time.seconds
    line.send(b"first")
    wire.coming.append(b"b")
    assert heard(line, time, 1.0) == [b"b"]
    assert wire.sent == []
    while not wire.sent:
        line.receive(0.1)
    assert wire.sent == [b"first"]
    assert time.seconds - start == pytest.approx(1.5, abs=0.01)


def test_closing_closes_the_line_behind() -> None:
    line, wire, _ = line_with("echo")
    assert line.url == "fake://line"
    line.close()
    assert wire.closed


# --- what the driver makes of it ---


def test_without_a_hit_nothing_is_different() -> None:
    bench = Bench("drop:2")
    assert bench.ping() == CONFIRMED
    assert bench.sendings == 1


def test_a_lost_transmission_is_sent_again() -> None:
    bench = Bench("drop:2")
    assert bench.ping() == CONFIRMED
    assert bench.ping() == CONFIRMED
    assert (bench.sendings, bench.card.frames_received) == (3, 2)
    assert bench.time.slept == [PAUSES_S[0]]


def test_a_lost_line_is_unconfirmed() -> None:
    bench = Bench("drop")
    assert bench.ping() == Delivery(confirmed=False, reason="no answer")
    assert (bench.sendings, bench.card.frames_received) == (4, 0)


def test_a_card_that_never_answers_has_obeyed_and_stays_unconfirmed() -> None:
    bench = Bench("silent")
    assert bench.show("公示") == Delivery(confirmed=False, reason="no answer")
    assert bench.card.text == "公示"


def test_half_an_answer_is_none() -> None:
    bench = Bench("half")
    assert bench.ping() == Delivery(confirmed=False, reason=f"{len(ACK) // 2} bytes that are no answer")
    assert bench.sendings == 4


def test_a_garbled_answer_is_asked_for_again() -> None:
    bench = Bench("garble-answer:2", seed=5)
    assert bench.ping() == CONFIRMED
    assert bench.ping() == CONFIRMED
    assert bench.sendings == 3


def test_a_garbled_transmission_is_never_shown_as_something_else() -> None:
    unconfirmed = 0
    for seed in range(40):
        bench = Bench("garble", seed=seed)
        delivery = bench.show("公示")
        # A bit of the preamble, which is longer than a card needs, does no harm.
        assert bench.card.text in (("公示",) if delivery.confirmed else ("", "公示"))
        unconfirmed += not delivery.confirmed
    assert unconfirmed > 20


def test_a_late_answer_within_the_time_is_an_answer_and_a_later_one_is_none() -> None:
    assert Bench("late:0.3").ping() == CONFIRMED
    assert Bench("late:30").ping() == Delivery(confirmed=False, reason="no answer")


def test_an_echo_before_the_answer_is_passed_over() -> None:
    bench = Bench("echo")
    assert bench.show("公示") == CONFIRMED
    assert bench.card.text == "公示"


def test_an_echo_alone_confirms_nothing() -> None:
    assert not Bench("echo", "silent").ping().confirmed


def test_a_busy_card_is_asked_again() -> None:
    bench = Bench("busy:2")
    assert bench.ping() == CONFIRMED
    assert bench.ping() == CONFIRMED
    assert (bench.sendings, bench.time.slept) == (3, [PAUSES_S[0]])


def test_a_card_that_stays_busy_is_unconfirmed_and_shows_nothing() -> None:
    bench = Bench("busy")
    assert bench.show("公示") == Delivery(confirmed=False, reason="board says: busy")
    assert bench.card.text == ""


@pytest.mark.parametrize(
    ("model", "error"),
    [
        ("onbon-bx5k", "unknown command"),
        ("onbon-bx6", "command parameter wrong"),
        ("cpower1200", "error 03"),
        ("jetfile2", "command not supported by this sign"),
        ("modbus-text", "server device failure"),
    ],
)
def test_a_no_is_believed_and_nothing_is_shown(model: str, error: str) -> None:
    bench = Bench("nak", model=model)
    with pytest.raises(BoardRefused, match=f"^board says: {error}$"):
        bench.show("公示")
    assert bench.card.dots().lit == 0


def test_the_no_of_an_am03127_means_a_wrong_checksum_and_is_tried_again() -> None:
    bench = Bench("nak", model="am03127")
    assert bench.show("公示") == Delivery(confirmed=False, reason="board says: checksum wrong")
    assert bench.card.dots().lit == 0
    assert Bench("nak:2", model="am03127").show("公示") == CONFIRMED


@pytest.mark.parametrize("model", ["onbon-bx5k", "onbon-bx6", "jetfile2", "am03127", "cpower1200", "modbus-text"])
def test_a_power_cut_takes_what_is_in_ram_once(model: str) -> None:
    bench = Bench(model=model)
    assert bench.show("公示") == CONFIRMED
    sendings = bench.sendings
    bench = Bench(f"power-cut:{sendings}", model=model)
    assert bench.show("公示") == CONFIRMED
    assert bench.card.dots().lit
    bench.emulator.step()
    survives = model == "am03127"  # its pages outlast a power cut
    assert bool(bench.card.dots().lit) == survives
    assert bench.show("公示") == CONFIRMED
    bench.emulator.step()
    assert bench.card.dots().lit


def test_the_state_of_a_card_without_text_follows_its_dots(tmp_path: Path) -> None:
    state, picture = tmp_path / "state.json", tmp_path / "board.png"
    sendings = Bench(model="onbon-bx6")
    sendings.show("公示")
    bench = Bench(f"power-cut:{sendings.sendings}", model="onbon-bx6", outputs=Outputs(state=state, png=picture))
    dark = picture.read_bytes()
    assert bench.show("公示") == CONFIRMED
    assert json.loads(state.read_text())["lit"] > 0
    assert picture.read_bytes() != dark
    bench.emulator.step()
    assert json.loads(state.read_text())["lit"] == 0
    assert picture.read_bytes() == dark


# --- every fault with every model ---


def text_of(model: str) -> str:
    """What a sign just out of its box can show: the Alpha sign's dots need a memory that is set up first."""
    return "Notice" if model == "alpha" else "公示"


WITHOUT = ("drop", "busy", "nak")  # nothing may reach the lights
UNHEARD = ("silent", "half", "late:30")  # the card obeys, the driver does not hear it
HARMLESS = ("echo", "late:0.2", "drop:99", "power-dip:99")


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("fault", [*WITHOUT, *UNHEARD, *HARMLESS])
def test_every_fault_with_every_model(model: str, fault: str) -> None:
    bench, whole = Bench(fault, model=model), Bench(model=model)
    whole.show(text_of(model))
    if mistakes_in([fault_of(fault)], bench.card, model):
        return  # the model has no such answer: test_a_refusal_that_a_model_has_not_is_refused_by_name
    try:
        confirmed = bench.show(text_of(model)).confirmed
    except BoardRefused:
        confirmed = False
    answers = bench.protocol.capabilities.acknowledges
    assert confirmed == (answers and fault in HARMLESS)
    lit = bench.card.dots()
    assert lit == (whole.card.dots() if fault not in WITHOUT else blank(64, 16))


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("seed", range(6))
def test_a_spoilt_bit_never_shows_another_text(model: str, seed: int) -> None:
    bench, whole = Bench("garble", model=model, seed=seed), Bench(model=model)
    whole.show(text_of(model))
    with contextlib.suppress(BoardRefused):
        bench.show(text_of(model))
    # Onbon cards take a frame whose preamble is spoilt; what is spoilt behind it is dropped
    assert bench.card.dots() in (blank(64, 16), whole.card.dots())


@pytest.mark.parametrize("model", MODELS)
def test_after_a_power_dip_the_card_holds_what_it_held_and_the_driver_tries_again(model: str) -> None:
    whole = Bench(model=model)
    whole.show(text_of(model))
    bench = Bench(f"power-dip:{whole.sendings}", model=model)
    delivery = bench.show(text_of(model))
    assert bench.card.dots() == whole.card.dots()
    assert delivery.confirmed == bench.protocol.capabilities.acknowledges
    if delivery.confirmed:
        assert bench.sendings == whole.sendings + 2  # neither its answer nor the repetition got through


@pytest.mark.parametrize(("acknowledges", "answer"), [(True, b"\x15\x60"), (False, b"")])
def test_an_alpha_sign_says_no_only_where_it_was_told_to_answer(acknowledges: bool, answer: bytes) -> None:
    """NAK 15 and the serial error register: 40, and 20 for an illegal command. E s 1: sum 00EE, by hand."""
    card = Bench(model="alpha").card
    if acknowledges:
        assert card.feed(bytes(5) + b"\x01Z00\x02Es1\x0300EE\x04", 0.0) == b"\x06\x40"
    assert isinstance(card, CanRefuse)
    card.refuse("nak")
    text = bytes(5) + b"\x01Z00\x02AAHELLO\x0301FB\x04"
    assert card.feed(text, 0.0) == answer
    assert card.dots().lit == 0
    card.feed(text, 0.0)
    assert card.dots().lit


# --- the bytes of a refusal ---


def test_a_busy_onbon_card_says_so_once_in_the_maker_s_bytes() -> None:
    card = Bench().card
    assert isinstance(card, CanRefuse)
    card.refuse("busy")
    assert card.feed(PING, 0.0) == BUSY
    assert card.feed(PING, 0.0) == ACK


@pytest.mark.parametrize(("kind", "code"), [("busy", "06 c132"), ("nak", "04 40f3")])
def test_a_modbus_sign_answers_with_an_exception(kind: str, code: str) -> None:
    """Application protocol V1.1b3, 7: 06 server device busy, 04 server device failure; sums from a separate script."""
    card = Bench(model="modbus-text").card
    assert isinstance(card, CanRefuse)
    card.refuse(kind)
    assert card.feed(bytes.fromhex("01 03 0000 0001 840a"), 0.0) == bytes.fromhex("01 83" + code)


def test_a_refusal_waits_for_a_command_that_is_meant_for_this_card() -> None:
    card = Bench(model="modbus-text").card
    assert isinstance(card, CanRefuse)
    card.refuse("busy")
    assert card.feed(bytes.fromhex("02 03 0000 0001 8439"), 0.0) == b""
    assert card.feed(bytes.fromhex("01 03 0000 0001 840a"), 0.0) == bytes.fromhex("01 83 06 c132")


def test_a_c_power_card_says_no_with_the_number_of_the_command() -> None:
    """Result 3, no success; E8 + 32 + 1 + 7B + 3 + 1 + 1 = 19B, by hand."""
    bench = Bench(model="cpower1200")
    assert isinstance(bench.card, CanRefuse)
    bench.card.refuse("nak")
    # One window over 64x16 dots: 68 32 01 7B 01, 14 bytes of data, packet 0 of 0; sum 01A1 with the low byte first.
    frame = bytes.fromhex("a5 6832017b01 0a00 0000 01 01 00000000 0040 0010")
    total = sum(frame[1:])
    answer = bench.card.feed(frame + total.to_bytes(2, "little") + b"\xae", 0.0)
    assert answer == bytes.fromhex("a5 e832017b03 01000000 01 9b01 ae")


def test_an_am03127_sign_says_nack() -> None:
    """<ID01><D*>, delete everything; the sum is the exclusive or of "<D*>": 3C ^ 44 ^ 2A ^ 3E = 6C."""
    card = Bench(model="am03127").card
    assert isinstance(card, CanRefuse)
    card.refuse("nak")
    assert card.feed(b"<ID01><D*>6C<E>", 0.0) == b"NACK"
    assert card.feed(b"<ID01><D*>6C<E>", 0.0) == b"ACK"
