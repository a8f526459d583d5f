"""The signer: reads release requests, checks them against its own rules, and writes the signed feed.

    mingbai signer --config hub.toml [--once | --rebuild]

The only process that reads keys_dir. It may die at any point: a request without an answer is simply taken again,
and the repository's ledger knows what was released already. The first request after a quiet time goes out at once,
those that follow are collected for batch_s; a withdrawal never waits, nor does an emergency.
"""

from __future__ import annotations

import argparse
import logging
import signal
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from config.load import load_hub
from config.logs import configure
from config.settings import HubSettings
from content.clock import system_now
from content.errors import FeedError, StoreError
from content.feed.files import Disk
from content.feed.keys import KeyRing
from content.feed.repository import Repository
from content.hub.settings import setup

if TYPE_CHECKING:
    from content.hub.release.rules import Rules
    from content.hub.release.turn import Turn

log = logging.getLogger(__name__)

LEDGER_FILE = "ledger.sqlite"
POLL_EVERY_S = 0.2
LOOK_AT_ALL_EVERY_S = 30.0
RETRY_AFTER_S = 5.0


def main(arguments: list[str]) -> int:
    """Run until SIGTERM; with --once, answer what waits and return."""
    parser = argparse.ArgumentParser(prog="mingbai signer", description="turn approved releases into the signed feed")
    parser.add_argument("--config", type=Path, required=True, metavar="hub.toml")
    parser.add_argument("--once", action="store_true", help="answer what waits now, then end")
    parser.add_argument(
        "--rebuild",
        action="store_true",
        help="sign a feed that was lost or restored anew from the database",
    )
    words = parser.parse_args(arguments)
    hub = load_hub(words.config)
    configure()
    setup(hub)
    if words.rebuild:
        return run_rebuild(hub)
    if words.once:
        return run_once(hub)
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    run(hub, stop)
    return 0


def open_repository(hub: HubSettings, disk: Disk | None = None) -> Repository:
    """The county's feed for writing. Raises FeedError; see Repository."""
    from content.hub.release.memory import spent_version

    keys, ledger = KeyRing(hub.keys_dir), hub.keys_dir / LEDGER_FILE
    if not ledger.exists() and spent_version():
        # Opened now, everything that was published would be gone from every screen.
        raise StoreError(
            f"{ledger}: is not there, and the hub's database knows of releases: "
            "the ledger was lost: run mingbai keys read-back, or without a feed mingbai signer --rebuild"
        )
    return Repository(hub.repository_dir, keys, ledger, hub.county, system_now, disk)


def run_once(hub: HubSettings) -> int:
    """Answer what waits, re-sign if it is time; 1 if the repository cannot be written."""
    from django.db import Error as DatabaseError

    try:
        with open_repository(hub) as repository:
            loop = Loop(turn_of(hub, repository), batch_s=0, monotonic=time.monotonic)
            loop.step()
    except (FeedError, DatabaseError) as err:
        log.error("nothing signed", extra={"reason": err})
        return 1
    return 0


def run_rebuild(hub: HubSettings) -> int:
    """Sign the feed anew from the database; 1 if that cannot be done."""
    from django.db import Error as DatabaseError

    from content.feed.rebuild import rebuild
    from content.hub.release.memory import Memory, spent_version

    try:
        done = rebuild(
            hub.repository_dir,
            KeyRing(hub.keys_dir),
            hub.keys_dir / LEDGER_FILE,
            hub.county,
            system_now,
            Memory(hub.data_dir, rules_of(hub), system_now),
            spent_version(),
        )
    except (FeedError, DatabaseError) as err:
        log.error("nothing signed", extra={"reason": err})
        return 1
    print(f"签名库已重建，版本 {done.version}：{done.items} 件在公开。")
    print(f"{len(done.lost)} 件没有恢复{'：' if done.lost else '。'}")
    for one in done.lost:
        print(f"  {one.id} 第 {one.rev} 版：{one.reason}")
    return 0


def run(hub: HubSettings, stop: threading.Event) -> None:
    """Sign until ``stop`` is set. A missing key, a full disk or a locked database is waited out."""
    from django.db import Error as DatabaseError

    said = ""
    while not stop.is_set():
        try:
            with open_repository(hub) as repository:
                log.info("signer ready", extra={"county": hub.county, "items": repository.count()})
                said = ""
                loop = Loop(turn_of(hub, repository), batch_s=hub.batch_s, monotonic=time.monotonic)
                while not stop.is_set():
                    loop.step()
                    stop.wait(POLL_EVERY_S)
        except (FeedError, DatabaseError) as err:
            if str(err) != said:  # once, not every five seconds
                log.error("signer waits", extra={"reason": err})
            said = str(err)
            stop.wait(RETRY_AFTER_S)


def turn_of(hub: HubSettings, repository: Repository) -> Turn:
    """The signer's collaborators for this hub."""
    from content.hub.release.turn import Inbox, Turn

    return Turn(repository, rules_of(hub), Inbox(system_now))


def rules_of(hub: HubSettings) -> Rules:
    """What this hub's signer demands of a request."""
    from content.hub.disclosures.attachments import AttachmentFolder
    from content.hub.release.rules import Rules

    return Rules(AttachmentFolder(hub.data_dir), system_now, timedelta(hours=hub.emergency_max_hours))


class Loop:
    """When to release, when to sign anew. monotonic: seconds."""

    def __init__(self, turn: Turn, *, batch_s: float, monotonic: Callable[[], float]) -> None:
        self._turn = turn
        self._batch_s = batch_s
        self._monotonic = monotonic
        self._released_at = -batch_s
        self._looked_at_all = float("-inf")

    def step(self) -> None:
        """Look once. Raises FeedError, or Django's database errors."""
        from django.db import close_old_connections

        from content.hub.erasures.record import note_erased
        from content.hub.release.published import catch_up
        from content.hub.release.rules import waits_for_nobody

        close_old_connections()
        if self._turn.inbox.went_back():
            catch_up(self._turn.repository)
            note_erased(self._turn.repository.erase_again())
            self._turn.inbox.look_at_all()
        now = self._monotonic()
        if now - self._looked_at_all >= LOOK_AT_ALL_EVERY_S:
            self._looked_at_all = now
            self._turn.inbox.look_at_all()
            self._turn.repository.resign_if_due()
        requests = self._turn.inbox.waiting()
        if not requests:
            return
        if any(map(waits_for_nobody, requests)) or now - self._released_at >= self._batch_s:
            self._turn.take(requests)
            self._released_at = self._monotonic()
