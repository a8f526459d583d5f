"""Titles, headings and paragraphs. Every function returns the y below what it drew."""

from __future__ import annotations

from content.blocks import Question
from kiosk.marks import Rect
from kiosk.theme import INK, RED
from kiosk.viewmodel.text import one_line, paragraphs
from kiosk.widgets.paper import Paper

INDENT = "　　"  # a paragraph of Chinese text begins two characters in
MOST_TITLE_LINES = 6


def draw_title(paper: Paper, text: str, x: int, y: int, width: int) -> int:
    """The disclosure's title."""
    style = paper.theme.title
    lines = paper.pen.balanced(text, width, style)
    if len(lines) > MOST_TITLE_LINES:  # a title that is a text is set as one
        style = paper.theme.strong
        lines = paper.pen.lines(text, width, style)
    for line in lines:
        paper.may_break(y)
        paper.pen.line(line, x, y + (style.line_px - style.text_px) // 2, style)
        y += style.line_px
    return y


def draw_heading(paper: Paper, text: str, x: int, y: int, width: int) -> int:
    """小标题, never left alone at the end of a page."""
    theme = paper.theme
    y += theme.px(14)
    paper.may_break(y)
    bar = theme.px(10)
    paper.pen.box(Rect(x, y + theme.px(10), bar, theme.heading.line_px - theme.px(20)), RED)
    for line in paper.pen.lines(one_line(text), width - 3 * bar, theme.heading):
        top = y + (theme.heading.line_px - theme.heading.text_px) // 2
        paper.pen.line(line, x + 3 * bar, top, theme.heading)
        y += theme.heading.line_px
    paper.keep_with_next()
    return y + theme.px(14)


def draw_paragraph(paper: Paper, text: str, x: int, y: int, width: int) -> int:
    """段落."""
    theme = paper.theme
    for one in paragraphs(text):
        y = paper.flow(INDENT + one.strip(), x, y, width, theme.body) + theme.px(16)
    return y + theme.px(8)


def draw_question(paper: Paper, question: Question, x: int, y: int, width: int) -> int:
    """问卷题目 with its choices, to be read here; it is answered on a screen of its own."""
    theme = paper.theme
    y = paper.flow(one_line(question.text), x, y, width, theme.strong, INK)
    indent = theme.px(36)
    for choice in question.choices:
        y = paper.flow(f"○ {one_line(choice)}", x + indent, y, width - indent, theme.body, INK)
    return y + theme.px(20)
