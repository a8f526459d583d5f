"""Say it to the card until it has understood, or say plainly that it did not answer.

A plain loop over exchanges. A busy card, a garbled or a missing answer are tried again after growing pauses; a
card that says no is believed. "Sent, but not confirmed" is a result of its own and never counts as shown.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from typing import Protocol

from content.store.board_status import ReasonKind
from display.bus import Alone, LineBusy, Urgency, no_news
from display.errors import BoardRefused
from display.protocols.base import BoardProtocol, Exchange, Reply
from display.transport import Transport

PAUSES_S = (0.2, 0.5, 1.0)  # before the second, third and fourth attempt
LINE_PAUSE_S = 0.5  # a pause up to this belongs to the frames around it: nobody else may speak on the line meanwhile

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Delivery:
    """Whether the card has confirmed everything; if not, why not. postponed: the line was busy, nothing was sent.

    kind: of the reason, which says the same.
    """

    confirmed: bool
    reason: str = ""
    postponed: bool = False
    kind: ReasonKind = field(default=ReasonKind.OTHER, compare=False)


CONFIRMED = Delivery(confirmed=True)
POSTPONED = Delivery(confirmed=False, reason="the line is busy", postponed=True)


class Turns(Protocol):
    """A board's place on its line."""

    def turn(self, urgency: Urgency, has_news: Callable[[], bool] = no_news) -> AbstractContextManager[None]: ...


class Driver:
    """Talks to one card. monotonic and sleep are handed in, so that tests neither wait nor guess.

    turns: this board's place where several share the line; a frame and its answer are one turn, retries are others.
    """

    def __init__(
        self,
        transport: Transport,
        protocol: BoardProtocol,
        monotonic: Callable[[], float],
        sleep: Callable[[float], None],
        turns: Turns | None = None,
    ) -> None:
        self._turns = turns or Alone()
        self._transport = transport
        self._protocol = protocol
        self._monotonic = monotonic
        self._sleep = sleep

    def deliver(
        self,
        exchanges: Sequence[Exchange],
        urgency: Urgency = Urgency.CHANGE,
        has_news: Callable[[], bool] = no_news,
    ) -> Delivery:
        """Send all of them in order, whatever the answers: a board whose answers are lost still gets its text.

        After the first silence the rest is sent once each. An exchange that may be refused may also stay
        unanswered. A refresh on a busy line is POSTPONED: the caller looks for news and asks again. So is one that
        has not begun when ``has_news`` says that there is something else to say.
        Raises TransportError (the cable) and BoardRefused (the card said no).
        """
        try:
            return self._deliver(exchanges, urgency, has_news)
        except LineBusy:
            return POSTPONED

    def _deliver(self, exchanges: Sequence[Exchange], urgency: Urgency, has_news: Callable[[], bool]) -> Delivery:
        result = CONFIRMED
        pauses_s: Sequence[float] = PAUSES_S
        with ExitStack() as line:
            for number, exchange in enumerate(exchanges, 1):
                pause_s = exchange.pause_after_s if number < len(exchanges) else 0.0
                is_linked = 0 < pause_s <= LINE_PAUSE_S
                if is_linked:
                    line.enter_context(self._turns.turn(urgency, has_news))
                outcome = self._one(exchange, pauses_s, urgency, has_news)
                urgency = max(urgency, Urgency.CHANGE)  # what has been begun is also ended
                if not outcome.confirmed:
                    pauses_s = ()
                    if result.confirmed and not exchange.may_be_refused:
                        result = outcome
                if not is_linked:
                    line.close()
                if pause_s:
                    self._sleep(pause_s)
        return result

    def _one(
        self, exchange: Exchange, pauses_s: Sequence[float], urgency: Urgency, has_news: Callable[[], bool]
    ) -> Delivery:
        if exchange.reply_within_s is None:
            with self._turns.turn(urgency, has_news):
                self._transport.exchange(exchange.data, None)
            return Delivery(confirmed=False, reason="this board does not answer", kind=ReasonKind.NEVER_ANSWERS)
        reason, kind = "", ReasonKind.NO_ANSWER
        for pause_s in (0.0, *pauses_s):
            if pause_s:
                log.debug("trying again", extra={"reason": reason, "after_s": pause_s})
                self._sleep(pause_s)
            with self._turns.turn(urgency, has_news):
                reply, received = self._ask(exchange, exchange.reply_within_s)
            if reply is None:
                reason = f"{received} bytes that are no answer" if received else "no answer"
                kind = ReasonKind.GARBLED if received else ReasonKind.NO_ANSWER
            elif reply.accepted:
                return CONFIRMED
            elif reply.again:
                reason, kind = f"board says: {reply.error}", ReasonKind.BUSY
            elif exchange.may_be_refused:
                return CONFIRMED
            else:
                raise BoardRefused(f"board says: {reply.error}")
        return Delivery(confirmed=False, reason=reason, kind=kind)

    def _ask(self, exchange: Exchange, within_s: float) -> tuple[Reply | None, int]:
        """The card's answer, and how many bytes came at all."""
        read = exchange.read or self._protocol.read
        buffer = self._transport.exchange(exchange.data, within_s)
        deadline = self._monotonic() + within_s  # from here: on a slow line the sending alone may take longer
        received = len(buffer)
        while True:
            reply, used = read(buffer)
            if reply is not None:
                return reply, received
            buffer = buffer[used:]
            left_s = deadline - self._monotonic()
            if left_s <= 0:
                return None, received
            more = self._transport.exchange(b"", left_s)
            if not more:
                return None, received
            received += len(more)
            buffer += more
