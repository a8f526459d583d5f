"""pyserial against the other end of a pseudo terminal: echoes, adapters under new names, one write for each frame."""

from __future__ import annotations

import os
import select
import threading
import tty
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from serial.rs485 import RS485Settings

from display.errors import TransportError
from display.transport import Adapter, SerialTransport

pytestmark = pytest.mark.port
HELLO, ANSWER = b"\xa5hello\x5a", b"\xa5yes\x5a"


@dataclass
class FarEnd:
    """Answers everything that comes, in a thread; answer: the bytes for what was heard."""

    answer: Callable[[bytes], bytes]
    heard: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._ours, self._theirs = os.openpty()
        tty.setraw(self._theirs)
        self.path = os.ttyname(self._theirs)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while not self._over.is_set():
            if select.select([self._ours], [], [], 0.05)[0]:
                data = os.read(self._ours, 4096)
                self.heard.append(data)
                os.write(self._ours, self.answer(data))

    def close(self) -> None:
        if not self._over.is_set():
            self._over.set()
            self._thread.join(5)
            os.close(self._ours)
            os.close(self._theirs)


@pytest.fixture
def far_end() -> Iterator[Callable[[Callable[[bytes], bytes]], FarEnd]]:
    ends: list[FarEnd] = []

    def start(answer: Callable[[bytes], bytes]) -> FarEnd:
        ends.append(FarEnd(answer))
        return ends[-1]

    yield start
    for end in ends:
        end.close()


Start = Callable[[Callable[[bytes], bytes]], FarEnd]


def exchanged(transport: SerialTransport, data: bytes, wanted: int) -> bytes:
    """Listen on until so many bytes have come."""
    received = transport.exchange(data, 5.0)
    while len(received) < wanted and (more := transport.exchange(b"", 5.0)):
        received += more
    return received


def test_our_own_echo_is_taken_off_the_line(far_end: Start) -> None:
    end = far_end(lambda data: data + ANSWER)
    transport = SerialTransport(end.path, 9600, has_echo=True, known=list)
    assert exchanged(transport, HELLO, len(ANSWER)) == ANSWER
    assert end.heard == [HELLO]
    transport.close()


def test_an_echo_is_kept_where_the_adapter_has_none(far_end: Start) -> None:
    """A Modbus board answers some requests with the very same bytes."""
    transport = SerialTransport(far_end(lambda data: data).path, 9600, known=list)
    assert exchanged(transport, HELLO, len(HELLO)) == HELLO
    transport.close()


def test_an_adapter_that_has_no_echo_after_all_loses_nothing(far_end: Start) -> None:
    transport = SerialTransport(far_end(lambda data: b"no!" + ANSWER).path, 9600, has_echo=True, known=list)
    assert exchanged(transport, HELLO, 3 + len(ANSWER)) == b"no!" + ANSWER
    transport.close()


def test_an_echo_after_a_frame_without_answer_does_not_reach_the_next_one(far_end: Start) -> None:
    transport = SerialTransport(far_end(lambda data: data).path, 9600, has_echo=True, known=list)
    assert transport.exchange(HELLO, None) == b""
    assert transport.exchange(HELLO, 0.05) == b""
    transport.close()


def test_an_adapter_that_comes_back_under_another_name_is_found(far_end: Start, tmp_path: Path) -> None:
    """ttyUSB0 is pulled out and comes back as ttyUSB1, while another adapter has taken its old name."""
    right, wrong = far_end(lambda _: ANSWER), far_end(lambda _: b"wrong board")
    name = tmp_path / "ttyUSB0"
    name.symlink_to(right.path)
    plugged = [Adapter(right.path, "1a86:7523:1-1"), Adapter("/dev/ttyS0", "")]
    transport = SerialTransport(str(name), 9600, known=lambda: plugged)
    assert exchanged(transport, HELLO, len(ANSWER)) == ANSWER

    right.close()
    with pytest.raises(TransportError, match="ttyUSB0"):
        transport.exchange(HELLO, 0.5)
    back = far_end(lambda _: ANSWER)
    name.unlink()
    name.symlink_to(wrong.path)
    plugged[:] = [Adapter(wrong.path, "0403:6001:A1"), Adapter(back.path, "1a86:7523:1-1")]
    assert exchanged(transport, HELLO, len(ANSWER)) == ANSWER
    assert wrong.heard == []
    transport.close()


