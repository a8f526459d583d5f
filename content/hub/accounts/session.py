"""A session as it lies in the browser's row: when it began, when its person last did something, what he held then.

began_at, seen_at   seconds since 1970      rights   keys of groups, and "admin"
sign_outs           how often the account had been signed out everywhere when it began
second_factor       true once a code was accepted in this session
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.utils import timezone

from content.hub.accounts.models import SecondFactor, SignedOut
from content.hub.accounts.requirement import must_have_second_factor
from content.hub.accounts.session_rules import End, Session, Standing, session_ended

BEGAN, SEEN, RIGHTS, SIGN_OUTS, FACTOR = "began_at", "seen_at", "rights", "sign_outs", "second_factor"
# Often enough for a limit of half an hour, and seldom enough for a database with one writer.
_SEEN_EVERY = timedelta(minutes=1)
_ADMIN = "admin"


def sign_in(request: Any, user: Any, *, with_factor: bool) -> None:
    """Make the session: under a new key, without what an earlier one held, and gone with the browser."""
    request.session.flush()
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    request.session[FACTOR] = with_factor
    request.session.set_expiry(0)


def begin(sender: Any, request: Any, user: Any, **_: Any) -> None:
    """Stamp a session that has just begun; Django calls it at every sign-in."""
    now = timezone.now().timestamp()
    request.session[BEGAN] = request.session[SEEN] = now
    request.session[RIGHTS] = sorted(_rights(user)[0])
    request.session[SIGN_OUTS] = _sign_outs(user)


def end_of(request: Any, now: datetime) -> End | None:
    """Why the session of this request is over; None while it goes on."""
    session, user = request.session, request.user
    try:
        kept = Session(
            _moment(session[BEGAN]), _moment(session[SEEN]), frozenset(session[RIGHTS]), int(session[SIGN_OUTS])
        )
    except (KeyError, TypeError, ValueError):
        return End.UNKNOWN  # from before this version, or not ours
    rights, _ = _rights(user)
    return session_ended(kept, Standing(rights, _sign_outs(user)), now)


def saw(request: Any, now: datetime) -> None:
    """The person did something."""
    if now - _moment(request.session[SEEN]) >= _SEEN_EVERY:
        request.session[SEEN] = now.timestamp()


def lacks_factor(request: Any) -> bool:
    """Whether this session may do nothing but set up a second factor, or has not proved the one it has."""
    if request.session.get(FACTOR):
        return False
    return user_must_have_factor(request.user) or SecondFactor.objects.filter(pk=request.user.pk).exists()


def user_must_have_factor(user: Any) -> bool:
    """By the hub's settings and the roles that the account holds now."""
    _, roles = _rights(user)
    return must_have_second_factor(settings.HUB.second_factor_for, roles, is_superuser=user.is_superuser)


def _rights(user: Any) -> tuple[frozenset[str], frozenset[str]]:
    """Keys of the account's groups, administrators' right included; and its roles."""
    rows = list(user.groups.values_list("pk", "role_group__role"))
    held = {str(key) for key, _ in rows} | ({_ADMIN} if user.is_superuser else set())
    return frozenset(held), frozenset(role for _, role in rows if role)


def _sign_outs(user: Any) -> int:
    return SignedOut.objects.filter(pk=user.pk).values_list("times", flat=True).first() or 0


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
