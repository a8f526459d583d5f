"""A process that runs ahead: it reads the settings and makes the first page while this one opens the window.

    kiosk ──────── Kivy, window ─── size ─┐         ┌── page on the glass ── everything else
      └─ forerunner ── settings ── store ─┴─ layout ─┘ ends

Both halves take about as long. The validator behind the settings (pydantic) needs 20 MB that would stay for as long
as the screen runs; they end with the forerunner.
"""

from __future__ import annotations

import logging
import os
import select
import signal
import struct
from pathlib import Path

import msgspec

from config.errors import SettingsError
from kiosk.glyphs import Drawing
from kiosk.marks import Box, Rect, Words
from kiosk.theme import Style
from kiosk.told import Told

log = logging.getLogger(__name__)

PATIENCE_S = 3.0  # for the page, when the window is open; made here it would take as long as it takes there
MOST_BYTES = 4_000_000
_LENGTH_BYTES = 4
_SIZE = struct.Struct("=II")


class Drawn(msgspec.Struct, frozen=True):
    """A character of the page, drawn."""

    character: str
    style: Style
    drawing: Drawing


class FirstPage(msgspec.Struct, frozen=True):
    """The home screen without pictures. height_px: of the window. page: the colour behind everything, as #rrggbb.

    sheet: where it is a long page, what is seen of that through the rectangle ``seen``, in the page's coordinates.
    """

    height_px: int
    page: str
    marks: list[Box | Words]
    sheet: list[Box | Words]
    seen: Rect
    characters: list[Drawn]


class _Wrong(msgspec.Struct, frozen=True, tag=True):
    mistakes: list[str]


class _Right(msgspec.Struct, frozen=True, tag=True):
    told: Told


_ANSWER: msgspec.msgpack.Decoder[_Wrong | _Right] = msgspec.msgpack.Decoder(_Wrong | _Right)
_PAGE: msgspec.msgpack.Decoder[FirstPage | None] = msgspec.msgpack.Decoder(FirstPage | None)


class Forerunner:
    """Runs from when it is made. Make it before any thread is started, and ``end`` it. patience_s: for the page."""

    def __init__(self, settings: Path, patience_s: float = PATIENCE_S) -> None:
        self._settings = settings
        self._patience_s = patience_s
        self._answers, answering = os.pipe()
        asked, self._asking = os.pipe()
        self._child = os.fork()
        if self._child == 0:
            try:
                os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"  # or it reads what every installed package offers
                os.close(self._answers)
                os.close(self._asking)
                _run_ahead(settings, answering, asked)
                os._exit(0)
            finally:
                os._exit(1)  # whatever happened, the child never runs the parent's code
        os.close(answering)
        os.close(asked)

    def told(self) -> Told:
        """What the settings say. Raises SettingsError."""
        try:
            answer = _ANSWER.decode(self._next())
        except msgspec.DecodeError as err:
            raise SettingsError([f"{self._settings}: cannot be read; `mingbai doctor` may tell why"]) from err
        if isinstance(answer, _Wrong):
            raise SettingsError(answer.mistakes)
        return answer.told

    def first_page(self, width_px: int, height_px: int) -> FirstPage | None:
        """The page for a window of this size, after ``told``. None if there is none to show, or not in time."""
        try:
            os.write(self._asking, _SIZE.pack(width_px, height_px))
            if not select.select([self._answers], [], [], self._patience_s)[0]:
                return None
            return _PAGE.decode(self._next())
        except (BrokenPipeError, msgspec.DecodeError):  # the forerunner has ended, and its log says why
            return None

    def end(self) -> None:
        """Nothing more is wanted of it."""
        os.close(self._answers)
        os.close(self._asking)
        os.kill(self._child, signal.SIGKILL)
        os.waitpid(self._child, 0)

    def _next(self) -> bytes:
        """The next message; what there is of it, where the child has ended in the middle."""
        length = int.from_bytes(self._read(_LENGTH_BYTES), "big")
        return self._read(min(length, MOST_BYTES))

    def _read(self, count: int) -> bytes:
        data = b""
        while len(data) < count and (more := os.read(self._answers, count - len(data))):
            data += more
        return data


def _run_ahead(settings: Path, answering: int, asked: int) -> None:
    """In the child."""
    from kiosk.remembered import told_by

    try:
        told = told_by(settings)
    except SettingsError as err:
        _send(answering, _Wrong(err.mistakes))
        return
    _send(answering, _Right(told))
    try:
        from kiosk.ahead import first_page

        logging.disable(logging.WARNING)  # what is wrong with the store the kiosk says itself
        page = first_page(told, lambda: _SIZE.unpack(os.read(asked, _SIZE.size)))
    except Exception:  # whatever it is, the kiosk can start without it
        log.exception("first page not made ahead")
        page = None
    _send(answering, page)


def _send(pipe: int, message: object) -> None:
    data = msgspec.msgpack.encode(message)
    os.write(pipe, len(data).to_bytes(_LENGTH_BYTES, "big"))
    with os.fdopen(os.dup(pipe), "wb") as opened:
        opened.write(data)
