"""What each screen shows, as values: rows of the store become Chinese sentences, days left, unit paths.

``view_of`` turns a route into a view by asking the library. Views are frozen and comparable: an equal view
needs no new drawing. Pure but for the library that is handed in; raises StoreError like the library does.
One module for each screen. The home screen is the first one seen after a start: for it nothing else is imported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from content.store.filter import After
from kiosk import routes
from kiosk.viewmodel.context import Context
from kiosk.viewmodel.home import HomeView, home

if TYPE_CHECKING:
    from kiosk.viewmodel.every_screen import View


def view_of(route: routes.Route, context: Context) -> View:
    """The view for a route."""
    if isinstance(route, routes.Home):
        return home(context)
    from kiosk.viewmodel import every_screen

    return every_screen.view_of(route, context)


def items_on(view: View) -> tuple[str, ...]:
    """Every "<id>@<rev>" a view shows: what must leave the screen when the store changes its mind."""
    if isinstance(view, HomeView):
        return view.items
    from kiosk.viewmodel import every_screen

    return every_screen.items_on(view)


def latest_on(view: View) -> After | None:
    """The place of what came last, as the screens know it that are shown while nobody is there; None on others."""
    if isinstance(view, HomeView):
        return view.newest[0].place if view.newest else None
    from kiosk.viewmodel import every_screen

    return view.latest if isinstance(view, every_screen.AttractView) else None
