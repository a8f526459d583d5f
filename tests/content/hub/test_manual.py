"""docs/运维手册.md: every command in it is run, in its order, on a machine under a temporary folder.

What would change the machine itself (packages, users, services, the clock) has a stand-in that writes down how it was
called; everything of Mingbai is real, and a terminal that trusts the county's first root looks on.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from content.feed.keys import KeyRing
from content.feed.repository import Repository
from tests.factories import change
from tests.fakes.terminal import PlainTerminal

MANUAL = "docs/运维手册.md"
PHRASE = "河东柳溪青石白杨-2026"
STAND_INS = "apt-get groupadd useradd setfacl chown systemctl journalctl nginx timedatectl make git".split()
MOVED = (  # whatever the manual names outside the temporary folder
    "/etc/mingbai /etc/systemd/system /etc/nginx/conf.d /var/lib/mingbai /var/backups/mingbai /srv/mingbai "
    "/opt/mingbai /root/ceremony /usr/local/bin"
).split()


def blocks(text: str, postgresql: bool = False) -> list[str]:
    """The commands, a block each; those for PostgreSQL only on demand."""
    which = "sh(?: postgresql)?" if postgresql else "sh"
    return re.findall(rf"^```{which}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


@dataclass
class Machine:
    """A server under a folder. said: what each block printed. public: ids that a terminal must find.

    server: the URL of a PostgreSQL server, which knows a person by the name of the system's user, as Debian's does;
    empty: the hub has SQLite.
    """

    root: Path
    project: Path
    shortcuts: str
    server: str = ""
    said: list[str] = field(default_factory=list)
    public: set[str] = field(default_factory=set)

    def path(self, name: str) -> Path:
        return self.root / name.lstrip("/")

    def install(self) -> None:
        for folder in (*MOVED, "/bin", "/root/ceremony/usb"):
            self.path(folder).mkdir(parents=True, exist_ok=True)
        opt = self.path("/opt/mingbai")
        for name in ("docs", "config"):
            (opt / name).symlink_to(self.project / name)
        (opt / ".venv/bin").mkdir(parents=True)
        self.path("/phrase").write_text(f"{PHRASE}\n", "utf-8")
        for name in STAND_INS:
            self._program(name, f'echo "{name} $*" >> {self.root}/called')
        self._program("runuser", 'export PGUSER="$2"; while [ "$1" != "--" ]; do shift; done; shift; exec "$@"')
        self._program("install", _INSTALL)
        self._program(
            "mingbai", _MINGBAI.format(python=sys.executable, project=self.project, phrase=self.root / "phrase")
        )
        shutil.copy(self.path("/bin/mingbai"), opt / ".venv/bin/mingbai")

    def run(self, block: str) -> None:
        """One block, in a shell that stops at the first command that fails."""
        block = f"{self.shortcuts}\n{block}"
        for name in MOVED:
            block = re.sub(rf"(?<![\w/.]){re.escape(name)}(?=[/\s'\"]|\.old|$)", str(self.path(name)), block)
        env = {**os.environ, "PATH": f"{self.path('/bin')}:{os.environ['PATH']}", "PYTHONPATH": str(self.project)}
        if self.server:
            where = urlsplit(self.server)
            env |= {"PGHOST": str(where.hostname), "PGPORT": str(where.port)}
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", block],
            cwd=self.path("/root/ceremony"),
            env=env,
            capture_output=True,
            text=True,
            timeout=200,
            check=False,
        )
        assert done.returncode == 0, f"{block}\n{done.stdout[-1500:]}\n{done.stderr[-1500:]}"
        self.said.append(done.stdout)

    def _program(self, name: str, script: str) -> None:
        file = self.path("/bin") / name
        file.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
        file.chmod(0o755)


# Users are not made here, so nothing can belong to them.
_INSTALL = """words=
while [ $# -gt 0 ]; do case "$1" in -o|-g) shift 2 ;; *) words="$words $1"; shift ;; esac; done
exec /usr/bin/install $words"""
# What a person types when asked: the same phrase for everything.
_MINGBAI = """export PYTHONPATH={project}
case "$1 $4" in
  keys\\ *) exec {python} -m mingbai.cli "$@" --passphrase-file {phrase} ;;
  "hub create-admin"|"hub create-user") exec {python} -m mingbai.cli "$@" --password-stdin < {phrase} ;;
  *) exec {python} -m mingbai.cli "$@" ;;
