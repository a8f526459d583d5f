"""The kiosk's home page as static HTML: every box and every line of text where the kiosk draws it.

Absolute positions spare the browser all layout, which is to its advantage.
"""

from __future__ import annotations

import html
import time
from functools import cache
from pathlib import Path

from PIL import ImageFont

from content.clock import TrustedClock, system_now
from content.disclosure import UnitCode
from content.store.library import Library
from kiosk import fonts
from kiosk.drawing import Box, Mark, Words
from kiosk.language import CHINESE
from kiosk.routes import Home
from kiosk.screens import draw
from kiosk.theme import PAGE, Style, Theme
from kiosk.viewmodel import view_of
from kiosk.viewmodel.context import Context, Place
from kiosk.viewmodel.status import status_of
from kiosk.widgets.chrome import Around

DOCUMENT = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>home</title><style>
html, body {{ margin: 0; background: {page}; overflow: hidden; font-family: "Noto Sans CJK SC" }}
div {{ position: absolute; box-sizing: border-box; white-space: pre }}
</style><body>{marks}</body></html>
"""


def home_html(data_dir: Path, unit: str, width_px: int, height_px: int) -> str:
    """The page for the store in ``data_dir``."""
    clock = TrustedClock(system_now, time.monotonic)
    library = Library(data_dir, clock)
    place = Place(UnitCode(unit), "bench")
    county = library.county()
    assert county is not None
    view = view_of(Home(), Context(library, county, place, library.clock()))
    status = status_of(library, county, place, 3600.0, CHINESE)
    library.close()
    theme = Theme(width_px, height_px)
    frame = draw(view, Around(status), theme, _advance)
    return DOCUMENT.format(page=theme.colour(PAGE), marks="".join(map(_div, frame.marks)))


def _div(mark: Mark) -> str:
    at = f"left:{mark.at.x}px;top:{mark.at.y}px;height:{mark.at.h}px;"
    match mark:
        case Box():
            edge = f"border:{mark.edge_px}px solid {mark.edge}" if mark.edge else ""
            fill = f"width:{mark.at.w}px;background:{mark.fill};border-radius:{mark.radius}px;{edge}"
            return f'<div style="{at}{fill}"></div>'
        case Words():
            weight = 700 if mark.style.bold else 400
            font = f"font:{weight} {mark.style.size_px}px/{mark.at.h}px 'Noto Sans CJK SC';color:{mark.colour}"
            return f'<div style="{at}{font}">{html.escape(mark.text)}</div>'
    raise TypeError(f"the home page has no {type(mark).__name__}")


def _advance(character: str, style: Style) -> float:
    return float(_font(style.size_px, style.bold).getlength(character))


@cache
def _font(size_px: int, bold: bool) -> ImageFont.FreeTypeFont:
    found = fonts.find(fonts.folders())
    assert found is not None
    return ImageFont.truetype(found.bold if bold else found.regular, size_px)
