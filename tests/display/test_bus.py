"""Turns on one line: fairness, urgency and rests, with real threads and a clock that nobody waits for."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from display.bus import Bus, LineBusy, Seat, Urgency, no_news
from display.driver import POSTPONED, Driver
from display.protocols import protocol_for
from display.protocols.base import Exchange
from tests.display.fakes import ACK, FakeTime, ScriptedTransport

EMERGENCY, CHANGE, REFRESH = Urgency.EMERGENCY, Urgency.CHANGE, Urgency.REFRESH


class Speakers:
    """Threads that each want one turn; they ask while somebody else holds the line, so the order is the bus's."""

    def __init__(self, seats: int) -> None:
        self.time = FakeTime()
        self.bus = Bus(self.time.monotonic, self.time.sleep, refresh_patience_s=60.0)
        self.seats = [self.bus.seat(0.005) for _ in range(seats)]
        self.spoken: list[int] = []

    def order(self, holder: int, wanted: list[tuple[int, Urgency]]) -> list[int]:
        threads = [threading.Thread(target=self._speak, args=who, daemon=True) for who in wanted]
        with self.seats[holder].turn(REFRESH):
            for thread in threads:
                thread.start()
            while len(self.bus.waiting) < len(wanted):  # they need no more than to be scheduled once
                threading.Event().wait(0.001)
        for thread in threads:
            thread.join(10)
        return self.spoken

    def _speak(self, number: int, urgency: Urgency) -> None:
        with self.seats[number].turn(urgency):
            self.spoken.append(number)


def test_everybody_gets_a_turn_in_the_order_of_the_line() -> None:
    assert Speakers(5).order(2, [(number, REFRESH) for number in (0, 1, 3, 4)]) == [3, 4, 0, 1]


def test_an_emergency_waits_only_for_the_frame_on_the_wire_and_a_change_goes_before_refreshes() -> None:
    wanted = [(1, REFRESH), (2, CHANGE), (3, REFRESH), (4, EMERGENCY), (5, EMERGENCY)]
    assert Speakers(6).order(0, wanted) == [4, 5, 2, 3, 1]


def test_the_line_rests_for_the_turnaround_of_the_board_that_spoke() -> None:
    time = FakeTime()
    bus = Bus(time.monotonic, time.sleep)
    slow, quick = bus.seat(0.035), bus.seat(0.0)
    for seat in (slow, quick, quick):
        with seat.turn(CHANGE):
            pass
    assert time.slept == [0.035]


def test_an_emergency_that_comes_while_the_line_rests_is_not_too_late() -> None:
    time = FakeTime()
    spoken: list[int] = []
    urgent_waits = threading.Event()

    def sleep(seconds: float) -> None:
        if threading.current_thread() is refresher:  # the refresh watches the rest; the emergency comes into it
            urgent.start()
            assert urgent_waits.wait(10)
        else:
            urgent_waits.set()
            assert refresher_is_back.wait(10)
        time.sleep(seconds)

    bus = Bus(time.monotonic, sleep, refresh_patience_s=60.0)
    slow, refreshed, alarmed = bus.seat(0.035), bus.seat(0.0), bus.seat(0.0)
    refresher_is_back = threading.Event()

    def speak(seat: Seat, number: int, urgency: Urgency) -> None:
        with seat.turn(urgency, lambda: False):
            spoken.append(number)

    refresher = threading.Thread(target=speak, args=(refreshed, 1, REFRESH), daemon=True)
    urgent = threading.Thread(target=speak, args=(alarmed, 2, EMERGENCY), daemon=True)
    with slow.turn(CHANGE):
        pass
    refresher.start()
    assert urgent_waits.wait(10)
    refresher_is_back.set()
    for thread in (refresher, urgent):
        thread.join(10)
    assert spoken == [2, 1]


def test_a_refresh_looks_for_news_before_it_speaks_and_nobody_else_does() -> None:
    bus = Bus(FakeTime().monotonic, FakeTime().sleep)
    first, second = bus.seat(0), bus.seat(0)
    spoken = []
    with pytest.raises(LineBusy), first.turn(REFRESH, lambda: True):
        spoken.append(REFRESH)
    for urgency in (CHANGE, EMERGENCY):
        with first.turn(urgency, lambda: True):
            spoken.append(urgency)
    with second.turn(REFRESH):
        spoken.append(REFRESH)
    assert spoken == [CHANGE, EMERGENCY, REFRESH]
    assert bus.waiting == ()


