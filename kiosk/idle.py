"""Whether anybody still stands at the screen. Pure: the monotonic time comes in."""

from __future__ import annotations

WARN_BEFORE_S = 20.0  # WCAG 2.1, 2.2.1: at least 20 seconds in which a time limit can be extended


class IdleWatch:
    """Counts the seconds since the last touch; times are seconds of a monotonic clock."""

    def __init__(self, after_s: float, now_s: float) -> None:
        self._after_s = after_s
        self._touched_s = now_s

    def limit(self, after_s: float) -> None:
        """From here on the visit is over so long after the last touch."""
        self._after_s = after_s

    def touched(self, now_s: float) -> None:
        """Somebody touched the screen."""
        self._touched_s = now_s

    def quiet_s(self, now_s: float) -> float:
        """Seconds since the last touch."""
        return now_s - self._touched_s

    def seconds_left(self, now_s: float) -> int | None:
        """Whole seconds until the screen returns home, once the end is near; else None."""
        left = self._after_s - (now_s - self._touched_s)
        return max(0, int(left + 0.999)) if left <= min(WARN_BEFORE_S, self._after_s / 2) else None
