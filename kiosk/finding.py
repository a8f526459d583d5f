"""搜索 as a route: what is typed by keys or written by hand, and what a touch changes in it. Pure."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from kiosk.keyboard import Choose, Press, press
from kiosk.lists import NextRows, PreviousRows

MAX_TYPED = 32  # characters of a search
INK_SIDE = 1000  # units of the square that is written in
MOST_STROKES = 40  # the longest characters in use have 36

InkStroke = tuple[tuple[int, int], ...]  # points in the square, from its top left corner


class Search(Struct, frozen=True):
    """What has been typed so far, and the pages of the results. by_hand: written instead of typed; ink: its strokes."""

    typed: str = ""
    offsets: tuple[int, ...] = (0,)
    by_hand: bool = False
    ink: tuple[InkStroke, ...] = ()


class ByHand(Struct, frozen=True):
    """手写 or 键盘."""

    by_hand: bool


class Drawn(Struct, frozen=True):
    """A stroke has been written."""

    stroke: InkStroke


class UndoStroke(Struct, frozen=True):
    """撤一笔."""


class ClearInk(Struct, frozen=True):
    """重写."""


FindStep = ByHand | Drawn | UndoStroke | ClearInk


def found_on(here: Search, step: object) -> Search | None:
    """The search after a step; None if the step has no meaning there."""
    match step:
        case Press(key):
            return _typed(here, press(here.typed, key, MAX_TYPED))
        case Choose(word, letters):
            return _typed(here, (here.typed[: len(here.typed) - letters] + word)[:MAX_TYPED])
        case NextRows(offset) if offset > here.offsets[-1]:
            return replace(here, offsets=(*here.offsets, offset))
        case PreviousRows() if len(here.offsets) > 1:
            return replace(here, offsets=here.offsets[:-1])
        case ByHand(by_hand) if by_hand != here.by_hand:
            return replace(here, by_hand=by_hand, ink=())
        case Drawn(stroke) if here.by_hand and stroke and len(here.ink) < MOST_STROKES:
            return replace(here, ink=(*here.ink, stroke))
        case UndoStroke() if here.ink:
            return replace(here, ink=here.ink[:-1])
        case ClearInk() if here.ink:
            return replace(here, ink=())
        case _:
            return None


def _typed(here: Search, typed: str) -> Search:
    return Search(typed, by_hand=here.by_hand)
