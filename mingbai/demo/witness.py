"""What the demo sees from outside: the terminal's store, the emulated board, the kiosk's journal.

A witness asks the finished product, never the code that made it: SQL on the store, the text that the emulated
card decoded from the bytes on its wire, the pixels of the X screen.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from mingbai.demo.screen import KioskJournal

# BX-5K: these two-byte pairs stand for one byte between the frame's marks.
_PLAIN = {b"\xa6\x02": b"\xa5", b"\xa6\x01": b"\xa6", b"\x5b\x02": b"\x5a", b"\x5b\x01": b"\x5b"}
_ESCAPED = re.compile(rb"[\xa6\x5b][\x01\x02]")


@dataclass(frozen=True)
class BoardFace:
    """What the emulated card shows: the text it decoded from the bytes, how many dots are lit, and since when."""

    text: str = ""
    lit: int = 0
    frames: int = 0
    at: float = 0.0

    @property
    def is_dark(self) -> bool:
        return self.lit == 0 and not self.text


@dataclass(frozen=True)
class Witness:
    """Reads library.sqlite, the emulator's state file and the kiosk's journal."""

    library_file: Path
    board_state_file: Path
    board_bytes: Path
    journal: KioskJournal

    def disclosures(self) -> int:
        """How many disclosures the terminal holds."""
        return self._value("select count(*) from item where kind = 'disclosure'")

    def holds(self, disclosure_id: str, rev: int) -> bool:
        """True if the terminal holds exactly this revision."""
        return self._value("select count(*) from item where id = ? and rev = ?", disclosure_id, rev) == 1

    def led_lines(self) -> int:
        """How many LED envelopes the terminal holds, good or bad."""
        return self._value("select count(*) from item where kind = 'led-line'")

    def has_pulled(self) -> bool:
        """True once a pull has been complete."""
        return self._value("select count(*) from fact where key = 'last-pull'") == 1

    def content_hash(self) -> str:
        """A fingerprint of everything that could be shown: ids, revisions and exact bodies."""
        digest = hashlib.sha256()
        with self._open() as database:
            for row in database.execute("select id, rev, sha256, body from item order by id"):
                digest.update(repr(row).encode())
        return digest.hexdigest()

    def board(self) -> BoardFace:
        """The emulated card's face now; empty before it has received anything."""
        try:
            state = json.loads(self.board_state_file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return BoardFace()
        at = datetime.fromisoformat(state["at"]).timestamp()
        return BoardFace(state["text"], state["lit"], state["frames"], at)

    def sent_to_board(self) -> bytes:
        """Every byte that ever went to the board, its escapes undone here and not by the driver's codec."""
        return _ESCAPED.sub(lambda found: _PLAIN[found[0]], self.board_bytes.read_bytes())

    def drawn_since(self, position: int, item: str) -> float | None:
        """When the kiosk first drew this "id@rev" after a position in its journal; seconds since 1970."""
        for drawn in self.journal.lines(position):
            if item in drawn.items:
                return drawn.at
        return None

    def gone_since(self, position: int, disclosure_id: str) -> float | None:
        """When the kiosk first drew a page without this disclosure after a position in its journal."""
        for drawn in self.journal.lines(position):
            if not any(item.split("@")[0] == disclosure_id for item in drawn.items):
                return drawn.at
        return None

    def _open(self) -> closing[sqlite3.Connection]:
        return closing(sqlite3.connect(f"file:{self.library_file}?mode=ro", uri=True, timeout=10))

    def _value(self, sql: str, *values: object) -> int:
        if not self.library_file.exists():
            return 0
        with self._open() as database:
            return int(database.execute(sql, values).fetchone()[0])
