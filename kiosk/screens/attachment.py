"""One page of an attachment: first as wide as the screen, then magnified by buttons; a PDF is turned page by page."""

from __future__ import annotations

from kiosk.drawing import Frame, Pen, Sheet
from kiosk.looking import Looking
from kiosk.marks import Rect
from kiosk.part import Part
from kiosk.routes import Look, Scroll, Step, TurnTo
from kiosk.theme import CARD, LINE, SOFT_INK
from kiosk.viewmodel.detail import AttachmentView
from kiosk.viewmodel.text import one_line
from kiosk.widgets.buttons import Tool, draw_tools, tools_area
from kiosk.widgets.chrome import Around, Bar, draw_bar, draw_header, page_area
from kiosk.widgets.paper import Paper
from kiosk.widgets.pictures import why_not

A4 = 1.4143  # height of a page for its width; other shapes are fitted into it
PDF = "application/pdf"


def draw_attachment(pen: Pen, view: AttachmentView, around: Around, frame: Frame) -> Sheet:
    draw_header(pen, around, pen.say("附件"))
    area = page_area(pen)
    pen.shown(area, view.item)
    window, tools = tools_area(pen, area, 6)
    key = (view.attachment.sha256, view.page)
    problem = dict(around.problems).get(key) or ("" if view.arrived else "missing")
    shape = dict(around.shapes).get(key)
    looking = _looking(pen, view, window, shape)
    if problem:
        sheet = _refused(pen, view, window, problem)
    elif view.zoom:
        sheet = _magnified(pen, view, window, looking)
    else:
        sheet = _whole(pen, view, window, looking, around)
        if sheet.height > window.h:  # magnify about the middle of what is seen
            middle = (around.scroll_px + window.h / 2) / sheet.height
            looking = Looking(looking.room, looking.page, 0, 500, round(1000 * min(1.0, middle)))
    if not problem:
        frame.looking = looking
        draw_tools(pen, tools, _tools(pen, looking))
    pages = dict(around.pages).get(view.attachment.sha256, 1)
    draw_bar(pen, around, _bar(pen, view, sheet, around, pages))
    return sheet


def _looking(pen: Pen, view: AttachmentView, window: Rect, shape: tuple[int, int] | None) -> Looking:
    """What is seen of the page; until its shape is known, a PDF is A4 and a picture has the shape of the screen."""
    wide, high = shape or ((1000, round(1000 * A4)) if view.attachment.media_type == PDF else (window.w, window.h))
    fitting = min(window.w / wide, window.h / high)
    if view.attachment.media_type == PDF and not pen.theme.portrait:  # a readable width instead of a whole page
        fitting = min(window.w, pen.theme.px(1400)) / wide
    page = (max(1, int(wide * fitting)), max(1, int(high * fitting)))
    return Looking((window.w, window.h), page, view.zoom, view.x, view.y)


def _whole(pen: Pen, view: AttachmentView, window: Rect, looking: Looking, around: Around) -> Sheet:
    """The whole page, below its name."""
    theme = pen.theme
    sheet = Sheet(window=window)
    paper = pen.on(sheet)
    top = paper.text(one_line(view.attachment.name), 0, 0, window.w, theme.strong, most=3) + theme.px(10)
    width, height = window.w, max(theme.px(200), window.h - top - theme.gap)
    if view.attachment.media_type == PDF:
        width = min(window.w, int(height / A4)) if theme.portrait else min(window.w, theme.px(1400))
        height = int(width * A4)
    at = Rect((window.w - width) // 2, top, width, height)
    paper.box(at, CARD, 0, LINE, theme.px(2))
    paper.picture(at.inset(theme.px(4)), view.attachment.sha256, view.attachment.media_type, view.page)
    sheet.height = at.bottom + theme.px(8)
    return sheet


def _magnified(pen: Pen, view: AttachmentView, window: Rect, looking: Looking) -> Sheet:
    """As much of the page as the room holds."""
    sheet = Sheet(window=window, height=window.h)
    paper = pen.on(sheet)
    at = Rect(0, 0, window.w, window.h)
    paper.box(at, CARD)
    seen = looking.look()
    part = Part(looking.percent, seen.x, seen.y)
    paper.picture(at, view.attachment.sha256, view.attachment.media_type, view.page, part)
    return sheet


def _refused(pen: Pen, view: AttachmentView, window: Rect, problem: str) -> Sheet:
    """The name of the file and why it cannot be shown."""
    theme = pen.theme
    sheet = Sheet(window=window)
    top = pen.on(sheet).text(one_line(view.attachment.name), 0, 0, window.w, theme.strong, most=3) + theme.px(10)
    at = Rect(0, top, window.w, min(theme.px(420), max(theme.px(200), window.h - top - theme.gap)))
    paper = Paper(pen, sheet, view.id)
    paper.pen.box(at, CARD, theme.radius, LINE, theme.px(2))
    paper.said(why_not(pen, problem), at.inset(theme.px(24)), SOFT_INK)
    sheet.height = at.bottom
    return sheet


def _tools(pen: Pen, looking: Looking) -> list[Tool]:
    def tool(label: str, name: str, step: Look | None) -> Tool:
        return Tool(label, name, step)

    return [
        tool(pen.say("放大"), "zoom-in", looking.zoomed(1)),
        tool(pen.say("缩小"), "zoom-out", looking.zoomed(-1)),
        tool("←", "look-left", looking.stepped(-1, 0)),
        tool("→", "look-right", looking.stepped(1, 0)),
        tool("↑", "look-up", looking.stepped(0, -1)),
        tool("↓", "look-down", looking.stepped(0, 1)),
    ]


def _bar(pen: Pen, view: AttachmentView, sheet: Sheet, around: Around, pages: int) -> Bar:
    """上一页 and 下一页 first go through a page that is higher than the screen, then to its neighbours."""
    here = around.scroll_px if not view.zoom else 0
    previous: Step | None = Scroll(-1) if here > 0 else TurnTo(view.page - 1) if view.page > 0 else None
    below = sheet.seen_until(here) < sheet.height
    following: Step | None = Scroll(1) if below else TurnTo(view.page + 1) if view.page + 1 < pages else None
    info = pen.say("第{page}页，共{pages}页", page=view.page + 1, pages=pages)
    return Bar(previous=previous, next=following, info=info)
