"""The kiosk: one visit after another, from touches to steps, from the reader's answers to drawn pages."""

from __future__ import annotations

import gc
import logging
import time
from functools import cached_property
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from kiosk import routes
from kiosk.cabinet import Cabinet
from kiosk.comfort import Comfort, next_comfort
from kiosk.drawing import Frame, Pen
from kiosk.fingers import Fingers
from kiosk.forms import Send
from kiosk.idle import IdleWatch
from kiosk.images import Images
from kiosk.language import Language
from kiosk.loop import Loop
from kiosk.maintenance import Facts, Technician, machine_facts
from kiosk.maintenance_routes import CodeKey, Restart
from kiosk.marks import Rect
from kiosk.news import News
from kiosk.parts import Parts
from kiosk.pointer import Pointer
from kiosk.reader import Reading
from kiosk.reading_aloud import ReadingAloud
from kiosk.rest import import_the_rest
from kiosk.rotation import Rotation
from kiosk.screens import draw
from kiosk.scrolls import Scrolls, turned
from kiosk.shapes import rgba
from kiosk.surface import Surface
from kiosk.taking import Print
from kiosk.theme import PAGE, Theme
from kiosk.unattended import is_resting, unattended_step
from kiosk.viewmodel import items_on, latest_on
from kiosk.viewmodel.gone import GoneView, SafeView, waiting
from kiosk.viewmodel.home import HomeView
from kiosk.widgets.around import Around, VoiceState, offers
from kiosk.widgets.chrome import on_clock, page_area
from kiosk.work import Worker

if TYPE_CHECKING:
    from kiosk.printing import PrintDesk, PrinterQueue
    from kiosk.sending import Sender
    from kiosk.viewmodel.every_screen import View

log = logging.getLogger(__name__)

READER_WITHIN_S = 30.0  # a reader that has not looked at the store for so long hangs


