"""The JSON objects of AM03127 frames: the verbs, their fields, what may stand in them; and a frame as one of them.

What they mean is told in display.protocols.am03127_json. A field of any other name is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

import msgspec

from display.protocols.am03127_codec import (
    ALWAYS,
    PERCENT,
    Bare,
    Brightness,
    Character,
    Clock,
    DefaultPage,
    DeletePage,
    DeleteSchedule,
    Graphic,
    Page,
    Request,
    Schedule,
)
from display.protocols.am03127_frame import NewId, Packet
from display.protocols.am03127_text import text_from

Id = Annotated[int, msgspec.Meta(ge=0, le=0xFF)]
Line = Annotated[int, msgspec.Meta(ge=0, le=9)]
Letter = Annotated[str, msgspec.Meta(pattern="^[A-Za-z]$")]
Capital = Annotated[str, msgspec.Meta(pattern="^[A-Z]$")]
Minute = Annotated[str, msgspec.Meta(pattern="^[0-9]{10}$")]
Unset = msgspec.UnsetType


class _Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=False):
    pass


class TextNative(_Record, frozen=True, kw_only=True):
    line: Line = 1
    page: Letter = "A"
    lead: Letter = "A"
    mode: Letter = "A"
    wait: Letter = "A"
    lag: Letter = "K"


class RasterNative(_Record, frozen=True, kw_only=True):
    graphic: Annotated[str, msgspec.Meta(pattern="^[A-Z][0-9]$")] = "A1"
    pixels: Annotated[
        tuple[Annotated[str, msgspec.Meta(pattern="^[RGY.]{32}$")], ...], msgspec.Meta(min_length=8, max_length=8)
    ]


class ScheduleNative(_Record, frozen=True, kw_only=True):
    schedule: Capital = "A"
    begin: Minute = msgspec.field(name="from", default=ALWAYS[0])
    end: Minute = msgspec.field(name="to", default=ALWAYS[1])
    pages: Annotated[str, msgspec.Meta(pattern="^[A-Z]{1,31}$")] = "A"


class PageNative(_Record, frozen=True, kw_only=True):
    page: Capital = "A"


class ClockNative(_Record, frozen=True, kw_only=True):
    week: Annotated[int, msgspec.Meta(ge=0, le=99)]


class DeleteNative(_Record, frozen=True, kw_only=True):
    line: Line | Unset = msgspec.UNSET
    page: Capital | Unset = msgspec.UNSET
    schedule: Capital | Unset = msgspec.UNSET
    all: Literal[True] | Unset = msgspec.UNSET


class IdNative(_Record, frozen=True, kw_only=True):
    id: Annotated[int, msgspec.Meta(ge=1, le=0xFF)]


class CharacterNative(_Record, frozen=True, kw_only=True):
    font: Capital = "A"
    code: Annotated[str, msgspec.Meta(pattern="^[0-3][0-9A-F]$")]
    rows: Annotated[
        tuple[Annotated[str, msgspec.Meta(pattern="^[#.]{8}$")], ...], msgspec.Meta(min_length=8, max_length=8)
    ]


class _Do(_Record, frozen=True, kw_only=True, tag_field="do"):
    address: Id = 1
    lower_case_id: bool | Unset = msgspec.UNSET


class DoText(_Do, frozen=True, kw_only=True, tag="text"):
    text: str
    native: TextNative = TextNative()


class DoRaster(_Do, frozen=True, kw_only=True, tag="raster"):
    native: RasterNative


class DoSchedule(_Do, frozen=True, kw_only=True, tag="schedule"):
    native: ScheduleNative = ScheduleNative()


class DoDefaultPage(_Do, frozen=True, kw_only=True, tag="default-page"):
    native: PageNative = PageNative()


class DoClock(_Do, frozen=True, kw_only=True, tag="clock"):
    time: str
    native: ClockNative | Unset = msgspec.UNSET


class DoBrightness(_Do, frozen=True, kw_only=True, tag="brightness"):
    percent: Literal[25, 50, 75, 100]


class DoDelete(_Do, frozen=True, kw_only=True, tag="delete"):
    native: DeleteNative = DeleteNative()


class DoSetId(_Do, frozen=True, kw_only=True, tag="set-id"):
    native: IdNative | Unset = msgspec.UNSET


class DoCharacter(_Do, frozen=True, kw_only=True, tag="character"):
    native: CharacterNative


class DoClear(_Do, frozen=True, kw_only=True, tag="clear"):
    pass


class DoResetCharacters(_Do, frozen=True, kw_only=True, tag="reset-characters"):
    pass


class DoCommand(_Do, frozen=True, kw_only=True, tag="command"):
    """Data that the maker's document does not define. text: as in a page, with {lt} and {gt} for its brackets."""

    text: Annotated[str, msgspec.Meta(min_length=1)]


