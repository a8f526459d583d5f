"""Rules about lines: page numbers that came along with a copied text, and paragraphs that stand twice."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from content.hub.checking.finding import BLANK, Fault, Hit, Passage

_ITS_NUMBER = re.compile(
    r"^(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]|第[一二三四五六七八九十百\d]{1,5}[条章节项])+"
)
MIN_REPEATED = 16  # characters; shorter lines may well return
_DASH = "[-—–－一─]"
_OF = r"第\s*\d{1,3}\s*页(?:\s*[,，/]?\s*共\s*\d{1,3}\s*页)"
_ALONE = re.compile(rf"\s*(?:{_DASH}{{1,2}}\s*\d{{1,3}}\s*{_DASH}{{1,2}}|·\s*\d{{1,3}}\s*·|{_OF}?)\s*")
_INSIDE = re.compile(
    r"(?<=[一-龥，、；。])(?<!附件)(?<!附图)(?<!附表)\s*"
    rf"(?:[—–]{{1,2}}\s?\d{{1,3}}\s?[—–]{{1,2}}|[-－─]{{1,2}}\s\d{{1,3}}\s[-－─]{{1,2}}|·\d{{1,3}}·|{_OF})\s*(?=[一-龥])"
)
# -6- without blanks: unless hyphens stand nearby, as in the names of substances (1-苯基-2-溴-1-丙酮).
_CLOSE = re.compile(r"(?<=[一-龥，、；。])(?<!附件)(?<!附图)(?<!附表)[-－─]{1,2}\d{1,3}[-－─]{1,2}(?=[一-龥])")
_NEARBY = 12  # characters
# 第 6 页 without more: unless the sentence speaks of a page, or of what stands on one.
_ONE_PAGE = re.compile(
    r"(?<=[一-龥，、；])(?<![见在于至到从和及与册卷版号为的，、])\s*第\s?\d{1,3}\s?页\s*(?=[一-龥])(?![至到的上中下起和及与共倒第])"
)


def blanks(text: str) -> Iterator[Hit]:
    """【待填：受理电话】: what a template left to be written. No text is right with it."""
    for match in BLANK.finditer(text):
        what = f"「{match['what']}」" if match["what"] else ""
        yield Hit(Fault.BLANK, match.span(), f"{what}还没有填写。")


def page_numbers(text: str) -> Iterator[Hit]:
    """— 3 — alone in a line or in the middle of a sentence; 第 3 页 共 9 页."""
    if _ALONE.fullmatch(text):
        yield Hit(Fault.PAGE_NUMBER, (0, len(text)), f"这一段只有页码「{text.strip()}」。", "")
        return
    for match in _INSIDE.finditer(text):
        yield Hit(Fault.PAGE_NUMBER, match.span(), f"句中混入页码「{match[0].strip()}」。", "")
    for match in (*_CLOSE.finditer(text), *_ONE_PAGE.finditer(text)):
        nearby = text[max(0, match.start() - _NEARBY) : match.start()] + text[match.end() : match.end() + _NEARBY]
        if match.re is _CLOSE and re.search("[-－─]", nearby):
            continue
        yield Hit(Fault.PAGE_NUMBER, match.span(), f"句中像是混入页码「{match[0].strip()}」。", "", is_certain=False)


def repeated(passages: Sequence[Passage]) -> Iterator[tuple[Passage, Passage, bool]]:
    """Paragraphs with the same words: the later one, the earlier one, and whether one follows the other at once.

    Width, blanks and the number before a paragraph do not count; of two with different numbers nothing is certain.
    """
    first: dict[str, tuple[int, Passage]] = {}
    for number, passage in enumerate(passages):
        whole = "".join(unicodedata.normalize("NFKC", passage.text).split())
        words = _ITS_NUMBER.sub("", whole)
        if len(words) < MIN_REPEATED:
            continue
        if words in first:
            at, earlier = first[words]
            is_same = "".join(unicodedata.normalize("NFKC", earlier.text).split()) == whole
            yield passage, earlier, is_same and at == number - 1
        first[words] = (number, first[words][1] if words in first else passage)
