"""``mingbai kiosk``: the touch screen of one terminal.

mingbai kiosk --config terminal.toml [--size 1080x1920] [--journal FILE] [--tour DIR [--only WORDS]] [--seconds N]
mingbai kiosk --new-code
"""

from __future__ import annotations

import argparse
import ctypes
import datetime
import gc
import logging
import os
import re
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from config import logs

if TYPE_CHECKING:
    import subprocess

    from kiosk.printing import PrinterQueue
    from kiosk.theme import PaperSize

log = logging.getLogger(__name__)

GATE_FILE = "kiosk-gate.json"

# glibc's mallopt(3): freed textures go back to the system instead of staying in the heap.
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, GIVE_BACK_BYTES = -1, -3, 131_072
M_ARENA_MAX, ARENAS = -8, 1  # three threads that rarely allocate at once do not need a heap each


def main(arguments: list[str]) -> int:
    """Run the touch screen until SIGTERM. Exit status: 0 asked to stop, 1 no window, 2 wrong settings."""
    options = _options(arguments)
    logs.configure()
    if options.new_code:
        return _new_code()
    gc.disable()  # what is imported now stays; looking for litter in it costs a tenth of the start
    _return_memory()
    return _run(options)


def _run(options: argparse.Namespace) -> int:
    """What is needed last is imported last: the first page is on the glass before half of it has been."""
    from kiosk.window import open_window, prepare

    prepare()
    from kiosk import fonts, glyphs
    from kiosk.forerunner import Forerunner

    forerunner = Forerunner(options.config)
    try:
        from kiosk import first_page

        told = forerunner.told()
        try:
            window = open_window(*(options.size or (told.width_px, told.height_px)))
        except OSError as err:
            log.error("no window", extra={"problem": str(err)})
            return 1
        found = fonts.wait_for(fonts.folders(), time.sleep)
        drawn = glyphs.Glyphs(found)
        forepage = first_page.show(forerunner.first_page(*map(int, window.size)), window, drawn)
    finally:
        forerunner.end()

    from msgspec.structs import replace

    from config.hours import Level, hours_of
    from config.watchdog import Watchdog
    from content.clock import TrustedClock, system_now
    from content.record import UnitCode
    from kiosk.app import Kiosk
    from kiosk.gate import Gate
    from kiosk.handwriting import find as find_recogniser
    from kiosk.journal import Journal
    from kiosk.language import load
    from kiosk.parts import Parts
    from kiosk.popular import Popular
    from kiosk.reader import Reader, Reading
    from kiosk.speaker import Speaker
    from kiosk.unattended import Rules
    from kiosk.viewmodel.context import Aids, Place
    from kiosk.work import Mailbox

    data_dir = Path(told.data_dir)
    mailbox = Mailbox()
    answers: list[Any] = []  # the kiosk, once it is there to take them

    def deliver(reading: Reading) -> None:
        mailbox.post(lambda: answers[0].answer(reading))

    clock = TrustedClock(system_now, time.monotonic)
    place = Place(UnitCode(told.unit), told.terminal, told.public_url, bool(told.printer))
    languages = load(told.languages)
    popular = Popular()
    reader = Reader(
        data_dir, clock, place, told.offline_after_s, deliver, languages[0], aids=Aids(find_recogniser(), popular)
    )
    reader.start()
    kiosk = Kiosk(
        Parts(
            window=window,
            fonts=found,
            glyphs=drawn,
            forepage=forepage,
            reader=reader,
            mailbox=mailbox,
            clock=clock,
            place=place,
            data_dir=data_dir,
            comfort=replace(told.comfort, language=languages[0].code),
            languages=languages,
            panel=told.panel,
            popular=popular,
            unattended=Rules(told.idle_after_s, told.attract_after_s, tuple(map(hours_of, told.screen_hours))),
            volume=tuple(Level(datetime.time.fromisoformat(at), percent) for at, percent in told.volume),
            speaker=Speaker(Path(told.speech_socket)),
            watchdog=Watchdog(os.environ, time.monotonic),
            gate=Gate(told.maintenance_code, data_dir / GATE_FILE, clock),
            journal=Journal(options.journal) if options.journal else None,
            printer=_printer(told.printer, told.printer_paper) if told.printer else None,
        )
    )
    answers.append(kiosk)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: kiosk.loop.stop())
    if options.seconds:
        signal.signal(signal.SIGALRM, lambda *_: kiosk.loop.stop())
        signal.setitimer(signal.ITIMER_REAL, options.seconds)
    gc.freeze()
    gc.enable()
    if options.tour:
        from kiosk.faces import Faces
        from kiosk.tour import Tour
        from kiosk.variants import ORIENTATIONS, only

        wanted = only(options.only, told.languages)
        here, turned = ORIENTATIONS if kiosk.theme.portrait else reversed(ORIENTATIONS)
        other = _turned_tour(options, window.size, turned) if wanted.wants([turned], ORIENTATIONS) else None
        wrong = 0
        if wanted.wants([here], ORIENTATIONS):
            wrong = Tour(kiosk, window, data_dir, clock, Faces(found)).run(options.tour, wanted)
        else:
            kiosk.close()
        return wrong or (other.wait() if other else 0)
    log.info("kiosk up", extra={"unit": told.unit, "size": "×".join(map(str, map(int, window.size)))})
    kiosk.run()
    return 0


