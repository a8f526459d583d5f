"""Where the voice is, with a voice that says only what it is told to."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.drawing import Frame, Sheet, Target
from kiosk.marks import Rect, Words
from kiosk.reading_aloud import ReadingAloud
from kiosk.routes import Listen
from kiosk.speaker import Told
from kiosk.theme import Style

BODY = Style(20, leading=1.5)
AREA = Rect(0, 100, 400, 500)


def advance(character: str, style: Style) -> float:
    return style.size_px


def line(text: str, y: int) -> Words:
    return Words(Rect(0, y, 20 * len(text), BODY.text_px), text, BODY, "#000000")


class Voice:
    """Notes what it should say; ``told`` is how the test lets it get on."""

    is_there = True

    def __init__(self) -> None:
        self.said: list[tuple[list[str], str, bool]] = []
        self.told: Told = lambda number, failed: None
        self.silenced = 0

    def say(self, sentences: Sequence[str], language: str, *, slow: bool, told: Told) -> None:
        self.said.append((list(sentences), language, slow))
        self.told = told

    def be_silent(self) -> None:
        self.silenced += 1


class Room:
    """A screen with somebody before it."""

    def __init__(self) -> None:
        self.voice = Voice()
        self.marked: list[tuple[Rect, ...]] = []
        self.scrolled: list[int] = []
        self.alive = 0
        self.reading = ReadingAloud(
            self.voice, lambda call: call(), self.marked.append, self.scrolled.append, self._is_alive
        )

    def _is_alive(self) -> None:
        self.alive += 1


def long_page() -> Frame:
    """Ten lines of 30 px, each a sentence, through a window of 150 px."""
    frame = Frame()
    frame.sheet = Sheet(
        marks=[line(f"第{number}句。", 30 * number) for number in range(10)],
        window=Rect(0, 100, 400, 150),
        height=300,
        breaks=[30 * number for number in range(10)],
    )
    return frame


def test_the_sentence_that_is_read_is_marked_and_kept_in_sight() -> None:
    room = Room()
    room.reading.shown("page", long_page(), 0)
    room.reading.begin(AREA, advance, "zh", slow=True)
    assert room.voice.said == [([f"第{number}句。" for number in range(10)], "zh-CN", True)]
    for number in range(6):
        room.voice.told(number, False)
    assert [rects[0].y for rects in room.marked] == [0, 30, 60, 90, 120, 150]
    assert room.scrolled == [150]  # the sixth line is the first one that cannot be seen
    assert room.alive == 6
    room.voice.told(None, False)
    assert room.marked[-1] == ()
    assert not room.reading.is_reading


def test_reading_begins_with_what_can_be_seen() -> None:
    room = Room()
    room.reading.shown("page", long_page(), 210)
    room.reading.begin(AREA, advance, "en", slow=False)
    assert room.voice.said == [(["第7句。", "第8句。", "第9句。"], "en", False)]


def test_the_button_that_begins_it_is_not_read() -> None:
    room, page = Room(), long_page()
    assert page.sheet is not None
    page.sheet.targets.append(Target(Rect(0, 25, 200, 30), "listen", Listen()))  # around the second line
    room.reading.shown("page", page, 0)
    room.reading.begin(AREA, advance, "zh", slow=False)
    assert room.voice.said[0][0][:2] == ["第0句。", "第2句。"]


def test_a_screen_without_a_sheet_is_read_without_its_header_and_bar() -> None:
    room = Room()
    frame = Frame(marks=[line("清源县", 20), line("正在公示", 200), line("返回", 700)])
    room.reading.shown("home", frame, 0)
    room.reading.begin(AREA, advance, "zh", slow=False)
    assert room.voice.said[0][0] == ["正在公示"]


def test_another_page_silences_the_old_one_and_what_it_still_tells_is_dropped() -> None:
    room = Room()
    assert room.reading.shown("page", long_page(), 0)
    room.reading.begin(AREA, advance, "zh", slow=False)
    old = room.voice.told
    assert not room.reading.shown("page", long_page(), 150)  # only scrolled
    assert room.voice.silenced == 0
    assert room.reading.shown("next", Frame(), 0)
    assert room.voice.silenced == 1
    marked = len(room.marked)
    old(3, False)
    assert len(room.marked) == marked


def test_a_mark_that_comes_behind_the_end_is_dropped() -> None:
    room = Room()
    room.reading.shown("page", long_page(), 0)
    room.reading.begin(AREA, advance, "zh", slow=False)
    told = room.voice.told
    told(None, True)
    told(0, False)
    assert room.marked == [()]
    assert not room.reading.is_reading


def test_a_voice_that_fails_is_told_and_the_next_reading_tries_again() -> None:
    room = Room()
    room.reading.shown("page", long_page(), 0)
    room.reading.begin(AREA, advance, "zh", slow=False)
    room.voice.told(None, True)
    assert room.reading.has_failed
    room.reading.begin(AREA, advance, "zh", slow=False)
    assert not room.reading.has_failed


def test_nothing_to_read_is_no_reading() -> None:
    room = Room()
    room.reading.shown("empty", Frame(), 0)
    room.reading.begin(AREA, advance, "zh", slow=False)
    assert room.voice.said == []
    assert not room.reading.is_reading
