"""What an enemy would try, done for real: altered files, an old feed replayed, a signer that obeys no rule."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

import msgspec
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Metadata, Snapshot, TargetFile, Targets, Timestamp
from tuf.api.serialization.json import JSONSerializer

from content.disclosure import decode_disclosure
from content.feed import pages
from content.feed.approvals import assemble, sign_led_line
from content.feed.envelope import LineSignature
from content.feed.keys import KeyRing, load_key
from content.feed.pages import PageRef, PageRow
from content.led_line import LedLine, LedStyle
from content.record import DisclosureId, UnitCode, encode
from mingbai.demo.keys import DemoApprover

R = TypeVar("R", Timestamp, Snapshot, Targets)

LATER = timedelta(days=1)


def copy_feed(feed: Path, to: Path) -> Path:
    """The repository as it is now, as someone could have copied it."""
    shutil.copytree(feed, to, ignore=shutil.ignore_patterns(".lock", "incoming"))
    return to


def published_body(feed: Path, id_: DisclosureId, rev: int) -> bytes:
    """The bytes under which a revision lies in the feed: the request's, with what the signer added to them."""
    begins = f'{{"id":"{id_}",'.encode()
    for path in (feed / "blobs").rglob("*"):
        if path.is_file() and (body := path.read_bytes()).startswith(begins) and decode_disclosure(body).rev == rev:
            return body
    raise FileNotFoundError(f"no body of {id_} revision {rev} in {feed}")


def alter_blob(feed: Path, body: bytes) -> None:
    """Change one character of one body, and leave everything that names it as it was."""
    sha256 = hashlib.sha256(body).hexdigest()
    path = feed / pages.blob_path(sha256)
    altered = bytearray(body)
    altered[len(altered) // 2] ^= 0x01
    path.write_bytes(altered)
    for pack in (feed / "packs").rglob("*.gz"):
        pack.unlink()  # packs are optional; without them the altered body has to be asked for


def alter_metadata(feed: Path) -> None:
    """Change one digit in the newest timestamp, keeping its signature."""
    path = feed / "metadata" / "timestamp.json"
    text = path.read_text(encoding="ascii")
    before = '"snapshot.json":{"version":'
    assert before in text, "the timestamp's layout has changed; alter it elsewhere"
    position = text.index(before) + len(before)
    digit = text[position]
    path.write_text(text[:position] + ("1" if digit != "1" else "2") + text[position + 1 :], encoding="ascii")


@dataclass(frozen=True)
class ForgedLine:
    """An LED line that must never be lit, and how it was forged."""

    how: str
    text: str
    envelope: bytes


def forge_lines(
    approvers: Sequence[DemoApprover], county: str, disclosure: DisclosureId, rev: int, board: str, now: datetime
) -> list[ForgedLine]:
    """One signature; one key twice; both signatures, but the line has ended. With the approvers' true keys."""
    unit = UnitCode(disclosure.split("/")[0])
    signers = [load_key(one.key_file, one.passphrase_file.read_text(encoding="utf-8").strip()) for one in approvers]

    def payload(number: int, text: str, since: datetime, until: datetime) -> bytes:
        line = LedLine(
            id=DisclosureId(f"{unit}/{number:06d}"),
            unit=unit,
            rev=1,
            county=county,
            boards=(board,),
            text=text,
            style=LedStyle.SCROLL_LEFT,
            valid_from=since,
            valid_until=until,
            seq=number,
            disclosure=disclosure,
            disclosure_rev=rev,
        )
        return encode(line)

    start, end = now - LATER, now + LATER
    once = payload(990_001, "伪造短讯一:只有一人签名", start, end)
    twice = payload(990_002, "伪造短讯二:一人签了两次", start, end)
    ended = payload(990_003, "过期短讯三:期限已过", start, now - timedelta(seconds=5))
    return [
        ForgedLine("one signature", "伪造短讯一", _envelope(once, signers[:1])),
        ForgedLine("one key twice", "伪造短讯二", _envelope(twice, [signers[0], signers[0]])),
        ForgedLine("expired", "过期短讯三", _envelope(ended, signers)),
    ]


class TakenOverSigner:
    """Holds the on-line keys and obeys no rule: what it signs, every terminal's TUF accepts.

    feed: a copy of the repository that it may write. Nothing of content.feed.repository is used: that one refuses.
    """

    def __init__(self, feed: Path, keys: Path) -> None:
        self._feed = feed
        self._keys = KeyRing(keys)

    def publish(self, unit: UnitCode, forged: Sequence[ForgedLine]) -> None:
        """Put these lines into a page of the unit's and sign everything up to the timestamp."""
        timestamp = self._read("timestamp.json", Timestamp)
        snapshot = self._read(f"{timestamp.signed.snapshot_meta.version}.snapshot.json", Snapshot)
        meta = snapshot.signed.meta[f"{unit}.json"]
        role = self._read(f"{meta.version}.{unit}.json", Targets)
        name = f"{unit}/index.json"
        index_file = self._feed / f"targets/{unit}/{role.signed.targets[name].hashes['sha256']}.index.json"
        index = pages.decode_index(index_file.read_bytes())

        rows = []
        for number, line in enumerate(forged, 990_001):
            sha256 = self._write_named(line.envelope, pages.blob_path)
            rows.append(PageRow(DisclosureId(f"{unit}/{number:06d}"), 1, sha256, len(line.envelope), "led-line"))
        page = pages.encode(pages.Page(unit=unit, rows=tuple(rows)))
        page_sha256 = self._write_named(page, pages.page_path)
        forged_index = pages.encode(
            msgspec.structs.replace(index, pages=(*index.pages, PageRef(page_sha256, len(page), len(rows))))
        )
        index_sha256 = self._write_named(forged_index, lambda sha256: f"targets/{unit}/{sha256}.index.json")
        role.signed.targets[name] = TargetFile(len(forged_index), {"sha256": index_sha256}, name)
        role.signed.version += 1
        meta.version = role.signed.version
        snapshot.signed.version += 1
        timestamp.signed.version += 1
        timestamp.signed.snapshot_meta.version = snapshot.signed.version
        self._sign(role, f"{role.signed.version}.{unit}.json")
        self._sign(snapshot, f"{snapshot.signed.version}.snapshot.json")
        self._sign(timestamp, "timestamp.json")

    def _read(self, name: str, kind: type[R]) -> Metadata[R]:
        metadata: Metadata[R] = Metadata.from_file(str(self._feed / "metadata" / name))
        assert isinstance(metadata.signed, kind), name
        return metadata

    def _sign(self, metadata: Metadata[R], name: str) -> None:
        signer = self._keys.find(list(metadata.signatures))
        assert signer is not None, f"no on-line key for {name}"
        metadata.sign(signer)
        (self._feed / "metadata" / name).write_bytes(metadata.to_bytes(JSONSerializer(compact=True)))

    def _write_named(self, data: bytes, path_for: Callable[[str], str]) -> str:
        sha256 = hashlib.sha256(data).hexdigest()
        path = self._feed / path_for(sha256)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return sha256


def _envelope(payload: bytes, signers: Sequence[CryptoSigner]) -> bytes:
    signatures: list[LineSignature] = [sign_led_line(payload, signer) for signer in signers]
    return assemble(payload, signatures)
