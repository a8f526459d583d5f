"""会话: when somebody who signed in is no longer believed. Pure: the time comes in.

Ends that need no rule: a changed password (Django keeps a keyed hash of it in the session) and an account that was
put out of use (Django no longer finds its user).
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime, timedelta

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)  # one working day


class End(enum.Enum):
    """Why a session is over; the value is what the person is told."""

    IDLE = "您已超过 30 分钟没有操作，系统已自动退出，请重新登录。"
    TOO_OLD = "本次登录已满 12 小时，请重新登录。"
    ENDED = "您的账号已在所有设备上退出，请重新登录。"
    RIGHTS = "您的权限有变动，请重新登录。"
    UNKNOWN = "本次登录已失效，请重新登录。"


@dataclass(frozen=True)
class Session:
    """began_at, seen_at: when it began and when its person last did something. rights: what he held at its start.

    sign_outs: how often the account had been signed out everywhere by then.
    """

    began_at: datetime
    seen_at: datetime
    rights: frozenset[str]
    sign_outs: int = 0


@dataclass(frozen=True)
class Standing:
    """What holds for an account now. rights: keys of its groups. sign_outs: counted, for clocks are set back."""

    rights: frozenset[str]
    sign_outs: int = 0


def session_ended(session: Session, standing: Standing, now: datetime) -> End | None:
    """Why the session is over; None while it goes on. A right that came since then ends nothing, one that went does."""
    if session.sign_outs != standing.sign_outs:
        return End.ENDED
    if session.rights - standing.rights:
        return End.RIGHTS
    if now - session.began_at >= LONGEST:
        return End.TOO_OLD
    if now - session.seen_at >= IDLE:
        return End.IDLE
    return None
