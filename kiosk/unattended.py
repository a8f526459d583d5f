"""What the screen does by itself when nobody touches it: end a visit, show what is public, go dark at night. Pure."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from config.hours import Hours
from content.record import COUNTY_TIME
from kiosk.comfort import Leave
from kiosk.forms import FORM_IDLE_S
from kiosk.routes import Asleep, Attract, GoHome, Home, NextTurn, Open, Route, Step, Visit, form_in

TURN_S = 10.0  # a title of thirty characters is read aloud in eight seconds


class Rules(Struct, frozen=True):
    """Seconds since the last touch. attract_after_s: 0 = never. screen_hours: when the screen is on; none = always."""

    idle_after_s: float = 60.0
    attract_after_s: float = 120.0
    screen_hours: tuple[Hours, ...] = ()

    def patience_s(self, visit: Visit) -> float:
        """How long after the last touch a visit ends; one with a form in it by the form's own time."""
        return FORM_IDLE_S if form_in(visit) else self.idle_after_s

    def screen_is_on(self, now: datetime) -> bool:
        """By the hours of the county's clock."""
        at = now.astimezone(COUNTY_TIME).time()
        return not self.screen_hours or any(hours.hold(at) for hours in self.screen_hours)


def is_resting(here: Route) -> bool:
    """Whether nobody's visit is on the screen."""
    return isinstance(here, Home | Attract | Asleep)


def unattended_step(visit: Visit, quiet_s: float, now: datetime, rules: Rules, is_changed: bool = False) -> Step | None:
    """What happens without a touch, if anything.

    quiet_s: since the last touch. is_changed: somebody has set text, contrast or language for this visit.
    """
    here = visit[-1]
    if not is_resting(here) or is_changed:
        return Leave() if quiet_s >= rules.patience_s(visit) else None
    if not rules.screen_is_on(now):
        # Whoever wakes the screen at night has as long as any visitor.
        return Open(Asleep()) if not isinstance(here, Asleep) and quiet_s >= rules.idle_after_s else None
    if isinstance(here, Asleep):
        return GoHome()
    if not rules.attract_after_s or quiet_s < rules.attract_after_s:
        return None
    if not isinstance(here, Attract):
        return Open(Attract())
    return NextTurn() if quiet_s >= rules.attract_after_s + (here.turn + 1) * TURN_S else None
