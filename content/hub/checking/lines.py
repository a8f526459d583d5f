"""Rules about lines: page numbers that came along with a copied text, and paragraphs that stand twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from content.hub.checking.finding import BLANK, Fault, Hit, Passage

MIN_REPEATED = 16  # characters; shorter lines may well return
_DASH = "[-—–－一─]"
_ALONE = re.compile(
    rf"\s*(?:{_DASH}{{1,2}}\s*\d{{1,3}}\s*{_DASH}{{1,2}}|第\s*\d{{1,3}}\s*页\s*[,，/]?\s*共\s*\d{{1,3}}\s*页)\s*"
)
_INSIDE = re.compile(
    r"(?<=[一-龥，、；。])(?<!附件)(?<!附图)(?<!附表)\s*(?:(?:[—–]{1,2}\s?\d{1,3}\s?[—–]{1,2}|[-－]\s\d{1,3}\s[-－])|第\s?\d{1,3}\s?页\s?[,，/]?\s?共\s?\d{1,3}\s?页)\s*(?=[一-龥])"
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


def repeated(passages: Sequence[Passage]) -> Iterator[tuple[Passage, Passage, bool]]:
    """Paragraphs with the same words: the later one, the earlier one, and whether one follows the other at once."""
    first: dict[str, tuple[int, Passage]] = {}
    for number, passage in enumerate(passages):
        words = "".join(passage.text.split())
        if len(words) < MIN_REPEATED:
            continue
        if words in first:
            at, earlier = first[words]
            yield passage, earlier, at == number - 1
        first[words] = (number, first[words][1] if words in first else passage)