def test_a_name_that_no_adapter_has_is_tried_as_it_stands(far_end: Start) -> None:
    end = far_end(lambda _: ANSWER)
    transport = SerialTransport(end.path, 9600, known=lambda: [Adapter("/dev/ttyUSB7", "1a86:7523:1-1")])
    assert exchanged(transport, HELLO, len(ANSWER)) == ANSWER
    transport.close()


@pytest.mark.parametrize(("line", "bits", "parity"), [("8n1", 8, "N"), ("7e1", 7, "E"), ("8e1", 8, "E")])
def test_the_port_is_opened_as_the_maker_says(line: str, bits: int, parity: str) -> None:
    """pyserial's own loop:// port: a pseudo terminal forgets parity."""
    transport = SerialTransport("loop://", 9600, known=list, line=line)
    assert transport.exchange(HELLO, 0.2) == HELLO
    assert transport._port is not None
    assert (transport._port.bytesize, transport._port.parity, transport._port.stopbits) == (bits, parity, 1)
    transport.close()


# --- RS-485 turned by the kernel: no such port is at hand, so the port itself is a fake of pyserial's ---


class PortThatTurns:
    """A serial.Serial as far as the transport uses it. what_the_driver_says: the error of TIOCSRS485, or None."""

    def __init__(self, what_the_driver_says: Exception | None = None) -> None:
        self.order: list[str] = []
        self.in_waiting = 0
        self.timeout: float | None = None
        self.write_timeout: float | None = None
        self._error = what_the_driver_says

    def __setattr__(self, name: str, value: object) -> None:
        if name == "rs485_mode":
            if self._error:
                raise self._error
            assert isinstance(value, RS485Settings)
            self.order.append(f"turned rts {value.rts_level_for_tx}/{value.rts_level_for_rx} {value.loopback}")
        object.__setattr__(self, name, value)

    def reset_input_buffer(self) -> None:
        pass

    def write(self, data: bytes) -> int:
        self.order.append(f"sent {data.hex()}")
        return len(data)

    def flush(self) -> None:
        pass

    def read(self, _: int) -> bytes:
        return b"\x06"

    def close(self) -> None:
        self.order.append("closed")


def test_the_kernel_is_told_to_turn_the_line_before_anything_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    port = PortThatTurns()
    monkeypatch.setattr("serial.serial_for_url", lambda *_, **__: port)
    transport = SerialTransport("/dev/ttyS4", 9600, known=list, kernel_rs485=True)
    assert transport.exchange(b"\xa5", 0.1) == b"\x06"
    assert port.order == ["turned rts True/False False", "sent a5"]
    plain = PortThatTurns(OSError(25, "Inappropriate ioctl for device"))
    monkeypatch.setattr("serial.serial_for_url", lambda *_, **__: plain)
    assert SerialTransport("/dev/ttyS4", 9600, known=list).exchange(b"\xa5", 0.1) == b"\x06"  # not asked for


def test_a_port_whose_driver_cannot_turn_a_line_is_refused_with_what_to_do(
    far_end: Callable[[Callable[[bytes], bytes]], FarEnd],
) -> None:
    """A pseudo terminal is one: the kernel really refuses TIOCSRS485 on it."""
    end = far_end(lambda heard: heard)
    transport = SerialTransport(end.path, 9600, known=list, kernel_rs485=True)
    with pytest.raises(TransportError, match="kernel_rs485 is set, but this port's driver cannot turn") as caught:
        transport.exchange(HELLO, 0.1)
    assert end.path in str(caught.value)
    assert end.heard == []
    SerialTransport(end.path, 9600, known=list).close()
