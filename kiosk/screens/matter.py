"""全过程: the four stages of one matter, one below the other, with the days between and the legal limit."""

from __future__ import annotations

from kiosk.drawing import Pen, Sheet
from kiosk.marks import Rect
from kiosk.routes import Detail, Open
from kiosk.theme import CARD, GOOD, INK, LINE, NOTICE_INK, NOTICE_TINT, ON_RED, RED, SOFT_INK, TINT, Style
from kiosk.viewmodel.matter import Entry, MatterView, StageView
from kiosk.widgets.chrome import Around, draw_bar, draw_header, page_area
from kiosk.widgets.paper import Paper
from kiosk.widgets.scroll_bar import scroll_bar


def draw_matter(pen: Pen, view: MatterView, around: Around) -> Sheet:
    """事前 → 决策 → 执行 → 结果."""
    theme = pen.theme
    draw_header(pen, around, pen.say("全过程"))
    area = page_area(pen)
    pen.shown(area, view.item)
    sheet = Sheet(window=area)
    paper = Paper(pen, sheet, view.id)
    y = paper.flow(view.title, 0, 0, area.w, theme.strong) + theme.px(24)
    for number, stage in enumerate(view.stages):
        y = _stage(paper, stage, number, y, area.w)
    sheet.height = y
    draw_bar(pen, around, scroll_bar(pen, sheet, around, None))
    return sheet


def _stage(paper: Paper, stage: StageView, number: int, y: int, width: int) -> int:
    theme, pen = paper.theme, paper.pen
    column = max(theme.px(150), pen.width(stage.label, theme.strong) + theme.px(36))
    left, room = column + theme.px(28), width - column - theme.px(28)
    paper.may_break(y)
    top = y
    slot = len(paper.sheet.marks)
    for place, entry in enumerate(stage.entries):
        y = _entry(paper, entry, f"stage-{number}-{place}", left, y, room)
    if stage.missing:
        lines = pen.lines(stage.missing, room - theme.px(40), theme.body)
        at = Rect(left, y, room, max(theme.px(84), len(lines) * theme.body.line_px + theme.px(24)))
        pen.box(at, TINT, theme.radius, LINE, theme.px(2))
        block = len(lines) * theme.body.line_px
        paper.lines(lines, left + theme.px(20), y + (at.h - block) // 2, theme.body, SOFT_INK)
        y = at.bottom + theme.px(22)
    seal = Rect(0, top, column, max(theme.px(84), theme.strong.line_px + theme.px(24)))
    if number < 3:  # the thread to the next stage lies behind everything
        thread = Rect(column // 2 - theme.px(3), top, theme.px(6), y - top)
        pen.box(thread, LINE)
        paper.sheet.marks.insert(slot, paper.sheet.marks.pop())
    done = bool(stage.entries)
    pen.box(seal, RED if done else CARD, theme.radius, RED if done else SOFT_INK, theme.px(3))
    pen.centred(stage.label, seal, theme.strong, ON_RED if done else SOFT_INK)
    return y


def _entry(paper: Paper, entry: Entry, name: str, x: int, y: int, width: int) -> int:
    """One disclosure: its day, its title, the legal limit; touched, it opens."""
    theme, pen = paper.theme, paper.pen
    paper.may_break(y)
    pad = theme.px(22)
    room = width - 2 * pad
    day = pen.say("{day}（{between}）", day=entry.day, between=entry.between) if entry.between else entry.day
    here = pen.say("您刚才看的就是这一件") if entry.is_here else ""
    told: list[tuple[str, Style, str]] = [(day, theme.cell_strong, RED), (entry.title, theme.strong, INK)]
    told.append((entry.publisher, theme.note, SOFT_INK))
    if here:
        told.append((here, theme.note_strong, GOOD))
    limit_ink = NOTICE_INK if entry.is_late else GOOD
    told += [(sentence, theme.cell, limit_ink) for sentence in entry.limit]
    broken = [(pen.lines(text, room, style), style, colour) for text, style, colour in told if text]
    height = sum(len(lines) * style.line_px for lines, style, _ in broken) + 2 * theme.px(16)
    at = Rect(x, y, width, height)
    pen.box(at, NOTICE_TINT if entry.is_late else CARD, theme.radius, GOOD if entry.is_here else LINE, theme.px(3))
    inner = y + theme.px(16)
    for lines, style, colour in broken:
        paper.lines(lines, x + pad, inner, style, colour)
        inner += len(lines) * style.line_px
    if not entry.is_here:
        pen.target(at, name, Open(Detail(entry.id)))
    return at.bottom + theme.px(22)
