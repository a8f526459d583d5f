"""``mingbai display``: show the store on this terminal's LED boards, one player for each, one port for each line."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from config.load import SettingsError, load_terminal
from config.logs import configure
from config.settings import BoardSettings, TerminalSettings
from config.watchdog import Watchdog
from content.clock import TrustedClock, system_now
from content.errors import TrustError
from content.feed.approvals import verify_led_line
from content.feed.approvers import load_approvers
from content.feed.files import Disk
from content.led_line import LedLine
from content.store.board_status import status_path
from content.store.library import Library
from display.admission import Verifier
from display.board import board_from
from display.bus import Bus
from display.care import care_from
from display.compose import check_board
from display.driver import Driver
from display.errors import FontMissing, TextRefused
from display.face_choice import FaceChoice
from display.heartbeat import FileHeartbeat, Heartbeat
from display.journal import FileJournal, Journal, LogJournal, State
from display.player import Player
from display.protocols import protocol_for
from display.shown import ShownFile
from display.status import StatusFile
from display.transport import SerialLineHeartbeat, Transport, serial_of

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")  # another one after every start of the machine
MOST_REMEMBERED_LINES = 200
ROUND_WITHIN_S = 120.0  # a full screen of dots on a slow line, its retries and pauses included

log = logging.getLogger(__name__)


def main(arguments: list[str]) -> int:
    """Run the players until a signal ends them. 0 ended in order, 1 a player broke, 2 wrong usage or settings."""
    parser = argparse.ArgumentParser(prog="mingbai display", description=__doc__)
    parser.add_argument("--config", type=Path, required=True, metavar="FILE", help="terminal.toml")
    parser.add_argument("--once", action="store_true", help="look and send once; 0 if every board confirmed")
    parser.add_argument("--journal", type=Path, metavar="FILE", help="append what the boards showed, as JSON lines")
    options = parser.parse_args(arguments)
    settings = load_terminal(options.config)
    check_boards(settings, options.config)
    configure()
    journal: Journal = FileJournal(options.journal) if options.journal else LogJournal()
    lines = {board.url: Line(board) for board in settings.boards}
    power_fails, boot = threading.Event(), boot_id()
    makers = [
        player_maker(board, settings, journal, lines[board.url], boot, power_fails.is_set) for board in settings.boards
    ]
    if options.once:
        return _once(makers)
    return _serve(makers, power_fails)


def check_boards(settings: TerminalSettings, path: Path) -> None:
    """Raises SettingsError with everything that a board's model cannot do."""
    mistakes = [mistake for section in settings.boards for mistake in _mistakes(section)]
    if not settings.boards:
        mistakes.append("boards: no [[boards]] section; this terminal has no LED board to show anything on")
    if mistakes:
        raise SettingsError([f"{path}: {mistake}" for mistake in mistakes])


def _mistakes(section: BoardSettings) -> list[str]:
    board, capabilities = board_from(section), protocol_for(section.model).capabilities
    found = check_board(board, capabilities)
    if not found:
        try:
            FaceChoice(board, capabilities, care_from(section))
        except (TextRefused, FontMissing) as err:
            found = [f"board {board.id}: fail_messages: {err}"]
    return found


def verifier(county: str) -> Verifier:
    """Checks an envelope against the list of approvers that came with the feed.

    Boards look at their lines every few seconds; a good line is checked anew when its bytes or the list change, and
    when a moment passes at which the answer could become another: an approver's term or the line itself begins or ends.
    """
    load = lru_cache(maxsize=1)(load_approvers)  # the same list for every line
    good: dict[tuple[bytes, bytes], tuple[datetime, datetime, LedLine]] = {}

    def verify(envelope: bytes, approvers: bytes, now: datetime) -> LedLine:
        known = good.get((envelope, approvers))
        if known and known[0] <= now < known[1]:
            return known[2]
        if not approvers:
            raise TrustError("no list of approvers has arrived yet, so nobody can answer for a line")
        people = load(approvers, county)
        line = verify_led_line(envelope, people, now, county)
        terms = (moment for person in people.approvers for moment in (person.valid_from, person.valid_until))
        if len(good) >= MOST_REMEMBERED_LINES:
            good.clear()
        good[envelope, approvers] = (now, min([line.valid_until, *(moment for moment in terms if moment > now)]), line)
        return line

    return verify


