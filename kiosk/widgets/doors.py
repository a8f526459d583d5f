"""The doors of the home screen: five windows and the units, each with its seal, and the search bar above them."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from content.terms import WINDOW_LABELS, Window
from kiosk.drawing import Pen
from kiosk.finding import Search
from kiosk.language import marked
from kiosk.lists import Listing
from kiosk.marks import Rect
from kiosk.routes import Open, Step, Units
from kiosk.theme import CARD, INK, LINE, ON_RED, RED, SEALS, SOFT_INK
from kiosk.viewmodel.home import HomeView

DOORS = {  # the character on its seal, what is behind it
    Window.PARTY: marked("党", "干部公示、党费"),
    Window.SERVICES: marked("办", "指南、流程、时限"),
    Window.ENQUIRY: marked("查", "财政、补贴、征地"),
    Window.INTERACTION: marked("言", "提意见、看答复"),
    Window.PERFORMANCE: marked("评", "考核、测评结果"),
}
UNITS_DOOR = marked("乡", "按单位查", "县直、乡镇、村")
WIDE_PX = 760  # from here on what is behind a door and how much stand on one line


class Door(Struct, frozen=True):
    """seal: the role of its colour. Everything else as it is said."""

    name: str
    seal: str
    character: str
    label: str
    hint: str
    held: str
    step: Step


def doors_of(pen: Pen, view: HomeView) -> list[Door]:
    """The windows in their order, then the units."""
    say = pen.say
    doors = []
    for window, count in view.counts:
        character, hint = DOORS[window]
        held = say("共{count}条", count=count) if count else say("暂无内容")
        label, step = say(WINDOW_LABELS[window]), Open(Listing(window=window))
        doors.append(Door(f"window-{window.value}", SEALS[window.value], say(character), label, say(hint), held, step))
    character, label, hint = UNITS_DOOR
    units = Door("units", SEALS["units"], say(character), say(label), say(hint), say("全部单位"), Open(Units()))
    return [*doors, units]


def columns_for(pen: Pen, doors: Sequence[Door], width: int, most: int) -> int:
    """In how many columns, at most, every label and every hint has room on its line."""
    theme = pen.theme
    label = max(pen.width(door.label, theme.heading) for door in doors)
    hint = max(max(pen.width(door.hint, theme.note), pen.width(door.held, theme.note)) for door in doors)
    for columns in range(most, 1, -1):
        if max(label, hint) <= _room(pen, _column(pen, width, columns)):
            return columns
    return 1


def doors_height(pen: Pen, count: int, width: int, columns: int) -> int:
    """The least height of so many doors."""
    rows = -(-count // columns)
    return rows * door_height(pen, _column(pen, width, columns)) + (rows - 1) * pen.theme.gap


def door_height(pen: Pen, width: int) -> int:
    """The least height of a door of this width."""
    theme = pen.theme
    notes = 1 if width >= theme.px(WIDE_PX) else 2
    return max(theme.px(152 if notes == 2 else 124), _label_px(pen) + notes * theme.note.line_px + theme.px(10))


def draw_doors(pen: Pen, doors: Sequence[Door], at: Rect, columns: int) -> list[int]:
    """All doors in a grid that fills ``at``. Returns the y at which each row but the first begins."""
    gap = pen.theme.gap
    rows = -(-len(doors) // columns)
    w, h = _column(pen, at.w, columns), (at.h - (rows - 1) * gap) // rows
    for place, door in enumerate(doors):
        row, column = divmod(place, columns)
        _door(pen, Rect(at.x + column * (w + gap), at.y + row * (h + gap), w, h), door)
    return [at.y + row * (h + gap) for row in range(1, rows)]


def search_height(pen: Pen) -> int:
    """How high the search bar is."""
    return max(pen.theme.px(96 if pen.theme.portrait else 104), pen.theme.touch)


def draw_search_bar(pen: Pen, at: Rect) -> None:
    """The bar that opens the search; all of it is touched."""
    theme = pen.theme
    pen.box(at, CARD, theme.radius, RED, theme.px(3))
    label = pen.say("搜索")
    w = max(theme.px(190), pen.width(label, theme.button) + theme.px(48))
    button = Rect(at.right - w, at.y, w, at.h)
    pen.box(button, RED, theme.radius)
    pen.centred(label, button, theme.button, ON_RED)
    x = at.x + theme.px(28)
    room = button.x - x - theme.gap
    hint = pen.say("输入拼音或首字母，如“低保”输 db")
    style = pen.fitting(hint, room, (theme.body, theme.note))
    pen.text(hint, x, at.y + (at.h - style.line_px) // 2, room, style, SOFT_INK, most=1)
    pen.target(at, "search", Open(Search()))


def _door(pen: Pen, at: Rect, door: Door) -> None:
    theme = pen.theme
    pen.box(at, CARD, theme.radius, LINE, theme.px(2))
    side = min(theme.px(116), at.h - theme.px(32))
    stamp = Rect(at.x + theme.px(24), at.y + (at.h - side) // 2, side, side)
    pen.box(stamp, door.seal, theme.px(18))
    pen.centred(door.character, stamp, theme.seal, ON_RED)
    x, room = stamp.right + theme.px(22), _room(pen, at.w)
    notes = [f"{door.hint}　{door.held}"] if at.w >= theme.px(WIDE_PX) else [door.hint, door.held]
    style = pen.fitting(door.label, room, (theme.title, theme.heading))
    y = at.y + (at.h - _label_px(pen) - len(notes) * theme.note.line_px) // 2
    pen.text(door.label, x, y + (_label_px(pen) - style.line_px) // 2, room, style, INK, most=1)
    y += _label_px(pen)
    for note in notes:
        y = pen.text(note, x, y, room, theme.note, SOFT_INK, most=1)
    pen.target(at, door.name, door.step)


def _label_px(pen: Pen) -> int:
    return round(pen.theme.title.size_px * 1.3)


def _room(pen: Pen, width: int) -> int:
    """What a door of this width has for its words."""
    return width - pen.theme.px(24 + 116 + 22 + 14)


def _column(pen: Pen, width: int, columns: int) -> int:
    return (width - (columns - 1) * pen.theme.gap) // columns
