"""The JSON objects of AM03127 frames: which verbs there are, which fields each takes and what may stand in them.

What they mean is told in display.protocols.am03127_json. A field of any other name is refused.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from display.protocols.am03127_codec import ALWAYS

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
)


class Answer(_Record, frozen=True, kw_only=True):
    """What a sign says. address: with "id", the ID that it has now."""

    answer: Literal["ack", "nak", "id"]
    address: Id | Unset = msgspec.UNSET
