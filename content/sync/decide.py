"""What a verified index means for this terminal: what to fetch, what to drop, what to refuse. Pure.

A signature says who wrote it, not that it makes sense. A unit whose signed content breaks one of the rules
below is refused as a whole and keeps its last good state; the other units go on.

    refused   another county's or another unit's index; an id outside its unit; one id twice; a body whose id,
              rev or unit differ from its row; a rev below the held one; an (id, rev) that was withdrawn here
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from content.disclosure import MAX_ATTACHMENT_BYTES, MAX_BODY_BYTES, Disclosure, decode_disclosure
from content.errors import TrustError
from content.feed.approvals import payload_of
from content.feed.led_rules import read_led_line
from content.feed.pages import (
    MAX_PAGE_BYTES,
    ROWS_PER_PAGE,
    Index,
    Page,
    PageRef,
    PageRow,
    decode_index,
    decode_page,
)
from content.led_line import LedLine
from content.record import UnitCode, unit_of
from content.store.apply import Held, HeldPage
from content.terms import SHOWABLE_AUDIENCES, Audience

MANY_MISSING = 16  # from so many bodies on, one pack costs less than single requests
MAX_PACK_BYTES = MAX_PAGE_BYTES + ROWS_PER_PAGE * MAX_BODY_BYTES

_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class PageWanted:
    """A page to fetch. first_time: its position was never held, so that nearly all its bodies are missing too."""

    position: int
    ref: PageRef
    first_time: bool


@dataclass(frozen=True)
class Changes:
    """What applying an index does to one unit. store: rows whose bodies are needed. drop: ids that go."""

    unit: UnitCode
    pages: tuple[HeldPage, ...]
    store: tuple[PageRow, ...]
    drop: tuple[str, ...]


def read_index(data: bytes, *, unit: UnitCode, county: str) -> Index:
    """Read a unit's index and check what it claims. Raises TrustError."""
    try:
        index = decode_index(data)
    except (ValueError, RecursionError) as err:
        raise TrustError(f"index of {unit}: {err}") from err
    _require(index.v == 1, f"index of {unit}: version {index.v}, this program knows version 1")
    _require(index.county == county, f"index of {unit}: of county {index.county!r}, expected {county!r}")
    _require(index.unit == unit, f"index of {unit}: of unit {index.unit!r}")
    for ref in index.pages:
        _require(
            bool(_SHA256.fullmatch(ref.sha256)) and 0 < ref.size <= MAX_PAGE_BYTES and 0 <= ref.count <= ROWS_PER_PAGE,
            f"index of {unit}: page {ref.sha256[:64]!r} of {ref.size} bytes and {ref.count} rows, "
            f"at most {MAX_PAGE_BYTES} bytes and {ROWS_PER_PAGE} rows are allowed",
        )
    for entry in index.withdrawn:
        _require_inside(entry.id, unit, "index")
    return index


def pages_wanted(held: Held, index: Index) -> list[PageWanted]:
    """The pages of the index that are not held, in order."""
    known = {page.sha256 for page in held.pages}
    salvaged = bool(held.items) and not held.pages  # then most bodies are there, only the pages are not
    return [
        PageWanted(position, ref, first_time=position >= len(held.pages) and not salvaged)
        for position, ref in enumerate(index.pages)
        if ref.sha256 not in known
    ]


def read_page(data: bytes, *, ref: PageRef, unit: UnitCode) -> Page:
    """Read a page whose hash was verified and check what it claims. Raises TrustError."""
    try:
        page = decode_page(data)
    except (ValueError, RecursionError) as err:
        raise TrustError(f"page {ref.sha256} of {unit}: {err}") from err
    _require(page.v == 1, f"page {ref.sha256}: version {page.v}, this program knows version 1")
    _require(page.unit == unit, f"page {ref.sha256}: of unit {page.unit!r}, expected {unit!r}")
    _require(len(page.rows) <= ROWS_PER_PAGE, f"page {ref.sha256}: {len(page.rows)} rows, at most {ROWS_PER_PAGE}")
    for row in page.rows:
        if row is not None:
            _require_inside(row.id, unit, "page")
            if not (_SHA256.fullmatch(row.sha256) and 0 < row.size <= MAX_BODY_BYTES and row.rev >= 1):
                raise TrustError(
                    f"{row.id}: rev {row.rev}, {row.size} bytes with sha256 {row.sha256[:64]!r}, "
                    f"at most {MAX_BODY_BYTES} bytes are allowed"
                )
    return page


def page_of_pack(content: bytes, *, ref: PageRef, unit: UnitCode) -> Page | None:
    """The page at the beginning of an inflated pack, or None if it is not the one that ``ref`` names.

    Raises TrustError if the page, whose hash is signed for, breaks a rule.
    """
    data = content[: ref.size]
    return read_page(data, ref=ref, unit=unit) if hashlib.sha256(data).hexdigest() == ref.sha256 else None


