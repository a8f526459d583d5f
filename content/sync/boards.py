"""What the heartbeat tells of this terminal's boards: the statuses that their players keep on disk.

A player that is dead, or whose status cannot be read, is told as that; nothing here stops the heartbeat.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from config.settings import BoardSettings
from content.store.board_report import BoardReport, Condition, report_of
from content.store.board_status import BoardStatus, read_status, status_path

STALE_AFTER_S = 180.0  # a player writes once a minute

log = logging.getLogger(__name__)


def board_reports(boards: Sequence[BoardSettings], data_dir: Path, now: datetime) -> list[BoardReport]:
    """One report for each board of the settings, in their order."""
    return [_report(board, status_path(data_dir, board.id), now) for board in boards]


def _report(board: BoardSettings, path: Path, now: datetime) -> BoardReport:
    condition = Condition.DAMAGED
    try:
        status = read_status(path)
        if status is None:
            condition = Condition.MISSING
        elif status.board == board.id:
            return report_of(board.model, _condition(status, now), status)
        else:
            log.warning("status of another board", extra={"path": path, "board": status.board})
    except (OSError, ValueError) as err:
        log.warning("status of a board unreadable", extra={"path": path, "error": err})
    return BoardReport(board=board.id, model=board.model, condition=condition)


def _condition(status: BoardStatus, now: datetime) -> Condition:
    if status.ended:
        return Condition.ENDED
    # Of the future: the clock was set back under the player, and nobody knows how old it is.
    return Condition.ALIVE if abs((now - status.at).total_seconds()) <= STALE_AFTER_S else Condition.STALE
