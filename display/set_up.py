"""Setting a sign's memory up, which a technician does once: what needs it, and how often it was done.

Texts go to memory that does not wear, or is not known to. A set-up writes the memory that keeps without power; no
maker of these boards says how often that may be done, so it is never part of showing a text, and is counted.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol, runtime_checkable

from display.board import Board, Capabilities
from display.errors import DisplayError
from display.protocols.base import Exchange, Reply


@runtime_checkable
class NeedsSetUp(Protocol):
    """A board protocol whose signs have to be told once what their memory is to hold."""

    @property
    def capabilities(self) -> Capabilities: ...

    def set_up(self, board: Board) -> list[Exchange]:
        """Erase the sign and lay its memory out for this board."""

    def read(self, buffer: bytes) -> tuple[Reply | None, int]: ...


class Writes:
    """How often a board's memory was written: a number in a file of its own."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def counted(self) -> int:
        """Count one more, before it is done; its number. Raises DisplayError if the file cannot be trusted."""
        try:
            before = int(self._file.read_text(encoding="ascii")) if self._file.exists() else 0
            self._file.parent.mkdir(parents=True, exist_ok=True)
            beside = self._file.with_name(self._file.name + ".new")
            beside.write_text(f"{before + 1}\n", encoding="ascii")
            os.replace(beside, self._file)
        except (OSError, ValueError) as err:
            raise DisplayError(f"{self._file}: the count of writes cannot be kept: {err}") from err
        return before + 1
