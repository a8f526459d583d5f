"""锁定: how long nobody is let in after so many tries. Pure: the time comes in.

A try is counted before anybody looks whether it was right, so that a hundred guesses sent at once are counted as a
hundred; a right one gives its own count back. The first ``free`` tries cost nothing. From then on each one locks for
1, 2, 4, 8 … minutes, an hour at most. Tries are forgotten one by one, as a leaking bucket empties.

NIST SP 800-63B-4, 3.2.2: at most 100 failed tries in a row. A guesser who never sleeps gets about 30 in his first day
and 24 on every further one.
"""

from __future__ import annotations

import enum
import math
from dataclasses import dataclass
from datetime import datetime, timedelta

LONGEST = timedelta(hours=1)
_FIRST = timedelta(minutes=1)
_MOST_DOUBLINGS = 6  # 64 minutes are more than LONGEST already; larger powers would only grow


@dataclass(frozen=True)
class Limit:
    """free: tries before the first lock. forget_one_after: how long one try is remembered."""

    free: int
    forget_one_after: timedelta


class Counted(enum.Enum):
    """What tries are counted of."""

    ACCOUNT = "account"
    CODE = "code"
    ADDRESS = "address"


COUNTED_LABELS = {Counted.ACCOUNT: "账号", Counted.CODE: "动态码", Counted.ADDRESS: "地址"}
ACCOUNT = Limit(free=5, forget_one_after=timedelta(days=1))
# A whole county may come from one address: its clerks' slips must not shut out everybody.
ADDRESS = Limit(free=20, forget_one_after=timedelta(minutes=6))
LIMITS = {Counted.ACCOUNT: ACCOUNT, Counted.CODE: ACCOUNT, Counted.ADDRESS: ADDRESS}


@dataclass(frozen=True)
class Tally:
    """What is remembered of the tries on one account, or from one address.

    level: how many, those forgotten by then taken off, at the moment ``at``. locked_until: nobody is let in before.
    """

    level: float
    at: datetime
    locked_until: datetime | None = None


def is_locked(tally: Tally, now: datetime) -> bool:
    """Whether a try is turned away now, uncounted and without a look at the password."""
    return tally.locked_until is not None and now < tally.locked_until


def counted(tally: Tally | None, limit: Limit, now: datetime) -> Tally:
    """The tally with one more try. tally: None before the first one."""
    level = _level(tally, limit, now) + 1
    over = math.ceil(level) - limit.free
    if over < 0:
        return Tally(level, now)
    return Tally(level, now, now + min(LONGEST, _FIRST * 2 ** min(over, _MOST_DOUBLINGS)))


def given_back(tally: Tally) -> Tally:
    """The tally after a try that was right: without it, and without the lock that it brought."""
    return Tally(max(0.0, tally.level - 1), tally.at)


def _level(tally: Tally | None, limit: Limit, now: datetime) -> float:
    if tally is None:
        return 0.0
    quiet = max(now - tally.at, timedelta())  # a clock that was set back forgets nothing
    return max(0.0, tally.level - quiet / limit.forget_one_after)
