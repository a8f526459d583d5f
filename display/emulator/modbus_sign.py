"""An emulated text board on Modbus RTU: the registers of its map, and the answers that the specification asks for.

It knows the registers of the text, and coil and registers of power and brightness where the map has them; any other
is an "illegal data address", any other function that can be told from its length an "illegal function". Text ends at
the first zero. Assumed, because every maker decides it for himself: the text is one line, of which its beginning
is shown; text and settings are lost with the power; a whole request is obeyed or nothing of it.
"""

from __future__ import annotations

from collections.abc import Sequence

from display.board import Board, RegisterMap
from display.errors import ProtocolError, TextRefused
from display.fonts import Font
from display.protocols.modbus_text_codec import (
    BUSY,
    Answer,
    ReadRegisters,
    Refusal,
    Request,
    Values,
    WriteCoil,
    WriteRegister,
    WriteRegisters,
    Written,
    decode,
    encode,
    name_of,
    request_bytes,
)
from display.protocols.modbus_text_frame import EVERY_DEVICE, decode_frame, next_frame
from display.render import Frame, Layout, blank, screens

MAX_ERRORS = 20
ILLEGAL_FUNCTION, ILLEGAL_ADDRESS, ILLEGAL_VALUE, DEVICE_FAILURE = 1, 2, 3, 4
_KNOWN_FUNCTIONS = (3, 5, 6, 16)
_OTHER_FUNCTIONS = (1, 2, 4)  # their requests are eight bytes long, as that of function 3
_REPLACEMENT = "〓"  # what a printer sets for a character it does not have


class ModbusSign:
    """One sign. registers: its map; address: 1 to 247."""

    refusals = ("busy", "nak")

    def __init__(self, width_px: int, height_px: int, font: Font, address: int, registers: RegisterMap) -> None:
        self.width_px = width_px
        self.height_px = height_px
        self.frames_received = 0
        self.errors: tuple[str, ...] = ()
        self._font = font
        self._address = address
        self._map = registers
        self._pending = b""
        self._refusal = ""
        self._registers: dict[int, int] = {}
        self._coils: dict[int, bool] = {}
        self.power_cut()

    def feed(self, data: bytes, now_s: float) -> bytes:
        """Take bytes from the line; give the bytes that the sign answers."""
        self._pending += data
        answers: list[bytes] = []
        while True:
            frame, used = next_frame(self._pending, _size_of)
            self._pending = self._pending[used:]
            if frame is None:
                return b"".join(answers)
            self.frames_received += 1
            answers.append(self._hear(frame))

    def passing(self, now_s: float) -> bool:
        """Nothing expires."""
        return False

    def power_cut(self) -> None:
        """All registers begin anew: no text, the LEDs on."""
        self._pending = b""
        self._registers = dict.fromkeys(range(self._map.first, self._map.first + self._map.count), 0)
        if self._map.power_register is not None:
            self._registers[self._map.power_register] = 1
        if self._map.brightness_register is not None:
            self._registers[self._map.brightness_register] = self._map.brightness_full
        self._coils = {} if self._map.power_coil is None else {self._map.power_coil: True}

    @property
    def is_on(self) -> bool:
        register = self._map.power_register
        return all(self._coils.values()) and (register is None or self._registers[register] != 0)

    @property
    def brightness(self) -> int | None:
        """The number in its register; None where the map has none."""
        register = self._map.brightness_register
        return None if register is None else self._registers[register]

    def refuse(self, kind: str) -> None:
        """Do not obey the next command for this sign; answer it with this refusal."""
        self._refusal = kind

    @property
    def text(self) -> str:
        """What a passer-by could read; empty when dark."""
        return self._text().rstrip() if self.is_on else ""

    def dots(self) -> Frame:
        """The lit dots of the first screenful."""
        text = "".join(map(self._known, self._text().rstrip()))
        if not self.is_on or not text:
            return blank(self.width_px, self.height_px)
        return screens(text, self.width_px, self.height_px, Layout(wraps=False), self._font)[0]

    # --- helpers ---

    def _hear(self, frame: bytes) -> bytes:
        address, pdu = decode_frame(frame)
        if address not in (self._address, EVERY_DEVICE):
            return b""
        try:
            message, _ = decode(frame)
        except ProtocolError as err:
            self._complain(f"frame: {err}")
            code = ILLEGAL_VALUE if pdu[0] in _KNOWN_FUNCTIONS else ILLEGAL_FUNCTION
            return self._answered(Refusal(pdu[0], code), address)
        if not isinstance(message, Request):
            return b""  # another sign's answer on a shared line
        refusal, self._refusal = self._refusal, ""
        if refusal:
            return self._answered(Refusal(pdu[0], BUSY if refusal == "busy" else DEVICE_FAILURE), address)
        answer = self._obeyed(message)
        if isinstance(answer, Refusal):
            self._complain(f"function {answer.function}: {name_of(answer.code)}: {message}")
        return self._answered(answer, address)

    def _answered(self, answer: Answer | Request, address: int) -> bytes:
        return b"" if address == EVERY_DEVICE else encode(answer, address)

    def _obeyed(self, request: Request) -> Answer | Request:
        match request:
            case ReadRegisters(first, count):
                if not self._has(range(first, first + count)):
                    return Refusal(3, ILLEGAL_ADDRESS)
                return Values(tuple(self._registers[register] for register in range(first, first + count)))
            case WriteCoil(coil, on):
                if coil not in self._coils:
                    return Refusal(5, ILLEGAL_ADDRESS)
                self._coils[coil] = on
                return request
            case WriteRegister(register, value):
                if not self._has((register,)):
                    return Refusal(6, ILLEGAL_ADDRESS)
                self._registers[register] = value
                return request
            case WriteRegisters(first, values):
                if not self._has(range(first, first + len(values))):
                    return Refusal(16, ILLEGAL_ADDRESS)
                self._registers.update(enumerate(values, first))
                return Written(first, len(values))

    def _has(self, wanted: Sequence[int]) -> bool:
        return all(register in self._registers for register in wanted)

    def _text(self) -> str:
        order = "big" if self._map.byte_order == "high" else "little"
        registers = range(self._map.first, self._map.first + self._map.count)
        data = b"".join(self._registers[register].to_bytes(2, order) for register in registers)  # type: ignore[arg-type]
        # gbk knows every code of gb2312, and 「·」 and 「—」 as Chinese texts mean them
        charset = "gb18030" if self._map.charset == "gb18030" else "gbk"
        return data.split(b"\0", 1)[0].decode(charset, "replace").replace("\ufffd", _REPLACEMENT)

    def _known(self, character: str) -> str:
        if character in "\r\n":
            return "\n" if character == "\n" else ""
        try:
            self._font.glyph(character)
        except TextRefused:
            return _REPLACEMENT
        return character

    def _complain(self, message: str) -> None:
        self.errors = (*self.errors, message)[-MAX_ERRORS:]


def _size_of(begin: bytes) -> int | None:
    if len(begin) > 1 and begin[1] in _OTHER_FUNCTIONS:
        return 8
    return request_bytes(begin)


def make(board: Board, font: Font) -> ModbusSign:
    """The sign of this board; without a register map, the one that stands for "none told"."""
    return ModbusSign(board.width_px, board.height_px, font, board.address, board.registers or RegisterMap())
