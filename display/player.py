"""One board's player: from the store to the LEDs and back to the journal.

    library → intake → face choice (controller) → protocol → driver → journal, status, heartbeat

It looks at the store four times a second, sends a face when it changes, and sends it again before the card's
own dead-man timeout. When nothing valid is left the board goes dark at once. A board that cannot be reached is tried
again until it is back, and then gets everything anew, because its memory may hold something else by then; so does
every board once in ten minutes.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from content.errors import StoreError
from content.led_line import LedUrgency
from display.admission import Admission, Source, Verifier
from display.board import Board, DeadMan
from display.bus import Urgency
from display.care import Care, safety_class
from display.diary import Diary
from display.driver import CONFIRMED, Delivery, Driver
from display.errors import BoardRefused, ProtocolError, TextRefused, TransportError
from display.face_choice import FaceChoice
from display.heartbeat import Heartbeat, Pulse
from display.intake import Intake
from display.journal import Journal, State
from display.message_store import ROUTINE_PRIORITY, Message
from display.protocols.base import BoardProtocol, Exchange
from display.shown import ShownFile
from display.sign_terms import FailEvent, Health
from display.status import Start, StatusFile
from display.upkeep import Upkeep

POLL_EVERY_S = 0.25
RETRY_PAUSES_S = (1.0, 2.0, 4.0)  # an unplugged board is back on the air within the last of these
UNCONFIRMED_RETRY_S = 10.0
UPKEEP_RETRY_S = 60.0

log = logging.getLogger(__name__)


class Stop(Protocol):
    """threading.Event, as far as the player needs it."""

    def is_set(self) -> bool: ...
    def wait(self, timeout: float) -> bool: ...


@dataclass(frozen=True)
class _Sent:
    """What the card was told last: the message (None: dark), when, and whether it confirmed."""

    message: Message | None
    at_s: float
    confirmed: bool

    @property
    def sha256(self) -> str | None:
        return _sha256(self.message)


class Player:
    """Collaborators: driver (one port), open_source (the library, in this thread), verify, clock (trusted time).

    care: hours, brightness, events. heartbeat: of a relay. status: where the state is told. power_is_failing: whether
    the machine runs from its battery's last minutes. Raises TextRefused if a fail message does not suit the board.
    """

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
        *,
        care: Care | None = None,
        heartbeat: Heartbeat | None = None,
        status: StatusFile | None = None,
        power_is_failing: Callable[[], bool] = lambda: False,
    ) -> None:
        self.board = board
        self.safety_class = safety_class(protocol.capabilities, has_heartbeat=heartbeat is not None)
        self._protocol = protocol
        self._driver = driver
        self._clock = clock
        self._monotonic = monotonic
        self._power_is_failing = power_is_failing
        self._care = care or Care()
        self._intake = Intake(board, protocol, open_source, verify, clock, monotonic, record)
        self._choice = FaceChoice(board, protocol.capabilities, self._care)
        self._taken: Admission | None = None
        self._upkeep = Upkeep(protocol, board, self._care)
        self._upkeep_at_s = 0.0
        self._pulse = Pulse(heartbeat)
        self._sent: _Sent | None = None
        self._everything_at_s = 0.0
        self._has_spoken = False
        self._attempts_failed = 0
        self._next_attempt_s = 0.0
        self._diary = Diary(board.id, self.safety_class, self._intake, self._choice, journal, status)
        self._begin(status.start(clock()) if status else Start())

    @property
    def state(self) -> State | None:
        """What the journal said last; None before the first answer."""
        return self._diary.state

    def run(self, stop: Stop) -> None:
        """Play until told to stop."""
        while not stop.is_set():
            self._has_spoken = False
            self.step()
            # What has come while we were speaking, or waiting for our turn, is looked at without a pause. A large pull
            # commits many times: who only looks has time.
            if not (self._has_spoken and self._has_news()):
                stop.wait(POLL_EVERY_S)
        self.close()

    def close(self) -> None:
        """Let go of the library, and say that this was an end in order."""
        self._intake.close()
        self._diary.tell_status(self._clock(), ended=True)

    def step(self) -> None:
        """One look at the store, and what follows from it."""
        self._intake.look()
        now = self._clock()
        self._decide(now)
        self._send()
        self._look_after(now)
        self._beat(now)
        self._diary.tell_status(now)

    def _has_news(self) -> bool:
        """A store that fails has none; the next look deals with it."""
        try:
            return self._intake.has_news()
        except StoreError:
            return False

    # --- what should stand on the board ---

    def _begin(self, start: Start) -> None:
        choice, now = self._choice, self._clock()
        if self.safety_class is DeadMan.NOBODY:
            log.warning("board keeps its text when this terminal dies", extra={"board": self.board.id, "class": "C"})
        for _ in range(start.watchdog_failures):
            choice.controller = choice.controller.watchdog_failed()
        if start.power_was_gone:
            choice.controller = choice.controller.power_restored(start.outage_s, now)
        else:
            choice.controller = choice.controller.fail(FailEvent.RESET, now)

    def _decide(self, now: datetime) -> None:
        choice, intake = self._choice, self._intake
        if intake.last_pull is not None:
            choice.controller = choice.controller.heard(intake.last_pull)
        lines = intake.admission.lines
        if intake.admission is not self._taken:
            self._taken = intake.admission
            faults = {sha256: reason.sentence for sha256, reason in intake.faults.items()}
            choice.take(lines, intake.faces, faults, now)
        if self._power_is_failing():
            choice.controller = choice.controller.fail(FailEvent.POWER_LOSS, now)
        else:
            choice.follow(lines, now, self._monotonic())

    # --- the card ---

    def _send(self) -> None:
        now_s = self._monotonic()
        message = self._choice.message
        sha256 = _sha256(message)
        changed = self._sent is None or self._sent.sha256 != sha256
        everything = self._sent is None or now_s - self._everything_at_s >= self._care.full_resend_every_s
        if self._sent is not None and not (changed or everything or self._is_due_again(self._sent, now_s)):
            return
        # A broken cable is not tried at every look, a new text or darkness on a sound one is never kept waiting.
        if self._attempts_failed and now_s < self._next_attempt_s:
            return
        urgency = _urgency(message, self._sent)
        try:
            exchanges = self._exchanges(message, changed, everything)
            if not exchanges and self._sent:  # a card that is spared and answers nothing
                self._sent = replace(self._sent, at_s=now_s)
                return
            delivery = self._deliver(exchanges, urgency)
        except TransportError as err:
            self._pulse.sent(sha256, arrived=False)
            self._unreachable(message, str(err), now_s)
            return
        except (BoardRefused, ProtocolError, TextRefused) as err:  # the last two: a text from the settings
            delivery = Delivery(confirmed=False, reason=str(err), kind=err.kind)
        if delivery.postponed:
            return
        if self._attempts_failed:
            log.info("board reachable again", extra={"board": self.board.id})
            self._attempts_failed = 0
        if everything:
            self._everything_at_s = now_s
            self._upkeep.forget()
            self._upkeep_at_s = 0.0
        if urgency is Urgency.EMERGENCY:
            self._upkeep_at_s = 0.0  # power and brightness of an emergency, or of the time after it, do not wait
        self._sent = _Sent(message, now_s, delivery.confirmed)
        self._pulse.sent(sha256, arrived=delivery.confirmed or not self._protocol.capabilities.acknowledges)
        self._diary.sent(message, delivery, self._clock())

    def _deliver(self, exchanges: Sequence[Exchange], urgency: Urgency) -> Delivery:
        self._has_spoken = True
        return self._driver.deliver(exchanges, urgency, self._has_news)

    def _exchanges(self, message: Message | None, changed: bool, everything: bool) -> list[Exchange]:
        """What to send. Where everything is said anew, the card is cleared before anything else."""
        if not (changed or everything) and self._is_spared():
            return self._protocol.ping(self.board)
        if message is None:
            return self._protocol.darken(self.board)
        show = self._protocol.show(self._choice.face_of(message), self.board, first=changed or everything)
        is_emergency = self._choice.urgency is LedUrgency.EMERGENCY
        if is_emergency and (changed or everything) and not self._care.is_powered(self._clock()):
            # Confirmed together: a text on LEDs that stayed off is not shown.
            show += self._protocol.set_power(True, self.board)
        return [*self._protocol.darken(self.board), *show] if everything else show

    def _is_spared(self) -> bool:
        """Whether the card's memory may wear, and holds what was sent as far as can be known."""
        if self._sent is None or not self._protocol.capabilities.wears:
            return False
        return self._sent.confirmed or not self._protocol.ping(self.board)

    def _is_due_again(self, sent: _Sent, now_s: float) -> bool:
        every_s = self.board.refresh_every_s
        capabilities = self._protocol.capabilities
        if capabilities.acknowledges and not sent.confirmed and not capabilities.wears:
            every_s = min(UNCONFIRMED_RETRY_S, every_s)
        return now_s - sent.at_s >= every_s

    def _look_after(self, now: datetime) -> None:
        """Power, brightness and clock, after the face: they may wait, it may not."""
        now_s = self._monotonic()
        if self._sent is None or now_s < self._upkeep_at_s:
            return
        is_emergency = self._choice.urgency is LedUrgency.EMERGENCY
        urgency = Urgency.EMERGENCY if is_emergency else Urgency.REFRESH
        for duty in self._upkeep.due(now, is_emergency=is_emergency):
            facts = {"board": self.board.id, "what": duty.what}
            try:
                delivery = self._deliver(duty.exchanges, urgency)
            except TransportError as err:
                self._unreachable(self._choice.message, str(err), now_s)
                return
            except (BoardRefused, ProtocolError) as err:
                log.warning("board does not take this", extra=facts | {"why": err})
                delivery = CONFIRMED  # asked again when everything is said anew
            if delivery.postponed and self._has_news():
                return
            if delivery.postponed or (not delivery.confirmed and self._protocol.capabilities.acknowledges):
                self._upkeep_at_s = now_s + (UNCONFIRMED_RETRY_S if is_emergency else UPKEEP_RETRY_S)
                return
            self._upkeep.told(duty)

    def _unreachable(self, message: Message | None, reason: str, now_s: float) -> None:
        pause_s = RETRY_PAUSES_S[min(self._attempts_failed, len(RETRY_PAUSES_S) - 1)]
        if not self._attempts_failed:
            log.error("board unreachable, trying again until it is back", extra={"board": self.board.id, "why": reason})
        self._attempts_failed += 1
        self._next_attempt_s = now_s + pause_s
        self._sent = None
        self._diary.unreachable(message, reason, self._clock())

    def _beat(self, now: datetime) -> None:
        choice = self._choice
        try:
            self._pulse.beat(choice.permitted(now))
        except TransportError as err:
            if Health.ATTACHED_DEVICE not in choice.controller.health:
                log.error("heartbeat output fails", extra={"board": self.board.id, "why": err})
            choice.controller = choice.controller.reporting(Health.ATTACHED_DEVICE, present=True)
        else:
            choice.controller = choice.controller.reporting(Health.ATTACHED_DEVICE, present=False)


def _urgency(message: Message | None, sent: _Sent | None) -> Urgency:
    """Who may speak first on a line of several boards. Taking an emergency down is as urgent as putting it up."""
    changed = sent is None or sent.sha256 != _sha256(message)
    if not changed and (sent is None or sent.confirmed or not _is_urgent(message)):
        return Urgency.REFRESH
    return Urgency.EMERGENCY if _is_urgent(message) or (sent and _is_urgent(sent.message)) else Urgency.CHANGE


def _is_urgent(message: Message | None) -> bool:
    return message is not None and message.run_priority > ROUTINE_PRIORITY


def _sha256(message: Message | None) -> str | None:
    return message.sha256 if message else None
