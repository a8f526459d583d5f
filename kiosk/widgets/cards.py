"""Cards: labelled values, people with photograph and duties, what a service costs and how long it takes, whom to ask.

Every function returns the y below what it drew.
"""

from __future__ import annotations

from content.blocks import Contact, People, Person, Service
from kiosk.language import marked
from kiosk.marks import Rect
from kiosk.theme import CARD, GOOD, GOOD_TINT, INK, LINE, RED, SOFT_INK, TINT, Style
from kiosk.viewmodel.text import one_line, paragraphs
from kiosk.widgets.paper import Paper
from kiosk.widgets.pictures import draw_framed

LEAST_IN_LINE = 11  # characters beside a photograph; with fewer the cards stand one below the other
PORTRAIT = 1.4  # height of an official's photograph for its width: two inches, 35 × 49 mm
OF_PERSON = marked("分工：{what}", "联系点：{what}", "办公电话：{what}")
OF_CONTACT = marked("地址：{what}", "时间：{what}")


def draw_facts(paper: Paper, rows: list[tuple[str, str]], x: int, y: int, width: int, large: bool = False) -> int:
    """要素卡片: label on the left, value on the right. large: in the size of the text."""
    theme, pen = paper.theme, paper.pen
    pad, gap = theme.px(22), theme.px(24)
    label_style, value_style = (theme.body, theme.body) if large else (theme.cell, theme.cell_strong)
    inner = width - 2 * pad
    widest = max((pen.width(label, label_style) for label, _ in rows), default=0)
    label_width = min(widest, int(inner * 0.34))
    value_width = inner - label_width - gap
    for number, (label, value) in enumerate(rows):
        labels = pen.lines(one_line(label), label_width, label_style)
        values = [line for one in paragraphs(value) or [""] for line in pen.lines(one, value_width, value_style)]
        height = max(len(labels), len(values)) * value_style.line_px + 2 * theme.px(14)
        paper.may_break(y)
        pen.box(Rect(x, y, width, height), CARD if number % 2 == 0 else TINT, 0, LINE, theme.px(2))
        paper.lines(labels, x + pad, y + theme.px(14), label_style, SOFT_INK)
        paper.lines(values, x + pad + label_width + gap, y + theme.px(14), value_style, INK)
        y += height - theme.px(2)
    return y + theme.px(30)


