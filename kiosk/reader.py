"""The thread that reads the store: it answers for the shown route, and answers again when the truth changes.

Four times a second it asks whether sync has committed, and whether everything on the screen may still be shown.
What was withdrawn or has expired is replaced at once, also while somebody reads it. A missing or damaged store
gives the safe screen; the reader keeps trying and recovers by itself.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from content.blocks import Unknown
from content.clock import TrustedClock
from content.county import County
from content.disclosure import Disclosure
from content.errors import FeedError
from content.record import DisclosureId
from content.store.library import Library
from kiosk import routes, wording
from kiosk.language import CHINESE, Language
from kiosk.viewmodel import items_on, view_of
from kiosk.viewmodel.context import NO_AIDS, Aids, Context, Place
from kiosk.viewmodel.gone import SafeView, unreadable, waiting
from kiosk.viewmodel.home import HomeView
from kiosk.viewmodel.status import Status, in_notice, status_of

if TYPE_CHECKING:
    from kiosk.viewmodel.every_screen import View

log = logging.getLogger(__name__)

TICK_S = 0.25
RENEW_EVERY_S = 20.0  # days left, items whose time has come: what changes without a commit


class Reading(Struct, frozen=True):
    """What the screen shows for a route, in a language.

    files: where the attachments of this view lie. version: store changes seen.
    """

    route: routes.Route
    view: View
    status: Status
    files: tuple[tuple[str, Path], ...] = ()
    version: int = 0
    language: Language = CHINESE


class Reader:
    """Answers ``show`` and every change with ``deliver(reading)``, called on the reader's own thread."""

    def __init__(
        self,
        folder: Path,
        clock: TrustedClock,
        place: Place,
        offline_after_s: float,
        deliver: Callable[[Reading], None],
        language: Language = CHINESE,
        monotonic: Callable[[], float] = time.monotonic,
        aids: Aids = NO_AIDS,
    ) -> None:
        self._folder = folder
        self._clock = clock
        self._place = place
        self._offline_after_s = offline_after_s
        self._deliver = deliver
        self._monotonic = monotonic
        self._aids = aids
        self._wanted: queue.SimpleQueue[tuple[routes.Route, Language, bool] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="reader", daemon=True)
        # Owned by the reader's thread from here on.
        self._library: Library | None = None
        self._inode = 0
        self._known: Library | None = None  # the connection whose unit tree and items have been read
        self._county: County | None = None
        self._route: routes.Route = routes.Home()
        self._language = language
        self._with_notices = False
        self._delivered: Reading | None = None
        self._last_seen: Disclosure | None = None
        self._version = 0
        self._renewed_at = 0.0
        self._trouble = ""
        self._looked_s = monotonic()
        self._remarked: set[str] = set()  # items whose text cannot be shown as written, each logged once

    def start(self) -> None:
        self._thread.start()

    def show(self, route: routes.Route, language: Language, with_notices: bool = False) -> None:
        """The screen wants this route in this language. From any thread. with_notices: in the status, for low reach."""
        self._wanted.put((route, language, with_notices))

    def looked_s_ago(self) -> float:
        """How long ago the store was looked at. From any thread."""
        return self._monotonic() - self._looked_s

    def stop(self) -> None:
        self._wanted.put(None)
        self._thread.join(timeout=5)

    def _run(self) -> None:
        self.look(self._route)
        while True:
            try:
                wanted = self._wanted.get(timeout=TICK_S)
                while not self._wanted.empty():  # only the newest wish counts
                    wanted = self._wanted.get()
            except queue.Empty:
                self.look()
                continue
            if wanted is None:
                self._close()
                return
            self.look(*wanted)

    def look(
        self, wanted: routes.Route | None = None, language: Language | None = None, with_notices: bool | None = None
    ) -> None:
        """One look at the store; delivers what is to be shown anew. None: the same as before."""
        asked = wanted is not None
        self._looked_s = self._monotonic()
        self._route = wanted or self._route
        self._language = language or self._language
        self._with_notices = self._with_notices if with_notices is None else with_notices
        try:
            reading = self._read(asked)
        except FeedError as err:
            self._close()
            if str(err) != self._trouble:
                self._trouble = str(err)
                log.warning("store cannot be read; safe screen", extra={"problem": self._trouble})
            reading = self._waiting()
        if asked or reading != self._delivered:
            self._delivered = reading
            self._deliver(reading)

    def _read(self, asked: bool) -> Reading:
        """What is true now; the view of the last reading stays if it still is. Raises StoreError."""
        library = self._open()
        changed = library.changed() or library is not self._known
        if changed:
            self._known = library
            self._version += 1
            self._county = self._read_county(library)
        if self._county is None:
            return self._waiting()
        context = Context(
            library, self._county, self._place, library.clock(), self._last_seen, self._language, self._aids
        )
        status = status_of(library, self._county, self._place, self._offline_after_s, self._language)
        if self._with_notices:
            status = replace(status, notices=in_notice(context))
        before = self._delivered
        now_s = self._monotonic()
        is_due = asked or changed or now_s - self._renewed_at >= RENEW_EVERY_S
        if (
            before is not None
            and not isinstance(before.view, SafeView)
            and not is_due
            and self._still_true(library, before.view)
        ):
            return replace(before, status=status)
        self._renewed_at = now_s
        view = self._view(context)
        return Reading(self._route, view, status, _files(library, view), self._version, self._language)

    def _view(self, context: Context) -> View:
        try:
            view = view_of(self._route, context)
            if isinstance(self._route, routes.Detail):
                self._seen(view, context.library)
        except ValueError as err:  # one body that cannot be decoded must not take the whole screen
            log.error("disclosure cannot be decoded", extra={"route": repr(self._route), "problem": str(err)})
            return unreadable(self._language)
        return view

    def _seen(self, view: View, library: Library) -> None:
        """Remember what was read last, and log once what a reader is told of the text itself."""
        from kiosk.viewmodel.detail import DetailView

        if not isinstance(view, DetailView):
            return
        self._last_seen = library.disclosure(view.id)
        unknown = [block.kind for block in view.blocks if isinstance(block, Unknown)]
        if (view.told or unknown) and view.item not in self._remarked:
            self._remarked.add(view.item)
            log.warning("text cannot be shown as written", extra={"item": view.item, "unknown_blocks": unknown})

    @staticmethod
    def _still_true(library: Library, view: View) -> bool:
        """Whether everything on the screen may still be shown, in the revision shown."""
        for item in items_on(view):
            disclosure_id, _, rev = item.rpartition("@")
            if library.revision(DisclosureId(disclosure_id)) != int(rev):
                return False
        return True

    def _read_county(self, library: Library) -> County | None:
        try:
            return library.county()
        except ValueError as err:
            log.error("unit tree cannot be decoded", extra={"problem": str(err)})
            return None

    def _open(self) -> Library:
        """The open library; opened anew when the file was replaced by another one."""
        if self._library is not None and _inode(self._library.path) != self._inode:
            self._close()
        if self._library is None:
            self._library = Library(self._folder, self._clock)
            self._inode = _inode(self._library.path)
            if self._trouble:
                log.info("store can be read again")
                self._trouble = ""
        return self._library

    def _close(self) -> None:
        if self._library is not None:
            self._library.close()
        self._library = None

    def _waiting(self) -> Reading:
        """Nothing can be shown at present."""
        return Reading(self._route, waiting(self._language), self._plain_status(), (), self._version, self._language)

    def _plain_status(self) -> Status:
        """The status without a store: the last known names and the clock."""
        reading = self._clock.read()
        today = wording.county_day(reading.now)
        known = self._delivered.status if self._delivered else None
        language = self._language
        return Status(
            unit_name=known.unit_name if known else "",
            county_name=known.county_name if known else "",
            fictional=known.fictional if known else False,
            clock=wording.clock_time(reading.now),
            day=wording.short_day(today, language),
            weekday=wording.weekday(today, language),
            verified=language.say("内容尚未核验"),
            badges=(language.say("时钟待校准"),) if reading.suspect else (),
        )


def _files(library: Library, view: View) -> tuple[tuple[str, Path], ...]:
    if isinstance(view, HomeView):
        return ()
    from kiosk.viewmodel.detail import AttachmentView, DetailView

    match view:
        case DetailView():
            wanted = [attachment.sha256 for attachment in view.attachments]
        case AttachmentView():
            wanted = [view.attachment.sha256]
        case _:
            return ()
    found = ((sha256, library.attachment(sha256)) for sha256 in wanted)
    return tuple((sha256, path) for sha256, path in found if path is not None)


def _inode(path: Path) -> int:
    try:
        return path.stat().st_ino
    except OSError:
        return 0
