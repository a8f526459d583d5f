"""会话: when it is over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from content.hub.accounts.session_rules import End, Session, Standing, session_ended

BEGAN = datetime(2026, 11, 30, 0, tzinfo=UTC)  # eight in the morning in the county
ROLES = frozenset({"3", "7"})


def after(**time: int) -> datetime:
    return BEGAN + timedelta(**time)


CASES = [  # now, last seen, rights now, signed out everywhere at, what it says
    (after(minutes=1), BEGAN, ROLES, None, None),
    (after(minutes=29, seconds=59), BEGAN, ROLES, None, None),
    (after(minutes=30), BEGAN, ROLES, None, End.IDLE),
    (after(hours=11, minutes=59), after(hours=11, minutes=40), ROLES, None, None),
    (after(hours=12), after(hours=11, minutes=59), ROLES, None, End.TOO_OLD),
    (after(minutes=1), BEGAN, frozenset({"3"}), None, End.RIGHTS),
    (after(minutes=1), BEGAN, ROLES | {"9"}, None, None),
    (after(minutes=1), BEGAN, frozenset(), None, End.RIGHTS),
    (after(minutes=1), BEGAN, ROLES, after(seconds=30), End.ENDED),
    (after(minutes=1), BEGAN, ROLES, BEGAN, End.ENDED),
    (after(minutes=1), BEGAN, ROLES, after(seconds=-1), None),
]


@pytest.mark.parametrize(("now", "seen", "rights", "ended_at", "end"), CASES)
def test_a_session_ends(
    now: datetime, seen: datetime, rights: frozenset[str], ended_at: datetime | None, end: End | None
) -> None:
    assert session_ended(Session(BEGAN, seen, ROLES), Standing(rights, ended_at), now) is end