def _printer(name: str, paper: PaperSize) -> PrinterQueue:
    from kiosk.printing import PrinterQueue, run_program

    return PrinterQueue(name, paper, run_program)


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="mingbai kiosk", description="the touch screen of one terminal")
    told = parser.add_mutually_exclusive_group(required=True)
    told.add_argument("--config", type=Path, metavar="FILE", help="terminal.toml")
    told.add_argument("--new-code", action="store_true", help="ask for a maintenance code and print its digest")
    parser.add_argument("--size", type=_parsed_size, metavar="WxH", help="window size in pixels, such as 1080x1920")
    parser.add_argument("--journal", type=Path, metavar="FILE", help="append a JSON line for every drawn page")
    parser.add_argument("--tour", type=Path, metavar="DIR", help="look at every screen in every variant, and end")
    parser.add_argument("--only", default="", metavar="WORDS", help="of the tour, such as largest,high,en,low,home")
    parser.add_argument("--seconds", type=float, default=0, metavar="N", help="end after so long")
    return parser.parse_args(arguments)


def _turned_tour(options: argparse.Namespace, size: tuple[int, int], turned: str) -> subprocess.Popen[bytes]:
    """The tour of the turned screen, in a process of its own: Kivy has one window, of one size."""
    import subprocess

    width, height = map(int, size)
    words = ["--config", str(options.config), "--size", f"{height}x{width}"]
    words += ["--tour", str(options.tour), "--only", f"{options.only},{turned}"]
    return subprocess.Popen([sys.executable, "-m", "kiosk", *words])  # our own program and arguments


def _new_code() -> int:
    """Ask twice; the digest goes to standard output, and the code nowhere."""
    import getpass
    import secrets

    from kiosk.gate import SALT_BYTES, digest_of

    code = getpass.getpass("Maintenance code (8 to 16 digits): ")
    if getpass.getpass("The same again: ") != code:
        print("The two codes differ; nothing was made.", file=sys.stderr)
        return 2
    try:
        digest = digest_of(code, secrets.token_bytes(SALT_BYTES))
    except ValueError as err:
        print(err, file=sys.stderr)
        return 2
    print(f'maintenance_code = "{digest}"')
    return 0


def _parsed_size(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"([1-9][0-9]{2,3})[x×]([1-9][0-9]{2,3})", text)
    if found is None:
        raise argparse.ArgumentTypeError(f"{text!r}: expected WIDTHxHEIGHT, such as 1080x1920")
    return int(found[1]), int(found[2])


def _return_memory() -> None:
    libc = ctypes.CDLL(None)
    if hasattr(libc, "mallopt"):  # glibc only
        libc.mallopt(M_MMAP_THRESHOLD, GIVE_BACK_BYTES)
        libc.mallopt(M_TRIM_THRESHOLD, GIVE_BACK_BYTES)
        libc.mallopt(M_ARENA_MAX, ARENAS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
