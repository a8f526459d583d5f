"""A whole visit on a real X server: a finger (xdotool) on the targets that the journal names."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from nacl.public import PrivateKey, SealedBox
from PIL import Image, ImageChops, ImageGrab

from content.blocks import Paragraph
from content.store.outbox import Opinion, Outbox, SurveyAnswers, Wish
from kiosk import fonts, handwriting
from kiosk.gate import digest_of
from tests.fakes.speech import Speech
from tests.fakes.systemd import Systemd
from tests.kiosk.store_factory import ANSWERED, SEALING_PRIVATE, StoreFactory, fill, write_settings
from tests.kiosk.window_manager import ask_to_close

pytestmark = [
    pytest.mark.screen,
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("xdotool") is None, reason="xdotool is not installed"),
    pytest.mark.skipif(fonts.find(fonts.folders()) is None, reason="no Chinese font; run `make setup`"),
]

PATIENCE_S = 20.0  # how long a page may take on a busy machine before the test gives up
GONE_WITHIN_S = 1.0  # the promise: withdrawn content has left the screen

Entry = dict[str, Any]


@dataclass
class Visitor:
    """Reads the kiosk's journal and touches what it names."""

    journal: Path
    display: str
    process: subprocess.Popen[bytes]
    seen: int = 0

    def entries(self) -> list[Entry]:
        if not self.journal.exists():
            return []
        return [json.loads(line) for line in self.journal.read_text(encoding="utf-8").splitlines()]

    def wait(self, wanted: Callable[[Entry], bool]) -> Entry:
        """The first new page that is wanted."""
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            assert self.process.poll() is None, "the kiosk has ended"
            entries = self.entries()
            for place in range(self.seen, len(entries)):
                if wanted(entries[place]):
                    self.seen = place
                    return entries[place]
            time.sleep(0.02)
        pytest.fail(f"no such page; the last one was {self.entries()[-1:]}")

    def touch(self, name: str) -> None:
        self.finger_down(name)
        time.sleep(0.05)
        self.finger_up()

    def finger_down(self, name: str) -> None:
        entries = self.entries()
        x, y, w, h = entries[-1]["targets"][name]
        self.seen = len(entries)
        self._finger("mousemove", str(x + w // 2), str(y + h // 2), "mousedown", "1")

    def finger_up(self) -> None:
        self._finger("mouseup", "1")

    def _finger(self, *words: str) -> None:
        subprocess.run(["xdotool", *words], env=os.environ | {"DISPLAY": self.display}, check=True, timeout=20)

    def do(self, *words: str) -> None:
        """Anything that xdotool can do."""
        self._finger(*words)

    def windows(self) -> list[int]:
        """The kiosk's windows on the X server."""
        words = ["xdotool", "search", "--onlyvisible", "--pid", str(self.process.pid)]
        found = subprocess.run(words, env=os.environ | {"DISPLAY": self.display}, capture_output=True, timeout=20)
        return [int(line) for line in found.stdout.split()]

    def settled(self) -> Entry:
        """The page that stays: the last one, once none has followed it for a second."""
        entries, since = self.entries(), time.monotonic()
        while time.monotonic() < since + 1:
            time.sleep(0.02)
            if (now := self.entries()) != entries:
                entries, since = now, time.monotonic()
        return entries[-1]

    def go(self, name: str, route: str) -> Entry:
        """Touch, and wait for that screen."""
        self.touch(name)
        return self.wait(lambda entry: entry["route"] == route)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[StoreFactory]:
    factory = StoreFactory(tmp_path, datetime.now(UTC))
    fill(factory)
    yield factory
    factory.close()


@pytest.fixture
def visitor(request: pytest.FixtureRequest, store: StoreFactory, x_display: str) -> Iterator[Visitor]:
    """A running kiosk; parameters: window size, seconds until it goes home."""
    size, idle_after_s, *more = getattr(request, "param", ("1080x1920", 60))
    settings = write_settings(store.folder, idle_after_s=idle_after_s)
    settings.write_text(settings.read_text(encoding="utf-8") + "\n".join(more) + "\n", encoding="utf-8")
    journal = store.folder / "journal.jsonl"
    words = ["--config", str(settings), "--size", size, "--journal", str(journal)]
    with (store.folder / "kiosk.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "kiosk", *words], env=os.environ | {"DISPLAY": x_display}, stderr=log
        )
        made = Visitor(journal, x_display, process)
        try:
            made.wait(lambda entry: entry["route"] == "home")
            yield made
        finally:
            process.terminate()
            try:
                assert process.wait(15) == 0
            finally:
                process.kill()
    assert "Traceback" not in (store.folder / "kiosk.log").read_text(encoding="utf-8")


@pytest.mark.parametrize("visitor", [("1080x1920", 60), ("1920x1080", 60)], indirect=True)
def test_read_search_and_say(visitor: Visitor, store: StoreFactory) -> None:
    page = visitor.go("window-enquiry", "list")
    first = page["items"][0]
    assert visitor.go("row-0", "detail")["items"] == [first]
    visitor.go("page-next", "detail")
    visitor.go("back", "list")
    later = visitor.go("page-next", "list")
    assert first not in later["items"]
    visitor.go("home", "home")

    visitor.go("units", "units")
    visitor.go("unit-t01", "units")
    assert visitor.go("unit-t01-v01", "list")["items"] == ["t01-v01/000001@1"]
    visitor.go("home", "home")

    visitor.go("search", "search")
    for letter in "nczj":  # 农村宅基地及建房审批办事指南
        visitor.touch(f"key-{letter}")
        visitor.wait(lambda entry: entry["route"] == "search")
    found = visitor.wait(lambda entry: entry["items"] == ["d17/000001@1"])
    assert "word-0" in found["targets"]
    visitor.go("row-0", "detail")

    form = visitor.go("opinion", "opinion")
    assert "send" not in form["targets"]  # nothing has been said yet
    visitor.touch("rate-basically")
    visitor.wait(lambda entry: "send" in entry["targets"])
    visitor.go("phrase-1", "opinion")
    visitor.go("send", "thanks")
    outbox = Outbox(store.folder, lambda: datetime.now(UTC))
    (message,) = outbox.waiting()
    outbox.close()
    opinion = msgspec.json.decode(message.body, type=Opinion)
    assert (opinion.terminal, opinion.unit, opinion.disclosure, opinion.rev, opinion.rating, opinion.text) == (
        "t01-hall",
        "d17",
        "d17/000001",
        1,
        "basically-satisfied",
        "内容不完整。",
    )
    visitor.go("message-home", "home")


def test_a_telephone_number_is_sealed_and_lies_nowhere_in_the_clear(visitor: Visitor, store: StoreFactory) -> None:
    number = "09005556101"
    visitor.go("speak", "speak")
    visitor.go("opinion", "opinion")
    visitor.touch("rate-satisfied")
    visitor.wait(lambda entry: "send" in entry["targets"])
    visitor.go("field-phone", "opinion")
    for digit in number:
        visitor.go(f"key-{digit}", "opinion")
    visitor.touch("written")
    visitor.wait(lambda entry: "send" in entry["targets"])
    visitor.go("send", "thanks")
    outbox = Outbox(store.folder, lambda: datetime.now(UTC))
    (message,) = outbox.waiting()
    sealed = msgspec.json.decode(message.body, type=Opinion).sealed
    assert sealed is not None
    opened = SealedBox(PrivateKey(SEALING_PRIVATE)).decrypt(base64.b64decode(sealed.box))
    assert json.loads(opened) == {"phone": number}
    files = [path for path in store.folder.rglob("*") if path.is_file()]
    assert {"outbox.sqlite", "outbox.sqlite-wal", "kiosk.log", "journal.jsonl"} <= {path.name for path in files}
    for path in files:
        assert number.encode() not in path.read_bytes(), path
    outbox.close()


def test_a_questionnaire_a_wish_and_an_answer(visitor: Visitor, store: StoreFactory) -> None:
    visitor.go("speak", "speak")
    visitor.go("questionnaires", "list")
    visitor.go("row-0", "detail")
    visitor.go("survey", "survey")
    visitor.touch("choice-1")
    visitor.wait(lambda entry: "next-question" in entry["targets"])
    visitor.touch("next-question")
    visitor.wait(lambda entry: "choice-4" in entry["targets"])
    visitor.go("choice-4", "survey")
    visitor.touch("choice-0")
    visitor.wait(lambda entry: "send" in entry["targets"])
    visitor.go("send", "thanks")
    visitor.go("message-home", "home")

    visitor.go("speak", "speak")
    visitor.go("wish", "wish")
    visitor.touch("topic-0")
    visitor.wait(lambda entry: "send" in entry["targets"])
    visitor.go("send", "thanks")
    outbox = Outbox(store.folder, lambda: datetime.now(UTC))
    survey, wish = outbox.waiting()
    outbox.close()
    answers = msgspec.json.decode(survey.body, type=SurveyAnswers)
    assert (survey.kind, answers.rev, answers.answers) == ("survey-answers", 1, ((1,), (0, 4)))
    assert (wish.kind, msgspec.json.decode(wish.body, type=Wish).unit) == ("wish", "t01")
    visitor.go("message-home", "home")

    visitor.go("speak", "speak")
    visitor.go("find-answer", "find-answer")
    for digit in ANSWERED:
        visitor.go(f"key-{digit}", "find-answer")
    visitor.wait(lambda entry: "answer" in entry["targets"])
    visitor.go("answer", "detail")


@pytest.fixture
def fake_lp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Programs in CUPS's place, found before any real ones; returns where the printed document comes to lie."""
    folder, printed = tmp_path / "bin", tmp_path / "printed.pdf"
    folder.mkdir()
    for name, script in (
        ("lpstat", "echo printer hall is idle"),
        ("lp", f"cat > {printed}.part; mv {printed}.part {printed}"),
    ):
        (folder / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    return printed


@pytest.mark.parametrize("visitor", [("1080x1920", 60, "[kiosk.printer]", 'name = "hall"')], indirect=True)
def test_a_disclosure_is_taken_along_and_printed(fake_lp: Path, visitor: Visitor) -> None:
    visitor.go("window-services", "list")
    visitor.go("row-0", "detail")
    for _ in range(12):  # 带走 stands above the text, under the title or on the next screenful
        if "take" in visitor.entries()[-1]["targets"]:
            break
        visitor.go("page-next", "detail")
    visitor.go("take", "take")
    visitor.go("print", "take")
    until = time.monotonic() + PATIENCE_S
    while not fake_lp.exists():
        assert time.monotonic() < until, (fake_lp.parent / "kiosk.log").read_text(encoding="utf-8")
        time.sleep(0.05)
    assert fake_lp.read_bytes().startswith(b"%PDF-")
    visitor.wait(lambda entry: entry["route"] == "take" and "print" in entry["targets"])


def test_withdrawn_while_being_read_leaves_within_a_second(visitor: Visitor, store: StoreFactory) -> None:
    visitor.go("window-enquiry", "list")
    item = visitor.go("row-0", "detail")["items"][0]
    disclosure_id = item.partition("@")[0]
    withdrawn_at = time.time()
    store.withdraw(disclosure_id, "名单有误")
    gone = visitor.wait(lambda entry: entry["route"] == "gone")
    assert gone["at"] - withdrawn_at < GONE_WITHIN_S
    assert gone["items"] == []
    assert disclosure_id not in " ".join(visitor.go("home", "home")["items"])


def test_a_new_disclosure_and_an_expired_one_without_a_touch(visitor: Visitor, store: StoreFactory) -> None:
    made = store.put("今冬供暖提前开始", hours_ago=0, valid_until=datetime.now(UTC) + timedelta(seconds=4))
    page = visitor.wait(lambda entry: f"{made.id}@1" in entry["items"])
    assert page["route"] == "home"
    assert made.valid_until is not None
    visitor.seen = len(visitor.entries())
    dark = visitor.wait(lambda entry: f"{made.id}@1" not in entry["items"])
    assert dark["at"] - int(made.valid_until.timestamp()) < GONE_WITHIN_S + 1  # the store counts whole seconds


@pytest.mark.parametrize("visitor", [("1080x1920", 5)], indirect=True)
def test_nobody_there_forgets_what_was_typed(visitor: Visitor) -> None:
    visitor.go("search", "search")
    visitor.touch("key-d")
    visitor.wait(lambda entry: bool(entry["items"]))
    visitor.wait(lambda entry: entry["route"] == "home")
    assert visitor.go("search", "search")["items"] == []


def test_a_store_that_is_gone_and_comes_back(visitor: Visitor, store: StoreFactory) -> None:
    path = store.folder / "library.sqlite"
    aside = store.folder / "aside.sqlite"
    store.db.execute("pragma wal_checkpoint(truncate)")
    path.rename(aside)
    safe = visitor.wait(lambda entry: entry["route"] == "safe")
    assert safe["items"] == []
    visitor.seen = len(visitor.entries())
    aside.rename(path)
    assert len(visitor.wait(lambda entry: entry["route"] == "home")["items"]) >= 4


def test_an_opinion_that_cannot_be_kept_is_not_thanked_for_and_can_be_sent_again(
    visitor: Visitor, store: StoreFactory
) -> None:
    obstacle = store.folder / "outbox.sqlite"
    obstacle.mkdir()
    visitor.go("speak", "speak")
    visitor.go("opinion", "opinion")
    visitor.touch("rate-satisfied")
    visitor.wait(lambda entry: "send" in entry["targets"])
    visitor.touch("send")
    # The page may be back before it was ever drawn without its button; the log tells that the attempt is over.
    until = time.monotonic() + PATIENCE_S
    while b"message could not be kept" not in (store.folder / "kiosk.log").read_bytes():
        assert time.monotonic() < until
        time.sleep(0.02)
    assert visitor.settled()["route"] == "opinion"
    obstacle.rmdir()
    visitor.go("send", "thanks")
    outbox = Outbox(store.folder, lambda: datetime.now(UTC))
    assert len(outbox.waiting()) == 1
    outbox.close()


def test_systemd_hears_that_the_screen_is_up_and_that_its_reader_goes_on(systemd: Systemd, visitor: Visitor) -> None:
    assert [systemd.hear() for _ in range(4)] == ["READY=1", "WATCHDOG=1", "WATCHDOG=1", "WATCHDOG=1"]


def test_closing_the_window_other_buttons_and_a_plugged_in_keyboard_do_not_leave(visitor: Visitor) -> None:
    """Every key of a keyboard alone and with each modifier, every button of a mouse, and a request to close."""
    named = "Tab Return space BackSpace Delete Home End Menu Print Pause Insert Prior Next Up Down Left Right".split()
    keys = [*named, *(f"F{number}" for number in range(1, 13)), *"abcdefghijklmnopqrstuvwxyz0123456789"]
    for modifier in ("", "ctrl+", "alt+", "super+", "ctrl+alt+", "ctrl+shift+"):
        visitor.do("key", "--delay", "1", *(modifier + key for key in keys))
    for button in "23456789":
        visitor.do("mousemove", "200", "200", "click", button)
    (window,) = visitor.windows()
    ask_to_close(visitor.display, window)
    assert visitor.settled()["route"] == "home"
    assert visitor.process.poll() is None
    visitor.go("units", "units")


@pytest.mark.parametrize("visitor", [("1080x1920", 5, "attract_after_s = 6.0")], indirect=True)
def test_left_alone_it_shows_what_is_being_publicised_and_a_touch_opens_it(visitor: Visitor) -> None:
    visitor.go("units", "units")
    shown = visitor.wait(lambda entry: entry["route"] == "attract")
    (item,) = shown["items"]
    assert visitor.go("attract-item", "detail")["items"] == [item]
    visitor.wait(lambda entry: entry["route"] == "attract")
    visitor.do("mousemove", "5", "5", "mousedown", "1", "sleep", "0.05", "mouseup", "1")
    visitor.wait(lambda entry: entry["route"] == "home")


@pytest.mark.parametrize("visitor", [("1080x1920", 5, "attract_after_s = 6.0")], indirect=True)
def test_what_comes_while_nobody_is_there_is_the_next_to_be_shown(visitor: Visitor, store: StoreFactory) -> None:
    before = visitor.wait(lambda entry: entry["route"] == "attract")["items"]
    came = store.put("今晚停水通知", hours_ago=0)
    assert visitor.wait(lambda entry: entry["items"] != before)["items"] == [f"{came.id}@1"]


@pytest.fixture
def speech(tmp_path: Path) -> Iterator[Speech]:
    made = Speech(tmp_path / "speech")
    yield made
    made.close()


@pytest.mark.parametrize("visitor", [("1080x1920", 60, 'speech_socket = "speech"')], indirect=True)
def test_whoever_cannot_read_hears_the_page(speech: Speech, visitor: Visitor, store: StoreFactory) -> None:
    store.put("低保名单公示", unit="t01", blocks=(Paragraph("　　本月新增两户。每户每月1,200元。"),), hours_ago=0)
    visitor.wait(lambda entry: "new-0" in entry["targets"] or "notice-0" in entry["targets"])
    visitor.go("comfort", "comfort")
    visitor.touch("aloud-slow")
    while "文字大小" not in speech.heard.get(timeout=PATIENCE_S):
        continue
    visitor.go("home", "home")
    visitor.go("search", "search")
    for letter in "dbmd":
        visitor.go(f"key-{letter}", "search")
    visitor.go("row-0", "detail")
    while speech.heard.get(timeout=PATIENCE_S) != "本月新增两户。":
        continue
    assert speech.heard.get(timeout=PATIENCE_S) == "每户每月1200元。"
    assert set(speech.rates) == {"-50"}
    visitor.go("comfort", "comfort")
    visitor.touch("aloud-off")
    visitor.go("back", "detail")
    while speech.heard.qsize():
        speech.heard.get()
    visitor.touch("listen")
    while speech.heard.get(timeout=PATIENCE_S) != "本月新增两户。":
        continue


CODE = "20261129"
DIGEST = digest_of(CODE, bytes(16))


@pytest.mark.parametrize("visitor", [("1080x1920", 60, f'maintenance_code = "{DIGEST}"')], indirect=True)
def test_five_touches_on_the_clock_and_the_code_open_the_maintenance_page(
    visitor: Visitor, store: StoreFactory
) -> None:
    x_px, y_px = 1000, 60  # the clock
    visitor.seen = len(visitor.entries())
    for _ in range(5):
        visitor.do("mousemove", str(x_px), str(y_px), "mousedown", "1", "sleep", "0.05", "mouseup", "1")
    visitor.wait(lambda entry: entry["route"] == "code")
    for digit in CODE:
        visitor.go(f"code-{digit}", "code")
    page = visitor.go("code-enter", "maintenance")
    assert set(page["targets"]) >= {"touch-test", "colour-test", "restart", "home"}
    said = (store.folder / "kiosk.log").read_text(encoding="utf-8") + visitor.journal.read_text(encoding="utf-8")
    assert "maintenance page opened" in said
    assert CODE not in said
    visitor.touch("restart")
    assert visitor.process.wait(15) == 0


def test_escape_f1_and_alt_f4_do_not_leave(visitor: Visitor) -> None:
    for keys in ("Escape", "F1", "alt+F4", "ctrl+q", "Super_L"):
        subprocess.run(["xdotool", "key", keys], env=os.environ | {"DISPLAY": visitor.display}, check=True, timeout=20)
    time.sleep(0.5)
    assert visitor.process.poll() is None
    visitor.go("units", "units")


def test_touch_survives_a_page_drawn_anew_under_the_finger(visitor: Visitor, store: StoreFactory) -> None:
    before = visitor.settled()["store_version"]
    visitor.finger_down("window-party")
    store.put("刚刚发布的一件事")
    visitor.wait(lambda entry: entry["route"] == "home" and entry["store_version"] > before)
    visitor.finger_up()
    visitor.wait(lambda entry: entry["route"] == "list")


@pytest.mark.skipif(handwriting.find() is None, reason="zinnia is not installed; run `make setup`")
def test_somebody_writes_a_character_with_a_finger(visitor: Visitor) -> None:
    visitor.go("search", "search")
    visitor.touch("by-hand")
    entry = visitor.wait(lambda entry: "ink" in entry["targets"])
    x, y, side, _ = entry["targets"]["ink"]
    for stroke in (((100, 300), (900, 300)), ((500, 50), (500, 950))):
        visitor.seen = len(visitor.entries())
        (from_x, from_y), (to_x, to_y) = ((x + side * a // 1000, y + side * b // 1000) for a, b in stroke)
        visitor._finger("mousemove", str(from_x), str(from_y), "mousedown", "1")
        for part in range(1, 9):
            at = from_x + (to_x - from_x) * part // 8, from_y + (to_y - from_y) * part // 8
            visitor._finger("mousemove", *map(str, at))
        visitor.finger_up()
        visitor.wait(lambda entry: "ink-undo" in entry["targets"] and "word-0" in entry["targets"])
    visitor.touch("word-0")
    visitor.wait(lambda entry: "ink" in entry["targets"] and "ink-undo" not in entry["targets"])


def test_a_finger_marks_only_its_target_and_leaves_no_trace_when_it_slides_off(visitor: Visitor) -> None:
    visitor.wait(lambda entry: entry["route"] == "home")
    entry = visitor.go("window-enquiry", "list")
    x, y, w, h = entry["targets"]["row-1"]
    clock_below_px = 200  # the header's clock may move on meanwhile
    visitor.do("mousemove", "10", str(clock_below_px + 10))
    visitor.settled()

    def seen() -> Image.Image:
        return ImageGrab.grab(xdisplay=visitor.display).convert("RGB").crop((0, clock_below_px, 1080, 1700))

    def wait_for(wanted: Callable[[Image.Image], bool]) -> None:
        until = time.monotonic() + PATIENCE_S
        while not wanted(seen()):
            assert time.monotonic() < until, "the screen never looked so"
            time.sleep(0.02)

    before = seen()
    visitor.finger_down("row-1")
    row = (x, y - clock_below_px, x + w, y - clock_below_px + h)
    wait_for(lambda now: ImageChops.difference(before, now).getbbox() == row)
    visitor.do("mousemove", "10", str(clock_below_px + 10), "mouseup", "1")
    wait_for(lambda now: ImageChops.difference(before, now).getbbox() is None)
    assert visitor.entries()[-1]["route"] == "list"


@pytest.mark.parametrize("visitor", [("1080x1920", 8)], indirect=True)
def test_large_text_low_reach_and_english_hold_until_nobody_is_there(visitor: Visitor) -> None:
    usual = visitor.settled()["targets"]
    visitor.go("comfort", "comfort")
    for name in ("language-en", "contrast-high", "reach-low", "text-largest"):
        visitor.touch(name)
        visitor.wait(lambda entry: entry["route"] == "comfort")
    visitor.go("done", "home")
    low = visitor.settled()
    assert low["targets"]["search"][3] > usual["search"][3]  # its height
    assert min(y for _, y, _, _ in low["targets"].values()) >= 864  # the lower 55 % of 1920
    visitor.go("home" if "home" in low["targets"] else "search", "search")
    assert "stay" in visitor.wait(lambda entry: "stay" in entry["targets"])["targets"]
    visitor.go("stay", "search")  # the warning goes away, the visit goes on
    back = visitor.wait(lambda entry: entry["route"] == "home")
    assert visitor.settled()["targets"]["search"] == usual["search"], back
