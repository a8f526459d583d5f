"""动态版面: 正在公示 above 最新公开, a screenful of each at a time, whole rows, none of them twice."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.drawing import Pen
from kiosk.lists import Listing
from kiosk.marks import Rect
from kiosk.rotation import screenful
from kiosk.routes import Open, Step
from kiosk.theme import CARD, FAINT_INK, INK, LINE, RED, SOFT_INK
from kiosk.viewmodel.home import HomeView
from kiosk.viewmodel.rows import RowView
from kiosk.widgets.rows import draw_rows, row_gap, row_height

MOST_DOTS = 8


def rotating_height(pen: Pen, view: HomeView, width: int, rows: int) -> int:
    """The height of both lists with so many rows together."""
    lists = (1 if view.notices else 0) + 1
    return lists * _section_height(pen) + rows * _row_step(pen, view, width)


def draw_rotating(pen: Pen, view: HomeView, at: Rect, turn: int) -> None:
    """turn: which screenful of each list is shown."""
    step = _row_step(pen, view, at.w)
    lists = (1 if view.notices else 0) + 1
    fitting = max(lists, (at.h + row_gap(pen) - lists * _section_height(pen)) // step)
    newest = others(view)
    y = at.y
    if view.notices:
        least_new = min(len(newest), fitting // 2) or 1
        room = min(len(view.notices), fitting - least_new)
        title = pen.say("全部{count}条", count=view.notices_total)
        y = draw_section(pen, pen.say("正在公示"), title, "notices", Open(Listing(in_notice=True)), at)
        _dots(pen, at, y, len(view.notices), room, turn, pen.say("正在公示"))
        y = _some(pen, view.notices, room, turn, Rect(at.x, y, at.w, room * step), "notice", step)
        fitting -= room
    below = Rect(at.x, y, at.w, at.bottom - y)
    y = draw_section(pen, pen.say("最新公开"), pen.say("全部"), "newest", Open(Listing()), below)
    if newest:
        _dots(pen, at, y, len(newest), fitting, turn, pen.say("最新公开"))
        _some(pen, newest, fitting, turn, Rect(at.x, y, at.w, fitting * step), "new", step)
    else:
        pen.text(pen.say("暂无其他公开内容。"), at.x, y, at.w, pen.theme.body, SOFT_INK, most=1)


def others(view: HomeView) -> list[RowView]:
    """What is new and does not stand among the notices."""
    above = {row.item for row in view.notices}
    return [row for row in view.newest if row.item not in above]


def _some(pen: Pen, rows: Sequence[RowView], fitting: int, turn: int, at: Rect, name: str, step: int) -> int:
    first, last = screenful(len(rows), fitting, turn)
    draw_rows(pen, rows[first:last], at, name, most_lines=1)
    return at.y + (last - first) * step


def _row_step(pen: Pen, view: HomeView, width: int) -> int:
    """From one row to the next; with one line of title all are equally high."""
    some = (*view.notices, *view.newest)[:1]
    height = row_height(pen, some[0], width, 1) if some else pen.theme.body.line_px
    return height + row_gap(pen)


def _dots(pen: Pen, at: Rect, y: int, count: int, fitting: int, turn: int, title: str) -> None:
    """Beside the heading: how many screenfuls there are, and, longer than the others, the one that is shown."""
    theme = pen.theme
    pages = -(-count // max(1, fitting))
    if not 1 < pages <= MOST_DOTS:
        return
    x = at.x + theme.px(28) + pen.width(title, theme.heading) + theme.px(30)
    side = theme.px(14)
    for page in range(pages):
        is_shown = page == turn % pages
        w = theme.px(40) if is_shown else side
        pen.box(Rect(x, y - (_section_height(pen) + side) // 2, w, side), RED if is_shown else FAINT_INK, side // 2)
        x += w + theme.px(10)


def draw_section(pen: Pen, title: str, more: str, name: str, step: Step, at: Rect) -> int:
    """The heading of a list, from the top of ``at``, with the button that shows all of it. Returns the y below."""
    theme = pen.theme
    height = _section_height(pen)
    w = pen.width(more, theme.note_strong) + theme.px(56)
    room = at.w - w - theme.px(28 + 40)
    style = pen.fitting(title, room, (theme.heading, theme.cell_strong))
    pen.box(Rect(at.x, at.y + (height - style.size_px) // 2, theme.px(10), style.size_px), RED)
    pen.text(title, at.x + theme.px(28), at.y + (height - style.line_px) // 2, room, style, INK, most=1)
    button = Rect(at.right - w, at.y + theme.px(4), w, height - theme.px(12))
    pen.box(button, CARD, theme.radius, LINE, theme.px(2))
    pen.centred(more, button, theme.note_strong, RED)
    pen.target(Rect(button.x - theme.px(20), at.y, w + theme.px(20), height), name, step)
    return at.y + height


def _section_height(pen: Pen) -> int:
    return max(pen.theme.px(80), pen.theme.note_strong.line_px + pen.theme.px(40))
