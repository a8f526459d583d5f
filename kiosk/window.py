"""The window: how Kivy is started for a kiosk, and nothing of what is in it.

Every way out is closed (escape, F1, close button), every way in but one (no multitouch simulation, no raw
input devices: the panel's touches arrive once, as the X pointer), and Kivy neither reads arguments nor writes
configuration, nor takes over the root logger.
"""

from __future__ import annotations

import atexit
import importlib.util
import logging
import os
import shutil
import sys
import tempfile
import types
from pathlib import Path
from typing import Any

STYLES = "style.kv"


def prepare() -> None:
    """Set what Kivy reads from its environment. Before anything imports Kivy."""
    home = Path(tempfile.mkdtemp(prefix="mingbai-kivy-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    os.environ.update(
        KIVY_HOME=str(home),
        KIVY_DATA_DIR=str(_data_without_styles(home / "data")),
        KIVY_NO_ARGS="1",
        KIVY_NO_CONFIG="1",
        KIVY_NO_FILELOG="1",
        KIVY_NO_CONSOLELOG="1",
        KIVY_LOG_MODE="PYTHON",  # Kivy logs like any library, under "kivy"
        KIVY_TEXT="sdl2",
        KIVY_IMAGE="sdl2",
        KIVY_WINDOW="sdl2",
        XCOMPOSEFILE=os.devnull,  # no keyboard: X need not read the rules by which accents are typed
        DBUS_SESSION_BUS_ADDRESS="disabled:",  # nor is there a desktop, which SDL would start a bus for
        KIVY_EVENTLOOP="trio",
    )
    # Kivy's clock imports what it would need if it were run asynchronously, which it is not: asyncio, and ssl with it,
    # unless it is told another library.
    sys.modules.setdefault("trio", types.ModuleType("trio"))
    logging.getLogger("kivy").addFilter(_worth_a_line)


def _worth_a_line(record: logging.LogRecord) -> bool:
    """Kivy's warnings, but not that libmtdev is missing: raw input devices are not wanted here anyway.

    A filter, because Kivy sets its logger's level itself when it is imported.
    """
    return record.levelno >= logging.WARNING and "MTDev" not in record.getMessage()


def _data_without_styles(folder: Path) -> Path:
    """Kivy's own data, by links, but an empty style.kv.

    Kivy reads the looks of all its widgets as it is imported, for a tenth of a second; none of them is used here.
    """
    package = importlib.util.find_spec("kivy")
    assert package is not None
    assert package.origin is not None
    folder.mkdir()
    (folder / STYLES).write_bytes(b"")
    for source in (Path(package.origin).parent / "data").iterdir():
        if source.name != STYLES:
            (folder / source.name).symlink_to(source)
    return folder


def open_window(width_px: int, height_px: int) -> Any:
    """Open the one window; size 0 × 0 is the whole screen. Returns Kivy's Window."""
    from kivy.config import Config

    whole = not (width_px and height_px)
    graphics = {
        "width": width_px or 1080,
        "height": height_px or 1920,
        "fullscreen": "auto" if whole else "0",
        "borderless": "1",
        "position": "custom",
        "left": "0",
        "top": "0",
        "resizable": "0",
        "multisamples": "0",  # Kivy's default of 2 halves the speed of a software renderer
        "vsync": os.environ.get("MINGBAI_VSYNC", "0"),
        "maxfps": "0",  # kiosk.loop sleeps, until something happens
        "show_cursor": "0",
    }
    for key, value in graphics.items():
        Config.set("graphics", key, str(value))
    for key, value in {"exit_on_escape": "0", "pause_on_minimize": "0", "log_level": "warning"}.items():
        Config.set("kivy", key, value)
    for provider in list(Config.options("input")):
        Config.remove_option("input", provider)  # the loop reads the mouse from the window itself
    from kivy.core.window import Window

    if Window is None:
        raise OSError("no window could be opened; is DISPLAY set and an X server running?")
    Window.bind(on_request_close=lambda *args, **kwargs: True)
    return Window
