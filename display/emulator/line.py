"""The emulated card's end of the cable: a pseudo terminal, or a TCP port on this machine."""

from __future__ import annotations

import contextlib
import os
import select
import socket
import termios
import tty
from pathlib import Path
from typing import Protocol

from display.errors import TransportError


class Line(Protocol):
    """Where bytes come from and answers go."""

    url: str

    def receive(self, within_s: float) -> bytes: ...
    def send(self, data: bytes) -> None: ...
    def close(self) -> None: ...


class PtyLine:
    """A pseudo terminal; ``url`` is the path a driver opens. link: a symbolic link to it, replaced if it is one."""

    def __init__(self, link: Path | None = None) -> None:
        self._ours, self._theirs = os.openpty()
        # Held open on both sides: a driver may come and go without the line breaking.
        tty.setraw(self._theirs, termios.TCSANOW)
        self.url = os.ttyname(self._theirs)
        self._link = link
        if link is not None:
            beside = link.with_name(link.name + ".new")
            try:
                link.parent.mkdir(parents=True, exist_ok=True)
                beside.unlink(missing_ok=True)
                beside.symlink_to(self.url)
                if link.exists() and not link.is_symlink():
                    raise TransportError(f"{link}: is a file, not a link; choose another name")
                os.replace(beside, link)
            except OSError as err:
                raise TransportError(f"{link}: {err}") from err

    def receive(self, within_s: float) -> bytes:
        ready, _, _ = select.select([self._ours], [], [], within_s)
        return os.read(self._ours, 4096) if ready else b""

    def send(self, data: bytes) -> None:
        while data:
            data = data[os.write(self._ours, data) :]

    def close(self) -> None:
        if self._link is not None and self._link.is_symlink() and str(self._link.readlink()) == self.url:
            self._link.unlink()
        os.close(self._ours)
        os.close(self._theirs)


class TcpLine:
    """A TCP port, one driver at a time, as a card with a network socket has (the maker's port is 5005)."""

    def __init__(self, host: str, port: int) -> None:
        try:
            self._listener = socket.create_server((host, port))
        except OSError as err:
            raise TransportError(f"{host}:{port}: {err}") from err
        self._driver: socket.socket | None = None
        self.url = f"socket://{host}:{self._listener.getsockname()[1]}"

    def receive(self, within_s: float) -> bytes:
        waiting = [self._listener, *([self._driver] if self._driver else [])]
        ready, _, _ = select.select(waiting, [], [], within_s)
        if self._listener in ready:
            driver, _ = self._listener.accept()
            self._hang_up()
            driver.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._driver = driver
            return b""
        if self._driver is None or self._driver not in ready:
            return b""
        try:
            data = self._driver.recv(4096)
        except OSError:
            data = b""
        if not data:
            self._hang_up()
        return data

    def send(self, data: bytes) -> None:
        if self._driver is not None:
            with contextlib.suppress(OSError):
                self._driver.sendall(data)

    def close(self) -> None:
        self._hang_up()
        self._listener.close()

    def _hang_up(self) -> None:
        if self._driver is not None:
            self._driver.close()
            self._driver = None
