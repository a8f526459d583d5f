"""Emergencies and drills at the player: at once, alone, over quiet hours, first on a shared line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import time, timedelta
from pathlib import Path

from config.hours import Hours, Level
from content.led_line import LedLine, LedStyle, LedUrgency
from content.record import DisclosureId
from display.bus import Bus, Urgency, no_news
from display.care import Care
from tests.display.fakes import NOON, FakeTime, led_line
from tests.display.player_bench import TEXT, Bench

FLOOD, FIRE, DRILL = "暴雨红色预警,请立即转移", "山林火险,禁止上山", "【演练】请立即转移【演练】"


def flood(number: int = 7, text: str = FLOOD, **fields: object) -> LedLine:
    return led_line(number, text=text, style=LedStyle.STILL, urgency=LedUrgency.EMERGENCY, **fields)


def drill(number: int = 6) -> LedLine:
    return led_line(number, text=DRILL, style=LedStyle.STILL, urgency=LedUrgency.DRILL)


def test_an_emergency_goes_up_at_once_and_stands_alone_until_it_ends(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.publish(led_line(3))
    bench.publish(led_line(4, text="涉农补贴"))
    bench.pass_s(1)
    assert bench.status["urgency"] == "routine"
    bench.publish(flood(valid_until=NOON + timedelta(seconds=61)))
    assert bench.heard_during(0.25) == [f"show {FLOOD}"]
    assert bench.heard_during(30) == []
    status = bench.status
    assert (status["line"], status["urgency"], status["remaining_s"]) == ("t01/000007", "emergency", 60)
    assert status["programme"] == ["t01/000007"]
    held = {line: told["kind"] for line, told in status["refused"].items()}
    assert held == {"t01/000003": "emergency-first", "t01/000004": "emergency-first"}
    bench.pass_s(29.5)
    assert bench.card.text == FLOOD
    bench.pass_s(0.25)
    assert bench.card.text == "涉农补贴"


def test_a_withdrawn_emergency_goes_at_once(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.publish(flood())
    bench.pass_s(1)
    bench.library.drop(DisclosureId("t01/000007"))
    assert bench.heard_during(0.25) == ["clear"]
    assert (bench.status["state"], bench.status["urgency"]) == ("dark", "")


def test_emergencies_take_turns_and_drills_wait(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    for line in (led_line(3), drill(), flood(7), flood(8, FIRE)):
        bench.publish(line)
    bench.pass_s(0.25)
    assert bench.heard_during(10) == [f"show {FLOOD}", f"show {FIRE}", f"show {FLOOD}"]
    for number in (7, 8):
        bench.library.drop(DisclosureId(f"t01/{number:06d}"))
    bench.pass_s(0.25)
    assert (bench.card.text, bench.status["urgency"]) == (DRILL, "drill")
    bench.library.drop(DisclosureId("t01/000006"))
    bench.pass_s(0.25)
    assert bench.card.text == TEXT


def test_an_emergency_breaks_quiet_hours_and_a_drill_does_not(tmp_path: Path) -> None:
    bench = Bench(tmp_path, Care(quiet=(Hours(time(11), time(13)),)))
    bench.publish(led_line())
    bench.publish(drill())
    bench.pass_s(1)
    assert bench.card.text == ""
    bench.publish(flood())
    bench.pass_s(0.25)
    assert bench.card.text == FLOOD
    bench.library.drop(DisclosureId("t01/000007"))
    bench.pass_s(0.25)
    assert (bench.card.text, bench.journal.entries[-1].reason) == ("", "quiet hours")


def test_an_emergency_switches_the_leds_on_with_its_text_and_off_after_it(tmp_path: Path) -> None:
    care = Care(powered=(Hours(time(6), time(11)),), brightness=(Level(time(7), 30),))
    bench = Bench(tmp_path, care)
    bench.pass_s(1)
    bench.publish(flood())
    assert bench.heard_during(0.25) == [f"show {FLOOD}", "power on", "power on", "brightness 100"]
    bench.library.drop(DisclosureId("t01/000007"))
    assert bench.heard_during(0.25) == ["clear", "power off", "brightness 30"]


def test_an_emergency_on_leds_that_stay_off_is_not_shown(tmp_path: Path) -> None:
    bench = Bench(tmp_path, Care(powered=(Hours(time(6), time(11)),)))
    bench.card.refuses = "power on"
    bench.publish(flood())
    bench.pass_s(1)
    assert (bench.status["state"], bench.status["urgency"]) == ("unconfirmed", "emergency")


def test_fail_events_outrank_an_emergency_and_it_comes_back_with_the_centre(tmp_path: Path) -> None:
    bench = Bench(tmp_path, Care(comm_loss_s=600))
    bench.publish(flood())
    bench.pass_s(601)
    assert (bench.card.text, bench.status["source"]) == ("", "commLoss")
    bench.library.heard_at = NOON + timedelta(seconds=601)
    bench.library.version += 1
    bench.pass_s(0.5)
    assert bench.card.text == FLOOD


class Asked:
    """A place on a line that notes how urgently it was asked for."""

    def __init__(self) -> None:
        self.urgencies: list[Urgency] = []

    @contextmanager
    def turn(self, urgency: Urgency, has_news: Callable[[], bool] = no_news) -> Iterator[None]:
        self.urgencies.append(urgency)
        yield


def test_on_a_shared_line_an_emergency_goes_first_on_its_way_up_and_down(tmp_path: Path) -> None:
    asked = Asked()
    bench = Bench(tmp_path, Care(quiet=(Hours(time(12, 10), time(13)),)), turns=asked)
    bench.publish(led_line())
    bench.pass_s(1)

    def urgencies(seconds: float) -> list[Urgency]:
        asked.urgencies.clear()
        bench.pass_s(seconds)
        return asked.urgencies

    bench.publish(flood())
    assert urgencies(0.25) == [Urgency.EMERGENCY]
    assert urgencies(60) == [Urgency.REFRESH]
    bench.card.answers = False
    bench.publish(flood(8, FIRE))
    assert set(urgencies(40)) == {Urgency.EMERGENCY}
    bench.card.answers = True
    bench.pass_s(60)
    bench.library.drop(DisclosureId("t01/000008"))
    bench.library.drop(DisclosureId("t01/000007"))
    assert urgencies(0.25) == [Urgency.EMERGENCY]


def test_news_that_come_before_a_refresh_goes_out_are_told_in_its_place(tmp_path: Path) -> None:
    bus = Bus(FakeTime().monotonic, FakeTime().sleep)
    bench = Bench(tmp_path, turns=bus.seat(0))
    bench.publish(led_line())
    bench.pass_s(1)
    bench.time.seconds += 59.5
    looks = bench.library.changed

    def changed() -> bool:
        asked.append(True)
        if len(asked) == 2:
            bench.publish(flood())
        return looks()

    asked: list[bool] = []
    bench.library.changed = changed  # type: ignore[method-assign]  # between two looks of one step
    bench.card.heard.clear()
    bench.player.step()
    assert bench.card.heard == []
    bench.player.step()
    assert bench.card.heard == [f"show {FLOOD}"]


class Steps:
    """A stop that ends the player after so many waits."""

    def __init__(self, waits: int) -> None:
        self.left = waits

    def is_set(self) -> bool:
        return self.left <= 0

    def wait(self, timeout: float) -> bool:
        self.left -= 1
        return False


def test_what_comes_while_the_player_speaks_does_not_wait_for_its_next_look(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.publish(led_line())
    exchange = bench.card.exchange

    def speaking(data: bytes, reply_within_s: float | None) -> bytes:
        if data.startswith(b"clock"):  # the last word of the first step
            bench.publish(flood())
        return exchange(data, reply_within_s)

    bench.card.exchange = speaking  # type: ignore[method-assign]  # the store changes in the middle of a frame
    bench.player.run(Steps(1))
    assert bench.card.text == FLOOD


def test_a_store_that_changes_all_the_time_is_looked_at_no_more_often(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.publish(led_line())
    bench.pass_s(1)
    looks: list[bool] = []

    def changed() -> bool:
        looks.append(True)
        return True

    bench.library.changed = changed  # type: ignore[method-assign]  # sync commits without a pause
    bench.player.run(Steps(5))
    assert len(looks) == 5
