"""草稿: a disclosure before anyone has reviewed it, as an import or the sample county hands it to the hub.

The hub adds what only it may decide: the id, the revision, the times of release and the search text.
"""

from __future__ import annotations

from datetime import date

from content.blocks import Block
from content.disclosure import NoticePeriod, TimeLimit
from content.led_line import LedStyle
from content.record import Record, UnitCode
from content.terms import Audience, FiveOpen, SixOpen, Stage, Timing, Window


class DraftFile(Record, frozen=True, kw_only=True):
    """A picture or PDF that comes with a draft."""

    name: str
    media_type: str
    data: bytes


class HeldStep(Record, frozen=True, kw_only=True):
    """A step of the flow that was taken before the hub knew of it: a meeting with its votes, a publication on paper."""

    step: str
    on: date
    entitled: int = 0
    present: int = 0
    agreed: int = 0
    note: str = ""


class OpinionHeard(Record, frozen=True, kw_only=True):
    """意见采纳情况 of one opinion. adoption: adopted, partly, not."""

    opinion: str
    adoption: str
    people: int = 1
    reason: str = ""


class Draft(Record, frozen=True, kw_only=True):
    """What an editor would have typed in. Fields as in content.disclosure.Disclosure.

    source: where it came from (a URL, or file:line), for the record and for de-duplication.
    led_text: the proposed line for LED boards; empty = none.
    limit: without due_on and days_used, which the hub counts.
    published_on: the day the source says it was first published, shown to the editor.
    steps_held, explanation, shortened_because, opinions: of its flow; see content.hub.review. follows: the source of
    the draft whose disclosure it follows.
    """

    unit: UnitCode
    title: str
    publisher: str
    blocks: tuple[Block, ...]
    six_open: SixOpen = SixOpen.GOVERNMENT
    window: Window = Window.ENQUIRY
    audience: Audience = Audience.PUBLIC
    timing: Timing = Timing.PROMPT
    five_open: FiveOpen | None = None
    stage: Stage | None = None
    genre: str = ""
    category: str = ""
    domain: str = ""
    document_number: str = ""
    index_number: str = ""
    formed_on: date | None = None
    published_on: date | None = None
    valid_until: date | None = None
    notice: NoticePeriod | None = None
    max_offline_days: int = 0
    matter: str = ""
    explains: str = ""
    limit: TimeLimit | None = None
    led_text: str = ""
    led_style: LedStyle = LedStyle.SCROLL_LEFT
    source: str = ""
    files: tuple[DraftFile, ...] = ()
    steps_held: tuple[HeldStep, ...] = ()
    explanation: str = ""
    shortened_because: str = ""
    follows: str = ""
    opinions: tuple[OpinionHeard, ...] = ()
