"""The folder that is served: every file appears whole, and what is taken away is away before anything else is written.

Files are written beside and renamed. A power cut leaves each file old or new; the register is committed after the
files, so that what is missing is made once more.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from content.feed.files import BESIDE, Disk, mapped


class PublicFolder:
    """Paths are relative, with slashes. Raises StoreError."""

    def __init__(self, root: Path, disk: Disk) -> None:
        self.root = root
        self._disk = disk
        self._waiting: dict[Path, bytes | None] = {}
        self._folders: set[Path] = set()

    def put(self, path: str, data: bytes) -> None:
        """This file, from the next ``settle`` on. The same bytes are not written again: their time stays."""
        self._waiting[self.root / path] = data

    def remove(self, path: str) -> None:
        """No such file, from the next ``settle`` on."""
        self._waiting[self.root / path] = None

    @property
    def waiting(self) -> int:
        """How many files wait for ``settle``."""
        return len(self._waiting)

    def settle(self) -> int:
        """Do it all, certain to last; returns how many files changed."""
        with mapped(self.root):
            beside = self._written()
            self._disk.sync([*beside.values()])
            for target, source in beside.items():
                self._disk.rename(source, target)
            gone = [target for target, data in self._waiting.items() if data is None and target.exists()]
            for target in gone:
                self._disk.remove(target)
            changed = {target.parent for target in (*beside, *gone)}
            self._disk.sync(sorted(changed | self._folders))
        self._waiting.clear()
        self._folders.clear()
        return len(beside) + len(gone)

    def remove_folder(self, path: str, but: Collection[str] = ()) -> None:
        """All files of a folder but these, from the next ``settle`` on; the empty folder may stay."""
        where = self.root / path
        with mapped(where):
            for file in where.iterdir() if where.is_dir() else ():
                if file.relative_to(self.root).as_posix() not in but:
                    self._waiting[file] = None

    def files(self) -> set[str]:
        """Every file that is served."""
        with mapped(self.root):
            found = {file.relative_to(self.root).as_posix() for file in self.root.rglob("*") if file.is_file()}
        return {path for path in found if not path.endswith(BESIDE)}

    def _written(self) -> dict[Path, Path]:
        beside = {}
        for target, data in self._waiting.items():
            if data is None or (target.is_file() and target.read_bytes() == data):
                continue
            self._make(target.parent)
            source = target.with_name(target.name + BESIDE)
            self._disk.write(source, data)
            beside[target] = source
        return beside

    def _make(self, folder: Path) -> None:
        if folder.is_dir():
            return
        if folder == self.root:
            folder.mkdir(parents=True, exist_ok=True)
            return
        self._make(folder.parent)
        self._disk.make_folder(folder)
        self._folders.add(folder.parent)
