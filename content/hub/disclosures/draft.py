"""草稿: a disclosure before anyone has reviewed it, as an import or the sample county hands it to the hub.

The hub adds what only it may decide: the id, the revision, the times of release and the search text.
"""

from __future__ import annotations

from datetime import date

from content.disclosure import (
    Audience,
    Block,
    FiveOpen,
    LedStyle,
    NoticePeriod,
    Record,
    SixOpen,
    Stage,
    TimeLimit,
    Timing,
    UnitCode,
    Window,
)


class DraftFile(Record, frozen=True, kw_only=True):
    """A picture or PDF that comes with a draft."""

    name: str
    media_type: str
    data: bytes


class Draft(Record, frozen=True, kw_only=True):
    """What an editor would have typed in. Fields as in content.disclosure.Disclosure.

    source: where it came from (a URL, or file:line), for the record and for de-duplication.
    led_text: the proposed line for LED boards; empty = none.
    limit: without due_on and days_used, which the hub counts.
    published_on: the day the source says it was first published, shown to the editor.
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
