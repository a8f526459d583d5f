"""Enrolling machines and boards, and hearing from them."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

import msgspec
from django.db import transaction

from config.settings import BoardSettings
from content.hub.terminals.models import Board, BoardState, Heartbeat, Terminal
from content.hub.units.models import Unit
from content.store.board_report import BoardReport

TOKEN_BYTES = 32
MAX_TOKEN_LENGTH = 200


def enrol(*, terminal: str, kind: str, units: Sequence[str]) -> str:
    """Register a machine and return its new token, which is kept nowhere; an older token stops working.

    Raises ValueError if a unit is unknown, or none is named.
    """
    with transaction.atomic():
        found = list(Unit.objects.filter(pk__in=units))
        unknown = sorted(set(units) - {unit.pk for unit in found})
        if unknown or not units:
            raise ValueError(f"no unit {', '.join(unknown) or 'named'}; expected codes such as d01 or t01-v03")
        token = f"{terminal}.{secrets.token_urlsafe(TOKEN_BYTES)}"
        row, _ = Terminal.objects.update_or_create(
            id=terminal, defaults={"kind": kind, "token_sha256": _digest(token), "is_active": True}
        )
        row.units.set(found)
    return token


def terminal_of(*, token: str) -> Terminal | None:
    """The machine that holds this token, or None. Takes the same time for a wrong secret as for a right one."""
    if len(token) > MAX_TOKEN_LENGTH:
        return None
    name = token.partition(".")[0]
    row = Terminal.objects.filter(pk=name, is_active=True).first()
    kept = row.token_sha256 if row else "0" * 64
    is_right = hmac.compare_digest(kept, _digest(token))
    return row if row is not None and is_right else None


def set_board(*, board: BoardSettings, terminal: str = "") -> Board:
    """Make a terminal's board known to the hub. terminal: its id. Raises ValueError if its unit is unknown."""
    if not Unit.objects.filter(pk=board.unit).exists():
        raise ValueError(f"board {board.id}: no unit {board.unit!r} in this county")
    area = board.area
    row: Board
    row, _ = Board.objects.update_or_create(
        id=board.id,
        defaults={
            "unit_id": board.unit,
            "model": board.model,
            "width_px": area.width_px if area else board.width_px,
            "height_px": area.height_px if area else board.height_px,
            "font_px": board.font_px,
            "colours": board.colours,
            "has_heartbeat": board.heartbeat is not None,
            "terminal": terminal,
        },
    )
    return row


def record_heartbeat(
    *,
    terminal: Terminal,
    at: datetime,
    version: str,
    last_pull: datetime | None,
    problems: Sequence[str],
    boards: Sequence[BoardReport] = (),
) -> dict[str, str]:
    """Keep the last sign of life of a terminal and of its boards; the boards that were ignored, and why."""
    with transaction.atomic():
        Heartbeat.objects.update_or_create(
            terminal=terminal,
            defaults={"at": at, "version": version, "last_pull": last_pull, "problems": "\n".join(problems)},
        )
        known = {board.pk: board for board in Board.objects.filter(pk__in=[report.board for report in boards])}
        ignored = {}
        for report in boards:
            board = known.get(report.board)
            objection = _objection(board, terminal)
            if objection:
                ignored[report.board] = objection
            else:
                BoardState.objects.update_or_create(
                    board=board, defaults={"terminal": terminal, "report": msgspec.to_builtins(report)}
                )
        return ignored


def _objection(board: Board | None, terminal: Terminal) -> str:
    """Why this terminal may not report on a board; empty if it may."""
    if board is None:
        return "this hub does not know the board; make it known with mingbai hub boards terminal.toml"
    if board.terminal:
        return "" if board.terminal == terminal.pk else "the board belongs to another terminal"
    if not terminal.units.filter(pk=board.unit_id).exists():
        return f"the board belongs to unit {board.unit_id}, for which this terminal is not enrolled"
    return ""


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
