"""One board's player: from the store to the LEDs and back to the journal.

    library → admission → programme → controller → compose → protocol → driver

It looks at the store four times a second, sends a face when it changes, and sends it again before the card's
own dead-man timeout. When nothing valid is left the board goes dark at once. A store that is missing or damaged
takes nothing away: what was admitted stays until it ends by itself. A board that cannot be reached is tried again
until it is back, and then gets everything anew, because its memory may hold something else by then.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from content.errors import StoreError
from display.admission import Admission, Source, Verifier, admit
from display.board import Board
from display.compose import compose
from display.controller import ROUTINE_PRIORITY, Controller, Message
from display.controller import Source as Why
from display.driver import CONFIRMED, Delivery, Driver
from display.errors import BoardRefused, ProtocolError, TextRefused, TransportError
from display.journal import Entry, Journal, State
from display.programme import BoardLine, Rotation, turns
from display.protocols.base import BoardProtocol, Exchange, Face
from display.shown import Shown, ShownFile

POLL_EVERY_S = 0.25
LOOK_AGAIN_EVERY_S = 5.0  # approvers and disclosures also end by time, without a change of the store
REOPEN_EVERY_S = 1.0
RETRY_PAUSES_S = (1.0, 2.0, 4.0)  # an unplugged board is back on the air within the last of these
UNCONFIRMED_RETRY_S = 10.0

log = logging.getLogger(__name__)


class Stop(Protocol):
    """threading.Event, as far as the player needs it."""

    def is_set(self) -> bool: ...
    def wait(self, timeout: float) -> bool: ...


@dataclass(frozen=True)
class _Sent:
    """What the card was told last: the line's hash (None: dark), when, and whether it confirmed."""

    sha256: str | None
    at_s: float
    confirmed: bool


