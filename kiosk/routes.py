"""Which screen comes next: a visit (one citizen at the screen) is a tuple of routes, the last one is shown.

Pure: no Kivy, no store, no clock. A touch becomes a step, and ``next_visit`` says where it leads.
How the visit is read is not part of it: ``Adjust`` and ``Leave`` also speak to ``comfort.next_comfort``.
"""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from content import receipt
from content.record import DisclosureId, UnitCode
from kiosk.comfort import Adjust, Leave
from kiosk.finding import FindStep, Search, found_on
from kiosk.forms import Form, FormStep, NotSent, Opinion, Sent, Survey, Thanks, Wish, filled_in
from kiosk.keyboard import Press, press
from kiosk.lists import Listing, ListStep, Narrow, Narrowing, NextRows, PreviousRows, turned
from kiosk.maintenance_routes import CodePad, ColourTest, Maintenance, MaintenanceRoute, MaintenanceStep, TouchTest
from kiosk.maintenance_routes import changed as maintenance_changed
from kiosk.reading_routes import (
    Matter,
    ReadingRoute,
    ReadingStep,
    TableFind,
    TablePage,
    TableRow,
    reading_changed,
)
from kiosk.taking import NotPrinted, Printed, TakeAway, TakeStep, taken

MAX_DEPTH = 24  # a visit deeper than that forgets its middle, never its home
ZOOMS = (100, 150, 225, 340, 500)  # percent: how much larger than the whole page each degree is


class Home(Struct, frozen=True):
    """首页."""


class Units(Struct, frozen=True):
    """单位: one unit of the tree with its children; an empty code is the county."""

    unit: UnitCode = UnitCode("")


class Detail(Struct, frozen=True):
    """One disclosure."""

    disclosure: DisclosureId


class AttachmentPage(Struct, frozen=True):
    """One page of an attachment, 0 is the first. zoom: 0 the whole page, then larger and larger.

    x, y: the middle of what is seen of a magnified page, in thousandths of the page from its top left.
    """

    disclosure: DisclosureId
    sha256: str
    page: int = 0
    zoom: int = 0
    x: int = 500
    y: int = 500


class SpeakUp(Struct, frozen=True):
    """在线互动: everything a citizen can say here, and the answers."""


class FindAnswer(Struct, frozen=True):
    """The digits of a 受理编号 typed so far."""

    typed: str = ""


class ComfortPanel(Struct, frozen=True):
    """大字和辅助: how this visit is read."""


class Attract(Struct, frozen=True):
    """待机轮播: what is being publicised, one matter at a time.

    turn: how many have been shown before this one. news: the one that came last, out of its turn.
    """

    turn: int = 0
    news: bool = False


class Asleep(Struct, frozen=True):
    """The screen is off for the night."""


Route = (
    Home
    | Units
    | Listing
    | Narrowing
    | Detail
    | AttachmentPage
    | Search
    | Form
    | Thanks
    | SpeakUp
    | FindAnswer
    | TakeAway
    | ComfortPanel
    | ReadingRoute
    | Attract
    | Asleep
    | MaintenanceRoute
)
Visit = tuple[Route, ...]

AT_HOME: Visit = (Home(),)

ROUTE_NAMES: dict[type[Route], str] = {
    Home: "home",
    Units: "units",
    Listing: "list",
    Narrowing: "narrow",
    Detail: "detail",
    AttachmentPage: "attachment",
    Search: "search",
    Opinion: "opinion",
    Survey: "survey",
    Wish: "wish",
    Thanks: "thanks",
    SpeakUp: "speak",
    FindAnswer: "find-answer",
    TakeAway: "take",
    ComfortPanel: "comfort",
    Attract: "attract",
    Asleep: "asleep",
    CodePad: "code",
    Maintenance: "maintenance",
    TouchTest: "touch-test",
    ColourTest: "colour-test",
    TablePage: "table",
    TableRow: "table-row",
    TableFind: "table-find",
    Matter: "matter",
}