def draw_people(paper: Paper, block: People, x: int, y: int, width: int) -> int:
    """人员卡片: one below the other, in the order of precedence."""
    theme = paper.theme
    gap = theme.px(16)
    least = theme.px(240) + LEAST_IN_LINE * theme.cell.size_px
    across = max(1, min(len(block.people), (width + gap) // (least + gap)))
    card = (width - (across - 1) * gap) // across
    for start in range(0, len(block.people), across):
        row = block.people[start : start + across]
        height = max(_person_size(paper, person, card)[0] for person in row)
        paper.may_break(y)
        for place, person in enumerate(row):
            _person(paper, person, Rect(x + place * (card + gap), y, card, height))
        y += height + gap
    return y + theme.px(14)


_Told = list[tuple[list[str], Style, str]]


def _person_size(paper: Paper, person: Person, width: int) -> tuple[int, int, _Told]:
    """How high the card must be, how wide its photograph, and what it says."""
    theme, pen = paper.theme, paper.pen
    pad = theme.px(22)
    photo_width = theme.px(168) if person.photo else 0
    room = width - 2 * pad - (photo_width + pad if photo_width else 0)
    say = pen.say
    told = [(one_line(person.name), theme.strong, INK)]
    if person.post.strip():
        told.append((one_line(person.post), theme.cell_strong, RED))
    for value, sentence in zip((person.duties, person.contact, person.phone), OF_PERSON, strict=True):
        if value.strip():
            told.append((say(sentence, what=one_line(value)), theme.cell, INK))
    broken = [(pen.lines(text, room, style), style, colour) for text, style, colour in told]
    height = sum(len(lines) * style.line_px for lines, style, _ in broken)
    return max(height, int(photo_width * PORTRAIT)) + 2 * pad, photo_width, broken


def _person(paper: Paper, person: Person, at: Rect) -> None:
    theme = paper.theme
    pad = theme.px(22)
    _, photo_width, broken = _person_size(paper, person, at.w)
    paper.pen.box(at, CARD, theme.radius, LINE, theme.px(2))
    left, y = at.x + pad, at.y + pad
    if person.photo:
        draw_framed(paper, person.photo, Rect(left, y, photo_width, int(photo_width * PORTRAIT)), touchable=False)
        left += photo_width + pad
    for lines, style, colour in broken:
        paper.lines(lines, left, y, style, colour)
        y += len(lines) * style.line_px


def draw_service(paper: Paper, block: Service, x: int, y: int, width: int) -> int:
    """收费和时限: what matters to who stands at the window, in large type, side by side where it fits."""
    theme, say = paper.theme, paper.pen.say
    tiles = [(say("收费"), block.fee, block.fee_basis)]
    if block.legal_limit.strip():
        tiles.append((say("法定时限"), block.legal_limit, block.limit_basis))
    if block.promised_limit.strip():
        tiles.append((say("承诺时限"), block.promised_limit, "" if block.legal_limit.strip() else block.limit_basis))
    gap = theme.px(16)
    least = 7 * theme.strong.size_px + 2 * theme.px(20)  # seven characters a line: 20个工作日 stays whole
    in_row = max(1, min(len(tiles), (width + gap) // (least + gap)))
    tile_width = (width - (in_row - 1) * gap) // in_row
    for start in range(0, len(tiles), in_row):
        row = tiles[start : start + in_row]
        height = max(_tile_height(paper, tile, tile_width) for tile in row)
        paper.may_break(y)
        for place, tile in enumerate(row):
            _tile(paper, tile, Rect(x + place * (tile_width + gap), y, tile_width, height))
        y += height + gap
    return y + theme.px(16)


def _tile_height(paper: Paper, tile: tuple[str, str, str], width: int) -> int:
    return sum(len(lines) * style.line_px for lines, style, _ in _tile_lines(paper, tile, width)) + paper.theme.px(32)


def _tile(paper: Paper, tile: tuple[str, str, str], at: Rect) -> None:
    theme = paper.theme
    paper.pen.box(at, GOOD_TINT, theme.radius, GOOD, theme.px(2))
    y = at.y + theme.px(16)
    for lines, style, colour in _tile_lines(paper, tile, at.w):
        paper.lines(lines, at.x + theme.px(20), y, style, colour)
        y += len(lines) * style.line_px


def _tile_lines(paper: Paper, tile: tuple[str, str, str], width: int) -> list[tuple[list[str], Style, str]]:
    theme, pen = paper.theme, paper.pen
    label, value, basis = tile
    told = [(label, theme.cell, SOFT_INK), (one_line(value), theme.strong, GOOD)]
    if basis.strip():
        told.append((one_line(basis), theme.note, SOFT_INK))
    return [(pen.lines(text, width - 2 * theme.px(20), style), style, colour) for text, style, colour in told]


def draw_contact(paper: Paper, block: Contact, x: int, y: int, width: int) -> int:
    """联系卡片: the telephone number largest."""
    theme, pen = paper.theme, paper.pen
    pad = theme.px(24)
    room = width - 2 * pad
    told = [(one_line(block.name), theme.strong, INK)]
    if block.phone.strip():
        told.append((pen.say("电话 {number}", number=one_line(block.phone)), theme.title, RED))
    for value, sentence in zip((block.address, block.hours), OF_CONTACT, strict=True):
        if value.strip():
            told.append((pen.say(sentence, what=one_line(value)), theme.body, INK))
    if block.note.strip():
        told.append((one_line(block.note), theme.body, INK))
    broken = [(pen.lines(text, room, style), style, colour) for text, style, colour in told]
    height = sum(len(lines) * style.line_px for lines, style, _ in broken) + 2 * theme.px(18)
    paper.may_break(y)
    pen.box(Rect(x, y, width, height), CARD, theme.radius, RED, theme.px(3))
    inner = y + theme.px(18)
    for lines, style, colour in broken:
        paper.lines(lines, x + pad, inner, style, colour)
        inner += len(lines) * style.line_px
    return y + height + theme.px(24)
