"""Faults on request: a line between the driver and an emulated card that loses, spoils, delays or refuses.

    drop:N           every Nth transmission never reaches the card
    garble:N         one bit of every Nth transmission is turned over before it reaches the card
    garble-answer:N  one bit of the answer to every Nth transmission is turned over
    late:SECONDS     every answer comes so much later
    silent:N         the card obeys, but its answer to every Nth transmission never comes
    half:N           the first half of the answer to every Nth transmission, and then nothing
    echo             the driver hears its own bytes before the answer, as on RS-485 with the receiver always on
    busy:N, nak:N    every Nth transmission is not obeyed and answered with the maker's "busy", or its "no"
    power-cut:N      once, after N transmissions: the card loses what its power_cut() loses
    power-dip:N      once: the Nth transmission is obeyed, its answer and the next one are lost; the memory stays

``:N`` may be left out where it says "every"; then it is each one. A transmission is what comes until the line has
been quiet for GAP_S: frames sent in one piece are one. Which bit is turned over comes from a seed, so that a run can
be had again.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Protocol, runtime_checkable

from display.emulator.base import Card
from display.emulator.line import Line

GAP_S = 0.02
MAX_TRANSMISSION_BYTES = 65536  # a line that is never quiet is cut here
MAX_LATE_S = 600.0
REFUSALS = ("busy", "nak")
_EVERY = ("drop", "garble", "garble-answer", "silent", "half", *REFUSALS)
_ONCE = ("power-cut", "power-dip")
KINDS = (*_EVERY, "echo", "late", *_ONCE)


@runtime_checkable
class CanRefuse(Protocol):
    """A card whose maker has an answer for "busy" or for "no"."""

    @property
    def refusals(self) -> tuple[str, ...]:
        """Those of REFUSALS that this model has."""

    def refuse(self, kind: str) -> None:
        """Do not obey the next command that is meant for this card; answer it with this refusal."""


@dataclass(frozen=True)
class Fault:
    """One row of the table above. number: N, or seconds for "late"."""

    kind: str
    number: float = 1

    def __str__(self) -> str:
        return f"{self.kind}:{self.number:g}"

    def hits(self, transmission: int) -> bool:
        """Whether the transmission of this number, from 1, is one of every N."""
        return transmission % int(self.number) == 0


def fault_of(text: str) -> Fault:
    """``drop:3`` as a value. Raises ValueError that says what is allowed."""
    kind, colon, number = text.partition(":")
    if kind not in KINDS:
        raise ValueError(f"fault {text!r}: expected one of {', '.join(KINDS)}")
    if kind == "echo":
        if colon:
            raise ValueError(f"fault {text!r}: echo takes no number")
    elif kind == "late":
        if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,3})?", number) or not 0 < float(number) <= MAX_LATE_S:
            raise ValueError(f"fault {text!r}: expected late:SECONDS, up to {MAX_LATE_S:g}, such as late:1.5")
        return Fault(kind, float(number))
    elif colon or kind in _ONCE:
        if not re.fullmatch(r"[1-9][0-9]{0,5}", number):
            raise ValueError(f"fault {text!r}: expected {kind}:N, N from 1 to 999999")
        return Fault(kind, int(number))
    return Fault(kind)


def mistakes_in(faults: Sequence[Fault], card: Card, model: str) -> list[str]:
    """What this model cannot do, and what was said twice; one sentence each."""
    kinds = [fault.kind for fault in faults]
    known = card.refusals if isinstance(card, CanRefuse) else ()
    said = [f"fault {kind}: said more than once" for kind in sorted(set(kinds)) if kinds.count(kind) > 1]
    for kind in dict.fromkeys(kinds):
        if kind in REFUSALS and kind not in known:
            said.append(f"fault {kind}: {model} has no such answer; it has {' and '.join(known) or 'none of them'}")
    return said


class FaultyLine:
    """A line with faults; the card behind it is told to refuse, or loses its power. monotonic: seconds."""

    def __init__(
        self, line: Line, card: Card, faults: Sequence[Fault], monotonic: Callable[[], float], seed: int = 1
    ) -> None:
        self.url = line.url
        self._line = line
        self._card = card
        self._faults = {fault.kind: fault for fault in faults}
        self._monotonic = monotonic
        self._random = Random(seed)
        self._transmissions = 0
        self._has_power_cut_ahead = "power-cut" in self._faults
        self._late: deque[tuple[float, bytes]] = deque()

    def receive(self, within_s: float) -> bytes:
        """The next whole transmission as the card hears it; b"" if none came, or if it was lost."""
        self._cut_power()
        self._send_what_is_due()
        if self._late:
            within_s = min(within_s, max(0.0, self._late[0][0] - self._monotonic()))
        data = self._transmission(within_s)
        self._send_what_is_due()
        if not data:
            return b""
        self._transmissions += 1
        if "echo" in self._faults:
            self._line.send(data)
        if self._hits("drop") or self._is_dipped(after=1):
            return b""
        for kind in REFUSALS:
            if self._hits(kind) and isinstance(self._card, CanRefuse):
                self._card.refuse(kind)
                break
        return self._garbled(data) if self._hits("garble") else data

    def send(self, data: bytes) -> None:
        """The card's answer to the transmission that was received last."""
        if self._hits("silent") or self._is_dipped(after=0):
            return
        if self._hits("half"):
            data = data[: len(data) // 2]
        if self._hits("garble-answer"):
            data = self._garbled(data)
        if "late" in self._faults:
            self._late.append((self._monotonic() + self._faults["late"].number, data))
        elif data:
            self._line.send(data)

    def close(self) -> None:
        self._line.close()

    # --- helpers ---

    def _hits(self, kind: str) -> bool:
        return kind in self._faults and self._faults[kind].hits(self._transmissions)

    def _is_dipped(self, after: int) -> bool:
        dip = self._faults.get("power-dip")
        return dip is not None and self._transmissions == dip.number + after

    def _transmission(self, within_s: float) -> bytes:
        data = self._line.receive(within_s)
        while data and len(data) < MAX_TRANSMISSION_BYTES:
            more = self._line.receive(GAP_S)
            if not more:
                break
            data += more
        return data

    def _send_what_is_due(self) -> None:
        while self._late and self._late[0][0] <= self._monotonic():
            self._line.send(self._late.popleft()[1])

    def _cut_power(self) -> None:
        """After the answer to the Nth transmission, before anything else is heard."""
        if self._has_power_cut_ahead and self._transmissions >= self._faults["power-cut"].number:
            self._has_power_cut_ahead = False
            self._card.power_cut()

    def _garbled(self, data: bytes) -> bytes:
        if not data:
            return data
        bit = self._random.randrange(len(data) * 8)
        spoilt = bytearray(data)
        spoilt[bit // 8] ^= 1 << bit % 8
        return bytes(spoilt)
