"""The admin in a real browser, in Chinese. MINGBAI_SCREENS=DIR keeps the pictures."""

from __future__ import annotations

import os
import re
import shutil
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from playwright.sync_api import sync_playwright

from content.blocks import Fact, Facts, Heading, Paragraph, Table
from content.disclosure import NoticePeriod
from content.store.board_report import RefusedLine, ToldReason
from tests.content.hub.conftest import PASSWORD, Hub
from tests.content.hub.test_admin import known_board
from tests.content.hub.test_board_pages import heard, released_line, report

pytestmark = [pytest.mark.screen, pytest.mark.port, pytest.mark.slow]

# Names, not words: product, file formats, account names, ids.
NOT_CHINESE = re.compile(
    r"Wagtail|PDF|PNG|JPEG|LED|editor|first|second|admin|outsider|Esc|Ctrl|Shift|Alt|Enter|[a-z]+\d[\w/-]*"
)
WORD = re.compile(r"[A-Za-z]{3,}")
BOARD_NAMES = {"gate", "hall", "road", "yard", "Alpha", "Hanover", "HDMI"}


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def address(hub: Hub) -> Iterator[str]:
    """The hub on a port of its own."""
    from django.core.wsgi import get_wsgi_application

    server = make_server("127.0.0.1", 0, get_wsgi_application(), _Server, _Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    folder = Path(os.environ.get("MINGBAI_SCREENS") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def browser(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    from django.db import connection

    # Playwright's blocking interface runs an event loop in this thread, and Django would suspect it of sharing.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("chromium is not installed")
    with sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield chromium
        # Under Playwright's loop Django has a connection of its own; left open, the next test would write to this hub.
        connection.close()
        chromium.close()


def log_in(browser: Any, address: str, username: str) -> Any:
    page = browser.new_page(viewport={"width": 1440, "height": 1000}, locale="zh-CN")
    page.goto(f"{address}/admin/")
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url(f"{address}/admin/")
    return page


def english_in(page: Any) -> list[str]:
    """Words in Latin letters that a person sees on the page."""
    text = NOT_CHINESE.sub(" ", page.inner_text("body"))
    return sorted(set(WORD.findall(text)))


def test_a_clerk_and_two_reviewers_see_chinese(hub: Hub, address: str, browser: Any, pictures: Path) -> None:
    from django.db import connection

    from content.hub.review.services import submit

    draft = hub.draft(
        "柳溪镇2026年11月城乡低保新增对象公示",
        notice=NoticePeriod(date(2026, 11, 23), date(2026, 12, 1), "0900-5550101"),
        blocks=(
            Heading("一、公示对象"),
            Paragraph("经个人申请、村(社区)评议、镇级审核,现将拟新增对象予以公示。"),
            Table(("姓名", "村(社区)", "人数", "月保障金(元)"), (("张*才", "柳溪村", "2", "860.00"), ("欧阳*平", "河湾村", "1", "430.00")), "名单", ("合计", "", "3", "1,290.00")),
            Facts((Fact("受理电话", "0900-5550101"), Fact("受理地点", "镇便民服务中心三号窗口")), "异议受理"),
        ),
        led_text="低保公示:柳溪镇11月新增2户3人,12月1日前可提异议,电话0900-5550101",
        category="社会救助",
    )  # fmt: skip
    waiting = hub.draft("白杨镇特困人员救助供养终止名单公示", unit="t02")
    submit(page=waiting, by=hub.editor)
    hub.released("县民政局2026年第三季度临时救助情况", unit="d01")
    connection.close()

    leftover: set[str] = set()
    login = browser.new_page(viewport={"width": 1440, "height": 1000}, locale="zh-CN")
    login.goto(f"{address}/admin/login/")
    login.screenshot(path=pictures / "hub-login.png")
    assert "登录" in login.inner_text("body")
    leftover |= {*english_in(login)}

    clerk = log_in(browser, address, "editor")
    clerk.goto(f"{address}/admin/pages/{draft.get_parent().pk}/")
    clerk.screenshot(path=pictures / "hub-explorer.png")
    assert "柳溪镇2026年11月城乡低保新增对象公示" in clerk.inner_text("body")
    leftover |= {*english_in(clerk)}
    clerk.goto(f"{address}/admin/pages/{draft.pk}/edit/")
    clerk.wait_for_selector("text=一、公示对象")
    clerk.screenshot(path=pictures / "hub-edit.png", full_page=True)
    leftover |= {*english_in(clerk)}
    clerk.goto(f"{address}/admin/releases/")
    clerk.screenshot(path=pictures / "hub-releases.png")
    leftover |= {*english_in(clerk)}

    reviewer = log_in(browser, address, "first")
    reviewer.screenshot(path=pictures / "hub-tasks.png")
    assert "白杨镇特困人员救助供养终止名单公示" in reviewer.inner_text("body")
    leftover |= {*english_in(reviewer)}
    reviewer.goto(f"{address}/admin/pages/{waiting.pk}/edit/")
    reviewer.wait_for_selector("text=审核与发布")
    reviewer.screenshot(path=pictures / "hub-review.png", full_page=True)
    assert reviewer.inner_text("footer nav .button >> nth=0").strip() == "同意"
    leftover |= {*english_in(reviewer)}
    reviewer.goto(f"{address}/admin/pages/{waiting.pk}/view_draft/")
    reviewer.screenshot(path=pictures / "hub-preview.png")
    assert "虚构示例" in reviewer.inner_text("body")
    assert leftover == set()


def test_an_emergency_is_asked_for_in_words_that_cannot_be_missed(
    hub: Hub, address: str, browser: Any, pictures: Path
) -> None:
    from django.db import connection

    from config.settings import BoardSettings
    from content.hub.disclosures.models import DisclosurePage
    from content.hub.terminals.services import set_board

    for name in ("t01-gate", "t02-gate"):
        set_board(
            board=BoardSettings(
                id=name, unit=name[:3], model="onbon-bx5k", url="loop://", width_px=256, height_px=16
            )
        )  # fmt: skip
    request = hub.released("清源县突发事件应急信息发布", led_text="暴雨红色预警,低洼处请立即转移")
    announced = DisclosurePage.objects.get(registration__pk=request.disclosure)
    connection.close()

    clerk = log_in(browser, address, "editor")
    clerk.goto(f"{address}/admin/led-line/{announced.pk}/")
    clerk.check("input[name=urgency][value=emergency]")
    clerk.check("input[name=boards][value=t01-gate]")
    clerk.fill("input[name=hours]", "6")
    clerk.screenshot(path=pictures / "hub-emergency.png", full_page=True)
    assert english_in(clerk) == []
    clerk.click("button:has-text('送审批人签名')")
    clerk.wait_for_selector("text=请勾选确认")
    clerk.check("input[name=confirmed]")
    clerk.click("button:has-text('送审批人签名')")
    clerk.wait_for_url(f"{address}/admin/pages/{announced.pk}/edit/")
    assert "[应急] 暴雨红色预警" in clerk.inner_text("body")
    clerk.screenshot(path=pictures / "hub-emergency-waits.png")
    clerk.click("text=撤下短讯")
    clerk.wait_for_selector("text=撤下原因")
    clerk.screenshot(path=pictures / "hub-emergency-down.png")
    assert english_in(clerk) == []


def test_boards_their_refusals_and_the_choice_of_styles(hub: Hub, address: str, browser: Any, pictures: Path) -> None:
    from django.db import connection

    announced = hub.released("柳溪镇2026年11月城乡低保新增对象公示", led_text="低保公示:新增2户3人,12月1日前可提异议")
    for id_, model in (
        ("t01-gate", "onbon-bx5k"),
        ("t01-hall", "alpha"),
        ("t01-road", "hanover"),
        ("t01-yard", "window"),
    ):
        known_board(id_, model, relay=model == "window")
    now = datetime.now(UTC)
    boards = ("t01-gate", "t01-hall", "t01-road")
    first = released_line(hub, "低保公示:新增2户3人,12月1日前可提异议", *boards, announced=announced.disclosure)
    second = released_line(hub, "陈某同志任前公示", *boards, announced=announced.disclosure)
    wait, rare = first.registration_id, second.registration_id
    heard(
        report(
            "t01-gate", line=wait, rev=1, text=first.text, since=now - timedelta(hours=2), remaining_s=500_000,
            source="timebasedScheduler", programme=(wait,), sha256="5f" * 32, errors=("message",),
            refused=(RefusedLine(rare, ToldReason("character", "镕", "character 2, 「镕」 U+9555, is not in the font")),),
        ),
        report(
            "t01-hall", model="alpha", safety_class="C", state="unconfirmed", line=wait, text=first.text,
            reason=ToldReason("never-answers"), programme=(wait, rare), since=now, remaining_s=500_000,
        ),
        report(
            "t01-road", model="hanover", safety_class="C", condition="stale", line=wait, text=first.text,
            at=now - timedelta(hours=3), since=now - timedelta(days=2),
        ),
    )  # fmt: skip
    connection.close()

    leftover: set[str] = set()
    clerk = log_in(browser, address, "editor")
    for name, path in (
        ("hub-boards", "boards/"),
        ("hub-board", "boards/inspect/t01-gate/"),
        ("hub-led-lines", "led-lines/"),
        ("hub-led-line", f"led-lines/inspect/{second.pk}/"),
        ("hub-led-line-on-disclosure", f"pages/{first.registration.announces.page_id}/edit/"),
    ):
        clerk.goto(f"{address}/admin/{path}")
        clerk.screenshot(path=pictures / f"{name}.png")
        leftover |= {*english_in(clerk)}
    assert "这块屏显示不了「镕」，请改写" in clerk.inner_text("body")

    clerk.goto(f"{address}/admin/led-line/{first.registration.announces.page_id}/")
    offered = "() => [...document.querySelectorAll('#id_style option:enabled')].map(one => one.text)"
    assert clerk.evaluate(offered) == ["向左滚动", "向上滚动", "静止"]
    clerk.check("text=t01-yard")
    assert clerk.evaluate(offered) == ["向左滚动", "静止"]
    clerk.check("text=t01-road")
    assert (clerk.evaluate(offered), clerk.input_value("#id_style")) == (["静止"], "still")
    clerk.screenshot(path=pictures / "hub-led-line-form.png", full_page=True)
    leftover |= {*english_in(clerk)}
    clerk.uncheck("text=t01-road")
    assert clerk.evaluate(offered) == ["向左滚动", "静止"]
    assert leftover - BOARD_NAMES == set()


def test_the_check_panel_shows_every_fault_and_its_buttons_work(
    hub: Hub, address: str, browser: Any, pictures: Path
) -> None:
    from io import BytesIO

    from PIL import Image

    from content.hub.checking.models import ClearedPage, Confirmation
    from content.hub.checking.selectors import reports_of
    from content.hub.checking.services import remember
    from content.hub.disclosures.draft import DraftFile

    scan = BytesIO()
    Image.new("L", (600, 800), 200).save(scan, "PDF")
    accounts = (("期初结余", "12000.00"), ("本期收入", "3500.50"), ("本期支出", "1500.50"), ("期末结余", "13000.00"))
    draft = hub.draft(
        "柳溪村2026年第三季度财务公开",
        unit="t01-v01",
        genre="村务财务季度公开",
        blocks=(
            Paragraph("根据<<村民委员会组织法>>和清政办发[2026]18号,现公开本村收支。"),
            Table(("项目", "金额（元）"), accounts, "收支总况"),
            Paragraph("收入同比增长8.3，经民主理财小组審核，- 2 -没有异议。咨询13912345678。"),
        ),
        files=(DraftFile(name="会议记录(扫描件)", media_type="application/pdf", data=scan.getvalue()),),
    )
    remember(reports_of(draft))
    page = log_in(browser, address, "editor")
    page.goto(f"{address}/admin/pages/{draft.pk}/edit/")
    panel = page.locator(".hub-check")
    assert english_in(page) == []
    assert "4 处须改正或确认无误" in panel.inner_text()
    page.locator(".hub-check").screenshot(path=str(pictures / "hub-check-panel.png"))
    page.screenshot(path=str(pictures / "hub-check-page.png"), full_page=True)

    panel.get_by_role("button", name="全部按建议改正").click()
    page.wait_for_load_state("networkidle")
    assert "1 处须改正或确认无误" in panel.inner_text()
    body = page.locator("textarea").all()
    assert body[0].input_value() == "根据《村民委员会组织法》和清政办发〔2026〕18号,现公开本村收支。"
    panel.get_by_role("button", name="我已核对，确认无误").click()
    page.wait_for_load_state("networkidle")
    panel.get_by_role("button", name="我已看过，不含个人信息").click()
    page.wait_for_load_state("networkidle")
    panel.get_by_role("button", name="遮盖", exact=True).click()
    page.wait_for_load_state("networkidle")
    panel.screenshot(path=str(pictures / "hub-check-settled.png"))
    assert (Confirmation.objects.get().person_name, ClearedPage.objects.get().person_name) == ("editor", "editor")
    assert "139****5678" in page.locator("textarea").all()[1].input_value()
