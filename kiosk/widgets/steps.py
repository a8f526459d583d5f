"""办理流程: numbered steps on one thread, each with who does it, where, and how long it takes."""

from __future__ import annotations

from content.blocks import Step, Steps
from kiosk.language import marked
from kiosk.marks import Rect
from kiosk.theme import LINE, ON_RED, RED, SOFT_INK
from kiosk.viewmodel.text import one_line
from kiosk.widgets.paper import Paper

TOLD = marked("办理：{what}", "地点：{what}", "时限：{what}", "说明：{what}")  # of each step, in this order


def draw_steps(paper: Paper, block: Steps, x: int, y: int, width: int) -> int:
    """Returns the y below the last step."""
    theme, pen = paper.theme, paper.pen
    circle, gap = theme.px(64), theme.px(24)
    left, room = x + circle + gap, width - circle - gap
    for number, step in enumerate(block.steps):
        paper.may_break(y)
        top = y
        line_slot = len(paper.sheet.marks)
        y = pen.text(one_line(step.name), left, y + theme.px(8), room, theme.strong)
        for detail in _details(paper, step):
            y = pen.text(detail, left, y, room, theme.cell, SOFT_INK)
        y = max(y, top + circle) + theme.px(24)
        if number + 1 < len(block.steps):
            thread = Rect(x + circle // 2 - theme.px(2), top + circle, theme.px(4), y - top - circle)
            pen.box(thread, LINE)
            paper.sheet.marks.insert(line_slot, paper.sheet.marks.pop())
        seal = Rect(x, top, circle, circle)
        pen.box(seal, RED, circle // 2)
        pen.centred(str(number + 1), seal, theme.cell_strong, ON_RED)
    return y + theme.px(10)


def _details(paper: Paper, step: Step) -> list[str]:
    told = zip((step.who, step.where, step.limit, step.note), TOLD, strict=True)
    return [paper.pen.say(sentence, what=one_line(value)) for value, sentence in told if value.strip()]
