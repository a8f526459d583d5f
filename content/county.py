"""The tree of units (单位) of one county."""

from __future__ import annotations

import msgspec

from content.record import Moment, Record, UnitCode
from content.terms import Level


class Unit(Record, frozen=True, kw_only=True):
    """单位: one node of the county's tree. ``parent`` is empty only for the county itself."""

    code: UnitCode
    name: str
    level: Level
    parent: UnitCode = UnitCode("")


class SealingKey(Record, frozen=True, kw_only=True):
    """The hub's public key for what citizens tell it alone (content.sealing). public_key: base64 of 32 bytes."""

    keyid: str
    public_key: str
    valid_until: Moment


class County(Record, frozen=True, kw_only=True):
    """The unit tree of one county, in display order (a parent before its children).

    fictional: every screen then carries 「虚构示例」. sealing_key: without it no telephone number can be taken.
    """

    v: int = 1
    code: str
    name: str
    units: tuple[Unit, ...]
    fictional: bool = False
    sealing_key: SealingKey | None = None


def decode_county(data: bytes) -> County:
    """Read a county's unit tree. Raises ValueError that names the wrong field."""
    return _COUNTY.decode(data)


_COUNTY = msgspec.json.Decoder(County)
