"""A disk whose power can be cut at any step, and that then forgets whatever was not yet certain to last."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from content.feed.files import Disk


class PowerCut(BaseException):
    """No error to be handled: the process is gone."""


class FragileDisk(Disk):
    """Counts its steps; before step ``cut_at`` the power goes. ``forget`` then undoes every name not yet synced."""

    def __init__(self, cut_at: int | None = None) -> None:
        super().__init__()
        self.cut_at = cut_at
        self.steps: list[str] = []
        self._unsynced: set[Path] = set()  # files whose bytes are not certain
        self._undo: dict[Path, list[Callable[[], object]]] = {}  # by folder, in the order they were done

    def write(self, path: Path, data: bytes, mtime: int | None = None, mode: int = 0o644) -> None:
        self._step("write", path)
        path.write_bytes(data)  # the real disk need not be waited for: what is certain is kept here
        if mtime is not None:
            os.utime(path, (mtime, mtime))
        self._unsynced.add(path)
        self._will_undo(path.parent, lambda: path.unlink(missing_ok=True))

    def rename(self, source: Path, target: Path) -> None:
        self._step("rename", target)
        assert source not in self._unsynced, f"{target} would be empty after a power cut"
        before = (target.read_bytes(), target.stat()) if target.exists() else None

        def undo() -> None:
            if before is None:
                target.unlink(missing_ok=True)
            else:
                target.write_bytes(before[0])
                os.utime(target, (before[1].st_atime, before[1].st_mtime))

        super().rename(source, target)
        self._will_undo(target.parent, undo)

    def make_folder(self, path: Path) -> None:
        self._step("make_folder", path)
        super().make_folder(path)
        self._will_undo(path.parent, lambda: shutil.rmtree(path, ignore_errors=True))

    def sync(self, paths: Sequence[Path]) -> None:
        for path in paths:
            self._step("sync", path)
            if path.is_dir():
                self._undo.pop(path, None)
            else:
                self._unsynced.discard(path)

    def remove(self, path: Path) -> None:
        self._step("remove", path)
        super().remove(path)

    def forget(self) -> None:
        """What a power cut does to names that no folder sync has made certain."""
        for undos in self._undo.values():
            for undo in reversed(undos):
                undo()
        self._undo.clear()

    def _will_undo(self, folder: Path, undo: Callable[[], object]) -> None:
        self._undo.setdefault(folder, []).append(undo)

    def _step(self, what: str, path: Path) -> None:
        if self.cut_at is not None and len(self.steps) == self.cut_at:
            raise PowerCut(f"before step {self.cut_at}: {what} {path}")
        self.steps.append(f"{what} {path.name}")
