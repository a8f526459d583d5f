"""What is wrong with a drawn frame: text that leaves its box, targets that are small, contrast that is poor.

Pure: a frame's geometry and colours are known before anything is painted. The tour asks for every screen in every
text size, contrast, language and orientation, and so do the tests.

Rules: 移动互联网应用适老化通用设计规范 (contrast 4.5 : 1, targets 60 × 60 dp); WCAG 2.1, 1.4.3, for how contrast is
computed, and 1.4.6 (7 : 1) for high contrast.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations

from msgspec import Struct

from kiosk.drawing import Frame, Layer, Sheet, Target
from kiosk.marks import Box, Mark, Rect, Words
from kiosk.theme import PAGE, Theme

TOUCH_DP = 60
LEAST_CONTRAST = {"normal": 4.5, "high": 7.0}
LEAST_LINES = 2  # of running text, that a long page must show at once
STRIPE_PX = 64

Draws = Callable[[str, bool], bool]  # a character, bold or not → whether a face has it


class Problem(Struct, frozen=True):
    """element: the text or the name of the target. what: is wrong with it."""

    element: str
    what: str


def problems(frame: Frame, theme: Theme, draws: Draws) -> list[Problem]:
    """Everything that is wrong with a screen; nothing: it may be shown to anybody."""
    window = Rect(0, 0, theme.width_px, theme.height_px)
    page = theme.colour(PAGE)
    found = [*_layer(frame, window, page, theme, draws), *_reach(frame, theme)]
    sheet = frame.sheet
    if sheet is not None:
        ground = _under(_Stripes(frame.marks), len(frame.marks), *_middle(sheet.window))
        paper = Rect(0, 0, sheet.window.w, max(sheet.height, sheet.window.h))
        found += _layer(sheet, paper, ground.fill if ground else page, theme, draws)
        found += _sheet(frame, sheet, window, theme)
    if frame.over is not None:
        found += _layer(frame.over, window, page, theme, draws)
    return found


def contrast(one: str, other: str) -> float:
    """Of two colours, 1 to 21 (WCAG 2.1, relative luminance)."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [part / 255 for part in bytes.fromhex(colour[1:7])]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _layer(layer: Layer, bounds: Rect, ground: str, theme: Theme, draws: Draws) -> Iterator[Problem]:
    stripes = _Stripes(layer.marks)
    for place, mark in enumerate(layer.marks):
        if isinstance(mark, Words):
            yield from _words(mark, place, stripes, bounds, ground, theme, draws)
        elif not _holds(bounds, mark.at, slack=2):
            yield Problem(type(mark).__name__, f"leaves the window: {_told(mark.at)}")
    yield from _targets(layer.targets, bounds, theme)


def _words(
    words: Words, place: int, stripes: _Stripes, bounds: Rect, ground: str, theme: Theme, draws: Draws
) -> Iterator[Problem]:
    ink = words.ink
    if not _holds(bounds, ink, slack=1):
        yield Problem(words.text, f"leaves the window: {_told(ink)}")
    under = _under(stripes, place, *_middle(ink))
    fill = under.fill if under else ground
    least = LEAST_CONTRAST[theme.comfort.contrast]
    if (found := contrast(words.colour, fill)) < least:
        yield Problem(words.text, f"contrast {found:.1f} : 1, at least {least:g} : 1 ({words.colour} on {fill})")
    if any(_under(stripes, place, x, y) is not under for x, y in _corners(ink)):
        yield Problem(words.text, f"leaves its box: {_told(ink)}" + (f" in {_told(under.at)}" if under else ""))
    for number, other in stripes.crossing(ink):
        if number > place and _overlap(ink, other.ink if isinstance(other, Words) else other.at) > 1:
            by = repr(other.text) if isinstance(other, Words) else type(other).__name__
            yield Problem(words.text, f"is covered by {by}")
    missing = {character for character in words.text if not draws(character, words.style.bold)}
    if missing:
        yield Problem(words.text, "no face has " + " ".join(f"{one} U+{ord(one):04X}" for one in sorted(missing)))


