"""Where a line must not break: inside numbers, amounts, dates and times (数字、金额、日期不拆行).

A card breaks a text at its area's edge, wherever that falls. So the rest of a line is filled with spaces before a
number that would not fit whole: every card and every font then breaks where this module wants it to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

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


def filled(text: str, width_px: int, widths: Mapping[str, int]) -> str:
    """The text with spaces where a line must end early. widths: of its characters and of the space, in pixels.

    A number that is wider than a whole line is broken as it comes.
    """
    out: list[str] = []
    used = 0
    at = 0
    for start, end in _numbers(text, width_px, widths):
        used = _after(used, text[at:start], width_px, widths)
        out.append(text[at:start])
        width = sum(map(widths.__getitem__, text[start:end]))
        if used and used + width > width_px:
            out.append(" " * ((width_px - used) // widths[" "]))
            used = 0
        used = _after(used, text[start:end], width_px, widths)
        out.append(text[start:end])
        at = end
    out.append(text[at:])
    return "".join(out)


def _after(used: int, text: str, width_px: int, widths: Mapping[str, int]) -> int:
    """How much of the last line is used when this has been added to it."""
    for character in text:
        step = widths[character]
        used += step
        if used > width_px:
            used = step
    return used


def _numbers(text: str, width_px: int, widths: Mapping[str, int]) -> Iterator[tuple[int, int]]:
    """From where to where text must stay together: the largest pieces that a line can hold."""
    for found in _WHOLE.finditer(text):
        if sum(map(widths.__getitem__, found[0])) <= width_px:
            yield found.span()
            continue
        for part in _NUMBER.finditer(text, found.start(), found.end()):
            if sum(map(widths.__getitem__, part[0])) <= width_px:
                yield part.span()
