"""Rules about marks: 《》 that are lost or broken, % that is lost, brackets of document numbers in another form."""

from __future__ import annotations

import re
from collections.abc import Iterator

from content.hub.checking.finding import Fault, Hit
from content.hub.imports.repair import TITLE_MARKS

_ANGLES = re.compile(r"[<＜〈]{2}(?P<name>[^<>＜＞〈〉《》\n]{2,80})[>＞〉]{2}")
_BY_LAW = re.compile(
    r"(?:根据|依据|依照|按照|遵照|违反|执行|落实)(?P<law>中华人民共和国[一-龥]{1,30}?(?:法|条例))(?=第[一二三四五六七八九十百零\d]|[，。；、,;]|的?规定|等)"
)
_PERCENT_LIKE = re.compile(r"(?<=\d)\s?[℅﹪٪]")
_RATE = re.compile(
    r"(?:同比|环比)?(?:增长|下降|提高|增加|减少)了?(?P<up>\d{1,3}\.\d{1,2})(?=[，。；、,;）)]|$)"
    r"|(?:占比|比例|完成率|合格率|覆盖率|满意率|办结率|及时率|增长率|利用率|入学率|参保率)[为达到约是]{0,2}(?P<rate>\d{1,3}(?:\.\d{1,2})?)(?=[，。；、,;）)]|$)"
)
# 发文字号: the year in 〔 〕, no 第 and no noughts before the number: GB/T 9704-2012, 7.2.5.
_NUMBER = re.compile(
    r"(?<=[一-龥])\s?(?P<open>[\[［〈﹝【〔{（(「『])\s?(?P<year>(?:19|20)\d\d)\s?(?P<close>[\]］〉﹞】〕}）)」』])\s?(?P<number>第?\d{1,5})\s?号"
)


def unpaired_book_marks(text: str) -> Iterator[Hit]:
    """A 《 without its 》 or the other way round."""
    opened: list[int] = []
    for at, character in enumerate(text):
        if character == "《":
            opened.append(at)
        elif character == "》":
            if opened:
                opened.pop()
            else:
                yield Hit(Fault.BOOK_MARKS, (at, at + 1), "有「》」而前面缺「《」。")
    for at in opened:
        yield Hit(Fault.BOOK_MARKS, (at, at + 1), "有「《」而后面缺「》」。")


def broken_book_marks(text: str) -> Iterator[Hit]:
    """<<名称>> and what the wrong code page of a PDF makes of 《》."""
    for match in _ANGLES.finditer(text):
        yield Hit(Fault.BOOK_MARKS, match.span(), "书名号写成了尖括号。", f"《{match['name']}》")
    for match in TITLE_MARKS.finditer(text):
        yield Hit(Fault.BOOK_MARKS, match.span(), "书名号错成了别的符号。", f"《{match[1]}》")


def lost_book_marks(text: str) -> Iterator[Hit]:
    """The full name of a law after 根据 and the like. A hint: laws themselves write so at times."""
    for match in _BY_LAW.finditer(text):
        says = f"「{match['law']}」没有书名号。"
        yield Hit(Fault.BOOK_MARKS, match.span("law"), says, f"《{match['law']}》", is_certain=False)


def lost_percent(text: str) -> Iterator[Hit]:
    """A rate without its sign, or with a sign that only looks like it."""
    for match in _PERCENT_LIKE.finditer(text):
        yield Hit(Fault.PERCENT, match.span(), f"百分号写成了「{match[0].strip()}」。", "%")
    for match in _RATE.finditer(text):
        at = "up" if match["up"] else "rate"
        says = f"「{match[0]}」后面像是丢了百分号。"
        yield Hit(Fault.PERCENT, match.span(at), says, match[at] + "%", is_certain=False)


def number_brackets(text: str) -> Iterator[Hit]:
    """[2026]18号 and its like. Round brackets and 第 are older usage, hence only a hint."""
    for match in _NUMBER.finditer(text):
        number = match["number"].removeprefix("第").lstrip("0") or "0"
        right = f"〔{match['year']}〕{number}号"
        if "".join(match[0].split()) != right:
            is_old = match["open"] + match["close"] in {"〔〕", "（）", "()"}
            says = f"文号「{match[0].strip()}」不合公文格式(年份用六角括号,不加「第」,不编虚位)。"
            yield Hit(Fault.NUMBER_BRACKETS, match.span(), says, right, is_certain=not is_old)