class Line:
    """A port, and who may speak on it: one for all boards with the same url."""

    def __init__(self, section: BoardSettings) -> None:
        self.transport = transport_of(section)
        self.bus = Bus(time.monotonic, time.sleep)


def transport_of(section: BoardSettings) -> Transport:
    """The port of a board, or its window."""
    if section.model == "window":
        try:  # only a terminal that has a window needs SDL
            from display.window_screen import WindowTransport
        except ImportError as err:
            raise SettingsError([f"board {section.id}: model window needs mingbai[window] installed: {err}"]) from err
        return WindowTransport(section.url, (section.width_px, section.height_px), section.colours, time.monotonic)
    return serial_of(section)


def player_maker(
    section: BoardSettings,
    settings: TerminalSettings,
    journal: Journal,
    line: Line,
    boot: str,
    power_is_failing: Callable[[], bool],
) -> Callable[[], Player]:
    """Makes the player of one board inside its own thread: SQLite's connections belong to one thread."""
    board = board_from(section)
    folder = settings.data_dir / "boards"
    seat = line.bus.seat(board.turnaround_s)

    def make() -> Player:
        protocol = protocol_for(board.model)
        clock = TrustedClock(system_now, time.monotonic)
        return Player(
            board,
            protocol,
            Driver(line.transport, protocol, time.monotonic, time.sleep, seat),
            lambda: Library(settings.data_dir, clock),
            verifier(settings.county),
            clock,
            time.monotonic,
            journal,
            ShownFile(folder / f"{board.id}.json", Disk()),
            care=care_from(section),
            heartbeat=heartbeat_of(section),
            status=StatusFile(status_path(settings.data_dir, board.id), boot),
            power_is_failing=power_is_failing,
        )

    return make


def heartbeat_of(section: BoardSettings) -> Heartbeat | None:
    """The output that the board's relay listens to, if it has one."""
    heartbeat = section.heartbeat
    if heartbeat is None:
        return None
    if heartbeat.kind == "gpio":
        return FileHeartbeat(Path(heartbeat.output))
    return SerialLineHeartbeat(heartbeat.output, heartbeat.kind)


def boot_id() -> str:
    """Names this run of the machine; empty where the system does not tell."""
    try:
        return BOOT_ID.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""


def _once(makers: list[Callable[[], Player]]) -> int:
    confirmed = True
    for make in makers:
        player = make()
        player.step()
        player.close()
        confirmed &= player.state in (State.SHOWN, State.DARK)
    return 0 if confirmed else 1


class WatchedStop:
    """A player's stop, which notes when the player last came round to waiting for it."""

    def __init__(self, stop: threading.Event, monotonic: Callable[[], float]) -> None:
        self._stop = stop
        self._monotonic = monotonic
        self._at_s = monotonic()

    def is_set(self) -> bool:
        return self._stop.is_set()

    def wait(self, timeout: float) -> bool:
        self._at_s = self._monotonic()
        return self._stop.wait(timeout)

    def came_round_lately(self) -> bool:
        """Whether the player is still playing."""
        return self._monotonic() - self._at_s < ROUND_WITHIN_S


def _serve(makers: list[Callable[[], Player]], power_fails: threading.Event) -> int:
    stop = threading.Event()
    broken = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    signal.signal(signal.SIGPWR, lambda *_: power_fails.set())  # what the daemons of uninterruptible supplies send

    watched = [WatchedStop(stop, time.monotonic) for _ in makers]

    def play(make: Callable[[], Player], its_stop: WatchedStop) -> None:
        try:
            make().run(its_stop)
        except Exception:
            # A mistake of ours: end the whole process, so that systemd starts it anew.
            log.exception("player broke")
            broken.set()
            stop.set()
            raise

    threads = [threading.Thread(target=play, args=pair, daemon=True) for pair in zip(makers, watched, strict=True)]
    for thread in threads:
        thread.start()
    log.info("boards started", extra={"boards": len(threads)})
    watchdog = Watchdog(os.environ, time.monotonic)
    watchdog.ready()
    while not stop.wait(1.0):
        if all(one.came_round_lately() for one in watched):
            watchdog.alive()
    for thread in threads:
        thread.join(timeout=10)
    return 1 if broken.is_set() else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
