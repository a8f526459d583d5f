"""Dynamic areas of Onbon (仰邦) BX-6 graphic cards: the payload of A7 00, both ways. Names as in the maker's XML.

    A7 00     n(2) { infoLen(4) info }×n data                          little-endian
    info      id run timeout all m(2) program(2)×m immediate 00×4 area
              1  1   2       1                     1         4
    area      10 x y w h border 00×9 pages(2) { 1A 00 00 00 page }×pages
              1  2 2 2 2 …
    border    00, or flag style speed step length width direct 00×7 and 4 × width bytes of dots (单位数据)
    page      style mode clear speed stay repeat valid 00×9 offset(4) length(4)        offset, length: in ``data``
              1     1    1     1     2    1      2

run: 0 loop, 1 stop on the last page, 2 dark after ``timeout`` seconds without a new transmission, 3 the logo then,
4 once. all: shown beside every program. immediate: 0 with the programs, 1 instead of them, 2 after the last one.
mode: the SDK's list of effects, 1 still, 3 left, 4 left without a gap, 5 up, 6 up without a gap. speed: 0 fastest …
63 slowest. stay: in which unit is not said; 10 ms as elsewhere in the same XML is assumed (the SDK's usual 400
would be 4 s). The factor 4 of a border's dots holds for the single-colour profile. Whether ``offset`` counts from
the first area's data or from each area's own is open where there are several areas: the SDK only ever sends one.

Sources: bx06.xml, bx06_dyn.xml and bx06_fau.xml (area.DynamicArea) in onbonlab/pub bx06.message-0.6.0; the
SDK's javadoc; the bytes it sends.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from display.errors import ProtocolError

RUN_LOOP, RUN_STAY, RUN_LOOP_UNTIL_TIMEOUT, RUN_LOGO_ON_TIMEOUT, RUN_ONCE = range(5)
MODE_STILL, MODE_LEFT, MODE_LEFT_ON, MODE_UP, MODE_UP_ON = 1, 3, 4, 5, 6
STAY_UNIT_S = 0.01
AREA_TYPE = 0x10

_INFO = struct.Struct("<BBHBH")
_PLACE = struct.Struct("<BHHHH")
_BORDER = struct.Struct("<BBBBBBB7s")
_PAGE = struct.Struct("<IBBBBHBH9sII")
_PAGE_BYTES = _PAGE.size - 4


@dataclass(frozen=True)
class Border:
    """A moving border (屏幕边框). dots: 4 × width bytes."""

    flag: int
    style: int
    speed: int
    step: int
    length: int
    width: int
    direct: int
    reserved: bytes
    dots: bytes


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page: how it comes and stays, and where its dots lie in the update's data."""

    mode: int
    valid: int
    offset: int
    length: int
    style: int = 0
    clear: int = 1
    speed: int = 10
    stay: int = 400
    repeat: int = 1
    reserved: bytes = bytes(9)


@dataclass(frozen=True, kw_only=True)
class DynamicArea:
    """One area. Pixels, seconds."""

    id: int
    x_px: int
    y_px: int
    width_px: int
    height_px: int
    pages: tuple[Page, ...]
    run_mode: int = RUN_LOOP
    timeout: int = 60
    all_programs: int = 1
    programs: tuple[int, ...] = ()
    immediate: int = 1
    border: Border | None = None
    reserved_info: bytes = bytes(4)
    reserved_area: bytes = bytes(9)


@dataclass(frozen=True)
class Update:
    """A7 00: show these areas. data: the dots of all of their pages."""

    areas: tuple[DynamicArea, ...]
    data: bytes = field(default=b"", repr=False)


def update_bytes(update: Update) -> bytes:
    """The payload. Raises struct.error if a value does not fit into its field."""
    payload = struct.pack("<H", len(update.areas))
    for area in update.areas:
        info = _info_bytes(area)
        payload += struct.pack("<I", len(info)) + info
    return payload + update.data


