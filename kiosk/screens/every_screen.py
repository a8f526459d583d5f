"""Which file draws which view. ``kiosk.screens`` is the door to it."""

from __future__ import annotations

from kiosk.drawing import Frame, Pen
from kiosk.routes import GoHome
from kiosk.screens.attachment import draw_attachment
from kiosk.screens.attract import draw_asleep, draw_attract
from kiosk.screens.comfort import draw_comfort
from kiosk.screens.detail import draw_detail
from kiosk.screens.home import draw_home
from kiosk.screens.listing import draw_listing
from kiosk.screens.maintenance import draw_code_pad, draw_colour_test, draw_maintenance, draw_touch_test
from kiosk.screens.matter import draw_matter
from kiosk.screens.message import draw_gone, draw_safe, draw_thanks
from kiosk.screens.narrowing import draw_narrowing
from kiosk.screens.opinion import draw_opinion
from kiosk.screens.search import draw_search
from kiosk.screens.speak import draw_find_answer, draw_speak, draw_survey, draw_wish
from kiosk.screens.table import draw_table_find, draw_table_page, draw_table_row
from kiosk.screens.taking import draw_taking
from kiosk.screens.units import draw_units
from kiosk.viewmodel import every_screen as viewmodel
from kiosk.viewmodel.maintenance import CodePadView, ColourTestView, MaintenanceView, TouchTestView
from kiosk.widgets.chrome import Around

TECHNICAL = (CodePadView, MaintenanceView, TouchTestView, ColourTestView)


def draw_on(frame: Frame, pen: Pen, view: viewmodel.View, around: Around) -> None:
    """The screen for a view."""
    match view:
        case viewmodel.HomeView():
            frame.sheet = draw_home(pen, view, around)
        case viewmodel.ListView():
            draw_listing(pen, view, around)
        case viewmodel.NarrowingView():
            frame.sheet = draw_narrowing(pen, view, around)
        case viewmodel.UnitsView():
            frame.sheet = draw_units(pen, view, around)
        case viewmodel.DetailView():
            frame.sheet = draw_detail(pen, view, around)
        case viewmodel.AttachmentView():
            frame.sheet = draw_attachment(pen, view, around, frame)
        case viewmodel.TableView():
            draw_table_page(pen, view, around)
        case viewmodel.TableRowView():
            frame.sheet = draw_table_row(pen, view, around)
        case viewmodel.TableFindView():
            draw_table_find(pen, view, around)
        case viewmodel.MatterView():
            frame.sheet = draw_matter(pen, view, around)
        case viewmodel.SearchView():
            frame.sheet = draw_search(pen, frame, view, around)
        case viewmodel.OpinionView():
            frame.sheet = draw_opinion(pen, view, around)
        case viewmodel.SurveyView():
            frame.sheet = draw_survey(pen, view, around)
        case viewmodel.WishView():
            frame.sheet = draw_wish(pen, view, around)
        case viewmodel.TakeView():
            frame.sheet = draw_taking(pen, view, around)
        case viewmodel.SpeakView():
            frame.sheet = draw_speak(pen, view, around)
        case viewmodel.FindAnswerView():
            draw_find_answer(pen, view, around)
        case viewmodel.ThanksView():
            frame.sheet = draw_thanks(pen, view, around)
        case viewmodel.GoneView():
            frame.sheet = draw_gone(pen, view, around)
        case viewmodel.SafeView():
            frame.sheet = draw_safe(pen, view, around)
        case viewmodel.ComfortView():
            frame.sheet = draw_comfort(pen, around)
        case viewmodel.AttractView():
            draw_attract(pen, view, around)
            frame.elsewhere = GoHome()
        case CodePadView():
            draw_code_pad(pen, view, around)
        case MaintenanceView():
            draw_maintenance(pen, view, around)
        case TouchTestView():
            draw_touch_test(pen, view)
        case ColourTestView(colour):
            draw_colour_test(pen, colour)
        case viewmodel.AsleepView():
            draw_asleep(pen)
            frame.elsewhere = GoHome()
