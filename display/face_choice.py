"""Which face stands on one board now: the controller, fed with lines, hours and events. Pure, told the time.

lines → programme → schedule → controller → face
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType

from content.led_line import LedStyle, LedUrgency
from content.store.board_status import Reason, ReasonKind
from display.board import Board, Capabilities
from display.care import Care
from display.compose import compose
from display.controller import Controller
from display.message_store import (
    DRILL_PRIORITY,
    EMERGENCY_PRIORITY,
    ROUTINE_PRIORITY,
    Fault,
    Memory,
    Message,
    MessageId,
    MessageStore,
    Status,
    SyntaxFault,
)
from display.programme import BoardLine, Rotation, turns
from display.protocols.base import Face
from display.sign_terms import FailEvent

QUIET = MessageId(Memory.BLANK, "100")  # what the schedule points at in quiet hours
PRIORITY_OF = MappingProxyType(  # of a line on the board, and of its activation
    {
        LedUrgency.ROUTINE: ROUTINE_PRIORITY,
        LedUrgency.DRILL: DRILL_PRIORITY,
        LedUrgency.EMERGENCY: EMERGENCY_PRIORITY,
    }
)
URGENCY_OF = MappingProxyType({priority: urgency for urgency, priority in PRIORITY_OF.items()})


class FaceChoice:
    """The state of one board's controller. Raises TextRefused if a fail message cannot be shown on this board."""

    def __init__(self, board: Board, capabilities: Capabilities, care: Care) -> None:
        self._board = board
        self._care = care
        self._rotation = Rotation()
        self._faces: Mapping[str, Face] = {}
        self._own = {event: _own_message(event, text) for event, text in care.fail_texts.items()}
        style = LedStyle.STILL if LedStyle.STILL in capabilities.styles else LedStyle.SCROLL_LEFT
        self._own_faces = {
            message.sha256: compose(message.text, style, board, capabilities) for message in self._own.values()
        }
        self.controller = Controller(
            store=MessageStore().with_permanent(self._own.values(), lambda _: None),
            fail_messages=MappingProxyType({event: message.id for event, message in self._own.items()}),
            time_comm_loss_s=care.comm_loss_s,
            short_power_loss_s=care.short_power_loss_s,
        )

    def take(
        self, lines: Sequence[BoardLine], faces: Mapping[str, Face], faults: Mapping[str, str], now: datetime
    ) -> None:
        """What the board's memory holds from now on."""
        self._faces = faces

        def check(message: Message) -> Fault | None:
            reason = faults.get(message.sha256)
            return Fault(SyntaxFault.OTHER, reason) if reason else None

        self.controller = self.controller.holding([_message(line) for line in lines], check, now)

    def follow(self, lines: Sequence[BoardLine], now: datetime, now_s: float) -> None:
        """Let the schedule point at the line whose turn it is, or in quiet hours at nothing but an emergency."""
        valid = [line for line in lines if self.controller.store.row(place_of(line)).status is Status.VALID]
        self._rotation = self._rotation.at(turns(valid, self._board, now), now_s)
        line = self._rotation.current
        scheduled = place_of(line) if line else None
        if self.dark_because(now) and not (line and line.urgency is LedUrgency.EMERGENCY):
            scheduled = QUIET
        self.controller = self.controller.follow(scheduled, now)

    def dark_because(self, now: datetime) -> Reason | None:
        """Why the hours of the day want the board dark; None if they do not."""
        if not self._care.is_powered(now):
            return Reason(ReasonKind.UNPOWERED, sentence="outside of the powered hours")
        return Reason(ReasonKind.QUIET_HOURS, sentence="quiet hours") if self._care.is_quiet(now) else None

    @property
    def programme(self) -> frozenset[str]:
        """The hashes of all lines that take turns."""
        return self._rotation.seen

    @property
    def message(self) -> Message | None:
        """What is to be lit; None: nothing."""
        return self.controller.lit

    @property
    def urgency(self) -> LedUrgency | None:
        """Of what is lit; None: nothing. An emergency breaks quiet and powered hours, and is as bright as can be."""
        message = self.message
        return URGENCY_OF[message.run_priority] if message else None

    def face_of(self, message: Message) -> Face:
        own = self._own_faces.get(message.sha256)
        return own if own is not None else self._faces[message.sha256]

    def permitted(self, now: datetime) -> set[str]:
        """The hashes of everything that may stand on the board now."""
        rows = [row for row in self.controller.store.rows.values() if row.status is Status.VALID]
        return {row.message.sha256 for row in rows if row.message is not None and row.message.is_in_time(now)}


def place_of(line: BoardLine) -> MessageId:
    """Where a line stands in the board's memory."""
    return MessageId(Memory.CHANGEABLE, line.id)


def _message(line: BoardLine) -> Message:
    return Message(
        id=place_of(line),
        text=line.text,
        sha256=line.sha256,
        valid_from=line.valid_from,
        valid_until=line.valid_until,
        run_priority=PRIORITY_OF[line.urgency],
    )


def _own_message(event: FailEvent, text: str) -> Message:
    return Message(
        id=MessageId(Memory.PERMANENT, event.value),
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        valid_from=datetime.min.replace(tzinfo=UTC),
        valid_until=None,
    )
