"""How many steady disclosures of each sort the library holds, kept in step as items come and go.

Steady: once begun it may be shown until it is withdrawn. Triggers would keep the tally as well, but a statement
with triggers makes FTS5 write its gathered entries to disk each time, which doubles the time of a first pull.
"""

from __future__ import annotations

import sqlite3
from collections import Counter

EVERY_UNIT = ""  # under this code stand the sums over all units: few rows, however many units there are
_SORT = 'unit, "window", six_open, five_open, timing, domain, year'


class Tally:
    """Gathers the changes of one transaction; ``write`` them before it is committed. Errors are sqlite3's."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._changes: Counter[tuple[object, ...]] = Counter()

    def comes(self, rowid: int) -> None:
        """Item ``rowid`` has been stored."""
        self._count(rowid, 1)

    def goes(self, rowid: int) -> None:
        """Item ``rowid`` is about to be deleted or replaced."""
        self._count(rowid, -1)

    def forget(self) -> None:
        """The transaction was rolled back."""
        self._changes.clear()

    def write(self) -> None:
        """Carry the changes into the table."""
        if not self._changes:
            return
        self._db.executemany(
            f"insert into tally ({_SORT}, held) values (?, ?, ?, ?, ?, ?, ?, ?) "
            "on conflict do update set held = held + excluded.held",
            [
                (unit, *sort, change)
                for (own_unit, *sort), change in self._changes.items()
                if change
                for unit in (own_unit, EVERY_UNIT)
            ],
        )
        self._db.execute("delete from tally where held = 0")
        self._changes.clear()

    def _count(self, rowid: int, change: int) -> None:
        found = self._db.execute(
            f"select {_SORT} from item where rowid = ? and kind = 'disclosure' and valid_until is null "
            "and max_offline_s = 0",
            (rowid,),
        ).fetchone()
        if found:
            self._changes[found] += change
