"""`mingbai verify-qr`: whether the short text that a phone read off a screen or a printed page is genuine.

    mingbai verify-qr --config terminal.toml [--from FOLDER] [FILE]

The text comes from FILE or standard input. Its signature is checked against the keys that the county's signed feed
names for the unit, starting from the terminal's trusted root, and the feed tells what became of the disclosure since.
Exit status: 0 genuine, 1 not, or it could not be found out, 2 wrong usage or settings.
"""

from __future__ import annotations

import argparse
import enum
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from config.load import load_terminal
from config.logs import configure
from content.clock import system_now
from content.errors import FeedError, FetchError, TrustError
from content.feed.pages import MAX_INDEX_BYTES, page_path
from content.feed.trust import MAX_TIMESTAMP_BYTES, TIMESTAMP_PATH, TrustedFeed, verified
from content.record import UnitCode, unit_of
from content.short_text import KEYID_DIGITS, ShortText, is_signed_by, read_short_text
from content.sync import decide
from content.sync.fetch import Fetched, FolderSource, Source, open_source

MAX_ROOT_BYTES = 512_000
MAX_TEXT_BYTES = 4_096


class Standing(enum.Enum):
    """What became of the disclosure; the value is what the command says of it."""

    STANDS = "现行有效:目录中就是这一版"
    REPLACED = "已有新版本,请以新版为准"
    WITHDRAWN = "已经撤回"
    GONE = "已经不在目录中(展示期满)"


@dataclass(frozen=True)
class Verdict:
    """is_genuine: signed by the unit's present key. standing: None if it is not."""

    is_genuine: bool
    standing: Standing | None = None
    reason: str = ""


def main(arguments: list[str]) -> int:
    """See the module."""
    parser = argparse.ArgumentParser(prog="mingbai verify-qr", description="check the short text of a QR code")
    parser.add_argument("--config", type=Path, required=True, metavar="terminal.toml")
    parser.add_argument("--from", dest="folder", type=Path, metavar="FOLDER", help="a feed on a stick, not the network")
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="the text; standard input if left out")
    words = parser.parse_args(arguments)
    settings = load_terminal(words.config)
    configure()
    try:
        short = read_short_text(_text(words.file))
        folder = words.folder
        source = FolderSource(folder) if folder else open_source(settings.sync.source, settings.sync.request_timeout_s)
        root = _read(settings.sync.trusted_root, MAX_ROOT_BYTES)
        verdict = check(short, source, root, settings.county, system_now())
    except (FeedError, ValueError, OSError) as err:
        print(f"mingbai verify-qr: {err}", file=sys.stderr)
        return 1
    if not verdict.is_genuine:
        print(f"不能证实:{verdict.reason}")
        return 1
    print(f"{short.words}\n\n属实:由本县平台签发。{verdict.standing.value if verdict.standing else ''}")
    return 0


def check(short: ShortText, source: Source, root: bytes, county: str, now: datetime) -> Verdict:
    """Raises TrustError, FetchError or StoreError if the feed cannot be read, ValueError for an id that is none."""
    unit = unit_of(short.id)
    fetch = _fetching(source)
    timestamp = fetch(TIMESTAMP_PATH, MAX_TIMESTAMP_BYTES)
    if timestamp is None:
        raise FetchError(f"{source.name}: no feed there")
    with tempfile.TemporaryDirectory() as memory:
        feed = TrustedFeed(Path(memory), root, county, fetch, now)
        feed.refresh(timestamp)
        keys = [raw for keyid, raw in feed.public_keys(unit).items() if keyid[:KEYID_DIGITS] == short.keyid]
        if not keys:
            return Verdict(False, reason=f"签名密钥 {short.keyid} 不是本县为 {unit} 现用的密钥,可能已更换")
        if not any(is_signed_by(short, key) for key in keys):
            return Verdict(False, reason="签名与文字不符,文字可能被改动过")
        return Verdict(True, _standing(short, unit, feed, fetch, county))


def _standing(short: ShortText, unit: UnitCode, feed: TrustedFeed, fetch: _Fetch, county: str) -> Standing:
    target = feed.target(f"{unit}/index.json")
    if target is None:
        raise TrustError(f"unit {unit}: its role names no index")
    index = decide.read_index(feed.read(target, MAX_INDEX_BYTES), unit=unit, county=county)
    for ref in reversed(index.pages):
        page = decide.read_page(verified(fetch, page_path(ref.sha256), ref.sha256, ref.size), ref=ref, unit=unit)
        for row in page.rows:
            if row is not None and row.id == short.id:
                return Standing.STANDS if row.rev == short.rev else Standing.REPLACED
    if any(entry.id == short.id and entry.rev >= short.rev for entry in index.withdrawn):
        return Standing.WITHDRAWN
    return Standing.GONE


_Fetch = Callable[[str, int], bytes | None]


def _fetching(source: Source) -> _Fetch:
    def fetch(path: str, limit: int) -> bytes | None:
        answer = source.fetch(path, limit)
        return answer.body if isinstance(answer, Fetched) else None

    return fetch


def _text(path: Path | None) -> str:
    data = sys.stdin.buffer.read(MAX_TEXT_BYTES + 1) if path is None else _read(path, MAX_TEXT_BYTES)
    if len(data) > MAX_TEXT_BYTES:
        raise ValueError(f"more than {MAX_TEXT_BYTES} bytes; this is no short text")
    return data.decode("utf-8")


def _read(path: Path, most: int) -> bytes:
    with path.open("rb") as file:
        return file.read(most + 1)
