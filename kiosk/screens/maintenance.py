"""The technician's screens: a pad of digits, a page of facts with a few buttons, two tests of the panel."""

from __future__ import annotations

from kiosk.drawing import Pen
from kiosk.language import marked
from kiosk.maintenance_routes import CELLS, CodeKey, ColourTest, NextColour, Restart, TouchCell, TouchTest
from kiosk.marks import Rect
from kiosk.routes import Back, Open, Step
from kiosk.theme import CARD, GOOD, INK, LINE, NOTICE_INK, ON_RED, PAGE, RED, SOFT_INK, TEST_COLOURS
from kiosk.viewmodel.maintenance import CodePadView, MaintenanceView, TouchTestView
from kiosk.widgets.chrome import Around, Bar, draw_bar, draw_header, page_area

PAD = (("1", "2", "3"), ("4", "5", "6"), ("7", "8", "9"), ("clear", "0", "enter"))
PAD_LABELS = dict(zip(("clear", "enter"), marked("清除", "确定"), strict=True))


def draw_code_pad(pen: Pen, view: CodePadView, around: Around) -> None:
    theme = pen.theme
    draw_header(pen, around, pen.say("维护"))
    area = page_area(pen)
    key_w, gap = theme.px(220), theme.gap
    key_h = max(theme.touch, min(theme.px(150), (area.h - theme.px(330)) // 4 - gap))
    width = 3 * key_w + 2 * gap
    x = area.x + (area.w - width) // 2
    y = area.y + theme.px(10)
    pen.text(pen.say("技术人员请输入维护口令"), area.x, y, area.w, theme.heading, INK, "centre", most=1)
    y += theme.heading.line_px + gap
    field = Rect(x, y, width, theme.touch)
    pen.box(field, CARD, theme.radius, RED, theme.px(3))
    pen.centred("●" * view.digits, field, theme.strong, INK)
    y = field.bottom + theme.px(8)
    y = pen.text(view.sentence, area.x, y, area.w, theme.note_strong, NOTICE_INK, "centre", most=2)
    y = max(y, field.bottom + theme.px(8) + theme.note_strong.line_px) + gap
    for row in PAD:
        for column, name in enumerate(row):
            at = Rect(x + column * (key_w + gap), y, key_w, key_h)
            _key(pen, at, name, enabled=view.takes_keys)
        y += key_h + gap
    draw_bar(pen, around, Bar())


def _key(pen: Pen, at: Rect, name: str, *, enabled: bool) -> None:
    theme = pen.theme
    is_enter = name == "enter"
    pen.box(at, RED if is_enter and enabled else CARD, theme.radius, LINE, theme.px(2))
    label = pen.say(PAD_LABELS[name]) if name in PAD_LABELS else name
    pen.centred(label, at, theme.button, ON_RED if is_enter and enabled else INK if enabled else SOFT_INK)
    if enabled:
        pen.target(at, f"code-{name}", CodeKey(name))  # type: ignore[arg-type]  # PAD holds the names of CodeKey


def draw_maintenance(pen: Pen, view: MaintenanceView, around: Around) -> None:
    theme = pen.theme
    draw_header(pen, around, pen.say("维护"))
    area = page_area(pen)
    buttons: list[tuple[str, str, Step]] = [
        (pen.say("触摸测试"), "touch-test", Open(TouchTest())),
        (pen.say("色彩测试"), "colour-test", Open(ColourTest())),
        (pen.say("重新启动"), "restart", Restart()),
    ]
    gap = theme.gap
    w = (area.w - 2 * gap) // 3
    top = area.bottom - theme.touch - gap
    for number, (label, name, step) in enumerate(buttons):
        at = Rect(area.x + number * (w + gap), top, w, theme.touch)
        pen.box(at, CARD, theme.radius, RED, theme.px(2))
        pen.centred(label, at, theme.button, RED)
        pen.target(at, name, step)
    columns = 1 if theme.portrait else 2
    width = (area.w - (columns - 1) * 2 * gap) // columns
    label_w = max(pen.width(label, theme.note) for label, _ in view.facts) + gap
    x, y = area.x, area.y
    for label, value in view.facts:
        lines = pen.lines(value, width - label_w, theme.note, most=2)
        height = len(lines) * theme.note.line_px + theme.px(12)
        if y + height > top - gap:
            if x != area.x or columns == 1:
                break
            x, y = area.x + width + 2 * gap, area.y
        pen.line(label, x, y, theme.note, SOFT_INK)
        for line in lines:
            pen.line(line, x + label_w, y, theme.note, INK)
            y += theme.note.line_px
        pen.box(Rect(x, y + theme.px(5), width, theme.px(2)), LINE)
        y += theme.px(12)
    draw_bar(pen, around, Bar(back=None))


def draw_touch_test(pen: Pen, view: TouchTestView) -> None:
    """The whole panel in cells; each one that was touched is marked. The last touch ends the test."""
    theme = pen.theme
    columns = 5 if theme.portrait else 8
    rows = CELLS // columns
    done = len(view.touched) == CELLS
    for cell in range(CELLS):
        x0, x1 = (theme.width_px * (cell % columns + n) // columns for n in (0, 1))
        y0, y1 = (theme.height_px * (cell // columns + n) // rows for n in (0, 1))
        at = Rect(x0, y0, x1 - x0, y1 - y0)
        touched = cell in view.touched
        pen.box(at.inset(theme.px(3)), GOOD if touched else PAGE, 0, LINE, theme.px(2))
        pen.centred("✓" if touched else str(cell + 1), at, theme.title, ON_RED if touched else SOFT_INK)
        pen.target(at, f"cell-{cell}", Back() if done else TouchCell(cell))


def draw_colour_test(pen: Pen, colour: int) -> None:
    """One colour from edge to edge."""
    theme = pen.theme
    window = Rect(0, 0, theme.width_px, theme.height_px)
    pen.box(window, TEST_COLOURS[colour])
    pen.target(window, "colour-next", Back() if colour + 1 == len(TEST_COLOURS) else NextColour())
