"""What a web page left around a document's text: its buttons, its header of fields, its title once more."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from content.blocks import Fact

# Whole lines of government sites' templates; the line is nothing else.
_FURNITURE = re.compile(
    r"(?:选择)?字[体号][:：]?\s*[\[【]?\s*大[\s\-|]*中[\s\-|]*小\s*[\]】]?"
    r"|分享(?:到)?[:：]?|打印(?:本页)?|关闭(?:窗口)?|打印(?:本页)?\s*关闭(?:窗口)?|返回顶部|上一篇[:：]?.{0,60}|下一篇[:：]?.{0,60}"
    r"|(?:浏览|阅读|点击)(?:次数|量|数)[:：]?\s*\d*次?|扫一扫在手机打开当前页|扫描二维码\s*关注我们"
    r"|本文(?:链接|关键词)[:：].{0,300}|\[?(?:收藏|纠错|下载|朗读)\]?|\*{2,}"
)
# Advertising put into the middle of a sentence by copying sites.
_INSERTED = re.compile(r"[(（](?:来源|转载自|摘自)[:：][^()（）]{0,20}https?://[^()（）\s]+[)）]")
_SCRAPING_ERRORS = frozenset("error,404,404 not found,not found,null,none,nan,undefined,页面不存在".split(","))

_LABELS = "索引号|主题分类|发布机构|成文日期|发文日期|发布日期|文号|文件登记号|有效性|日期|来源|更新时间|关键词"
_LABELLED = re.compile(rf"(?P<label>{_LABELS})[:：]\s*(?P<value>.*?)\s*(?=(?:{_LABELS})[:：]|$)")
_LABELLED_LINE = re.compile(rf"(?:(?:{_LABELS})[:：].{{0,80}}){{1,4}}")
_NUMBER_LINE = re.compile(r"[一-龥]{1,14}[〔（(](?:19|20)\d\d[〕）)]第?\d{1,4}号")
_HEAD_LINES = 12
_END_OF_INFO = "<!-- INFO END -->"


@dataclass
class Page:
    """Lines of a document without the page around it, and what the page said in fields."""

    lines: list[str]
    furniture: list[str] = field(default_factory=list)
    repeats_title: bool = False
    facts: list[Fact] = field(default_factory=list)
    document_number: str = ""
    index_number: str = ""
    publisher: str = ""


def unframed(text: str, title: str) -> Page:
    """Read a page's text: one line a paragraph, blank lines dropped."""
    page = Page([])
    for line in text.split("\n"):
        line = line.strip()
        if not line or line == _END_OF_INFO:
            continue
        if _FURNITURE.fullmatch(line):
            page.furniture.append(line)
            continue
        kept = _INSERTED.sub("", line)
        if kept != line:
            page.furniture.append(line)
        if kept:
            page.lines.append(kept)
    _drop_title(page, title)
    _read_head(page)
    _drop_title(page, title)
    return page


def is_scraping_error(lines: list[str]) -> bool:
    """Whether all that is left is the scraper's own message."""
    return len(lines) == 1 and lines[0].lower() in _SCRAPING_ERRORS


def _drop_title(page: Page, title: str) -> None:
    """The title at the head of the text, perhaps over several lines."""
    wanted = _closed_up(title)
    for count in range(1, min(4, len(page.lines)) + 1):
        if _closed_up("".join(page.lines[:count])) == wanted:
            del page.lines[:count]
            page.repeats_title = True
            return


def _closed_up(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _read_head(page: Page) -> None:
    """Labelled lines and the document number among the first lines become fields."""
    kept = []
    for at, line in enumerate(page.lines):
        if at >= _HEAD_LINES:
            kept.append(line)
        elif _LABELLED_LINE.fullmatch(line):
            for match in _LABELLED.finditer(line):
                _set_field(page, match["label"], match["value"])
        elif _NUMBER_LINE.fullmatch(line) and not page.document_number:
            page.document_number = line
        else:
            kept.append(line)
    page.lines = kept


def _set_field(page: Page, label: str, value: str) -> None:
    if not value:
        return
    match label:
        case "索引号":
            page.index_number = value[:100]
        case "文号":
            page.document_number = value[:100]
        case "发布机构":
            page.publisher = value[:100]
        case _:
            page.facts.append(Fact(label, value))
