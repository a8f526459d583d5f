"""Onbon (仰邦) BX-5K/5MK and BX-6K text cards as boards: faces, darkness and answers.

The text travels in the card's own charset and the card draws it with its own 16-px font. Run mode 2 with the
board's deadman_s is the dead-man: a card that hears nothing for so long goes blank by itself.
"""

from __future__ import annotations

from datetime import datetime

from content.led_line import LedStyle
from display.board import Board, Capabilities, DeadMan
from display.errors import ProtocolError
from display.protocols.base import Exchange, Face, Model, Reply
from display.protocols.onbon_area import (
    ALIGN_CENTRE,
    ALIGN_MIDDLE,
    MODE_LEFT,
    MODE_STILL,
    MODE_UP,
    RUN_LOOP_UNTIL_TIMEOUT,
    Areas,
    TextArea,
)
from display.protocols.onbon_codec import (
    BUSY,
    CHECKSUM_WRONG,
    ERRORS,
    Answer,
    Clear,
    Clock,
    Codec,
    Ping,
    Power,
    Request,
)
from display.protocols.onbon_frame import ANY_CARD, MAX_FRAME_BYTES, decode_body, next_body, text_parts
from display.protocols.onbon_json import OnbonJson

_MODES = {LedStyle.SCROLL_LEFT: MODE_LEFT, LedStyle.SCROLL_UP: MODE_UP, LedStyle.STILL: MODE_STILL}


class Onbon:
    """One family of cards. x_step_px: 8 for BX-5K, 1 for BX-6K."""

    def __init__(self, x_step_px: int) -> None:
        self.codec = Codec(x_step_px)
        self.capabilities = Capabilities(
            charsets=("gb2312", "gbk"),
            font_px=frozenset({16}),  # the font escapes for 12, 24 and 32 px have no agreeing public source
            styles=frozenset(LedStyle),
            x_step_px=x_step_px,
            acknowledges=True,
            volatile=True,
            deadman=DeadMan.CARD,
            max_frame_bytes=MAX_FRAME_BYTES,
        )

    def show(self, face: Face, board: Board, *, first: bool) -> list[Exchange]:
        """One frame, or several that follow each other when the text outgrows the card's buffer."""
        area = face.area
        exchanges = []
        parts = text_parts(face.codes)
        for part in parts:
            text_area = TextArea(
                id=area.id,
                x_px=area.x_px,
                y_px=area.y_px,
                width_px=area.width_px,
                height_px=area.height_px,
                text=part,
                run_mode=RUN_LOOP_UNTIL_TIMEOUT,
                timeout=board.deadman_s,
                align=ALIGN_MIDDLE if face.style is LedStyle.SCROLL_LEFT else ALIGN_MIDDLE | ALIGN_CENTRE,
                single_line=2 if face.wraps else 1,
                new_line=2 if face.wraps else 1,
                mode=_MODES[face.style],
                hold=min(255, max(0, round(face.hold_s * 2))),
            )
            frame = self.codec.encode(Request(Areas((text_area,), process_mode=int(first)), address_of(board)))
            reading_s = len(face.codes) / len(parts) / board.characters_per_s if len(parts) > 1 else 0.0
            exchanges.append(Exchange(frame, board.reply_within_s, pause_after_s=reading_s))
        return exchanges

    def darken(self, board: Board) -> list[Exchange]:
        """Delete our area, then clear: whether a clear alone ends a looping area is not documented."""
        delete = self.codec.encode(Request(Areas(delete=(board.area.id,)), address_of(board)))
        clear = self.codec.encode(Request(Clear(), address_of(board)))
        return [Exchange(delete, board.reply_within_s, may_be_refused=True), Exchange(clear, board.reply_within_s)]

    def ping(self, board: Board) -> list[Exchange]:
        return [Exchange(self.codec.encode(Request(Ping(), address_of(board))), board.reply_within_s)]

    def set_clock(self, now: datetime, board: Board) -> list[Exchange]:
        return [Exchange(self.codec.encode(Request(Clock.of(now), address_of(board))), board.reply_within_s)]

    def set_brightness(self, percent: int, board: Board) -> list[Exchange]:
        """Nothing: the maker's public sources for these cards do not give its command."""
        return []

    def set_power(self, on: bool, board: Board) -> list[Exchange]:
        return [Exchange(self.codec.encode(Request(Power.of(on), address_of(board))), board.reply_within_s)]

    def read(self, buffer: bytes) -> tuple[Reply | None, int]:
        """The first answer; other frames (an echo of our own, a damaged or unchecked one) are passed over."""
        position = 0
        while True:
            body, used = next_body(buffer[position:])
            position += used
            if body is None:
                return None, position
            try:
                message = self.codec.decode_packet(decode_body(body))
            except ProtocolError:
                continue
            if isinstance(message, Answer) and message.header.checksum is None:
                return _reply(message), position


def address_of(board: Board) -> int:
    """The board's address. Raises ProtocolError for one that no card has, or to which none answers."""
    if not 1 <= board.address <= ANY_CARD:
        raise ProtocolError(f"address {board.address}: a screen has 1 to {ANY_CARD - 1}, {ANY_CARD} is any card")
    return board.address


def _reply(answer: Answer) -> Reply:
    error = ERRORS.get(answer.error, f"error {answer.error:02x}")
    if answer.accepted and not answer.error:
        return Reply(accepted=True)
    return Reply(accepted=False, error=error, again=answer.error in (BUSY, CHECKSUM_WRONG))


def _model(x_step_px: int) -> Model:
    protocol = Onbon(x_step_px)
    return Model(protocol, OnbonJson(protocol.codec))


BX5K, BX6K = _model(8), _model(1)
