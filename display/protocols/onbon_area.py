"""Dynamic areas (动态区) of Onbon (仰邦) BX-5K and BX-6K text cards: the payload of A3 06, both ways.

    A3 06     n ids[n] m { length(2) area }×m                   little-endian
    area      00 x y w h id gap run timeout sound … ext … align single wrap mode exit speed hold length text
              1  2 2 2 2 1  1   1   2       1       1     1     1      1    1    1    1     1    4      n   bytes
    sound     00 none · 01 speak the text: voice|repeat<<4, volume, speed · 02: the same, length(4) and its own text
    ext       how many bytes of extension follow it; the maker names only the first, type setting (排版方式)

A BX-5K counts x and w in steps of 8 pixels, a BX-6K in pixels; a field whose bit 8000 is set counts pixels on
both, says BX4K.c in a comment (weak: one source; never sent by our driver). Any other value of ``sound`` has no
fields in the maker's own writer, and is read so. Area types other than 00 have another layout and are refused.

Sources: onbonlab/bx.k.java src/BxAreaDynamic.java, BxCmdSendDynamicArea.java; LuckyKoala/BX5KProtocol BX4K.{c,h}.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from display.errors import ProtocolError

RUN_LOOP, RUN_STAY, RUN_LOOP_UNTIL_TIMEOUT, RUN_LAST_ON_TIMEOUT, RUN_ONCE, RUN_TIMES = range(6)
MODE_STILL, MODE_QUICK, MODE_LEFT, MODE_RIGHT, MODE_UP, MODE_DOWN = 1, 2, 3, 4, 5, 6
ALIGN_RIGHT, ALIGN_CENTRE, ALIGN_BOTTOM, ALIGN_MIDDLE = 0x01, 0x02, 0x04, 0x08
SPEED = 4  # of 0 (fastest) … 0x18, as in the example that BX4K.c prints
SPEAK_TEXT, SPEAK_OTHER = 1, 2

_PLACE = struct.Struct("<BHHHHBBBHB")  # type … sound
_STYLE = struct.Struct("<BBBBBBBI")  # align … length of the text
_PIXELS = 0x8000


@dataclass(frozen=True)
class Sound:
    """What the card says aloud (语音). voice 0–5, repeat 0–15, volume 0–10, speed 1–10; text: of mode 2 only."""

    mode: int
    person: int = 0
    repeat: int = 0
    volume: int = 5
    speed: int = 5
    text: bytes = b""


@dataclass(frozen=True, kw_only=True)
class TextArea:
    """One dynamic area with its text. Pixels; timeout in seconds; hold in half seconds; the rest as on the wire.

    x_in_pixels, width_in_pixels: the field's bit 8000, for senders that use it. timeout: of run mode 5 a number
    of times.
    """

    id: int
    x_px: int
    y_px: int
    width_px: int
    height_px: int
    text: bytes
    run_mode: int = RUN_LOOP
    timeout: int = 5
    align: int = 0
    single_line: int = 1
    new_line: int = 1
    mode: int = MODE_LEFT
    speed: int = SPEED
    hold: int = 4
    line_space: int = 0
    exit_mode: int = 0
    x_in_pixels: bool = False
    width_in_pixels: bool = False
    sound: Sound | None = None
    extension: bytes = b""


@dataclass(frozen=True)
class Areas:
    """A3 06: delete dynamic areas by id, then show some. process_mode: 1 clears and prepares the areas first."""

    show: tuple[TextArea, ...] = ()
    delete: tuple[int, ...] = ()
    process_mode: int = 0


def areas_bytes(areas: Areas, x_step_px: int) -> bytes:
    """The payload. Raises ProtocolError or struct.error if a value does not fit into its field."""
    if len(areas.delete) > 0xFF or len(areas.show) > 0xFF:
        raise ProtocolError(f"{len(areas.show)} areas and {len(areas.delete)} ids to delete, at most 255 each")
    payload = struct.pack("B", len(areas.delete)) + b"".join(struct.pack("B", id_) for id_ in areas.delete)
    payload += struct.pack("B", len(areas.show))
    for area in areas.show:
        data = _area_bytes(area, x_step_px)
        payload += struct.pack("<H", len(data)) + data
    return payload


def areas_from(payload: bytes, process_mode: int, x_step_px: int) -> Areas:
    """What the payload says. Raises ProtocolError."""
    deleted = payload[0] if payload else 0
    if len(payload) < deleted + 2:
        raise ProtocolError(f"{len(payload)} bytes of areas, the list of deleted ids alone takes {deleted + 2}")
    delete = tuple(payload[1 : 1 + deleted])
    count, rest = payload[1 + deleted], payload[2 + deleted :]
    areas = []
    for number in range(1, count + 1):
        length = int.from_bytes(rest[:2], "little")
        if len(rest) < 2 + length:
            raise ProtocolError(f"area {number} of {count}: {len(rest)} bytes are left for one of {length}")
        areas.append(_area_from(rest[2 : 2 + length], x_step_px))
        rest = rest[2 + length :]
    if rest:
        raise ProtocolError(f"{len(rest)} bytes after the last area")
    return Areas(tuple(areas), delete, process_mode)


# --- helpers ---


def _area_bytes(area: TextArea, x_step_px: int) -> bytes:
    return b"".join(
        (
            _PLACE.pack(
                0,
                _counted("x", area.x_px, area.x_in_pixels, x_step_px),
                area.y_px,
                _counted("width", area.width_px, area.width_in_pixels, x_step_px),
                area.height_px,
                area.id,
                area.line_space,
                area.run_mode,
                area.timeout,
                area.sound.mode if area.sound else 0,
            ),
            _sound_bytes(area.sound),
            struct.pack("B", len(area.extension)) + area.extension,
            _STYLE.pack(
                area.align,
                area.single_line,
                area.new_line,
                area.mode,
                area.exit_mode,
                area.speed,
                area.hold,
                len(area.text),
            ),
            area.text,
        )
    )


def _area_from(data: bytes, x_step_px: int) -> TextArea:
    reader = _Reader(data)
    kind, x, y, width, height, id_, gap, run, timeout, sound = reader.fields(_PLACE)
    if kind:
        raise ProtocolError(f"area of type {kind:02x}, expected 00, a dynamic area")
    spoken = _sound_from(sound, reader)
    extension = reader.bytes(reader.bytes(1)[0])
    align, single, wrap, mode, leave, speed, hold, length = reader.fields(_STYLE)
    text = reader.bytes(length)
    if reader.left:
        raise ProtocolError(f"area {id_}: {reader.left} bytes after its text of {length}")
    return TextArea(
        id=id_,
        x_px=_px(x, x_step_px),
        y_px=y,
        width_px=_px(width, x_step_px),
        height_px=height,
        text=text,
        run_mode=run,
        timeout=timeout,
        align=align,
        single_line=single,
        new_line=wrap,
        mode=mode,
        speed=speed,
        hold=hold,
        line_space=gap,
        exit_mode=leave,
        x_in_pixels=bool(x & _PIXELS),
        width_in_pixels=bool(width & _PIXELS),
        sound=spoken,
        extension=extension,
    )


class _Reader:
    """An area's bytes from the front."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def left(self) -> int:
        return len(self._data) - self._at

    def bytes(self, count: int) -> bytes:
        if count > self.left:
            raise ProtocolError(f"area of {len(self._data)} bytes ends at byte {self._at}, {count} more are expected")
        self._at += count
        return self._data[self._at - count : self._at]

    def fields(self, layout: struct.Struct) -> tuple[int, ...]:
        return layout.unpack(self.bytes(layout.size))


