"""Which boards answer on which port, at which speed, as which model: asked with each protocol's own ping alone.

A ping shows nothing and changes nothing. Only a readable answer counts, so a card that shares its frames with
another model (BX-5K and BX-6K) is found as both, and a model without a ping or an answer is never found.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from display.board import Board
from display.errors import ProtocolError, TransportError
from display.protocols import MODELS, protocol_for
from display.protocols.base import BoardProtocol, Exchange
from display.transport import Transport

# The speeds of cards as they are delivered, the most common ones first.
BAUDS = (57_600, 9_600, 115_200, 38_400, 19_200, 4_800, 2_400)


@dataclass(frozen=True)
class Found:
    """One answer. said: what the board replied, "" for a plain yes."""

    url: str
    baud: int
    model: str
    address: int
    said: str = ""


@dataclass(frozen=True)
class Unusable:
    """A port that cannot be asked."""

    url: str
    why: str


class Cable(Transport, Protocol):
    """A transport that can be let go of."""

    def close(self) -> None: ...


Open = Callable[[str, int], Cable]


def scan(
    urls: Sequence[str], bauds: Sequence[int], models: Sequence[str], addresses: Sequence[int], opened: Open
) -> Iterator[Found | Unusable]:
    """Ask every port at every speed for every model and address; a port is left at the first speed that answers.

    opened: makes the transport for a url and a speed. A port that breaks is told once and left.
    """
    for url in urls:
        try:
            for baud in _speeds(url, bauds):
                answers = list(_at_speed(url, baud, models, addresses, opened))
                yield from answers
                if answers:
                    break
        except TransportError as err:
            yield Unusable(url, str(err))


def pingable() -> list[str]:
    """The models whose boards can be asked: they have a ping, and answer it."""
    return [model for model in MODELS if _is_here(model) and _pings(protocol_for(model), _asked(model, 1))]


# --- helpers ---


def _is_here(model: str) -> bool:
    return importlib.util.find_spec(MODELS[model].partition(":")[0]) is not None


def _speeds(url: str, bauds: Sequence[int]) -> Sequence[int]:
    """A network socket has no speed of its own."""
    return bauds[:1] if url.startswith("socket://") else bauds


def _at_speed(url: str, baud: int, models: Sequence[str], addresses: Sequence[int], opened: Open) -> Iterator[Found]:
    transport = opened(url, baud)
    try:
        for model in models:
            protocol = protocol_for(model)
            for address in addresses:
                for exchange in _pings(protocol, _asked(model, address)):
                    said = _answer(transport, protocol, exchange)
                    if said is not None:
                        yield Found(url, baud, model, address, said)
                        break
    finally:
        transport.close()


def _asked(model: str, address: int) -> Board:
    return Board(id="scanned", model=model, width_px=64, height_px=16, address=address, reply_within_s=0.3)


def _pings(protocol: BoardProtocol, board: Board) -> list[Exchange]:
    try:
        return [exchange for exchange in protocol.ping(board) if exchange.reply_within_s is not None]
    except ProtocolError:
        return []  # this protocol has no such address


def _answer(transport: Transport, protocol: BoardProtocol, exchange: Exchange) -> str | None:
    """What the board said, or None: silence, or bytes that are no answer of this protocol."""
    buffer = transport.exchange(exchange.data, exchange.reply_within_s)
    while buffer:
        reply, used = (exchange.read or protocol.read)(buffer)
        if reply is not None:
            return "" if reply.accepted else reply.error
        more = transport.exchange(b"", 0.1)
        if not more:
            return None
        buffer = buffer[used:] + more
    return None
