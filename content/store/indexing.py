"""The search index, written from the oldest disclosure of a pull to the newest.

FTS5 hands out its hits by row number, last first, one by one. Numbered in the order of publication they are the
newest first without sorting, so that a screenful costs the same however many hits there are. Numbers must also
grow as they are written (anything else makes FTS5 flush), so a pull's disclosures are indexed together, at its end.
A revision counts as new.
"""

from __future__ import annotations

import sqlite3

from content.disclosure import decode_disclosure
from content.store.search import search_columns

_INSERT = "insert into search (rowid, title, body, syllables, initials) values (?, ?, ?, ?, ?)"


class Indexing:
    """Gathers the changes of one transaction; ``write`` them before it is committed. Errors are sqlite3's."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._waiting: dict[int, int] = {}  # item's row → seconds of publication

    def comes(self, rowid: int, published_s: int) -> None:
        """Disclosure ``rowid`` has been stored."""
        self._waiting[rowid] = published_s

    def goes(self, rowid: int) -> None:
        """Item ``rowid`` is about to be deleted or replaced."""
        self._waiting.pop(rowid, None)
        for (place,) in self._db.execute("delete from found where item = ? returning place", (rowid,)).fetchall():
            self._db.execute("delete from search where rowid = ?", (place,))

    def forget(self) -> None:
        """The transaction was rolled back."""
        self._waiting.clear()

    def write(self) -> None:
        """Index what has come."""
        if not self._waiting:
            return
        place = int(self._db.execute("select coalesce(max(place), 0) from found").fetchone()[0])
        for rowid, _ in sorted(self._waiting.items(), key=lambda one: (one[1], one[0])):
            place += 1
            body = self._db.execute("select body from item where rowid = ?", (rowid,)).fetchone()[0]
            columns = search_columns(decode_disclosure(body))
            self._db.execute(_INSERT, (place, columns.title, columns.body, columns.syllables, columns.initials))
            self._db.execute("insert into found (place, item) values (?, ?)", (place, rowid))
        self._waiting.clear()
