"""What the signed repository is made of, file by file.

    metadata/{N.root, N.targets, N.people, N.<unit>, N.snapshot, timestamp}.json     The Update Framework
    targets/<sha256>.county.json              content.disclosure.County, signed by the targets role
    targets/people/<sha256>.approvers.json    content.feed.approvals, signed by 2 of 3 officers
    targets/<unit>/<sha256>.index.json        Index, signed by the unit's role
    pages/<aa>/<sha256>                       Page, named by its own hash in the index
    packs/<aa>/<sha256 of the page>.gz        gzip(page bytes + its bodies in row order), optional
    blobs/<aa>/<sha256>                       a body or an attachment, named by its own hash

aa is the first two hex digits. An index names pages, a page names bodies, a body names attachments: every
file's hash is known from a verified one before it is fetched.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from content.record import DisclosureId, Moment, UnitCode

ROWS_PER_PAGE = 64
WITHDRAWALS_LISTED_DAYS = 90
MAX_INDEX_BYTES = 1_000_000
MAX_PAGE_BYTES = 65_536
# Fields of their own in the signed part of timestamp.json and snapshot.json.
SIGNED_AT_FIELD = "x-signed-at"  # "2026-11-22T03:00:00Z"
COUNTY_FIELD = "x-county"  # "qingyuan"

RowKind = Literal["disclosure", "led-line"]


class PageRef(msgspec.Struct, frozen=True, array_like=True):
    """One page as the index names it: its hash, its size in bytes, and how many rows it holds."""

    sha256: str
    size: int
    count: int


class Withdrawn(msgspec.Struct, frozen=True, omit_defaults=True):
    """撤回: the item, up to and including ``rev``, is gone. No title: it may be what had to go.

    erased: 抹除, a leak: whoever held it leaves no trace of it on his disk, and such an entry is listed for ever.
    """

    id: DisclosureId
    rev: int
    at: Moment
    reason: str
    replaced_by: str = ""
    erased: bool = False


class Index(msgspec.Struct, frozen=True, kw_only=True):
    """Everything one unit discloses, as a list of pages. What it does not name is to be removed."""

    v: int = 1
    county: str
    unit: UnitCode
    generated: Moment
    pages: tuple[PageRef, ...]
    withdrawn: tuple[Withdrawn, ...] = ()


class PageRow(msgspec.Struct, frozen=True, array_like=True):
    """One item: the exact bytes named by ``sha256`` (of the uncompressed body, ``size`` bytes)."""

    id: DisclosureId
    rev: int
    sha256: str
    size: int
    kind: RowKind


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """At most 64 items in order of first publication. An item is replaced in place; nothing ever moves.

    A slot whose item was withdrawn or has expired holds null, so that its neighbours' page keeps its shape.
    """

    v: int = 1
    unit: UnitCode
    rows: tuple[PageRow | None, ...]


def page_path(sha256: str) -> str:
    """Where a page lies in the repository."""
    return f"pages/{sha256[:2]}/{sha256}"


def pack_path(page_sha256: str) -> str:
    """Where the pack of a page lies; it may be missing."""
    return f"packs/{page_sha256[:2]}/{page_sha256}.gz"


def blob_path(sha256: str) -> str:
    """Where a body or an attachment lies."""
    return f"blobs/{sha256[:2]}/{sha256}"


encode = msgspec.json.encode
decode_index = msgspec.json.Decoder(Index).decode
decode_page = msgspec.json.Decoder(Page).decode
