"""What may be said of a board and of a line on it. No Django; times are those of one morning."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from content.hub.terminals.board_view import OVERDUE_AFTER, Standing, Told, Tone, class_told, line_standing, standing
from content.store.board_report import BoardReport, RefusedLine, ToldReason

NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
HEARD = NOW - timedelta(minutes=4)
SHOWN = BoardReport(
    board="gate",
    model="onbon-bx5k",
    condition="alive",
    at=HEARD - timedelta(seconds=30),
    safety_class="A",
    state="shown",
    line="t01/000003",
    text="低保公示",
    since=HEARD - timedelta(hours=1),
    source="timebasedScheduler",
    remaining_s=3600,
    programme=("t01/000003", "t01/000005"),
    refused=(
        RefusedLine("t01/000004", ToldReason("character", "镕", "character 2 …")),
        RefusedLine("t01/000006", ToldReason("not-yet", "", "begins …")),
    ),
)


def changed(**fields: object) -> BoardReport:
    return msgspec.structs.replace(SHOWN, **fields)


def test_a_confirmed_text_is_told_with_its_times() -> None:
    assert standing(SHOWN, HEARD, "A", NOW) == Standing(
        Told("已显示，屏已确认", Tone.GOOD),
        text="低保公示",
        since=HEARD - timedelta(hours=1),
        until=HEARD - timedelta(seconds=30) + timedelta(hours=1),
        heard_at=HEARD,
    )


def test_an_emergency_and_its_drill_are_marked() -> None:
    assert standing(changed(urgency="emergency"), HEARD, "A", NOW).text == "[应急] 低保公示"
    assert standing(changed(urgency="drill"), HEARD, "A", NOW).text == "[应急演练] 低保公示"


BOARDS = [  # report, class, words, tone, because
    (None, "A", "终端还没有报告过这块屏", Tone.UNSURE, ""),
    (changed(state=""), "A", "还没有发送", Tone.UNSURE, ""),
    (changed(state="unconfirmed", reason=ToldReason("never-answers")), "A", "已发出，未确认", Tone.UNSURE, "这种型号的屏从不应答"),
    (changed(state="unconfirmed", reason=ToldReason("card-refused")), "A", "已发出，屏不接受", Tone.BAD, "屏回答：不接受"),
    (changed(state="unreachable", reason=ToldReason("cable")), "C", "联系不上屏", Tone.BAD, "到屏的线路不通"),
    (changed(state="dark", line=None, text="", reason=ToldReason("quiet-hours")), "A", "黑屏，屏已确认", Tone.PLAIN, "静默时段，按设定不显示"),
    (changed(condition="missing"), "A", "终端上的显示程序从未运行", Tone.BAD, ""),
    (changed(condition="damaged"), "A", "终端上的显示状态损坏，读不出来", Tone.BAD, ""),
    (changed(condition="stale"), "A", "显示程序停止了报告", Tone.BAD, ""),
    (changed(condition="stale"), "C", "显示程序停止了报告", Tone.BAD, "C 类屏：可能一直留着最后一行字"),
    (changed(condition="ended", text=""), "C", "显示程序已停", Tone.BAD, ""),
    (changed(state="of a later version"), "A", "未知状态 of a later version", Tone.UNSURE, ""),
]  # fmt: skip


@pytest.mark.parametrize(("report", "safety_class", "words", "tone", "because"), BOARDS)
def test_a_board_is_told_as_it_is_known(
    report: BoardReport | None, safety_class: str, words: str, tone: Tone, because: str
) -> None:
    told = standing(report, HEARD if report else None, safety_class, NOW).told
    assert (told.words, told.tone, told.because) == (words, tone, because)


def test_a_silent_terminal_is_never_told_as_showing() -> None:
    late = HEARD + OVERDUE_AFTER
    assert standing(SHOWN, HEARD, "A", late).told.tone is Tone.GOOD
    found = standing(SHOWN, HEARD, "A", late + timedelta(seconds=1))
    assert found.told == Told("终端失联", Tone.BAD, "最后报告：已显示，屏已确认")
    assert found.heard_at == SHOWN.at
    left = standing(SHOWN, HEARD, "C", late + timedelta(days=1)).told
    assert left.because == "最后报告：已显示，屏已确认;C 类屏：可能一直留着最后一行字"


LINES = [  # line, report, what is told
    ("t01/000003", SHOWN, Told("已显示，屏已确认", Tone.GOOD)),
    ("t01/000005", SHOWN, Told("轮流显示中，此刻是另一条", Tone.GOOD)),
    ("t01/000005", changed(state="unconfirmed"), Told("轮流显示中，此刻是另一条", Tone.UNSURE, "已发出，未确认")),
    ("t01/000004", SHOWN, Told("未显示", Tone.BAD, "这块屏显示不了「镕」，请改写", "character 2 …")),
    ("t01/000006", SHOWN, Told("未显示", Tone.PLAIN, "展示期还没有开始", "begins …")),
    ("t01/000009", SHOWN, Told("终端还没有收到，或已经撤下", Tone.UNSURE)),
    ("t01/000009", changed(left_out=3), Told("这次报告没有提到", Tone.UNSURE)),
    ("t01/000005", changed(state="unreachable"), Told("联系不上屏", Tone.BAD)),
    ("t01/000005", changed(condition="stale"), Told("显示程序停止了报告", Tone.BAD)),
    ("t01/000009", changed(condition="stale"), Told("显示程序停止了报告", Tone.BAD)),
    (
        "t01/000003",
        changed(state="dark", line=None, text="", reason=ToldReason("quiet-hours", "", "quiet hours")),
        Told("暂不显示", Tone.PLAIN, "静默时段，按设定不显示", "quiet hours"),
    ),
    ("t01/000003", None, Told("终端还没有报告过这块屏", Tone.UNSURE)),
]


@pytest.mark.parametrize(("line", "report", "told"), LINES)
def test_a_line_is_told_on_its_board(line: str, report: BoardReport | None, told: Told) -> None:
    assert line_standing(line, report, HEARD if report else None, NOW) == told


def test_a_class_that_differs_from_the_settings_is_told() -> None:
    assert class_told(None, "B").startswith("B 类")
    assert class_told(SHOWN, "A").startswith("A 类：主机停机后，卡到时自己变黑")
    assert class_told(changed(safety_class="C"), "B").endswith("（平台登记的是 B 类，请重新登记）")


def test_a_moment_beyond_the_calendar_is_no_moment() -> None:
    far = changed(at=datetime(9999, 12, 31, 23, tzinfo=UTC), remaining_s=2**31 - 1)
    assert replace(standing(far, HEARD, "A", NOW)).until is None
