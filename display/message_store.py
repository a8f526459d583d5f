"""The message controller's memory: numbered places, each with a message and the state of its row. Pure.

    notUsed ──modify──▶ modifying ──validate──▶ validating ──judge──▶ valid | error      (dmsMessageStatus)

After the message table of NTCIP 1203 v03. Only a valid row may be activated. Beyond the standard, a message names
the hash of its signed bytes instead of a CRC-16, has an absolute end besides any duration, and may name the
version of the font it was drawn with. The 255 blank rows are always there: row n blanks with run-time priority n.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType

LOWEST_PRIORITY, ROUTINE_PRIORITY, DRILL_PRIORITY, EMERGENCY_PRIORITY, HIGHEST_PRIORITY = 1, 100, 150, 200, 255
BLANK_SHA256 = "0" * 64  # the standard fixes the CRC of blank rows at 0, so that blanking cannot fail by it
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)


class Memory(enum.Enum):
    """dmsMessageMemoryType. CHANGEABLE: what the store holds; PERMANENT: what the settings name."""

    PERMANENT = "permanent"
    CHANGEABLE = "changeable"
    VOLATILE = "volatile"
    CURRENT_BUFFER = "currentBuffer"
    SCHEDULE = "schedule"
    BLANK = "blank"


class Status(enum.Enum):
    """dmsMessageStatus of one row."""

    NOT_USED = "notUsed"
    MODIFYING = "modifying"
    VALIDATING = "validating"
    VALID = "valid"
    ERROR = "error"


class SyntaxFault(enum.Enum):
    """dmsMultiSyntaxError: what is wrong with a message's text on this board."""

    OTHER = "other"
    UNSUPPORTED_TAG = "unsupportedTag"
    UNSUPPORTED_TAG_VALUE = "unsupportedTagValue"
    TEXT_TOO_BIG = "textTooBig"
    FONT_NOT_DEFINED = "fontNotDefined"
    CHARACTER_NOT_DEFINED = "characterNotDefined"
    TAG_CONFLICT = "tagConflict"
    TOO_MANY_PAGES = "tooManyPages"
    FONT_VERSION = "fontVersionID"
    GRAPHIC = "graphicID"


@dataclass(frozen=True)
class Fault:
    """Why a message is not valid. position: the character it is about, counted from 0, where one is known."""

    kind: SyntaxFault
    reason: str
    position: int | None = None


@dataclass(frozen=True)
class MessageId:
    """A row of the table: which memory, and its name there (of a blank row, its priority in digits)."""

    memory: Memory
    name: str

    def __str__(self) -> str:
        return f"{self.memory.value}/{self.name}"


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message. sha256: 64 hex digits, of its signed bytes; valid_from ≤ shown < valid_until (None: no end)."""

    id: MessageId
    text: str
    sha256: str
    valid_from: datetime
    valid_until: datetime | None
    run_priority: int = ROUTINE_PRIORITY
    font_version: str = ""

    @property
    def is_blank(self) -> bool:
        return self.id.memory is Memory.BLANK

    def is_in_time(self, now: datetime) -> bool:
        return self.valid_from <= now and (self.valid_until is None or now < self.valid_until)


@dataclass(frozen=True)
class Row:
    """What stands in one place of the memory."""

    status: Status = Status.NOT_USED
    message: Message | None = None
    fault: Fault | None = None


Check = Callable[[Message], Fault | None]
"""Whether the board can show a message's text; what speaks against it, or None."""

_NO_ROW = Row()
_WRITABLE = frozenset({Memory.CHANGEABLE, Memory.VOLATILE})


def blank(priority: int, since: datetime) -> Message:
    """The blank row with this run-time priority. Raises ValueError outside 1 … 255."""
    if not LOWEST_PRIORITY <= priority <= HIGHEST_PRIORITY:
        raise ValueError(f"blank row {priority}: expected {LOWEST_PRIORITY} to {HIGHEST_PRIORITY}")
    place = MessageId(Memory.BLANK, str(priority))
    return Message(id=place, text="", sha256=BLANK_SHA256, valid_from=since, valid_until=None, run_priority=priority)