esac"""


@pytest.fixture
def manual(project: Path) -> str:
    return (project / MANUAL).read_text("utf-8")


@pytest.fixture
def machine(tmp_path: Path, project: Path, manual: str, database_server: str) -> Iterator[Machine]:
    made = Machine(tmp_path, project, blocks(manual)[0], database_server)
    made.install()
    if not database_server:
        yield made
        return
    with psycopg.connect(database_server, autocommit=True) as administrator:
        administrator.execute("create role postgres superuser login")  # as Debian's package leaves it
        yield made
        for name in ("mingbai", "mingbai_old"):
            administrator.execute(f'drop database if exists "{name}" with (force)'.encode())
        for name in ("mingbai-signer", "mingbai-hub", "postgres"):
            administrator.execute(f'drop role if exists "{name}"'.encode())


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_every_command_of_the_manual_runs_in_its_order(machine: Machine, manual: str) -> None:
    terminal: PlainTerminal | None = None
    seen: list[int] = []
    done = blocks(manual, postgresql=bool(machine.server))
    assert len(done) - len(blocks(manual)) == (2 if machine.server else 0)
    for number, block in enumerate(done):
        _as_told_in_words(machine, manual, block)
        machine.run(block)
        if "examples/hub.toml" in block:
            _settings(machine)
        if "keys init" in block:
            root = machine.path("/root/ceremony/online/root.json").read_bytes()
            terminal = PlainTerminal(machine.path("/terminal"), machine.path("/srv/mingbai/feed"), root)
        if "signer --once" in block:
            assert terminal is not None
            assert terminal.pull(datetime.now(UTC), "t01").keys() == machine.public, f"block {number}"
            seen.append(root_version(terminal))
        if "keys rotate root" in block:
            assert seen[-1] > seen[-2], "the terminal followed from the first root to the newest"
        if "hub backup --out" in block and "hub-today" in block:
            _publish(machine, "t01/000001")
            machine.path("/var/backups/mingbai/hub-today.tar").unlink()
            machine.run("hub backup --out /var/backups/mingbai/hub-today.tar")
            _publish(machine, "t01/000002")
            assert terminal is not None
            assert terminal.pull(datetime.now(UTC), "t01").keys() == {"t01/000001", "t01/000002"}
            machine.public = {"t01/000001"}  # what the restore of the backup that was just made brings back
        if "hub catch-up" in block:
            assert "1 件正在公开而平台已无原文" in machine.said[-1]
            assert "t01/000001" in machine.said[-1]
        if "signer --rebuild" in block:
            # It was put into the feed alone; no clerk wrote it, so the database cannot give it back.
            assert "1 件没有恢复：\n  t01/000001 第 1 版" in machine.said[-1]
            machine.public = set()
            assert terminal is not None
            assert terminal.pull(datetime.now(UTC), "t01").keys() == machine.public
    called = machine.path("/called").read_text("utf-8")
    units = set(
        re.findall(r"mingbai-[a-z]+(?:\.timer)?", "\n".join(re.findall("^systemctl .*$", called, re.MULTILINE)))
    )
    assert len(units) == 5
    for unit in units:
        name = unit if unit.endswith(".timer") else f"{unit}.service"
        assert (machine.project / "docs/deploy/hub" / name).exists(), name


def root_version(terminal: PlainTerminal) -> int:
    root = terminal.updater(datetime.now(UTC))._trusted_set.root
    return int(root.version)


def _as_told_in_words(machine: Machine, manual: str, block: str) -> None:
    """What the text around a block tells the technician to have done."""
    if "hub units" in block:
        rows = re.findall(r"^\| ([^|]*) \| ([^|]*) \| ([^|]*) \|([^|]*)\|$", manual, re.MULTILINE)
        table = [[cell.strip() for cell in row] for row in rows if not set(row[0]) <= {"-", " "}]
        start = next(at for at, row in enumerate(table) if row[0] == "代码")
        lines = [",".join(row) for row in table[start : start + 5]]
        machine.path("/etc/mingbai/units.csv").write_text("\n".join(lines), "utf-8")
    if "keys init" in block:
        shutil.copy(machine.path("/etc/mingbai/county.json"), machine.path("/root/ceremony/county.json"))
    if "terminal.toml" in block:
        shutil.copy(machine.project / "config/examples/terminal.toml", machine.path("/etc/mingbai/terminal.toml"))


def _settings(machine: Machine) -> None:
    """hub.toml with the folders of this machine."""
    file = machine.path("/etc/mingbai/hub.toml")
    text = file.read_text("utf-8")
    for name in MOVED:
        text = text.replace(f'"{name}', f'"{machine.path(name)}')
    if machine.server:
        where = urlsplit(machine.server)
        text += f'\ndatabase_url = "postgresql://{where.hostname}:{where.port}/mingbai"\n'
    file.chmod(0o640)
    file.write_text(text, "utf-8")


def _publish(machine: Machine, id_: str) -> None:
    """One disclosure more, signed with the signer's own keys, as if it had been reviewed."""
    online = machine.path("/var/lib/mingbai/signer")
    ring = KeyRing(online)
    feed = machine.path("/srv/mingbai/feed")
    with Repository(feed, ring, online / "ledger.sqlite", "qingyuan", lambda: datetime.now(UTC)) as repository:
        assert not repository.release([change(id_)]).refused


# ---- what is only named


def named(text: str) -> Iterator[list[str]]:
    """Commands of ours in the middle of sentences."""
    for code in re.findall(r"`([^`\n]+)`", text):
        words = shlex.split(code) if code.startswith(("hub ", "mingbai ")) else []
        if len(words) > 1:
            yield words


def test_every_command_that_the_manual_names_exists(manual: str) -> None:
    import argparse

    from content.hub.commands import _parser
    from mingbai.cli import COMMANDS

    actions = [one for one in _parser()._actions if isinstance(one, argparse._SubParsersAction)]
    known = set(actions[0].choices)
    found = list(named(manual))
    assert len(found) > 8
    for words in found:
        if words[0] == "hub" or words[1] == "hub":
            word = words[1] if words[0] == "hub" else words[2]
            assert word in known, words
        else:
            assert words[1] in COMMANDS, words


def test_the_units_of_systemd_are_whole(project: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd is not installed")
    for unit in sorted((project / "docs/deploy/hub").glob("mingbai-backup.*")):
        done = subprocess.run([program, "verify", str(unit)], capture_output=True, text=True, check=False)
        told = [line for line in done.stderr.splitlines() if "is not executable" not in line and line.strip()]
        assert told == [], json.dumps(told)
