"""The cable: the only user of pyserial.

Any pyserial URL serves: /dev/serial/by-id/… (stays the same when the adapter is plugged in elsewhere),
socket://host:port, rfc2217://…. The port is opened when it is first needed, with an exclusive lock, and opened
anew after it broke: the old one is closed first, or Linux gives the adapter another name (pyserial issue 36). Where
the adapter comes back under another name all the same, it is known again by its USB identity.
"""

from __future__ import annotations

import logging
import os
import termios
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Literal, Protocol

import serial
from serial.rs485 import RS485Settings
from serial.tools import list_ports

from config.settings import BoardSettings
from display.errors import TransportError

MAX_REPLY_BYTES = 4096  # per exchange; a babbling line is cut here
BITS_PER_BYTE = 10  # 8N1
WRITE_MARGIN_S = 2.0
ECHO_WITHIN_S = 0.1

log = logging.getLogger(__name__)


class Transport(Protocol):
    """A line to one board."""

    def exchange(self, data: bytes, reply_within_s: float | None) -> bytes:
        """Send data as one piece; return the bytes that have come by the time some have, or b"" in the end.

        data b"" only listens on. reply_within_s None: do not listen. Raises TransportError.
        """


@dataclass(frozen=True)
class Adapter:
    """A serial port of this machine. identity: of the USB adapter, "" for other ports; what: for people."""

    device: str
    identity: str
    what: str = ""


def adapters() -> list[Adapter]:
    """The serial ports that there are now, by name."""
    found = []
    for port in sorted(list_ports.comports()):
        # An adapter without a serial number of its own is known by the socket it is plugged into.
        own = port.serial_number or port.location or ""
        identity = f"{port.vid:04x}:{port.pid:04x}:{own}" if port.vid is not None else ""
        found.append(Adapter(port.device, identity, port.description or ""))
    return found


class SerialTransport:
    """A transport over one port. ``baud`` counts where the port is a serial one.

    line: data bits, parity and stop bits, such as 7e1. has_echo: the adapter hears what it sends (two wires, receiver
    always on); that is taken off each answer. kernel_rs485: Linux turns the line with RTS; a port whose driver cannot
    is refused, since its answers would be lost.
    """

    def __init__(
        self,
        url: str,
        baud: int,
        has_echo: bool = False,
        known: Callable[[], Sequence[Adapter]] = adapters,
        line: str = "8n1",
        *,
        kernel_rs485: bool = False,
    ) -> None:
        self.url = url
        self._baud = baud
        self._bits, self._parity = int(line[0]), line[1].upper()
        self._has_echo = has_echo
        self._kernel_rs485 = kernel_rs485
        self._known = known
        self._identity = ""
        self._port: serial.Serial | None = None

    def exchange(self, data: bytes, reply_within_s: float | None) -> bytes:
        """As in Transport. Opens the port if it is not open; after an error it is closed."""
        try:
            with self._mapped():
                port = self._port or self._opened()
                heard = b""
                if data:
                    port.reset_input_buffer()  # late answers to what was sent before
                    port.write_timeout = len(data) * BITS_PER_BYTE / self._baud + WRITE_MARGIN_S
                    written = port.write(data)
                    if written is not None and written != len(data):
                        raise TransportError(f"{self.url}: {written} of {len(data)} bytes written")
                    port.flush()
                    heard = self._beyond_echo(port, data) if self._has_echo else b""
                    log.debug("sent", extra={"port": self.url, "bytes": data.hex()})
                return b"" if reply_within_s is None else self._listen(port, heard, reply_within_s)
        except TransportError:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the port; the next exchange opens it again."""
        port, self._port = self._port, None
        if port is not None:
            try:
                port.close()
            except (serial.SerialException, OSError, termios.error) as err:
                log.debug("port closed with an error", extra={"port": self.url, "error": err})

    def _opened(self) -> serial.Serial:
        url = self._url_now()
        port = serial.serial_for_url(
            url, baudrate=self._baud, bytesize=self._bits, parity=self._parity, exclusive=True, timeout=1.0
        )
        self._port = port
        if self._kernel_rs485:
            self._let_the_kernel_turn(port)
        if url != self.url:
            log.info("adapter found again", extra={"port": self.url, "now": url})
        if not self._identity and "://" not in url:
            self._identity = _identity_of(url, self._known())
        return port

    def _let_the_kernel_turn(self, port: serial.Serial) -> None:
        try:
            port.rs485_mode = RS485Settings()  # RTS high while sending, low while listening, no delays
        except (OSError, ValueError, NotImplementedError) as err:
            raise TransportError(
                f"{self.url}: kernel_rs485 is set, but this port's driver cannot turn an RS-485 line ({err}); "
                "take it out of the settings and use an adapter that turns the line by itself"
            ) from err

    def _url_now(self) -> str:
        """The name under which our adapter is plugged in now; as it was set if that cannot be told."""
        if not self._identity:
            return self.url
        known = self._known()
        if _identity_of(self.url, known) == self._identity:
            return self.url
        return next((adapter.device for adapter in known if adapter.identity == self._identity), self.url)

    def _beyond_echo(self, port: serial.Serial, sent: bytes) -> bytes:
        """Take our own bytes off the line; give what came instead of them, b"" if they came whole or not at all."""
        port.timeout = len(sent) * BITS_PER_BYTE / self._baud + ECHO_WITHIN_S
        heard = bytes(port.read(len(sent)))
        return b"" if sent.startswith(heard) else heard

    def _listen(self, port: serial.Serial, heard: bytes, within_s: float) -> bytes:
        port.timeout = within_s
        received = heard or bytes(port.read(1))
        while received and len(received) < MAX_REPLY_BYTES and port.in_waiting:
            received += bytes(port.read(min(port.in_waiting, MAX_REPLY_BYTES - len(received))))
        if received:
            log.debug("received", extra={"port": self.url, "bytes": received.hex()})
        return received

    @contextmanager
    def _mapped(self) -> Iterator[None]:
        try:
            yield
        except (serial.SerialException, OSError, termios.error, ValueError) as err:
            # pyserial says ValueError for a URL or baud rate that it does not know; an adapter pulled out in the
            # middle of a call shows as OSError or as termios.error, which is none.
            raise TransportError(f"{self.url}: {err}") from err


class SerialLineHeartbeat:
    """DTR or RTS of a serial port of its own, as the output that a watchdog relay listens to."""

    def __init__(self, url: str, line: Literal["dtr", "rts"]) -> None:
        self._url = url
        self._line = line
        self._port: serial.Serial | None = None

    def set_level(self, high: bool) -> None:
        """Set the line. Opens the port if it is not open; after an error it is closed. Raises TransportError."""
        try:
            if self._port is None:
                self._port = serial.serial_for_url(self._url, exclusive=True)
            setattr(self._port, self._line, high)
        except (serial.SerialException, OSError, termios.error, ValueError) as err:
            port, self._port = self._port, None
            if port is not None:
                with suppress(serial.SerialException, OSError, termios.error):
                    port.close()
            raise TransportError(f"{self._url}: {err}") from err


def serial_of(section: BoardSettings) -> SerialTransport:
    """The port of a board's section."""
    return SerialTransport(
        section.url, section.baud, section.local_echo, line=section.line, kernel_rs485=section.kernel_rs485
    )


def _identity_of(path: str, known: Sequence[Adapter]) -> str:
    """The identity of the adapter at this path, which may be a link to it; "" for other ports."""
    device = os.path.realpath(path)
    return next((adapter.identity for adapter in known if os.path.realpath(adapter.device) == device), "")
