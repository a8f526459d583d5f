"""The technician's screens and what leads from one to the next: the code, the page, two tests of the panel. Pure."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

CELLS = 40  # of the touch test
COLOURS = 5  # of the colour test


class CodePad(Struct, frozen=True):
    """维护口令. digits: how many have been typed; which ones, only the gate knows. shut_min: no code is taken yet."""

    digits: int = 0
    shut_min: int = 0
    wrong: bool = False


class Maintenance(Struct, frozen=True):
    """维护页. facts: what is known of this machine, as labelled values, read when the page was opened."""

    facts: tuple[tuple[str, str], ...] = ()


class TouchTest(Struct, frozen=True):
    """触摸测试. touched: the cells that have been."""

    touched: frozenset[int] = frozenset()


class ColourTest(Struct, frozen=True):
    """色彩测试: whole screens of one colour, on which a dead pixel shows."""

    colour: int = 0


MaintenanceRoute = CodePad | Maintenance | TouchTest | ColourTest


class CodeKey(Struct, frozen=True):
    """One key of the pad."""

    key: Literal["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "clear", "enter"]


class CodeTold(Struct, frozen=True):
    """What the gate says after a key."""

    digits: int = 0
    shut_min: int = 0
    wrong: bool = False


class CodeRight(Struct, frozen=True):
    """The code was right."""

    facts: tuple[tuple[str, str], ...]


class TouchCell(Struct, frozen=True):
    """One cell of the touch test."""

    cell: int


class NextColour(Struct, frozen=True):
    """The next colour; after the last one the test is over."""


class Restart(Struct, frozen=True):
    """End this program in order; systemd starts it anew."""


MaintenanceStep = CodeKey | CodeTold | CodeRight | TouchCell | NextColour | Restart


def changed(here: MaintenanceRoute, step: object) -> MaintenanceRoute | None:
    """The technician's screen after a step that stays on it; None if the step has no meaning there."""
    match here, step:
        case CodePad(), CodeTold(digits, shut_min, wrong):
            return CodePad(digits, shut_min, wrong)
        case CodePad(), CodeRight(facts):
            return Maintenance(facts)
        case TouchTest(touched), TouchCell(cell) if 0 <= cell < CELLS:
            return replace(here, touched=touched | {cell})
        case ColourTest(colour), NextColour() if colour + 1 < COLOURS:
            return ColourTest(colour + 1)
        case _:
            return None
