"""What befalls a running kiosk: withdrawals, a lost store, nobody there, hands that want to leave it."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from datetime import UTC, datetime, timedelta

import pytest

from content.store.outbox import Outbox
from kiosk import fonts
from kiosk.gate import digest_of
from tests.fakes.systemd import Systemd
from tests.kiosk.store_factory import StoreFactory
from tests.kiosk.visitor import GONE_WITHIN_S, PATIENCE_S, Visitor, store, visitor
from tests.kiosk.window_manager import ask_to_close

__all__ = ["store", "visitor"]  # fixtures

pytestmark = [
    pytest.mark.screen,
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("xdotool") is None, reason="xdotool is not installed"),
    pytest.mark.skipif(fonts.find(fonts.folders()) is None, reason="no Chinese font; run `make setup`"),
]


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
