"""``mingbai doctor``: what this machine has and lacks, and what to do about it.

Without a settings file it looks at everything the demo needs; with one, at what that hub or terminal needs.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import platform
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from config.load import SettingsError, load_either
from config.settings import HubSettings, TerminalSettings
from content.clock import system_now
from mingbai.machine import BOARD, EVERY, KIOSK, NEEDS, Need, is_met

RELEASED = datetime(2026, 11, 22, tzinfo=UTC)  # no clock that is right was ever before this
LONGEST_LIFE = timedelta(days=3653)
OLDEST_SQLITE = (3, 38, 0)  # Debian 12 has 3.40; older ones lack what the store's statements use
LEAST_FREE_BYTES = 1_000_000_000  # 30,000 disclosures take some 200 MB; attachments are up to 20 MB each

Settings = HubSettings | TerminalSettings


@dataclass(frozen=True)
class Finding:
    """One line of the report. ``advice`` is empty when all is well."""

    what: str
    advice: str = ""

    @property
    def is_ok(self) -> bool:
        return not self.advice


@dataclass(frozen=True)
class Machine:
    """What is asked of the machine, so that a test can answer in its place."""

    is_met: Callable[[Need], bool] = is_met
    now: Callable[[], datetime] = system_now
    free_bytes: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free
    installed: Callable[[str], str | None] = lambda package: _version(package)
    sqlite_version: tuple[int, ...] = sqlite3.sqlite_version_info


def main(arguments: list[str]) -> int:
    """Print the report. Returns 1 if something that is needed is lacking."""
    parser = argparse.ArgumentParser(prog="mingbai doctor", description="What this machine has and lacks.")
    parser.add_argument("--config", type=Path, metavar="FILE", help="a hub.toml or terminal.toml to go by")
    findings = list(examine(parser.parse_args(arguments).config, Machine()))
    for finding in findings:
        print(f"ok       {finding.what}" if finding.is_ok else f"LACKING  {finding.what}: {finding.advice}")
    lacking = sum(not finding.is_ok for finding in findings)
    print(f"\n{lacking} of {len(findings)} are lacking." if lacking else "\nNothing is lacking.")
    return 1 if lacking else 0


def examine(settings_file: Path | None, machine: Machine) -> Iterator[Finding]:
    """Look at everything, one finding after another."""
    settings: Settings | None = None
    if settings_file:
        try:
            settings = load_either(settings_file)
            yield Finding(f"settings {settings_file}")
        except SettingsError as err:
            yield from (Finding("settings", mistake) for mistake in err.mistakes)
    yield Finding(f"Python {platform.python_version()}")
    for package in _packages(settings):
        version = machine.installed(package)
        advice = "" if version else "pip install it, or run make setup"
        yield Finding(f"Python package {package} {version or ''}".rstrip(), advice)
    for need in _needs(settings):
        advice = "" if machine.is_met(need) else f"apt-get install {need.package}"
        yield Finding(f"{need.package}, for {need.purpose}", advice)
    yield _sqlite(machine)
    yield _disk(settings.data_dir if settings else Path.cwd(), machine)
    yield _clock(machine)


def _packages(settings: Settings | None) -> list[str]:
    """Names of the Python packages that this machine's processes import."""
    extras = set()
    if settings is None or isinstance(settings, HubSettings):
        extras.add("hub")
    if settings is None or (isinstance(settings, TerminalSettings) and settings.kiosk):
        extras.add("kiosk")
    names = []
    for requirement in importlib.metadata.requires("mingbai") or []:
        extra = re.search(r"extra == ['\"](\w+)['\"]", requirement)
        name = re.match(r"[\w.-]+", requirement)
        if name and (extra is None or extra[1] in extras):
            names.append(name[0])
    return names


def _needs(settings: Settings | None) -> list[Need]:
    """The Debian packages that this machine's processes use."""
    if settings is None:
        return [need for need in NEEDS if need.task == "demo"]
    parts = {EVERY}
    if isinstance(settings, TerminalSettings):
        parts |= {KIOSK} if settings.kiosk else set()
        parts |= {BOARD} if settings.boards else set()
    return [need for need in NEEDS if need.part in parts]


def _sqlite(machine: Machine) -> Finding:
    what = "SQLite " + ".".join(map(str, machine.sqlite_version))
    if machine.sqlite_version < OLDEST_SQLITE:
        return Finding(what, f"at least {'.'.join(map(str, OLDEST_SQLITE))} is needed; Debian 12 has 3.40")
    database = sqlite3.connect(":memory:")
    try:
        database.execute("create virtual table probe using fts5 (text)")
    except sqlite3.OperationalError as err:
        return Finding(f"{what} with full-text search", f"{err}; use the system's python3, whose SQLite has FTS5")
    finally:
        database.close()
    return Finding(f"{what} with full-text search")


def _disk(folder: Path, machine: Machine) -> Finding:
    place = next(place for place in (folder, *folder.parents) if place.exists())
    free = machine.free_bytes(place)
    what = f"{free / 1e9:.1f} GB free for {folder}"
    return Finding(what, "" if free >= LEAST_FREE_BYTES else f"at least {LEAST_FREE_BYTES / 1e9:.0f} GB is needed")


def _clock(machine: Machine) -> Finding:
    now = machine.now()
    what = f"clock {now:%Y-%m-%d %H:%M} UTC"
    if RELEASED <= now <= RELEASED + LONGEST_LIFE:
        return Finding(what)
    return Finding(what, "that cannot be; set it (timedatectl set-time …), switch NTP on, and look at its battery")


def _version(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None
