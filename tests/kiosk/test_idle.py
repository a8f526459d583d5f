from __future__ import annotations

from kiosk.idle import IdleWatch


def test_quiet_is_counted_from_the_last_touch() -> None:
    watch = IdleWatch(60, now_s=100)
    assert watch.quiet_s(159.5) == 59.5
    watch.touched(150)
    assert watch.quiet_s(160) == 10


def test_the_last_twenty_seconds_are_counted_aloud() -> None:
    watch = IdleWatch(60, now_s=0)
    assert watch.seconds_left(39) is None
    assert watch.seconds_left(40) == 20
    assert watch.seconds_left(58.5) == 2
    assert watch.seconds_left(61) == 0


def test_a_short_time_is_not_all_warning() -> None:
    assert IdleWatch(6, now_s=0).seconds_left(2) is None


def test_the_limit_may_change_in_the_middle_of_a_visit() -> None:
    watch = IdleWatch(300, now_s=0)
    assert watch.seconds_left(45) is None
    watch.limit(60)
    assert watch.seconds_left(45) == 15
