"""Paints a frame onto the window and turns touches on it into steps.

Only what can be seen is painted: of a long sheet, the marks that cross its window. No widgets: a page is a few
meshes that are swapped for those of the next one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.graphics import Color, InstructionGroup, Rectangle
from kivy.graphics.scissor_instructions import ScissorPop, ScissorPush

from kiosk.damage import Damage, keeps_frames
from kiosk.drawing import Frame, Sheet, Target
from kiosk.finding import Drawn
from kiosk.glyphs import Glyphs
from kiosk.images import Images
from kiosk.inking import Inking
from kiosk.marks import Rect
from kiosk.painting import Painting, Part
from kiosk.routes import Step
from kiosk.shapes import rgba
from kiosk.theme import PRESSED, READ_ALOUD, Theme

UNDERLINE = 7  # so many times thinner than the line of text above it
DRAG_BEGINS_PX = 24  # a finger that moves less meant to touch


class Surface:
    """The window's face. touched(step) when a target was touched and let go; scrolled(y) after a drag.

    before: an instruction on the window's canvas that the first frame takes the place of.
    """

    def __init__(
        self,
        window: Any,
        theme: Theme,
        glyphs: Glyphs,
        images: Images,
        touched: Callable[[Step], None],
        scrolled: Callable[[int], None],
        before: Any = None,
    ) -> None:
        self._window = window
        self._before = before
        self._height = theme.height_px
        self._pressed_colour = theme.colour(PRESSED)
        self._read_colour = theme.colour(READ_ALOUD)
        self._read: tuple[Rect, ...] = ()
        self._glyphs = glyphs
        self._touched = touched
        self._scrolled = scrolled
        self._fixed = Painting(glyphs, images)
        self._moving = Painting(glyphs, images)
        self._over = Painting(glyphs, images)
        self._seen_through = ScissorPush(x=0, y=0, width=0, height=0)
        self._inking = Inking(lambda stroke: touched(Drawn(stroke)))
        self._voice = InstructionGroup()
        self._finger = InstructionGroup()
        self._damage = Damage(window, keeps_frames())
        for instruction in (
            self._damage.begin,
            self._fixed.canvas,
            *(self._seen_through, self._moving.canvas, ScissorPop()),
            self._inking.canvas,
            self._over.canvas,
            self._voice,
            self._finger,
            self._damage.end,
        ):
            window.canvas.add(instruction)
        self._finger_at: Rect | None = None
        self._frame = Frame()
        self._scroll = 0
        self._dragging: tuple[float, int] | None = None
        self._pushing: tuple[float, float] | None = None
        self._pushed = (0, 0)
        self._pressed: Target | None = None

    def dress(self, theme: Theme) -> None:
        """Another window size or another palette; the next frame is drawn for it."""
        self._height = theme.height_px
        self._pressed_colour = theme.colour(PRESSED)
        self._read_colour = theme.colour(READ_ALOUD)

    def mark_read(self, rects: tuple[Rect, ...]) -> None:
        """Where the voice is: on the sheet if there is one, else on the window."""
        self._read = rects
        self._damage.everything()
        self._voice.clear()
        sheet = self._frame.sheet
        dx = dy = 0
        if rects and sheet is not None:
            seen = sheet.seen(self._scroll, whole_lines=True)
            rects = tuple(one for one in rects if one.overlaps(self._scroll, self._scroll + seen.h))
            dx, dy = sheet.window.x, seen.y - self._scroll
        for at in rects:
            self._voice.add(Color(*rgba(self._read_colour)))
            line = Rectangle(pos=(at.x + dx, self._height - at.bottom - dy), size=(at.w, at.h // UNDERLINE))
            self._voice.add(line)

    def show(self, frame: Frame, scroll_px: int, whole_lines: bool = True) -> None:
        """Paint this frame instead of what is shown. whole_lines: hide a line cut off at the end of the sheet."""
        if self._before is not None:
            self._window.canvas.remove(self._before)
            self._before = None
        self._frame = frame
        self._scroll = scroll_px
        self._press(self._same_as(self._pressed))  # a page drawn anew under a finger must not lose the touch
        self._glyphs.make_room()
        fixed, moving = [Part(frame.marks)], []
        sheet = frame.sheet
        if sheet is not None:
            seen = sheet.seen(self._scroll, whole_lines)
            head = sheet.head_at(scroll_px)
            if head is not None:
                fixed.append(Part(head.marks, sheet.window.x, sheet.window.y))
            visible = sheet.marks_within(scroll_px, scroll_px + seen.h)
            pushed_x, pushed_y = self._pushed
            moving.append(Part(visible, sheet.window.x + pushed_x, seen.y - scroll_px + pushed_y))
            through = self._seen_through
            through.x, through.y, through.width, through.height = seen.x, self._height - seen.bottom, seen.w, seen.h
        self._fixed.show(fixed, self._height)
        self._moving.show(moving, self._height)
        self._over.show([Part(frame.over.marks)] if frame.over is not None else [], self._height)
        self._inking.show(frame.ink, self._height)
        self.mark_read(self._read)

    # --- touches, in window pixels from the top left ---

    def press(self, x: float, y: float) -> None:
        """A finger comes down."""
        if self._frame.over is None and self._inking.press(x, y):
            self._damage.everything()
            return
        self._press(self._target_at(x, y))
        sheet = self._frame.sheet
        is_on_sheet = sheet is not None and sheet.window.holds(x, y)
        is_magnified = self._frame.looking is not None and self._frame.looking.zoom > 0
        self._pushing = (x, y) if is_on_sheet and is_magnified else None
        self._dragging = (y, self._scroll) if is_on_sheet and not is_magnified else None

    def move(self, x: float, y: float) -> None:
        """The finger moves: it writes, or a long page or a magnified picture follows it."""
        if self._inking.move(x, y):
            self._damage.everything()
            return
        sheet = self._frame.sheet
        if self._pushing is not None:
            self._pushed = (int(x - self._pushing[0]), int(y - self._pushing[1]))
            self.show(self._frame, self._scroll)
            return
        if sheet is None or self._dragging is None:
            return
        began, scroll = self._dragging
        if abs(y - began) < DRAG_BEGINS_PX and self._scroll == scroll:
            return
        self._press(None)
        self.show(self._frame, self._bounded(sheet, scroll + int(began - y)), whole_lines=False)

    def release(self, x: float, y: float) -> None:
        """The finger is lifted."""
        if self._inking.release():
            return
        pressed, dragging = self._pressed, self._dragging
        if self._pushing is not None:
            self._push(x, y)
            return
        self._dragging = None
        self._press(None)
        if pressed is not None:
            if self._target_at(x, y) is pressed:
                self._touched(pressed.step)
        elif dragging is not None and self._scroll != dragging[1]:
            self._scrolled(self._scroll)
        elif self._frame.elsewhere is not None:
            self._touched(self._frame.elsewhere)

    def pinch(self, by: int) -> None:
        """Two fingers make a page larger (1) or smaller (-1)."""
        step = self._frame.looking.zoomed(by) if self._frame.looking is not None else None
        if step is not None:
            self._touched(step)

    def let_go(self) -> None:
        """What the pointer began is no touch: a second finger came down."""
        self._press(None)
        self._dragging = self._pushing = None
        if self._pushed != (0, 0):
            self._pushed = (0, 0)
            self.show(self._frame, self._scroll)

    def _push(self, x: float, y: float) -> None:
        """The finger that pushed a magnified picture about is lifted: the part under it stays under it."""
        (began_x, began_y), looking = self._pushing or (x, y), self._frame.looking
        self._pushing, self._pushed = None, (0, 0)
        right, down = began_x - x, began_y - y
        step = looking.moved(right, down) if looking and max(abs(right), abs(down)) >= DRAG_BEGINS_PX else None
        if step is not None:
            self._touched(step)
        else:
            self.show(self._frame, self._scroll)

    def wheel(self, pixels: int) -> None:
        """A mouse wheel, where there is one."""
        if self._frame.looking is not None and self._frame.looking.zoom > 0:
            self.pinch(-1 if pixels > 0 else 1)
            return
        sheet = self._frame.sheet
        if sheet is not None:
            self._scrolled(self._bounded(sheet, self._scroll + pixels))

    # --- for the journal ---

    def visible_targets(self) -> dict[str, list[int]]:
        """Everything that can be touched now: name → x, y, width, height."""
        over = self._frame.over
        found = {target.name: target.at for target in (*self._frame.targets, *(over.targets if over else ()))}
        if self._frame.ink is not None:
            found["ink"] = self._frame.ink.at
        sheet = self._frame.sheet
        if sheet is not None:
            seen = sheet.seen(self._scroll, whole_lines=True)
            for target in sheet.targets:
                at = _clipped(self._on_window(target), seen)
                if at is not None:
                    found[target.name] = at
        return {name: [at.x, at.y, at.w, at.h] for name, at in found.items()}

    def visible_items(self) -> list[str]:
        """The disclosures on the screen, "<id>@<rev>"."""
        return list(dict.fromkeys(shown.item for shown in self._frame.shown))

    # --- helpers ---

    def _press(self, target: Target | None) -> None:
        """Remember what the finger is on, and show it."""
        self._pressed = target
        if self._finger_at is not None:
            self._damage.touch(self._finger_at)
            self._finger_at = None
            self._finger.clear()
        if target is not None:
            at = self._on_window(target)
            self._finger_at = Rect(at.x, self._height - at.bottom, at.w, at.h)
            self._damage.touch(self._finger_at)
            self._finger.add(Color(*rgba(self._pressed_colour)))
            self._finger.add(Rectangle(pos=(at.x, self._height - at.bottom), size=(at.w, at.h)))

    def _same_as(self, pressed: Target | None) -> Target | None:
        """The target of the present frame that means the same; None if it has gone."""
        if pressed is None:
            return None
        sheet, over = self._frame.sheet, self._frame.over
        present = (*self._frame.targets, *(sheet.targets if sheet else ()), *(over.targets if over else ()))
        return next((one for one in present if (one.name, one.step) == (pressed.name, pressed.step)), None)

    def _bounded(self, sheet: Sheet, scroll_px: int) -> int:
        return max(0, min(scroll_px, sheet.height - sheet.window.h)) if sheet.height > sheet.window.h else 0

    def _target_at(self, x: float, y: float) -> Target | None:
        over = self._frame.over
        above: list[Target] = over.targets if over is not None else []
        for target in (*above, *reversed(self._frame.targets)):
            if target.at.holds(x, y):
                return target
        sheet = self._frame.sheet
        if sheet is not None and sheet.seen(self._scroll, whole_lines=False).holds(x, y):
            for target in reversed(sheet.targets):
                if self._on_window(target).holds(x, y):
                    return target
        return None

    def _on_window(self, target: Target) -> Rect:
        sheet = self._frame.sheet
        if sheet is None or target not in sheet.targets:
            return target.at
        at, top = target.at, sheet.seen(self._scroll, whole_lines=False).y
        return Rect(at.x + sheet.window.x, at.y + top - self._scroll, at.w, at.h)


def _clipped(at: Rect, window: Rect) -> Rect | None:
    top, bottom = max(at.y, window.y), min(at.bottom, window.bottom)
    return Rect(at.x, top, at.w, bottom - top) if bottom > top else None
