"""去标识化: what may be shown of a name, a number, a plate or an address.

    张才 → 张*   张大才 → 张*才   欧阳平 → 欧阳*   欧阳小平 → 欧阳*平   138****1234   35*************123
    柳溪镇柳溪村三组12号 → 柳溪镇***

Source: 政务公开工作要点 2018 (去标识化处理) and the form in which counties publish their lists.
"""

from __future__ import annotations

import re

COMPOUND_SURNAMES = frozenset(
    "欧阳 太史 端木 上官 司马 东方 独孤 南宫 夏侯 诸葛 尉迟 皇甫 公孙 慕容 长孙 宇文 司徒 司空 令狐 轩辕 呼延 闻人 申屠"
    " 澹台 公冶 宗政 濮阳 淳于 单于 公羊 赫连 钟离 拓跋 鲜于 闾丘 万俟".split()
)
_TOWNSHIP = re.compile(r"^.{0,30}?(?:街道办事处|街道|[镇乡]|苏木)(?!村)")


def masked_name(name: str) -> str:
    """A person's name: surname and last character stay, of a short one only the surname."""
    name = name.strip()
    if len(name) < 2:
        return "*" * len(name)
    surname = 2 if name[:2] in COMPOUND_SURNAMES and len(name) > 2 else 1
    given = len(name) - surname
    if given == 1:
        return name[:surname] + "*"
    return name[:surname] + "*" * (given - 1) + name[-1]


def masked_number(number: str, first: int, last: int) -> str:
    """All digits but the first and the last ones."""
    return number[:first] + "*" * (len(number) - first - last) + number[-last:]


def masked_plate(plate: str) -> str:
    """豫A12345 → 豫A***45."""
    return plate[:2] + "*" * (len(plate) - 4) + plate[-2:]


def masked_address(address: str) -> str:
    """Down to the township (乡镇、街道) and no further; nothing of an address without one."""
    match = _TOWNSHIP.match(address)
    return (match.group() if match else "") + "***"
