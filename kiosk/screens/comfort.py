"""大字和辅助: text, colours, reach, language, read aloud. One touch each; the screen itself shows what it does."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from kiosk.comfort import Adjust, Comfort
from kiosk.drawing import Pen, Sheet
from kiosk.marks import Rect
from kiosk.routes import Back
from kiosk.theme import CARD, INK, ON_RED, RED
from kiosk.widgets.chrome import Around, Button, draw_bar, draw_header, page_area
from kiosk.widgets.scroll_bar import scroll_bar


class Choice(Struct, frozen=True):
    """One button. name: stable, of its target."""

    label: str
    name: str
    comfort: Comfort


class Group(Struct, frozen=True):
    """One question and its answers; the one that holds now is marked."""

    label: str
    choices: tuple[Choice, ...]


def draw_comfort(pen: Pen, around: Around) -> Sheet:
    theme = pen.theme
    draw_header(pen, around, pen.say("大字和辅助"))
    area = page_area(pen)
    sheet = Sheet(window=area)
    paper = pen.on(sheet)
    y = theme.px(4)
    for group in _groups(pen, around):
        sheet.breaks.append(y)
        y = _draw_group(paper, group, area.w, y) + theme.px(26)
    usual = around.offers.usual
    if theme.comfort != usual:
        sheet.breaks.append(y)
        at = Rect(0, y + theme.px(6), area.w, theme.touch)
        paper.box(at, CARD, theme.radius, RED, theme.px(2))
        paper.centred(pen.say("全部恢复原样"), at, theme.button, RED)
        paper.target(at, "comfort-usual", Adjust(usual))
        y = at.bottom + theme.px(8)
    sheet.height = y
    bar = scroll_bar(pen, sheet, around, Button(pen.say("好了"), "done", Back()))
    draw_bar(pen, around, replace(bar, comfort=None))
    return sheet


def _groups(pen: Pen, around: Around) -> list[Group]:
    say, now, offers = pen.say, pen.theme.comfort, around.offers
    groups = [
        Group(
            say("文字大小"),
            (
                Choice(say("标准"), "text-normal", replace(now, text="normal")),
                Choice(say("大"), "text-large", replace(now, text="large")),
                Choice(say("特大"), "text-largest", replace(now, text="largest")),
            ),
        ),
        Group(
            say("颜色对比"),
            (
                Choice(say("标准"), "contrast-normal", replace(now, contrast="normal")),
                Choice(say("黑底高对比"), "contrast-high", replace(now, contrast="high")),
            ),
        ),
        Group(
            say("操作高度（坐轮椅、个子矮请选低位）"),
            (
                Choice(say("标准"), "reach-normal", replace(now, reach="normal")),
                Choice(say("低位"), "reach-low", replace(now, reach="low")),
            ),
        ),
    ]
    if offers.speaks:
        groups.append(
            Group(
                say("朗读"),
                (
                    Choice(say("关"), "aloud-off", replace(now, aloud=False, slow=False)),
                    Choice(say("开"), "aloud-on", replace(now, aloud=True, slow=False)),
                    Choice(say("慢速"), "aloud-slow", replace(now, aloud=True, slow=True)),
                ),
            )
        )
    if len(offers.languages) > 1:
        choices = tuple(
            Choice(name, f"language-{code}", replace(now, language=code)) for code, name in offers.languages
        )
        groups.insert(0, Group(say("界面语言"), choices))  # first: whoever cannot read the rest
    return groups


def _draw_group(pen: Pen, group: Group, width: int, y: int) -> int:
    """The question above its answers, or, where it is wide, beside them. Returns the y below."""
    theme = pen.theme
    gap = theme.px(16)
    x, room = 0, width
    aside = width * 36 // 100
    if not theme.portrait and len(group.choices) <= 3:
        x, room = aside, width - aside
        question = pen.lines(group.label, aside - theme.gap, theme.heading)
        top = y + max(0, (theme.touch - len(question) * theme.heading.line_px) // 2)
        below = pen.text(group.label, 0, top, aside - theme.gap, theme.heading, INK)
    else:
        y = pen.text(group.label, 0, y, width, theme.heading, INK) + theme.px(8)
        below = y
    labels = [_label(theme.comfort, choice) for choice in group.choices]
    widest = max(pen.width(label, theme.button) for label in labels) + theme.px(32)
    columns = max(1, min(len(labels), 3, (room + gap) // (widest + gap)))
    w = (room - (columns - 1) * gap) // columns
    style = pen.label_style(labels, Rect(0, 0, w, theme.touch), theme.button)
    for place, (choice, label) in enumerate(zip(group.choices, labels, strict=True)):
        row, column = divmod(place, columns)
        at = Rect(x + column * (w + gap), y + row * (theme.touch + gap), w, theme.touch)
        is_chosen = choice.comfort == theme.comfort
        pen.box(at, RED if is_chosen else CARD, theme.radius, RED, theme.px(3))
        pen.centred(label, at, style, ON_RED if is_chosen else RED)
        pen.target(at, choice.name, Adjust(choice.comfort))
        below = max(below, at.bottom)
    return below


def _label(now: Comfort, choice: Choice) -> str:
    """The chosen one has a tick too: colour is never the only sign."""
    return f"✓ {choice.label}" if choice.comfort == now else choice.label
