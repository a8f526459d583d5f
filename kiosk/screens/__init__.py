"""One file for each screen: a view goes in, a drawn frame comes out. Pure, so layout is tested without a screen.

The home screen is the first one seen after a start: for it no other screen is imported.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from kiosk.comfort import Comfort
from kiosk.drawing import Advance, Frame, Pen
from kiosk.language import CHINESE, Language
from kiosk.screens.home import draw_home
from kiosk.theme import Theme
from kiosk.viewmodel.home import HomeView
from kiosk.widgets.chrome import Around

if TYPE_CHECKING:
    from kiosk.viewmodel.every_screen import View


def theme_for(view: View, theme: Theme) -> Theme:
    """The technician's screens are drawn in their usual size and place, whatever the visitor before had chosen."""
    if isinstance(view, HomeView):
        return theme
    from kiosk.screens.every_screen import TECHNICAL

    if not isinstance(view, TECHNICAL):
        return theme
    plain = Comfort(contrast=theme.comfort.contrast, language=theme.comfort.language)
    return dataclasses.replace(theme, comfort=plain)


def draw(view: View, around: Around, theme: Theme, advance: Advance, language: Language = CHINESE) -> Frame:
    """The whole screen for a view."""
    frame = Frame()
    pen = Pen(frame, theme_for(view, theme), advance, language)
    if isinstance(view, HomeView):
        frame.sheet = draw_home(pen, view, around)
    else:
        from kiosk.screens.every_screen import draw_on

        draw_on(frame, pen, view, around)
    if around.idle_left_s is not None:
        from kiosk.widgets.stay import stay_card

        frame.over = stay_card(pen, around.idle_left_s)
    return frame
