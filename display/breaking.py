"""Where a line must not break: inside numbers, amounts, dates and times (数字、金额、日期不拆行).

A card breaks a text at its area's edge, wherever that falls. So the rest of a line is filled with spaces before a
number that would not fit whole: every card and every font then breaks where this module wants it to.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_DIGITS = r"[0-9０-９]+(?:[.,:/\-．，：／－][0-9０-９]+)*"
_SIGN = r"[¥￥$＄+＋\-－№第]?"
_UNIT = (
    r"(?:[十百千万亿]*(?:%|％|‰|℃|平方米|平方公里|公里|公斤|千米|千克|周岁|元|角|分|厘|年|月|日|号|时|点|秒|岁|人|户|口|家|个|项|件|次"
    r"|名|位|届|期|条|款|章|亩|吨|斤|里|米|升|度|台|辆|处|村|组|天|周|倍|成)|[十百千万亿]+)?"
)
_NUMBER = re.compile(_SIGN + _DIGITS + _UNIT)
# Longest first: 2026年11月22日9时5分, then 〔2026〕12号, then a single number with its sign and its unit.
_WHOLE = re.compile(
    r"[0-9０-９]{1,4}年(?:[0-9０-９]{1,2}月(?:[0-9０-９]{1,2}日)?)?"
    r"|[0-9０-９]{1,2}月[0-9０-９]{1,2}日"
    r"|〔[0-9０-９]{4}〕第?[0-9０-９]+号"
    rf"|{_NUMBER.pattern}"
)


def filled(text: str, width_px: int, advance: Callable[[str], int]) -> str:
    """The text with spaces where a line must end early. advance: a character's width in pixels.

    A number that is wider than a whole line is broken as it comes.
    """
    out: list[str] = []
    used = 0
    space = advance(" ")
    for piece in _pieces(text, width_px, advance):
        width = sum(map(advance, piece))
        if used and used + width > width_px >= width:
            out.append(" " * ((width_px - used) // space))
            used = 0
        for character in piece:
            step = advance(character)
            if character == "\n" or used + step > width_px:
                used = 0
            if character != "\n":
                used += step
        out.append(piece)
    return "".join(out)


def _pieces(text: str, width_px: int, advance: Callable[[str], int]) -> Iterator[str]:
    """Single characters and what must stay together, as large as a line can hold."""
    at = 0
    for found in _WHOLE.finditer(text):
        yield from text[at : found.start()]
        piece = found[0]
        if sum(map(advance, piece)) <= width_px:
            yield piece
        else:
            yield from _smaller(piece)
        at = found.end()
    yield from text[at:]


def _smaller(piece: str) -> Iterator[str]:
    """A date that no line can hold: year, month and day each whole."""
    at = 0
    for found in _NUMBER.finditer(piece):
        yield from piece[at : found.start()]
        yield found[0]
        at = found.end()
    yield from piece[at:]