def _counted(name: str, px: int, in_pixels: bool, x_step_px: int) -> int:
    step, mark = (1, _PIXELS) if in_pixels else (x_step_px, 0)
    if px % step:
        raise ProtocolError(f"area {name} {px} px: this model counts in steps of {step} px")
    if not 0 <= px // step < _PIXELS:
        raise ProtocolError(f"area {name} {px} px does not fit into its field")
    return px // step | mark


def _px(counted: int, x_step_px: int) -> int:
    return counted & ~_PIXELS if counted & _PIXELS else counted * x_step_px


def _sound_bytes(sound: Sound | None) -> bytes:
    if sound is None or sound.mode not in (SPEAK_TEXT, SPEAK_OTHER):
        return b""
    if not (0 <= sound.person <= 15 and 0 <= sound.repeat <= 15):
        raise ProtocolError(f"sound person {sound.person}, repeat {sound.repeat}: 0 to 15 fit into their half bytes")
    voice = struct.pack("BBB", sound.person | sound.repeat << 4, sound.volume, sound.speed)
    return voice + (struct.pack("<I", len(sound.text)) + sound.text if sound.mode == SPEAK_OTHER else b"")


def _sound_from(mode: int, reader: _Reader) -> Sound | None:
    if mode not in (SPEAK_TEXT, SPEAK_OTHER):
        return Sound(mode) if mode else None
    voice, volume, speed = reader.bytes(3)
    text = reader.bytes(int.from_bytes(reader.bytes(4), "little")) if mode == SPEAK_OTHER else b""
    return Sound(mode, voice & 15, voice >> 4, volume, speed, text)
