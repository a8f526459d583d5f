"""Behind the clock: who may see the maintenance page, and what it tells of this machine. It offers no shell.

Nothing is typed here but digits, nothing is opened but pages of the kiosk, and nothing is changed but what a restart
changes. The page ends like any visit, when nobody touches it.
"""

from __future__ import annotations

import math
import shutil
from collections.abc import Callable
from pathlib import Path

from kiosk.gate import Gate, Knocking
from kiosk.language import marked
from kiosk.maintenance_routes import CodeKey, CodePad, CodeRight, CodeTold
from kiosk.routes import Open, Step

Facts = tuple[tuple[str, str], ...]


class Technician:
    """Turns knocks and keys into steps. do: hands a job to the worker; post: brings a call back to the main thread."""

    def __init__(
        self,
        gate: Gate,
        do: Callable[[Callable[[], None]], None],
        post: Callable[[Callable[[], None]], None],
        step: Callable[[Step], None],
        facts: Callable[[], Facts],
    ) -> None:
        self._gate = gate
        self._knocking = Knocking()
        self._do = do
        self._post = post
        self._step = step
        self._facts = facts

    def knock(self, now_s: float) -> None:
        """A touch on the clock of the home screen."""
        if self._gate.exists and self._knocking.knock(now_s):
            self._gate.forget()
            self._step(Open(CodePad(shut_min=self._shut_min())))

    def key(self, key: CodeKey) -> None:
        """A key of the code pad."""
        if key.key == "enter":
            self._do(self._try)
            return
        if key.key == "clear":
            self._gate.forget()
        elif not self._shut_min():
            self._gate.type(key.key)
        self._step(CodeTold(self._gate.digits, self._shut_min()))

    def leave(self) -> None:
        """The visit is over: nothing of it stays."""
        self._gate.forget()

    def _try(self) -> None:
        """On the worker's thread, because a guess takes its time."""
        told: Step = CodeRight(self._facts()) if self._gate.opens() else CodeTold(0, self._shut_min(), True)
        self._post(lambda: self._step(told))

    def _shut_min(self) -> int:
        return math.ceil(self._gate.shut_for().total_seconds() / 60)


def machine_facts(terminal: str, data_dir: Path, window: str) -> Facts:
    """What the technician asks first; the labels are said on the screen."""
    import importlib.metadata  # slow to import, and nothing that a start should wait for
    import platform

    unit, version, picture, folder, disk_left, system, memory = marked(
        "终端编号", "软件版本", "画面", "数据目录", "磁盘剩余", "系统", "内存占用"
    )
    try:
        disk = shutil.disk_usage(data_dir)
        room = f"{disk.free / 1e9:.1f} GB / {disk.total / 1e9:.1f} GB"
    except OSError as err:
        room = str(err)
    return (
        (unit, terminal),
        (version, importlib.metadata.version("mingbai")),
        (picture, window),
        (folder, str(data_dir)),
        (disk_left, room),
        (system, f"{platform.node()} · Linux {platform.release()} · Python {platform.python_version()}"),
        (memory, _resident()),
    )


def _resident() -> str:
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return "—"
    return f"{pages * 4096 / 1e6:.0f} MB"
