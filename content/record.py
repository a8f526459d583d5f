"""What every shape of the feed is: an immutable record, with the names of units and disclosures and the county's time.

Keys are stable ASCII. Times are UTC with zone; dates are days of the county's calendar (Asia/Shanghai). A reader keeps
the bytes it was given, so fields that it does not know are not lost.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, NewType
from zoneinfo import ZoneInfo

import msgspec

UnitCode = NewType("UnitCode", str)
DisclosureId = NewType("DisclosureId", str)  # "<unit>/<number>", never used twice
Moment = Annotated[datetime, msgspec.Meta(tz=True)]  # a time without its zone is refused
COUNTY_TIME = ZoneInfo("Asia/Shanghai")
UNIT_CODE = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
MAX_ID_LENGTH = 50  # of a disclosure's id: a unit code has up to 40 characters
DISCLOSURE_ID = re.compile(rf"(?P<unit>{UNIT_CODE.pattern})/(?P<number>[0-9]{{6}})")


class Record(msgspec.Struct, frozen=True, omit_defaults=True):
    """Base of every shape that travels: immutable, written without the fields that hold their default."""


def encode(value: Record) -> bytes:
    """The value as the bytes that are hashed, signed and sent: UTF-8 JSON without spaces."""
    return _ENCODER.encode(value)


def unit_of(disclosure_id: str) -> UnitCode:
    """The unit in an id. Raises ValueError if the id is not "<unit>/<six digits>"."""
    match = DISCLOSURE_ID.fullmatch(disclosure_id)
    if match is None:
        raise ValueError(f"disclosure id {disclosure_id!r}: expected <unit>/<six digits>, such as t01-v03/000012")
    return UnitCode(match["unit"])


_ENCODER = msgspec.json.Encoder()
