"""`mingbai board emulate --window` on an X server: a camera sees the card's own dots, drawn as LEDs."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from display.board import Board
from display.board_command import main
from display.emulator import card_for
from display.fonts import Font
from display.protocols import model_of
from display.render import Frame
from tests.conftest import SCREEN_PX
from tests.display.test_over_the_wire import PATIENCE_S, Program, state, wait_for
from tests.display.test_over_the_wire import started as started

TEXT = "关于2026年惠农政策的公示"
PITCH, BEZEL = 8, 14  # pixels: of a dot, and of the frame around the dots
WIDTH, HEIGHT = 128 * PITCH + 2 * BEZEL, 32 * PITCH + 2 * BEZEL
LEFT, TOP = (SCREEN_PX[0] - WIDTH) // 2, (SCREEN_PX[1] - HEIGHT) // 2  # the window stands in the middle of the screen
PLACE = (LEFT, TOP, LEFT + WIDTH, TOP + HEIGHT)
BLACK = (0, 0, 0)
NOTHING = [(SCREEN_PX[0] * SCREEN_PX[1], BLACK)]


def test_without_the_extra_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "display.emulator.window_view", None)  # an import of it fails
    assert main(["emulate", "--window"]) == 2
    assert "--window: needs mingbai[window] installed" in capsys.readouterr().err


def photo(display: str, file: Path) -> Image.Image:
    """The whole screen, taken by ImageMagick."""
    subprocess.run(["import", "-display", display, "-window", "root", file], check=True, timeout=60)
    with Image.open(file) as image:
        return image.convert("RGB")


def dots_of(face: Image.Image) -> Frame:
    """Lit where the middle of a dot shines."""
    rows = []
    for y in range(32):
        middles = [face.getpixel((BEZEL + PITCH * x + 4, BEZEL + PITCH * y + 4)) for x in range(128)]
        rows.append(int("".join("1" if isinstance(ink, tuple) and ink[0] > 200 else "0" for ink in middles), 2))
    return Frame(128, tuple(rows))


@pytest.mark.screen
@pytest.mark.slow
@pytest.mark.parametrize(("model", "native"), [("onbon-bx5k", {"single_line": 2, "mode": 1}), ("jetfile2", {"in": 48})])
def test_what_stands_in_the_window_are_the_cards_own_dots(
    model: str, native: dict[str, int], xvfb: str, started: Callable[..., Program], tmp_path: Path
) -> None:
    seen, picture = tmp_path / "state.json", tmp_path / "board.png"
    emulator = started(
        "board", "emulate", "--model", model, "--listen", "127.0.0.1:0", "--window", "--state", seen, "--png", picture
    )
    host, _, port = emulator.first_line().removeprefix("socket://").rpartition(":")
    verb = "emergency" if model == "jetfile2" else "text"
    fields = native | ({"seconds": 0} if model == "jetfile2" else {})
    wanted = {"do": verb, "text": TEXT, "native": fields}
    if model != "jetfile2":
        wanted["area"] = {"id": 0, "x": 0, "y": 0, "w": 128, "h": 32}
    frames = model_of(model).json.frames(json.dumps(wanted).encode())
    card = card_for(Board(id="a", model=model, width_px=128, height_px=32), Font(16))
    with socket.create_connection((host, int(port)), timeout=PATIENCE_S) as wire:
        wait_for(lambda: photo(xvfb, tmp_path / "dark.png").crop(PLACE).getpixel((0, 0)) != BLACK, "the window")
        assert dots_of(photo(xvfb, tmp_path / "dark.png").crop(PLACE)).lit == 0
        for frame in frames:
            wire.sendall(frame)
            card.feed(frame, 0.0)
        wait_for(lambda: state(seen)["lit"] == card.dots().lit > 0, "the text")
        wait_for(lambda: dots_of(photo(xvfb, tmp_path / "lit.png").crop(PLACE)).lit > 0, "the text in the window")
    image = photo(xvfb, tmp_path / "lit.png")
    assert dots_of(image.crop(PLACE)) == card.dots()
    with Image.open(picture) as drawn:
        assert image.crop(PLACE).tobytes() == drawn.convert("RGB").tobytes()
    image.paste(BLACK, PLACE)
    assert image.getcolors() == NOTHING
    assert emulator.end() == 0
    assert photo(xvfb, tmp_path / "after.png").getcolors() == NOTHING
