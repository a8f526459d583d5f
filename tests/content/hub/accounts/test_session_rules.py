"""会话: when it is over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from content.hub.accounts.session_rules import End, Session, Standing, session_ended

BEGAN = datetime(2026, 11, 30, 0, tzinfo=UTC)  # eight in the morning in the county
ROLES = frozenset({"3", "7"})


def after(**time: int) -> datetime:
    return BEGAN + timedelta(**time)


CASES = [  # now, last seen, rights now, signed out everywhere once more, what it says
    (after(minutes=1), BEGAN, ROLES, 0, None),
    (after(minutes=29, seconds=59), BEGAN, ROLES, 0, None),
    (after(minutes=30), BEGAN, ROLES, 0, End.IDLE),
    (after(hours=11, minutes=59), after(hours=11, minutes=40), ROLES, 0, None),
    (after(hours=12), after(hours=11, minutes=59), ROLES, 0, End.TOO_OLD),
    (after(minutes=1), BEGAN, frozenset({"3"}), 0, End.RIGHTS),
    (after(minutes=1), BEGAN, ROLES | {"9"}, 0, None),
    (after(minutes=1), BEGAN, frozenset(), 0, End.RIGHTS),
    (after(minutes=1), BEGAN, ROLES, 1, End.ENDED),
    (after(seconds=-5), BEGAN, ROLES, 1, End.ENDED),  # the clock was set back in between
]


@pytest.mark.parametrize(("now", "seen", "rights", "more", "end"), CASES)
def test_a_session_ends(now: datetime, seen: datetime, rights: frozenset[str], more: int, end: End | None) -> None:
    assert session_ended(Session(BEGAN, seen, ROLES, 4), Standing(rights, 4 + more), now) is end
