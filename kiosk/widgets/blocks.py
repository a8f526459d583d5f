"""The blocks of a disclosure drawn onto a sheet: paragraphs, facts cards, tables, steps, pictures.

Every function starts at y, draws within x … x + width, notes on the sheet where a screenful may begin, and
returns the y below.
"""

from __future__ import annotations

import re

from msgspec.structs import replace

from content.disclosure import Attachment, Block, Facts, Heading, Paragraph, Steps, Table
from content.disclosure import Picture as PictureBlock
from kiosk.drawing import Head, Pen, Rect, Sheet
from kiosk.theme import CARD, INK, LINE, ON_RED, RED, SOFT_INK, TABLE_HEAD, TINT, Style
from kiosk.viewmodel.text import one_line, paragraphs

INDENT = "　　"  # a paragraph of Chinese text begins two characters in
_NUMBER = re.compile(r"[+\-−]?[0-9][0-9,，.]*%?|—|-|")
MOST_COLUMNS = 8  # a table with more is drawn as cards, one for each row


class BlockPen:
    """Draws blocks one below the other onto one sheet."""

    def __init__(self, pen: Pen, sheet: Sheet, attachments: tuple[Attachment, ...]) -> None:
        self._pen = pen.on(sheet)
        self._theme = pen.theme
        self._sheet = sheet
        self._keep_next = False
        self._files = {attachment.sha256: attachment for attachment in attachments}

    def draw(self, block: Block, x: int, y: int, width: int) -> int:
        """One block."""
        match block:
            case Heading():
                return self._heading(block.text, x, y, width)
            case Paragraph():
                return self._paragraph(block.text, x, y, width)
            case Facts():
                rows = [(fact.label, fact.value) for fact in block.rows]
                return self.facts(rows, self._caption(block.caption, x, y, width), x, width)
            case Table():
                return self._table(block, x, self._caption(block.caption, x, y, width), width)
            case Steps():
                return self._steps(block, x, self._caption(block.caption, x, y, width), width)
            case PictureBlock():
                return self._picture(block, x, y, width)

    def flow(self, text: str, x: int, y: int, width: int, style: Style, colour: str = INK) -> int:
        """Text that may be parted between any two of its lines."""
        for line in self._pen.lines(text, width, style):
            self._may_break(y)
            self._pen.line(line, x, y + (style.line_px - style.text_px) // 2, style, colour)
            y += style.line_px
        return y

    def facts(self, rows: list[tuple[str, str]], y: int, x: int, width: int) -> int:
        """要素卡片: label on the left, value on the right."""
        theme, pen = self._theme, self._pen
        pad, gap = theme.px(22), theme.px(24)
        label_style, value_style = theme.cell, theme.cell_strong
        inner = width - 2 * pad
        widest = max((pen.width(label, label_style) for label, _ in rows), default=0)
        label_width = min(widest, int(inner * 0.34))
        value_width = inner - label_width - gap
        for number, (label, value) in enumerate(rows):
            labels = pen.lines(one_line(label), label_width, label_style)
            values = [line for one in paragraphs(value) or [""] for line in pen.lines(one, value_width, value_style)]
            height = max(len(labels), len(values)) * value_style.line_px + 2 * theme.px(14)
            self._may_break(y)
            pen.box(Rect(x, y, width, height), CARD if number % 2 == 0 else TINT, 0, LINE, theme.px(2))
            self._lines(labels, x + pad, y + theme.px(14), label_style, SOFT_INK)
            self._lines(values, x + pad + label_width + gap, y + theme.px(14), value_style, INK)
            y += height - theme.px(2)
        return y + theme.px(30)

    def title(self, text: str, x: int, y: int, width: int) -> int:
        """The disclosure's title."""
        style = self._theme.title
        for line in self._pen.balanced(text, width, style):
            self._may_break(y)
            self._pen.line(line, x, y + (style.line_px - style.text_px) // 2, style)
            y += style.line_px
        return y

    # --- one kind of block each ---

    def _heading(self, text: str, x: int, y: int, width: int) -> int:
        theme = self._theme
        y += theme.px(14)
        self._may_break(y)
        bar = theme.px(10)
        self._pen.box(Rect(x, y + theme.px(10), bar, theme.heading.line_px - theme.px(20)), RED)
        for line in self._pen.lines(one_line(text), width - 3 * bar, theme.heading):
            self._pen.line(line, x + 3 * bar, y + (theme.heading.line_px - theme.heading.text_px) // 2, theme.heading)
            y += theme.heading.line_px
        self._keep_next = True
        return y + theme.px(14)

    def _paragraph(self, text: str, x: int, y: int, width: int) -> int:
        theme = self._theme
        for one in paragraphs(text):
            y = self.flow(INDENT + one.strip(), x, y, width, theme.body) + theme.px(16)
        return y + theme.px(8)

    def _caption(self, caption: str, x: int, y: int, width: int) -> int:
        if not caption.strip():
            return y + self._theme.px(8)
        y = self.flow(one_line(caption), x, y + self._theme.px(8), width, self._theme.strong, RED)
        self._keep_next = True
        return y + self._theme.px(10)

    def _table(self, table: Table, x: int, y: int, width: int) -> int:
        theme = self._theme
        widths = self._column_widths(table, width)
        if widths is None:
            return self._cards(table, x, y, width)
        rights = [
            all(_NUMBER.fullmatch(row[column].strip()) for row in table.rows) for column in range(len(table.columns))
        ]
        before, top = len(self._sheet.marks), y
        y = self._table_row(table.columns, widths, rights, x, y, TABLE_HEAD, theme.cell_strong)
        marks = tuple(replace(mark, at=replace(mark.at, y=mark.at.y - top)) for mark in self._sheet.marks[before:])
        first, height = y, y - top
        for number, row in enumerate(table.rows):
            self._may_break(y)
            y = self._table_row(row, widths, rights, x, y, CARD if number % 2 == 0 else TINT, theme.cell)
        if table.total:
            self._may_break(y)
            y = self._table_row(table.total, widths, rights, x, y, TABLE_HEAD, theme.cell_strong)
        if height < self._sheet.window.h // 3:  # a head higher than that would leave too little for the rows
            self._sheet.heads.append(Head(first, y, height, marks))
        return y + theme.px(30)

    def _table_row(
        self, cells: tuple[str, ...], widths: list[int], rights: list[bool], x: int, y: int, fill: str, style: Style
    ) -> int:
        theme, pen = self._theme, self._pen
        pad = self._cell_pad()
        broken = [pen.lines(one_line(cell), width - 2 * pad, style) for cell, width in zip(cells, widths, strict=True)]
        height = max(len(lines) for lines in broken) * style.line_px + 2 * theme.px(12)
        for place, (lines, width, right) in enumerate(zip(broken, widths, rights, strict=True), 1):
            overlap = theme.px(2) if place < len(widths) else 0  # neighbours share one line
            pen.box(Rect(x, y, width + overlap, height + theme.px(2)), fill, 0, LINE, theme.px(2))
            top = y + (height - len(lines) * style.line_px) // 2
            if right:
                self._lines(lines, x + width - pad, top, style, INK, right=True)
            else:
                self._lines(lines, x + pad, top, style, INK)
            x += width
        return y + height

    def _column_widths(self, table: Table, width: int) -> list[int] | None:
        """Widths that fill the sheet: each column as wide as its text if that fits, else narrowed fairly.

        None if the columns would become too narrow to read: fewer than three characters.
        """
        theme, pen = self._theme, self._pen
        if not table.columns or len(table.columns) > MOST_COLUMNS:
            return None
        pad = 2 * self._cell_pad()
        wanted = []
        for column, head in enumerate(table.columns):
            texts = [(head, theme.cell_strong), *((row[column], theme.cell) for row in table.rows)]
            texts += [(table.total[column], theme.cell_strong)] if table.total else []
            wanted.append(max(pen.width(one_line(text), style) for text, style in texts) + pad + theme.px(4))
        least = [min(one, 3 * theme.cell.size_px + pad + theme.px(4)) for one in wanted]
        if sum(least) > width:
            return None
        if sum(wanted) <= width:
            spare = (width - sum(wanted)) // len(wanted)
            widths = [one + spare for one in wanted]
        else:  # shrink the widest first, down to what the others have
            low, high = 0, max(wanted)
            while low < high:
                middle = (low + high + 1) // 2
                fits = sum(min(one, max(middle, few)) for one, few in zip(wanted, least, strict=True)) <= width
                low, high = (middle, high) if fits else (low, middle - 1)
            widths = [min(one, max(low, few)) for one, few in zip(wanted, least, strict=True)]
        widths[-1] += width - sum(widths)
        return widths

    def _cards(self, table: Table, x: int, y: int, width: int) -> int:
        """A table with too many columns: one card of labelled values for each row."""
        for row in (*table.rows, *([table.total] if table.total else [])):
            y = self.facts(list(zip(table.columns, row, strict=True)), y, x, width) - self._theme.px(10)
        return y + self._theme.px(20)

    def _steps(self, block: Steps, x: int, y: int, width: int) -> int:
        theme, pen = self._theme, self._pen
        circle, gap = theme.px(64), theme.px(24)
        left, room = x + circle + gap, width - circle - gap
        for number, step in enumerate(block.steps):
            self._may_break(y)
            top = y
            line_slot = len(self._sheet.marks)
            y = pen.text(one_line(step.name), left, y + theme.px(8), room, theme.strong)
            details = [(pen.say("办理"), step.who), (pen.say("时限"), step.limit), (pen.say("说明"), step.note)]
            for label, value in details:
                if value.strip():
                    y = pen.text(
                        pen.say("{label}：{value}", label=label, value=one_line(value)),
                        left,
                        y,
                        room,
                        theme.cell,
                        SOFT_INK,
                    )
            y = max(y, top + circle) + theme.px(24)
            if number + 1 < len(block.steps):
                thread = Rect(x + circle // 2 - theme.px(2), top + circle, theme.px(4), y - top - circle)
                pen.box(thread, LINE)
                self._sheet.marks.insert(line_slot, self._sheet.marks.pop())
            seal = Rect(x, top, circle, circle)
            pen.box(seal, RED, circle // 2)
            pen.centred(str(number + 1), seal, theme.cell_strong, ON_RED)
        return y + theme.px(10)

    def _picture(self, block: PictureBlock, x: int, y: int, width: int) -> int:
        theme, pen = self._theme, self._pen
        self._may_break(y)
        frame = Rect(x, y, width, int(width * 0.62))
        pen.box(frame, CARD, 0, LINE, theme.px(2))
        file = self._files.get(block.attachment)
        if file is not None:
            pen.picture(frame.inset(theme.px(8)), file.sha256, file.media_type)
        y = frame.bottom + theme.px(8)
        if block.alt.strip():
            for line in pen.lines(one_line(block.alt), width, theme.note):
                pen.line(line, x + width // 2, y, theme.note, SOFT_INK, "centre")
                y += theme.note.line_px
        return y + theme.px(20)

    # --- helpers ---

    def _may_break(self, y: int) -> None:
        """A screenful may begin here, unless that would leave a heading behind alone."""
        if not self._keep_next:
            self._sheet.breaks.append(y)
        self._keep_next = False

    def _lines(self, lines: list[str], x: int, y: int, style: Style, colour: str, right: bool = False) -> None:
        for line in lines:
            top = y + (style.line_px - style.text_px) // 2
            self._pen.line(line, x, top, style, colour, "right" if right else "left")
            y += style.line_px

    def _cell_pad(self) -> int:
        return self._theme.px(14)
