"""What a screen is made of: boxes, lines of text, pictures, and the places that can be touched.

Screens are drawn twice: first here, without Kivy, into a ``Frame`` (pure values, all geometry known, testable),
then by ``surface.py`` onto the window. Coordinates are window pixels from the top left, y downwards.

    Frame ── marks, targets, shown          fixed to the window
      ├─ Sheet ── marks, targets, shown     a long page seen through a rectangle, in its own coordinates
      └─ over ── marks, targets             above both, while it is needed
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from msgspec import Struct

from kiosk.language import CHINESE, Language
from kiosk.linebreak import clusters, wrap
from kiosk.looking import Looking
from kiosk.marks import Box, Mark, Picture, QrCode, Rect, Words
from kiosk.part import WHOLE, Part
from kiosk.punctuation import HALVED_AT_END, OPENING
from kiosk.routes import Step
from kiosk.theme import INK, SOFT_INK, Style, Theme

Advance = Callable[[str, Style], float]  # one character in a style → pixels
Align = Literal["left", "centre", "right"]
ELLIPSIS = "…"
LEAST_SHRUNK = 0.8  # a label is rather broken into two lines than made smaller than that, unless it is
SHORT = 4  # characters: a word that stays together


class Target(Struct, frozen=True):
    """A place to touch. name: stable, for tests and the journal."""

    at: Rect
    name: str
    step: Step


class Shown(Struct, frozen=True):
    """Where a disclosure can be seen. item: "<id>@<revision>"."""

    at: Rect
    item: str


class Layer(Struct):
    """Marks in the order in which they are painted, with what can be touched and read on them."""

    marks: list[Mark] = []
    targets: list[Target] = []
    shown: list[Shown] = []


class Head(Struct, frozen=True):
    """The head of a table, repeated above every screenful that begins between ``first`` and ``last``.

    marks are drawn as if the head's own top stood at y 0.
    """

    first: int
    last: int
    height: int
    marks: tuple[Mark, ...]


class Sheet(Layer):
    """A page longer than its rectangle. breaks: where a screenful may begin without cutting a line in two."""

    window: Rect = Rect(0, 0, 0, 0)
    height: int = 0
    breaks: list[int] = []
    heads: list[Head] = []

    def pages(self) -> list[int]:
        """The y at which each screenful begins; every one fits the window, and none cuts a line."""
        starts = [0]
        while (end := self.seen_until(starts[-1])) < self.height:
            starts.append(end)
        return starts

    def head_at(self, start: int) -> Head | None:
        """The table head to repeat above a screenful that begins at ``start``."""
        return next((head for head in self.heads if head.first < start < head.last), None)

    def room(self, start: int) -> int:
        """How much of the window a screenful that begins at ``start`` has for itself."""
        head = self.head_at(start)
        return self.window.h - (head.height if head else 0)

    def seen_until(self, start: int) -> int:
        """Where the screenful that begins at ``start`` ends: whole lines only."""
        limit = start + self.room(start)
        if limit >= self.height:
            return self.height
        fitting = [y for y in self.breaks if start < y <= limit]
        return fitting[-1] if fitting else self._between_lines(start, limit)

    def seen(self, start: int, whole_lines: bool) -> Rect:
        """The part of the window in which the sheet itself is seen, under a repeated table head."""
        window, room = self.window, self.room(start)
        end = self.seen_until(start) if whole_lines else start + room
        return Rect(window.x, window.bottom - room, window.w, min(room, max(1, end - start)))

    def marks_within(self, top: int, bottom: int) -> list[Mark]:
        """Those that reach into this part of the sheet."""
        return [mark for mark in self.marks if mark.at.overlaps(top, bottom)]

    def _between_lines(self, start: int, limit: int) -> int:
        """What may not be parted is higher than the window: parted above the line of text that would be cut."""
        inks = [mark.ink for mark in self.marks if isinstance(mark, Words) and start <= mark.at.y < limit]
        end = limit
        while cut := [ink.y for ink in inks if ink.y < end < ink.bottom]:
            end = min(cut)
        return end if end > start else limit


class Ink(Struct, frozen=True):
    """Where one writes by hand, and what has been written: strokes in thousandths of the square ``at``."""

    at: Rect
    strokes: tuple[tuple[tuple[int, int], ...], ...]
    colour: str
    width_px: int


class Frame(Layer):
    """One whole screen.

    over: what lies above everything, the sheet too, while it is needed.
    elsewhere: what a touch beside all targets does.
    ink: where one writes by hand.
    looking: at a page that fingers can magnify and push about.
    """

    sheet: Sheet | None = None
    over: Layer | None = None
    elsewhere: Step | None = None
    looking: Looking | None = None
    ink: Ink | None = None


class Widths(dict[str, float]):
    """The characters of a style, each measured once."""

    def __init__(self, advance: Advance, style: Style) -> None:
        super().__init__()
        self._advance = advance
        self._style = style

    def __missing__(self, character: str) -> float:
        width = self[character] = self._advance(character, self._style)
        return width


class Pen:
    """Writes marks onto one layer; knows the theme, the language and how wide characters are.

    Colours come in as roles of the theme; the marks hold what they look like.
    """

    def __init__(self, layer: Layer, theme: Theme, advance: Advance, language: Language = CHINESE) -> None:
        self.layer = layer
        self.theme = theme
        self.language = language
        self._advance = advance
        self._known: dict[Style, Widths] = {}

    def on(self, layer: Layer) -> Pen:
        """The same pen on another layer."""
        pen = Pen(layer, self.theme, self._advance, self.language)
        pen._known = self._known
        return pen

    def say(self, sentence: str, **facts: object) -> str:
        """A sentence of the interface in the language of this visit."""
        return self.language.say(sentence, **facts)

    def box(self, at: Rect, fill: str, radius: int = 0, edge: str = "", edge_px: int = 0) -> None:
        colour = self.theme.colour
        self.layer.marks.append(Box(at, colour(fill), radius, colour(edge) if edge else "", edge_px))

    def target(self, at: Rect, name: str, step: Step) -> None:
        self.layer.targets.append(Target(at, name, step))

    def shown(self, at: Rect, item: str) -> None:
        self.layer.shown.append(Shown(at, item))

    def picture(self, at: Rect, sha256: str, media_type: str, page: int = 0, part: Part = WHOLE) -> None:
        style, colour = self.theme.body, self.theme.colour(SOFT_INK)
        opening, unopened = self.say("正在打开…"), self.say("这个文件无法显示")
        self.layer.marks.append(Picture(at, sha256, media_type, page, style, colour, opening, unopened, part))

    def qr_code(self, at: Rect, text: str, public: bool = False) -> None:
        self.layer.marks.append(QrCode(at, text, public))

    def width(self, text: str, style: Style) -> int:
        """How wide a line of text is, rounded up."""
        return int(sum(map(self._widths(style).__getitem__, text)) + 0.999)

    def _widths(self, style: Style) -> Widths:
        known = self._known.get(style)
        if known is None:
            known = self._known[style] = Widths(self._advance, style)
        return known

    def lines(self, text: str, width: int, style: Style, most: int = 0) -> list[str]:
        """The text broken into lines. most: at most so many, the last one then ends in …; 0 = all."""
        lines = wrap(text, width, self._widths(style).__getitem__)
        if most and len(lines) > most:
            last = lines[most - 1]
            while last and (self.width(last + ELLIPSIS, style) > width or last[-1] in OPENING):
                last = last[:-1]
            lines = [*lines[: most - 1], last + ELLIPSIS]
        return lines

    def balanced(self, text: str, width: int, style: Style) -> list[str]:
        """A title's lines, about equally long: no single character left over on the last one."""
        count = len(self.lines(text, width, style))
        low, high = 1, width
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if len(self.lines(text, middle, style)) <= count else (middle + 1, high)
        return self.lines(text, high, style)

    def line(self, text: str, x: int, y: int, style: Style, colour: str = INK, align: Align = "left") -> int:
        """One line of text; x is its left end, its middle or its right end. Returns its width."""
        text = text.rstrip()
        width = self.width(text, style)
        # The blank half of a full-width mark hangs over the right edge, so that the ink is aligned.
        hang = round(self._widths(style)[text[-1]] / 2) if text and text[-1] in HALVED_AT_END else 0
        left = {"left": x, "centre": x - (width - hang) // 2, "right": x - width + hang}[align]
        if text:
            at = Rect(left, y, width, style.text_px)
            self.layer.marks.append(Words(at, text, style, self.theme.colour(colour)))
        return width

    def text(
        self,
        text: str,
        x: int,
        y: int,
        width: int,
        style: Style,
        colour: str = INK,
        align: Align = "left",
        most: int = 0,
    ) -> int:
        """A paragraph, broken into lines. Returns the y below it."""
        anchor = {"left": x, "centre": x + width // 2, "right": x + width}[align]
        for line in self.lines(text, width, style, most):
            self.line(line, anchor, y + (style.line_px - style.text_px) // 2, style, colour, align)
            y += style.line_px
        return y

    def centred(self, text: str, at: Rect, style: Style, colour: str = INK) -> None:
        """Text in the middle of a rectangle, on as many lines as it needs, smaller if it would not fit otherwise."""
        style = self.label_style([text], at, style)
        width = self._label_width(at)
        lines = self.balanced(text, width, style)
        room = max(1, at.h // style.line_px)
        if len(lines) > room:
            lines = self.lines(text, width, style, room)
        y = at.y + (at.h - len(lines) * style.line_px) // 2
        lift = round(style.size_px * 0.05)  # an ideograph sits a little low between ascent and descent
        for line in lines:
            self.line(line, at.x + at.w // 2, y + (style.line_px - style.text_px) // 2 - lift, style, colour, "centre")
            y += style.line_px

    def fitting(self, text: str, width: int, styles: Sequence[Style]) -> Style:
        """The first of the styles, largest first, in which the text fits one line; else the last."""
        return next((style for style in styles if self.width(text, style) <= width), styles[-1])

    def label_style(self, labels: Sequence[str], at: Rect, style: Style) -> Style:
        """The largest style up to the wished one in which each of the labels fits a rectangle of this size."""
        width = self._label_width(at)
        return min((self._fitted(label, width, at.h, style) for label in labels), key=lambda one: one.size_px)

    def _label_width(self, at: Rect) -> int:
        """A label does not touch the edge of its button."""
        return max(1, at.w - min(2 * self.theme.px(10), at.w // 6))

    def _fitted(self, text: str, width: int, height: int, style: Style) -> Style:
        """The largest style up to the wished one in which the text fits: on one line, else in whole words on more."""
        if style.line_px <= height and self.width(text, style) <= width:
            return style
        smaller = [one for one in self.theme.label_styles(style.bold) if one.size_px < style.size_px]
        styles = [style, *smaller]
        on_one = [one for one in styles if one.line_px <= height and self.width(text, one) <= width]
        if on_one and (on_one[0].size_px >= style.size_px * LEAST_SHRUNK or len(text) <= SHORT):
            return on_one[0]
        for one in styles:
            widest = max((self.width(cluster.strip(), one) for cluster in clusters(text)), default=0)
            if widest <= width and len(self.lines(text, width, one)) * one.line_px <= height:
                return one
        return styles[-1]

    def badge(
        self,
        text: str,
        x: int,
        y: int,
        fill: str,
        ink: str,
        align: Align = "left",
        edge: str = "",
        style: Style | None = None,
    ) -> Rect:
        """A small label in a box; x is its left or right end. Returns its rectangle."""
        theme = self.theme
        style = style or theme.note_strong
        w, h = self.width(text, style) + theme.px(28), style.line_px + theme.px(6)
        at = Rect(x - w if align == "right" else x, y, w, h)
        self.box(at, fill, theme.px(8), edge, theme.px(2) if edge else 0)
        self.centred(text, at, style, ink)
        return at
