"""Boards in the admin: class, what stands there, and every refusal beside its line."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from django.urls import reverse
from django.utils.timezone import now as django_now

from content.led_line import LedStyle
from content.record import DisclosureId
from content.store.board_report import BoardReport, RefusedLine, ToldReason
from tests.content.hub.conftest import Hub
from tests.content.hub.test_admin import client_of, edit_url, known_board


def released_line(hub: Hub, text: str, *boards: str, announced: str = "") -> Any:
    """A line that both approvers signed, as far as the pages see it."""
    from content.hub.release.led_lines import propose_led_line
    from content.hub.release.models import Kind, ReleaseRequest

    line = propose_led_line(
        disclosure_id=DisclosureId(announced or hub.released().disclosure),
        text=text,
        boards=boards,
        style=LedStyle.STILL,
        valid_from=django_now(),
        valid_until=django_now() + timedelta(days=7),
        by=hub.editor,
    )
    line.release = ReleaseRequest.objects.create(
        kind=Kind.LED_LINE,
        disclosure=line.registration_id,
        unit="t01",
        rev=1,
        payload=b"",
        sha256="",
        author=hub.editor.pk,
        author_name="editor",
    )
    line.save()
    return line


def heard(*reports: BoardReport, minutes_ago: float = 0) -> None:
    """What terminal hall-1 said so long ago."""
    from content.hub.terminals.models import BoardState, Terminal
    from content.hub.terminals.services import enrol, record_heartbeat

    if not Terminal.objects.filter(pk="hall-1").exists():
        enrol(terminal="hall-1", kind="terminal", units=["t01"])
    terminal = Terminal.objects.get(pk="hall-1")
    now = django_now()
    assert (
        record_heartbeat(terminal=terminal, at=now, version="0.1.0", last_pull=now, problems=[], boards=reports) == {}
    )
    BoardState.objects.update(received_at=now - timedelta(minutes=minutes_ago))


def report(board: str, **fields: Any) -> BoardReport:
    now = datetime.now(UTC)
    known = {"model": "onbon-bx5k", "condition": "alive", "at": now, "safety_class": "A", "state": "shown"}
    return BoardReport(board=board, **(known | fields))


def text_of(html: str) -> str:
    from bs4 import BeautifulSoup

    return BeautifulSoup(html, "html.parser").get_text(" ", strip=True)


@pytest.fixture
def refused(hub: Hub) -> Any:
    """One line: shown on the first board, refused by the second, of which the terminal reports a text of its own."""
    known_board("t01-b1", "onbon-bx5k")
    known_board("t01-b2", "alpha")
    line = released_line(hub, "低保公示,可提异议", "t01-b1", "t01-b2")
    id_ = line.registration_id
    why = ToldReason("disclosure-absent", "t01/000001", "its disclosure t01/000001 is not in the library")
    heard(
        report("t01-b1", line=id_, rev=1, text=line.text, remaining_s=3600, programme=(id_,), since=datetime.now(UTC)),
        report(
            "t01-b2",
            model="alpha",
            safety_class="C",
            state="unconfirmed",
            line="permanent.reset",
            text="柳溪镇人民政府",
            reason=ToldReason("never-answers"),
            refused=(RefusedLine(id_, why),),
            errors=("message",),
        ),
    )
    return line


def test_the_list_of_boards_says_class_text_state_and_refusals(hub: Hub, refused: Any) -> None:
    said = text_of(client_of(hub.editor).get("/admin/boards/").content.decode())
    for words in (
        "仰邦 BX-5K",
        "A 类：主机停机后，卡到时自己变黑",
        "低保公示,可提异议 已显示，屏已确认",
        "C 类：没有保证，主机停机后最后一行字一直留着",
        "柳溪镇人民政府 已发出，未确认 这种型号的屏从不应答",
        f"{refused.registration_id} :终端上没有所公告的事项 t01/000001",
    ):
        assert words.replace(" :", ":") in said.replace(" :", ":"), words


def test_a_board_s_page_names_the_refused_line_its_text_and_the_reason(hub: Hub, refused: Any) -> None:
    html = client_of(hub.editor).get(reverse("boards:inspect", args=["t01-b2"])).content.decode()
    said = text_of(html)
    assert "低保公示,可提异议 未显示 终端上没有所公告的事项 t01/000001" in said
    assert "技术细节 its disclosure t01/000001 is not in the library" in said
    assert "有短讯未能激活" in said
    assert reverse("led-lines:inspect", args=[refused.pk]) in html


def test_the_clerk_reads_on_the_line_and_on_the_disclosure_why_it_is_not_shown(hub: Hub, refused: Any) -> None:
    client = client_of(hub.editor)
    pages = (
        reverse("led-lines:inspect", args=[refused.pk]),
        "/admin/led-lines/",
        edit_url(refused.registration.announces.page),
    )
    for page in pages:
        said = text_of(client.get(page).content.decode())
        assert "已显示，屏已确认" in said, page
        assert "未显示 终端上没有所公告的事项 t01/000001" in said, page


def test_a_line_that_waits_for_signatures_is_on_no_board(hub: Hub) -> None:
    known_board("t01-b1", "onbon-bx5k")
    line = released_line(hub, "低保公示,可提异议", "t01-b1")
    line.release = None
    line.save()
    heard(report("t01-b1"))
    said = text_of(client_of(hub.editor).get(reverse("led-lines:inspect", args=[line.pk])).content.decode())
    until = line.valid_until.astimezone(timezone(timedelta(hours=8)))
    assert f"展示至 {until.year}年{until.month}月{until.day}日 {until:%H:%M}" in said
    assert "签名之前，短讯不会上屏" in said


def test_boards_that_were_never_heard_or_not_for_long_are_told_so(hub: Hub) -> None:
    known_board("t01-b1", "onbon-bx5k")
    known_board("t01-b2", "hanover")
    heard(report("t01-b1", text="低保公示"), minutes_ago=16)
    client = client_of(hub.editor)
    said = text_of(client.get("/admin/boards/").content.decode())
    assert "低保公示 终端失联 最后报告：已显示，屏已确认" in said
    assert "终端还没有报告过这块屏" in said
    for board in ("t01-b1", "t01-b2"):
        assert client.get(reverse("boards:inspect", args=[board])).status_code == 200


def test_what_a_terminal_says_is_text_and_never_markup(hub: Hub) -> None:
    known_board("t01-b1", "onbon-bx5k")
    evil = "<script>alert(1)</script>"
    heard(
        report(
            "t01-b1",
            text=evil,
            safety_class=evil,
            source=evil,
            reason=ToldReason("character", evil, evil),
            errors=(evil,),
            programme=(evil,),
            refused=(RefusedLine(evil, ToldReason("character", evil, evil)),),
        )
    )
    client = client_of(hub.editor)
    for page in ("/admin/boards/", reverse("boards:inspect", args=["t01-b1"])):
        html = client.get(page).content.decode()
        assert evil not in html
        assert "&lt;script&gt;" in html


def test_a_report_that_this_version_cannot_read_is_no_report(hub: Hub) -> None:
    from content.hub.terminals.models import BoardState

    known_board("t01-b1", "onbon-bx5k")
    heard(report("t01-b1"))
    BoardState.objects.update(report={"board": 5})
    assert "终端还没有报告过这块屏" in text_of(client_of(hub.editor).get("/admin/boards/").content.decode())


def test_the_list_of_boards_asks_the_database_no_more_for_more_boards(hub: Hub) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries() -> int:
        client = client_of(hub.editor)
        client.get("/admin/boards/")
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get("/admin/boards/")
        return len(captured)

    known_board("t01-b1", "onbon-bx5k")
    heard(report("t01-b1"))
    few = queries()
    for number in range(2, 12):
        known_board(f"t01-b{number}", "onbon-bx5k")
    heard(*(report(f"t01-b{number}") for number in range(1, 12)))
    assert queries() == few
