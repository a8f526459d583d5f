"""与上次公开相比: what a reviewer must look at when something that is public already is to be changed.

Both texts are taken apart into lines (a table row is a line of cells), the lines are matched, and within a changed
line the changed words are marked; a number is one word.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from content.blocks import Block, Contact, Facts, Heading, Paragraph, People, Picture, Question, Service, Steps, Table
from content.disclosure import Disclosure
from content.record import COUNTY_TIME
from content.terms import AUDIENCE_LABELS, FIVE_OPEN_LABELS, SIX_OPEN_LABELS, STAGE_LABELS, TIMING_LABELS, WINDOW_LABELS

ALIKE = 0.5  # of two lines: above it one is the other changed, below it one went and another came
CHANCE = 2  # as many equal characters between two changes are chance
CONTEXT = 1  # unchanged lines shown on either side of a change
_WORD = re.compile(r"\d[\d,.]*%?|[A-Za-z]+|\s+|.", re.DOTALL)


@dataclass(frozen=True)
class Line:
    """One line of a text. kind: heading, text, caption, head (of a table), row, total. cells: one but for tables."""

    kind: str
    cells: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join(self.cells)


@dataclass(frozen=True)
class Piece:
    """Part of a cell. mark: same, gone, new."""

    text: str
    mark: str = "same"


@dataclass(frozen=True)
class Change:
    """One line of a comparison. how: same, gone, new, changed, or skipped: ``count`` unchanged lines are left out."""

    how: str
    kind: str = ""
    cells: tuple[tuple[Piece, ...], ...] = ()
    count: int = 0


@dataclass(frozen=True)
class FieldChange:
    """One field about the text that changed: its Chinese name and its words with their marks."""

    name: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Differences:
    """A comparison; empty if nothing that citizens see has changed."""

    fields: tuple[FieldChange, ...]
    lines: tuple[Change, ...]

    def __bool__(self) -> bool:
        return bool(self.fields or self.lines)


def differences(old: Disclosure, new: Disclosure) -> Differences:
    """What ``new`` changes in ``old``."""
    before, after = fields_of(old), fields_of(new)
    fields = [
        FieldChange(name, tuple(marked(before[name], after[name]))) for name in after if before[name] != after[name]
    ]
    changes = list(_compared(lines_of(old.blocks), lines_of(new.blocks)))
    if all(change.how == "same" for change in changes):
        changes = []
    return Differences(tuple(fields), tuple(_shortened(changes)))


def fields_of(disclosure: Disclosure) -> dict[str, str]:
    """What is said about a text besides the text, by its Chinese name, in the order of the edit page."""
    notice, until = disclosure.notice, disclosure.valid_until
    return {
        "标题": disclosure.title,
        "公开主体": disclosure.publisher,
        "六公开": SIX_OPEN_LABELS[disclosure.six_open],
        "触摸屏窗口": WINDOW_LABELS[disclosure.window],
        "公开对象": AUDIENCE_LABELS[disclosure.audience],
        "公开时限": TIMING_LABELS[disclosure.timing],
        "五公开": FIVE_OPEN_LABELS[disclosure.five_open] if disclosure.five_open else "",
        "阶段": STAGE_LABELS[disclosure.stage] if disclosure.stage else "",
        "体裁": disclosure.genre,
        "栏目": disclosure.category,
        "领域": disclosure.domain,
        "文号": disclosure.document_number,
        "索引号": disclosure.index_number,
        "所解读的文件": disclosure.explains,
        "事项编号": disclosure.matter,
        "形成日期": disclosure.formed_on.isoformat() if disclosure.formed_on else "",
        "公示期": f"{notice.first_day}至{notice.last_day}" if notice else "",
        "意见受理方式": notice.contact if notice else "",
        "展示至": until.astimezone(COUNTY_TIME).strftime("%Y-%m-%d %H:%M") if until else "",
        "离线最多展示天数": str(disclosure.max_offline_days),
        "附件": "、".join(f"{file.name}({file.sha256[:8]})" for file in disclosure.attachments),
    }


def lines_of(blocks: Sequence[Block]) -> list[Line]:
    """A text as lines, in reading order."""
    return [line for block in blocks for line in _lines(block)]


def _lines(block: Block) -> Iterator[Line]:
    match block:
        case Heading():
            yield Line("heading", (block.text,))
        case Paragraph():
            yield from (Line("text", (part,)) for part in block.text.splitlines() if part.strip())
        case Facts():
            yield from _caption(block.caption)
            yield from (Line("row", (row.label, row.value)) for row in block.rows)
        case Table():
            yield from _caption(block.caption)
            yield Line("head", block.columns)
            yield from (Line("row", row) for row in block.rows)
            if block.total:
                yield Line("total", block.total)
        case Steps():
            yield from _caption(block.caption)
            yield from (Line("row", (one.name, one.who, one.where, one.limit, one.note)) for one in block.steps)
        case Picture():
            yield Line("text", (f"〔图片 {block.attachment[:8]}〕{block.alt}",))
        case People():
            yield from _caption(block.caption)
            for person in block.people:
                yield Line("row", (person.name, person.post, person.duties, person.phone, person.contact))
        case Service():
            yield from _caption(block.caption)
            yield Line("row", ("收费", f"{block.fee} {block.fee_basis}".strip()))
            yield Line("row", ("时限", f"{block.legal_limit} {block.promised_limit} {block.limit_basis}".strip()))
        case Contact():
            yield Line("row", (block.name, block.phone, block.address, block.hours, block.note))
        case Question():
            yield Line("text", (block.text,))
            yield from (Line("row", (choice,)) for choice in block.choices)


def _caption(caption: str) -> Iterator[Line]:
    if caption:
        yield Line("caption", (caption,))


def marked(old: str, new: str) -> Iterator[Piece]:
    """The words of both, each with its mark; what went stands before what came in its place.

    A word or two that happen to be the same between two changes are part of the change: it reads as one.
    """
    before, after = _WORD.findall(old), _WORD.findall(new)
    codes = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    gone, came = "", ""
    for place, (how, start, end, new_start, new_end) in enumerate(codes):
        is_between = 0 < place < len(codes) - 1
        if how == "equal" and not (is_between and len("".join(before[start:end])) <= CHANCE):
            yield from _exchanged(gone, came)
            gone, came = "", ""
            yield Piece("".join(before[start:end]))
        else:
            gone += "".join(before[start:end])
            came += "".join(after[new_start:new_end])
    yield from _exchanged(gone, came)


def _exchanged(gone: str, came: str) -> Iterator[Piece]:
    if gone:
        yield Piece(gone, "gone")
    if came:
        yield Piece(came, "new")


def _compared(old: list[Line], new: list[Line]) -> Iterator[Change]:
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for how, start, end, new_start, new_end in matcher.get_opcodes():
        if how == "equal":
            yield from (_whole(line, "same") for line in old[start:end])
        else:
            yield from _replaced(old[start:end], new[new_start:new_end])


def _replaced(old: list[Line], new: list[Line]) -> Iterator[Change]:
    """Lines that were exchanged: like ones side by side, in order; the rest went or came."""
    rest = list(old)
    for line in new:
        like = next((place for place, other in enumerate(rest) if _is_like(other, line)), None)
        if like is None:
            yield _whole(line, "new")
            continue
        yield from (_whole(gone, "gone") for gone in rest[:like])
        cells = tuple(tuple(marked(a, b)) for a, b in zip(rest[like].cells, line.cells, strict=True))
        yield Change("changed", line.kind, cells)
        rest = rest[like + 1 :]
    yield from (_whole(gone, "gone") for gone in rest)


def _is_like(old: Line, new: Line) -> bool:
    if (old.kind, len(old.cells)) != (new.kind, len(new.cells)):
        return False
    if len(old.cells) > 1 and old.cells[0] == new.cells[0]:
        return True  # the same row of a table
    return difflib.SequenceMatcher(None, old.text, new.text, autojunk=False).ratio() > ALIKE


def _whole(line: Line, how: str) -> Change:
    return Change(how, line.kind, tuple((Piece(cell, how),) for cell in line.cells))


def _shortened(changes: list[Change]) -> Iterator[Change]:
    """Unchanged lines only next to a change; how many were left out elsewhere."""
    changed = [place for place, change in enumerate(changes) if change.how != "same"]
    near = {place + step for place in changed for step in range(-CONTEXT, CONTEXT + 1)}
    left_out = 0
    for place, change in enumerate(changes):
        if place in near:
            if left_out:
                yield Change("skipped", count=left_out)
            left_out = 0
            yield change
        else:
            left_out += 1
    if left_out and changed:
        yield Change("skipped", count=left_out)
