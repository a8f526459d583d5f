"""The process that runs ahead, each in a process of its own: Kivy measures its characters."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk import fonts
from tests.kiosk.store_factory import StoreFactory, write_settings

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(fonts.find(fonts.folders()) is None, reason="no Chinese font; run `make setup`"),
]

AHEAD = """
import json, os, sys
from pathlib import Path
from kiosk.window import prepare
prepare()
from config.errors import SettingsError
from kiosk.forerunner import Forerunner
from kiosk.marks import Words
def told(number, settings, width, height):
    forerunner = Forerunner(Path(settings), patience_s=50)
    try:
        terminal = forerunner.told().terminal
        page = forerunner.first_page(int(width), int(height))
        words = None if page is None else [mark.text for mark in page.marks if isinstance(mark, Words)]
        drawn = None if page is None else "".join(one.character for one in page.characters)
        right = None if page is None else max(mark.at.right for mark in page.marks)
        return [terminal, words, drawn, right]
    except SettingsError as err:
        return err.mistakes
    finally:
        forerunner.end()
print(json.dumps([told(number, *sys.argv[1:]) for number in range(2)]))
try:
    os.waitpid(-1, 0)
except ChildProcessError:
    print("none left")
"""


def run_ahead(settings: Path, width_px: int, height_px: int) -> list[list[object]]:
    """What two forerunners, one after the other, tell: the second finds what the first remembered."""
    done = subprocess.run(
        [sys.executable, "-c", AHEAD, str(settings), str(width_px), str(height_px)],
        env={name: value for name, value in os.environ.items() if name != "DISPLAY"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    told, left = done.stdout.splitlines()[-2:]
    assert left == "none left"
    found: list[list[object]] = json.loads(told)
    return found


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    factory = StoreFactory(tmp_path, datetime.now(UTC))
    factory.put("农村低保户名单公示")
    factory.close()
    return write_settings(tmp_path)


def test_the_first_page_holds_what_the_store_does_for_the_window_that_was_opened(settings: Path) -> None:
    for terminal, words, drawn, right in run_ahead(settings, 1080, 1920):
        assert terminal == "t01-hall"
        assert isinstance(words, list)
        assert "农村低保户名单公示" in words
        assert isinstance(drawn, str)
        assert set("农村低保户名单公示") <= set(drawn)
        assert right == 1080
    for _, _, _, right in run_ahead(settings, 1920, 1080):  # though the last window was another one
        assert right == 1920


def test_without_a_store_there_is_no_page_and_the_settings_are_told_all_the_same(tmp_path: Path) -> None:
    assert run_ahead(write_settings(tmp_path), 1080, 1920) == [["t01-hall", None, None, None]] * 2


def test_what_has_expired_is_not_on_the_first_page(tmp_path: Path) -> None:
    factory = StoreFactory(tmp_path, datetime.now(UTC))
    made = factory.put("已经过期的公示")
    factory.put("仍然有效的公示")
    factory.db.execute(
        "update item set valid_until = ? where id = ?", (int(made.published_at.timestamp()) + 1, made.id)
    )
    factory.close()
    for _, words, _, _ in run_ahead(write_settings(tmp_path), 1080, 1920):
        assert isinstance(words, list)
        assert "仍然有效的公示" in words
        assert "已经过期的公示" not in words


def test_every_mistake_in_the_settings_comes_back(tmp_path: Path) -> None:
    path = write_settings(tmp_path)
    path.write_text(path.read_text().replace('"t01-hall"', '"T 01"').replace("= 60", "= 1"))
    for mistakes in run_ahead(path, 1080, 1920):
        assert len(mistakes) == 2


BOTH = """
import json, sys
from kiosk import __main__ as start
taken = []
def pixels():
    from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glReadPixels
    taken.append(bytes(glReadPixels(0, 0, *size, GL_RGB, GL_UNSIGNED_BYTE)))
size = tuple(map(int, sys.argv[2].split("x")))
from kiosk.window import prepare
prepare()
from kiosk import first_page
show = first_page.show
def shown(page, window, glyphs):
    window.bind(on_flip=lambda *_: pixels())
    return show(page, window, glyphs)
first_page.show = shown
start.main(["--config", sys.argv[1], "--size", sys.argv[2], "--seconds", "4"])
print(json.dumps([len(taken), len(set(taken)), len(set(taken[0]))]))
"""


@pytest.mark.parametrize("size", ["1080x1920", "1920x1080"])
@pytest.mark.parametrize("comfort", ["", 'text_size = "largest"', 'contrast = "high"', 'reach = "low"'])
def test_the_first_page_looks_like_the_one_that_takes_its_place(settings: Path, size: str, comfort: str) -> None:
    settings.write_text(settings.read_text() + comfort + "\n")
    environment = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
    pictures = []
    for _ in range(2):  # a minute that ends in between changes the clock
        done = subprocess.run(
            [sys.executable, "-c", BOTH, str(settings), size],
            env=environment | {"SDL_VIDEODRIVER": "offscreen"},
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        frames, kinds, colours = json.loads(done.stdout.splitlines()[-1])
        assert frames >= 2
        assert colours > 10
        pictures.append(kinds)
        if kinds == 1:
            return
    assert pictures[-1] == 1
