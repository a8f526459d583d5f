"""规则包: what a county may change without a programmer, as TOML files that hub.toml names.

Each kind of pack (clocks, review flows) is national first, then a province's, then a county's, each over the one
before; what a pack holds is said by its kind.
"""

from __future__ import annotations

import enum
import tomllib
from pathlib import Path
from typing import TypeVar

import msgspec

MAX_PACK_BYTES = 1_000_000

Pack = TypeVar("Pack", bound=msgspec.Struct)


class Level(enum.Enum):
    """Whose pack it is. A lower one wins, in whatever order they are given."""

    NATIONAL = "national"
    PROVINCE = "province"
    COUNTY = "county"


def pack_from(file: Path, kind: type[Pack]) -> Pack:
    """One pack of this kind. Raises ValueError that names the file and what is wrong in it."""
    try:
        data = file.read_bytes()
    except OSError as err:
        raise ValueError(f"{file}: {err.strerror}") from err
    if len(data) > MAX_PACK_BYTES:
        raise ValueError(f"{file}: {len(data)} bytes, at most {MAX_PACK_BYTES} are allowed")
    try:
        return msgspec.convert(tomllib.loads(data.decode("utf-8")), kind)
    except (ValueError, RecursionError) as err:
        raise ValueError(f"{file}: {err}") from err
