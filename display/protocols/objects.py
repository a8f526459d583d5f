"""Reading one object of `mingbai board frames`: its verb, so that what a sign cannot do is said in words, its time."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

import msgspec

from content.record import COUNTY_TIME
from display.errors import DisplayError

MAX_OBJECT_BYTES = 1_000_000


class FrameJsonError(DisplayError):
    """An object that names no frame; the message says which field and what is allowed."""


def read_answer(line: bytes, kind: Any) -> Any:
    """The object in this line as one of ``kind``, a union told apart by "answer"; None if it has no such field.

    Raises FrameJsonError if it has one and is none of them.
    """
    value = json_of(line)
    return _converted(value, kind) if isinstance(value, dict) and "answer" in value else None


def read_object(line: bytes, kind: Any, verbs: Collection[str], not_there: Mapping[str, str]) -> Any:
    """The object in this line as one of ``kind``, a union told apart by "do".

    verbs: those of the union. not_there: verbs of other signs, and why this one lacks them. Raises FrameJsonError.
    """
    value = json_of(line)
    verb = value.get("do") if isinstance(value, dict) else None
    if isinstance(verb, str) and verb not in verbs:
        raise FrameJsonError(f"{verb}: {not_there.get(verb, 'expected one of ' + ', '.join(verbs))} - at `$.do`")
    return _converted(value, kind)


def county_time(time: datetime) -> datetime:
    """An object's time as the sign keeps it, naive: with a zone it is turned into the county's, else it is that.

    Raises FrameJsonError for one that no calendar has.
    """
    try:
        return time.astimezone(COUNTY_TIME).replace(tzinfo=None) if time.tzinfo else time
    except OverflowError as err:
        raise FrameJsonError(f"time {time.isoformat()}: {err} - at `$.time`") from err


def json_of(line: bytes, max_bytes: int = MAX_OBJECT_BYTES) -> Any:
    """What stands in this line, whatever it is. Raises FrameJsonError."""
    if len(line) > max_bytes:
        raise FrameJsonError(f"{len(line)} bytes, at most {max_bytes} are allowed")
    try:
        return msgspec.json.decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as err:
        raise FrameJsonError(f"not JSON: {err}") from err


def _converted(value: Any, kind: Any) -> Any:
    try:
        return msgspec.convert(value, kind)
    except (msgspec.MsgspecError, RecursionError) as err:
        raise FrameJsonError(str(err)) from err
