"""Reading one object of `mingbai board frames`: its verb first, so that what a sign cannot do is said in words."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import msgspec

from display.errors import DisplayError

MAX_OBJECT_BYTES = 1_000_000


class FrameJsonError(DisplayError):
    """An object that names no frame; the message says which field and what is allowed."""


def read_object(line: bytes, kind: Any, verbs: Collection[str], not_there: Mapping[str, str]) -> Any:
    """The object in this line as one of ``kind``, a union told apart by "do".

    verbs: those of the union. not_there: verbs of other signs, and why this one lacks them. Raises FrameJsonError.
    """
    if len(line) > MAX_OBJECT_BYTES:
        raise FrameJsonError(f"{len(line)} bytes, at most {MAX_OBJECT_BYTES} are allowed")
    try:
        value = msgspec.json.decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as err:
        raise FrameJsonError(f"not JSON: {err}") from err
    verb = value.get("do") if isinstance(value, dict) else None
    if isinstance(verb, str) and verb not in verbs:
        raise FrameJsonError(f"{verb}: {not_there.get(verb, 'expected one of ' + ', '.join(verbs))} - at `$.do`")
    try:
        return msgspec.convert(value, kind)
    except (msgspec.MsgspecError, RecursionError) as err:
        raise FrameJsonError(str(err)) from err
