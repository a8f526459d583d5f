"""抹除: every file of the repository that holds an item's bytes goes, whatever release named it.

    blobs/    every body of the id, whichever revision, and its attachments but those that another item shows
    packs/    every pack that one of these bodies lies in
    pages/, targets/, metadata/    hold ids and hashes alone; they go as garbage does, after seven days

It is the one exception to the rule that a file of a recent release stays: a terminal in the middle of a pull finds
one missing and starts once more from the timestamp. What is found is found by reading every file, not by what the
ledger remembers, so that files of a release that was cut short go too. Done twice, it finds nothing.

Proxies and a CDN may keep what they fetched; the paths are returned so that somebody can purge them there.
"""

from __future__ import annotations

import base64
import binascii
import logging
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

import msgspec

from content.disclosure import MAX_BODY_BYTES
from content.feed.files import DurableFolder
from content.feed.ledger import Ledger
from content.feed.pages import MAX_PAGE_BYTES, Page, blob_path, decode_page, page_path
from content.record import DisclosureId

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Erased:
    """What was deleted for one id. paths: below the feed's address. kept: path → published items that show it too."""

    paths: tuple[str, ...] = ()
    kept: Mapping[str, tuple[DisclosureId, ...]] = field(default_factory=dict)


class _Named(msgspec.Struct):
    sha256: str = ""


class _Said(msgspec.Struct):
    """As much of a body, or of a line's envelope, as tells whose it is."""

    id: str = ""
    payload: str = ""
    attachments: tuple[_Named, ...] = ()


_SAID = msgspec.json.Decoder(_Said)


def erase(folder: DurableFolder, ledger: Ledger, ids: Collection[DisclosureId]) -> dict[DisclosureId, Erased]:
    """Delete every file that holds the bytes of these items. Raises StoreError; then call again."""
    bodies: dict[DisclosureId, set[str]] = {id_: set() for id_ in ids}
    attached: dict[DisclosureId, set[str]] = {id_: set() for id_ in ids}
    for path, said in _bodies(folder):
        if said.id in bodies:
            bodies[DisclosureId(said.id)].add(path)
            attached[DisclosureId(said.id)] |= {blob_path(file.sha256) for file in said.attachments if file.sha256}
    packs: dict[DisclosureId, set[str]] = {id_: set() for id_ in ids}
    nameless: set[str] = set()
    for path, page in _packs(folder):
        if page is None:  # of a release that was cut short; a pack may always be missing
            nameless.add(path)
            continue
        for row in page.rows:
            if row is not None and row.id in packs:
                packs[row.id].add(path)
    found: dict[DisclosureId, Erased] = {}
    for id_ in ids:
        shown = {path: ledger.others_with(path.rpartition("/")[2], ids) for path in sorted(attached[id_])}
        kept = {path: others for path, others in shown.items() if others}
        found[id_] = Erased(tuple(sorted(bodies[id_] | packs[id_] | (attached[id_] - kept.keys()))), kept)
    # Bodies last: they name the attachments, should this be cut short and come again.
    last = set().union(*bodies.values())
    paths = set().union(nameless, *(erased.paths for erased in found.values()))
    folder.remove_for_good(sorted(paths - last))
    folder.remove_for_good(sorted(last))
    ledger.mark_named(paths)  # nothing lies there any more that could be garbage
    log.info("erased", extra={"ids": len(found), "files": len(paths)})
    return found


def _bodies(folder: DurableFolder) -> Iterator[tuple[str, _Said]]:
    """Every file below blobs/ that reads as a body, unfinished ones too."""
    for path, status in folder.walk("blobs"):
        data = folder.read(path, MAX_BODY_BYTES) if status.st_size <= MAX_BODY_BYTES else None
        said = _said(data) if data else None
        if said is not None:
            yield path, said


def _said(data: bytes) -> _Said | None:
    try:
        said = _SAID.decode(data)
        return _SAID.decode(base64.b64decode(said.payload)) if said.payload and not said.id else said
    except (msgspec.MsgspecError, binascii.Error, UnicodeDecodeError, RecursionError):
        return None  # a picture, a PDF, or half of something


def _packs(folder: DurableFolder) -> Iterator[tuple[str, Page | None]]:
    """Every pack with its page; None where there is no such page."""
    for path, _ in folder.walk("packs"):
        sha256 = path.rpartition("/")[2].partition(".")[0]
        data = folder.read(page_path(sha256), MAX_PAGE_BYTES)
        try:
            yield path, decode_page(data) if data is not None else None
        except (ValueError, RecursionError):  # a damaged page: its pack is of no use either
            yield path, None
