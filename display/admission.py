"""Which signed lines this board may show: every check that stands between the store and the LEDs.

A line is admitted when two approvers answer for it now (the verifier's task), it names this board, its
disclosure is in the library at exactly the revision that the approvers saw and was not withdrawn, and it is not
older than what the board has shown: an envelope that was good once cannot come back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Protocol

from content.clock import TrustedClock
from content.disclosure import Disclosure
from content.errors import StoreError, TrustError
from content.feed.approvals import LineOutOfTime
from content.led_line import LedLine
from content.record import COUNTY_TIME, DisclosureId
from content.store.board_status import Reason
from content.store.board_status import ReasonKind as Kind
from content.store.library import Freshness, Withdrawal
from display.programme import BoardLine
from display.shown import Shown

Verifier = Callable[[bytes, bytes, datetime], LedLine]
"""(envelope, list of approvers, now) → the line, or TrustError. See content.feed.approvals.verify_led_line."""


class Source(Protocol):
    """What a player asks of content.store.library.Library."""

    clock: TrustedClock

    def changed(self) -> bool: ...
    def freshness(self) -> Freshness: ...
    def led_envelopes(self) -> list[tuple[DisclosureId, bytes]]: ...
    def approvers(self) -> bytes: ...
    def revision(self, disclosure_id: DisclosureId) -> int | None: ...
    def disclosure(self, disclosure_id: DisclosureId) -> Disclosure | None: ...
    def withdrawal(self, disclosure_id: DisclosureId) -> Withdrawal | None: ...
    def close(self) -> None: ...


@dataclass(frozen=True)
class Refused:
    """A line that is not shown, and why."""

    id: DisclosureId
    sha256: str
    reason: Reason


@dataclass(frozen=True)
class Admission:
    """What one look at the library gave. Lines for other boards are in neither list."""

    lines: tuple[BoardLine, ...] = ()
    refused: tuple[Refused, ...] = ()


def admit(source: Source, verify: Verifier, board_id: str, shown: Shown, now: datetime) -> Admission:
    """Every line in the library that this board may show now.

    Raises StoreError if the library fails, or is being filled anew: an empty one takes no line away.
    """
    if source.freshness().last_pull is None:
        raise StoreError("the library is empty: no pull has been completed yet")
    lines, refused = [], []
    approvers = source.approvers()
    for line_id, envelope in source.led_envelopes():
        sha256 = hashlib.sha256(envelope).hexdigest()
        try:
            line = verify(envelope, approvers, now)
        except LineOutOfTime as err:
            if board_id in err.line.boards:
                kind = Kind.OVER if now >= err.line.valid_until else Kind.NOT_YET
                refused.append(Refused(line_id, sha256, Reason(kind, sentence=str(err))))
            continue
        except TrustError as err:
            refused.append(Refused(line_id, sha256, Reason(Kind.SIGNATURES, sentence=str(err))))
            continue
        if board_id not in line.boards:
            continue
        reason = _objection(line, line_id, source, shown, now)
        if reason is not None:
            refused.append(Refused(line_id, sha256, reason))
        else:
            lines.append(_board_line(line, sha256, source))
    return Admission(tuple(lines), tuple(refused))


def _objection(line: LedLine, line_id: DisclosureId, source: Source, shown: Shown, now: datetime) -> Reason | None:
    """Why a line with good signatures is not shown; None if nothing speaks against it."""
    about = line.disclosure
    if line.id != line_id:
        return Reason(Kind.SIGNATURES, sentence=f"stored as {line_id}, signed as {line.id}")
    if not line.valid_from <= now < line.valid_until:
        kind = Kind.OVER if now >= line.valid_until else Kind.NOT_YET
        term = f"valid from {line.valid_from.isoformat()} until {line.valid_until.isoformat()}"
        return Reason(kind, sentence=term)
    if source.withdrawal(line.id) is not None:
        return Reason(Kind.WITHDRAWN, sentence="withdrawn")
    if source.withdrawal(about) is not None:
        return Reason(Kind.DISCLOSURE_WITHDRAWN, about, f"its disclosure {about} is withdrawn")
    revision = source.revision(about)
    if revision is None:
        return Reason(Kind.DISCLOSURE_ABSENT, about, f"its disclosure {about} is not in the library")
    if revision != line.disclosure_rev:
        sentence = f"its disclosure {about} is at revision {revision}, the line speaks of {line.disclosure_rev}"
        return Reason(Kind.DISCLOSURE_CHANGED, about, sentence)
    step_back = shown.objection(line)
    return Reason(Kind.SUPERSEDED, sentence=step_back) if step_back else None


def _board_line(line: LedLine, sha256: str, source: Source) -> BoardLine:
    return BoardLine(
        id=line.id,
        rev=line.rev,
        seq=line.seq,
        text=line.text,
        style=line.style,
        valid_from=line.valid_from,
        valid_until=line.valid_until,
        sha256=sha256,
        notice_until=_notice_until(source.disclosure(line.disclosure)),
        urgency=line.urgency,
    )


def _notice_until(disclosure: Disclosure | None) -> datetime | None:
    """The midnight of the county's calendar that ends the public-notice period."""
    if disclosure is None or disclosure.notice is None:
        return None
    return datetime.combine(disclosure.notice.last_day + timedelta(days=1), time(), COUNTY_TIME)
