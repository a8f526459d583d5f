"""Addresses below township (住址只到乡镇): where a person lives, down to house, group or flat. Hints, never certain.

A house number alone is no finding, for every office has one: there must be a word for dwelling before it, or a flat.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from content.personal_data.folding import STOPS
from content.personal_data.kinds import Finding, Kind
from content.personal_data.masking import masked_address

HEADER = re.compile(r"(?:家庭|居住|户籍|现居|现|详细|通讯|常住)?(?:住址|住所|地址|居住地|户籍地|户籍所在地)")
_LABEL = re.compile(
    "(?:家庭住址|居住地址|户籍地址|现居住地|家庭地址|户籍所在地|户籍地|住址|居住地|现住|家住|住所地?)"
    "[:\uff1a \x1f为在]{0,2}"
)
_NUMBER = "[0-9\uff10-\uff19一二三四五六七八九十百]{1,5}"
_ANY = f"[^{STOPS}]"
_BUILDING = f"{_NUMBER} ?(?:号楼|栋|幢|座|单元)"
_ROOM = "[0-9\uff10-\uff19]{1,4} ?[室户号]"
# What a county may not print: a group of a village, a house, a building, a flat.
_DETAIL = re.compile(
    f"(?:[村屯庄寨塘沟坪湾]|社区){_ANY}{{0,10}}?{_NUMBER} ?[组社队号户]"
    f"|(?:[路街巷弄道苑里]|小区|花园|家园|公寓|新村){_ANY}{{0,8}}?{_NUMBER} ?[号栋幢座]"
    f"|{_BUILDING}{_ANY}{{0,8}}?{_ROOM}"
)
_FLAT = re.compile(f"(?:小区|花园|家园|苑|公寓|新村|宿舍){_ANY}{{0,6}}?{_BUILDING}{_ANY}{{0,8}}?{_ROOM}")
_REACH = 60  # characters of an address
_STOP = re.compile(f"[{STOPS}]")


def addresses(text: str) -> Iterator[Finding]:
    """Dwellings in running text: after a word for dwelling, or a flat in a housing estate."""
    for label in _LABEL.finditer(text):
        window = text[label.end() : label.end() + _REACH]
        end = _STOP.search(window)
        address = window[: end.start()] if end else window
        if _DETAIL.search(address):
            yield _finding(address, label.end())
    for flat in _FLAT.finditer(text):
        yield _finding(flat.group(), flat.start())


def is_below_township(cell: str) -> bool:
    """Whether the cell of a column of addresses says more than a township or a village."""
    return len(cell) <= 2 * _REACH and (_DETAIL.search(cell) or _FLAT.search(cell)) is not None


def _finding(address: str, start: int) -> Finding:
    return Finding(Kind.ADDRESS, (start, start + len(address)), masked_address(address), certain=False)
