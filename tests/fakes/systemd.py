"""What stands for systemd: the socket that sd_notify(3) describes."""

from __future__ import annotations

import socket
from pathlib import Path

PATIENCE_S = 30.0
WATCHDOG_USEC = 600_000  # a sign of life is due five times a second


class Systemd:
    """Listens at ``path``; the processes find it by ``environment``."""

    def __init__(self, path: Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(path))
        self._socket.settimeout(PATIENCE_S)
        self.environment = {"NOTIFY_SOCKET": str(path), "WATCHDOG_USEC": str(WATCHDOG_USEC)}

    def hear(self) -> str:
        """The next datagram; a test that waits for one in vain fails."""
        return self._socket.recv(200).decode()

    def close(self) -> None:
        self._socket.close()
