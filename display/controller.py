"""The message controller: which message may stand on the board, why it stands there, and what follows it.

After NTCIP 1203 v03, the standard for roadside message signs: a message is activated by its id **and** its hash,
only while it is valid, and only by an activation whose priority reaches the run-time priority of what is shown;
a failed activation leaves the face unchanged and is kept as the reason. When a message ends, is taken away, or
one of the fail events happens, the message configured for that event is shown, by default none: blank. Pure.

Left out of NTCIP so far: beacons, memory types, the local and central override switches.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType

ROUTINE_PRIORITY = 100
HIGHEST_PRIORITY = 255  # fail events are activated with it


class Refusal(enum.Enum):
    """dmsActivateMsgError, the values that can occur here."""

    PRIORITY = "priority"
    MESSAGE_STATUS = "messageStatus"
    MESSAGE_NUMBER = "messageNumber"
    MESSAGE_CRC = "messageCRC"


class Source(enum.Enum):
    """dmsMsgSourceMode: why the present message is up."""

    LOCAL = "local"
    CENTRAL = "central"
    SCHEDULER = "timebasedScheduler"
    POWER_RECOVERY = "powerRecovery"
    RESET = "reset"
    COMM_LOSS = "commLoss"
    POWER_LOSS = "powerLoss"
    END_DURATION = "endDuration"


FAIL_EVENTS = frozenset({Source.POWER_RECOVERY, Source.RESET, Source.COMM_LOSS, Source.POWER_LOSS, Source.END_DURATION})


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message in the controller's memory. run_priority: 1 … 255; valid_from ≤ shown < valid_until."""

    id: str
    sha256: str
    valid_from: datetime
    valid_until: datetime
    run_priority: int = ROUTINE_PRIORITY

    def is_valid(self, now: datetime) -> bool:
        return self.valid_from <= now < self.valid_until


@dataclass(frozen=True)
class Showing:
    """What is activated now. message None is blank; until None is without end."""

    message: Message | None
    source: Source
    until: datetime | None = None


@dataclass(frozen=True)
class Controller:
    """The state; every method gives the next one. failed: the newest refused activation, until one succeeds."""

    messages: Mapping[str, Message] = field(default_factory=lambda: MappingProxyType({}))
    showing: Showing = Showing(None, Source.RESET)
    on_failure: Mapping[Source, str] = field(default_factory=lambda: MappingProxyType({}))
    failed: tuple[str, Refusal] | None = None

    def holding(self, messages: Iterable[Message], now: datetime) -> Controller:
        """Replace the memory. A shown message that is no longer there, or changed, ends at once."""
        held = MappingProxyType({message.id: message for message in messages})
        return replace(self, messages=held).passing(now)

    def activate(
        self,
        message_id: str,
        sha256: str,
        priority: int,
        until: datetime | None,
        source: Source,
        now: datetime,
    ) -> Controller:
        """Show a message; the caller names what it believes is stored. ``failed`` says if and why it was refused."""
        message = self.messages.get(message_id)
        refusal = self._refusal(message, sha256, priority, now)
        if message is None or refusal is not None:
            return replace(self, failed=(message_id, refusal or Refusal.MESSAGE_NUMBER))
        return replace(self, showing=Showing(message, source, until), failed=None)

    def blank(self, source: Source) -> Controller:
        """Show nothing: always possible."""
        return replace(self, showing=Showing(None, source), failed=None)

    def fail(self, event: Source, now: datetime) -> Controller:
        """One of FAIL_EVENTS happened: its message, or blank if there is none or it cannot be shown."""
        if event not in FAIL_EVENTS:
            raise ValueError(f"{event} is no fail event")
        message = self.messages.get(self.on_failure.get(event, ""))
        if message is None or not message.is_valid(now):
            return self.blank(event)
        return self.activate(message.id, message.sha256, HIGHEST_PRIORITY, None, event, now)

    def passing(self, now: datetime) -> Controller:
        """The state at ``now``: a message whose time has ended, or that is not held any more, is over."""
        shown = self.showing.message
        if shown is None:
            return self
        held = self.messages.get(shown.id) == shown
        in_time = self.showing.until is None or now < self.showing.until
        return self if held and in_time and shown.is_valid(now) else self.fail(Source.END_DURATION, now)

    def remaining_s(self, now: datetime) -> float | None:
        """dmsMessageTimeRemaining; None when blank."""
        shown = self.showing.message
        if shown is None:
            return None
        ends = min(shown.valid_until, self.showing.until) if self.showing.until else shown.valid_until
        return (ends - now).total_seconds()

    def _refusal(self, message: Message | None, sha256: str, priority: int, now: datetime) -> Refusal | None:
        """The first reason in NTCIP's order, or None."""
        shown = self.passing(now).showing.message
        if shown is not None and priority < shown.run_priority:
            return Refusal.PRIORITY
        if message is None:
            return Refusal.MESSAGE_NUMBER
        if not message.is_valid(now):
            return Refusal.MESSAGE_STATUS
        if message.sha256 != sha256:
            return Refusal.MESSAGE_CRC
        return None
