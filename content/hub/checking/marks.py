"""Rules about marks: 《》 that are lost or broken, % that is lost, brackets of document numbers in another form."""

from __future__ import annotations

import re
from collections.abc import Iterator

from content.hub.checking.finding import Fault, Hit
from content.hub.imports.repair import TITLE_MARKS

_ANGLES = re.compile(r"[<＜〈]{2}(?P<name>(?!\d{4}[>＞〉])[^<>＜＞《》\n]{2,80})[>＞〉]{2}")
# Single ones stand within 《 》, too, where 〈 〉 belong; one that holds an address or a number is another thing.
_OTHER_ANGLES = re.compile(r"[<＜«≪︽]\s?(?P<name>(?:\d{4}年)?[一-龥][^<>＜＞〈〉《》«»≪≫︽︾\n]{2,79})[>＞»≫︾]")
_BY_LAW = re.compile(
    r"(?:根据|依据|依照|按照|遵照|违反|执行|落实)(?P<law>中华人民共和国[一-龥]{1,30}?(?:法|条例))(?=第[一二三四五六七八九十百零\d]|[，。；、,;和及与]|的?规定|等)"
)
_PERCENT_LIKE = re.compile(r"(?<=\d)\s?[℅﹪٪]")
_RATE = re.compile(
    r"(?:同比|环比)?(?:增长|下降|提高|增加|减少)了?(?P<up>\d{1,3}\.\d{1,2})(?=[，。；、,;）)]|$)"
    r"|(?<![年第\d./-])(?P<about>\d{1,3}(?:\.\d{1,2})?)(?=(?:左右|以上|以下|以内)(?:[的，。；、,;）)一-龥]|$))"
    r"|(?:达到?|[%％][和、至及])(?P<each>\d{1,2}(?:\.\d{1,2})?)(?=[，。；、和及,;）)]|$)"
    r"|的(?P<of>\d{1,2}(?:\.\d{1,2})?)(?=给予|计算|计提|缴纳|发放|补偿|补助|补贴|收取|支付|返还)"
    r"|(?:占比|比例|完成率|合格率|覆盖率|满意率|办结率|及时率|增长率|利用率|入学率|参保率)[为达到约是]{0,2}(?P<rate>\d{1,3}(?:\.\d{1,2})?)(?=[，。；、,;）)]|$)"
)
# 发文字号: the year in 〔 〕, no 第 and no noughts before the number: GB/T 9704-2012, 7.2.5.
_NUMBER = re.compile(
    r"(?<=[一-龥])\s?(?P<open>[\[［〈﹝【〔{（(「『〖“„\"?？□<＜《]{1,2})\s?(?P<year>(?:19|20)\d\d)\s?"
    r"(?P<close>[\]］〉﹞】〕}）)」』〗”‟\"?？□>＞》]{1,2})\s?(?P<number>第?\d{1,5})\s?号"
)
# 国办发200640号: the brackets are gone altogether.
_BARE_NUMBER = re.compile(
    r"(?<=[发函办字政])(?P<year>(?:19|20)\d\d)(?P<number>\d{1,3})号"
    r"|(?<=[一-龥])(?P<its_year>(?:19|20)\d\d)第(?P<its_number>\d{1,4})号"
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
    for match in _OTHER_ANGLES.finditer(text):
        if text[max(0, match.start() - 1) : match.start()] in ("<", "＜") or text[match.end() : match.end() + 1] in (
            ">",
            "＞",
        ):
            continue  # a pair of them, or a tag
        opened = text.count("《", 0, match.start()) > text.count("》", 0, match.start())
        right = f"〈{match['name']}〉" if opened else f"《{match['name']}》"
        yield Hit(Fault.BOOK_MARKS, match.span(), "书名号写成了别的符号。", right, is_certain=not opened)
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
        at = next(name for name in ("up", "about", "each", "of", "rate") if match[name])
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
    for match in _BARE_NUMBER.finditer(text):
        says = f"文号「{match[0]}」的年份像是丢了六角括号。"
        year, number = (match["year"] or match["its_year"]), (match["number"] or match["its_number"])
        right = f"〔{year}〕{number.lstrip('0') or '0'}号"
        yield Hit(Fault.NUMBER_BRACKETS, match.span(), says, right, is_certain=False)
