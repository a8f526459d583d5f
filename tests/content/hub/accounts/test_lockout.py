"""锁定, by hand arithmetic."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from content.hub.accounts.lockout import ACCOUNT, ADDRESS, Limit, Tally, counted, given_back, is_locked

START = datetime(2026, 11, 30, 1, tzinfo=UTC)


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def many(count: int, limit: Limit, now: datetime) -> Tally:
    tally = None
    for _ in range(count):
        tally = counted(tally, limit, now)
    assert tally is not None
    return tally


def test_four_tries_cost_nothing_and_the_fifth_locks_for_a_minute() -> None:
    assert many(4, ACCOUNT, START).locked_until is None
    fifth = many(5, ACCOUNT, START)
    assert fifth.locked_until == START + minutes(1)
    assert is_locked(fifth, START + timedelta(seconds=59))
    assert not is_locked(fifth, START + minutes(1))


def test_each_further_try_doubles_the_wait_up_to_an_hour() -> None:
    tally, now = many(5, ACCOUNT, START), START
    waits = [1.0]
    for _ in range(8):
        assert tally.locked_until is not None
        now = tally.locked_until  # the earliest moment at which a guesser is heard again
        tally = counted(tally, ACCOUNT, now)
        assert tally.locked_until is not None
        waits.append((tally.locked_until - now) / minutes(1))
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_a_guesser_who_never_sleeps_stays_far_below_a_hundred_a_day() -> None:
    tally, now, tries = many(5, ACCOUNT, START), START, 5
    while tally.locked_until is not None and tally.locked_until < START + timedelta(days=1):
        now = tally.locked_until
        tally = counted(tally, ACCOUNT, now)
        tries += 1
    # 5 at once, then after 1 + 2 + 4 + 8 + 16 + 32 minutes (63) six more, then one an hour: 22 in the 22.95 hours left.
    assert tries == 5 + 6 + 22
    assert tries < 100  # NIST SP 800-63B-4, 3.2.2


def test_a_right_try_gives_back_its_own_count_alone() -> None:
    back = given_back(many(20, ADDRESS, START))
    assert (back.level, back.locked_until) == (19, None)
    assert counted(back, ADDRESS, START).locked_until == START + minutes(1)


def test_an_address_forgets_one_try_in_six_minutes() -> None:
    # 19 slips of a county's clerks at eight; by nine ten of them are forgotten.
    later = counted(many(19, ADDRESS, START), ADDRESS, START + minutes(60))
    assert (later.level, later.locked_until) == (10, None)
    assert counted(many(3, ADDRESS, START), ADDRESS, START + minutes(1000)).level == 1


def test_an_account_forgets_one_try_in_a_day() -> None:
    assert counted(many(4, ACCOUNT, START), ACCOUNT, START + timedelta(days=1)).locked_until is None
    assert counted(many(4, ACCOUNT, START), ACCOUNT, START + timedelta(hours=23)).locked_until is not None


def test_a_clock_that_was_set_back_forgets_nothing() -> None:
    tally = counted(many(4, ACCOUNT, START), ACCOUNT, START - timedelta(days=9))
    assert (tally.level, tally.locked_until) == (5, START - timedelta(days=9) + minutes(1))
