"""Take the Simplified Chinese face out of Noto Sans CJK.

    python setup/fonts.py Regular build/fonts/NotoSansSC-Regular.otf

The collection that Debian ships (fonts-noto-cjk) has the Japanese face first, and Kivy can open only the
first face of a collection: 骨 直 角 would be drawn as in Japan. Licence of the font: SIL OFL 1.1.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from fontTools.ttLib import TTCollection

COLLECTIONS = Path("/usr/share/fonts/opentype/noto")
FAMILY = "Noto Sans CJK SC"


def main(weight: str, target: Path) -> int:
    source = COLLECTIONS / f"NotoSansCJK-{weight}.ttc"
    if not source.exists():
        print(f"The font {source} is missing: apt-get install fonts-noto-cjk", file=sys.stderr)
        return 1
    with TTCollection(source, lazy=True) as collection:
        faces = [font for font in collection.fonts if font["name"].getDebugName(1) == FAMILY]
        if not faces:
            print(f"{source} holds no face {FAMILY}", file=sys.stderr)
            return 1
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = target.with_suffix(".part")
        faces[0].save(beside)
    os.replace(beside, target)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
