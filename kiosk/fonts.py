"""Where the screen's fonts are: the simplified-Chinese face of Noto Sans CJK, regular and bold.

Kivy opens face 0 of a font collection, which holds Japanese forms (直 骨 角 look wrong); ``make setup``
extracts the simplified-Chinese face into files of their own.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from msgspec import Struct

log = logging.getLogger(__name__)

REGULAR, BOLD = "NotoSansSC-Regular.otf", "NotoSansSC-Bold.otf"
REPOSITORY = Path(__file__).resolve().parent.parent
# Any of these draws Chinese, some characters in another country's form; better than boxes.
SUBSTITUTES = (
    ("opentype/noto/NotoSansCJK-Regular.ttc", "opentype/noto/NotoSansCJK-Bold.ttc"),
    ("truetype/wqy/wqy-microhei.ttc", "truetype/wqy/wqy-microhei.ttc"),
    ("truetype/wqy/wqy-zenhei.ttc", "truetype/wqy/wqy-zenhei.ttc"),
    ("truetype/droid/DroidSansFallbackFull.ttf", "truetype/droid/DroidSansFallbackFull.ttf"),
)
# Asked for a character that the face lacks; Unifont has nearly all of Unicode, if not beautifully.
FALLBACKS = (
    "opentype/unifont/unifont.otf",
    "opentype/unifont/unifont_upper.otf",
    "truetype/wqy/wqy-zenhei.ttc",
    "truetype/droid/DroidSansFallbackFull.ttf",
)
SYSTEM_FONTS = Path("/usr/share/fonts")
RETRY_EVERY_S = 5.0


class Fonts(Struct, frozen=True):
    """others: asked, one after the other, for a character that the first two lack."""

    regular: Path
    bold: Path
    others: tuple[Path, ...] = ()


def folders() -> list[Path]:
    """Where the extracted faces are looked for, in this order."""
    named = os.environ.get("MINGBAI_FONTS", "")
    return [*([Path(named)] if named else []), REPOSITORY / "build" / "fonts", Path("/usr/local/share/mingbai/fonts")]


def find(places: Iterable[Path], system_fonts: Path = SYSTEM_FONTS) -> Fonts | None:
    """The extracted faces, else a substitute with a warning, else None."""
    others = tuple(path for name in FALLBACKS if (path := system_fonts / name).is_file())
    for folder in places:
        fonts = Fonts(folder / REGULAR, folder / BOLD, others)
        if fonts.regular.is_file():
            return fonts if fonts.bold.is_file() else Fonts(fonts.regular, fonts.regular, others)
    for regular, bold in SUBSTITUTES:
        fonts = Fonts(system_fonts / regular, system_fonts / bold, others)
        if fonts.regular.is_file():
            log.warning(
                "font missing, a substitute is used; run `make setup`",
                extra={"missing": REGULAR, "substitute": str(fonts.regular)},
            )
            return fonts if fonts.bold.is_file() else Fonts(fonts.regular, fonts.regular, others)
    return None


def wait_for(places: Sequence[Path], sleep: Callable[[float], None], system_fonts: Path = SYSTEM_FONTS) -> Fonts:
    """The fonts, as soon as there are any: without one the screen stays dark rather than full of boxes."""
    told = False
    while True:
        fonts = find(places, system_fonts)
        if fonts is not None:
            return fonts
        if not told:
            looked = " ".join(map(str, places))
            log.error("no Chinese font; run `make setup` or install fonts-noto-cjk", extra={"looked_in": looked})
            told = True
        sleep(RETRY_EVERY_S)
