"""The cable: the only user of pyserial.

Any pyserial URL serves: /dev/serial/by-id/… (stays the same when the adapter is plugged in elsewhere),
socket://host:port, rfc2217://…. The port is opened when it is first needed, with an exclusive lock, and opened
anew after it broke: the old one is closed first, or Linux gives the adapter another name (pyserial issue 36).
"""

from __future__ import annotations

import logging
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import serial

from display.errors import TransportError

MAX_REPLY_BYTES = 4096  # per exchange; a babbling line is cut here
BITS_PER_BYTE = 10  # 8N1
WRITE_MARGIN_S = 2.0

log = logging.getLogger(__name__)


class Transport(Protocol):
    """A line to one board."""

    def exchange(self, data: bytes, reply_within_s: float | None) -> bytes:
        """Send data as one piece; return the bytes that have come by the time some have, or b"" in the end.

        data b"" only listens on. reply_within_s None: do not listen. Raises TransportError.
        """


class SerialTransport:
    """A transport over one port. ``baud`` counts where the port is a serial one."""

    def __init__(self, url: str, baud: int) -> None:
        self.url = url
        self._baud = baud
        self._port: serial.Serial | None = None

    def exchange(self, data: bytes, reply_within_s: float | None) -> bytes:
        """As in Transport. Opens the port if it is not open; after an error it is closed."""
        try:
            with self._mapped():
                port = self._port or self._opened()
                if data:
                    port.reset_input_buffer()  # late answers to what was sent before
                    port.write_timeout = len(data) * BITS_PER_BYTE / self._baud + WRITE_MARGIN_S
                    written = port.write(data)
                    if written is not None and written != len(data):
                        raise TransportError(f"{self.url}: {written} of {len(data)} bytes written")
                    port.flush()
                    log.debug("sent", extra={"port": self.url, "bytes": data.hex()})
                return b"" if reply_within_s is None else self._listen(port, reply_within_s)
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
        port = serial.serial_for_url(self.url, baudrate=self._baud, exclusive=True, timeout=1.0)
        self._port = port
        return port

    def _listen(self, port: serial.Serial, within_s: float) -> bytes:
        port.timeout = within_s
        received = bytes(port.read(1))
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