class DoBeginUpdate(_Do, frozen=True, kw_only=True, tag="begin-update"):
    pass


class DoEndUpdate(_Do, frozen=True, kw_only=True, tag="end-update"):
    pass


Do = (
    DoText
    | DoRaster
    | DoSchedule
    | DoDefaultPage
    | DoClock
    | DoBrightness
    | DoDelete
    | DoSetId
    | DoCharacter
    | DoClear
    | DoResetCharacters
    | DoBeginUpdate
    | DoEndUpdate
    | DoCommand
)


class Answer(_Record, frozen=True, kw_only=True):
    """What a sign says. address: with "id", the ID that it has now."""

    answer: Literal["ack", "nak", "id"]
    address: Id | Unset = msgspec.UNSET


_BARE: Mapping[str, type[DoClear | DoResetCharacters | DoBeginUpdate | DoEndUpdate]] = {
    "D*": DoClear,
    "DU": DoResetCharacters,
    "BE": DoBeginUpdate,
    "BF": DoEndUpdate,
}


def other_object(packet: Packet) -> DoCommand:
    """The object of data that are no command of the document."""
    lower = True if packet.lower_case_id else msgspec.UNSET
    return DoCommand(address=packet.address, lower_case_id=lower, text=text_from(packet.data))


def object_of(message: Request | NewId) -> Do:
    """The object that says what a frame says."""
    lower = True if message.lower_case_id else msgspec.UNSET
    address = message.address
    if isinstance(message, NewId):
        return DoSetId(address=address, lower_case_id=lower)
    match message.command:
        case Page(text, line, page, lead, mode, wait, lag):
            native = TextNative(line=line, page=page, lead=lead, mode=mode, wait=wait, lag=lag)
            return DoText(address=address, lower_case_id=lower, text=text_from(text), native=native)
        case Graphic(page, block, rows):
            raster = RasterNative(graphic=f"{page}{block}", pixels=rows)
            return DoRaster(address=address, lower_case_id=lower, native=raster)
        case Schedule(schedule, pages, begin, end):
            runs = ScheduleNative(schedule=schedule, begin=begin, end=end, pages=pages)
            return DoSchedule(address=address, lower_case_id=lower, native=runs)
        case DefaultPage(page):
            return DoDefaultPage(address=address, lower_case_id=lower, native=PageNative(page=page))
        case Clock():
            return _clock_object(message.command, address, lower)
        case Brightness(level):
            return DoBrightness(address=address, lower_case_id=lower, percent=PERCENT[level])  # type: ignore[arg-type]
        case DeletePage(line, page):
            return DoDelete(address=address, lower_case_id=lower, native=DeleteNative(line=line, page=page))
        case DeleteSchedule(schedule):
            return DoDelete(address=address, lower_case_id=lower, native=DeleteNative(schedule=schedule))
        case Character(font, code, rows):
            shape = CharacterNative(font=font, code=f"{code:02X}", rows=rows)
            return DoCharacter(address=address, lower_case_id=lower, native=shape)
        case Bare(code):
            return _BARE[code](address=address, lower_case_id=lower)


def _clock_object(clock: Clock, address: int, lower: bool | Unset) -> DoClock:
    text = (
        f"20{clock.year:02d}-{clock.month:02d}-{clock.day:02d}T{clock.hour:02d}:{clock.minute:02d}:{clock.second:02d}"
    )
    try:
        is_own = datetime.fromisoformat(text).isoweekday() == clock.week
    except ValueError:
        is_own = False
    native = msgspec.UNSET if is_own else ClockNative(week=clock.week)
    return DoClock(address=address, lower_case_id=lower, time=text, native=native)
