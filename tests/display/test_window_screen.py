"""The window on an X server without a window manager: what a camera in front of the screen would see."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from content.led_line import LedStyle
from display.board import Area, Board
from display.compose import compose
from display.errors import TransportError
from display.protocols import protocol_for
from display.render import Frame, place
from display.window import showing_of
from display.window_screen import WindowTransport
from tests.conftest import SCREEN_PX
from tests.display.test_board_command import TERMINAL
from tests.display.test_over_the_wire import Program, state, wait_for
from tests.display.test_over_the_wire import started as started

pytestmark = [pytest.mark.screen, pytest.mark.slow]

BOARD = Board(id="wall", model="window", width_px=192, height_px=48, font_px=32, area=Area(8, 4, 176, 40))
SCALE = SCREEN_PX[0] // 192  # 10: the width is what there is least of
TOP = (SCREEN_PX[1] - SCALE * 48) // 2
RED, BLACK = (255, 0, 0), (0, 0, 0)
PATIENCE_S = 20.0

Photo = Callable[[], Image.Image]


@pytest.fixture
def photo(x_display: str, tmp_path: Path) -> Photo:
    """Takes a picture of the whole screen with ImageMagick, a program that knows nothing of ours."""

    def take() -> Image.Image:
        file = tmp_path / "screen.png"
        subprocess.run(["import", "-display", x_display, "-window", "root", file], check=True, timeout=60)
        with Image.open(file) as image:
            return image.convert("RGB")

    return take


@pytest.fixture(params=["MemoryCanvas", "ChipCanvas"])
def window(
    x_display: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[WindowTransport]:
    """Both ways of drawing: this X server's OpenGL is computed on the processor, and draws as a chip would."""
    monkeypatch.setattr("display.window_canvas._is_by_chip", lambda _: request.param == "ChipCanvas")
    monkeypatch.setenv("DISPLAY", x_display)  # the window sets it, and it is taken back afterwards
    transport = WindowTransport(f"window://{x_display}", (192, 48), "red", time.monotonic)
    yield transport
    transport.close()


def dots_of(image: Image.Image) -> Frame:
    """The board's dots as they stand on the screen; each must be one square of one colour, and all around it black."""
    assert image.size == SCREEN_PX
    left = (SCREEN_PX[0] - SCALE * 192) // 2
    face = image.crop((left, TOP, left + SCALE * 192, TOP + SCALE * 48))
    small = face.resize((192, 48), Image.Resampling.NEAREST)
    assert face.tobytes() == small.resize(face.size, Image.Resampling.NEAREST).tobytes(), "a dot is not a square"
    black = image.copy()
    black.paste(BLACK, (left, TOP, left + SCALE * 192, TOP + SCALE * 48))
    assert black.getcolors() == [(SCREEN_PX[0] * SCREEN_PX[1], BLACK)]
    assert {colour for _, colour in small.getcolors() or []} <= {RED, BLACK}
    rows = tuple(int("".join("1" if small.getpixel((x, y)) == RED else "0" for x in range(192)), 2) for y in range(48))
    return Frame(192, rows)


def show(window: WindowTransport, text: str, style: LedStyle) -> Frame:
    """Shows the text; gives the first screen of its face."""
    protocol = protocol_for("window")
    face = compose(text, style, BOARD, protocol.capabilities)
    for exchange in protocol.show(face, BOARD, first=True):
        assert window.exchange(exchange.data, PATIENCE_S) == b"\x06"
    return face.screens[0]


def test_the_lit_dots_are_those_of_the_face_and_the_end_leaves_nothing(window: WindowTransport, photo: Photo) -> None:
    dots = show(window, "公示2026", LedStyle.STILL)
    (expected,) = place((dots,), BOARD.area, 192, 48)
    seen = dots_of(photo())
    assert seen.lit > 200
    assert seen == expected
    for exchange in protocol_for("window").darken(BOARD):
        assert window.exchange(exchange.data, PATIENCE_S) == b"\x06"
    assert dots_of(photo()).lit == 0
    show(window, "公示2026", LedStyle.STILL)
    window.close()
    assert photo().getcolors() == [(SCREEN_PX[0] * SCREEN_PX[1], BLACK)]


