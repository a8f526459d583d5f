"""Text as Kivy draws it: how wide a character is, and a line of text as a texture."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from kivy.core.text import Label, LabelBase

from kiosk.fonts import Fonts
from kiosk.theme import Style

FAMILY = "Mingbai"
KEPT_BYTES = 6_000_000  # of textures; a full screen of text needs about 5 MB


class Glyphs:
    """Measures characters and keeps the textures of the lines drawn lately."""

    def __init__(self, fonts: Fonts) -> None:
        LabelBase.register(FAMILY, str(fonts.regular), fn_bold=str(fonts.bold))
        self._measures: dict[Style, Any] = {}
        self._advances: dict[tuple[int, bool], dict[str, float]] = {}
        self._textures: OrderedDict[tuple[str, int, bool, str], Any] = OrderedDict()
        self._bytes = 0

    def advance(self, character: str, style: Style) -> float:
        """The width of one character in pixels."""
        known = self._advances.setdefault((style.size_px, style.bold), {})
        width = known.get(character)
        if width is None:
            width = known[character] = float(self._label(style).get_extents(character)[0])
        return width

    def texture(self, text: str, style: Style, colour: str) -> Any:
        """One line of text as a texture, drawn in this colour."""
        key = (text, style.size_px, style.bold, colour)
        texture = self._textures.get(key)
        if texture is not None:
            self._textures.move_to_end(key)
            return texture
        label = Label(
            text=text, font_size=style.size_px, font_name=FAMILY, bold=style.bold, color=rgba(colour), halign="left"
        )
        label.refresh()
        texture = label.texture
        texture.mag_filter = texture.min_filter = "nearest"  # drawn 1 : 1 at whole pixels
        self._textures[key] = texture
        self._bytes += _size(texture)
        while self._bytes > KEPT_BYTES:
            _, oldest = self._textures.popitem(last=False)
            self._bytes -= _size(oldest)
        return texture

    def _label(self, style: Style) -> Any:
        label = self._measures.get(style)
        if label is None:
            label = self._measures[style] = Label(font_size=style.size_px, font_name=FAMILY, bold=style.bold)
            label.resolve_font_name()
        return label


def rgba(colour: str) -> tuple[float, float, float, float]:
    """#RRGGBB or #RRGGBBAA as four numbers from 0 to 1."""
    parts = bytes.fromhex(colour[1:])
    red, green, blue, alpha = (*parts, 255)[:4]
    return red / 255, green / 255, blue / 255, alpha / 255


def _size(texture: Any) -> int:
    return int(texture.width * texture.height * 4)
