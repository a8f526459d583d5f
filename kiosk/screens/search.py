"""搜索: what is typed or written, what it may stand for, and the matching disclosures while one types."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from kiosk.drawing import Frame, Pen, Sheet
from kiosk.finding import ByHand
from kiosk.lists import NextRows, PreviousRows
from kiosk.marks import Rect
from kiosk.theme import CARD, INK, ON_RED, RED, SOFT_INK
from kiosk.viewmodel.search import SearchView
from kiosk.widgets.chrome import Around, Bar, draw_bar, draw_header, page_area
from kiosk.widgets.handwriting import draw_handwriting
from kiosk.widgets.keys import draw_keys, draw_words, keys_height
from kiosk.widgets.results import draw_results, draw_results_below, least_results
from kiosk.widgets.scroll_bar import scroll_bar


class _Places(Struct, frozen=True):
    """field: what is typed. words: to choose from. pad: keys or the square to write in. results: the rest."""

    field: Rect
    words: Rect
    pad: Rect
    results: Rect


def draw_search(pen: Pen, frame: Frame, view: SearchView, around: Around) -> Sheet | None:
    """All on one page; where that has no room for a single row, the results are the pages behind it."""
    draw_header(pen, around, pen.say("搜索"))
    area = page_area(pen)
    places = _places(pen, area)
    if places.results.h < least_results(pen):
        return _pages(pen, frame, view, around, area)
    _typing(pen, frame, view, places)
    drawn = draw_results(pen, view, places.results)
    end = view.offset + drawn
    more = view.more or drawn < len(view.rows)
    turns = drawn and not view.is_near
    draw_bar(
        pen,
        around,
        Bar(
            previous=PreviousRows() if view.may_go_back else None,
            next=NextRows(end) if turns and more else None,
            info=_place(pen, view.offset + 1, end, more) if turns else "",
        ),
    )
    return None


def _pages(pen: Pen, frame: Frame, view: SearchView, around: Around, area: Rect) -> Sheet:
    sheet = Sheet(window=area)
    paper = pen.on(sheet)
    _typing(paper, frame, view, _crowded(pen, Rect(0, 0, area.w, area.h)))
    if frame.ink is not None:  # written in where it is seen; on the pages behind it there is nothing to write in
        at = frame.ink.at
        moved = replace(frame.ink, at=Rect(at.x + area.x, at.y + area.y, at.w, at.h))
        frame.ink = moved if not around.scroll_px else None
    sheet.height = draw_results_below(paper, sheet, view, area.h)
    bar = scroll_bar(pen, sheet, around, None)
    found = view.offset + len(view.rows)
    draw_bar(
        pen,
        around,
        replace(
            bar,
            previous=bar.previous or (PreviousRows() if view.may_go_back else None),
            next=bar.next or (NextRows(found) if view.more else None),
        ),
    )
    return sheet


def _typing(pen: Pen, frame: Frame, view: SearchView, places: _Places) -> None:
    _field(pen, view, places.field)
    draw_words(pen, view.words, view.letters, places.words, _hint(pen, view))
    if view.route.by_hand:
        draw_handwriting(pen, frame, view.route.ink, places.pad)
    else:
        draw_keys(pen, places.pad)


def _places(pen: Pen, area: Rect) -> _Places:
    """Portrait: the pad below the results. Landscape: beside them, at the right hand."""
    gap = _gap(pen)
    pad, words, field = keys_height(pen), _words_height(pen), _field_height(pen)
    if pen.theme.portrait:
        keys = Rect(area.x, area.bottom - pad, area.w, pad)
        strip = Rect(area.x, keys.y - gap - words, area.w, words)
        box = Rect(area.x, area.y, area.w, field)
        return _Places(box, strip, keys, Rect(area.x, box.bottom + gap, area.w, strip.y - 2 * gap - box.bottom))
    left, right = _halves(pen, area)
    box = Rect(left.x, left.y, left.w, field)
    keys = Rect(right.x, right.bottom - min(pad, right.h - gap) - gap, right.w, min(pad, right.h - gap))
    if words + gap <= keys.y - right.y:
        strip = Rect(right.x, keys.y - gap - words, right.w, words)
        return _Places(box, strip, keys, Rect(left.x, box.bottom + gap, left.w, left.bottom - box.bottom - 2 * gap))
    strip = Rect(left.x, box.bottom + gap, left.w, words)
    return _Places(box, strip, keys, Rect(left.x, strip.bottom + gap, left.w, left.bottom - strip.bottom - 2 * gap))


def _crowded(pen: Pen, area: Rect) -> _Places:
    """The same without results: the pad takes what is left."""
    gap = _gap(pen)
    words, field = _words_height(pen), _field_height(pen)
    left, right = (area, area) if pen.theme.portrait else _halves(pen, area)
    box = Rect(left.x, left.y, left.w, field)
    strip = Rect(left.x, box.bottom + gap, left.w, words)
    top = strip.bottom + gap if pen.theme.portrait else right.y
    height = min(keys_height(pen), right.bottom - top)
    return _Places(box, strip, Rect(right.x, top, right.w, height), Rect(area.x, area.bottom, area.w, 0))


def _halves(pen: Pen, area: Rect) -> tuple[Rect, Rect]:
    half = (area.w - 2 * pen.theme.gap) // 2
    return Rect(area.x, area.y, half, area.h), Rect(area.right - half, area.y, half, area.h)


def _gap(pen: Pen) -> int:
    return pen.theme.px(14)


def _words_height(pen: Pen) -> int:
    return max(pen.theme.px(96), pen.theme.touch)


def _field_height(pen: Pen) -> int:
    return max(pen.theme.px(108), pen.theme.title.line_px + pen.theme.px(24))


def _hint(pen: Pen, view: SearchView) -> str:
    if view.route.by_hand:
        return pen.say("在下面的框里用手指写字，再点选对的字。")
    return pen.say("输入拼音、首字母或数字，例如“低保”可输 dibao 或 db。")


def _place(pen: Pen, first: int, last: int, more: bool) -> str:
    if more:
        return pen.say("第{first}–{last}条，后面还有", first=first, last=last)
    return pen.say("第{first}–{last}条", first=first, last=last)


def _field(pen: Pen, view: SearchView, at: Rect) -> None:
    """What is typed, and the button between 键盘 and 手写 where this terminal reads handwriting."""
    theme = pen.theme
    if view.offers_hand:
        label = pen.say("键盘") if view.route.by_hand else pen.say("手写")
        w = max(theme.px(170), pen.width(label, theme.button) + theme.px(48))
        button = Rect(at.right - w, at.y, w, at.h)
        pen.box(button, RED, theme.radius)
        pen.centred(label, button, theme.button, ON_RED)
        pen.target(button, "by-hand", ByHand(not view.route.by_hand))
        at = Rect(at.x, at.y, at.w - w - theme.px(14), at.h)
    pen.box(at, CARD, theme.radius, RED, theme.px(3))
    inner = at.inset(theme.px(20))
    y = at.y + (at.h - theme.title.text_px) // 2 - theme.px(3)
    if not view.typed:
        pen.line(pen.say("请输入"), inner.x, y, theme.title, SOFT_INK)
        return
    shown = view.typed
    while pen.width(shown, theme.title) > inner.w - theme.px(16):
        shown = shown[1:]  # the end of what is typed stays in sight
    width = pen.line(shown, inner.x, y, theme.title, INK)
    pen.box(Rect(inner.x + width + theme.px(6), at.y + theme.px(24), theme.px(4), at.h - theme.px(48)), RED)
