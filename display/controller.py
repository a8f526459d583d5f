"""The message controller: which message may stand on the board, why it stands there, and what follows it. Pure.

After NTCIP 1203 v03, the standard for roadside message signs: a message is activated by its place **and** its hash,
only while it is valid, and only by an activation whose priority reaches the run-time priority of what is shown;
a failed activation leaves the face unchanged and is kept with its reason. When a message ends, is taken away, or
one of the fail events happens, the message configured for that event is shown, by default a blank one.

Beyond the standard: hashes instead of CRC-16, an absolute end besides the duration, and a message that is
withdrawn from the memory while it is shown ends at once. Left out: beacons, pixel service, slow activation.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import MappingProxyType

from display.message_store import (
    HIGHEST_PRIORITY,
    LOWEST_PRIORITY,
    ROUTINE_PRIORITY,
    Check,
    Memory,
    Message,
    MessageId,
    MessageStore,
    Status,
    blank,
)
from display.sign_terms import (
    ASKING,
    CURRENT,
    DARK,
    FROM_THE_CENTRE,
    SCHEDULED,
    SOURCE_OF,
    Activation,
    ControlMode,
    FailEvent,
    Health,
    Refusal,
    Showing,
    Source,
)

_BLANK_ROWS = MappingProxyType(
    {str(n): blank(n, DARK.valid_from) for n in range(LOWEST_PRIORITY, HIGHEST_PRIORITY + 1)}
)


@dataclass(frozen=True)
class Controller:
    """The state; every method gives the next one.

    fail_messages: what each event shows; an event that is not in it, or whose message cannot be shown, is blank.
    time_comm_loss_s: silence of the centre that counts as its loss; 0 never. short_power_loss_s: the longest
    outage that is a short one; 0 makes every outage a long one. failed: the newest activation that was refused,
    and why, until one succeeds. health: what others have reported; ``errors`` adds what is known here.
    """

    store: MessageStore = field(default_factory=MessageStore)
    showing: Showing = field(default_factory=Showing)
    fail_messages: Mapping[FailEvent, MessageId] = field(default_factory=lambda: MappingProxyType({}))
    memories: frozenset[Memory] = frozenset(Memory) - {Memory.VOLATILE}
    scheduled: MessageId | None = None
    mode: ControlMode = ControlMode.CENTRAL
    time_comm_loss_s: int = 0
    short_power_loss_s: int = 0
    heard_at: datetime | None = None
    centre_is_lost: bool = False
    failed: tuple[Activation, Refusal] | None = None
    health: frozenset[Health] = frozenset()
    watchdog_failures: int = 0

    # --- what is asked for ---

    def activate(self, wanted: Activation, now: datetime) -> Controller:
        """Show a message. ``failed`` says if and why it was refused. ValueError: the source is no one who asks."""
        if wanted.source not in ASKING:
            raise ValueError(f"{wanted.source.value}: expected one of those who can ask for a message")
        before = self.passing(now)
        message = before._message_at(wanted.id)
        refusal = before._refusal(wanted, message, now)
        if message is None or refusal is not None:
            return replace(before, failed=(wanted, refusal or Refusal.MESSAGE_NUMBER))
        until = None if wanted.duration_s is None else now + timedelta(seconds=wanted.duration_s)
        return replace(before, showing=Showing(message, wanted.source, until), failed=None)

    def follow(self, scheduled: MessageId | None, now: datetime) -> Controller:
        """Let the schedule point here, and show that as soon as nothing forbids it.

        The schedule asks with the priority of what it points at, but never below the routine one. It waits, without
        that being a failure, below a higher run-time priority, in local mode and while the centre is lost. None:
        nothing is scheduled; what the schedule has put up comes to its end.
        ValueError: the schedule cannot point at itself or at what is shown.
        """
        if scheduled is not None and scheduled.memory in (Memory.SCHEDULE, Memory.CURRENT_BUFFER):
            raise ValueError(f"{scheduled}: a schedule points at a stored message or a blank row")
        state = replace(self, scheduled=scheduled).passing(now)
        showing = state.showing
        if scheduled is None:
            return state.fail(FailEvent.END_DURATION, now) if showing.source is Source.SCHEDULER else state
        message = state._message_at(scheduled)
        if message is None or (message == showing.message and showing.source is Source.SCHEDULER):
            return state
        waits = state.centre_is_lost or state.mode is ControlMode.LOCAL
        priority = max(ROUTINE_PRIORITY, message.run_priority)
        if waits or showing.message.run_priority > priority:
            return state
        asked = Activation(id=message.id, sha256=message.sha256, priority=priority, source=Source.SCHEDULER)
        return state.activate(asked, now)

    def holding(self, messages: Iterable[Message], check: Check, now: datetime) -> Controller:
        """Replace the changeable memory. A shown message that is no longer there, or changed, ends at once."""
        return replace(self, store=self.store.holding(messages, check)).passing(now)

    def switch(self, mode: ControlMode, now: datetime) -> Controller:
        """Turn the switch. The time of silence is counted anew when the centre gets the board back."""
        returned = self.mode is ControlMode.LOCAL and mode is not ControlMode.LOCAL
        return replace(self, mode=mode, heard_at=now if returned else self.heard_at)

    def set_remaining(self, seconds: int, now: datetime) -> Controller:
        """dmsMessageTimeRemaining: end the present message so many seconds from now; 0 ends it now."""
        return replace(self, showing=replace(self.showing, until=now + timedelta(seconds=seconds))).passing(now)

    # --- what happens ---

    def fail(self, event: FailEvent, now: datetime) -> Controller:
        """Show the event's message without end, whatever stands there; blank if it has none that can be shown.

        currentBuffer as an event's message keeps what stands there until its own time.
        """
        source = SOURCE_OF[event]
        place = self.fail_messages.get(event)
        if place == CURRENT and self._is_standing(now):
            return replace(self, showing=replace(self.showing, source=source))
        message = self._message_at(place) if place is not None and place != CURRENT else None
        if message is None or not self._is_usable(message, now):
            message = DARK
        return replace(self, showing=Showing(message, source))

    def power_restored(self, outage_s: float | None, now: datetime) -> Controller:
        """The power is back after so many seconds; None: nobody knows, so it counts as long."""
        short = outage_s is not None and outage_s <= self.short_power_loss_s and self.short_power_loss_s > 0
        return self.fail(FailEvent.SHORT_POWER_RECOVERY if short else FailEvent.LONG_POWER_RECOVERY, now)

    def heard(self, at: datetime) -> Controller:
        """The centre was heard at this time."""
        if self.heard_at is not None and at <= self.heard_at:
            return self
        return replace(self, heard_at=at, centre_is_lost=False)

    def passing(self, now: datetime) -> Controller:
        """The state at ``now``: a centre that is silent for too long is lost, what has ended is over."""
        state = self
        if self._centre_goes_missing(now):
            state = replace(self, centre_is_lost=True).fail(FailEvent.COMMUNICATIONS_LOSS, now)
        if state._is_standing(now):
            return state
        following = state._message_at(state.scheduled) if state.scheduled is not None else None
        waits = state.centre_is_lost or state.mode is ControlMode.LOCAL
        if following is not None and not waits and state._is_usable(following, now):
            return replace(state, showing=Showing(following, Source.SCHEDULER))
        return state.fail(FailEvent.END_DURATION, now)

    def reporting(self, bit: Health, *, present: bool) -> Controller:
        """Something is wrong with the board, or no longer."""
        return replace(self, health=self.health | {bit} if present else self.health - {bit})

    def watchdog_failed(self) -> Controller:
        """The controller had to be started anew by its watchdog."""
        return replace(self, watchdog_failures=self.watchdog_failures + 1)

    # --- what can be asked ---

    @property
    def lit(self) -> Message | None:
        """What the LEDs show: None when blank, and dark at a critical temperature, though the message stands."""
        if self.showing.message.is_blank or Health.CRITICAL_TEMPERATURE in self.health:
            return None
        return self.showing.message

    @property
    def errors(self) -> frozenset[Health]:
        """shortErrorStatus: what was reported, a refused activation, a centre that is lost."""
        message = {Health.MESSAGE} if self.failed else set()
        return self.health | message | ({Health.COMMUNICATIONS} if self.centre_is_lost else set())

    def remaining_s(self, now: datetime) -> int | None:
        """dmsMessageTimeRemaining in whole seconds, rounded up; None when it has no end."""
        ends = [end for end in (self.showing.until, self.showing.message.valid_until) if end is not None]
        return max(0, math.ceil((min(ends) - now).total_seconds())) if ends else None

    # --- helpers ---

    def _message_at(self, place: MessageId) -> Message | None:
        """What the place holds, whatever its state; a schedule that points nowhere is blank."""
        if place == CURRENT:
            return self.showing.message
        if place == SCHEDULED:
            return (self._message_at(self.scheduled) if self.scheduled else None) or DARK
        if place.memory is Memory.BLANK:
            return _BLANK_ROWS.get(place.name)
        return self.store.row(place).message

    def _is_usable(self, message: Message, now: datetime) -> bool:
        return self._is_valid(message, now) and self.store.fault_of(message) is None

    def _is_valid(self, message: Message, now: datetime) -> bool:
        return message.is_blank or (self.store.row(message.id).status is Status.VALID and message.is_in_time(now))

    def _is_standing(self, now: datetime) -> bool:
        """Whether what is shown may stay: its time is not over, and the memory still says the same."""
        shown = self.showing
        if shown.until is not None and now >= shown.until:
            return False
        return self._is_usable(shown.message, now) and self._message_at(shown.message.id) == shown.message

    def _centre_goes_missing(self, now: datetime) -> bool:
        if self.centre_is_lost or self.mode is ControlMode.LOCAL or not self.time_comm_loss_s or self.heard_at is None:
            return False
        return now - self.heard_at > timedelta(seconds=self.time_comm_loss_s)

    def _refusal(self, wanted: Activation, message: Message | None, now: datetime) -> Refusal | None:
        """The first reason against an activation, or None."""
        if wanted.priority < self.showing.message.run_priority:
            return Refusal.PRIORITY
        if wanted.id.memory not in self.memories:
            return Refusal.MESSAGE_MEMORY_TYPE
        if message is None:
            return Refusal.MESSAGE_NUMBER
        if not self._is_valid(message, now):
            return Refusal.MESSAGE_STATUS
        if message.sha256 != wanted.sha256:
            return Refusal.MESSAGE_CRC
        if self.store.fault_of(message) is not None:  # the board's font was changed after the row was judged
            return Refusal.SYNTAX
        return self._refusal_by_mode(wanted.source)

    def _refusal_by_mode(self, source: Source) -> Refusal | None:
        if self.mode is ControlMode.LOCAL:
            return Refusal.LOCAL_MODE if source in FROM_THE_CENTRE else None
        if source in FROM_THE_CENTRE:
            return None
        return Refusal.CENTRAL_MODE if self.mode is ControlMode.CENTRAL else Refusal.CENTRAL_OVERRIDE_MODE
