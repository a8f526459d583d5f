"""A county with one village, for a whole day of it: every part a process of its own, on a clock that a test moves.

Nothing of Django is imported here: the hub is worked as people work it, from the command line and in the browser.
libfaketime gives the county's processes their clock; the browsers keep the machine's.
"""

from __future__ import annotations

import glob
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from content.county import County, Unit
from content.record import UnitCode, encode
from content.terms import Level
from mingbai.demo.line import Line
from mingbai.demo.place import BOARD_ID, TERMINAL_ID, Place
from mingbai.demo.processes import Child, Children, mingbai_command
from tests.fakes import moved_clock

PASSPHRASE = "only for this day of the tests"
VILLAGE = UnitCode("t01-v01")
COUNTY = County(
    code="qingyuan",
    name="清源县",
    fictional=True,
    units=(
        Unit(code=UnitCode("qingyuan"), name="清源县", level=Level.COUNTY),
        Unit(code=UnitCode("t01"), name="柳溪镇", level=Level.TOWNSHIP, parent=UnitCode("qingyuan")),
        Unit(code=VILLAGE, name="河东村", level=Level.VILLAGE, parent=UnitCode("t01")),
    ),
)
# The county lets its townships read what villages disclose, between the village's own supervisors and the last word.
FLOWS = """\
level = "county"
name = "清源县"
[flows.village]
name = "村务公开（村监委会、镇、终审）"
basis = "村民委员会组织法第三十条、第三十二条；清源县村务公开办法"
steps = [
  { key = "supervision", name = "村务监督委员会审核", role = "supervisor" },
  { key = "township", name = "镇初审", role = "first-reviewer", needs = ["proofreading"] },
  { key = "final", name = "终审", role = "final-reviewer", needs = ["proofreading"] },
  { key = "publication", name = "公开", kind = "publication" },
]
"""


class MovableClock:
    """Moves the clock of every process that was started with ``environment``, within a second."""

    def __init__(self, file: Path) -> None:
        found = glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")
        if not found:
            pytest.skip("libfaketime is not installed")
        self._file = file
        self.move(timedelta(0))
        self.environment = {
            "LD_PRELOAD": found[0],
            "FAKETIME_TIMESTAMP_FILE": str(file),
            "FAKETIME_CACHE_DURATION": "1",  # seconds; a file read at every look costs nine times as much
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
            "PYTHONPATH": str(Path(moved_clock.__file__).parent),
        }

    def move(self, by: timedelta) -> None:
        """So far ahead of the machine's clock from now on."""
        beside = self._file.with_suffix(".new")
        beside.write_text(f"+{int(by.total_seconds())}\n", "ascii")
        beside.replace(self._file)


class TimedChildren(Children):
    """The demo's processes, on the clock that moves."""

    def __init__(self, log_folder: Path, clock: MovableClock) -> None:
        super().__init__(log_folder)
        self._clock = clock

    def mingbai(self, name: str, *arguments: str, environment: dict[str, str] | None = None) -> Child:
        return super().mingbai(name, *arguments, environment={**(environment or {}), **self._clock.environment})


@dataclass(frozen=True)
class Village:
    """A running county: the line of the demo without its people, who come with the test."""

    line: Line
    place: Place
    clock: MovableClock

    def hub(self, *words: str, stdin: str = "") -> str:
        """``mingbai hub WORDS``; what it printed."""
        return ran("hub", "--config", str(self.place.hub_toml), *words, stdin=stdin)

    def create_user(self, name: str, role: str, unit: str, password: str) -> None:
        self.hub("create-user", name, "--role", role, "--units", unit, "--password-stdin", stdin=f"{password}\n")

    def name_approvers(self, entries: Sequence[Path]) -> None:
        """Two officers sign the list of those who handed in an entry."""
        ran("keys", "approvers", "--list", *map(str, entries), *self._keys())

    def found(self) -> None:
        """Keys, database, units: what a county does once."""
        place = self.place
        place.write_hub_settings(COUNTY.code, batch_s=0.2)
        (place.folder / "flows.toml").write_text(FLOWS, "utf-8")
        with place.hub_toml.open("a", encoding="utf-8") as file:
            file.write('flow_packs = ["flows.toml"]\n')
        (place.folder / "county.json").write_bytes(encode(COUNTY))
        (place.folder / "passphrase").write_text(f"{PASSPHRASE}\n", "utf-8")
        self.hub("migrate")
        self.hub("units", str(place.folder / "county.json"))
        online = ("--online", str(place.online_keys))
        ran("keys", "init", "--county", str(place.folder / "county.json"), *online, *self._keys())
        shutil.copyfile(place.online_keys / "root.json", place.trusted_root)

    def install_terminal(self, size_px: tuple[int, int]) -> None:
        """The hall of the village: its token, its settings, its board known to the hub."""
        place = self.place
        units = [unit.code for unit in COUNTY.units]
        place.write_terminal_settings(COUNTY.code, units, str(self.line.board_link), size_px)
        written = place.terminal_toml.read_text("utf-8").replace('unit = "t01"', f'unit = "{VILLAGE}"')
        place.terminal_toml.write_text(written, "utf-8")
        token = self.hub("enrol", "--terminal", TERMINAL_ID, "--kind", "terminal", "--units", *units)
        place.token_file.touch(mode=0o600)
        place.token_file.write_text(token, "ascii")
        assert BOARD_ID in self.hub("boards", str(place.terminal_toml))

    def _keys(self) -> list[str]:
        place = self.place
        named = ("--passphrase-file", place.folder / "passphrase", "--offline", place.offline_keys)
        return [str(word) for word in (*named, "--repository", place.feed)]


def ran(*words: str, stdin: str = "") -> str:
    """``mingbai WORDS`` to its end; what it printed."""
    done = subprocess.run(
        mingbai_command(*words), input=stdin, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, f"mingbai {' '.join(words)}: {done.stderr[-2000:]}"
    return done.stdout
