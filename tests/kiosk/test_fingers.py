"""Two fingers: degrees from distances, and SDL's own events as they arrive in the watch."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from kiosk.fingers import Finger, Fingers, Pinch


def pinch(*moves: tuple[str, int, float, float]) -> list[int]:
    """What each move gives, on a window of 1000 × 2000 pixels."""
    two = Pinch(1000, 2000)
    return [two.moved(Finger(kind, finger, x, y)) for kind, finger, x, y in moves]  # type: ignore[arg-type]


def test_fingers_moved_apart_magnify_by_degrees() -> None:
    # 100 px apart, then 130, 140 (a degree: 1.35 times), 180, 190 (the next: 1.35 × 140 = 189).
    moves = [("down", 1, 0.4, 0.5), ("down", 2, 0.5, 0.5), ("move", 2, 0.53, 0.5), ("move", 2, 0.54, 0.5),
             ("move", 1, 0.36, 0.5), ("move", 1, 0.35, 0.5)]  # fmt: skip
    assert pinch(*moves) == [0, 0, 0, 1, 0, 1]


def test_fingers_moved_together_make_smaller_and_pixels_count_not_shares() -> None:
    # 0.1 of the height is 200 px, 0.1 of the width is 100 px.
    moves = [("down", 7, 0.5, 0.4), ("down", 9, 0.5, 0.5), ("move", 9, 0.5, 0.475), ("move", 9, 0.5, 0.474)]
    assert pinch(*moves) == [0, 0, 0, -1]


def test_one_finger_and_three_do_nothing() -> None:
    assert pinch(("down", 1, 0.1, 0.1), ("move", 1, 0.9, 0.9), ("up", 1, 0.9, 0.9)) == [0, 0, 0]
    three = [("down", 1, 0.4, 0.5), ("down", 2, 0.5, 0.5), ("down", 3, 0.6, 0.5), ("move", 3, 0.9, 0.9)]
    assert pinch(*three) == [0, 0, 0, 0]
    assert pinch(("move", 5, 0.9, 0.9), ("up", 6, 0.9, 0.9)) == [0, 0]


def test_a_lifted_finger_begins_anew() -> None:
    moves = [("down", 1, 0.4, 0.5), ("down", 2, 0.5, 0.5), ("up", 2, 0.5, 0.5), ("down", 2, 0.9, 0.5),
             ("move", 2, 0.92, 0.5)]  # fmt: skip
    assert pinch(*moves) == [0] * 5


def test_without_sdl_there_are_no_fingers() -> None:
    class Face:
        def pinch(self, by: int) -> None:
            raise AssertionError

        def let_go(self) -> None:
            raise AssertionError

    fingers = Fingers(None, 100, 100)
    fingers.follow(Face())
    fingers.close()


EVENTS = """
import ctypes, json
from kiosk.window import open_window, prepare
prepare()
open_window(1000, 2000)
from kiosk.fingers import Fingers, _TouchFingerEvent
from kiosk.loop import _sdl
sdl = _sdl()

class Face:
    def __init__(self):
        self.done = []
    def pinch(self, by):
        self.done.append(by)
    def let_go(self):
        self.done.append("let go")

face = Face()
fingers = Fingers(sdl, 1000, 2000)
def push(kind, finger, x, y):
    room = (ctypes.c_uint32 * 32)()
    event = _TouchFingerEvent.from_buffer(room)
    event.type, event.touch, event.finger, event.x, event.y = kind, 3, finger, x, y
    sdl.SDL_PushEvent(ctypes.byref(room))
push(0x700, 11, 0.4, 0.5)
push(0x700, 12, 0.5, 0.5)
push(0x702, 12, 0.6, 0.5)
push(0x701, 11, 0.4, 0.5)
fingers.follow(face)
fingers.follow(face)
fingers.close()
push(0x700, 11, 0.4, 0.5)
fingers.follow(face)
print(json.dumps(face.done))
"""


@pytest.mark.slow
def test_sdls_events_arrive() -> None:
    environment = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
    done = subprocess.run(
        [sys.executable, "-c", EVENTS],
        env=environment | {"SDL_VIDEODRIVER": "offscreen"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == ["let go", "let go", 1]