class Open(Struct, frozen=True):
    """Go to another screen."""

    route: Route


class Back(Struct, frozen=True):
    """返回."""


class GoHome(Struct, frozen=True):
    """首页."""


class Listen(Struct, frozen=True):
    """朗读 what is shown, or 停止朗读; the visit does not change."""


class TurnTo(Struct, frozen=True):
    """Another page of an attachment."""

    page: int


class Look(Struct, frozen=True):
    """See this part of a page: zoom, x and y as in AttachmentPage."""

    zoom: int
    x: int
    y: int


class Scroll(Struct, frozen=True):
    """One screenful down (1) or up (-1) in a long text; the visit does not change."""

    pages: int


class NextTurn(Struct, frozen=True):
    """待机轮播 goes on to the next matter."""


class TellNews(Struct, frozen=True):
    """待机轮播 goes on to what has just come."""


Step = (
    Open
    | Back
    | GoHome
    | Leave
    | Adjust
    | Listen
    | ListStep
    | FindStep
    | Narrow
    | TurnTo
    | Look
    | Scroll
    | FormStep
    | TakeStep
    | NextTurn
    | TellNews
    | MaintenanceStep
    | ReadingStep
)


def next_visit(visit: Visit, step: Step) -> Visit:
    """The visit after this step. A step that makes no sense on the shown screen changes nothing."""
    here = visit[-1]
    match step:
        case Open(route):
            if route == here:
                return visit
            opened = (*visit, route)
            return opened if len(opened) <= MAX_DEPTH else (opened[0], *opened[2:])
        case GoHome() | Leave():
            return AT_HOME
        case Back():
            return visit[:-1] if len(visit) > 1 else visit
        case Narrow(listing):
            below = visit[:-1] if isinstance(here, Narrowing) else visit
            return (*(below[:-1] if isinstance(below[-1], Listing) else below), listing)
        case Printed() | NotPrinted():  # the same for 带走
            return tuple(taken(one, step) or one if isinstance(one, TakeAway) else one for one in visit)
        case Sent() | NotSent():  # the form may lie under another screen by now
            return tuple(filled_in(one, step) or one if isinstance(one, Form) else one for one in visit)
        case _:
            changed = _changed(here, step)
            return visit if changed is None else (*visit[:-1], changed)


def form_on(visit: Visit) -> Form | None:
    """The form that is being filled in, if one is shown."""
    return here if isinstance(here := visit[-1], Form) else None


def form_in(visit: Visit) -> Form | None:
    """The form that this visit holds, shown or under another screen: what has been typed is in it."""
    return next((route for route in visit if isinstance(route, Form)), None)


def _changed(here: Route, step: Step) -> Route | None:
    """The shown route after a step that stays on its screen; None if the step has no meaning there."""
    match here, step:
        case Listing(), NextRows() | PreviousRows():
            return turned(here, step)
        case AttachmentPage(), TurnTo(page) if page >= 0:
            return replace(here, page=page, zoom=0, x=500, y=500)
        case AttachmentPage(), Look(zoom, x, y) if 0 <= zoom < len(ZOOMS) and 0 <= x <= 1000 and 0 <= y <= 1000:
            return replace(here, zoom=zoom, x=x, y=y)
        case Attract(turn), NextTurn():
            return Attract(turn + 1)
        case Attract(turn, news=False), TellNews():
            return Attract(turn + 1, news=True)
        case TablePage() | TableRow() | TableFind() | Matter(), _:
            return reading_changed(here, step)
        case Search(), _:
            return found_on(here, step)
        case ((CodePad() | Maintenance() | TouchTest() | ColourTest()), _):
            return maintenance_changed(here, step)
        case TakeAway(), _:
            return taken(here, step)
        case FindAnswer(), Press(key) if key.kind != "letter":
            return FindAnswer(press(here.typed, key, receipt.DIGITS))
        case ((Opinion() | Survey() | Wish()), _):
            return filled_in(here, step)
        case _:
            return None
