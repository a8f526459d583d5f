"""A kiosk screen as HTML: every box and every line of text where the kiosk draws it, every target a link.

Absolute positions spare the browser all layout, which is to its advantage. A long sheet is whole, in an element
that scrolls.
"""

from __future__ import annotations

import html
from collections.abc import Callable
from functools import cache

import segno
from PIL import ImageFont

from kiosk import fonts
from kiosk.colours import PAGE, PALETTES
from kiosk.drawing import Frame, Target
from kiosk.marks import Box, Mark, QrCode, Rect, Words
from kiosk.theme import Style

DOCUMENT = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>{title}</title><style>
html, body {{ margin: 0; background: {page}; overflow: hidden; cursor: none; font-family: "Noto Sans CJK SC" }}
div, a, svg {{ position: absolute; box-sizing: border-box; white-space: pre; cursor: none }}
.sheet {{ overflow-x: hidden; overflow-y: auto; scrollbar-width: none }}
</style><body>{body}</body></html>
"""

Link = Callable[[Target], str]  # → the attributes of its <a>, "" for no link


def document(title: str, body: str) -> str:
    """A whole page."""
    return DOCUMENT.format(title=title, page=PALETTES["normal"][PAGE], body=body)


def frame_html(frame: Frame, link: Link = lambda target: "") -> str:
    """The elements of one screen."""
    parts = [*map(_mark, frame.marks), *(_target(target, link) for target in frame.targets)]
    if frame.sheet is not None:
        window = frame.sheet.window
        inner = [*map(_mark, frame.sheet.marks), *(_target(target, link) for target in frame.sheet.targets)]
        parts.append(f'<div class="sheet" style="{_at(window)}">{"".join(inner)}</div>')
    return "".join(parts)


def advance(character: str, style: Style) -> float:
    """The width of one character, by FreeType, in pixels."""
    return float(_font(style.size_px, style.bold).getlength(character))


def _target(target: Target, link: Link) -> str:
    attributes = link(target)
    return f'<a {attributes} style="{_at(target.at)}"></a>' if attributes else ""


def _mark(mark: Mark) -> str:
    match mark:
        case Box():
            edge = f"border:{mark.edge_px}px solid {mark.edge}" if mark.edge else ""
            fill = f"background:{mark.fill};border-radius:{mark.radius}px;{edge}"
            return f'<div style="{_at(mark.at)}{fill}"></div>'
        case Words():
            weight = 700 if mark.style.bold else 400
            at = f"left:{mark.at.x}px;top:{mark.at.y}px;height:{mark.at.h}px;"
            font = f"font:{weight} {mark.style.size_px}px/{mark.at.h}px 'Noto Sans CJK SC';color:{mark.colour}"
            return f'<div style="{at}{font}">{html.escape(mark.text)}</div>'
        case QrCode():
            drawn = segno.make(mark.text, error="m", micro=False).svg_inline(border=2, omitsize=True)
            return f'<div style="{_at(mark.at)}background:#fff">{drawn}</div>'
    raise TypeError(f"no page that is compared has a {type(mark).__name__}")


def _at(at: Rect) -> str:
    return f"left:{at.x}px;top:{at.y}px;width:{at.w}px;height:{at.h}px;"


@cache
def _font(size_px: int, bold: bool) -> ImageFont.FreeTypeFont:
    found = fonts.find(fonts.folders())
    assert found is not None
    return ImageFont.truetype(found.bold if bold else found.regular, size_px)
