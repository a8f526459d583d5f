"""What has just come is shown next, whatever the screen turns through while nobody stands at it. Pure."""

from __future__ import annotations

from content.store.filter import After


class News:
    """Remembers the place of what came last: places grow with the time of publication, then with the order stored."""

    def __init__(self) -> None:
        self._last: After | None = None

    def came(self, latest: After | None) -> bool:
        """Whether it came after everything seen before. What a start finds is no news, nor what a withdrawal bares."""
        if latest is None:
            return False
        last = self._last
        is_later = last is None or (latest.published, latest.rowid) > (last.published, last.rowid)
        if is_later:
            self._last = latest
        return is_later and last is not None
