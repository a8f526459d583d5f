"""公开时限 as a clock: what a catalogue says in words, read where it can mean one thing only. Pure.

自信息形成或者变更之日起20个工作日内 · 20 个工作日 · 自批准之日起二十日内 · 公示7个工作日 · 每季度公开一次. What says
more than that, or says it otherwise (实时, 长期, 按规定), stays a text that a person reads.
"""

from __future__ import annotations

import re
import unicodedata

from content.hub.catalogue.item import Item
from content.hub.deadlines.rules import Rule, Unit

MOST = 3_660  # of a rule's count
_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_NUMBER = "[0-9]{1,4}|[零〇一二三四五六七八九十两百]{1,5}"
_UNITS = {
    "工作日": Unit.WORKING_DAY,
    "个工作日": Unit.WORKING_DAY,
    "日": Unit.NATURAL_DAY,
    "天": Unit.NATURAL_DAY,
    "自然日": Unit.NATURAL_DAY,
    "个自然日": Unit.NATURAL_DAY,
    "个月": Unit.MONTH,
    "个季度": Unit.QUARTER,
}
_COUNT = rf"(?P<count>{_NUMBER})(?P<unit>{'|'.join(sorted(_UNITS, key=len, reverse=True))})"
_WITHIN = re.compile(
    rf"(?:公开时限[:：])?(?:应当?)?(?P<from>(?:自|从|在)?[^,，;；。、0-9]{{2,30}}?(?:之日起|之日|后|起))?(?:的)?{_COUNT}"
    r"(?:之?内|以内)?(?:予以|及时|主动|向社会)*(?:公开|公布|公示)?[.。]?"
)
_NOTICE = re.compile(
    rf"(?:公示(?:期|时间)?(?:限)?(?:为|不少于|不得少于|至少)?)[:：]?(?:不少于)?{_COUNT}(?:以上)?[.。]?"
)
_EVERY = re.compile(
    r"(?:至少)?(?:每个?(?P<every>月|季度|季|半年|年)度?|按(?P<by>月|季度|季|年)度?)"
    r"(?:至少)?(?:公开|公布|更新)?(?:[一1]次)?(?:公开|公布)?[.。]?"
)
_CYCLES = {"月": (Unit.MONTH, 1), "季": (Unit.QUARTER, 1), "季度": (Unit.QUARTER, 1), "半年": (Unit.QUARTER, 2),
           "年": (Unit.MONTH, 12)}  # fmt: skip
_CHANGES = re.compile("变更|更新|调整|变动")


def rule_of(item: Item) -> Rule | None:
    """The item's clock; None where its words are no single clock. Whether it begins anew says ``is_recurring``."""
    text = _plain(item)
    for pattern, is_notice in ((_NOTICE, True), (_WITHIN, False)):
        match = pattern.fullmatch(text)
        if match:
            count = _number(match["count"])
            if not 1 <= count <= MOST:
                return None
            start = "" if is_notice else match["from"] or ""
            return Rule(
                unit=_UNITS[match["unit"]],
                count=count,
                label=item.limit,
                is_notice=is_notice,
                restarts_on_change=bool(_CHANGES.search(start)),
                basis=item.basis,
                pack=f"公开目录 {item.path}",
            )
    match = _EVERY.fullmatch(text)
    if match is None:
        return None
    unit, count = _CYCLES[match["every"] or match["by"]]
    return Rule(unit=unit, count=count, label=item.limit, basis=item.basis, pack=f"公开目录 {item.path}")


def is_recurring(item: Item) -> bool:
    """Whether it is to be disclosed anew every month, quarter or year."""
    return _EVERY.fullmatch(_plain(item)) is not None


def _plain(item: Item) -> str:
    return "".join(unicodedata.normalize("NFKC", item.limit).split())


def _number(text: str) -> int:
    """20 · 二十 · 一百二十; 0 for what is none."""
    if text.isascii():
        return int(text)
    total, digit = 0, 0
    for character in text:
        if character in "十百":
            total += (digit or 1) * (10 if character == "十" else 100)
            digit = 0
        else:
            digit = _DIGITS[character]
    return total + digit
