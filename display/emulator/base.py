"""What every emulated card offers to the line it hangs on: bytes in, answers out, dots to look at. No I/O."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from display.board import Board
from display.fonts import Font
from display.render import Frame


class Card(Protocol):
    """One emulated card. now_s: a clock that only goes forward, in seconds."""

    @property
    def text(self) -> str:
        """What a passer-by could read, "" when dark; of a card that takes pixels only, what is known of the text."""

    @property
    def is_on(self) -> bool: ...

    @property
    def frames_received(self) -> int: ...

    @property
    def errors(self) -> Sequence[str]:
        """What was wrong with the bytes that came, newest last."""

    def feed(self, data: bytes, now_s: float) -> bytes:
        """Bytes from the line; returns what the card answers."""

    def passing(self, now_s: float) -> object:
        """Time goes by: what expires, expires."""

    def power_cut(self) -> None:
        """The power goes and comes back: what is only in RAM is lost."""

    def dots(self) -> Frame:
        """The lit dots now."""


MakeCard = Callable[[Board, Font], Card]
