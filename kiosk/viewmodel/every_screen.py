"""Every screen's view: the union of them, and how each is made. ``kiosk.viewmodel`` is the door to it."""

from __future__ import annotations

from content.record import UnitCode
from kiosk import forms, routes
from kiosk.finding import Search
from kiosk.lists import Listing, Narrowing
from kiosk.maintenance_routes import CodePad, ColourTest, Maintenance, TouchTest
from kiosk.reading_routes import Matter, TableFind, TablePage, TableRow
from kiosk.taking import TakeAway
from kiosk.viewmodel.attract import AsleepView, AttractView, attract
from kiosk.viewmodel.comfort import ComfortView
from kiosk.viewmodel.context import Context
from kiosk.viewmodel.detail import AttachmentView, DetailView, attachment_page, detail
from kiosk.viewmodel.gone import GoneView, SafeView
from kiosk.viewmodel.home import HomeView, home
from kiosk.viewmodel.listing import ListView, listing
from kiosk.viewmodel.maintenance import MaintenanceScreen, maintenance
from kiosk.viewmodel.matter import MatterView, matter
from kiosk.viewmodel.narrowing import NarrowingView, narrowing
from kiosk.viewmodel.opinion import OpinionView, ThanksView, opinion, thanks
from kiosk.viewmodel.search import SearchView, search
from kiosk.viewmodel.speak import FindAnswerView, SpeakView, SurveyView, WishView, find_answer, speak, survey, wish
from kiosk.viewmodel.table import TableFindView, TableRowView, TableView, table_find, table_page, table_row
from kiosk.viewmodel.taking import TakeView, take_away
from kiosk.viewmodel.units import UnitsView, units

__all__ = [
    "AsleepView",
    "AttachmentView",
    "AttractView",
    "ComfortView",
    "DetailView",
    "FindAnswerView",
    "GoneView",
    "HomeView",
    "ListView",
    "MatterView",
    "NarrowingView",
    "OpinionView",
    "SafeView",
    "SearchView",
    "SpeakView",
    "SurveyView",
    "TableFindView",
    "TableRowView",
    "TableView",
    "TakeView",
    "ThanksView",
    "UnitsView",
    "View",
    "WishView",
    "items_on",
    "view_of",
]

View = (
    HomeView
    | ListView
    | NarrowingView
    | UnitsView
    | DetailView
    | AttachmentView
    | TableView
    | TableRowView
    | TableFindView
    | MatterView
    | SearchView
    | OpinionView
    | SurveyView
    | WishView
    | ThanksView
    | SpeakView
    | TakeView
    | FindAnswerView
    | GoneView
    | SafeView
    | ComfortView
    | AttractView
    | AsleepView
    | MaintenanceScreen
)


def view_of(route: routes.Route, context: Context) -> View:
    """The view for a route."""
    match route:
        case routes.Home():
            return home(context)
        case Listing():
            return listing(route, context)
        case Narrowing():
            return narrowing(route, context)
        case routes.Units(unit):
            return units(unit or UnitCode(context.county.code), context)
        case routes.Detail():
            return detail(route, context)
        case routes.AttachmentPage():
            return attachment_page(route, context)
        case TablePage():
            return table_page(route, context)
        case TableRow():
            return table_row(route, context)
        case TableFind():
            return table_find(route, context)
        case Matter():
            return matter(route, context)
        case Search():
            return search(route, context)
        case forms.Opinion():
            return opinion(route, context)
        case forms.Survey():
            return survey(route, context)
        case forms.Wish():
            return wish(route, context)
        case TakeAway():
            return take_away(route, context)
        case routes.SpeakUp():
            return speak(context)
        case routes.FindAnswer():
            return find_answer(route, context)
        case forms.Thanks():
            return thanks(route, context)
        case routes.ComfortPanel():
            return ComfortView()
        case routes.Attract():
            return attract(route, context)
        case routes.Asleep():
            return AsleepView()
        case CodePad() | Maintenance() | TouchTest() | ColourTest():
            return maintenance(route, context)


def items_on(view: View) -> tuple[str, ...]:
    """Every "<id>@<rev>" a view shows: what must leave the screen when the store changes its mind."""
    match view:
        case HomeView():
            return view.items
        case ListView() | SearchView():
            return tuple(row.item for row in view.rows)
        case (
            DetailView() | AttachmentView() | TableView() | TableRowView() | TableFindView() | SurveyView() | TakeView()
        ):
            return (view.item,)
        case AttractView() if view.row:
            return (view.row.item,)
        case MatterView():
            others = (entry.item for stage in view.stages for entry in stage.entries)
            return tuple(dict.fromkeys((view.item, *others)))
        case _:
            return ()
