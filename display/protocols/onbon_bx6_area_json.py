"""Dynamic areas of BX-6 graphic cards as JSON objects, and back: dots as rows of "#" and "."."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import UNSET

from display.charset import check_visible
from display.errors import ProtocolError
from display.fonts import Font
from display.protocols.onbon_bx6_area import MODE_LEFT, MODE_LEFT_ON, Border, DynamicArea, Page, Update
from display.protocols.onbon_bx6_dots import data_of, dots_of, windows
from display.protocols.onbon_bx6_objects import (
    AreaJson,
    AreaNative,
    BorderJson,
    DoRaster,
    DoText,
    PageJson,
    PageNative,
    Rectangle,
)
from display.render import Frame, Layout, screens, strip

LIT, DARK = "#", "."


def update_from_object(wanted: DoRaster) -> Update:
    """Raises ProtocolError that says what does not fit together."""
    if wanted.areas is UNSET:
        if wanted.rows is UNSET:
            raise ProtocolError("Object missing required field `rows` (or `areas`)")
        if wanted.data is not UNSET:
            raise ProtocolError("`data` beside `rows`: it belongs to `areas` whose pages say where in it they lie")
        native = wanted.native or DoText(text="").native
        page = PageNative(mode=native.mode, speed=native.speed, stay=native.stay, repeat=native.repeat)
        area = AreaJson(
            area=wanted.area or Rectangle(),
            pages=(PageJson(rows=wanted.rows, native=page),),
            native=AreaNative(run_mode=native.run_mode, timeout=native.timeout),
        )
        return _update((area,), None)
    for name in ("rows", "area", "native"):
        if getattr(wanted, name) is not UNSET:
            raise ProtocolError(f"`{name}` beside `areas`: each of the areas has its own")
    return _update(wanted.areas, None if wanted.data is UNSET else bytes.fromhex(wanted.data))


def update_from_text(wanted: DoText, font: Font) -> Update:
    """The text's screenfuls as pages. Raises TextRefused, ProtocolError."""
    place, native = wanted.area, wanted.native
    if not place.w or not place.h:
        raise ProtocolError(f"an area of {place.w}x{place.h} dots holds no text")
    is_one_line = native.mode in (MODE_LEFT, MODE_LEFT_ON)
    check_visible(wanted.text if is_one_line else wanted.text.replace("\n", ""))
    if is_one_line:
        width_px = strip(wanted.text, font).width_px
        (line,) = screens(wanted.text, max(1, width_px), place.h, Layout(wraps=False), font)[:1]
        drawn = windows(line, place.w)
    else:
        wraps = any(strip(line, font).width_px > place.w for line in wanted.text.split("\n"))
        drawn = [(dots, place.w) for dots in screens(wanted.text, place.w, place.h, Layout(wraps=wraps), font)]
    pages = tuple(
        PageJson(
            rows=_rows(dots),
            native=PageNative(
                mode=native.mode, speed=native.speed, stay=native.stay, repeat=native.repeat, valid=valid
            ),
        )
        for dots, valid in drawn
    )
    shown = AreaJson(area=place, pages=pages, native=AreaNative(run_mode=native.run_mode, timeout=native.timeout))
    return _update((shown,), None)


def areas_object(update: Update) -> tuple[tuple[AreaJson, ...], str | None]:
    """The areas, and the data as a whole where the pages do not follow each other in it."""
    at = 0
    for page in (page for area in update.areas for page in area.pages):
        if page.offset != at:
            break
        at += page.length
    else:
        if at == len(update.data):
            return tuple(_area_object(area, update.data) for area in update.areas), None
    return tuple(_area_object(area, None) for area in update.areas), update.data.hex()


# --- helpers ---


def _update(areas: tuple[AreaJson, ...], whole: bytes | None) -> Update:
    data = b""
    shown = []
    for area in areas:
        pages = []
        for page in area.pages:
            dots = _page_data(page, area.area, whole is not None)
            pages.append(_page(page.native, area.area.w, len(data), dots))
            data += dots or b""
        shown.append(_area(area, tuple(pages)))
    return Update(tuple(shown), data if whole is None else whole)


