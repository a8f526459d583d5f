"""Reading a page aloud: which sentence the voice is at, marked on the page and kept in sight.

What is read is what is drawn, from the top of what can be seen. A touch ends it; with reading aloud switched on for
the visit, the next page begins by itself.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Protocol

from kiosk.aloud import Sentence, sentences_of
from kiosk.drawing import Advance, Frame
from kiosk.marks import Rect, Words
from kiosk.routes import Listen
from kiosk.speaker import Told

log = logging.getLogger(__name__)

VOICES = {"zh": "zh-CN"}  # the interface's codes in the words of the service; others are the same in both

Mark = Callable[[tuple[Rect, ...]], None]


class Voice(Protocol):
    """kiosk.speaker.Speaker, as far as it is needed here."""

    @property
    def is_there(self) -> bool: ...
    def say(self, sentences: Sequence[str], language: str, *, slow: bool, told: Told) -> None: ...
    def be_silent(self) -> None: ...


class ReadingAloud:
    """One page at a time. Everything here runs on the main thread.

    post: brings a call to the main thread. mark: shows where the voice is. scroll_to: moves the page so that this y
    of its sheet is on top. alive: somebody is being read to, so somebody is there.
    """

    def __init__(
        self,
        voice: Voice,
        post: Callable[[Callable[[], None]], None],
        mark: Mark,
        scroll_to: Callable[[int], None],
        alive: Callable[[], None],
    ) -> None:
        self._voice = voice
        self._post = post
        self._mark = mark
        self._scroll_to = scroll_to
        self._alive = alive
        self._number = 0  # of the reading; what an older one tells is dropped
        self._page: object = None
        self._frame = Frame()
        self._scroll = 0
        self._sentences: tuple[Sentence, ...] = ()
        self.has_failed = False

    @property
    def is_reading(self) -> bool:
        return bool(self._sentences)

    def shown(self, page: object, frame: Frame, scroll_px: int) -> bool:
        """This is on the screen now. page: equal as long as it is the same one. Whether it is another than before."""
        is_new = page != self._page
        if is_new:
            self.stop()
        self._page, self._frame, self._scroll = page, frame, scroll_px
        return is_new

    def begin(self, within: Rect, advance: Advance, language: str, *, slow: bool) -> None:
        """Read what is shown. within: where on the window a screen without a sheet has its text."""
        self.stop()
        sheet = self._frame.sheet
        if sheet is not None:
            lines = [mark for mark in sheet.marks if isinstance(mark, Words) and mark.at.y >= self._scroll]
        else:
            marks = [mark for mark in self._frame.marks if isinstance(mark, Words)]
            lines = [mark for mark in marks if within.holds(mark.at.x, mark.at.y)]
        buttons = [target.at for target in (sheet or self._frame).targets if isinstance(target.step, Listen)]
        lines = [one for one in lines if not any(at.holds(one.at.x, one.at.y) for at in buttons)]
        self._sentences = sentences_of(lines, advance)
        if not self._sentences:
            return
        self.has_failed = False
        number = self._number
        said = [sentence.text for sentence in self._sentences]

        def told(at: int | None, failed: bool) -> None:
            self._post(lambda: self._told(number, at, failed))

        self._voice.say(said, VOICES.get(language, language), slow=slow, told=told)

    def stop(self) -> None:
        """Silence, and no mark on the page."""
        self._number += 1
        if self._sentences:
            self._sentences = ()
            self._mark(())
            self._voice.be_silent()

    def _told(self, number: int, at: int | None, failed: bool) -> None:
        if number != self._number:
            return
        if at is None:
            self._number += 1  # a mark that comes behind the end is dropped
            self._sentences = ()
            self._mark(())
            self.has_failed = failed
            return
        self._alive()
        rects = self._sentences[at].at
        self._mark(rects)
        sheet = self._frame.sheet
        if sheet is not None and rects[-1].bottom > sheet.seen_until(self._scroll):
            earlier = [y for y in sheet.breaks if y <= rects[0].y]
            self._scroll_to(max(earlier, default=rects[0].y))
