"""How a board is looked after beside its text: hours, brightness, power, fail events. Pure, told the time.

Hours are those of the county's clock. Quiet hours (静默时段) blank the face, powered hours (供电时段) switch the LEDs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from types import MappingProxyType

from config.hours import Hours, Level, hours_of, level_at
from config.settings import BoardSettings
from content.record import COUNTY_TIME
from display.board import Capabilities, DeadMan
from display.sign_terms import FailEvent


@dataclass(frozen=True, kw_only=True)
class Care:
    """One board's rules.

    quiet: in these hours nothing is shown. powered: outside of these the LEDs are off; none: always on.
    full_resend_every_s: how often everything is said again from the beginning, so that foreign text in the card's
    memory dies. fail_texts: what an event shows, texts that are true for ever; an event without one is blank.
    comm_loss_s, short_power_loss_s: as in display.controller.
    """

    quiet: tuple[Hours, ...] = ()
    powered: tuple[Hours, ...] = ()
    brightness: tuple[Level, ...] = ()
    full_resend_every_s: float = 600.0
    comm_loss_s: int = 0
    short_power_loss_s: int = 0
    fail_texts: Mapping[FailEvent, str] = field(default_factory=lambda: MappingProxyType({}))

    def is_quiet(self, now: datetime) -> bool:
        return any(hours.hold(_time_of_day(now)) for hours in self.quiet)

    def is_powered(self, now: datetime) -> bool:
        return not self.powered or any(hours.hold(_time_of_day(now)) for hours in self.powered)

    def brightness_percent(self, now: datetime) -> int | None:
        """What was set last, maybe yesterday; None where the settings say nothing of it."""
        return level_at(self.brightness, _time_of_day(now))


def safety_class(capabilities: Capabilities, *, has_heartbeat: bool) -> DeadMan:
    """Who darkens this board when the terminal dies. A relay helps any board, and without one there is none."""
    if capabilities.deadman is DeadMan.CARD:
        return DeadMan.CARD
    return DeadMan.RELAY if has_heartbeat else DeadMan.NOBODY


def care_from(settings: BoardSettings) -> Care:
    """What a section of terminal.toml says."""
    texts = settings.fail_messages.model_dump() if settings.fail_messages else {}
    return Care(
        quiet=tuple(map(hours_of, settings.quiet_hours)),
        powered=tuple(map(hours_of, settings.powered_hours)),
        brightness=tuple(Level(time.fromisoformat(step.at), step.percent) for step in settings.brightness),
        full_resend_every_s=settings.full_resend_every_s,
        comm_loss_s=settings.comm_loss_s,
        short_power_loss_s=settings.short_power_loss_s,
        fail_texts=MappingProxyType({event: texts[event.value] for event in FailEvent if texts.get(event.value)}),
    )


def _time_of_day(now: datetime) -> time:
    return now.astimezone(COUNTY_TIME).time()
