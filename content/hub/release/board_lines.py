"""LED lines on their boards: what became of each, from what the terminals reported last."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from content.hub.release.models import LedLineRequest
from content.hub.terminals.abilities import class_of
from content.hub.terminals.board_view import Standing, Told, class_told, line_standing, refusal, standing
from content.hub.terminals.models import Board, BoardState
from content.hub.terminals.wording import error_label, model_label, source_label
from content.store.board_report import BoardReport


@dataclass(frozen=True)
class OnBoard:
    """One line on one board."""

    board: Board
    told: Told


@dataclass(frozen=True)
class NamedLine:
    """A line that a board speaks of. request: None if this hub does not know it. told: why it is not shown."""

    id: str
    request: LedLineRequest | None
    told: Told | None = None


@dataclass(frozen=True)
class BoardPage:
    """Everything that is known of one board, for its page."""

    board: Board
    state: BoardState | None
    report: BoardReport | None
    standing: Standing
    model: str
    safety_class: str
    source: str
    errors: list[str]
    programme: list[NamedLine]
    refused: list[NamedLine]


def report_on(board: Board) -> tuple[BoardReport | None, BoardState | None]:
    """The last report on a board, and the row that keeps it."""
    state: BoardState | None = getattr(board, "state", None)
    return (state.told() if state else None), state


def standing_of(board: Board, now: datetime) -> Standing:
    """How the board stands now."""
    report, state = report_on(board)
    known_class = (report.safety_class if report else "") or class_of(board)
    return standing(report, state.received_at if state else None, known_class, now)


def on_boards(line: LedLineRequest, now: datetime) -> list[OnBoard]:
    """The line on each of its boards; none before it was released."""
    if line.release_id is None:
        return []
    found = []
    for board in line.boards.all():
        report, state = report_on(board)
        told = line_standing(line.registration_id, report, state.received_at if state else None, now)
        found.append(OnBoard(board, told))
    return found


def board_page(board: Board, now: datetime) -> BoardPage:
    """What the page of one board shows."""
    report, state = report_on(board)
    programme = report.programme if report else ()
    refused = report.refused if report else ()
    requests = _requests([*programme, *(one.line for one in refused)])
    return BoardPage(
        board=board,
        state=state,
        report=report,
        standing=standing_of(board, now),
        model=model_label(board.model),
        safety_class=class_told(report, class_of(board)),
        source=source_label(report.source) if report else "",
        errors=[error_label(error) for error in report.errors] if report else [],
        programme=[NamedLine(line, requests.get(line)) for line in programme],
        refused=[NamedLine(one.line, requests.get(one.line), refusal(one.reason)) for one in refused],
    )


def _requests(lines: Iterable[str]) -> dict[str, LedLineRequest]:
    return {request.registration_id: request for request in LedLineRequest.objects.filter(registration__in=list(lines))}
