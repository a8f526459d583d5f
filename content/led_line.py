"""显示屏短讯: one line for the LED boards, as two approvers sign it."""

from __future__ import annotations

import enum
from datetime import timedelta

import msgspec

from content.record import DisclosureId, Moment, Record, UnitCode

LED_PAYLOAD_TYPE = "application/vnd.mingbai.led-line+json"
LED_RELEASE_PAYLOAD_TYPE = "application/vnd.mingbai.led-release+json"  # one signature, over a line of a template
MAX_LED_LINE_LENGTH = 60  # characters
MAX_LED_LINE_LIFE = timedelta(days=30)
MAX_URGENT_LIFE = timedelta(days=7)  # a hub allows less, see config.settings.HubSettings.emergency_max_hours
DRILL_MARK = "【演练】"  # a drill begins and ends with it: whoever sees one half of the text also knows


class LedUrgency(enum.Enum):
    """紧急程度 of a line. DRILL: an exercise (演练) of an emergency; its text says so, and no other text does.

    So the Common Alerting Protocol keeps the status Exercise apart from Actual.
    """

    ROUTINE = "routine"
    DRILL = "drill"
    EMERGENCY = "emergency"


URGENCY_LABELS = {
    LedUrgency.ROUTINE: "一般",
    LedUrgency.DRILL: "应急演练",
    LedUrgency.EMERGENCY: "应急",
}


class LedStyle(enum.Enum):
    """How a line moves; what a board really does with it is in that board's capabilities."""

    SCROLL_LEFT = "scroll-left"
    SCROLL_UP = "scroll-up"
    STILL = "still"


LED_STYLE_LABELS = {
    LedStyle.SCROLL_LEFT: "向左滚动",
    LedStyle.SCROLL_UP: "向上滚动",
    LedStyle.STILL: "静止",
}


class LedLine(Record, frozen=True, kw_only=True):
    """What two approvers sign: the text for LED boards, as the payload of a DSSE envelope.

    boards: ids of the boards that may show it. seq: grows with every line of a board.
    disclosure, disclosure_rev: what it announces; the line goes dark with it.
    valid_until: at most 30 days after valid_from, of an emergency or a drill 7 days.
    preview_sha256: of the PNG that the approvers looked at.
    urgency: a program that does not know the field shows the line among the others.
    template, fillings: of a line that one approver makes from an 应急模板, the sha256 of that template's payload, and
    what stands in its blanks.
    """

    v: int = 1
    id: DisclosureId
    unit: UnitCode
    rev: int
    county: str
    boards: tuple[str, ...]
    text: str
    style: LedStyle
    valid_from: Moment
    valid_until: Moment
    seq: int
    disclosure: DisclosureId
    disclosure_rev: int
    preview_sha256: str = ""
    urgency: LedUrgency = LedUrgency.ROUTINE
    template: str = ""
    fillings: tuple[str, ...] = ()


def decode_led_line(payload: bytes) -> LedLine:
    """Read the payload of an LED line's envelope. Raises ValueError that names the wrong field."""
    return _LED_LINE.decode(payload)


_LED_LINE = msgspec.json.Decoder(LedLine)
