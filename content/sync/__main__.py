"""``mingbai sync``: the terminal's agent, as a service or once, from the network or from a folder.

    mingbai sync --config terminal.toml                      run until stopped
    mingbai sync --config terminal.toml --once               one full check, one delivery
    mingbai sync --config terminal.toml --once --from /media/usb/feed

SIGTERM ends it, SIGHUP makes it pull at once.
"""

from __future__ import annotations

import argparse
import logging
import os
import random
import signal
import sys
import time
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from config.load import SettingsError, load_terminal
from config.logs import configure
from config.settings import TerminalSettings
from config.watchdog import Watchdog
from content.clock import TrustedClock, system_now
from content.record import UnitCode
from content.store.apply import LibraryWriter, open_library
from content.store.library import TIME_FLOOR
from content.store.outbox import Outbox
from content.store.salvage import open_sound_library
from content.sync.boards import board_reports
from content.sync.deliver import HttpHub
from content.sync.fetch import FolderSource, Source, open_source
from content.sync.pull import Puller, Subscription
from content.sync.schedule import Agent, Workplace

log = logging.getLogger(__name__)

MAX_ROOT_BYTES = 512_000
END_SIGNALS = (signal.SIGTERM, signal.SIGINT)


def main(arguments: list[str]) -> int:
    """Run the agent. 0 done, 1 something could not be brought up to date, 2 wrong usage or settings."""
    parser = argparse.ArgumentParser(prog="mingbai sync", description="Pull, verify, store; deliver opinions.")
    parser.add_argument("--config", type=Path, required=True, metavar="FILE", help="terminal.toml")
    parser.add_argument("--once", action="store_true", help="one full check and one delivery, then end")
    parser.add_argument("--from", dest="folder", type=Path, metavar="FOLDER", help="a feed on a stick, not the network")
    try:
        options = parser.parse_args(arguments)
    except SystemExit as stop:
        return int(stop.code or 0)
    configure()
    logging.getLogger("urllib3").setLevel(logging.ERROR)  # it would tell of each retry; what fails in the end, we tell
    try:
        settings = load_terminal(options.config)
        root = _read_root(settings.sync.trusted_root)
    except SettingsError as err:
        print(err, file=sys.stderr)
        return 2
    source: Source = (
        FolderSource(options.folder)
        if options.folder
        else open_source(settings.sync.source, settings.sync.request_timeout_s)
    )
    agent = build_agent(settings, root, source)
    if options.once:
        return _once(agent)
    # Waited for, not handled: a handler runs between any two steps, and might wait for a lock its own thread holds.
    signal.pthread_sigmask(signal.SIG_BLOCK, [*END_SIGNALS, signal.SIGHUP])

    watchdog = Watchdog(os.environ, time.monotonic)
    watchdog.ready()

    def wait(seconds: float) -> None:
        if agent.is_alive:
            watchdog.alive()
        received = signal.sigtimedwait([*END_SIGNALS, signal.SIGHUP], seconds)
        if received is not None and received.si_signo == signal.SIGHUP:
            agent.wake()
        elif received is not None:
            agent.stop()

    agent.run(wait)
    return 0


def subscription(settings: TerminalSettings) -> Subscription:
    """What a settings file asks for. Its own units are those of its kiosk and its boards."""
    own = {board.unit for board in settings.boards}
    if settings.kiosk:
        own.add(settings.kiosk.unit)
    units = tuple(dict.fromkeys(UnitCode(code) for code in settings.sync.units))
    return Subscription(settings.county, units, frozenset(UnitCode(code) for code in own))


def build_agent(settings: TerminalSettings, trusted_root: bytes, source: Source) -> Agent:
    """Put the agent together. Nothing is opened yet: it starts without a network and with a full disk."""
    folder = settings.data_dir
    clock = TrustedClock(system_now, time.monotonic)

    def workplace() -> Workplace:
        library = open_sound_library(folder, clock.read().now, one_thread=False)
        _believe(clock, library)
        puller = Puller(
            source=source,
            library=library,
            subscription=subscription(settings),
            trusted_root=trusted_root,
            clock=clock,
            monotonic=time.monotonic,
            chance=random.random,
            go_on=lambda: not agent.is_stopping,
        )
        return Workplace(library, puller)

    sync = settings.sync
    agent = Agent(
        terminal=settings.terminal,
        workplace=workplace,
        minute_library=lambda: open_library(folder),
        clock=clock,
        wall=system_now,
        monotonic=time.monotonic,
        chance=random.random,
        poll_every_s=sync.poll_every_s,
        outbox=lambda: Outbox(folder, clock, one_thread=False),
        hub=HttpHub(sync.hub, sync.token_file, sync.request_timeout_s) if sync.hub else None,
        boards=partial(board_reports, settings.boards, folder),
    )
    return agent


def _once(agent: Agent) -> int:
    outcome = agent.pull()
    delivered = agent.deliver()
    pulled = outcome is not None and not outcome.problems
    return 0 if pulled and (delivered is None or not delivered.problem) else 1


def _believe(clock: TrustedClock, library: LibraryWriter) -> None:
    text = library.fact(TIME_FLOOR)
    if text:
        clock.raise_floor(datetime.fromtimestamp(int(text), UTC))


def _read_root(path: Path) -> bytes:
    """The county's first root.json. Its content is checked by every pull."""
    try:
        with path.open("rb") as file:
            root = file.read(MAX_ROOT_BYTES + 1)
    except OSError as err:
        raise SettingsError(
            [f"{path}: sync.trusted_root cannot be read: {err.strerror or err}; copy the county's root.json there"]
        ) from err
    if len(root) > MAX_ROOT_BYTES:
        raise SettingsError([f"{path}: sync.trusted_root is larger than {MAX_ROOT_BYTES} bytes; this is no root.json"])
    return root


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