def test_who_waits_behind_a_refresh_that_gives_up_is_called() -> None:
    bus = Bus(FakeTime().monotonic, FakeTime().sleep, refresh_patience_s=60.0)
    holder, overtaken, behind = (bus.seat(0) for _ in range(3))
    spoken: list[str] = []

    def speak(seat: Seat, name: str, has_news: bool) -> None:
        try:
            with seat.turn(REFRESH, lambda: has_news):
                spoken.append(name)
        except LineBusy:
            spoken.append(f"{name} looks for news")

    threads = [
        threading.Thread(target=speak, args=(overtaken, "overtaken", True), daemon=True),
        threading.Thread(target=speak, args=(behind, "behind", False), daemon=True),
    ]
    with holder.turn(CHANGE):
        for thread in threads:
            thread.start()
        while len(bus.waiting) < 2:
            threading.Event().wait(0.001)
    for thread in threads:
        thread.join(10)
    assert spoken == ["overtaken looks for news", "behind"]


def test_a_turn_is_given_back_when_the_cable_breaks() -> None:
    bus = Bus(FakeTime().monotonic, FakeTime().sleep)
    first, second = bus.seat(0), bus.seat(0)
    with pytest.raises(OSError, match="unplugged"), first.turn(CHANGE):
        raise OSError("unplugged")
    with second.turn(CHANGE):
        pass


def test_a_line_carries_thirty_two_boards() -> None:
    bus = Bus(FakeTime().monotonic, FakeTime().sleep)
    assert len([bus.seat(0) for _ in range(32)]) == 32
    with pytest.raises(ValueError, match="at most 32"):
        bus.seat(0)


class Noted(ScriptedTransport):
    """A cable that notes whether the line was ours, and lets another board ask for it."""

    def __init__(self, answers: int, held: Callable[[], bool]) -> None:
        super().__init__([(None, ACK)] * answers)
        self._held = held
        self.held: list[bool] = []

    def exchange(self, data: bytes, reply_within_s: float | None) -> bytes:
        self.held.append(self._held())
        return super().exchange(data, reply_within_s)


@pytest.mark.parametrize(("pause_s", "is_held"), [(0.1, True), (20.0, False)])
def test_a_short_pause_belongs_to_the_frames_around_it_and_reading_time_to_everybody(
    pause_s: float, is_held: bool
) -> None:
    time = FakeTime()
    bus = Bus(time.monotonic, time.sleep)
    seat: Seat = bus.seat(0)
    held_while_pausing: list[bool] = []

    def sleep(seconds: float) -> None:
        held_while_pausing.append(bus.is_busy)
        time.sleep(seconds)

    transport = Noted(2, lambda: bus.is_busy)
    driver = Driver(transport, protocol_for("onbon-bx5k"), time.monotonic, sleep, seat)
    frames = [Exchange(b"one", 1.0, pause_after_s=pause_s), Exchange(b"two", 1.0)]
    assert driver.deliver(frames).confirmed
    assert transport.held == [True, True]
    assert held_while_pausing == [is_held]
    assert not bus.is_busy


def test_a_refresh_on_a_busy_line_is_put_off_and_a_change_is_not() -> None:
    time = FakeTime()
    bus = Bus(time.monotonic, time.sleep)
    seat, other = bus.seat(0), bus.seat(0)
    transport = ScriptedTransport([(b"one", ACK), (b"two", ACK)])
    driver = Driver(transport, protocol_for("onbon-bx5k"), time.monotonic, time.sleep, seat)
    frames = [Exchange(b"one", 1.0), Exchange(b"two", 1.0)]
    with other.turn(CHANGE):
        assert driver.deliver(frames, REFRESH) == POSTPONED
        assert transport.sent == []
        waiting = threading.Thread(target=driver.deliver, args=(frames, CHANGE), daemon=True)
        waiting.start()
    waiting.join(10)
    transport.done()


def test_a_refresh_that_has_begun_is_ended() -> None:
    time = FakeTime()
    bus = Bus(time.monotonic, time.sleep)
    seat = bus.seat(0)
    asked: list[Urgency] = []

    class Asked:
        def turn(self, urgency: Urgency, has_news: Callable[[], bool] = no_news) -> AbstractContextManager[None]:
            asked.append(urgency)
            return seat.turn(urgency, has_news)

    transport = ScriptedTransport([(b"one", ACK), (b"two", b""), (b"", b""), (b"two", ACK)])
    driver = Driver(transport, protocol_for("onbon-bx5k"), time.monotonic, time.sleep, Asked())
    assert driver.deliver([Exchange(b"one", 1.0), Exchange(b"two", 1.0)], REFRESH).confirmed
    assert asked == [REFRESH, CHANGE, CHANGE]
