"""The sheet a disclosure is written on: a pen, where it may be parted, and text that flows over several pages."""

from __future__ import annotations

from content.record import DisclosureId
from kiosk.drawing import Pen, Sheet
from kiosk.marks import Rect
from kiosk.theme import INK, RED, Style, Theme
from kiosk.viewmodel.text import one_line


class Paper:
    """What every block is drawn with. about: the disclosure whose sheet this is, for what can be touched on it.

    problems: why an attachment cannot be shown, by sha256; media_types: of its attachments.
    """

    def __init__(
        self,
        pen: Pen,
        sheet: Sheet,
        about: DisclosureId,
        media_types: dict[str, str] | None = None,
        problems: dict[str, str] | None = None,
    ) -> None:
        self.pen = pen.on(sheet)
        self.sheet = sheet
        self.about = about
        self.media_types = media_types or {}
        self.problems = problems or {}
        self._keep_next = False

    @property
    def theme(self) -> Theme:
        return self.pen.theme

    @property
    def cell_pad(self) -> int:
        return self.theme.px(14)

    def may_break(self, y: int) -> None:
        """A screenful may begin here, unless that would leave a heading behind alone."""
        if not self._keep_next:
            self.sheet.breaks.append(y)
        self._keep_next = False

    def keep_with_next(self) -> None:
        """What was drawn last belongs to what follows."""
        self._keep_next = True

    def lines(self, lines: list[str], x: int, y: int, style: Style, colour: str, right: bool = False) -> None:
        """Lines already broken, one below the other."""
        for line in lines:
            top = y + (style.line_px - style.text_px) // 2
            self.pen.line(line, x, top, style, colour, "right" if right else "left")
            y += style.line_px

    def flow(self, text: str, x: int, y: int, width: int, style: Style, colour: str = INK) -> int:
        """Text that may be parted between any two of its lines. Returns the y below it."""
        for line in self.pen.lines(text, width, style):
            self.may_break(y)
            self.pen.line(line, x, y + (style.line_px - style.text_px) // 2, style, colour)
            y += style.line_px
        return y

    def caption(self, caption: str, x: int, y: int, width: int) -> int:
        """The caption of a table or card. Returns the y below it."""
        if not caption.strip():
            return y + self.theme.px(8)
        y = self.flow(one_line(caption), x, y + self.theme.px(8), width, self.theme.strong, RED)
        self.keep_with_next()
        return y + self.theme.px(10)

    def said(self, sentence: str, at: Rect, colour: str) -> None:
        """A sentence that stands where something cannot be shown."""
        style = self.theme.body
        if len(self.pen.lines(sentence, at.w, style)) * style.line_px > at.h:
            style = self.theme.note
        most = max(1, at.h // style.line_px)
        lines = self.pen.lines(sentence, at.w, style, most)
        y = at.y + (at.h - len(lines) * style.line_px) // 2
        for line in lines:
            top = y + (style.line_px - style.text_px) // 2
            self.pen.line(line, at.x + at.w // 2, top, style, colour, "centre")
            y += style.line_px
