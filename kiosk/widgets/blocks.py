"""The blocks of a disclosure drawn onto a sheet, one kind after another's own module.

Every function starts at y, draws within x … x + width, notes on the sheet where a screenful may begin, and
returns the y below.
"""

from __future__ import annotations

from content.blocks import Contact, Facts, Heading, Paragraph, People, Picture, Question, Service, Steps, Unknown
from kiosk.marks import Rect
from kiosk.theme import NOTICE_INK, NOTICE_TINT
from kiosk.viewmodel.detail import Shown, TableSummary
from kiosk.widgets.cards import draw_contact, draw_facts, draw_people, draw_service
from kiosk.widgets.paper import Paper
from kiosk.widgets.pictures import draw_picture
from kiosk.widgets.steps import draw_steps
from kiosk.widgets.table import draw_table
from kiosk.widgets.text_blocks import draw_heading, draw_paragraph, draw_question


def draw_block(paper: Paper, block: Shown, x: int, y: int, width: int) -> int:
    """One block of whatever kind."""
    match block:
        case Heading():
            return draw_heading(paper, block.text, x, y, width)
        case Paragraph():
            return draw_paragraph(paper, block.text, x, y, width)
        case TableSummary():
            return draw_table(paper, block, x, y, width)
        case Facts():
            rows = [(fact.label, fact.value) for fact in block.rows]
            return draw_facts(paper, rows, x, paper.caption(block.caption, x, y, width), width)
        case Steps():
            return draw_steps(paper, block, x, paper.caption(block.caption, x, y, width), width)
        case Picture():
            return draw_picture(paper, block, x, y, width)
        case People():
            return draw_people(paper, block, x, paper.caption(block.caption, x, y, width), width)
        case Service():
            return draw_service(paper, block, x, paper.caption(block.caption, x, y, width), width)
        case Contact():
            return draw_contact(paper, block, x, y, width)
        case Question():
            return draw_question(paper, block, x, y, width)
        case Unknown():
            return draw_told(
                paper, paper.pen.say("这里有一部分内容，本机的程序还不认识，请扫码或到窗口查看全文。"), x, y, width
            )


def draw_told(paper: Paper, sentence: str, x: int, y: int, width: int) -> int:
    """A sentence about the text, set apart from it."""
    theme, pen = paper.theme, paper.pen
    paper.may_break(y)
    pad = theme.px(20)
    lines = pen.lines(sentence, width - 2 * pad, theme.cell)
    height = len(lines) * theme.cell.line_px + 2 * theme.px(14)
    pen.box(Rect(x, y, width, height), NOTICE_TINT, theme.radius)
    paper.lines(lines, x + pad, y + theme.px(14), theme.cell, NOTICE_INK)
    return y + height + theme.px(18)
