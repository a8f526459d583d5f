"""JetFile II signs as boards: a line is an emergency message whose living period is the dead-man.

Of the two ways to show a text, 0209 (emergency message) is taken and not 0204 with 0606 (a file on the RAM disk,
played at once): a file played so is shown once and then the sign's own list goes on, with no end that we could
set; an emergency message is shown for as many seconds as it says, here the board's deadman_s, and every refresh
begins them anew. So the sign itself takes our text away when the host is dead (class A). What follows then is the
sign's own list: at set-up it must be emptied once ({"do":"clear"} for disks D and E), or foreign text comes back.

Weak points, since nothing here was tried on a real sign: the maker does not say where an emergency message is
kept (it names no disk, so RAM is assumed), nor what the sign does with one while its screen is black (therefore
the black screen is ended first), nor how wide its Chinese fonts draw ASCII, nor a scale for brightness (therefore
none is set). A terminal's address counts group × 256 + unit; unit 0 means all signs, which are not asked to answer.
Serials are made from what is sent, so that an answer to anything else is passed over.

Source: schinken/jetfile-signage docs/JetFileII_v2.5.4.pdf p. 61 (emergency), 76 (black), 82-84 (clock), 89 (play).
"""

from __future__ import annotations

import binascii
from datetime import datetime
from functools import partial
from math import ceil

from content.led_line import LedStyle
from content.store.board_status import ReasonKind
from display.board import Area, Board, Capabilities, DeadMan
from display.errors import ProtocolError, TextRefused
from display.protocols.base import Exchange, Face, Model, Reply
from display.protocols.jetfile2_codec import decode, encode
from display.protocols.jetfile2_commands import (
    BLACK,
    END_BLACK,
    HEARD_BADLY,
    MAX_EMERGENCY_BYTES,
    PING,
    POWER_ON,
    STATUSES,
    Answer,
    Bare,
    Clock,
    Command,
    Emergency,
    PowerOff,
    Request,
)
from display.protocols.jetfile2_fields import week_of
from display.protocols.jetfile2_files import text_head
from display.protocols.jetfile2_frame import next_packet
from display.protocols.jetfile2_json import JetfileJson
from display.protocols.jetfile2_text import control

MAX_PACKET_BYTES = 1500  # status 9013
_FONTS = {16: "5", 24: "7", 32: "9"}
_JUMP, _MOVE_LEFT, _MOVE_UP = 0x30, 0x31, 0x35
_EFFECTS = {LedStyle.SCROLL_LEFT: _MOVE_LEFT, LedStyle.SCROLL_UP: _MOVE_UP, LedStyle.STILL: _JUMP}
_MEDIUM = 3  # of 0 (fastest) … 6; how many pixels a second that is, the maker does not say


class Jetfile2:
    """Signs of this family."""

    capabilities = Capabilities(
        charsets=("gb2312",),  # wide characters are two bytes from A1
        font_px=frozenset(_FONTS),
        styles=frozenset(LedStyle),
        x_step_px=1,
        acknowledges=True,
        volatile=True,
        deadman=DeadMan.CARD,
        max_frame_bytes=MAX_PACKET_BYTES,
    )

    def show(self, face: Face, board: Board, *, first: bool) -> list[Exchange]:
        """One emergency message. Raises TextRefused for a text that it cannot hold, ProtocolError for an area."""
        if face.area != Area(0, 0, board.width_px, board.height_px, face.area.id):
            raise ProtocolError("this sign shows a text on its whole screen: leave out the board's area")
        text = text_head("A") + _style(face, board) + b"".join(face.codes) + b"\x04"
        if len(text) > MAX_EMERGENCY_BYTES:
            raise TextRefused(
                f"{len(text)} bytes of text: this sign shows at most {MAX_EMERGENCY_BYTES} at a time", ReasonKind.LENGTH
            )
        message = _exchange(Emergency(seconds=board.deadman_s, data=text), board)
        if not first:
            return [message]
        return [_exchange(Bare(END_BLACK), board, may_be_refused=True), message]

    def darken(self, board: Board) -> list[Exchange]:
        """The black screen; behind it the message lives out its seconds."""
        return [_exchange(Bare(BLACK), board)]

    def ping(self, board: Board) -> list[Exchange]:
        return [_exchange(Bare(PING), board)]

    def set_clock(self, now: datetime, board: Board) -> list[Exchange]:
        """To the minute, which every sign knows, then with seconds, which some refuse."""
        time = now.replace(tzinfo=None, microsecond=0)
        minute = Clock(time=time.replace(second=0), week=week_of(time))
        second = Clock(time=time, week=week_of(time), with_second=True)
        return [_exchange(minute, board), _exchange(second, board, may_be_refused=True)]

    def set_brightness(self, percent: int, board: Board) -> list[Exchange]:
        """Nothing: the document does not give the scale of 020A."""
        return []

    def set_power(self, on: bool, board: Board) -> list[Exchange]:
        return [_exchange(Bare(POWER_ON) if on else PowerOff(), board)]

    def read(self, buffer: bytes) -> tuple[Reply | None, int]:
        """The first answer of a sign, whatever it answers. An exchange's own ``read`` knows its serial."""
        return _read(None, buffer)


def _exchange(command: Command, board: Board, *, may_be_refused: bool = False) -> Exchange:
    group, unit = divmod(board.address, 256)
    if group > 254 or unit > 254:
        raise ProtocolError(f"address {board.address}: group × 256 + unit, each at most 254")
    to_all = unit == 0
    unnumbered = encode(Request(command=command, group=group, unit=unit, flag=int(to_all)))
    serial = binascii.crc_hqx(unnumbered, 0xFFFF)
    frame = encode(Request(command=command, group=group, unit=unit, flag=int(to_all), serial=serial))
    reply_within_s = None if to_all else board.reply_within_s
    return Exchange(frame, reply_within_s, may_be_refused=may_be_refused, read=partial(_read, serial))


def _read(serial: int | None, buffer: bytes) -> tuple[Reply | None, int]:
    """The answer with this serial; echoes of our own, damaged frames and late answers are passed over."""
    position = 0
    while True:
        frame, used = next_packet(buffer[position:])
        if frame is None:
            return None, position + used
        try:
            message = decode(frame)
        except ProtocolError:
            position += used - len(frame) + 1  # what looked like a frame may hide one
            continue
        position += used
        if isinstance(message, Answer) and serial in (None, message.serial):
            return _reply(message), position


def _reply(answer: Answer) -> Reply:
    if answer.accepted or answer.status is None:
        return Reply(accepted=True)
    error = STATUSES.get(answer.status, f"status {answer.status:04x}")
    return Reply(accepted=False, error=error, again=answer.status in HEARD_BADLY)


def _style(face: Face, board: Board) -> bytes:
    """The codes before the text: line breaks, effects, speed, how long it stands, font, colour, where it begins."""
    moves = face.style is LedStyle.SCROLL_LEFT
    effect = _EFFECTS[face.style]
    codes = [
        control("typeset", "b" if face.wraps or not moves else "a"),
        control("in", effect),
        control("out", effect),
        control("speed", _MEDIUM),
        control("pause", min(9999, ceil(face.hold_s))),
        control("font", _FONTS[board.font_px]),
        control("colour", "green" if board.colours == "green" else "red"),
        control("align", "left" if moves else "centre"),
    ]
    return b"".join(codes)


MODEL = Model(Jetfile2(), JetfileJson())
