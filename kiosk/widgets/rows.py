"""The rows of a list: title in full, where and when, and how long its public notice still runs."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.drawing import Pen
from kiosk.marks import Rect
from kiosk.routes import Detail, Open
from kiosk.theme import CARD, INK, LINE, NOTICE_INK, NOTICE_TINT, SOFT_INK
from kiosk.viewmodel.rows import RowView


def draw_rows(
    pen: Pen, rows: Sequence[RowView], at: Rect, name: str = "row", most_lines: int = 0, first: int = 0
) -> int:
    """As many whole rows as fit into ``at``, at least one. Returns how many.

    name: the targets are called name-0, name-1 …, or begin with another number. most_lines: of a title, 0 = all of it.
    """
    gap = row_gap(pen)
    y = at.y
    drawn = 0
    for row in rows:
        height = row_height(pen, row, at.w, most_lines)
        if drawn and y + height > at.bottom:
            break
        _row(pen, row, Rect(at.x, y, at.w, height), f"{name}-{first + drawn}", most_lines)
        y += height + gap
        drawn += 1
    return drawn


def row_gap(pen: Pen) -> int:
    """Between two rows."""
    return pen.theme.px(12)


def row_height(pen: Pen, row: RowView, width: int, most_lines: int = 0) -> int:
    """How high one row is at this width."""
    theme = pen.theme
    titles = len(pen.lines(row.title, width - 2 * _side(pen), theme.strong, most_lines))
    return 2 * theme.px(14) + titles * theme.strong.line_px + theme.px(4) + theme.badge


def _row(pen: Pen, row: RowView, at: Rect, name: str, most_lines: int) -> None:
    theme = pen.theme
    side = _side(pen)
    pen.box(at, CARD, theme.radius, LINE, theme.px(2))
    width = at.w - 2 * side
    y = pen.text(row.title, at.x + side, at.y + theme.px(14), width, theme.strong, INK, most=most_lines) + theme.px(4)
    room = width
    if row.notice:
        badge = pen.badge(
            pen.say("公示中 {left}", left=row.notice), at.right - side, y, NOTICE_TINT, NOTICE_INK, "right"
        )
        room -= badge.w + theme.gap
    pen.text(_fitting(pen, row, room), at.x + side, y + theme.px(3), room, theme.note, SOFT_INK, most=1)
    pen.target(at, name, Open(Detail(row.id)))
    pen.shown(at, row.item)


def _fitting(pen: Pen, row: RowView, room: int) -> str:
    """As many whole parts of what is known as there is room for."""
    text = ""
    for part in row.meta:
        longer = f"{text}　{part}" if text else part
        if text and pen.width(longer, pen.theme.note) > room:
            break
        text = longer
    return text


def _side(pen: Pen) -> int:
    return pen.theme.px(26)
