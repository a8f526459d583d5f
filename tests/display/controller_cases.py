"""A message controller with messages in its memory, and what it is asked: the cases of its tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from display.controller import Controller
from display.message_store import Fault, Memory, Message, MessageId, MessageStore, SyntaxFault
from display.sign_terms import (
    Activation,
    ControlMode,
    Source,
)

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
A, B, C = (MessageId(Memory.CHANGEABLE, name) for name in "abc")
OFFICE = MessageId(Memory.PERMANENT, "office")
HASH = {A: "a" * 64, B: "b" * 64, C: "c" * 64, OFFICE: "0f" * 32}
ZEROS = "0" * 64


def message(
    place: MessageId = A, run_priority: int = 100, ends: timedelta | None = 24 * HOUR, font: str = ""
) -> Message:
    return Message(
        id=place,
        text=place.name,
        sha256=HASH[place],
        valid_from=NOON,
        valid_until=None if ends is None else NOON + ends,
        run_priority=run_priority,
        font_version=font,
    )


def check(checked: Message) -> Fault | None:
    return Fault(SyntaxFault.CHARACTER_NOT_DEFINED, "not in the font") if checked.id == C else None


def holding(*messages: Message, **fields: object) -> Controller:
    """A controller with these messages in its memory; the permanent ones come with the board."""
    permanent = [held for held in messages if held.id.memory is Memory.PERMANENT]
    changeable = [held for held in messages if held.id.memory is not Memory.PERMANENT]
    store = MessageStore().with_permanent(permanent, check)
    return Controller(store=store, **fields).holding(changeable, check, NOON)  # type: ignore[arg-type]


def ask(
    place: MessageId,
    priority: int = 100,
    source: Source = Source.CENTRAL,
    duration_s: int | None = None,
    sha256: str | None = None,
) -> Activation:
    return Activation(
        id=place,
        sha256=HASH.get(place, ZEROS) if sha256 is None else sha256,
        priority=priority,
        source=source,
        duration_s=duration_s,
    )


def showing(shown: Message, *others: Message, **fields: object) -> Controller:
    state = holding(shown, *others, **fields)
    shows = replace(state, mode=ControlMode.CENTRAL).activate(ask(shown.id, 255), NOON)
    assert shows.failed is None
    return replace(shows, mode=state.mode)
