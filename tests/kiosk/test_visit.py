"""A whole visit on a real X server: a finger (xdotool) on the targets that the journal names."""

from __future__ import annotations

import base64
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from nacl.public import PrivateKey, SealedBox
from PIL import Image, ImageChops, ImageGrab

from content.blocks import Paragraph
from content.store.outbox import Opinion, Outbox, SurveyAnswers, Wish
from kiosk import fonts, handwriting
from tests.fakes.speech import Speech
from tests.kiosk.store_factory import ANSWERED, SEALING_PRIVATE, StoreFactory
from tests.kiosk.visitor import PATIENCE_S, Visitor, store, visitor

__all__ = ["store", "visitor"]  # fixtures

pytestmark = [
    pytest.mark.screen,
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("xdotool") is None, reason="xdotool is not installed"),
    pytest.mark.skipif(fonts.find(fonts.folders()) is None, reason="no Chinese font; run `make setup`"),
]


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
