"""大家在搜: words that many visitors of this terminal looked for, without anybody's query being shown to anybody.

A word is offered only if visitors chose a result for it on MIN_VISITS visits, if it is made of Chinese characters
alone and if it stands in the titles of MIN_TITLES disclosures that may be shown now (the view asks that): what only
one household would look for, a name or a number, never comes up. Counts live in this process's memory, are never
written to disk nor sent anywhere, and are gone when the machine is switched off.
"""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from functools import cache

from kiosk.comfort import Leave
from kiosk.finding import Search
from kiosk.routes import Asleep, Attract, Detail, Open, Step, Visit

MIN_VISITS = 5
MIN_TITLES = 3
MOST_KEPT = 300  # words; the one that has not been looked for longest is forgotten first
SHORTEST, LONGEST = 2, 8  # characters


@cache
def _chinese() -> re.Pattern[str]:
    return re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")


class Popular:
    """Counts words by visits. From any thread."""

    def __init__(self) -> None:
        self._counts: OrderedDict[str, int] = OrderedDict()
        self._this_visit: set[str] = set()
        self._lock = threading.Lock()

    def chosen(self, typed: str) -> None:
        """A visitor opened a result of this search."""
        word = typed.strip()
        if not SHORTEST <= len(word) <= LONGEST or not _chinese().fullmatch(word):
            return
        with self._lock:
            if word in self._this_visit:
                return
            self._this_visit.add(word)
            self._counts[word] = self._counts.pop(word, 0) + 1
            if len(self._counts) > MOST_KEPT:
                self._counts.popitem(last=False)

    def visit_ended(self) -> None:
        """Whoever comes next is somebody else."""
        with self._lock:
            self._this_visit.clear()

    def after(self, visit: Visit, step: Step) -> None:
        """A step was taken on a visit: perhaps a result was opened, perhaps nobody is there any more."""
        match visit[-1], step:
            case Search(typed), Open(Detail()):
                self.chosen(typed)
            case _, Leave() | Open(Attract() | Asleep()):
                self.visit_ended()

    def words(self) -> list[str]:
        """Words looked for on enough visits, the commonest first."""
        with self._lock:
            enough = [word for word, visits in self._counts.items() if visits >= MIN_VISITS]
            return sorted(enough, key=lambda word: (-self._counts[word], word))
