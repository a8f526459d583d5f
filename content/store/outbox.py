"""What must reach the hub: written by the kiosk and the boards, emptied by sync.

A message is durable before the citizen reads 已收到. Its key makes delivery safe to repeat: the hub counts
a key once, so a message is sent until the hub has confirmed it, and only then deleted.
"""

from __future__ import annotations

import logging
import sqlite3
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import msgspec

from content.feed.files import Disk, locked
from content.record import Moment
from content.sealing import Sealed
from content.store.rebuild import fresh_path, open_damaged, put_in_place, readable_rows
from content.store.schema import OUTBOX, OUTBOX_EDITION, OUTBOX_FILE, Damaged, check, mapped, open_writable

log = logging.getLogger(__name__)

MessageKind = Literal["opinion", "survey-answers", "wish", "display-proof"]
Rating = Literal["satisfied", "basically-satisfied", "not-satisfied"]
RATING_LABELS: dict[Rating, str] = {
    "satisfied": "满意",
    "basically-satisfied": "基本满意",
    "not-satisfied": "不满意",
}
MAX_OPINION_LENGTH = 500  # characters
MAX_WISH_LENGTH = 100


class Opinion(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """意见: what a citizen says about one disclosure, or about the service (disclosure empty).

    sealed: a telephone number, and the text where it was said in confidence (then ``text`` is empty).
    """

    terminal: str
    unit: str
    at: Moment
    disclosure: str = ""
    rev: int = 0
    rating: Rating | None = None
    text: str = ""
    sealed: Sealed | None = None


class SurveyAnswers(msgspec.Struct, frozen=True, kw_only=True):
    """调查问卷: one citizen's answers. answers: of each question the numbers of the choices, from 0, ascending."""

    terminal: str
    unit: str
    at: Moment
    disclosure: str
    rev: int
    answers: tuple[tuple[int, ...], ...]


class Wish(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """点单: what a citizen wants to see disclosed next. topic: one that was offered. text: words of his own."""

    terminal: str
    unit: str
    at: Moment
    topic: str = ""
    text: str = ""


class Message(msgspec.Struct, frozen=True):
    """One thing on its way to the hub."""

    key: str
    kind: MessageKind
    created_at: datetime
    body: bytes


class RefusedMessage(msgspec.Struct, frozen=True):
    """One thing that the hub will never take, and what it said."""

    message: Message
    reason: str


def new_key() -> str:
    """A fresh idempotency key."""
    return str(uuid.uuid4())


class Outbox:
    """The terminal's letter box. Raises StoreError when a message could not be made durable.

    Opening reads it through; what a damaged one still holds moves into a fresh one, message by message.
    one_thread: False if the caller hands it from thread to thread, one at a time.
    """

    def __init__(
        self,
        folder: Path,
        now: Callable[[], datetime],
        fresh_key: Callable[[], str] = new_key,
        *,
        one_thread: bool = True,
    ) -> None:
        self.path = folder / OUTBOX_FILE
        self._now = now
        self._fresh_key = fresh_key
        self._one_thread = one_thread
        self._open()

    def close(self) -> None:
        self._db.close()

    def put(self, kind: MessageKind, body: msgspec.Struct) -> str:
        """Keep a message until it has been delivered; returns its key once it is on disk."""
        key = self._fresh_key()
        values = (key, kind, int(self._now().timestamp()), msgspec.json.encode(body))
        self._follow()
        with mapped(self.path):
            self._db.execute("insert into message (key, kind, created_at, body) values (?, ?, ?, ?)", values)
        if self._follow():  # set aside by another process in this very moment: the new one must have it too
            with mapped(self.path):
                self._db.execute(
                    "insert or ignore into message (key, kind, created_at, body) values (?, ?, ?, ?)", values
                )
        return key

    def waiting(self, limit: int = 100, kind: MessageKind | None = None) -> list[Message]:
        """The oldest messages that the hub has not confirmed, of one kind or of all."""
        self._follow()
        with mapped(self.path):
            found = self._db.execute(
                "select key, kind, created_at, body from message where :kind is null or kind = :kind "
                "order by sequence limit :limit",
                {"kind": kind, "limit": limit},
            ).fetchall()
        return [_message(row) for row in found]

    def delivered(self, key: str) -> None:
        """Forget a message that the hub has confirmed."""
        with mapped(self.path):
            self._db.execute("delete from message where key = ?", (key,))

    def refused(self, key: str, reason: str) -> None:
        """Keep a message aside that the hub will never take: it no longer waits, and is not lost."""
        with mapped(self.path):
            self._db.execute("begin immediate")
            try:
                self._db.execute(
                    "insert or ignore into refused (key, kind, created_at, body, reason) "
                    "select key, kind, created_at, body, ? from message where key = ?",
                    (reason, key),
                )
                self._db.execute("delete from message where key = ?", (key,))
                self._db.execute("commit")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("rollback")
                raise

    def set_aside(self) -> list[RefusedMessage]:
        """Every message that the hub refused for good, oldest first."""
        with mapped(self.path):
            found = self._db.execute("select key, kind, created_at, body, reason from refused order by sequence")
            return [RefusedMessage(_message(row[:4]), row[4]) for row in found]

    def _open(self) -> None:
        # Two processes that find the same damage must not both set the file aside.
        with locked(self.path.with_suffix(".lock"), "opening of the outbox at a time", wait=True):
            try:
                self._db = self._connect(self.path)
                check(self._db, self.path)
            except Damaged as err:
                _salvage(self.path, self._now(), err)
                self._db = self._connect(self.path)
        self._file = self._identity()

    def _connect(self, path: Path) -> sqlite3.Connection:
        return open_writable(path, OUTBOX, OUTBOX_EDITION, one_thread=self._one_thread)

    def _follow(self) -> bool:
        """Open the file that bears the name now, if it is another one; True if it was."""
        if self._identity() == self._file:
            return False
        self._db.close()
        self._open()
        return True

    def _identity(self) -> tuple[int, int] | None:
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return None
        except OSError as err:
            with mapped(self.path):
                raise err
        return found.st_dev, found.st_ino


def _salvage(path: Path, now: datetime, damage: Damaged) -> None:
    disk = Disk()
    fresh = fresh_path(path, disk)
    db = open_writable(fresh, OUTBOX, OUTBOX_EDITION)
    remains = open_damaged(path)
    counts = {}
    try:
        with mapped(path):
            db.execute("begin immediate")
            for table, columns in (
                ("message", "key, kind, created_at, body"),
                ("refused", "key, kind, created_at, body, reason"),
            ):
                counts[table] = 0
                for row in readable_rows(remains, table, columns) if remains else ():
                    marks = ", ".join("?" * len(row))
                    db.execute(f"insert or ignore into {table} ({columns}) values ({marks})", row)
                    counts[table] += 1
            db.execute("commit")
    finally:
        if remains:
            remains.close()
        db.close()
    aside = put_in_place(fresh, path, int(now.timestamp()), disk)
    log.error(
        "outbox damaged, its messages moved to a fresh one",
        extra={"damage": damage, "messages": counts["message"], "refused": counts["refused"], "kept_aside": aside.name},
    )


def _message(row: tuple[str, MessageKind, int, bytes]) -> Message:
    key, kind, at, body = row
    return Message(key, kind, datetime.fromtimestamp(at, UTC), body)
