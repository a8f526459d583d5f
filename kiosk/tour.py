"""``--tour DIR``: every kind of screen in every text size, contrast, reach and language: a picture, and a judgement.

It fails if anything can be found wrong with any of them: see ``legibility``. Pictures are for eyes; what is judged
is the frame that is painted.

The screens are the real ones on the real store, except that the thank-you, withdrawn, off-line and safe screens are
shown without anything having happened. A picture is taken after so many drawn frames, never after a time.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kivy.base import EventLoop
from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glReadPixels
from msgspec.structs import replace

from content.blocks import Block, Facts, Heading, Paragraph, Picture, Steps, Table
from content.clock import TrustedClock
from content.disclosure import Disclosure, questions_of
from content.record import DisclosureId, UnitCode
from content.store.filter import Filter
from content.store.library import Library
from content.terms import Window
from kiosk.app import Kiosk
from kiosk.comfort import Adjust
from kiosk.faces import Faces
from kiosk.finding import ByHand, Drawn, Search
from kiosk.forms import AddPhrase, Opinion, Rate, Survey, Tick, Wish, WriteInto
from kiosk.keyboard import ROWS, Choose, Press
from kiosk.legibility import problems
from kiosk.lists import Listing, Narrowing
from kiosk.maintenance_routes import CodePad, Maintenance, TouchTest
from kiosk.reader import Reading
from kiosk.routes import (
    AttachmentPage,
    Attract,
    ComfortPanel,
    Detail,
    FindAnswer,
    GoHome,
    Open,
    Scroll,
    SpeakUp,
    Step,
    Units,
)
from kiosk.screens import theme_for
from kiosk.taking import TakeAway
from kiosk.tour_reading import reading_stops
from kiosk.variants import Only, comforts, name_of
from kiosk.viewmodel.every_screen import View
from kiosk.viewmodel.gone import GoneView, waiting
from kiosk.viewmodel.opinion import ThanksView
from kiosk.viewmodel.speak import QUESTIONNAIRE

log = logging.getLogger(__name__)

FRAMES = 3  # drawn before the picture is taken: the first one still uploads textures
MOST_TURNS = 2000  # of the loop, for one picture
LOOKED_THROUGH = 300  # newest disclosures searched for every kind of block
KEYS = {key.name: key for row in ROWS for key in row}
BLOCKS: dict[str, type[Block]] = {
    "text": Paragraph,
    "heading": Heading,
    "facts": Facts,
    "table": Table,
    "steps": Steps,
    "picture": Picture,
}


class Tour:
    """Visits every kind of screen and saves what the window shows."""

    def __init__(self, kiosk: Kiosk, window: Any, data_dir: Path, clock: TrustedClock, faces: Faces) -> None:
        self._kiosk = kiosk
        self._faces = faces
        self._judged = 0
        self._wrong = 0
        self._window = window
        self._library = Library(data_dir, clock)
        self._pixels: bytes | None = None
        self._frames = 0
        window.bind(on_flip=self._on_flip)

    def run(self, folder: Path, asked: Only) -> int:
        """Save the pictures, one folder for each variant. Exit status: 0 all is well, 1 some screen is not in order."""
        EventLoop.start()
        languages = [language.code for language in self._kiosk.languages]
        began_s = time.monotonic()
        try:
            for comfort in comforts(asked, languages):
                self._kiosk.step(Adjust(comfort))
                variant = name_of(comfort, portrait=self._kiosk.theme.portrait)
                (folder / variant).mkdir(parents=True, exist_ok=True)
                for name in self._stops():
                    if asked.wants_screen(name):
                        self._judge(variant, name, folder / variant / f"{name}.png")
        finally:
            self._kiosk.close()
            self._library.close()
        took = round(time.monotonic() - began_s, 1)
        log.info("tour ended", extra={"screens": self._judged, "problems": self._wrong, "seconds": took})
        return 1 if self._wrong else 0

    def _judge(self, variant: str, name: str, picture: Path) -> None:
        """Wait for a screen, save it, and tell what is wrong with it."""
        self._judged += 1
        if not self._settle():
            self._wrong += 1
            log.error("screen did not come", extra={"variant": variant, "screen": name})
            return
        self._save(picture)
        theme = theme_for(self._reading().view, self._kiosk.theme)
        for problem in problems(self._kiosk.frame, theme, self._faces.draws):
            self._wrong += 1
            facts = {"variant": variant, "screen": name, "element": problem.element, "what": problem.what}
            log.error("screen is not in order", extra=facts)

    def _stops(self) -> Iterator[str]:
        """Bring one screen after another up; yields the picture's name when a screen has been asked for."""
        self._go()
        yield "home"
        self._go(Open(ComfortPanel()))
        yield "comfort"
        for window in Window:
            if self._library.count(Filter(window=window)):
                self._go(Open(Listing(window=window)))
                yield f"list-{window.value}"
        self._go(Open(Listing(in_notice=True)))
        yield "list-notice"
        self._go(Open(Listing()), Open(Narrowing(Listing())))
        yield "narrow"
        self._go(Open(Units()))
        yield "units"
        towns = [unit for unit in self._units() if unit.startswith("t") and "-" not in unit]
        if towns:
            self._go(Open(Units(towns[0])))
            yield "units-township"
        yield from self._details()
        newest = (self._library.disclosure(row.id) for row in self._library.rows(limit=LOOKED_THROUGH))
        for name, steps in reading_stops(one for one in newest if one is not None):
            self._go(*steps)
            yield name
        yield from self._forms()
        yield from self._exceptions()
        yield from self._unattended()

    def _details(self) -> Iterator[str]:
        left = dict(BLOCKS)
        attached: tuple[DisclosureId, str] | None = None
        longest: Disclosure | None = None
        for row in self._library.rows(limit=LOOKED_THROUGH):
            found = self._library.disclosure(row.id)
            if found is None:
                continue
            for name in [name for name, kind in left.items() if any(isinstance(block, kind) for block in found.blocks)]:
                del left[name]
                self._go(Open(Detail(found.id)))
                yield f"detail-{name}"
                self._kiosk.step(Scroll(1))
                yield f"detail-{name}-page-2"
                self._kiosk.step(Scroll(1))
                yield f"detail-{name}-page-3"
            attached = attached or _with_pdf(found)
            longest = found if longest is None or len(found.title) > len(longest.title) else longest
        if longest:
            self._go(Open(Detail(longest.id)))
            yield "detail-long-title"
        if attached:
            self._go(Open(Detail(attached[0])), Open(AttachmentPage(*attached)))
            yield "attachment"

    def _forms(self) -> Iterator[str]:
        self._go(Open(Search()))
        yield "search-empty"
        self._go(Open(Search()), *(Press(KEYS[letter]) for letter in "gs"))
        yield "search-initials"
        self._go(Open(Search()), Choose("公示"))
        yield "search-characters"
        self._go(Open(Search()), *(Press(KEYS[letter]) for letter in "zzzz"))
        yield "search-nothing"
        self._go(Open(Search()), Choose("补贴安置公式"))
        yield "search-near"
        self._go(Open(Search("公示")), ByHand(True))
        yield "search-by-hand"
        self._kiosk.step(Drawn(((100, 300), (900, 290))))
        self._kiosk.step(Drawn(((500, 80), (500, 930))))
        self._kiosk.step(Drawn(((480, 320), (310, 610), (90, 800))))
        self._kiosk.step(Drawn(((520, 320), (700, 600), (920, 790))))
        yield "search-written"
        yield from self._spoken()

    def _spoken(self) -> Iterator[str]:
        """Everything that citizens fill in."""
        self._go(Open(SpeakUp()))
        yield "speak"
        self._go(Open(Opinion()))
        yield "opinion-empty"
        rows = self._library.rows(limit=1)
        if rows:
            phrase = AddPhrase("内容不完整。请公开第三季度的支出明细，")
            about = (Open(Detail(rows[0].id)), Open(Opinion(rows[0].id)), Rate("basically-satisfied"), phrase)
            self._go(*about)
            yield "opinion"
            self._go(*about, WriteInto("text"), *(Press(KEYS[letter]) for letter in "db"))
            yield "opinion-text"
        self._go(Open(Opinion()), WriteInto("phone"), *(Press(KEYS[digit]) for digit in "09005556101"))
        yield "opinion-phone"
        if rows:
            self._go(Open(Detail(rows[0].id)), Open(TakeAway(rows[0].id)))
            yield "take"
        self._go(Open(Wish()))
        yield "wish"
        for row in self._library.rows(Filter(genre=QUESTIONNAIRE), limit=1):
            found = self._library.disclosure(row.id)
            if found is not None:
                several = tuple(question.several for question in questions_of(found))
                self._go(Open(Detail(row.id)), Open(Survey(row.id, several)), Tick(1))
                yield "survey"
        self._go(Open(FindAnswer()), *(Press(KEYS[digit]) for digit in "381"))
        yield "find-answer"

    def _exceptions(self) -> Iterator[str]:
        yield from self._pretend("thanks", ThanksView("381 720 4956", "https://gk.example.gov.cn/r/3817204956"))
        reason = "公示名单有误，更正后重新公示"
        say = self._kiosk.language.say
        why = say("撤回原因：{reason}。", reason=reason)
        sentence = say("发布单位已于{when}撤回这条内容。{why}", when="2026-11-22 15:04", why=why)
        gone = GoneView(say("这条公开内容已经撤回"), sentence, DisclosureId("t01/000001"))
        yield from self._pretend("withdrawn", gone)
        yield from self._pretend("safe", waiting(self._kiosk.language))
        self._go()
        yield "home-again"
        reading = self._reading()
        status = replace(reading.status, badges=(say("离线"), say("内容待更新"), say("时钟待校准")))
        self._kiosk.answer(replace(reading, status=status))
        yield "offline"

    def _unattended(self) -> Iterator[str]:
        for turn in range(3):
            self._go(Open(Attract(turn)))
            yield f"attract-{turn + 1}"
        self._go(Open(CodePad(digits=5)))
        yield "code"
        self._go(Open(Maintenance((("终端编号", "t01-hall"), ("软件版本", "0.1.0")))))
        yield "maintenance"
        self._go(Open(TouchTest(frozenset(range(7)))))
        yield "touch-test"

    def _pretend(self, name: str, view: View) -> Iterator[str]:
        self._go()
        self._settle()
        real = self._reading()
        self._kiosk.answer(replace(real, view=view))
        yield name
        self._kiosk.answer(real)

    # --- helpers ---

    def _go(self, *steps: Step) -> None:
        """A new visit that takes these steps."""
        self._kiosk.touched()  # or the visit would end by itself in the middle of the tour
        self._kiosk.step(GoHome())
        for step in steps:
            self._kiosk.step(step)

    def _reading(self) -> Reading:
        assert self._kiosk.reading is not None
        return self._kiosk.reading

    def _units(self) -> list[UnitCode]:
        county = self._library.county()
        return [unit.code for unit in county.units] if county else []

    def _settle(self) -> bool:
        """Draw until the page is whole and has been drawn a few times."""
        self._frames = 0
        for _ in range(MOST_TURNS):
            if self._kiosk.is_settled():
                if self._frames >= FRAMES:
                    return True
                self._window.canvas.ask_update()
            else:
                self._frames = 0
            self._kiosk.loop.once()
        return False

    def _on_flip(self, window: Any) -> None:
        """Before the flip the drawn frame is still in the back buffer."""
        self._frames += 1
        if self._frames >= FRAMES:
            self._pixels = bytes(glReadPixels(0, 0, *map(int, window.size), GL_RGB, GL_UNSIGNED_BYTE))

    def _save(self, path: Path) -> None:
        from PIL import Image, ImageOps

        assert self._pixels is not None
        width, height = map(int, self._window.size)
        ImageOps.flip(Image.frombytes("RGB", (width, height), self._pixels)).save(path, compress_level=1)


def _with_pdf(found: Disclosure) -> tuple[DisclosureId, str] | None:
    for one in found.attachments:
        if one.media_type == "application/pdf":
            return found.id, one.sha256
    return None