def update_from(payload: bytes) -> Update:
    """What the payload says. Raises ProtocolError."""
    if len(payload) < 2:
        raise ProtocolError("the update ends before the number of its areas")
    rest = payload[2:]
    areas = []
    for number in range(1, int.from_bytes(payload[:2], "little") + 1):
        length = int.from_bytes(rest[:4], "little")
        if len(rest) < 4 + length:
            raise ProtocolError(f"area {number}: {len(rest)} bytes are left for one of {length}")
        areas.append(_area_from(rest[4 : 4 + length]))
        rest = rest[4 + length :]
    return Update(tuple(areas), rest)


# --- helpers ---


def _info_bytes(area: DynamicArea) -> bytes:
    info = _INFO.pack(area.id, area.run_mode, area.timeout, area.all_programs, len(area.programs))
    info += b"".join(struct.pack("<H", program) for program in area.programs)
    info += struct.pack("B", area.immediate) + area.reserved_info
    info += _PLACE.pack(AREA_TYPE, area.x_px, area.y_px, area.width_px, area.height_px)
    info += _border_bytes(area.border) + area.reserved_area + struct.pack("<H", len(area.pages))
    for page in area.pages:
        info += _PAGE.pack(
            _PAGE_BYTES,
            page.style,
            page.mode,
            page.clear,
            page.speed,
            page.stay,
            page.repeat,
            page.valid,
            page.reserved,
            page.offset,
            page.length,
        )
    return info


def _border_bytes(border: Border | None) -> bytes:
    if border is None:
        return b"\x00"
    return (
        _BORDER.pack(
            border.flag,
            border.style,
            border.speed,
            border.step,
            border.length,
            border.width,
            border.direct,
            border.reserved,
        )
        + border.dots
    )


def _area_from(info: bytes) -> DynamicArea:
    reader = _Reader(info)
    id_, run, timeout, all_programs, count = reader.fields(_INFO)
    programs = tuple(int.from_bytes(reader.bytes(2), "little") for _ in range(count))
    immediate = reader.bytes(1)[0]
    reserved_info = reader.bytes(4)
    kind, x, y, width, height = reader.fields(_PLACE)
    if kind != AREA_TYPE:
        raise ProtocolError(f"area {id_}: type {kind:02x}, expected 10, a dynamic area")
    border = _border_from(reader)
    reserved_area = reader.bytes(9)
    pages = tuple(_page_from(reader) for _ in range(int.from_bytes(reader.bytes(2), "little")))
    if reader.left:
        raise ProtocolError(f"area {id_}: {reader.left} bytes after its {len(pages)} pages")
    return DynamicArea(
        id=id_,
        x_px=x,
        y_px=y,
        width_px=width,
        height_px=height,
        pages=pages,
        run_mode=run,
        timeout=timeout,
        all_programs=all_programs,
        programs=programs,
        immediate=immediate,
        border=border,
        reserved_info=reserved_info,
        reserved_area=reserved_area,
    )


def _border_from(reader: _Reader) -> Border | None:
    flag = reader.bytes(1)
    if flag == b"\x00":
        return None
    _, style, speed, step, length, width, direct, reserved = _BORDER.unpack(flag + reader.bytes(_BORDER.size - 1))
    return Border(flag[0], style, speed, step, length, width, direct, reserved, reader.bytes(4 * width))


def _page_from(reader: _Reader) -> Page:
    size, style, mode, clear, speed, stay, repeat, valid, reserved, offset, length = _PAGE.unpack(
        reader.bytes(_PAGE.size)
    )
    if size != _PAGE_BYTES:
        raise ProtocolError(f"a page of {size} bytes, expected {_PAGE_BYTES}")
    return Page(
        style=style,
        mode=mode,
        clear=clear,
        speed=speed,
        stay=stay,
        repeat=repeat,
        valid=valid,
        reserved=reserved,
        offset=offset,
        length=length,
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