def _targets(targets: Sequence[Target], bounds: Rect, theme: Theme) -> Iterator[Problem]:
    least = TOUCH_DP * theme.px_per_dp - 0.5
    names = [target.name for target in targets]
    for target in targets:
        if target.at.w < least or target.at.h < least:
            size = f"{target.at.w / theme.px_per_dp:.0f} × {target.at.h / theme.px_per_dp:.0f} dp"
            yield Problem(target.name, f"measures {size}, at least {TOUCH_DP} × {TOUCH_DP} dp")
        if not _holds(bounds, target.at, slack=0):
            yield Problem(target.name, f"leaves the window: {_told(target.at)}")
        if names.count(target.name) > 1:
            yield Problem(target.name, "is the name of two targets")
    for one, other in combinations(targets, 2):
        if _overlap(one.at, other.at) > 0:
            yield Problem(one.name, f"lies on {other.name}")


def _reach(frame: Frame, theme: Theme) -> Iterator[Problem]:
    """In low reach nothing is touched above the line."""
    places = [(target.name, target.at.y) for target in frame.targets]
    if frame.sheet is not None and frame.sheet.targets:
        places.append(("the long page", frame.sheet.window.y))
    for name, top in places:
        if top < theme.reach_px:
            yield Problem(name, f"begins at y {top}, above low reach at {theme.reach_px}")


def _sheet(frame: Frame, sheet: Sheet, window: Rect, theme: Theme) -> Iterator[Problem]:
    seen = sheet.window
    if not _holds(window, seen, slack=0):
        yield Problem("the long page", f"leaves the window: {_told(seen)}")
    if seen.h < LEAST_LINES * theme.body.line_px:
        yield Problem("the long page", f"has {seen.h} px for lines of {theme.body.line_px} px")
    for target in frame.targets:
        if _overlap(target.at, seen) > 0:
            yield Problem(target.name, "lies on the long page")
    for mark in frame.marks:
        if isinstance(mark, Words) and _overlap(mark.ink, seen) > 0:
            yield Problem(mark.text, "is covered by the long page")
    ends = [sheet.seen_until(start) for start in sheet.pages()][:-1]
    for end in ends:
        for mark in sheet.marks:
            if isinstance(mark, Words):
                ink = mark.ink
                if ink.y + 2 < end < ink.bottom - 2:
                    yield Problem(mark.text, f"is cut by the end of a screenful at {end}")


class _Stripes:
    """The marks of a layer by the stripes of the screen that they cross, so that neighbours are found at once."""

    def __init__(self, marks: Sequence[Mark]) -> None:
        self._stripes: dict[int, list[tuple[int, Mark]]] = {}
        for place, mark in enumerate(marks):
            for stripe in range(mark.at.y // STRIPE_PX, mark.at.bottom // STRIPE_PX + 1):
                self._stripes.setdefault(stripe, []).append((place, mark))

    def at(self, y: int) -> list[tuple[int, Mark]]:
        """Marks that may cross this height, in the order in which they are painted."""
        return self._stripes.get(y // STRIPE_PX, [])

    def crossing(self, ink: Rect) -> Iterator[tuple[int, Mark]]:
        """Marks that may cross this rectangle, each once."""
        known: set[int] = set()
        for stripe in range(ink.y // STRIPE_PX, ink.bottom // STRIPE_PX + 1):
            for place, mark in self._stripes.get(stripe, []):
                if place not in known:
                    known.add(place)
                    yield place, mark


def _under(stripes: _Stripes, place: int, x: int, y: int) -> Box | None:
    """The topmost box under this point, of those painted before ``place``."""
    found = None
    for number, mark in stripes.at(y):
        if number < place and isinstance(mark, Box) and mark.at.holds(x, y):
            found = mark
    return found


def _corners(ink: Rect) -> tuple[tuple[int, int], ...]:
    left, right, top, bottom = ink.x + 1, ink.right - 2, ink.y + 2, ink.bottom - 3
    return (left, top), (right, top), (left, bottom), (right, bottom)


def _middle(at: Rect) -> tuple[int, int]:
    return at.x + at.w // 2, at.y + at.h // 2


def _overlap(one: Rect, other: Rect) -> int:
    """How many pixels two rectangles share in the direction in which they share least; 0 or less: none."""
    across = min(one.right, other.right) - max(one.x, other.x)
    down = min(one.bottom, other.bottom) - max(one.y, other.y)
    return min(across, down)


def _holds(outer: Rect, inner: Rect, slack: int) -> bool:
    return (
        inner.x >= outer.x - slack
        and inner.y >= outer.y - slack
        and inner.right <= outer.right + slack
        and inner.bottom <= outer.bottom + slack
    )


def _told(at: Rect) -> str:
    return f"x {at.x}–{at.right}, y {at.y}–{at.bottom}"
