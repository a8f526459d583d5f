"""The heartbeat of a watchdog relay: when it beats, and how it reaches a pin."""

from __future__ import annotations

from pathlib import Path

import pytest
import serial

from display.errors import TransportError
from display.heartbeat import FileHeartbeat, Pulse
from display.transport import SerialLineHeartbeat


class Relay:
    def __init__(self) -> None:
        self.levels: list[bool] = []

    def set_level(self, high: bool) -> None:
        self.levels.append(high)


def test_nothing_beats_before_anything_is_known_of_the_board() -> None:
    relay = Relay()
    pulse = Pulse(relay)
    pulse.beat(["a"])
    pulse.sent("a", arrived=False)  # somebody else's text may stand there
    pulse.beat(["a"])
    assert relay.levels == []


def test_the_level_changes_with_every_beat() -> None:
    relay = Relay()
    pulse = Pulse(relay)
    pulse.sent("a", arrived=True)
    for _ in range(4):
        pulse.beat(["a", "b"])
    assert relay.levels == [True, False, True, False]


def test_it_stops_when_a_text_is_no_longer_permitted_and_its_end_did_not_arrive() -> None:
    relay = Relay()
    pulse = Pulse(relay)
    pulse.sent("a", arrived=True)
    pulse.sent(None, arrived=False)  # the cable is cut, the text has ended
    pulse.beat([])
    assert relay.levels == []
    pulse.sent(None, arrived=True)
    pulse.beat([])
    assert relay.levels == [True]


def test_an_unanswered_text_is_no_harm_while_both_may_stand() -> None:
    pulse = Pulse(None)
    pulse.sent("a", arrived=True)
    pulse.sent("b", arrived=False)
    assert pulse.is_in_order(["a", "b"])
    assert not pulse.is_in_order(["a"])
    assert not pulse.is_in_order(["b"])


def test_without_a_relay_nothing_happens() -> None:
    pulse = Pulse(None)
    pulse.sent(None, arrived=True)
    pulse.beat([])


def test_a_pin_of_the_kernel_gets_one_and_zero(tmp_path: Path) -> None:
    pin = tmp_path / "value"
    pin.write_bytes(b"0")
    output = FileHeartbeat(pin)
    output.set_level(True)
    assert pin.read_bytes() == b"1"
    output.set_level(False)
    assert pin.read_bytes() == b"0"


def test_a_pin_that_is_not_there_is_told_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(TransportError, match=r"value: No such file or directory$"):
        FileHeartbeat(tmp_path / "value").set_level(True)
    assert not (tmp_path / "value").exists()


class Port:
    """A serial port whose lines can be looked at."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, bool]] = []
        self.is_open = True
        self.pulled_out = False

    def __setattr__(self, name: str, value: object) -> None:
        if name in ("dtr", "rts"):
            if self.pulled_out:
                raise OSError(5, "Input/output error")
            self.lines.append((name, bool(value)))
        super().__setattr__(name, value)

    def close(self) -> None:
        self.is_open = False


@pytest.mark.parametrize("line", ["dtr", "rts"])
def test_a_line_of_a_serial_port_is_set_and_the_port_opened_anew_after_an_error(
    line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ports: list[Port] = []

    def opened(url: str, exclusive: bool) -> Port:
        assert (url, exclusive) == ("/dev/ttyUSB7", True)
        ports.append(Port())
        return ports[-1]

    monkeypatch.setattr(serial, "serial_for_url", opened)
    output = SerialLineHeartbeat("/dev/ttyUSB7", line)  # type: ignore[arg-type]
    output.set_level(True)
    output.set_level(False)
    assert [port.lines for port in ports] == [[(line, True), (line, False)]]
    ports[0].pulled_out = True
    with pytest.raises(TransportError, match="^/dev/ttyUSB7: "):
        output.set_level(True)
    assert not ports[0].is_open
    output.set_level(True)
    assert [port.lines for port in ports] == [[(line, True), (line, False)], [(line, True)]]


def test_a_port_that_cannot_be_opened_is_told() -> None:
    with pytest.raises(TransportError, match="^/dev/no-such-port: "):
        SerialLineHeartbeat("/dev/no-such-port", "dtr").set_level(True)
