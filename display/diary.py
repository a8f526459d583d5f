"""What a player tells of its board: an entry of the journal for each change, and the status for whoever looks now."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from content.store.board_status import BoardStatus, Reason, ReasonKind
from display.board import DeadMan
from display.driver import CONFIRMED, Delivery
from display.face_choice import FaceChoice
from display.intake import Intake
from display.journal import Entry, Journal, State
from display.message_store import Memory, Message
from display.sign_terms import Health
from display.status import StatusFile

HELD = Reason(ReasonKind.EMERGENCY_FIRST, sentence="an emergency or its drill is alone on the board")


class Diary:
    """Of one board. status None: a board of which nobody asks."""

    def __init__(
        self,
        board: str,
        safety_class: DeadMan,
        intake: Intake,
        choice: FaceChoice,
        journal: Journal,
        status: StatusFile | None,
    ) -> None:
        self._board = board
        self._class = safety_class
        self._intake = intake
        self._choice = choice
        self._journal = journal
        self._status = status
        self._last_lit: Message | None = None
        self._last_entry: Entry | None = None
        self._reason: Reason | None = None
        self._since: datetime | None = None

    @property
    def state(self) -> State | None:
        """What the journal said last; None before the first answer."""
        return self._last_entry.state if self._last_entry else None

    def sent(self, message: Message | None, delivery: Delivery, now: datetime) -> None:
        """The board has answered, or has not."""
        if delivery != CONFIRMED:
            self._write(message, State.UNCONFIRMED, Reason(delivery.kind, sentence=delivery.reason), now)
        elif message is None:
            self._write(None, State.DARK, self._why_dark(now), now)
        else:
            self._last_lit = message
            self._write(message, State.SHOWN, None, now)

    def unreachable(self, message: Message | None, reason: str, now: datetime) -> None:
        """An outage is one entry, whatever is due meanwhile."""
        if self.state is not State.UNREACHABLE:
            self._write(message, State.UNREACHABLE, Reason(ReasonKind.CABLE, sentence=reason), now)

    def tell_status(self, now: datetime, *, ended: bool = False) -> None:
        """How it stands."""
        if self._status is None:
            return
        intake, controller, message = self._intake, self._choice.controller, self._choice.message
        urgency = self._choice.urgency
        lines = {line.sha256: line for line in intake.admission.lines}
        programme = self._choice.programme
        faults = {str(lines[sha256].id): reason for sha256, reason in intake.faults.items()}
        held = {str(line.id): HELD for line in lines.values() if line.sha256 in intake.faces.keys() - programme}
        lit = lines.get(message.sha256) if message else None
        cable = {Health.COMMUNICATIONS} if self.state is State.UNREACHABLE else set()
        self._status.write(
            BoardStatus(
                board=self._board,
                at=now,
                boot=self._status.boot,
                safety_class=self._class.value,
                state=self.state.value if self.state else "",
                line=_name(message),
                urgency=urgency.value if urgency else "",
                rev=lit.rev if lit else 0,
                sha256=message.sha256 if message else "",
                text=message.text if message else "",
                since=self._since,
                source=controller.showing.source.value,
                remaining_s=controller.remaining_s(now) if message else None,
                reason=self._reason,
                programme=tuple(str(line.id) for line in lines.values() if line.sha256 in programme),
                errors=tuple(sorted(bit.name.lower() for bit in controller.errors | cable)),
                refused={str(refused.id): refused.reason for refused in intake.admission.refused} | faults | held,
                watchdog_failures=controller.watchdog_failures,
                ended=ended,
            )
        )

    # --- helpers ---

    def _why_dark(self, now: datetime) -> Reason:
        last, by_hours = self._last_lit, self._choice.dark_because(now)
        if by_hours is not None:
            return by_hours
        if last is None:
            return Reason(ReasonKind.NO_LINE, sentence="no line for this board")
        name = last.id.name
        if last.valid_until is not None and now >= last.valid_until:
            return Reason(ReasonKind.OVER, name, f"{name} has ended")
        for refused in self._intake.admission.refused:
            if refused.id == name:
                return Reason(refused.reason.kind, refused.reason.about, f"{name}: {refused.reason.sentence}")
        if any(line.id == name for line in self._intake.admission.lines):
            source = self._choice.controller.showing.source.value
            return Reason(ReasonKind.EVENT, source, source)
        return Reason(ReasonKind.GONE, name, f"{name} is no longer in the library")

    def _write(self, message: Message | None, state: State, reason: Reason | None, now: datetime) -> None:
        """One entry for each change, not for each repetition."""
        source = self._choice.controller.showing.source.value
        text = message.text if message else ""
        because = reason.sentence if reason else ""
        entry = Entry(now, self._board, _name(message), text, state, because, self._class.value, source)
        last = self._last_entry
        if last is None or replace(entry, at=last.at) != last:
            self._journal.write(entry)
        if last is None or (entry.state, entry.line) != (last.state, last.line):
            self._since = now
        self._last_entry, self._reason = entry, reason


def _name(message: Message | None) -> str | None:
    """The line's id; of a text from the settings, its place in the board's memory."""
    if message is None:
        return None
    return message.id.name if message.id.memory is Memory.CHANGEABLE else str(message.id)
