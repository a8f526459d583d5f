"""What every view is made from: the store, the unit tree, where this terminal stands, the time, the language."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from content.county import County, Unit
from content.disclosure import Disclosure
from content.record import UnitCode
from content.store.library import Library
from kiosk.handwriting import Recogniser
from kiosk.language import CHINESE, Language
from kiosk.popular import Popular


class Place(Struct, frozen=True):
    """Where this terminal stands, as its settings say."""

    unit: UnitCode
    terminal: str
    public_url: str = ""
    has_printer: bool = False


class Aids(Struct, frozen=True):
    """What helps to search on this terminal: handwriting, where it is installed, and what others looked for."""

    recogniser: Recogniser | None = None
    popular: Popular | None = None


NO_AIDS = Aids()


class Context(Struct, frozen=True):
    """One look at the store. last_seen: the disclosure that stood there before, which tells why it may have gone."""

    library: Library
    county: County
    place: Place
    now: datetime
    last_seen: Disclosure | None = None
    language: Language = CHINESE
    aids: Aids = NO_AIDS

    def say(self, sentence: str, **facts: object) -> str:
        """A sentence of the interface in the language of this visit."""
        return self.language.say(sentence, **facts)

    def name_of(self, unit: UnitCode) -> str:
        """A unit's name; empty for a unit that the county does not know."""
        return names(self.county).get(unit, "")

    def line_of(self, unit: UnitCode) -> list[UnitCode]:
        """The unit and all units above it."""
        units: dict[UnitCode, Unit] = {one.code: one for one in self.county.units}
        line: list[UnitCode] = []
        while unit in units and unit not in line:
            line.append(unit)
            unit = units[unit].parent
        return line


def names(county: County | None) -> dict[UnitCode, str]:
    """Code → name of every unit."""
    return {unit.code: unit.name for unit in county.units} if county else {}
