"""What systemd is told: that a process is up, and, again and again, that it still does its work.

The protocol of sd_notify(3): datagrams such as ``READY=1`` to the socket named in NOTIFY_SOCKET. Without systemd
nothing is named there, and nothing is told. A process tells ``alive`` only from where its work is really done, so
that one that hangs is ended and started anew.
"""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable, Mapping

log = logging.getLogger(__name__)

SHARE = 3  # so many signs of life in the time after which systemd loses patience

Send = Callable[[bytes], None]  # raises OSError


class Watchdog:
    """One process's line to systemd. environment: where NOTIFY_SOCKET and WATCHDOG_USEC stand."""

    def __init__(
        self, environment: Mapping[str, str], monotonic: Callable[[], float], send: Send | None = None
    ) -> None:
        path = environment.get("NOTIFY_SOCKET", "")
        self._send = send or (_sender(path) if path else None)
        self._monotonic = monotonic
        patience = environment.get("WATCHDOG_USEC", "")
        self.every_s = int(patience) / 1e6 / SHARE if patience.isdecimal() and int(patience) else 0.0
        self._told_s = float("-inf")

    def ready(self) -> None:
        """The process is up."""
        self._tell(b"READY=1")

    def alive(self) -> None:
        """Its work goes on. May be called as often as one likes."""
        now_s = self._monotonic()
        if self.every_s and now_s - self._told_s >= self.every_s:
            self._told_s = now_s
            self._tell(b"WATCHDOG=1")

    def stopping(self) -> None:
        """It ends because it was asked to."""
        self._tell(b"STOPPING=1")

    def _tell(self, message: bytes) -> None:
        if self._send is None:
            return
        try:
            self._send(message)
        except OSError as err:
            log.warning("systemd does not listen", extra={"problem": err})
            self._send = None


def _sender(path: str) -> Send:
    address = "\0" + path[1:] if path.startswith("@") else path  # @: Linux's abstract sockets

    def send(message: bytes) -> None:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
            out.settimeout(1.0)
            out.sendto(message, address)

    return send
