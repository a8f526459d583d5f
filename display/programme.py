"""Which of its lines a board shows now, and for how long each: pure, told the time.

While there is an emergency only emergencies are shown, and a drill of one gives way to nothing else. Otherwise notices
whose legal period (公示期) is running come first, then the newest. Several lines take turns, each for as long as
reading it takes. A line that has just arrived is shown at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from content.led_line import LedStyle, LedUrgency
from content.record import DisclosureId
from display.board import Board

LEAST_TURN_S = 3.0  # a short line needs time to be noticed
RANKS = (LedUrgency.EMERGENCY, LedUrgency.DRILL, LedUrgency.ROUTINE)  # the first of which there is a line, alone


@dataclass(frozen=True, kw_only=True)
class BoardLine:
    """A verified line for this board. sha256: of its signed bytes. notice_until: end of the 公示期, if any."""

    id: DisclosureId
    rev: int
    seq: int
    text: str
    style: LedStyle
    valid_from: datetime
    valid_until: datetime
    sha256: str
    notice_until: datetime | None = None
    urgency: LedUrgency = LedUrgency.ROUTINE


@dataclass(frozen=True)
class Turn:
    """One line and how long it stays when others wait."""

    line: BoardLine
    seconds: float


def turns(lines: Sequence[BoardLine], board: Board, now: datetime) -> tuple[Turn, ...]:
    """What is shown now, in order."""

    def order(line: BoardLine) -> tuple[bool, float, int]:
        in_notice = line.notice_until is not None and now < line.notice_until
        return not in_notice, -line.valid_from.timestamp(), -line.seq

    valid = [line for line in lines if line.valid_from <= now < line.valid_until]
    rank = min((RANKS.index(line.urgency) for line in valid), default=0)
    first = [line for line in valid if line.urgency is RANKS[rank]]
    return tuple(Turn(line, reading_s(line, board)) for line in sorted(first, key=order))


def reading_s(line: BoardLine, board: Board) -> float:
    """How long one pass of the line takes at the board's reading speed.

    Moving text must also travel the width of the board before its first character has passed.
    """
    characters = float(len(line.text))
    if line.style is LedStyle.SCROLL_LEFT:
        characters += board.area.width_px / board.font_px
    return max(LEAST_TURN_S, characters / board.characters_per_s)


@dataclass(frozen=True)
class Rotation:
    """Whose turn it is. Times are monotonic seconds; ``seen`` are the lines (by sha256) that are not new."""

    current: BoardLine | None = None
    since_s: float = 0.0
    seen: frozenset[str] = frozenset()

    def at(self, programme: Sequence[Turn], now_s: float) -> Rotation:
        """The rotation at this moment: a new line takes its turn at once, else each after the other."""
        if not programme:
            return Rotation()
        hashes = [turn.line.sha256 for turn in programme]
        present = frozenset(hashes)
        new = [turn.line for turn in programme if turn.line.sha256 not in self.seen]
        if new:
            return Rotation(new[0], now_s, present)
        if self.current is None or self.current.sha256 not in present:
            return Rotation(programme[0].line, now_s, present)
        place = hashes.index(self.current.sha256)
        if len(programme) == 1 or now_s - self.since_s < programme[place].seconds:
            return replace(self, current=programme[place].line, seen=present)
        return Rotation(programme[(place + 1) % len(programme)].line, now_s, present)
