"""应急模板: the text of an emergency, signed beforehand by two approvers, with blanks that take few things only.

In the text a blank stands as {its name}; its form says what may be filled in. A line made from it differs from the
template in its fillings, in which of the boards it is for, and in its time, and in nothing else.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import msgspec

from content.led_line import LedStyle, LedUrgency
from content.record import DisclosureId, Moment, Record, UnitCode

LED_TEMPLATE_PAYLOAD_TYPE = "application/vnd.mingbai.led-template+json"
_PLACE = re.compile(r"\{([^{}]*)\}")
_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
_DAY = re.compile(r"([1-9]|1[0-2])月([1-9]|[12][0-9]|3[01])日")
_LEAP_YEAR = 2024  # 2月29日 is a day


class BlankForm(enum.Enum):
    """What a blank takes: 数字 between two bounds, one of the 词 that are listed, a 时刻 (23:05), a 日期 (7月21日)."""

    NUMBER = "number"
    CHOICE = "choice"
    TIME = "time"
    DAY = "day"


BLANK_FORM_LABELS = {
    BlankForm.NUMBER: "数字",
    BlankForm.CHOICE: "词表",
    BlankForm.TIME: "时刻",
    BlankForm.DAY: "日期",
}


class Blank(Record, frozen=True, kw_only=True):
    """空格 in a template.

    choices: of a CHOICE, the words it takes. least, most: of a NUMBER, both included; decimals: how many places behind
    the point it may have.
    """

    name: str
    form: BlankForm
    choices: tuple[str, ...] = ()
    least: Decimal = Decimal(0)
    most: Decimal = Decimal(0)
    decimals: int = 0

    def takes(self, filling: str) -> bool:
        """Whether this may be filled in. There is one way to write a thing: no leading zeros, no plus, no spaces."""
        match self.form:
            case BlankForm.CHOICE:
                return filling in self.choices
            case BlankForm.TIME:
                return _TIME.fullmatch(filling) is not None
            case BlankForm.DAY:
                return _is_day(filling)
        point = rf"(?:\.[0-9]{{1,{self.decimals}}})?" if self.decimals else ""
        if re.fullmatch(rf"-?(?:0|[1-9][0-9]{{0,5}}){point}", filling) is None:
            return False
        number = Decimal(filling)
        return self.least <= number <= self.most and not (number == 0 and filling.startswith("-"))

    def longest(self) -> str:
        """The filling that takes most room on a board."""
        match self.form:
            case BlankForm.CHOICE:
                return max(self.choices, key=len)
            case BlankForm.TIME:
                return "23:59"
            case BlankForm.DAY:
                return "12月31日"
        return max((f"{bound:.{self.decimals}f}" for bound in (self.least, self.most)), key=len)


class LedTemplate(Record, frozen=True, kw_only=True):
    """What two approvers sign beforehand, as the payload of a DSSE envelope.

    name: for people. boards: ids of the boards for which lines may be made from it. blanks: in the order of the text.
    urgency: emergency or drill. valid_from, valid_until: when lines may be made of it and shown. max_hours: the longest
    that one is shown. disclosure: what the lines announce. preview_sha256: of the PNG with the longest fillings.
    """

    v: int = 1
    name: str
    unit: UnitCode
    county: str
    boards: tuple[str, ...]
    text: str
    blanks: tuple[Blank, ...] = ()
    style: LedStyle
    urgency: LedUrgency
    valid_from: Moment
    valid_until: Moment
    max_hours: int
    disclosure: DisclosureId
    preview_sha256: str = ""

    def filled(self, fillings: Sequence[str]) -> str:
        """The text with these fillings, in the order of the blanks. Raises ValueError that names the blank."""
        if len(fillings) != len(self.blanks):
            raise ValueError(f"{len(fillings)} fillings for {len(self.blanks)} blanks")
        for blank, filling in zip(self.blanks, fillings, strict=True):
            if not blank.takes(filling):
                raise ValueError(f"blank {blank.name!r} does not take {filling!r}")
        rest = iter(fillings)
        return _PLACE.sub(lambda _: next(rest), self.text)

    def specimen(self) -> str:
        """The text at its longest: what the approvers look at."""
        return self.filled([blank.longest() for blank in self.blanks])


def blanks_in(text: str) -> tuple[str, ...]:
    """The names of the blanks of a template's text, in their order. Raises ValueError for a brace without its other."""
    if re.search(r"[{}]", _PLACE.sub("", text)):
        raise ValueError("a brace without its other")
    return tuple(_PLACE.findall(text))


def decode_led_template(payload: bytes) -> LedTemplate:
    """Read the payload of a template's envelope. Raises ValueError that names the wrong field."""
    return _LED_TEMPLATE.decode(payload)


def _is_day(filling: str) -> bool:
    match = _DAY.fullmatch(filling)
    if match is None:
        return False
    try:
        date(_LEAP_YEAR, int(match[1]), int(match[2]))
    except ValueError:
        return False
    return True


_LED_TEMPLATE = msgspec.json.Decoder(LedTemplate)
