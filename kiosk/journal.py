"""What really was on the screen, one JSON line for each drawn page and each drawn change, for demo and benches.

    {"at": 1795300000.123, "route": "list", "items": ["t01/000012@3"], "targets": {"row-0": [40, 176, 1000, 190]},
     "store_version": 4}

at: seconds since 1970 (UTC), after the flip. targets: window pixels x, y, width, height from the top left.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path


class Journal:
    """Appends to a file, one flushed line at a time; a page that is drawn again unchanged adds none.

    page: anything that compares equal as long as the page is the same, such as its route and view. A form whose
    targets stay where they are is a new page with every touch.
    """

    def __init__(self, path: Path, now_s: Callable[[], float] = time.time) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("a", encoding="utf-8", buffering=1)
        self._now_s = now_s
        self._last: tuple[object, dict[str, object]] = (None, {})

    def drawn(
        self, page: object, route: str, items: Sequence[str], targets: Mapping[str, Sequence[int]], store_version: int
    ) -> None:
        """This has just become visible."""
        entry: dict[str, object] = {
            "route": route,
            "items": list(items),
            "targets": {name: list(at) for name, at in targets.items()},
            "store_version": store_version,
        }
        if (page, entry) != self._last:
            self._last = (page, entry)
            self._file.write(json.dumps({"at": self._now_s(), **entry}, ensure_ascii=False) + "\n")

    def close(self) -> None:
        self._file.close()
