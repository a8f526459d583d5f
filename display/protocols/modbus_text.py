"""Text boards on Modbus RTU as boards: the whole text area is written each time, and every write is answered.

The framing is a public standard, the registers are each maker's own: they come from ``registers`` in the settings
file. Without it: function 16, GB18030, high byte first, zeros behind the text, 123 registers from 0, which is one
frame and holds the 60 characters of an LED line. All of them are written, so that no end of an older text stays; a
sign with fewer answers "illegal data address", and its count must be told in the settings.

How the text moves is the sign's own setting: no style is sent. It is taken as one line that is read from the left,
which is what "scroll-left" promises; other styles are refused. Whether a sign loses its registers with the power, and
whether it blanks when nobody speaks to it, is not known without its manual: class C. On a line that gives back what
is sent, the echo of functions 5 and 6 looks like their answer; the line must discard it. Tried on no real sign.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from content.led_line import LedStyle
from display.board import Board, Capabilities, DeadMan, RegisterMap
from display.errors import ProtocolError
from display.protocols.base import Exchange, Face, Model, Reply
from display.protocols.modbus_text_codec import (
    ACKNOWLEDGED,
    BUSY,
    ReadRegisters,
    Refusal,
    Request,
    WriteCoil,
    WriteRegister,
    answer_bytes,
    decode,
    encode,
    name_of,
)
from display.protocols.modbus_text_frame import EVERY_DEVICE, LAST_DEVICE, MAX_FRAME_BYTES, next_frame
from display.protocols.modbus_text_json import ModbusTextJson
from display.protocols.modbus_text_registers import codes_of, registers_of, writes


class ModbusText:
    """Every register map: the map is in the board."""

    capabilities = Capabilities(
        charsets=("gbk", "gb2312"),
        font_px=frozenset({12, 14, 16, 24, 32}),  # the sign draws with its own font, whose height is only told here
        styles=frozenset({LedStyle.SCROLL_LEFT}),
        x_step_px=1,
        acknowledges=True,
        volatile=False,
        deadman=DeadMan.NOBODY,
        max_frame_bytes=MAX_FRAME_BYTES,
        brightness=True,
    )

    def show(self, face: Face, board: Board, *, first: bool) -> list[Exchange]:
        """The text and its padding, the last frame first: a sign with fewer registers refuses before its text changes.

        Raises TextRefused for what the map's charset or its registers cannot hold.
        """
        registers = _map(board)
        codes = codes_of(face.text, registers.charset)
        values = registers_of(codes, registers.count, registers.byte_order, registers.padding)
        requests = writes(registers.first, values, registers.function, codes)
        return _exchanges(requests[::-1], board)

    def darken(self, board: Board) -> list[Exchange]:
        """Padding in all registers of the text."""
        registers = _map(board)
        values = registers_of((), registers.count, padding=registers.padding)
        return _exchanges(writes(registers.first, values, registers.function), board)

    def ping(self, board: Board) -> list[Exchange]:
        """The first register of the text is read."""
        return _exchanges([ReadRegisters(_map(board).first, 1)], board)

    def set_clock(self, now: datetime, board: Board) -> list[Exchange]:
        """Nothing: a register map has no clock."""
        return []

    def set_brightness(self, percent: int, board: Board) -> list[Exchange]:
        registers = _map(board)
        if registers.brightness_register is None:
            return []
        level = max(1, round(percent * registers.brightness_full / 100))
        return _exchanges([WriteRegister(registers.brightness_register, level)], board)

    def set_power(self, on: bool, board: Board) -> list[Exchange]:
        registers = _map(board)
        if registers.power_coil is not None:
            return _exchanges([WriteCoil(registers.power_coil, on)], board)
        if registers.power_register is not None:
            return _exchanges([WriteRegister(registers.power_register, int(on))], board)
        return []

    def read(self, buffer: bytes) -> tuple[Reply | None, int]:
        """The first answer; noise, and requests of our own on RS-485, are passed over."""
        position = 0
        while True:
            frame, used = next_frame(buffer[position:], answer_bytes)
            position += used
            if frame is None:
                return None, position
            try:
                message, _ = decode(frame)
            except ProtocolError:
                continue
            if isinstance(message, Refusal) and message.code != ACKNOWLEDGED:
                return Reply(accepted=False, error=name_of(message.code), again=message.code == BUSY), position
            return Reply(accepted=True), position


def _map(board: Board) -> RegisterMap:
    return board.registers or RegisterMap()


def _exchanges(requests: Sequence[Request], board: Board) -> list[Exchange]:
    if not EVERY_DEVICE <= board.address <= LAST_DEVICE:
        raise ProtocolError(f"address {board.address}: a Modbus device has one of 1 to {LAST_DEVICE}, 0 is all of them")
    reply_within_s = None if board.address == EVERY_DEVICE else board.reply_within_s
    return [Exchange(encode(request, board.address), reply_within_s) for request in requests]


MODEL = Model(ModbusText(), ModbusTextJson())
