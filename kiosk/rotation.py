"""动态版面: which screenful of what changes on the home screen is shown. Pure: the monotonic time comes in."""

from __future__ import annotations

EVERY_S = 12.0  # two or three titles are read in that time
HOLD_S = 30.0  # after a touch nothing moves under the finger, or from before the eyes


class Rotation:
    """Counts turns. Seconds are those of a monotonic clock."""

    def __init__(self, now_s: float) -> None:
        self.turn = 0
        self._next_s = now_s + EVERY_S

    def touched(self, now_s: float) -> None:
        """Somebody touched the screen: what stands there stays for a while."""
        self._next_s = now_s + HOLD_S

    def news(self, now_s: float) -> None:
        """What has just come stands on the first screenful: back to it, unless somebody is reading."""
        if self._next_s - now_s <= EVERY_S:
            self.turn = 0
            self._next_s = now_s + EVERY_S

    def is_due(self, now_s: float) -> bool:
        """True once for each turn; ``turn`` is then the new one."""
        if now_s < self._next_s:
            return False
        self.turn += 1
        self._next_s = now_s + EVERY_S
        return True


def screenful(count: int, fitting: int, turn: int) -> tuple[int, int]:
    """Which of ``count`` rows are shown at a turn when ``fitting`` fit: from, to. Every row has its turn.

    The last screenful is filled up with the rows before it, so that nothing jumps.
    """
    if fitting <= 0 or count <= fitting:
        return 0, max(0, min(count, fitting))
    pages = -(-count // fitting)
    first = min(turn % pages * fitting, count - fitting)
    return first, first + fitting