def bodies_of_pack(content: bytes, *, ref: PageRef, page: Page) -> dict[str, bytes] | None:
    """The bodies in an inflated pack by sha256, every one verified; None if one is not what its row says."""
    found = {}
    at = ref.size
    for row in page.rows:
        if row is not None:
            body = content[at : at + row.size]
            if hashlib.sha256(body).hexdigest() != row.sha256:
                return None
            found[row.sha256] = body
            at += row.size
    return found


def changes(held: Held, index: Index, fetched: Mapping[str, Page]) -> Changes:
    """Compare what is held with what the complete index names.

    fetched: sha256 → page, for each of ``pages_wanted``. held.items: at least those of the fetched rows, all of
    them where no page is held. Raises TrustError where a rule is broken.
    """
    known = {page.sha256: page for page in held.pages}
    pages = tuple(
        HeldPage(ref.sha256, fetched[ref.sha256].rows) if ref.sha256 in fetched else known[ref.sha256]
        for ref in index.pages
    )
    staying = {row.id: row.rev for page in pages if page.sha256 not in fetched for row in _rows(page)}
    named_by_index = {page.sha256 for page in pages}
    leaving = [row for page in held.pages if page.sha256 not in named_by_index for row in _rows(page)]
    withdrawn = dict(held.withdrawn)
    for entry in index.withdrawn:
        withdrawn[entry.id] = max(entry.rev, withdrawn.get(entry.id, 0))
        if staying.get(entry.id, entry.rev + 1) <= entry.rev:
            raise _shown_again(entry.id, staying[entry.id], entry.rev)
    # A row of a held page without its item was judged before, and found not to be for this terminal.
    judged = {(row.id, row.rev, row.sha256) for row in leaving}
    before = {row.id: row.rev for row in leaving}
    named: set[str] = set()
    store: list[PageRow] = []
    for row in (row for page in pages if page.sha256 in fetched for row in _rows(page)):
        if row.id in named or row.id in staying:
            raise TrustError(f"{row.id}: named twice in the index of {index.unit}")
        named.add(row.id)
        if row.rev <= withdrawn.get(row.id, 0):
            raise _shown_again(row.id, row.rev, withdrawn[row.id])
        rev, sha256 = held.items.get(row.id, (before.get(row.id, 0), ""))
        if row.rev < rev:
            raise TrustError(f"rollback: {row.id} rev {row.rev}, but rev {rev} is held")
        if row.sha256 != sha256 and (row.id in held.items or (row.id, row.rev, row.sha256) not in judged):
            store.append(row)
    gone = (before.keys() | held.items.keys()) - named - staying.keys()
    return Changes(index.unit, pages, tuple(store), tuple(sorted(gone)))


def read_body(row: PageRow, body: bytes, *, unit: UnitCode, county: str) -> Disclosure | LedLine:
    """Read a body whose hash was verified and check that it is what its row says. Raises TrustError."""
    content: Disclosure | LedLine
    if row.kind == "led-line":
        content = read_led_line(payload_of(body))
        _require(content.county == county, f"{row.id}: LED line of county {content.county!r}, expected {county!r}")
    else:
        try:
            content = decode_disclosure(body)
        except (ValueError, RecursionError) as err:
            raise TrustError(f"{row.id}: {err}") from err
        _require(content.v == 1, f"{row.id}: version {content.v}, this program knows version 1")
        for attachment in content.attachments:
            _require(
                bool(_SHA256.fullmatch(attachment.sha256)) and 0 <= attachment.size <= MAX_ATTACHMENT_BYTES,
                f"{row.id}: attachment of {attachment.size} bytes with sha256 {attachment.sha256[:64]!r}, "
                f"at most {MAX_ATTACHMENT_BYTES} bytes are allowed",
            )
    if (content.id, content.rev, content.unit) != (row.id, row.rev, unit):
        raise TrustError(
            f"{row.id} rev {row.rev} of {unit}: its body says {content.id} rev {content.rev} of {content.unit}"
        )
    return content


def is_for_terminal(content: Disclosure | LedLine, own_units: Collection[str]) -> bool:
    """Whether this terminal may keep it: public, or for the villagers (村民) of one of the terminal's own units."""
    if isinstance(content, LedLine):
        return True
    if content.audience is Audience.VILLAGERS:
        return content.unit in own_units
    return content.audience in SHOWABLE_AUDIENCES


def _rows(page: HeldPage) -> Iterable[PageRow]:
    return (row for row in page.rows if row is not None)


def _shown_again(item_id: str, rev: int, withdrawn: int) -> TrustError:
    return TrustError(f"{item_id}: rev {rev} is shown again, though rev {withdrawn} was withdrawn")


def _require_inside(item_id: str, unit: UnitCode, where: str) -> None:
    try:
        found = unit_of(item_id)
    except ValueError as err:
        raise TrustError(f"{where} of {unit}: {err}") from err
    if found != unit:
        raise TrustError(f"{where} of {unit}: names {item_id}, which is outside the unit")


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise TrustError(otherwise)
