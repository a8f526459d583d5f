"""A finger on a magnified picture, and what stands there until the sharp part has come. Real window, off-screen."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from kiosk import fonts

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(fonts.find(fonts.folders()) is None, reason="no Chinese font; run `make setup`"),
]

PUSHED = """
import io, json
from pathlib import Path
from kiosk.window import open_window, prepare
prepare()
window = open_window(400, 400)
from PIL import Image
from kivy.base import EventLoop
from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glReadPixels
from kiosk import fonts
from kiosk.drawing import Frame, Sheet
from kiosk.marks import Picture, Rect
from kiosk.glyphs import Glyphs
from kiosk.images import Images
from kiosk.looking import Looking
from kiosk.raster import Raster
from kiosk.part import WHOLE, Part
from kiosk.surface import Surface
from kiosk.theme import Style, Theme
from kiosk.work import Mailbox

class Later:
    # A worker that does its jobs when it is told to.
    jobs = []
    def do(self, job):
        self.jobs.append(job)
    def now(self):
        while self.jobs:
            self.jobs.pop(0)()

def make(path, sha256, media_type, page, width, height, part):
    # 400 x 400, four quarters: red green / blue white; a part of it is made black, so that it is known apart.
    if part != WHOLE:
        made.append(part.percent)
        return Raster(width, height, 1, bytes(3) * width * height, (400, 400))
    picture = Image.new("RGB", (400, 400))
    for x, y, colour in ((0, 0, "red"), (200, 0, "lime"), (0, 200, "blue"), (200, 200, "white")):
        picture.paste(colour, (x, y, x + 200, y + 200))
    small = picture.resize((width, height))
    return Raster(width, height, 1, small.tobytes(), (400, 400))

later, mailbox, steps, made = Later(), Mailbox(), [], []
images = Images(later, mailbox, lambda: None, make)
images.may_read((("a" * 64, Path("/nowhere")),))
theme = Theme(400, 400)
surface = Surface(window, theme, Glyphs(fonts.find(fonts.folders())), images, steps.append, lambda y: None)

def frame(zoom, x, y):
    looking = Looking((400, 400), (400, 400), zoom, x, y)
    part = Part(looking.percent, x, y) if zoom else WHOLE
    mark = Picture(Rect(0, 0, 400, 400), "a" * 64, "image/png", 0, Style(20), "#000000", "", "", part)
    sheet = Sheet(window=Rect(0, 0, 400, 400), height=400, marks=[mark])
    return Frame(sheet=sheet, looking=looking if zoom else None)

taken = []
window.bind(on_flip=lambda w: taken.append(bytes(glReadPixels(0, 0, 400, 400, GL_RGB, GL_UNSIGNED_BYTE))))
EventLoop.start()
def corners():
    # Colours near the top left, top right, bottom left, bottom right corner of the window.
    for _ in range(3):
        window.canvas.ask_update()
        window.mainloop()
        EventLoop.idle()
    rows = taken[-1]
    return [rows[3 * (y * 400 + x):][:3].hex() for x, y in ((20, 380), (380, 380), (20, 20), (380, 20))]

told = {}
surface.show(frame(0, 500, 500), 0)
later.now(); mailbox.empty_out()
surface.show(frame(0, 500, 500), 0)
told["whole"] = corners()
surface.show(frame(4, 100, 100), 0)
told["preview"] = corners()
surface.show(frame(1, 500, 500), 0)
told["preview about the middle"] = corners()
later.now(); mailbox.empty_out()
surface.show(frame(1, 500, 500), 0)
told["sharp"] = corners()
surface.press(300, 200); surface.move(240, 200); surface.release(180, 170)
surface.press(300, 200); surface.release(305, 200)
surface.wheel(-120)
told["steps"] = [[step.zoom, step.x, step.y] for step in steps]
told["made"] = made
told["left"] = len(images._ordered)
print(json.dumps(told))
"""


def test_a_magnified_picture_follows_the_finger_and_is_never_blank() -> None:
    environment = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
    done = subprocess.run(
        [sys.executable, "-c", PUSHED],
        env=environment | {"SDL_VIDEODRIVER": "offscreen"},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    red, lime, blue, white = "ff0000", "00ff00", "0000ff", "ffffff"
    assert told["whole"] == [red, lime, blue, white]
    assert told["preview"] == [red] * 4  # five times larger, the first quarter fills the window
    assert told["preview about the middle"] == [red, lime, blue, white]
    assert told["sharp"] == ["000000"] * 4
    assert told["made"] == [150]  # the part that was looked at before was not made any more
    assert told["left"] == 0
    # 120 of 600 pixels to the left, 30 up: the middle goes the other way. A touch without a push does nothing.
    assert told["steps"] == [[1, 667, 550], [2, 500, 500]]
