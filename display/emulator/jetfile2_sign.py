"""An emulated JetFile II sign: disks, packets, emergency message, black screen, power, clock; both formats.

It shows the emergency message while that lives, else the text file that was last written or played: with no play
list of its own a sign's list is all its files, of which the newest is drawn here. Assumed, because the maker does
not say: an emergency message is kept in RAM; black lasts until it is ended, or until reset; a broadcast with flag 0
is answered, since the document's own example is one. A sign with another address keeps silent. An incomplete
frame is forgotten after two quiet seconds.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from dataclasses import replace

from display.board import Board
from display.charset import character_of
from display.errors import ProtocolError, TextRefused
from display.fonts import Font
from display.protocols.jetfile2_codec import decode, encode_answer
from display.protocols.jetfile2_commands import (
    BLACK,
    OK,
    Answer,
    Bare,
    Clock,
    Command,
    Command1,
    Delete,
    DeleteAll,
    Emergency,
    File,
    File1,
    Other,
    Play,
    PowerOff,
    Request1,
)
from display.protocols.jetfile2_frame import next_frame
from display.protocols.jetfile2_text import tokens
from display.render import Frame, Layout, blank, screens

MAX_ERRORS = 20
QUIET_S = 2.0
SUM_WRONG, NOT_FOUND, UNKNOWN, TOO_BIG, OUT_OF_ORDER = 0x9002, 0x9008, 0x9011, 0x9013, 0x9014
FILE_TOO_BIG = 0x2101
MAX_FILE_BYTES = 320 * 1024
MAX_PACKET_BYTES = 1500
RAM_DISK, DEFAULT_DISK = "E", "D"
_REPLACEMENT = "〓"
_ACROSS = {b"\x1e1": "left", b"\x1e2": "right"}
_DOWN = {b"\x1f1": "top", b"\x1f2": "bottom"}

_HEAD = re.compile(rb"\A\x01Z[0-9]{2}\x02[AG].", re.DOTALL)

Name = tuple[str, str, str]  # disk, folder, label


class JetfileSign:
    """One sign. address: group × 256 + unit."""

    refusals = ("nak",)

    def __init__(self, width_px: int, height_px: int, font: Font, address: int) -> None:
        self.width_px = width_px
        self.height_px = height_px
        self.frames_received = 0
        self.errors: tuple[str, ...] = ()
        self.is_on = True
        self.is_black = False
        self.clock: Clock | None = None
        self.files: dict[Name, bytes] = {}
        self._font = font
        self._group, self._unit = divmod(address, 256)
        self._emergency: Emergency | None = None
        self._emergency_at_s = 0.0
        self._part: tuple[File, bytes] | None = None
        self._current: Name | None = None
        self._pending = b""
        self._heard_at_s = 0.0
        self._refusal = ""

    def feed(self, data: bytes, now_s: float) -> bytes:
        """Take bytes from the line; give the bytes that the sign answers."""
        if now_s - self._heard_at_s > QUIET_S:
            self._pending = b""
        self._heard_at_s = now_s
        self._pending += data
        answers: list[bytes] = []
        while True:
            frame, used = next_frame(self._pending)
            self._pending = self._pending[used:]
            if frame is None:
                return b"".join(answers)
            self.frames_received += 1
            answers.append(self._hear(frame, now_s))

    def passing(self, now_s: float) -> bool:
        """Let time pass; True if the emergency message has ended."""
        message = self._emergency
        over = bool(message and message.seconds and now_s - self._emergency_at_s >= message.seconds)
        if over:
            self._emergency = None
        return over

    def power_cut(self) -> None:
        """Disk E and the emergency message are lost; disk D stays."""
        self.files = {name: data for name, data in self.files.items() if name[0] != RAM_DISK}
        if self._current not in self.files:
            texts = [name for name in self.files if name[1] == "T"]
            self._current = texts[-1] if texts else None
        self._emergency = self._part = None
        self.is_black = False
        self.is_on = True
        self._pending = b""

    def refuse(self, kind: str) -> None:
        """Do not obey the next command for this sign; answer it with this refusal."""
        self._refusal = kind

    @property
    def text(self) -> str:
        """The lit text of all pages, a line feed between lines and pages; empty when dark."""
        data = self._showing()
        return "\n".join(self._pages(data)) if data is not None else ""

    def dots(self) -> Frame:
        """The lit dots of the first page; of moving text, its beginning."""
        data = self._showing()
        if data is None:
            return blank(self.width_px, self.height_px)
        codes = tokens(data)
        across = next((place for code, place in _ACROSS.items() if code in codes), "centre")
        down = next((place for code, place in _DOWN.items() if code in codes), "middle")
        layout = Layout(wraps=b"\x1b0a" not in codes, across=across, down=down)
        page = next((page for page in self._pages(data) if page.strip()), "")
        known = "".join(self._known(character) for character in page)
        return screens(known, self.width_px, self.height_px, layout, self._font)[0]

    # --- what is said to it ---

    def _hear(self, frame: bytes, now_s: float) -> bytes:
        try:
            message = decode(frame)
        except ProtocolError as err:
            self._complain(f"frame: {err}")
            return self._complaint(frame)
        if isinstance(message, Answer):
            return b""  # another sign's on a shared line
        if message.unit not in (0, self._unit):
            return b""
        if isinstance(message, Request1):
            said = self._obey_first(message.command)
            return said if message.echo else b""
        if message.group not in (0, self._group):
            return b""
        refusal, self._refusal = self._refusal, ""
        answer = Answer(code=0, serial=0, status=UNKNOWN) if refusal else self._obey(message.command, now_s)
        if answer.status not in (None, OK):
            self._complain(f"command {answer.code:04x}: refused with {answer.status:04x}")
        if message.flag:
            return b""
        return encode_answer(
            replace(
                answer,
                code=frame[12] << 8 | frame[13],
                serial=message.serial,
                source=message.source,
                group=self._group,
                unit=self._unit,
            )
        )

    def _complaint(self, frame: bytes) -> bytes:
        """What a damaged format 2 frame for us gets: its own serial and the status of a wrong sum."""
        if frame[:2] != b"\x55\xa7" or frame[8] not in (0, self._group) or frame[9] not in (0, self._unit) or frame[15]:
            return b""
        serial, code = int.from_bytes(frame[10:12], "little"), frame[12] << 8 | frame[13]
        answer = Answer(code=code, serial=serial, status=SUM_WRONG, group=self._group, unit=self._unit)
        return encode_answer(answer)

    def _obey(self, command: Command, now_s: float) -> Answer:
        status = OK
        match command:
            case Bare(code):
                return self._obey_bare(code)
            case File():
                status = self._write(command)
            case Emergency():
                self._emergency, self._emergency_at_s = command, now_s
            case PowerOff():
                self.is_on = False
            case Clock():
                self.clock = command
            case Play(disk=disk, folder=folder, label=label):
                if (disk, folder, label) in self.files:
                    self._current = (disk, folder, label)
                else:
                    status = NOT_FOUND
            case Delete(path):
                status = self._delete(lambda name: path == f"{name[0]}:\\{name[1]}\\{name[2]}")
            case DeleteAll(folder=folder, disk=disk):
                self._delete(lambda name: name[:2] == (disk, folder))
            case Other():
                status = UNKNOWN
        return Answer(code=0, serial=0, status=status)

    def _obey_bare(self, code: int) -> Answer:
        match code:
            case 0x0301:
                where = bytes([self._group, self._unit])
                return Answer(code=code, serial=0, status=None, arg=bytes(8) + where + bytes(2))
            case 0x0405:
                state = bytes([0 if self.is_on else 2, int(not self.is_on)])
                return Answer(code=code, serial=0, status=None, data=state + bytes(14))
            case 0x0400:
                self.power_cut()
            case 0x0401 | 0x0402:
                self.is_black = code == BLACK
            case _:
                self.is_on = True
        return Answer(code=code, serial=0, status=OK)

    def _obey_first(self, command: Command1) -> bytes:
        match command:
            case File1(folder=folder, disk=disk, label=label, text=text):
                name = (disk or DEFAULT_DISK, command.path_folder if disk else folder, label)
                self._keep(name, text if command.jetfile else b"")
                if not command.jetfile:
                    self._complain("format 1: a text of ADP codes, which is not drawn")
            case DeleteAll(folder=folder):
                self._delete(lambda name: folder in ("", "A", name[1]))
            case Clock():
                self.clock = command
            case Bare():
                return b"\x55\xa6\x10\x00" + struct.pack("<8H", 0, 0, 0, 0, self.width_px, self.height_px, 0, 0)
            case _:
                return UNKNOWN.to_bytes(2, "little")
        return b"OK"

    def _write(self, file: File) -> int:
        """One packet. They must come in order; the file counts when the last one is there."""
        if len(file.data) > min(file.packet_size, MAX_PACKET_BYTES):
            return TOO_BIG
        before = b""
        if file.index != 1:
            last, before = self._part or (file, b"")
            same = (last.disk, last.folder, last.label, last.total) == (file.disk, file.folder, file.label, file.total)
            if not same or last.index + 1 != file.index:
                self._part = None
                return OUT_OF_ORDER
        whole = before + file.data
        if max(file.total, len(whole)) > MAX_FILE_BYTES:
            self._part = None
            return FILE_TOO_BIG
        if file.index < file.packets:
            self._part = (file, whole)
            return OK
        self._part = None
        if len(whole) != file.total:
            self._complain(f"file {file.label}: {len(whole)} bytes came, {file.total} were announced")
        self._keep((file.disk, file.folder, file.label), whole)
        return OK

    def _keep(self, name: Name, data: bytes) -> None:
        self.files.pop(name, None)
        self.files[name] = data
        if name[1] == "T":
            self._current = name

    def _delete(self, meant: Callable[[Name], bool]) -> int:
        gone = [name for name in self.files if meant(name)]
        for name in gone:
            del self.files[name]
        if self._current in gone:
            self._current = None
        return OK if gone else NOT_FOUND

    # --- what it shows ---

    def _showing(self) -> bytes | None:
        """The text file on the screen, without its head and end; None when dark."""
        if not self.is_on or self.is_black:
            return None
        data = self._emergency.data if self._emergency else self.files.get(self._current or ("", "", ""))
        return None if data is None else _HEAD.sub(b"", data).removesuffix(b"\x04")

    def _pages(self, data: bytes) -> list[str]:
        pages = [""]
        for token in tokens(data):
            if token == b"\x0c":
                pages.append("")
            elif token[0] == 0x13 and len(token) > 1:
                pages[-1] += "".join(self._pages(self._string(token)))
            else:
                pages[-1] += _character(token)
        return pages

    def _string(self, token: bytes) -> bytes:
        """A string file that a text calls, without calls of its own."""
        path = token.decode("latin-1")
        disk, label = (path[2], path[4:]) if path[1] == "\x0f" else (path[1], path[2])
        data = self.files.get((DEFAULT_DISK if disk == "_" else disk, "S", label), b"")
        return b"".join(token for token in tokens(data) if token[0] != 0x13)

    def _known(self, character: str) -> str:
        if character == "\n":
            return character
        try:
            self._font.glyph(character)
        except TextRefused:
            return _REPLACEMENT
        return character

    def _complain(self, message: str) -> None:
        self.errors = (*self.errors, message)[-MAX_ERRORS:]


def _character(token: bytes) -> str:
    if token == b"\r":
        return "\n"
    if len(token) == 1 and token[0] < 0x80:
        return chr(token[0]) if 0x20 <= token[0] < 0x7F else ""
    if len(token) == 1:
        return " " if token == b"\x82" else _REPLACEMENT
    return character_of(token, "gb2312") or ""


def make(board: Board, font: Font) -> JetfileSign:
    """The sign of this board."""
    return JetfileSign(board.width_px, board.height_px, font, board.address)
