"""What a board has shown already, kept on disk: no line that is older may follow.

    {"highest": 7, "lines": {"t01/000003": 7}}

Every line of a board has a number (seq) that grows. A line that was never shown is refused if its number is
below the highest that was; a line that was shown is refused below its own. So lines of one programme may take
turns, and one that was hidden for a while (a terminal without contact) may come back, but nothing older can.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from content.errors import StoreError
from content.feed.files import BESIDE, Disk, mapped
from content.led_line import LedLine
from content.record import DisclosureId
from display.programme import BoardLine

MAX_RECORD_BYTES = 1_000_000
MAX_LINES = 500  # older ones have long ended: a line lives 30 days at most


@dataclass(frozen=True)
class Shown:
    """The highest number that was ever on the programme, and the numbers of the newest lines that were."""

    highest: int = 0
    lines: Mapping[DisclosureId, int] = field(default_factory=lambda: MappingProxyType({}))

    def objection(self, line: LedLine) -> str:
        """Why this line is a step back; empty if it is not."""
        before = self.lines.get(line.id)
        if before is not None and line.seq < before:
            return f"seq {line.seq}, this line was shown with seq {before} already"
        if before is None and line.seq < self.highest:
            return f"seq {line.seq}, this board has shown seq {self.highest} already"
        return ""

    def with_programme(self, lines: Iterable[BoardLine]) -> Shown:
        """The record once these lines are on the programme."""
        numbers = {**self.lines, **{line.id: line.seq for line in lines}}
        newest = sorted(numbers, key=numbers.__getitem__)[-MAX_LINES:]
        return Shown(max([self.highest, *numbers.values()]), MappingProxyType({id_: numbers[id_] for id_ in newest}))


class ShownFile:
    """The record of one board on disk. Raises StoreError."""

    def __init__(self, path: Path, disk: Disk) -> None:
        self._path = path
        self._disk = disk

    def load(self) -> Shown:
        """The record; empty if there is none yet."""
        with mapped(self._path):
            if not self._path.exists():
                return Shown()
            with self._path.open("rb") as file:
                raw = file.read(MAX_RECORD_BYTES)
        try:
            found = json.loads(raw)
            return Shown(
                int(found["highest"]),
                MappingProxyType({DisclosureId(str(name)): int(seq) for name, seq in found["lines"].items()}),
            )
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as err:
            raise StoreError(f"{self._path}: not the record of a board: {err}") from err

    def save(self, shown: Shown) -> None:
        """Replace the record: a power cut leaves the old one or the new one."""
        text = json.dumps({"highest": shown.highest, "lines": dict(shown.lines)}, ensure_ascii=False)
        beside = self._path.with_name(self._path.name + BESIDE)
        with mapped(self._path):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._disk.write(beside, text.encode())
            self._disk.sync([beside])
            self._disk.rename(beside, self._path)
            self._disk.sync([self._path.parent])
