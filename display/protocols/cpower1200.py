"""Lumen (流明) C-Power 1200 text cards as boards: faces, darkness and answers.

The text goes to window 0 in three bytes a character, as GB2312, and the card draws it with its own font. The windows
are set up anew with every face, also when it is only refreshed: a card whose power was away plays what is stored in
its flash, nothing tells the host, and a text without its window would not be seen. The board may blink at that.
Nothing here ever writes the flash (command 07, or bit 0 of options).

Who darkens the board when the host is dead: nobody. No edition of the document knows an expiry of what a window
shows; it stays while the card has power, and then the stored programmes come back. So the class is C, and stored
programmes belong cleared ("delete") when the card is installed.

A blank text darkens: there is no command for it. The answer to a question for the clock (47) serves as ping, because
7B has no harmless question. Brightness (46) and power (76) come from the maker's later document for the family and
were never reported from a 1200, so a card that does not know them does no harm. Which of its fonts are loaded a card
does not tell; sizes are those of V3.3. Card 255 (all cards) is never asked for an answer, several would talk at once.

Colours: red, and green on a green board; a two-colour board shows red. A card's own network port (5200 in users'
programs) takes the maker's network frames: the board's network_id, which users set to FFFFFFFF. An answer counts
whatever its id code says.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from content.led_line import LedStyle
from display.board import Board, Capabilities, DeadMan
from display.errors import ProtocolError
from display.protocols.base import Exchange, Face, Model, Reply
from display.protocols.cpower1200_answer import decode_answer, error_of, is_answer
from display.protocols.cpower1200_basic import CLOCK, MAX_LEVEL, Ask, SetBrightness, SetClock, SetPower, code_of
from display.protocols.cpower1200_codec import (
    DRAW,
    GREEN,
    RED,
    SCROLL_LEFT,
    SCROLL_UP,
    SIZES_PX,
    Command,
    Message,
    Rectangle,
    Text,
    Windows,
)
from display.protocols.cpower1200_frame import (
    ALL_CARDS,
    EXTERNAL_CALLS,
    MAX_PART_BYTES,
    Packet,
    decode_frame,
    encode_frame,
    next_frame,
    parts,
)
from display.protocols.cpower1200_json import CPowerJson
from display.protocols.cpower1200_text import TERMINATOR, Style, characters

REST_S = 0.1  # where no answer paces us: "you need to wait a moment" (micolous/ledsign, cpower1200.py)
_EFFECTS = {LedStyle.STILL: DRAW, LedStyle.SCROLL_UP: SCROLL_UP, LedStyle.SCROLL_LEFT: SCROLL_LEFT}
_SIZES = {px: size for size, px in SIZES_PX.items() if px >= 16}  # Chinese needs 16 px
_RETRY = {1, 2}  # the sum was wrong, or a packet was missed
_CENTRE = 1


class CPower1200:
    """Cards on a serial line, and behind a network port where the board has a network_id."""

    capabilities = Capabilities(
        charsets=("gb2312",),
        font_px=frozenset(_SIZES),
        styles=frozenset(LedStyle),
        x_step_px=1,
        acknowledges=True,
        volatile=True,
        deadman=DeadMan.NOBODY,
        max_frame_bytes=2 + 2 * (11 + MAX_PART_BYTES),  # every byte escaped
        brightness=True,
    )

    def show(self, face: Face, board: Board, *, first: bool) -> list[Exchange]:
        """The window, then its text. Raises ProtocolError for a font or an address that the card does not have."""
        style = Style(GREEN if board.colours == "green" else RED, _size(board))
        text = Text(
            effect=_EFFECTS[face.style],
            align=0 if face.style is LedStyle.SCROLL_LEFT else _CENTRE,
            stay=min(0xFFFF, max(1, round(face.hold_s))),
        )
        return [*self._window(board), *self._exchanges(text, board, characters(face.codes, style) + TERMINATOR)]

    def darken(self, board: Board) -> list[Exchange]:
        """The window anew, and one blank in it."""
        blank = characters((b" ",), Style(RED, _size(board))) + TERMINATOR
        return [*self._window(board), *self._exchanges(Text(), board, blank)]

    def ping(self, board: Board) -> list[Exchange]:
        return self._exchanges(Ask(cc=CLOCK), board)

    def set_clock(self, now: datetime, board: Board) -> list[Exchange]:
        return self._exchanges(SetClock(time=now.replace(microsecond=0)), board, may_be_refused=True)

    def set_brightness(self, percent: int, board: Board) -> list[Exchange]:
        """The same level, 1 to 31, for all 24 hours; above 31 the card would ask a light sensor."""
        level = max(1, min(MAX_LEVEL, round(percent * MAX_LEVEL / 100)))
        return self._exchanges(SetBrightness(levels=(level,) * 24), board, may_be_refused=True)

    def set_power(self, on: bool, board: Board) -> list[Exchange]:
        return self._exchanges(SetPower(on=on), board, may_be_refused=True)

    def read(self, buffer: bytes) -> tuple[Reply | None, int]:
        """The first answer; other frames (an echo of our own on RS-485, a damaged one) are passed over."""
        return _read(buffer, lambda answer: True)

    def _window(self, board: Board) -> list[Exchange]:
        area = board.area
        rectangle = Rectangle(x=area.x_px, y=area.y_px, w=area.width_px, h=area.height_px)
        return self._exchanges(Windows(windows=(rectangle,)), board)

    def _exchanges(
        self, message: Message, board: Board, tail: bytes = b"", *, may_be_refused: bool = False
    ) -> list[Exchange]:
        if not 1 <= board.address <= ALL_CARDS:
            raise ProtocolError(f"address {board.address}: C-Power cards have 1 to 254, 255 means all")
        data = Command(message, tail).pack()
        code = code_of(message)
        exchanges = []
        for number, last, piece in parts(data) if code is None else [(0, 0, data)]:
            asks = int(board.address != ALL_CARDS)
            kind = EXTERNAL_CALLS if code is None else code
            packet = Packet(piece, board.address, kind, asks, number, last, network=board.network_id)
            exchange = Exchange(
                encode_frame(packet),
                board.reply_within_s if asks else None,
                pause_after_s=0.0 if asks else REST_S,
                may_be_refused=may_be_refused,
                read=partial(_read, is_ours=partial(_answers, request=packet)),
            )
            exchanges.append(exchange)
        return exchanges


def _size(board: Board) -> int:
    if board.font_px not in _SIZES:
        raise ProtocolError(f"font_px {board.font_px}: C-Power 1200 has {', '.join(map(str, sorted(_SIZES)))} px")
    return _SIZES[board.font_px]


def _read(buffer: bytes, is_ours: Callable[[Packet], bool]) -> tuple[Reply | None, int]:
    """The first answer that is ours, and how many bytes are dealt with."""
    position = 0
    while True:
        frame, used = next_frame(buffer[position:])
        position += used
        if frame is None:
            return None, position
        try:
            packet = decode_frame(frame)
        except ProtocolError:
            continue
        if is_answer(packet) and is_ours(packet):
            return _reply(packet), position


def _answers(answer: Packet, request: Packet) -> bool:
    """Whether an answer is from the card that was asked, and to this command if it repeats the command's number."""
    if (answer.card, answer.code) != (request.card, request.code):
        return False
    repeats = answer.code == EXTERNAL_CALLS and answer.data and not request.number
    return not repeats or answer.data[:1] == request.data[:1]


def _reply(packet: Packet) -> Reply:
    error = error_of(decode_answer(packet))
    if not error:
        return Reply(accepted=True)
    return Reply(accepted=False, error=error, again=packet.code == EXTERNAL_CALLS and packet.info in _RETRY)


MODEL = Model(CPower1200(), CPowerJson())
