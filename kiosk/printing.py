"""The printer: CUPS through ``lp``, without any dialog, and a limit for each visit.

lpstat -p NAME                     is the queue there and enabled? else the page would come out hours later
lp -d NAME -t TITLE -o media=… -   the PDF on standard input
"""

from __future__ import annotations

import logging
import os
import subprocess
from collections.abc import Callable, Sequence
from datetime import datetime

from msgspec import Struct

from kiosk import taking, wording
from kiosk.fonts import Fonts
from kiosk.language import Language, marked
from kiosk.printout import pdf_of
from kiosk.theme import PaperSize
from kiosk.viewmodel.taking import TakeView
from kiosk.work import Worker

log = logging.getLogger(__name__)

MOST_PRINTS = 3  # in one visit: paper is dear, and children like buttons
LP_WITHIN_S = 20.0
OUT_OF_ORDER, ENOUGH = marked(
    "打印机暂时不能使用，请扫码带走，或告诉工作人员。", "这次已经打印了3份。需要更多，请告诉工作人员。"
)


class PrinterError(Exception):
    """The printer did not take the page; the message is for the log."""


class PrinterQueue(Struct, frozen=True):
    """A queue of CUPS. run: starts a program with these words and this input; returns status and output."""

    name: str
    paper: PaperSize
    run: Callable[[Sequence[str], bytes], tuple[int, str]]

    def print(self, pdf: bytes, title: str) -> None:
        """Hand one document over. Raises PrinterError."""
        status, told = self.run(["lpstat", "-p", self.name], b"")
        if status != 0 or "disabled" in told:
            raise PrinterError(f"lpstat: {told.strip()[:200] or status}")
        words = ["lp", "-d", self.name, "-t", title[:80]]
        if self.paper == "a4":
            words += ["-o", "media=A4"]
        status, told = self.run([*words, "-"], pdf)
        if status != 0:
            raise PrinterError(f"lp: {told.strip()[:200] or status}")


def run_program(words: Sequence[str], given: bytes) -> tuple[int, str]:
    """Status and all output of a program. Raises PrinterError if it is not there or hangs."""
    try:
        done = subprocess.run(
            words,
            input=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=LP_WITHIN_S,
            check=False,
            env={**os.environ, "LC_ALL": "C"},  # "disabled" is looked for
        )
    except (OSError, subprocess.TimeoutExpired) as err:
        raise PrinterError(f"{words[0]}: {err}") from err
    return done.returncode, done.stdout.decode("utf-8", "replace")


class PrintDesk:
    """Prints for one visit after another. done: called on the worker's thread with Printed or NotPrinted."""

    def __init__(
        self,
        queue: PrinterQueue,
        fonts: Fonts,
        now: Callable[[], datetime],
        done: Callable[[taking.Printed | taking.NotPrinted], None],
    ) -> None:
        self._queue = queue
        self._fonts = fonts
        self._now = now
        self._done = done
        self._worker = Worker("printer")  # one of its own: a printer that hangs keeps no opinion waiting
        self._printed = 0

    def stop(self) -> None:
        self._worker.stop()

    def new_visit(self) -> None:
        """Somebody else stands here now."""
        self._printed = 0

    def print(self, view: TakeView, language: Language) -> None:
        """Print what the view shows, once it is this one's turn."""
        if self._printed >= MOST_PRINTS:
            self._done(taking.NotPrinted(ENOUGH))
            return
        self._printed += 1
        at = self._now()
        self._worker.do(lambda: self._done(self._print(view, at, language)))

    def _print(self, view: TakeView, at: datetime, language: Language) -> taking.Printed | taking.NotPrinted:
        try:
            pdf = pdf_of(view, self._queue.paper, self._fonts, wording.minute(at, language), language)
            self._queue.print(pdf, view.title)
        except (PrinterError, OSError, ValueError) as err:
            log.error("nothing printed", extra={"item": view.item, "problem": str(err)})
            return taking.NotPrinted(OUT_OF_ORDER)
        log.info("printed", extra={"item": view.item, "bytes": len(pdf)})
        return taking.Printed()
