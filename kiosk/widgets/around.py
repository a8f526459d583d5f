"""What a screen is told besides its view, and what the bar at its bottom holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from kiosk.comfort import Comfort
from kiosk.language import CHINESE, Language, marked
from kiosk.routes import Back, ComfortPanel, GoHome, Open, Step
from kiosk.viewmodel.status import Status

PREVIOUS_PAGE, NEXT_PAGE = marked("上一页", "下一页")


class Offers(Struct, frozen=True):
    """What can be chosen on this terminal.

    languages: code and name of each. usual: how a visit begins. speaks: whether it can read aloud.
    """

    languages: tuple[tuple[str, str], ...] = ((CHINESE.code, CHINESE.name),)
    usual: Comfort = Comfort()
    speaks: bool = False


def offers(languages: Sequence[Language], usual: Comfort) -> Offers:
    """What a terminal with these languages offers; whether it speaks is found out later."""
    return Offers(tuple((one.code, one.name) for one in languages), usual)


VoiceState = Literal["silent", "reading", "failed"]


class Around(Struct, frozen=True):
    """What a screen is told besides its view.

    scroll_px: how far its sheet is scrolled. idle_left_s: seconds until it returns home, when that is near.
    pages: of each attachment seen so far (sha256 → count). problems: why a page of one cannot be
    shown ((sha256, page) → kiosk.raster's word for it). shapes: width and height of each page seen.
    voice: what reading aloud is at. turn: how often what changes on the home screen has changed.
    """

    status: Status
    scroll_px: int = 0
    idle_left_s: int | None = None
    pages: tuple[tuple[str, int], ...] = ()
    offers: Offers = Offers()
    voice: VoiceState = "silent"
    turn: int = 0
    problems: tuple[tuple[tuple[str, int], str], ...] = ()
    shapes: tuple[tuple[tuple[str, int], tuple[int, int]], ...] = ()


class Button(Struct, frozen=True):
    """A button of the bar that only some screens have."""

    label: str
    name: str
    step: Step


class Bar(Struct, frozen=True):
    """The bar at the bottom: 首页 返回 上一页 下一页 大字 always stand in the same place; None = nothing to do.

    info: where in a list or text this is. comfort: what 大字 does. previous_label, next_label: what is turned.
    """

    home: Step | None = GoHome()
    back: Step | None = Back()
    previous: Step | None = None
    next: Step | None = None
    extra: Button | None = None
    info: str = ""
    comfort: Step | None = Open(ComfortPanel())
    previous_label: str = PREVIOUS_PAGE
    next_label: str = NEXT_PAGE
