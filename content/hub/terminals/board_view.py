"""What the hub may say of a board and of a line on it, from the last report. Pure, told the time.

It never says more than is known: a terminal that has fallen silent is told as silent, with its last word.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType

from content.hub.terminals.wording import class_label, reason_label, state_label
from content.led_line import URGENCY_LABELS, LedUrgency
from content.store.board_report import BoardReport, Condition
from content.store.board_status import Reason, ReasonKind

OVERDUE_AFTER = timedelta(minutes=15)  # three heartbeats


class Tone(enum.StrEnum):
    """How a fact is coloured."""

    GOOD = "good"
    PLAIN = "plain"
    UNSURE = "unsure"
    BAD = "bad"


@dataclass(frozen=True)
class Told:
    """One fact: words, why, and the technician's English sentence."""

    words: str
    tone: Tone
    because: str = ""
    technical: str = ""

    def __str__(self) -> str:
        return f"{self.words}({self.because})" if self.because else self.words


@dataclass(frozen=True)
class Standing:
    """One board. text: what stands there, or was the last to stand there. until: when it ends by itself."""

    told: Told
    text: str = ""
    since: datetime | None = None
    until: datetime | None = None
    heard_at: datetime | None = None


_TONES = MappingProxyType({"shown": Tone.GOOD, "dark": Tone.PLAIN, "unreachable": Tone.BAD})
_SILENT: Mapping[str, str] = MappingProxyType(
    {
        Condition.MISSING: "终端上的显示程序从未运行",
        Condition.DAMAGED: "终端上的显示状态损坏，读不出来",
        Condition.STALE: "显示程序停止了报告",
        Condition.ENDED: "显示程序已停",
    }
)
_URGENT = MappingProxyType(
    {urgency.value: f"[{URGENCY_LABELS[urgency]}] " for urgency in (LedUrgency.EMERGENCY, LedUrgency.DRILL)}
)
_LEFT_BEHIND = "C 类屏：可能一直留着最后一行字"
_AS_PLANNED: frozenset[str] = frozenset(
    {
        ReasonKind.NOT_YET,
        ReasonKind.OVER,
        ReasonKind.WITHDRAWN,
        ReasonKind.DISCLOSURE_WITHDRAWN,
        ReasonKind.EMERGENCY_FIRST,
    }
)


def standing(report: BoardReport | None, received_at: datetime | None, safety_class: str, now: datetime) -> Standing:
    """How a board stands. received_at: of the report; safety_class: as it is known here."""
    if report is None or received_at is None:
        return Standing(Told("终端还没有报告过这块屏", Tone.UNSURE))
    told = _player(report)
    is_silent = report.condition != Condition.ALIVE
    if now - received_at > OVERDUE_AFTER:
        told = Told("终端失联", Tone.BAD, f"最后报告：{told}", told.technical)
        is_silent = True
    if is_silent and safety_class == "C" and report.text:
        told = replace(told, because=";".join(filter(None, (told.because, _LEFT_BEHIND))))
    return Standing(
        told,
        text=_URGENT.get(report.urgency, "") + report.text,
        since=report.since,
        until=_until(report),
        heard_at=report.at if is_silent and report.at else received_at,
    )


def line_standing(line: str, report: BoardReport | None, received_at: datetime | None, now: datetime) -> Told:
    """How one line stands on one board."""
    board = standing(report, received_at, "", now).told
    if report is None or received_at is None:
        return board
    for refused in report.refused:
        if refused.line == line:
            return refusal(refused.reason)
    is_silent = report.condition != Condition.ALIVE or now - received_at > OVERDUE_AFTER
    if is_silent or line == report.line:
        return board
    if line not in report.programme:
        return Told("这次报告没有提到" if report.left_out else "终端还没有收到，或已经撤下", Tone.UNSURE)
    if report.state == "unreachable":
        return board
    if report.line is None:
        return Told("暂不显示", Tone.PLAIN, board.because, board.technical)
    return Told("轮流显示中，此刻是另一条", board.tone, "" if board.tone is Tone.GOOD else board.words)


def refusal(reason: Reason) -> Told:
    """A line that is not shown: a mistake, or as it was planned."""
    tone = Tone.PLAIN if reason.kind in _AS_PLANNED else Tone.BAD
    return Told("未显示", tone, reason_label(reason), reason.sentence)


def class_told(report: BoardReport | None, declared: str) -> str:
    """安全等级 in words; where the player runs with another class than the hub was told, both."""
    running = report.safety_class if report else ""
    if running and running != declared:
        return f"{class_label(running)}（平台登记的是 {declared} 类，请重新登记）"
    return class_label(declared)


# --- helpers ---


def _player(report: BoardReport) -> Told:
    """What the board's player says, or that it says nothing."""
    if report.condition in _SILENT:
        return Told(_SILENT[report.condition], Tone.BAD)
    reason = report.reason
    because = reason_label(reason) if reason else ""
    technical = reason.sentence if reason else ""
    if reason and reason.kind == ReasonKind.CARD_REFUSED:
        return Told("已发出，屏不接受", Tone.BAD, because, technical)
    return Told(state_label(report.state), _TONES.get(report.state, Tone.UNSURE), because, technical)


def _until(report: BoardReport) -> datetime | None:
    if report.at is None or report.remaining_s is None:
        return None
    try:
        return report.at + timedelta(seconds=report.remaining_s)
    except OverflowError:  # a moment near the calendar's end, from a terminal whose clock is there
        return None
