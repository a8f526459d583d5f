"""A form on a long page: what is asked, what can be chosen, what has been written, one below the other.

Nothing is assumed to fit: in large text or low reach the page goes on, and 上一页 下一页 lead through it.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from kiosk.drawing import Pen, Sheet
from kiosk.marks import Rect
from kiosk.routes import Step
from kiosk.theme import CARD, INK, LINE, NOTICE_INK, NOTICE_TINT, ON_RED, RED, SOFT_INK, TINT, Style
from kiosk.widgets.around import Button

MOST_LINES = 4  # of what has been written, shown on the form


class Option(Struct, frozen=True):
    """One button of a form. name: stable, of its target. chosen: marked with a tick, never by colour alone.

    note: a smaller line under the label.
    """

    label: str
    name: str
    step: Step
    chosen: bool = False
    note: str = ""


class FormSheet:
    """Draws a form's parts downwards onto its sheet."""

    def __init__(self, pen: Pen, window: Rect) -> None:
        self.sheet = Sheet(window=window)
        self._pen = pen.on(self.sheet)
        self._theme = pen.theme
        self._width = window.w
        self._y = pen.theme.px(4)

    def done(self) -> Sheet:
        """The whole page."""
        self.sheet.height = self._y
        return self.sheet

    def say(self, text: str, style: Style, colour: str = INK) -> None:
        """Running text; a page may end between any two lines."""
        for line in self._pen.lines(text, self._width, style):
            self._may_break()
            self._pen.line(line, 0, self._y + (style.line_px - style.text_px) // 2, style, colour)
            self._y += style.line_px
        self._y += self._theme.px(8)

    def notice(self, text: str) -> None:
        """What went wrong, where it cannot be overlooked."""
        theme, pen = self._theme, self._pen
        pad = theme.px(18)
        lines = pen.lines(text, self._width - 2 * pad, theme.note_strong)
        self._may_break()
        at = Rect(0, self._y, self._width, len(lines) * theme.note_strong.line_px + 2 * theme.px(12))
        pen.box(at, NOTICE_TINT, theme.radius, NOTICE_INK, theme.px(2))
        pen.text(text, pad, at.y + theme.px(12), self._width - 2 * pad, theme.note_strong, NOTICE_INK)
        self._y = at.bottom + theme.px(18)

    def choices(self, options: Sequence[Option], most_columns: int, *, tall: float = 0, quiet: bool = False) -> None:
        """Buttons side by side, as many in a row as have room for their words. quiet: on a tinted ground."""
        theme, pen = self._theme, self._pen
        gap, pad = theme.px(16), theme.px(20)
        style = theme.strong if quiet else theme.button
        widest = max((pen.width(_ticked(one.label), style) for one in options), default=0) + 2 * pad
        columns = max(1, min(most_columns, len(options), (self._width + gap) // (widest + gap)))
        w = (self._width - (columns - 1) * gap) // columns
        for start in range(0, len(options), columns):
            row = options[start : start + columns]
            words = max(self._words_height(one, w - 2 * pad, style) for one in row)
            h = max(theme.px(tall), theme.touch, words + theme.px(28))
            self._may_break()
            for place, one in enumerate(row):
                self._option(one, Rect(place * (w + gap), self._y, w, h), style, quiet)
            self._y += h + gap
        self._y += theme.px(10)

    def _words_height(self, one: Option, width: int, style: Style) -> int:
        note = len(self._pen.lines(one.note, width, self._theme.note)) * self._theme.note.line_px if one.note else 0
        return len(self._pen.lines(_ticked(one.label), width, style)) * style.line_px + note

    def _option(self, one: Option, at: Rect, style: Style, quiet: bool) -> None:
        theme, pen = self._theme, self._pen
        pen.box(
            at,
            RED if one.chosen else TINT if quiet else CARD,
            theme.radius,
            LINE if quiet and not one.chosen else RED,
            theme.px(3),
        )
        inner = at.inset(theme.px(20))
        label = _ticked(one.label) if one.chosen else one.label
        ink = ON_RED if one.chosen else INK if quiet else RED
        pen.target(at, one.name, one.step)
        if not one.note:
            pen.centred(label, inner, style, ink)
            return
        y = at.y + (at.h - self._words_height(one, inner.w, style)) // 2
        y = pen.text(label, inner.x, y, inner.w, style, ink, "centre")
        pen.text(one.note, inner.x, y, inner.w, theme.note, ON_RED if one.chosen else SOFT_INK, "centre")

    def end(self, label: str, name: str, step: Step, hint: str = "") -> Button | None:
        """The button that ends the form: large at its end if the whole form fits the screen, else one for the bar.

        hint: why it cannot be touched yet; empty if it can.
        """
        theme, pen = self._theme, self._pen
        h = max(theme.px(120), theme.touch)
        if self._y + theme.px(10) + h > self.sheet.window.h:
            return None if hint else Button(label, name, step)
        at = Rect(0, self._y + theme.px(10), self._width, h)
        self._y = at.bottom
        if hint:
            pen.box(at, TINT, theme.radius, LINE, theme.px(2))
            pen.centred(hint, at.inset(theme.px(20)), theme.note, SOFT_INK)
            return None
        pen.box(at, RED, theme.radius)
        pen.centred(label, at, theme.button, ON_RED)
        pen.target(at, name, step)
        return None

    def written(self, text: str, hint: str, name: str, step: Step) -> None:
        """What has been written, its end in sight; touched, it can be written on."""
        theme, pen = self._theme, self._pen
        pad = theme.px(22)
        style = theme.body
        lines = pen.lines(text or hint, self._width - 2 * pad, style)[-MOST_LINES:]
        self._may_break()
        at = Rect(0, self._y, self._width, max(theme.touch, len(lines) * style.line_px + theme.px(28)))
        pen.box(at, CARD, theme.radius, RED, theme.px(2))
        y = at.y + (at.h - len(lines) * style.line_px) // 2
        for line in lines:
            pen.line(line, pad, y + (style.line_px - style.text_px) // 2, style, INK if text else SOFT_INK)
            y += style.line_px
        pen.target(at, name, step)
        self._y = at.bottom + theme.px(18)

    def codes(self, codes: Sequence[tuple[str, str, str]]) -> None:
        """QR codes on cards, side by side where there is room: what each says, its caption, a smaller line."""
        theme, pen = self._theme, self._pen
        gap, pad = theme.px(20), theme.px(24)
        least = theme.px(440)
        columns = max(1, min(len(codes), (self._width + gap) // (least + gap)))
        w = (self._width - (columns - 1) * gap) // columns
        side = min(w - 2 * pad, theme.px(460), self.sheet.window.h - 2 * pad - 3 * theme.strong.line_px)
        for start in range(0, len(codes), columns):
            row = codes[start : start + columns]
            words = max(
                len(pen.lines(caption, w - 2 * pad, theme.strong)) * theme.strong.line_px
                + len(pen.lines(note, w - 2 * pad, theme.note)) * theme.note.line_px
                for _, caption, note in row
            )
            self._may_break()
            for place, (text, caption, note) in enumerate(row):
                at = Rect(place * (w + gap), self._y, w, side + words + 2 * pad + theme.px(10))
                pen.box(at, CARD, theme.radius, LINE, theme.px(2))
                pen.qr_code(Rect(at.x + (w - side) // 2, at.y + pad, side, side), text)
                y = at.y + pad + side + theme.px(10)
                y = pen.text(caption, at.x + pad, y, w - 2 * pad, theme.strong, INK, "centre")
                pen.text(note, at.x + pad, y, w - 2 * pad, theme.note, SOFT_INK, "centre")
            self._y += side + words + 2 * pad + theme.px(10) + gap

    def gap(self) -> None:
        """A little room between two parts."""
        self._y += self._theme.px(10)

    def _may_break(self) -> None:
        self.sheet.breaks.append(self._y)


def _ticked(label: str) -> str:
    return f"✓ {label}"
