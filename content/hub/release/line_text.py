"""What may stand on a board, and how a board shows it: asked whenever a line is proposed, or a template of lines."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from content.hub.checking.selectors import forbidden_words
from content.hub.release.names import announced_disclosure, listed_names
from content.hub.release.services import NotReleasable
from content.hub.terminals.models import Board
from content.hub.terminals.wording import reason_label
from content.led_line import LedStyle
from content.personal_data import KIND_LABELS, findings
from content.record import DisclosureId
from display.board import Board as LedBoard
from display.errors import DisplayError
from display.preview import preview_png

log = logging.getLogger(__name__)


def check_words(text: str, disclosure: DisclosureId, rev: int) -> None:
    """Raises NotReleasable if the text holds what is forbidden, somebody's data, or a name of the disclosure's list."""
    forbidden = forbidden_words(text)
    if forbidden:
        raise NotReleasable(f"属于负面清单，不得公开：{'、'.join(forbidden)}")
    found = findings(text)
    if found:
        names = "、".join(f"{KIND_LABELS[one.kind]} {one.masked}" for one in found)
        raise NotReleasable(f"短讯里疑有个人信息，显示屏上不得出现：{names}")
    body = announced_disclosure(disclosure, rev)
    listed = listed_names(text, body) if body is not None else []
    if listed:
        raise NotReleasable(f"名单里的姓名不得上显示屏：{'、'.join(listed)}")


def preview_on(text: str, style: LedStyle, boards: Sequence[Board]) -> bytes:
    """What the approvers look at: the text on the first board. Raises NotReleasable if any board cannot show it."""
    pictures = []
    for board in boards:
        try:
            pictures.append(preview_png(text, style, drawn_on(board)))
        except DisplayError as err:
            log.info("line cannot be drawn", extra={"board": board.pk, "why": str(err)})
            raise NotReleasable(f"{board.pk}：{reason_label(err.reason)}") from err
    return pictures[0] if pictures else b""


def drawn_on(board: Board) -> LedBoard:
    """The hub's board as the drawing takes it."""
    return LedBoard(
        id=board.pk,
        model=board.model,
        width_px=board.width_px,
        height_px=board.height_px,
        font_px=board.font_px,
        colours=board.colours,
    )
