"""Frames of dragging a long page, in a process of its own: ``python -m bench.scrolled DATA UNIT WIDTH HEIGHT ID``.

Prints the milliseconds of each frame as JSON. A frame is Surface.move, the drawing, and the flip, as in the loop.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from kiosk.window import open_window, prepare

FRAMES, STEPS_PX = 60, (20, 60, 200)


def main(arguments: list[str]) -> int:
    data_dir, unit, width_px, height_px, disclosure = arguments
    prepare()
    window = open_window(int(width_px), int(height_px))
    print(json.dumps(frames(window, Path(data_dir), unit, disclosure)))
    return 0


def frames(window: Any, data_dir: Path, unit: str, disclosure: str) -> list[float]:
    from bench.browser_pages import Pages
    from content.record import DisclosureId
    from kiosk import fonts
    from kiosk.glyphs import Glyphs
    from kiosk.images import Images
    from kiosk.routes import Detail
    from kiosk.surface import Surface
    from kiosk.theme import Theme
    from kiosk.work import Mailbox, Worker

    width_px, height_px = map(int, window.size)
    pages = Pages(data_dir, unit, width_px, height_px)
    frame = pages.frame(Detail(DisclosureId(disclosure)))
    images = Images(Worker("worker"), Mailbox(), lambda: None)
    glyphs = Glyphs(fonts.wait_for(fonts.folders(), time.sleep))
    surface = Surface(window, Theme(width_px, height_px), glyphs, images, lambda step: None, lambda y: None)
    found = []
    for step in STEPS_PX:
        surface.show(frame, 0)
        surface.press(width_px / 2, height_px * 0.8)
        for number in range(1, FRAMES + 1):
            began = time.perf_counter()
            surface.move(width_px / 2, height_px * 0.8 - number * step)
            window.dispatch("on_draw")
            window.flip()
            found.append((time.perf_counter() - began) * 1000)
        surface.release(0, 0)
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
