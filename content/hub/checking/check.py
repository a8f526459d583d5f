"""Every rule over one manuscript: text by text, then paragraphs, tables and required parts as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from content.hub.checking.characters import (
    pinyin_in_brackets,
    traditional_characters,
    unreadable_characters,
    web_remains,
    wrong_encoding,
)
from content.hub.checking.finding import MAX_QUOTE, Answerer, Fault, Finding, Hit, Manuscript, Passage
from content.hub.checking.ledger import wrong_cells
from content.hub.checking.lines import blanks, page_numbers, repeated
from content.hub.checking.manuscript import cell_path, text_at
from content.hub.checking.marks import (
    broken_book_marks,
    lost_book_marks,
    lost_percent,
    number_brackets,
    unpaired_book_marks,
)
from content.hub.checking.parts import missing_parts, short_notice
from content.hub.deadlines.command import Clocks

TextRule = Callable[[str], Iterator[Hit]]

TEXT_RULES: tuple[TextRule, ...] = (
    blanks,
    unreadable_characters,
    web_remains,
    wrong_encoding,
    pinyin_in_brackets,
    traditional_characters,
    broken_book_marks,
    unpaired_book_marks,
    lost_book_marks,
    lost_percent,
    page_numbers,
    number_brackets,
)
AROUND = 12  # characters of the quote on both sides


def check(manuscript: Manuscript, body: Sequence[Mapping[str, Any]], clocks: Clocks) -> list[Finding]:
    """Everything found, in reading order where it has a place. body: the raw form that the manuscript was made of."""
    return [
        *_missing(manuscript, clocks),
        *_in_texts(manuscript),
        *_repeated(manuscript),
        *_ledgers(manuscript, body),
    ]


def _in_texts(manuscript: Manuscript) -> Iterator[Finding]:
    for passage in manuscript.passages:
        for rule in TEXT_RULES:
            for hit in rule(passage.text):
                yield _finding(passage, hit)


def _finding(passage: Passage, hit: Hit) -> Finding:
    start, end = hit.span
    if hit.fault is Fault.BLANK:
        advice = "填写，或者删去这一处。"
    elif hit.instead is None:
        advice = "请对照原件改正。"
    elif hit.instead == "":
        advice = f"删去「{_shown(passage.text[start:end])}」。" if passage.text[start:end].isprintable() else "删去。"
    else:
        advice = f"改为「{hit.instead[:MAX_QUOTE]}」。"
    quote = passage.text[max(0, start - AROUND) : min(end, start + MAX_QUOTE) + AROUND]
    return Finding(
        hit.fault,
        passage.place,
        quote,
        hit.says,
        advice,
        hit.is_certain,
        passage.text,
        passage.path,
        hit.span,
        hit.instead,
        answered_by=Answerer.NOBODY if hit.fault is Fault.BLANK else Answerer.EDITOR,
    )


def _repeated(manuscript: Manuscript) -> Iterator[Finding]:
    paragraphs = [one for one in manuscript.passages if one.path[0] == "body" and len(one.path) == 3]
    for later, earlier, follows in repeated(paragraphs):
        yield Finding(
            Fault.REPEATED,
            later.place,
            later.text[:MAX_QUOTE],
            f"与{earlier.place}文字相同。",
            "删去重复的一段。",
            follows,
            later.text,
            later.path,
        )


def _ledgers(manuscript: Manuscript, body: Sequence[Mapping[str, Any]]) -> Iterator[Finding]:
    for block, table in manuscript.tables:
        for cell in wrong_cells(table):
            path = cell_path(body, block, cell.row, cell.column)
            text = text_at({"body": body}, path)
            row = "合计行" if cell.row == -1 else f"第 {cell.row + 1} 行"
            name = f"《{table.caption}》" if table.caption else ""
            yield Finding(
                Fault.LEDGER,
                f"正文第 {block + 1} 块{name}{row}「{table.columns[cell.column]}」列",
                cell.holds,
                cell.says,
                f"现为「{cell.holds}」，应为「{cell.should}」；请对照账目核实后改正。",
                True,
                repr((table.columns, table.rows, table.total)),
                path,
                (0, len(text)),
            )


def _missing(manuscript: Manuscript, clocks: Clocks) -> Iterator[Finding]:
    for part in missing_parts(manuscript, clocks.kinds, clocks.parts):
        says = f"「{manuscript.genre}」应当写明{part.label}" + (f"({part.basis})。" if part.basis else "。")
        advice = part.advice or f"补上{part.label}。"
        yield Finding(Fault.MISSING_PART, "全文", "", says, advice, True, manuscript.genre)
    short = short_notice(manuscript, clocks.kinds, clocks.rules, clocks.work)
    if short is not None:
        says = f"公示期不足：{short.label}，应至 {short.last_day} 止。"
        advice = f"公示末日改为 {short.last_day} 或以后。"
        basis = f"{manuscript.notice}"
        yield Finding(Fault.SHORT_NOTICE, "期限", str(short.planned), says, advice, True, basis)


def _shown(text: str) -> str:
    return text.strip()[:MAX_QUOTE]
