"""What a heartbeat tells the hub of one LED board, in bounds that both ends know.

The agent makes it of the status that the board's player wrote (content.store.board_status); the hub keeps the last one.
"""

from __future__ import annotations

import enum
from typing import Annotated

import msgspec
from msgspec import Meta

from content.record import Moment
from content.store.board_status import BoardStatus, Reason

MAX_BOARDS = 64
MAX_LINES = 50  # of each list of one board
MAX_ERRORS = 14  # NTCIP's shortErrorStatus has so many bits

Name = Annotated[str, Meta(max_length=40)]
LineName = Annotated[str, Meta(max_length=60)]
Text = Annotated[str, Meta(max_length=120)]
Count = Annotated[int, Meta(ge=0, le=2**31 - 1)]


class Condition(enum.StrEnum):
    """How much the agent knows of a board."""

    ALIVE = "alive"
    STALE = "stale"  # its player has written nothing for minutes: it is dead, or hangs
    ENDED = "ended"  # its player was stopped in order
    MISSING = "missing"  # no player has ever written anything
    DAMAGED = "damaged"  # what it has written cannot be read


class ToldReason(Reason, frozen=True, omit_defaults=True):
    """A reason that fits into a heartbeat."""

    kind: Name
    about: LineName = ""
    sentence: Annotated[str, Meta(max_length=300)] = ""


class RefusedLine(msgspec.Struct, frozen=True):
    """A line that the board does not show, and why."""

    line: LineName
    reason: ToldReason


class BoardReport(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename={"safety_class": "class"}):
    """Fields as in BoardStatus. condition: a Condition, or one of a later version. at: of the status.

    model: as the terminal's settings have it. left_out: how many lines of the programme and refused ones are not told.
    """

    board: Annotated[str, Meta(min_length=1, max_length=40)]
    model: Name
    condition: Name
    at: Moment | None = None
    safety_class: Name = ""
    state: Name = ""
    line: LineName | None = None
    rev: Count = 0
    sha256: Annotated[str, Meta(max_length=64)] = ""
    text: Text = ""
    since: Moment | None = None
    urgency: Name = ""
    source: Name = ""
    remaining_s: Count | None = None
    reason: ToldReason | None = None
    programme: Annotated[tuple[LineName, ...], Meta(max_length=MAX_LINES)] = ()
    errors: Annotated[tuple[Name, ...], Meta(max_length=MAX_ERRORS)] = ()
    refused: Annotated[tuple[RefusedLine, ...], Meta(max_length=MAX_LINES)] = ()
    left_out: Count = 0
    watchdog_failures: Count = 0


def report_of(model: str, condition: Condition, status: BoardStatus) -> BoardReport:
    """The status within the bounds: what is too long is cut, of too many lines the first ones stay.

    Raises ValueError for what no cutting makes right, such as a negative number.
    """
    programme = [line[:60] for line in status.programme]
    refused = [RefusedLine(line[:60], told_reason(reason)) for line, reason in status.refused.items()]
    whole = BoardReport(
        board=status.board,
        model=model,
        condition=condition,
        at=status.at,
        safety_class=status.safety_class[:40],
        state=status.state[:40],
        line=status.line[:60] if status.line is not None else None,
        rev=status.rev,
        sha256=status.sha256[:64],
        text=status.text[:120],
        since=status.since,
        urgency=status.urgency[:40],
        source=status.source[:40],
        remaining_s=status.remaining_s,
        reason=told_reason(status.reason) if status.reason else None,
        programme=tuple(programme),
        errors=tuple(error[:40] for error in status.errors[:MAX_ERRORS]),
        refused=tuple(refused),
        watchdog_failures=status.watchdog_failures,
    )
    return msgspec.convert(msgspec.to_builtins(with_at_most(MAX_LINES, whole)), BoardReport)


def with_at_most(lines: int, report: BoardReport) -> BoardReport:
    """The same with shorter lists of lines; what is left out is counted."""
    programme, refused = report.programme[:lines], report.refused[:lines]
    left_out = len(report.programme) - len(programme) + len(report.refused) - len(refused)
    return msgspec.structs.replace(report, programme=programme, refused=refused, left_out=report.left_out + left_out)


def told_reason(reason: Reason) -> ToldReason:
    """The same within the bounds."""
    return ToldReason(reason.kind[:40], reason.about[:60], reason.sentence[:300])