@dataclass(frozen=True)
class MessageStore:
    """The table; every method gives the next one. A step that the row's state does not allow raises ValueError.

    font_version: of the font on this board; a message that was drawn with another one is an error.
    """

    rows: Mapping[MessageId, Row] = field(default_factory=lambda: MappingProxyType({}))
    font_version: str = ""

    def row(self, place: MessageId) -> Row:
        return self.rows.get(place, _NO_ROW)

    def modify(self, place: MessageId) -> MessageStore:
        """Open a row for writing (modifyReq): at any time but while it is being validated."""
        _require_writable(place)
        row = self.row(place)
        if row.status is Status.VALIDATING:
            raise ValueError(f"{place}: cannot be modified while it is validated")
        return self._with(place, Row(Status.MODIFYING, row.message))

    def write(self, message: Message) -> MessageStore:
        """Put a message into a row that is open for writing."""
        self._require(message.id, Status.MODIFYING)
        return self._with(message.id, Row(Status.MODIFYING, message))

    def validate(self, place: MessageId) -> MessageStore:
        """Close a row that holds a message (validateReq); ``judge`` has the last word."""
        row = self._require(place, Status.MODIFYING)
        if row.message is None:
            raise ValueError(f"{place}: nothing was written into it")
        return self._with(place, replace(row, status=Status.VALIDATING))

    def judge(self, place: MessageId, check: Check) -> MessageStore:
        """The verdict: valid, or error with the first fault. The rules of the table come before the board's."""
        row = self._require(place, Status.VALIDATING)
        assert row.message is not None  # validate() saw to it
        return self._with(place, _judged(row.message, self.fault_of(row.message) or check(row.message)))

    def delete(self, place: MessageId) -> MessageStore:
        """Free a row (notUsedReq), whatever its state."""
        _require_writable(place)
        return replace(self, rows=MappingProxyType({other: row for other, row in self.rows.items() if other != place}))

    def with_permanent(self, messages: Iterable[Message], check: Check) -> MessageStore:
        """The messages that come with the board. Only these may be without an end."""
        store = self
        for message in messages:
            if message.id.memory is not Memory.PERMANENT:
                raise ValueError(f"{message.id}: expected a place in permanent memory")
            store = store._with(message.id, _judged(message, self.fault_of(message) or check(message)))
        return store

    def holding(self, messages: Iterable[Message], check: Check) -> MessageStore:
        """Make the changeable memory hold exactly these. A row that says the same already is not judged again."""
        wanted = {message.id: message for message in messages}
        store = self
        for place in self.rows:
            if place.memory is Memory.CHANGEABLE and place not in wanted:
                store = store.delete(place)
        for place, message in wanted.items():
            row = self.row(place)
            if row.message != message or row.status not in (Status.VALID, Status.ERROR):
                store = store.modify(place).write(message).validate(place).judge(place, check)
        return store

    def fault_of(self, message: Message) -> Fault | None:
        """The first rule of the table that a message breaks, or None."""
        if message.is_blank:
            return None
        if not LOWEST_PRIORITY <= message.run_priority <= HIGHEST_PRIORITY:
            return Fault(SyntaxFault.OTHER, f"run-time priority {message.run_priority}: expected 1 to 255")
        if not _SHA256.fullmatch(message.sha256):
            return Fault(SyntaxFault.OTHER, f"hash {message.sha256!r}: expected 64 hexadecimal digits")
        if message.valid_until is None:
            if message.id.memory is not Memory.PERMANENT:
                return Fault(SyntaxFault.OTHER, "it has no end")
        elif message.valid_until <= message.valid_from:
            return Fault(SyntaxFault.OTHER, "it ends before it begins")
        if message.font_version and message.font_version != self.font_version:
            reason = f"drawn with font {message.font_version}, this board has {self.font_version or 'no named font'}"
            return Fault(SyntaxFault.FONT_VERSION, reason)
        return None

    def _require(self, place: MessageId, status: Status) -> Row:
        row = self.row(place)
        if row.status is not status:
            raise ValueError(f"{place}: is {row.status.value}, expected {status.value}")
        return row

    def _with(self, place: MessageId, row: Row) -> MessageStore:
        return replace(self, rows=MappingProxyType({**self.rows, place: row}))


def _judged(message: Message, fault: Fault | None) -> Row:
    return Row(Status.ERROR if fault else Status.VALID, message, fault)


def _require_writable(place: MessageId) -> None:
    if place.memory not in _WRITABLE:
        raise ValueError(f"{place}: this memory is read-only")
