"""The real window, fonts and textures, without an X server: each test runs Kivy in a process of its own.

Kivy has one window, one clock and one event loop for each process, so nothing of it is shared between tests.
SDL's off-screen driver draws with real OpenGL (llvmpipe).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from kiosk import fonts
from tests.kiosk.filled_store import fill
from tests.kiosk.store_factory import StoreFactory, write_settings

UNIFONT = fonts.SYSTEM_FONTS / "opentype" / "unifont" / "unifont.otf"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(fonts.find(fonts.folders()) is None, reason="no Chinese font; run `make setup`"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    factory = StoreFactory(tmp_path, datetime.now(UTC))
    fill(factory)
    factory.close()
    write_settings(tmp_path)
    return tmp_path


def kiosk(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run ``mingbai kiosk`` off-screen until it ends by itself."""
    environment = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
    return subprocess.run(
        [sys.executable, "-m", "kiosk", "--config", str(folder / "terminal.toml"), *words],
        env=environment | {"SDL_VIDEODRIVER": "offscreen"},
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )


@pytest.mark.parametrize("size", ["1080x1920", "1920x1080"])
def test_tour_saves_every_kind_of_screen(size: str, folder: Path) -> None:
    variant = "portrait-normal-zh" if size == "1080x1920" else "landscape-normal-zh"
    words = f"normal,plain,standing,zh,{variant.partition('-')[0]}"
    done = kiosk(folder, "--size", size, "--tour", str(folder / "tour"), "--only", words)
    assert done.returncode == 0, done.stderr
    assert [path.name for path in (folder / "tour").iterdir()] == [variant]
    pictures = list((folder / "tour" / variant).glob("*.png"))
    names = {path.stem for path in pictures}
    assert names >= {
        "home",
        "comfort",
        "list-party",
        "list-services",
        "list-enquiry",
        "list-interaction",
        "list-performance",
        "list-notice",
        "units",
        "units-township",
        "detail-text",
        "detail-heading",
        "detail-facts",
        "detail-table",
        "detail-steps",
        "detail-picture",
        "detail-long-title",
        "attachment",
        "search-empty",
        "search-initials",
        "search-characters",
        "opinion-empty",
        "opinion",
        "thanks",
        "withdrawn",
        "safe",
        "offline",
    }
    wide, high = map(int, size.split("x"))
    for path in pictures:
        with Image.open(path) as picture:
            assert picture.size == (wide, high)
            pixels = picture.convert("RGB").resize((wide // 8, high // 8), Image.Resampling.NEAREST)
            colours = pixels.getcolors(1_000_000)
        assert colours is not None
        black = sum(count for count, colour in colours if max(colour) < 24)  # type: ignore[type-var,arg-type]
        assert black < 0.08 * pixels.width * pixels.height, f"{path.name} has black boxes"
        assert len(colours) > 20, f"{path.name} is empty"
    assert "Traceback" not in done.stderr


def test_journal_tells_the_first_page(folder: Path) -> None:
    done = kiosk(folder, "--size", "1080x1920", "--journal", str(folder / "j.jsonl"), "--seconds", "3")
    assert done.returncode == 0, done.stderr
    first = json.loads((folder / "j.jsonl").read_text().splitlines()[0])
    assert first["route"] == "home"
    assert {"search", "units", "window-party", "window-services", "notice-0", "new-0"} <= set(first["targets"])
    assert all(item.endswith("@1") for item in first["items"])
    assert len(first["items"]) >= 4


def test_without_a_store_the_safe_screen_is_up(folder: Path) -> None:
    for path in folder.glob("library.sqlite*"):
        path.unlink()
    done = kiosk(folder, "--size", "1080x1920", "--journal", str(folder / "j.jsonl"), "--seconds", "3")
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in (folder / "j.jsonl").read_text().splitlines()]
    assert {line["route"] for line in lines} == {"safe"}
    assert done.stderr.count("store cannot be read") == 1


def test_wrong_settings_are_told_and_end_with_2(folder: Path) -> None:
    path = folder / "terminal.toml"
    path.write_text(path.read_text().replace("= 60", '= "soon"'))
    done = subprocess.run(
        [sys.executable, "-m", "mingbai.cli", "kiosk", "--config", str(path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert "kiosk.idle_after_s" in done.stderr
    assert "Traceback" not in done.stderr


def test_kivy_leaves_no_trace_in_the_home_folder(folder: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    before = os.environ.get("HOME")
    os.environ["HOME"] = str(home)
    try:
        kiosk(folder, "--size", "540x960", "--seconds", "1")
    finally:
        os.environ["HOME"] = before or ""
    assert not (home / ".kivy").exists()


GLYPHS = """
import json, logging, sys
from pathlib import Path
from kiosk.window import open_window, prepare
prepare()
logging.basicConfig(level=logging.WARNING, format="%(message)s %(character)s", stream=sys.stderr)
open_window(200, 200)
from kiosk import fonts
from kiosk.glyphs import Glyphs
from kiosk.theme import Style
found = fonts.find(fonts.folders())
others = tuple(map(Path, sys.argv[1:]))
glyphs = Glyphs(fonts.Fonts(found.regular, found.bold, others))
face = glyphs.face(Style(36))
kept = [face[c] for c in "中\\U000f1234\\u16a0\\u16a0 〓"]
print(json.dumps([[g.page, g.advance, g == face["〓"]] for g in kept]))
"""


def drawn(*others: Path) -> tuple[list[list[object]], str]:
    """The glyphs of 中, a private character, a rune twice, a space and 〓: page, advance, whether it is 〓's picture."""
    environment = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
    done = subprocess.run(
        [sys.executable, "-c", GLYPHS, *map(str, others)],
        env=environment | {"SDL_VIDEODRIVER": "offscreen"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    found: list[list[object]] = json.loads(done.stdout.splitlines()[-1])
    return found, done.stderr


def test_a_character_that_no_font_has_is_drawn_as_a_geta_mark_and_told_once() -> None:
    glyphs, told = drawn()
    assert [is_mark for _, _, is_mark in glyphs] == [False, True, True, True, False, True]
    assert [page for page, _, _ in glyphs] == [0, 0, 0, 0, -1, 0]
    assert glyphs[0][1] == 36  # an ideograph is as wide as the font is large
    assert told.count("U+F1234") == 1
    assert told.count("U+16A0") == 1


@pytest.mark.skipif(not UNIFONT.is_file(), reason="fonts-unifont is not installed")
def test_a_character_that_another_font_has_is_taken_from_it() -> None:
    glyphs, told = drawn(UNIFONT)
    assert [is_mark for _, _, is_mark in glyphs] == [False, True, False, False, False, True]
    assert "U+16A0" not in told