class Kiosk:
    """Owns the visit and the page on the window. Everything here runs on the main thread."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        window = parts.window
        self._worker = Worker("worker")
        self._glyphs = parts.glyphs
        # Pictures have a worker of their own: a file that takes its full time must not keep an opinion waiting.
        self._painter = Worker("pictures")
        self._images = Images(self._painter, parts.mailbox, self._redraw_soon)
        self.comfort = parts.comfort
        self._offers = offers(parts.languages, parts.comfort)
        self._theme = self._made_theme()
        self._surface = Surface(
            window, self._theme, self._glyphs, self._images, self.step, self._scroll_to, parts.forepage
        )
        self.loop = Loop(window, parts.mailbox, self._tick, self._flipped)
        self._fingers = Fingers(self.loop.sdl, *map(int, window.size))
        self._idle = IdleWatch(parts.unattended.idle_after_s, time.monotonic())
        self._desk = self._print_desk(parts.printer) if parts.printer else None
        self._rotation = Rotation(time.monotonic())
        self._news = News()
        self._idle_left_s: int | None = None
        self._cabinet = Cabinet(parts.volume, self._worker.do)
        self._technician = Technician(parts.gate, self._worker.do, parts.mailbox.post, self.step, self._machine_facts)
        self._aloud = ReadingAloud(parts.speaker, parts.mailbox.post, self._mark_read, self._scroll_to, self.touched)
        self.visit: routes.Visit = routes.AT_HOME
        self.reading: Reading | None = None
        self._scrolls = Scrolls()
        self._frame = Frame()
        self._dirty = False
        self._litter = False
        self._is_whole = False  # whether everything behind the home screen is imported
        self._pointer = Pointer(window, self._surface, self._pointed)
        window.bind(on_resize=self._on_resize)
        self._dress()

    def run(self) -> None:
        """Until the loop is stopped."""
        self._parts.watchdog.ready()
        try:
            self.loop.run()
        finally:
            self.close()

    def close(self) -> None:
        """End the threads."""
        self._fingers.close()
        self._parts.reader.stop()
        self._worker.stop()
        if self._desk is not None:
            self._desk.stop()
        self._parts.speaker.stop()
        self._painter.stop()

    # --- what citizens do ---

    def step(self, step: routes.Step) -> None:
        """One touch, or the end of one piece of work."""
        if isinstance(step, routes.Scroll):
            self._scroll_pages(step.pages)
            if self._aloud.is_reading:
                self._aloud.stop()
            return
        if isinstance(step, routes.Listen):
            if self._aloud.is_reading:
                self._aloud.stop()
            else:
                self._read_aloud()
            self._dirty = True
            return
        if isinstance(step, CodeKey):
            self._technician.key(step)
            return
        if isinstance(step, Restart):
            log.warning("restart asked for on the maintenance page")
            self.loop.stop()
            return
        comfort = next_comfort(self.comfort, step, self._parts.comfort)
        self._parts.popular.after(self.visit, step)
        before, self.visit = self.visit, routes.next_visit(self.visit, step)
        if self.visit == before and comfort == self.comfort:
            return
        if comfort != self.comfort:
            self._suit(comfort)
        here = self.visit[-1]
        self._scrolls.after(before, self.visit)
        if self.visit == routes.AT_HOME:
            self._images.forget()
            self._technician.leave()
            if self._desk is not None:
                self._desk.new_visit()
        form = routes.form_on(self.visit)
        if isinstance(step, Send) and form is not None and self.reading is not None:
            self._sender.send(form, self.reading.view)
        view = self.reading.view if self.reading is not None else None
        if isinstance(step, Print) and self._desk is not None:
            self._print(view, self._desk)
        self._litter = True
        self._parts.reader.show(here, self.language, self._theme.reach_px > 0)
        self.loop.expect_answer()

    @property
    def language(self) -> Language:
        """The language of this visit; the terminal's first one if it is not offered."""
        languages = self._parts.languages
        return next((one for one in languages if one.code == self.comfort.language), languages[0])

    @property
    def languages(self) -> tuple[Language, ...]:
        """Those that can be chosen."""
        return self._parts.languages

    @property
    def theme(self) -> Theme:
        """What the window is drawn with now."""
        return self._theme

    @property
    def frame(self) -> Frame:
        """What is on the window."""
        return self._frame

    @cached_property
    def _sender(self) -> Sender:
        """Made when the home screen is left: what is written here is looked through for personal data first."""
        from kiosk.sending import Sender

        parts = self._parts
        return Sender(self._worker, parts.data_dir, parts.clock, parts.place, self._step_soon)

    def _print(self, view: View | None, desk: PrintDesk) -> None:
        from kiosk.viewmodel.taking import TakeView

        if isinstance(view, TakeView):
            desk.print(view, self.language)

    def _print_desk(self, printer: PrinterQueue) -> PrintDesk:
        from kiosk.printing import PrintDesk

        return PrintDesk(printer, self._parts.fonts, self._parts.clock, self._step_soon)

    def _suit(self, comfort: Comfort) -> None:
        """From now on everything is drawn for this comfort, from the top of each page."""
        self.comfort = comfort
        self._scrolls.clear()
        self._dress()

    def _step_soon(self, step: routes.Step) -> None:
        """From any thread."""
        self._parts.mailbox.post(lambda: self.step(step))

    def answer(self, reading: Reading) -> None:
        """The reader's answer, on the main thread. An answer to an older question is dropped."""
        is_old = reading.route != self.visit[-1] or reading.language != self.language
        if is_old and not isinstance(reading.view, SafeView):
            return
        self.reading = reading
        if not isinstance(reading.view, HomeView):
            self._sender.look_at(reading.view)
        self._images.may_read(reading.files)
        self._dirty = True
        if is_resting(self.visit[-1]) and self._news.came(latest_on(reading.view)):
            self._rotation.news(time.monotonic())
            self.step(routes.TellNews())

    # --- drawing ---

    def _tick(self) -> None:
        self._fingers.follow(self._surface)
        now_s = time.monotonic()
        if self._parts.reader.looked_s_ago() < READER_WITHIN_S:
            self._parts.watchdog.alive()
        now = self._parts.clock()
        is_changed = self.comfort != self._parts.comfort
        here = self.visit[-1]
        by_itself = unattended_step(self.visit, self._idle.quiet_s(now_s), now, self._parts.unattended, is_changed)
        if by_itself is not None:
            self.step(by_itself)
        here = self.visit[-1]
        self._cabinet.look_after(now, lit=not isinstance(here, routes.Asleep))
        is_visited = not is_resting(here) or self.comfort != self._parts.comfort
        self._idle.limit(self._parts.unattended.patience_s(self.visit))
        left = self._idle.seconds_left(now_s) if is_visited else None
        if left != self._idle_left_s:
            self._idle_left_s, self._dirty = left, True
        if self.visit == routes.AT_HOME and self._rotation.is_due(now_s):
            self._dirty = True
        if self._dirty:
            self._dirty = False
            self.draw()

    def draw(self) -> None:
        """Draw the last answer."""
        if self.reading is None:
            return
        here = self.reading.route
        images = self._images
        around = Around(
            self.reading.status,
            self._scrolls.top(here),
            self._idle_left_s,
            tuple(images.pages.items()),
            replace(self._offers, speaks=self._parts.speaker.is_there),
            self._voice_state(),
            self._rotation.turn,
            tuple(images.problems.items()),
            tuple(images.shapes.items()),
        )
        try:
            frame = draw(self.reading.view, around, self._theme, self._glyphs.advance, self.reading.language)
        except Exception:
            log.exception("page cannot be drawn", extra={"route": repr(here)})
            frame = draw(
                waiting(self.reading.language), around, self._theme, self._glyphs.advance, self.reading.language
            )
        self._frame = frame
        scroll = self._scrolls.fit(here, frame.sheet)
        self._surface.show(frame, scroll)
        page = (here, self.reading.view, self.comfort)
        if self._aloud.shown(page, frame, scroll) and self.comfort.aloud:
            self._read_aloud()
            self._dirty = True

    def _read_aloud(self) -> None:
        """From the top of what can be seen."""
        theme = self._theme
        within = page_area(Pen(Frame(), theme, self._glyphs.advance), isinstance(self.visit[-1], routes.Home))
        self._aloud.begin(within, self._glyphs.advance, self.language.code, slow=self.comfort.slow)

    def _voice_state(self) -> VoiceState:
        return "reading" if self._aloud.is_reading else "failed" if self._aloud.has_failed else "silent"

    def _mark_read(self, rects: tuple[Rect, ...]) -> None:
        self._surface.mark_read(rects)
        self._dirty |= not rects  # the button says something else now

    def is_settled(self) -> bool:
        """Whether the page shown answers the visit and nothing on it is still on its way."""
        reading = self.reading
        answered = reading is not None and reading.route == self.visit[-1] and reading.language == self.language
        return answered and not self._dirty and not self._images.on_order

    def _redraw_soon(self) -> None:
        self._dirty = True

    def _flipped(self) -> None:
        """A frame is on the glass."""
        if self._parts.journal is not None and self.reading is not None:
            self._parts.journal.drawn(
                (self.reading.route, self.reading.view, self.comfort, self._idle_left_s is None),
                self.shown_name(),
                self._surface.visible_items(),
                self._surface.visible_targets(),
                self.reading.version,
            )
        if not self._is_whole and self.reading is not None:
            self._is_whole = True
            self._worker.do(import_the_rest)
        if self._litter:
            self._litter = False
            # Pages are reference cycles; collected now, their textures go back before the next page needs some.
            gc.collect()

    def shown_name(self) -> str:
        """What is on the screen, for the journal: the route's name, or safe or gone."""
        if self.reading is None or isinstance(self.reading.view, SafeView):
            return "safe"
        if isinstance(self.reading.view, GoneView):
            return "gone"
        return routes.ROUTE_NAMES[type(self.reading.route)]

    def shown_items(self) -> tuple[str, ...]:
        """Every disclosure the last answer holds."""
        return items_on(self.reading.view) if self.reading else ()

    # --- scrolling ---

    def _scroll_pages(self, pages: int) -> None:
        sheet = self._frame.sheet
        if sheet is not None and self.reading is not None:
            self._scroll_to(turned(sheet, self._scrolls.top(self.reading.route), pages))

    def _scroll_to(self, y: int) -> None:
        if self.reading is not None:
            self._scrolls.move(self.reading.route, y)
            self._dirty = True

    # --- who is there, and with what ---

    def touched(self) -> None:
        """Somebody is there: time is counted from now on."""
        self._idle.touched(time.monotonic())

    def _pointed(self, x: float, y: float) -> None:
        self.touched()
        now_s = time.monotonic()
        self._rotation.touched(now_s)
        if isinstance(self.visit[-1], routes.Home) and on_clock(self._theme, x, y):
            self._technician.knock(now_s)

    def _machine_facts(self) -> Facts:
        parts = self._parts
        window = "×".join(str(int(side)) for side in parts.window.size)
        return machine_facts(parts.place.terminal, parts.data_dir, window)

    def _on_resize(self, window: Any, width: int, height: int) -> None:
        self._dress()

    def _made_theme(self) -> Theme:
        width, height = map(int, self._parts.window.size)
        return Theme(width, height, self.comfort, self._parts.panel)

    def _dress(self) -> None:
        """Everything for the window's size and the visit's comfort."""
        self._theme = self._made_theme()
        # The page colour costs nothing this way; a full-screen rectangle costs a layer.
        self._parts.window.clearcolor = rgba(self._theme.colour(PAGE))
        self._surface.dress(self._theme)
        self._dirty = True
