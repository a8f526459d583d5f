"""Which characters the faces can draw. Only the tour asks: the screen itself draws what it is given."""

from __future__ import annotations

from functools import cache

from PIL import ImageFont

from kiosk.fonts import Fonts

SIZE_PX = 32
UNASSIGNED = "\U0010ffff"  # no character, so that every face draws its sign for a missing one


class Faces:
    """The regular and the bold face."""

    def __init__(self, fonts: Fonts) -> None:
        self._faces = {
            bold: ImageFont.truetype(str(path), SIZE_PX) for bold, path in ((False, fonts.regular), (True, fonts.bold))
        }
        self.draws = cache(self._draws)

    def _draws(self, character: str, bold: bool) -> bool:
        """Whether the face has this character. One that leaves no ink by its nature counts as drawn."""
        if character.isspace():
            return True
        return self._picture(character, bold) != self._picture(UNASSIGNED, bold)

    def _picture(self, character: str, bold: bool) -> tuple[tuple[int, int], bytes]:
        mask = self._faces[bold].getmask(character)
        return mask.size, bytes(mask)