def test_a_moving_text_stands_on_whole_dots_and_only_in_its_area(window: WindowTransport, photo: Photo) -> None:
    dots = show(window, "关于2026年惠农政策的公示", LedStyle.SCROLL_LEFT)
    area = BOARD.area
    seen, deadline = dots_of(photo()), time.monotonic() + PATIENCE_S
    while seen.lit < 100:  # it comes in from the right
        assert time.monotonic() < deadline
        seen = dots_of(photo())
    later = dots_of(photo())
    assert seen != later
    for frame in (seen, later):
        assert frame in {
            place((moved(dots, left, area.width_px),), area, 192, 48)[0]
            for left in range(-dots.width_px, area.width_px)
        }


def moved(dots: Frame, left: int, width_px: int) -> Frame:
    """The part of a strip that is in sight when its left edge stands there."""
    rows = []
    for row in dots.rows:
        drawn = format(row, f"0{dots.width_px}b")
        seen = "".join(drawn[x - left] if 0 <= x - left < dots.width_px else "0" for x in range(width_px))
        rows.append(int(seen, 2))
    return Frame(width_px, tuple(rows))


def test_it_goes_dark_when_nobody_speaks_to_it(window: WindowTransport, photo: Photo) -> None:
    lit = showing_of((Frame(192, ((1 << 192) - 1,) * 48),), Area(0, 0, 192, 48), dots_per_s=0, hold_s=0, dark_after_s=3)
    assert window.exchange(lit, PATIENCE_S) == b"\x06"
    assert dots_of(photo()).lit == 192 * 48
    deadline = time.monotonic() + PATIENCE_S
    while dots_of(photo()).lit:
        assert time.monotonic() < deadline


def test_the_player_shows_a_failing_supply_in_its_window_and_ends_in_order(
    x_display: str, started: Callable[..., Program], photo: Photo, tmp_path: Path
) -> None:
    wall = TERMINAL.replace("onbon-bx5k", "window").replace("/dev/serial/by-id/none", f"window://{x_display}")
    file = tmp_path / "terminal.toml"
    file.write_text(wall + 'fail_messages = { power_loss = "停电" }\n', encoding="utf-8")
    player = started("display", "--config", file)
    status = tmp_path / "data" / "boards" / "t01-gate.status.json"
    wait_for(lambda: status.exists() and state(status)["state"] == "dark", "a dark window")
    os.kill(player.process.pid, signal.SIGPWR)
    wait_for(lambda: RED in {colour for _, colour in photo().getcolors() or []}, "the text for a failing supply")
    assert (state(status)["class"], state(status)["state"]) == ("C", "shown")
    assert player.end() == 0
    assert photo().getcolors() == [(SCREEN_PX[0] * SCREEN_PX[1], BLACK)]


def test_a_machine_without_a_graphics_chip_draws_in_memory(
    x_display: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The X server of the tests has no chip."""
    monkeypatch.setenv("DISPLAY", x_display)
    transport = WindowTransport(f"window://{x_display}", (192, 48), "red", time.monotonic)
    with caplog.at_level("INFO"):
        show(transport, "公示", LedStyle.STILL)
    transport.close()
    (opened,) = [record for record in caplog.records if record.getMessage() == "window opened"]
    assert vars(opened)["how"] == "MemoryCanvas"


def test_a_display_that_is_not_there_and_a_board_that_is_too_large_are_named(
    x_display: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", x_display)
    data = protocol_for("window").darken(BOARD)[0].data
    with pytest.raises(TransportError, match=r"^window://:9999: no window: "):
        WindowTransport("window://:9999", (192, 48), "red", time.monotonic).exchange(data, PATIENCE_S)
    with pytest.raises(TransportError, match="2000x48 dots on a screen of 1920x1920 pixels"):
        WindowTransport(f"window://{x_display}", (2000, 48), "red", time.monotonic).exchange(data, PATIENCE_S)
