"""An emulated AM03127 sign: pages, graphic blocks, schedules and a clock of its own; ACK, NACK or nothing.

It shows the first page of the schedule that runs now, or else the default page, or nothing; moving text stands at
its beginning. A page takes effect when its frame has come; between <BE> and <BF> the sign is dark.

Assumed, because the maker does not say: pages and clock outlast a power cut; a clock that was never set counts
from 2000-01-01 00:00; schedule A goes before B; a frame that stops for a second is forgotten.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from display.board import Board
from display.emulator.am03127_face import SMALL_FONT_PX, PageFace
from display.errors import ProtocolError
from display.fonts import Font
from display.protocols.am03127_codec import (
    BEGIN_UPDATE,
    DELETE_ALL,
    END_UPDATE,
    PERCENT,
    RESET_CHARACTERS,
    Brightness,
    Character,
    Clock,
    Command,
    DefaultPage,
    DeletePage,
    DeleteSchedule,
    Graphic,
    Page,
    Schedule,
    command_of,
)
from display.protocols.am03127_dots import LINE_HEIGHT_PX
from display.protocols.am03127_frame import BROADCAST, ChecksumWrong, NewId, decode_frame, next_frame
from display.render import Frame, blank

MAX_ERRORS = 20
SILENCE_S = 1.0
ACK, NACK = b"ACK", b"NACK"
_EVERY_DAY = "000000"
_START = datetime(2000, 1, 1)  # noqa: DTZ001 (the sign's own time)


class Am03127Sign:
    """One sign. ``feed`` and ``passing`` are told monotonic time in seconds."""

    refusals = ("nak",)

    def __init__(self, width_px: int, height_px: int, face: PageFace, address: int = 1) -> None:
        self.width_px = width_px
        self.height_px = height_px
        self.address = address
        self.frames_received = 0
        self.errors: tuple[str, ...] = ()
        self.percent = 100
        self._face = face
        self._pages: dict[str, dict[int, bytes]] = {}
        self._graphics: dict[str, tuple[str, ...]] = {}
        self._schedules: dict[str, Schedule] = {}
        self._characters: dict[tuple[str, int], tuple[str, ...]] = {}
        self._default_page = ""
        self._is_updating = False
        self._set_to, self._set_at_s, self._now_s = _START, 0.0, 0.0
        self._heard_s = 0.0
        self._pending = b""
        self._refusal = ""

    @property
    def is_on(self) -> bool:
        """Always: nothing switches the LEDs off, a sign without a page is dark."""
        return True

    @property
    def clock(self) -> datetime:
        """The sign's own local time."""
        return self._set_to + timedelta(seconds=self._now_s - self._set_at_s)

    def feed(self, data: bytes, now_s: float) -> bytes:
        """Take bytes from the line; give the bytes that the sign answers."""
        if now_s - self._heard_s >= SILENCE_S:
            self._pending = b""
        self._heard_s = self._now_s = now_s
        self._pending += data
        answers: list[bytes] = []
        while True:
            frame, used = next_frame(self._pending)
            self._pending = self._pending[used:]
            if frame is None:
                return b"".join(answers)
            self.frames_received += 1
            answers.append(self._hear(frame))

    def passing(self, now_s: float) -> bool:
        """Let time pass; True if another page, or none, is shown since."""
        before = self._running()
        self._now_s = now_s
        return self._running() != before

    def power_cut(self) -> None:
        """A frame that was on its way is lost, and nothing else."""
        self._pending = b""
        self._is_updating = False

    def refuse(self, kind: str) -> None:
        """Do not obey the next command for this sign; answer it with this refusal."""
        self._refusal = kind

    @property
    def text(self) -> str:
        """The text of the pages that run, one line for each; a mark stands for dots."""
        texts = (self._face.text(self._pages[page], self.clock) for page in self._running())
        return "\n".join(text for text in texts if text)

    def dots(self) -> Frame:
        """The lit dots of the first page that runs, of whatever colour."""
        running = self._running()
        if not running:
            return blank(self.width_px, self.height_px)
        return self._face.dots(self._pages[running[0]], self._graphics, self._characters, self.clock)

    # --- helpers ---

    def _hear(self, frame: bytes) -> bytes:
        try:
            packet = decode_frame(frame)
        except ChecksumWrong as err:
            is_for_us = frame[3:5].upper() == b"%02X" % self.address
            self._complain(f"frame: {err}")
            return NACK if is_for_us else b""
        except ProtocolError as err:
            self._complain(f"frame: {err}")
            return b""
        if isinstance(packet, NewId):
            self.address = packet.address
            return b"%02X" % packet.address
        if packet.address not in (self.address, BROADCAST):
            return b""
        refusal, self._refusal = self._refusal, ""
        if refusal:
            return b"" if packet.address == BROADCAST else NACK
        try:
            self._obey(command_of(packet.data))
        except ProtocolError as err:
            self._complain(f"command: {err}")
            return b""
        return b"" if packet.address == BROADCAST else ACK

    def _obey(self, command: Command) -> None:
        match command:
            case Page(message, line, page):
                self._check(line)
                self._pages.setdefault(page.upper(), {})[line] = message
            case Graphic(page, block, rows):
                self._graphics[f"{page}{block}"] = rows
            case Schedule(name):
                self._schedules[name] = command
            case DefaultPage(page):
                self._default_page = page
            case Clock():
                self._set_clock(command)
            case Brightness(level):
                self.percent = PERCENT[level]
            case DeletePage(line, page):
                self._pages.get(page, {}).pop(line, None)
            case DeleteSchedule(name):
                self._schedules.pop(name, None)
            case Character(font, code, rows):
                self._characters[font, code] = rows
            case _:
                self._obey_bare(command)

    def _obey_bare(self, command: Command) -> None:
        if command == DELETE_ALL:
            self._pages.clear()
            self._graphics.clear()
            self._schedules.clear()
            self._default_page = ""
        elif command == RESET_CHARACTERS:
            self._characters.clear()
        elif command in (BEGIN_UPDATE, END_UPDATE):
            self._is_updating = command == BEGIN_UPDATE

    def _set_clock(self, clock: Clock) -> None:
        parts = (clock.month, clock.day, clock.hour, clock.minute, clock.second)
        try:
            self._set_to, self._set_at_s = datetime(2000 + clock.year, *parts), self._now_s  # noqa: DTZ001
        except ValueError as err:
            self._complain(f"clock: {err}")

    def _running(self) -> str:
        """The letters of the pages that run now."""
        if self._is_updating:
            return ""
        now = f"{self.clock:%y%m%d%H%M}"
        for _, schedule in sorted(self._schedules.items()):
            begin, end = schedule.begin, schedule.end
            if begin[:6] == end[:6] == _EVERY_DAY:
                begin, end = now[:6] + begin[6:], now[:6] + end[6:]
            pages = "".join(page for page in schedule.pages if self._pages.get(page))
            if begin <= now <= end and pages:
                return pages
        return self._default_page if self._pages.get(self._default_page) else ""

    def _check(self, line: int) -> None:
        """Note what a real sign would swallow silently."""
        if not 1 <= line <= -(-self.height_px // LINE_HEIGHT_PX):
            self._complain(f"line {line}: the sign has {self.height_px} rows, {LINE_HEIGHT_PX} a line")

    def _complain(self, message: str) -> None:
        self.errors = (*self.errors, message)[-MAX_ERRORS:]


def make(board: Board, font: Font) -> Am03127Sign:
    """The sign of this board."""
    face = PageFace(board.width_px, board.height_px, font, Font(SMALL_FONT_PX))
    return Am03127Sign(board.width_px, board.height_px, face, board.address)
