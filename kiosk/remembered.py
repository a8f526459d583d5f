"""The settings as they were understood at the last start.

Checking them takes longer than everything else that comes before the first page. The same text under the same rules
means the same, so what it meant is kept beside the store; a settings file or a program that has changed is checked
anew.
"""

from __future__ import annotations

import logging
import os
import tomllib
from collections.abc import Callable
from pathlib import Path

import msgspec

import config
from kiosk import told as told_by_settings
from kiosk.told import Told, tell

log = logging.getLogger(__name__)

FILE, SIZE_FILE = "kiosk-told.json", "kiosk-window-size"
MOST_BYTES = 2_000_000


class _Note(msgspec.Struct, frozen=True, kw_only=True):
    """told: what ``text`` in the file at ``path`` meant under ``rules``."""

    path: str
    text: str
    rules: str
    told: Told


def told_by(path: Path, check: Callable[[Path], Told] = tell) -> Told:
    """What this settings file says. Raises SettingsError, as ``check`` does."""
    path = path.absolute()
    place = _place(path)
    if place is None:
        return check(path)
    text, file = place
    wanted = (str(path), text, _rules())
    kept = _kept(file)
    if kept is not None and (kept.path, kept.text, kept.rules) == wanted:
        return kept.told
    told = check(path)
    _keep(file, _Note(path=wanted[0], text=wanted[1], rules=wanted[2], told=told))
    return told


def expected_size(told: Told) -> tuple[int, int] | None:
    """How large the window will be: as the settings say, else as it was last time."""
    if told.width_px and told.height_px:
        return told.width_px, told.height_px
    try:
        width, height = map(int, (Path(told.data_dir) / SIZE_FILE).read_text(encoding="ascii").split("x"))
    except (OSError, ValueError):
        return None
    return width, height


def remember_size(told: Told, size: tuple[int, int]) -> None:
    """For the next start, where the settings leave it to the screen."""
    if not (told.width_px and told.height_px):
        _write(Path(told.data_dir) / SIZE_FILE, "{}x{}".format(*size).encode())


def _place(path: Path) -> tuple[str, Path] | None:
    """The file's text, and where its note lies; None if it cannot even be said where."""
    try:
        text = path.read_text(encoding="utf-8")
        return text, path.resolve().parent / str(tomllib.loads(text)["data_dir"]) / FILE
    except (OSError, ValueError, KeyError, RecursionError):
        return None


def _rules() -> str:
    """Which program read it: when the newest of the modules that know the settings was written."""
    folders = [Path(config.__file__).parent, Path(told_by_settings.__file__).parent]
    written = [entry.stat().st_mtime_ns for folder in folders for entry in os.scandir(folder) if entry.is_file()]
    return str(max(written))


def _kept(file: Path) -> _Note | None:
    try:
        with file.open("rb") as opened:
            return msgspec.json.decode(opened.read(MOST_BYTES), type=_Note)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return None


def _keep(file: Path, note: _Note) -> None:
    _write(file, msgspec.json.encode(note))


def _write(file: Path, data: bytes) -> None:
    """For its owner's eyes: the digest of the maintenance code is in the settings."""
    beside = file.with_name(file.name + ".tmp")
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as opened:
            opened.write(data)
        beside.replace(file)
    except OSError as err:
        log.info("nothing remembered, the next start takes longer", extra={"problem": str(err)})