def _page_data(page: PageJson, place: Rectangle, is_whole: bool) -> bytes | None:
    placed = page.native.offset is not UNSET and page.native.length is not UNSET
    if is_whole:
        if not placed or page.rows is not UNSET or page.data is not UNSET:
            raise ProtocolError("beside `data` each page says its `offset` and `length` in native, and nothing else")
        return None
    if page.native.offset is not UNSET or page.native.length is not UNSET:
        raise ProtocolError("`offset` and `length` of a page belong to an object with `data`")
    if (page.rows is UNSET) == (page.data is UNSET):
        raise ProtocolError("a page has either `rows` or `data`")
    if page.data is not UNSET:
        return bytes.fromhex(page.data)
    rows = page.rows or ()
    if len(rows) != place.h or any(len(row) != place.w for row in rows):
        raise ProtocolError(f"rows: expected {place.h} of {place.w} dots each, as the area has")
    return data_of(Frame(place.w, tuple(int("0" + row.replace(LIT, "1").replace(DARK, "0"), 2) for row in rows)))


def _page(native: PageNative, width_px: int, at: int, dots: bytes | None) -> Page:
    return Page(
        mode=native.mode,
        speed=native.speed,
        stay=native.stay,
        repeat=native.repeat,
        valid=width_px if native.valid is UNSET else native.valid,
        clear=1 if native.clear is UNSET else native.clear,
        style=native.style or 0,
        reserved=bytes(native.reserved or 9),
        offset=at if native.offset is UNSET else native.offset,
        length=native.length if isinstance(native.length, int) else len(dots or b""),
    )


def _area(area: AreaJson, pages: tuple[Page, ...]) -> DynamicArea:
    place, native = area.area, area.native
    border = native.border
    return DynamicArea(
        id=place.id,
        x_px=place.x,
        y_px=place.y,
        width_px=place.w,
        height_px=place.h,
        pages=pages,
        run_mode=native.run_mode,
        timeout=native.timeout,
        all_programs=1 if native.all_programs is UNSET else native.all_programs,
        programs=native.programs or (),
        immediate=1 if native.immediate is UNSET else native.immediate,
        border=_border(border) if isinstance(border, BorderJson) else None,
        reserved_info=bytes(native.reserved_info or 4),
        reserved_area=bytes(native.reserved_area or 9),
    )


def _border(border: BorderJson) -> Border:
    dots = bytes.fromhex(border.dots)
    if len(dots) != 4 * border.width:
        raise ProtocolError(f"border: {len(dots)} bytes of dots, a width of {border.width} has {4 * border.width}")
    return Border(
        border.flag,
        border.style,
        border.speed,
        border.step,
        border.length,
        border.width,
        border.direct,
        bytes(border.reserved),
        dots,
    )


def _area_object(area: DynamicArea, data: bytes | None) -> AreaJson:
    border = area.border
    return AreaJson(
        area=Rectangle(id=area.id, x=area.x_px, y=area.y_px, w=area.width_px, h=area.height_px),
        pages=tuple(_page_object(page, area, data) for page in area.pages),
        native=AreaNative(
            run_mode=area.run_mode,
            timeout=area.timeout,
            all_programs=UNSET if area.all_programs == 1 else area.all_programs,
            programs=area.programs or UNSET,
            immediate=UNSET if area.immediate == 1 else area.immediate,
            border=UNSET if border is None else _border_object(border),
            reserved_info=_told(area.reserved_info),
            reserved_area=_told(area.reserved_area),
        ),
    )


def _border_object(border: Border) -> BorderJson:
    return BorderJson(
        flag=border.flag,
        style=border.style,
        speed=border.speed,
        step=border.step,
        length=border.length,
        width=border.width,
        direct=border.direct,
        reserved=tuple(border.reserved),
        dots=border.dots.hex(),
    )


def _page_object(page: Page, area: DynamicArea, data: bytes | None) -> PageJson:
    native = PageNative(
        mode=page.mode,
        speed=page.speed,
        stay=page.stay,
        repeat=page.repeat,
        valid=UNSET if page.valid == area.width_px else page.valid,
        clear=UNSET if page.clear == 1 else page.clear,
        style=page.style or UNSET,
        reserved=_told(page.reserved),
    )
    if data is None:
        return PageJson(native=msgspec.structs.replace(native, offset=page.offset, length=page.length))
    own = data[page.offset : page.offset + page.length]
    dots = dots_of(own, area.width_px, area.height_px)
    return PageJson(data=own.hex(), native=native) if dots is None else PageJson(rows=_rows(dots), native=native)


def _rows(dots: Frame) -> tuple[str, ...]:
    return tuple(f"{row:0{dots.width_px}b}".replace("1", LIT).replace("0", DARK) for row in dots.rows)


def _told(data: bytes) -> Any:
    return tuple(data) if any(data) else UNSET
