"""Names of the sample. In lists of beneficiaries they are masked from the start: no full name was ever made."""

from __future__ import annotations

from random import Random

_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯"
    "于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚"
)
_COMPOUND = ("欧阳", "上官", "司马", "诸葛")
_LAST = "才花国平英成明芳军丽强敏勇兰生梅福贵云山林海春秋香玉华民义和兴旺安康宁元根柱喜巧凤霞琴莲菊"


def masked(random: Random) -> str:
    """张*才, sometimes 王* or 欧阳*平: the second character is hidden."""
    surname = random.choice(_COMPOUND) if random.random() < 0.03 else random.choice(_SURNAMES)
    return f"{surname}*" if random.random() < 0.3 else f"{surname}*{random.choice(_LAST)}"


def masked_names(random: Random, count: int) -> list[str]:
    """Names of one list, each once."""
    names: dict[str, None] = {}
    while len(names) < count:
        names[masked(random)] = None
    return list(names)
