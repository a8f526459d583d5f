"""Child processes of the demo: started with a log file each, ended by their own pid, last one first."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import TypeVar

T = TypeVar("T")

GRACE_S = 10.0  # between SIGTERM and SIGKILL


class DemoError(Exception):
    """The demo cannot go on; the message names the step and the log file to look at."""


class Child:
    """One running process of the line."""

    def __init__(self, name: str, process: subprocess.Popen[bytes], log_file: Path) -> None:
        self.name = name
        self.process = process
        self.log_file = log_file

    def is_running(self) -> bool:
        return self.process.poll() is None

    def stop(self) -> None:
        """Ask it to end; after the grace period, end it."""
        if not self.is_running():
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(GRACE_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Children:
    """All processes of one demo. A context manager: whatever happens, none outlives it."""

    def __init__(self, log_folder: Path) -> None:
        self._log_folder = log_folder
        self._running: list[Child] = []
        log_folder.mkdir(parents=True, exist_ok=True)

    def __enter__(self) -> Children:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for child in reversed(self._running):
            child.stop()

    def start(
        self,
        name: str,
        command: Sequence[str],
        environment: dict[str, str] | None = None,
        pass_descriptors: Sequence[int] = (),
    ) -> Child:
        """Start a program; its output goes to <log folder>/<name>.log."""
        log_file = self._log_folder / f"{name}.log"
        with log_file.open("ab") as log:
            process = subprocess.Popen(
                list(command),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**os.environ, **(environment or {})},
                pass_fds=tuple(pass_descriptors),
            )
        child = Child(name, process, log_file)
        self._running.append(child)
        return child

    def mingbai(self, name: str, *arguments: str, environment: dict[str, str] | None = None) -> Child:
        """Start ``mingbai …`` with this Python."""
        return self.start(name, mingbai_command(*arguments), environment)

    def wait_until(self, what: str, condition: Callable[[], T | None], *, within_s: float, every_s: float = 0.05) -> T:
        """Poll until ``condition`` gives something; it may return 0, but not None or False.

        Raises DemoError when time is up, or at once when one of the processes has died.
        """
        give_up = time.monotonic() + within_s
        while True:
            result = condition()
            if result is not None and result is not False:
                return result
            for child in self._running:
                if not child.is_running() and child.process.returncode != 0:
                    raise DemoError(
                        f"waiting until {what}: {child.name} ended with status {child.process.returncode}; "
                        f"see {child.log_file}"
                    )
            if time.monotonic() > give_up:
                raise DemoError(f"not within {within_s:g} s: {what}; logs are in {self._log_folder}")
            time.sleep(every_s)

    def forget(self, child: Child) -> None:
        """Stop a process and no longer watch it."""
        child.stop()
        self._running.remove(child)


def mingbai_command(*arguments: str) -> list[str]:
    """The command line that runs ``mingbai`` with this very Python."""
    return [sys.executable, "-m", "mingbai.cli", *arguments]


def run_mingbai(*arguments: str, timeout_s: float = 120) -> subprocess.CompletedProcess[str]:
    """Run ``mingbai …`` to its end and return what it printed."""
    return subprocess.run(mingbai_command(*arguments), capture_output=True, text=True, timeout=timeout_s, check=False)


def free_port() -> int:
    """A TCP port on loopback that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