class Player:
    """Collaborators: driver (one port), open_source (the library, in this thread), verify, clock (trusted time)."""

    def __init__(
        self,
        board: Board,
        protocol: BoardProtocol,
        driver: Driver,
        open_source: Callable[[], Source],
        verify: Verifier,
        clock: Callable[[], datetime],
        monotonic: Callable[[], float],
        journal: Journal,
        record: ShownFile,
    ) -> None:
        self.board = board
        self._protocol = protocol
        self._driver = driver
        self._open_source = open_source
        self._verify = verify
        self._clock = clock
        self._monotonic = monotonic
        self._journal = journal
        self._record = record
        self._shown = self._loaded()
        self._source: Source | None = None
        self._look_at_s = 0.0
        self._store_failed = False
        self._admission = Admission()
        self._faces: dict[str, Face] = {}
        self._controller = Controller()
        self._rotation = Rotation()
        self._sent: _Sent | None = None
        self._attempts_failed = 0
        self._next_attempt_s = 0.0
        self._last_line: BoardLine | None = None
        self._last_entry: Entry | None = None

    @property
    def state(self) -> State | None:
        """What the journal said last; None before the first answer."""
        return self._last_entry.state if self._last_entry else None

    def run(self, stop: Stop) -> None:
        """Play until told to stop."""
        while not stop.is_set():
            self.step()
            stop.wait(POLL_EVERY_S)
        self.close()

    def close(self) -> None:
        """Let go of the library."""
        if self._source is not None:
            self._source.close()
            self._source = None

    def step(self) -> None:
        """One look at the store, and what follows from it."""
        self._look()
        now = self._clock()
        programme = turns([line for line in self._admission.lines if line.sha256 in self._faces], self.board, now)
        self._rotation = self._rotation.at(programme, self._monotonic())
        self._decide(now)
        self._tell()

    # --- the store ---

    def _look(self) -> None:
        now_s = self._monotonic()
        try:
            if self._source is None:
                if now_s < self._look_at_s:
                    return
                self._look_at_s = now_s + REOPEN_EVERY_S
                self._source = self._open_source()
                changed = True
            else:
                changed = self._source.changed()
            if changed or now_s >= self._look_at_s:
                self._admit(self._source)
                self._look_at_s = now_s + LOOK_AGAIN_EVERY_S
        except StoreError as err:
            self.close()
            self._look_at_s = now_s + REOPEN_EVERY_S
            if not self._store_failed:
                self._store_failed = True
                log.error(
                    "store unreadable, the last good lines stay until they end",
                    extra={"board": self.board.id, "lines": len(self._admission.lines), "error": err},
                )
        else:
            if self._store_failed:
                self._store_failed = False
                log.info("store readable again", extra={"board": self.board.id})

    def _admit(self, source: Source) -> None:
        before = {refused.sha256 for refused in self._admission.refused}
        admission = admit(source, self._verify, self.board.id, self._shown, self._clock())
        for refused in admission.refused:
            if refused.sha256 not in before:
                log.warning("line refused", extra={"board": self.board.id, "line": refused.id, "why": refused.reason})
        self._admission = admission
        self._faces = {line.sha256: face for line in admission.lines if (face := self._face(line)) is not None}
        shown = self._shown.with_programme(line for line in admission.lines if line.sha256 in self._faces)
        if shown != self._shown:
            self._shown = shown
            try:
                self._record.save(shown)
            except StoreError as err:
                log.error("record of shown lines not written", extra={"board": self.board.id, "error": err})

    def _face(self, line: BoardLine) -> Face | None:
        known = self._faces.get(line.sha256)
        if known is not None:
            return known
        try:
            return compose(line.text, line.style, self.board, self._protocol.capabilities)
        except TextRefused as err:
            log.warning("line cannot be shown", extra={"board": self.board.id, "line": line.id, "why": err})
            return None

    def _loaded(self) -> Shown:
        try:
            return self._record.load()
        except StoreError as err:
            log.error("record of shown lines unreadable, beginning anew", extra={"board": self.board.id, "error": err})
            return Shown()

    # --- what should stand on the board ---

    def _decide(self, now: datetime) -> None:
        messages = [
            Message(id=line.id, sha256=line.sha256, valid_from=line.valid_from, valid_until=line.valid_until)
            for line in self._admission.lines
            if line.sha256 in self._faces
        ]
        self._controller = self._controller.holding(messages, now)
        line = self._rotation.current
        if line is None:
            return
        shown = self._controller.showing.message
        if shown is None or shown.sha256 != line.sha256:
            self._controller = self._controller.activate(
                line.id, line.sha256, ROUTINE_PRIORITY, None, Why.SCHEDULER, now
            )

    def _wanted(self) -> BoardLine | None:
        message = self._controller.showing.message
        if message is None:
            return None
        return next((line for line in self._admission.lines if line.sha256 == message.sha256), None)

    # --- the card ---

    def _tell(self) -> None:
        now_s = self._monotonic()
        line = self._wanted()
        sha256 = line.sha256 if line else None
        changed = self._sent is None or self._sent.sha256 != sha256
        if self._sent is not None and not changed and now_s - self._sent.at_s < self._repeat_after_s():
            return
        # A broken cable is not tried at every look, a new text or darkness on a sound one is never kept waiting.
        if self._attempts_failed and now_s < self._next_attempt_s:
            return
        try:
            delivery = self._driver.deliver(self._exchanges(line, changed))
        except TransportError as err:
            self._unreachable(line, str(err), now_s)
            return
        except (BoardRefused, ProtocolError) as err:
            delivery = Delivery(confirmed=False, reason=str(err))
        if self._attempts_failed:
            log.info("board reachable again", extra={"board": self.board.id})
            self._attempts_failed = 0
        self._sent = _Sent(sha256, now_s, delivery.confirmed)
        self._note(line, delivery)

    def _exchanges(self, line: BoardLine | None, changed: bool) -> list[Exchange]:
        """What to send. At first, and after a broken cable, the card is cleared before anything else."""
        if line is None:
            return self._protocol.darken(self.board)
        show = self._protocol.show(self._faces[line.sha256], self.board, first=changed)
        return show if self._sent is not None else [*self._protocol.darken(self.board), *show]

    def _repeat_after_s(self) -> float:
        assert self._sent is not None
        every_s = self.board.refresh_every_s
        return every_s if self._sent.confirmed else min(UNCONFIRMED_RETRY_S, every_s)

    def _unreachable(self, line: BoardLine | None, reason: str, now_s: float) -> None:
        pause_s = RETRY_PAUSES_S[min(self._attempts_failed, len(RETRY_PAUSES_S) - 1)]
        if not self._attempts_failed:
            log.error("board unreachable, trying again until it is back", extra={"board": self.board.id, "why": reason})
        self._attempts_failed += 1
        self._next_attempt_s = now_s + pause_s
        self._sent = None
        self._write(line, State.UNREACHABLE, reason)

    def _note(self, line: BoardLine | None, delivery: Delivery) -> None:
        if delivery != CONFIRMED:
            self._write(line, State.UNCONFIRMED, delivery.reason)
        elif line is None:
            self._write(None, State.DARK, self._why_dark())
        else:
            self._last_line = line
            self._write(line, State.SHOWN, "")

    def _why_dark(self) -> str:
        last = self._last_line
        if last is None:
            return "no line for this board"
        if self._clock() >= last.valid_until:
            return f"{last.id} has ended"
        for refused in self._admission.refused:
            if refused.id == last.id:
                return f"{last.id}: {refused.reason}"
        return f"{last.id} is no longer in the library"

    def _write(self, line: BoardLine | None, state: State, reason: str) -> None:
        """One entry for each change, not for each repetition; an outage is one entry, whatever is due meanwhile."""
        last = self._last_entry
        if last is not None and last.state is state is State.UNREACHABLE:
            return
        text = line.text if line else ""
        entry = Entry(self._clock(), self.board.id, line.id if line else None, text, state, reason)
        if last is None or replace(entry, at=last.at) != last:
            self._journal.write(entry)
        self._last_entry = entry
