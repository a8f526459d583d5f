"""mingbai public --config hub.toml [--once | --rebuild]: keep the public pages as the signed feed has them.

Looks at the feed's timestamp four times a second, so that a release is on its page, and a withdrawal is off it, mostly
within the second: a sheet being made holds it up by half a second, a feed that cannot be read by RETRY_AFTER_S. A3
sheets are made one by one while nothing else is to be done.
"""

from __future__ import annotations

import argparse
import logging
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.load import load_hub
from config.logs import configure
from config.settings import HubSettings
from content.clock import system_now
from content.errors import FeedError, StoreError
from content.feed.files import Disk, locked
from content.feed.keys import ROOT_FILE
from content.public_side.folder import PublicFolder
from content.public_side.publisher import Done, Publisher
from content.public_side.register import Register
from content.public_side.signed_feed import SignedFeed

log = logging.getLogger(__name__)

LOOK_EVERY_S = 0.25
RETRY_AFTER_S = 10.0
OWN_ENDING = "-side"  # the folder beside the public one: register, metadata seen, lock; nothing of it is served


def main(arguments: list[str]) -> int:
    """Run until SIGTERM; with --once or --rebuild, do it and end: 1 if a unit keeps its last pages."""
    parser = argparse.ArgumentParser(prog="mingbai public", description="static pages from the signed feed")
    parser.add_argument("--config", type=Path, required=True, metavar="hub.toml")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--once", action="store_true", help="follow the feed once, make every sheet, then end")
    how.add_argument("--rebuild", action="store_true", help="write everything anew, then end; not while it runs")
    words = parser.parse_args(arguments)
    hub = load_hub(words.config)
    configure()
    for library in ("weasyprint", "weasyprint.progress", "fontTools"):  # a line for every step of every sheet
        logging.getLogger(library).setLevel(logging.WARNING)
    if words.once or words.rebuild:
        return _once(hub, rebuild=words.rebuild)
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    run(hub, stop)
    return 0


@contextmanager
def opened(hub: HubSettings) -> Iterator[Publisher]:
    """The publisher of this hub. Raises StoreError if another one is at work, or there is no root to verify from."""
    root = hub.trusted_root or hub.keys_dir / ROOT_FILE
    folder = hub.public_dir or hub.data_dir / "public"
    own = folder.with_name(folder.name + OWN_ENDING)
    with locked(own / "lock", "mingbai public may write the pages"):
        try:
            trusted = root.read_bytes()
        except OSError as err:
            raise StoreError(f"{root}: {err.strerror or err}; trusted_root in hub.toml names it") from err
        register = Register(own / "register.sqlite")
        try:
            yield Publisher(
                feed=SignedFeed(hub.repository_dir, own / "metadata", trusted, hub.county),
                register=register,
                folder=PublicFolder(folder, Disk()),
                public_url=hub.public_url,
                now=system_now,
            )
        finally:
            register.close()


def run(hub: HubSettings, stop: threading.Event) -> None:
    """Follow until ``stop`` is set. A feed that does not hold, or a full disk, is waited out."""
    said = ""
    while not stop.is_set():
        try:
            with opened(hub) as publisher:
                log.info("public pages ready", extra={"county": hub.county})
                while not stop.is_set():
                    done = publisher.turn()
                    said = ""
                    _tell(done)
                    if done.broken:
                        stop.wait(RETRY_AFTER_S)
                    elif publisher.make_sheet() is None:
                        stop.wait(LOOK_EVERY_S)
        except FeedError as err:
            if str(err) != said:  # once, not every ten seconds
                log.error("public pages wait", extra={"reason": err})
            said = str(err)
            stop.wait(RETRY_AFTER_S if not isinstance(err, StoreError) else LOOK_EVERY_S * 4)


def _once(hub: HubSettings, *, rebuild: bool) -> int:
    try:
        with opened(hub) as publisher:
            done = publisher.rebuild() if rebuild else publisher.turn()
            while publisher.make_sheet() is not None:
                pass
    except FeedError as err:
        print(f"mingbai public: {err}", file=sys.stderr)
        return 1
    _tell(done)
    print(f"{len(done.shown)} 件公开,{len(done.gone)} 件撤下,{done.files} 个文件有变动")
    return 1 if done.broken else 0


def _tell(done: Done) -> None:
    if done.files:
        log.info("pages written", extra={"shown": len(done.shown), "gone": len(done.gone), "files": done.files})
