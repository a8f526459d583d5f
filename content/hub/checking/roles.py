"""What a heading or a label of a ledger means: 期初结余, 收入, 支出, 期末结余, a balance that runs on."""

from __future__ import annotations

import re
from collections.abc import Sequence

_ITEM = r"(?:[一二三四五六七八九十\d（()）]{1,4}[、.．]?)?"
_PERIOD = r"(?:本期|本月|本月份|本季|本季度|本年|本年度|当期|当月|当季|当年|全年)?"
_SUM = r"(?:合计|总计|总额|小计|金额|数)?"
_HELD = r"(?:账面|资金|现金|银行)?(?:存款)?(?:结余|余额|结存|结转|结转和结余|数)(?:资金)?"
OPENING = re.compile(rf"{_ITEM}(?:期初|年初|月初|季初|上期末?|上月末?|上季末?|上季度末?|上年末?|上年度末?){_HELD}")
INCOME = re.compile(rf"{_ITEM}{_PERIOD}(?:总收入|收入|收缴|增加|借方){_SUM}")
EXPENSE = re.compile(rf"{_ITEM}{_PERIOD}(?:总支出|支出|使用|减少|贷方){_SUM}")
CLOSING = re.compile(rf"{_ITEM}(?:期末|年末|月末|季末|本期末?|本月末?|本季末?|本季度末?|本年末?|本年度末?|累计){_HELD}")
BALANCE = re.compile(r"(?:账面|现金)?(?:结余|余额|结存)")
_ROLES = (OPENING, INCOME, EXPENSE, CLOSING)
_IN_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")


def roles(labels: Sequence[str]) -> tuple[int, int, int, int] | None:
    """Where opening, income, expense and closing stand, if each does so exactly once."""
    places = [only(pattern, labels) for pattern in _ROLES]
    if any(place is None for place in places):
        return None
    opening, income, expense, closing = (place for place in places if place is not None)
    return opening, income, expense, closing


def only(pattern: re.Pattern[str], labels: Sequence[str]) -> int | None:
    """The one label that fits; None if none does, or several do."""
    found = [at for at, label in enumerate(labels) if pattern.fullmatch(label)]
    return found[0] if len(found) == 1 else None


def plain(label: str) -> str:
    """A heading without blanks and what stands in brackets."""
    return _IN_BRACKETS.sub("", "".join(label.split())).rstrip("：:")
