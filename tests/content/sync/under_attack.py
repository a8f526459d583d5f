"""A county's feed that signs whatever it is told to, and a terminal that has pulled it once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.content.sync.county_feed import CountyFeed, disclosure
from tests.content.sync.terminals import Terminal

VILLAGE = "t01-v01"
OTHER = "t01-v02"
ONE, TWO, THREE = (f"{VILLAGE}/00000{number}" for number in (1, 2, 3))
HELD = {ONE: 1, TWO: 1, f"{OTHER}/000001": 1}


@pytest.fixture
def feed() -> CountyFeed:
    """Two villages; the first has two items, the second one."""
    made = CountyFeed(VILLAGE, OTHER)
    made.put(disclosure(ONE))
    made.put(disclosure(TWO))
    made.put(disclosure(f"{OTHER}/000001"))
    made.release()
    return made


@pytest.fixture
def terminal(tmp_path: Path, feed: CountyFeed) -> Terminal:
    """A terminal that has pulled all of it."""
    made = Terminal(tmp_path, feed)
    made.pull()
    assert made.shown() == HELD
    return made


def newest(feed: CountyFeed, start: str) -> str:
    """The path so beginning that was written last."""
    return [path for path in feed.files if path.startswith(start)][-1]
