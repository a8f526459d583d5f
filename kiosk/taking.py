"""带走: a disclosure taken along by phone or on paper, as a route with its steps. Pure."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from content.record import DisclosureId

Printing = Literal["", "waiting", "done"]


class TakeAway(Struct, frozen=True):
    """带走: the codes, and the printer. problem: why nothing was printed."""

    disclosure: DisclosureId
    printing: Printing = ""
    problem: str = ""


class Print(Struct, frozen=True):
    """打印."""


class Printed(Struct, frozen=True):
    """The printer has the page."""


class NotPrinted(Struct, frozen=True):
    """The printer did not take it; the citizen reads why."""

    problem: str


TakeStep = Print | Printed | NotPrinted


def taken(here: TakeAway, step: object) -> TakeAway | None:
    """The screen after a step; None if the step has no meaning there. One print at a time."""
    match step:
        case Print() if here.printing != "waiting":
            return replace(here, printing="waiting", problem="")
        case Printed() if here.printing == "waiting":
            return replace(here, printing="done", problem="")
        case NotPrinted(problem) if here.printing == "waiting":
            return replace(here, printing="", problem=problem)
        case _:
            return None
