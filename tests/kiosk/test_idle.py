from __future__ import annotations

from kiosk.idle import IdleWatch


def test_idle_only_after_the_whole_time() -> None:
    watch = IdleWatch(60, now_s=100)
    assert not watch.is_idle(159.9)
    assert watch.is_idle(160)


def test_a_touch_begins_anew() -> None:
    watch = IdleWatch(60, now_s=100)
    watch.touched(150)
    assert not watch.is_idle(160)
    assert watch.is_idle(210)


def test_the_last_ten_seconds_are_counted_aloud() -> None:
    watch = IdleWatch(60, now_s=0)
    assert watch.seconds_left(49) is None
    assert watch.seconds_left(50) == 10
    assert watch.seconds_left(58.5) == 2
    assert watch.seconds_left(61) == 0


def test_a_short_time_is_not_all_warning() -> None:
    assert IdleWatch(6, now_s=0).seconds_left(2) is None
