"""Opening the library at start: read it through once; a damaged one is rebuilt from what is still sound.

An item is sound when its body has the hash it was stored under, so that a salvaged item is as trusted as a
pulled one. What is missing comes back with the next pull.
"""

from __future__ import annotations

import hashlib
import logging
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from content.disclosure import Disclosure, decode_disclosure
from content.errors import TrustError
from content.feed.approvals import payload_of
from content.feed.files import Disk
from content.feed.led_rules import read_led_line
from content.feed.pages import PageRow
from content.led_line import LedLine
from content.store.apply import (
    APPROVERS_SHA256,
    COUNTY_SHA256,
    Item,
    LibraryWriter,
    open_library,
)
from content.store.library import APPROVERS, COUNTY, LAST_CHECK, LAST_PULL, METADATA_EXPIRES, TIME_FLOOR
from content.store.rebuild import fresh_path, open_damaged, put_in_place, readable_rows, readable_table
from content.store.schema import (
    LIBRARY,
    LIBRARY_EDITION,
    LIBRARY_FILE,
    Connect,
    Damaged,
    open_writable,
)

log = logging.getLogger(__name__)

_MAX_SECONDS_DIGITS = 10  # until the year 2286


def open_sound_library(
    folder: Path,
    now: datetime,
    *,
    one_thread: bool = True,
    connect: Connect = sqlite3.connect,
    disk: Disk | None = None,
) -> LibraryWriter:
    """Open the library after a quick_check; set a damaged one aside and rebuild it. Raises StoreError."""
    path = folder / LIBRARY_FILE
    steps = disk or Disk()
    try:
        writer = open_library(folder, one_thread=one_thread, connect=connect, disk=steps)
    except Damaged as err:
        _rebuild(path, now, err, connect, steps)
        return open_library(folder, one_thread=one_thread, connect=connect, disk=steps)
    try:
        writer.check()
    except Damaged as err:
        writer.close()
        _rebuild(path, now, err, connect, steps)
        return open_library(folder, one_thread=one_thread, connect=connect, disk=steps)
    return writer


def _rebuild(path: Path, now: datetime, damage: Damaged, connect: Connect, disk: Disk) -> None:
    fresh = fresh_path(path, disk)
    db = open_writable(fresh, LIBRARY, LIBRARY_EDITION, connect=connect)
    remains = open_damaged(path)
    try:
        writer = LibraryWriter(path.parent, db, disk)
        count = _carry_over(remains, writer) if remains else 0
    finally:
        if remains:
            remains.close()
        db.close()
    aside = put_in_place(fresh, path, int(now.timestamp()), disk)
    log.error("library damaged and rebuilt", extra={"damage": damage, "items": count, "kept_aside": aside.name})


def _carry_over(remains: sqlite3.Connection, writer: LibraryWriter) -> int:
    withdrawn = readable_table(remains, "withdrawn", "id, unit, rev, at, reason, replaced_by", "id")
    gone = {(row[0], row[2]) for row in withdrawn}
    return writer.restore(
        items=(item for item in _sound_items(remains) if (item.row.id, item.row.rev) not in gone),
        withdrawn=withdrawn,
        seen=readable_table(remains, "seen", "role, version, keys", "role"),
        facts=_sound_facts({row[0]: row[1] for row in readable_table(remains, "fact", "key, value", "key")}),
    )


def _sound_items(remains: sqlite3.Connection) -> Iterator[Item]:
    for item_id, rev, sha256, kind, body in readable_rows(remains, "item", "id, rev, sha256, kind, body"):
        if not isinstance(body, bytes) or hashlib.sha256(body).hexdigest() != sha256:
            continue
        content: Disclosure | LedLine
        try:
            content = read_led_line(payload_of(body)) if kind == "led-line" else decode_disclosure(body)
        except (ValueError, TrustError):
            continue
        if (content.id, content.rev) == (item_id, rev):
            row = PageRow(
                content.id, content.rev, sha256, len(body), "led-line" if kind == "led-line" else "disclosure"
            )
            yield Item(row, body, content)


def _sound_facts(found: dict[object, object]) -> dict[str, str]:
    """Times that are numbers, and files whose hash was kept with them."""
    kept = {}
    for key in (TIME_FLOOR, LAST_PULL, LAST_CHECK, METADATA_EXPIRES):
        value = str(found.get(key, ""))
        if value.isdecimal() and len(value) <= _MAX_SECONDS_DIGITS:
            kept[key] = value
    for key, hash_key in ((COUNTY, COUNTY_SHA256), (APPROVERS, APPROVERS_SHA256)):
        value = str(found.get(key, ""))
        if value and hashlib.sha256(value.encode()).hexdigest() == found.get(hash_key):
            kept |= {key: value, hash_key: str(found[hash_key])}
    return kept
