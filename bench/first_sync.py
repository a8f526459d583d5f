"""first-sync: an empty terminal pulls 30,000 disclosures in 240 units over loopback HTTP from nginx.

Against: SQLite alone inserting the same rows with the same search index, values prepared beforehand, in one
transaction into the same tables, its checkpoint included (the pull leaves its own to the tidying that follows).
Also counted: requests, at most 1,100.

The texts are random characters in the frequencies of written Chinese, so that neither gzip nor the search index
has it easier than with real ones; titles carry the pinyin that the hub ships.
"""

from __future__ import annotations

import json
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import accumulate, repeat
from pathlib import Path
from typing import Any

import msgspec

from bench.county import ITEMS, disclosures, invented_county
from bench.nginx import Nginx, served
from bench.published import publish, terminal
from content.blocks import Paragraph
from content.disclosure import Disclosure
from content.hub.disclosures.pinyin import search_text
from content.record import UnitCode
from content.store.schema import LIBRARY, LIBRARY_EDITION, LIBRARY_FILE, open_writable

ROUNDS = 3
SEED = 20_261_122
# The 3,755 characters of GB 2312's first level. The commonest hundred make up 40 % of a text, as in written Chinese.
CHARACTERS = [
    bytes([high, low]).decode("gb2312")
    for high in range(0xB0, 0xD8)
    for low in range(0xA1, 0xFF)
    if (high, low) < (0xD7, 0xFA)
]
FREQUENCIES = list(accumulate(1 / (rank + 10) for rank in range(len(CHARACTERS))))
MAX_REQUESTS = 1_100
MAX_RATIO = 2.0


def measure() -> list[dict[str, Any]]:
    """Both sides in turn, ROUNDS times; the ratio is that of the medians."""
    county = invented_county()
    units = [unit.code for unit in county.units]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        items = map(_as_written, disclosures(county.units, ITEMS, datetime.now(UTC)), repeat(random.Random(SEED)))
        repository, root = publish(folder, county, items)
        repository.close()
        pulls, inserts = [], []
        with served(folder / "feed", folder / "nginx") as nginx:
            for number in range(ROUNDS):
                home = folder / f"terminal-{number}"
                seconds, requests = _pull(home, nginx, county.code, units, root)
                pulls.append(seconds)
                inserts.append(_insert(home / LIBRARY_FILE, folder / f"plain-{number}.sqlite"))
    pull_s, insert_s = statistics.median(pulls), statistics.median(inserts)
    return [
        {
            "name": "first-sync",
            "value": round(pull_s, 2),
            "unit": f"s for {ITEMS} items in {len(units)} units, {requests} requests",
            "against": f"{insert_s:.2f} s: SQLite alone inserts the same rows with their search index",
            "ratio": round(pull_s / insert_s, 2),
            "goal": f"≤ {MAX_RATIO:g} ×, ≤ {MAX_REQUESTS} requests",
            "met": pull_s <= MAX_RATIO * insert_s and requests <= MAX_REQUESTS,
        }
    ]


def _as_written(disclosure: Disclosure, chance: random.Random) -> Disclosure:
    """The disclosure with other paragraphs, some 1.5 KB in all, and its title's pinyin."""
    texts = [
        "".join(chance.choices(CHARACTERS, cum_weights=FREQUENCIES, k=chance.randrange(60, 140))) for _ in range(3)
    ]
    others = (block for block in disclosure.blocks if not isinstance(block, Paragraph))
    return msgspec.structs.replace(
        disclosure, blocks=(*map(Paragraph, texts), *others), search=search_text(disclosure.title)
    )


def _pull(home: Path, nginx: Nginx, county: str, units: list[UnitCode], root: bytes) -> tuple[float, int]:
    puller = terminal(home, nginx.url, county, units, root)
    nginx.traffic()
    started = time.perf_counter()
    outcome = puller.pull_once()
    seconds = time.perf_counter() - started
    assert (outcome.stored, outcome.problems) == (ITEMS, {}), outcome
    return seconds, nginx.traffic().requests


def _insert(pulled: Path, plain: Path) -> float:
    """Seconds that SQLite needs for the rows of ``pulled``, searchable, in one transaction."""
    with _opened(pulled) as source:
        items = source.execute("select * from item order by rowid").fetchall()
        texts = source.execute("select rowid, * from search order by rowid").fetchall()
    target = open_writable(plain, LIBRARY, LIBRARY_EDITION)
    started = time.perf_counter()
    target.execute("begin immediate")
    target.executemany(f"insert into item values ({', '.join('?' * len(items[0]))})", items)
    target.executemany("insert into search (rowid, title, body, syllables, initials) values (?, ?, ?, ?, ?)", texts)
    target.execute("commit")
    seconds = time.perf_counter() - started
    target.close()
    return seconds


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(path)
    try:
        yield connection
    finally:
        connection.close()


def main() -> int:
    """Print the figures as JSON."""
    print(json.dumps(measure(), ensure_ascii=False, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
