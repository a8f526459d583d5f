"""Read a settings file, or say everything that is wrong with it at once.

A mistake is reported as one line: file, key, what was found, what is allowed. Relative paths in a settings
file are relative to that file.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from config.errors import SettingsError as SettingsError
from config.mistakes import mistakes_in
from config.settings import HubSettings, TerminalSettings

MAX_SETTINGS_BYTES = 1_000_000

S = TypeVar("S", bound=BaseModel)


def load_hub(path: Path) -> HubSettings:
    """Read hub.toml. Raises SettingsError."""
    return load(path, HubSettings)


def load_terminal(path: Path) -> TerminalSettings:
    """Read terminal.toml. Raises SettingsError."""
    return load(path, TerminalSettings)


def load_either(path: Path) -> HubSettings | TerminalSettings:
    """Read a hub's or a terminal's settings; only a terminal's have the key ``terminal``. Raises SettingsError."""
    data = _toml_of(path)
    return _valid(path, data, TerminalSettings) if "terminal" in data else _valid(path, data, HubSettings)


def load(path: Path, model: type[S]) -> S:
    """Read one TOML file as ``model``. Raises SettingsError with every mistake in it."""
    return _valid(path, _toml_of(path), model)


def _toml_of(path: Path) -> dict[str, object]:
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_SETTINGS_BYTES + 1)
    except OSError as err:
        raise SettingsError([f"{path}: cannot be read: {err.strerror or err}"]) from err
    if len(raw) > MAX_SETTINGS_BYTES:
        raise SettingsError([f"{path}: larger than {MAX_SETTINGS_BYTES} bytes; this is no settings file"])
    try:
        return tomllib.loads(raw.decode("utf-8"))
    except UnicodeDecodeError as err:
        raise SettingsError([f"{path}: not UTF-8 at byte {err.start}; save the file as UTF-8"]) from err
    except ValueError as err:  # TOMLDecodeError, and int() on a number of more than 4,300 digits
        raise SettingsError([f"{path}: not TOML: {err}"]) from err
    except RecursionError as err:
        raise SettingsError([f"{path}: nested too deeply; this is no settings file"]) from err


def _valid(path: Path, data: dict[str, object], model: type[S]) -> S:
    try:
        settings = model.model_validate(data)
    except ValidationError as err:
        raise SettingsError(mistakes_in(path, model, err)) from err
    return _anchored(settings, path.resolve().parent)


def _anchored(settings: S, folder: Path) -> S:
    """The same settings with every relative path made absolute, seen from ``folder``."""
    changes: dict[str, object] = {}
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        if isinstance(value, Path):
            changes[name] = folder / value
        elif isinstance(value, tuple) and value and isinstance(value[0], Path):
            changes[name] = tuple(folder / one for one in value)
        elif isinstance(value, BaseModel):
            changes[name] = _anchored(value, folder)
        elif name == "source" and isinstance(value, str) and value.startswith("."):
            changes[name] = str(folder / value)
    return settings.model_copy(update=changes)
