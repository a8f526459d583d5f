"""What must reach the hub: written by the kiosk and the boards, emptied by sync.

A message is durable before the citizen reads 已收到. Its key makes delivery safe to repeat: the hub counts
a key once, so a message is sent until the hub has confirmed it, and only then deleted.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import msgspec

from content.disclosure import Moment
from content.store.schema import OUTBOX, OUTBOX_FILE, mapped, open_writable

MessageKind = Literal["opinion", "display-proof"]
Rating = Literal["satisfied", "basically-satisfied", "not-satisfied"]
RATING_LABELS: dict[Rating, str] = {
    "satisfied": "满意",
    "basically-satisfied": "基本满意",
    "not-satisfied": "不满意",
}
MAX_OPINION_LENGTH = 500  # characters


class Opinion(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """意见: what a citizen says about one disclosure, or about the service (disclosure empty)."""

    terminal: str
    unit: str
    at: Moment
    disclosure: str = ""
    rev: int = 0
    rating: Rating | None = None
    text: str = ""


@dataclass(frozen=True)
class Message:
    """One thing on its way to the hub."""

    key: str
    kind: MessageKind
    created_at: datetime
    body: bytes


def new_key() -> str:
    """A fresh idempotency key."""
    return str(uuid.uuid4())


class Outbox:
    """The terminal's letter box. Raises StoreError when a message could not be made durable."""

    def __init__(self, folder: Path, now: Callable[[], datetime], fresh_key: Callable[[], str] = new_key) -> None:
        self.path = folder / OUTBOX_FILE
        self._now = now
        self._fresh_key = fresh_key
        self._db = open_writable(self.path, OUTBOX)

    def close(self) -> None:
        self._db.close()

    def put(self, kind: MessageKind, body: msgspec.Struct) -> str:
        """Keep a message until it has been delivered; returns its key once it is on disk."""
        key = self._fresh_key()
        with mapped(self.path):
            self._db.execute(
                "insert into message (key, kind, created_at, body) values (?, ?, ?, ?)",
                (key, kind, int(self._now().timestamp()), msgspec.json.encode(body)),
            )
        return key

    def waiting(self, limit: int = 100) -> list[Message]:
        """The oldest messages that the hub has not confirmed."""
        with mapped(self.path):
            found = self._db.execute(
                "select key, kind, created_at, body from message order by sequence limit ?", (limit,)
            ).fetchall()
        return [Message(key, kind, datetime.fromtimestamp(at, UTC), body) for key, kind, at, body in found]

    def delivered(self, key: str) -> None:
        """Forget a message that the hub has confirmed."""
        with mapped(self.path):
            self._db.execute("delete from message where key = ?", (key,))
