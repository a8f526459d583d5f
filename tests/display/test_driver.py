"""The driver against a script: what it sends, how often, and what it believes."""

from __future__ import annotations

import pytest

from display.driver import CONFIRMED, Delivery, Driver
from display.errors import BoardRefused, TransportError
from display.protocols import protocol_for
from display.protocols.base import Exchange
from tests.display.fakes import ACK, BUSY, FONT_MISSING, FakeTime, ScriptedTransport

HELLO = Exchange(b"hello", reply_within_s=1.0)


def deliver(script: list[tuple[bytes | None, bytes | Exception]], *exchanges: Exchange) -> tuple[Delivery, FakeTime]:
    transport, time = ScriptedTransport(script), FakeTime()
    result = Driver(transport, protocol_for("onbon-bx5k"), time.monotonic, time.sleep).deliver(exchanges)
    transport.done()
    return result, time


def test_a_yes_confirms() -> None:
    result, time = deliver([(b"hello", ACK)], HELLO)
    assert (result, time.slept) == (CONFIRMED, [])


def test_an_answer_may_come_in_pieces_behind_noise_and_our_own_echo() -> None:
    echo = bytes.fromhex("a5a5a5a5a5a5a5a501000080000000000000fe020500a20001000068f85a")
    result, _ = deliver([(b"hello", echo[3:]), (b"", b"\x00\xff" + ACK[:9]), (b"", ACK[9:])], HELLO)
    assert result == CONFIRMED


def test_a_busy_card_is_asked_again_after_growing_pauses() -> None:
    result, time = deliver([(b"hello", BUSY)] * 3 + [(b"hello", ACK)], HELLO)
    assert (result, time.slept) == (CONFIRMED, [0.2, 0.5, 1.0])


def test_a_card_that_stays_busy_is_unconfirmed() -> None:
    result, _ = deliver([(b"hello", BUSY)] * 4, HELLO)
    assert result == Delivery(confirmed=False, reason="board says: busy")


def test_silence_is_unconfirmed_never_shown() -> None:
    script: list[tuple[bytes | None, bytes | Exception]] = [(b"hello", b""), (b"", b"")] * 4
    result, time = deliver(script, HELLO)
    assert result == Delivery(confirmed=False, reason="no answer")
    assert time.slept == [0.2, 0.5, 1.0]


def test_garble_is_tried_again_and_told_apart_from_silence() -> None:
    garbled = ACK[:12] + b"\x77" + ACK[13:]
    result, _ = deliver([(b"hello", garbled), (b"", b"")] * 4, HELLO)
    assert result == Delivery(confirmed=False, reason=f"{len(garbled)} bytes that are no answer")


def test_a_no_is_believed() -> None:
    with pytest.raises(BoardRefused, match="board says: font missing"):
        deliver([(b"hello", FONT_MISSING)], HELLO)


def test_a_no_that_does_no_harm_is_passed_over() -> None:
    harmless = Exchange(b"delete", reply_within_s=1.0, may_be_refused=True)
    result, _ = deliver([(b"delete", FONT_MISSING), (b"hello", ACK)], harmless, HELLO)
    assert result == CONFIRMED


def test_after_silence_the_rest_is_still_sent_but_once() -> None:
    script: list[tuple[bytes | None, bytes | Exception]] = [
        *([(b"one", b""), (b"", b"")] * 4),
        *[(b"two", b""), (b"", b"")],
    ]
    result, _ = deliver(script, Exchange(b"one", 1.0), Exchange(b"two", 1.0))
    assert result == Delivery(confirmed=False, reason="no answer")


def test_a_board_that_never_answers_is_not_waited_for() -> None:
    result, time = deliver([(b"hello", b"")], Exchange(b"hello", None))
    assert (result, time.slept) == (Delivery(confirmed=False, reason="this board does not answer"), [])


def test_pauses_between_exchanges_are_kept() -> None:
    _, time = deliver([(b"one", ACK), (b"two", ACK)], Exchange(b"one", 1.0, 2.5), Exchange(b"two", 1.0, 9.0))
    assert time.slept == [2.5]


def test_a_broken_cable_is_not_tried_again_here() -> None:
    with pytest.raises(TransportError, match="unplugged"):
        deliver([(b"hello", TransportError("unplugged"))], HELLO)


def test_waiting_for_an_answer_ends_at_its_time() -> None:
    class Babble:
        """Noise without end, a tenth of a second each."""

        def __init__(self, time: FakeTime) -> None:
            self.time = time

        def exchange(self, data: bytes, reply_within_s: float | None) -> bytes:
            self.time.seconds += 0.1
            return b"\x00\xa5\x01"

    time = FakeTime()
    result = Driver(Babble(time), protocol_for("onbon-bx5k"), time.monotonic, time.sleep).deliver([HELLO])
    assert not result.confirmed
    assert time.seconds < 4 * 1.1 + 1.7 + 0.5
