"""Onbon (仰邦) BX-6 graphic cards (图文卡) as boards: faces as pages of dots in a dynamic area, and answers.

Run mode 2 with the board's deadman_s is the dead-man: the area goes dark when nothing new has come for so long, says
the SDK's javadoc. The area is shown instead of the programs in the card's flash; when it is gone they would be seen
again, so the flash of such a board must be empty ("delete-programs" of `mingbai board frames`, once at set-up).

One colour only: how the dots of two-colour cards are packed was not read. The unit of a page's stay (10 ms) and the
largest frame that a card takes are assumed, see onbon_bx6_area and onbon_bx6_frame. Nothing was tried on a real card.
"""

from __future__ import annotations

from datetime import datetime

from content.led_line import LedStyle
from display.board import Board, Capabilities, DeadMan
from display.errors import ProtocolError
from display.protocols.base import Exchange, Face, Model, Reply
from display.protocols.onbon import address_of
from display.protocols.onbon_bx6_area import (
    MODE_LEFT_ON,
    MODE_STILL,
    MODE_UP,
    RUN_LOOP_UNTIL_TIMEOUT,
    STAY_UNIT_S,
    DynamicArea,
    Page,
    Update,
)
from display.protocols.onbon_bx6_codec import (
    ERRORS,
    HALF_HOURS,
    MAX_LEVEL,
    POWER_OFF,
    POWER_ON,
    Answer,
    Brightness,
    Command,
    DeleteAreas,
    decode_packet,
    encode,
    request,
)
from display.protocols.onbon_bx6_dots import data_of, windows
from display.protocols.onbon_bx6_frame import BUFFER_BYTES, decode_body, next_frame_body
from display.protocols.onbon_bx6_json import OnbonBx6Json
from display.protocols.onbon_codec import BUSY, CHECKSUM_WRONG, Clock, Ping, Power
from display.render import Frame

_MODES = {LedStyle.SCROLL_LEFT: MODE_LEFT_ON, LedStyle.SCROLL_UP: MODE_UP, LedStyle.STILL: MODE_STILL}


class OnbonBx6:
    """Series 6E, 6M and 6Q with the single-colour profile."""

    capabilities = Capabilities(
        charsets=("gb2312", "gbk"),
        font_px=frozenset({12, 14, 16, 24, 32}),
        styles=frozenset(LedStyle),
        x_step_px=1,
        acknowledges=True,
        volatile=True,
        deadman=DeadMan.CARD,
        max_frame_bytes=BUFFER_BYTES,
        raster="always",
        brightness=True,
    )

    def show(self, face: Face, board: Board, *, first: bool) -> list[Exchange]:
        """One frame with all pages. Raises ProtocolError without dots, or with more than a card's buffer holds."""
        if not face.screens:
            raise ProtocolError("this model takes dots, and the face has none")
        update = Update((_area(face, board),), b"".join(data_of(dots) for dots, _ in _pages(face)))
        exchange = _exchange(update, board)
        if len(exchange.data) > BUFFER_BYTES:
            raise ProtocolError(f"a frame of {len(exchange.data)} bytes, this model takes at most {BUFFER_BYTES}")
        return [exchange]

    def darken(self, board: Board) -> list[Exchange]:
        """Take every dynamic area away."""
        return [_exchange(DeleteAreas(None), board)]

    def ping(self, board: Board) -> list[Exchange]:
        return [_exchange(Ping(), board)]

    def set_clock(self, now: datetime, board: Board) -> list[Exchange]:
        return [_exchange(Clock.of(now), board)]

    def set_brightness(self, percent: int, board: Board) -> list[Exchange]:
        """The same of 16 levels for the whole day."""
        level = round((MAX_LEVEL + 1) * percent / 100) - 1
        return [_exchange(Brightness(0, bytes([min(MAX_LEVEL, max(0, level))]) * HALF_HOURS), board)]

    def set_power(self, on: bool, board: Board) -> list[Exchange]:
        return [_exchange(Power(POWER_ON if on else POWER_OFF), board)]

    def read(self, buffer: bytes) -> tuple[Reply | None, int]:
        """The first answer; other frames (an echo of our own, a damaged one) are passed over."""
        position = 0
        while True:
            body, used = next_frame_body(buffer[position:])
            position += used
            if body is None:
                return None, position
            try:
                message = decode_packet(decode_body(body))
            except ProtocolError:
                continue
            if isinstance(message, Answer):
                return _reply(message), position


def _exchange(command: Command, board: Board) -> Exchange:
    return Exchange(encode(request(command, address_of(board))), board.reply_within_s)


def _pages(face: Face) -> list[tuple[Frame, int]]:
    """The dots of each page, as wide as the area, and how much of their width is in use."""
    width_px = face.area.width_px
    if face.style is LedStyle.SCROLL_LEFT:
        return [page for dots in face.screens for page in windows(dots, width_px)]
    for dots in face.screens:
        if dots.width_px != width_px:
            raise ProtocolError(f"a screenful {dots.width_px} dots wide, the area has {width_px}")
    return [(dots, width_px) for dots in face.screens]


def _area(face: Face, board: Board) -> DynamicArea:
    area, at, pages = face.area, 0, []
    for dots, used_px in _pages(face):
        if dots.height_px != area.height_px:
            raise ProtocolError(f"a screenful {dots.height_px} dots high, the area has {area.height_px}")
        length = len(data_of(dots))
        stay = 0 if face.style is LedStyle.SCROLL_LEFT else min(0xFFFF, round(face.hold_s / STAY_UNIT_S))
        pages.append(Page(mode=_MODES[face.style], valid=used_px, offset=at, length=length, stay=stay))
        at += length
    return DynamicArea(
        id=area.id,
        x_px=area.x_px,
        y_px=area.y_px,
        width_px=area.width_px,
        height_px=area.height_px,
        pages=tuple(pages),
        run_mode=RUN_LOOP_UNTIL_TIMEOUT,
        timeout=board.deadman_s,
    )


def _reply(answer: Answer) -> Reply:
    if answer.accepted:
        return Reply(accepted=True)
    error = ERRORS.get(answer.error, f"error {answer.error:04x}")
    return Reply(accepted=False, error=error, again=answer.error in (BUSY, CHECKSUM_WRONG))


MODEL = Model(OnbonBx6(), OnbonBx6Json())
