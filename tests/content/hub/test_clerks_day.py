"""一份公开的一天: from a village clerk's Word file to the boards, and down again when its period is over.

Every part runs as in a county, as processes of their own; each person has a browser of their own. The clock is moved,
nobody waits for it. MINGBAI_SCREENS=DIR keeps the pictures.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import docx
import pytest
from playwright.sync_api import expect, sync_playwright

from content.record import COUNTY_TIME
from mingbai.demo.line import Line
from mingbai.demo.place import BOARD_ID, Place
from mingbai.demo.processes import free_port
from mingbai.demo.screen import start_screen
from mingbai.demo.visit import Visitor
from tests.content.hub.day import VILLAGE, MovableClock, TimedChildren, Village
from tests.content.hub.test_approving import enrol, sign
from tests.content.hub.test_screens import pictures

__all__ = ["pictures"]  # a fixture

pytestmark = [pytest.mark.slow, pytest.mark.screen, pytest.mark.port, pytest.mark.timeout(900)]

PASSWORD = "a-long-Pass-phrase-9"
PORTRAIT = (1080, 1920)
SOON_S = 30.0
TODAY = datetime.now(UTC).astimezone(COUNTY_TIME).date()
LAST_DAY = TODAY + timedelta(days=6)
TITLE = "河东村2026年第三季度村务财务公开"
# The example of GB 11643-1999, annex: its check digit is X.
LEAKED = "11010519491231002X"
# 12,000.00 + 35,600.00 − 28,450.00 = 19,150.00; two digits were exchanged when it was typed.
LEDGER = (
    ("期初结余", "12,000.00"),
    ("本期收入", "35,600.00"),
    ("本期支出", "28,450.00"),
    ("期末结余", "19,510.00"),
)
LINE = f"河东村三季度财务公开，{LAST_DAY.month}月{LAST_DAY.day}日前可提意见"


@dataclass(frozen=True)
class Person:
    """Somebody with an account. login: as ``mingbai hub create-user`` takes it."""

    login: str
    role: str
    unit: str


CLERK = Person("hedong-wang", "editor", VILLAGE)
SUPERVISOR = Person("hedong-zhao", "supervisor", VILLAGE)
TOWNSHIP = Person("liuxi-li", "first-reviewer", "t01")
FINAL = Person("liuxi-sun", "final-reviewer", "t01")
SIGNERS = (Person("liuxi-chen", "led-approver", "t01"), Person("liuxi-zhou", "led-approver", "t01"))
PEOPLE = (CLERK, SUPERVISOR, TOWNSHIP, FINAL, *SIGNERS)


def word_file(path: Path) -> Path:
    """What the clerk typed: a title, a paragraph with somebody's number in it, the accounts with a wrong balance."""
    document = docx.Document()
    document.add_paragraph(TITLE)
    document.add_paragraph("根据《村民委员会组织法》，现将本村2026年7月至9月收支情况公布如下，请村民监督。")
    document.add_paragraph("一、收支情况")
    table = document.add_table(rows=1 + len(LEDGER), cols=2)
    for at, cells in enumerate((("项目", "金额（元）"), *LEDGER)):
        for column, text in enumerate(cells):
            table.rows[at].cells[column].text = text
    document.add_paragraph("二、临时救助")
    document.add_paragraph(f"支出中含临时救助600.00元，领款人张某某，身份证号{LEAKED}。")
    document.add_paragraph("村务监督委员会监督电话：0900-5556101。")
    document.save(str(path))
    return path


@pytest.fixture
def village(tmp_path: Path) -> Iterator[Village]:
    """The county, founded: hub, signer and public pages run; its people have accounts."""
    clock = MovableClock(tmp_path / "clock")
    place = Place(tmp_path / "line", free_port())
    with TimedChildren(tmp_path / "logs", clock) as children:
        village = Village(Line(place, children, tmp_path), place, clock)
        village.found()
        for one in PEOPLE:
            village.create_user(one.login, one.role, one.unit, PASSWORD)
        village.install_terminal(PORTRAIT)
        village.line.start_hub()
        yield village


@pytest.fixture
def chromium() -> Iterator[Any]:
    with sync_playwright() as started:
        yield started.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--lang=zh-CN"],
            env={**os.environ, "LANGUAGE": "zh_CN"},  # of its own buttons and dates
        )


@dataclass(frozen=True)
class Desk:
    """One person's browser, and where pictures of it go."""

    page: Any
    address: str
    pictures: Path

    def open(self, path: str) -> Any:
        self.page.goto(f"{self.address}{path}")
        return self.page

    def picture(self, name: str, height_px: int = 1000) -> None:
        """Of the whole window, this high: the admin scrolls within itself."""
        self.page.wait_for_load_state("networkidle")
        self.page.set_viewport_size({"width": 1440, "height": height_px})
        self.page.screenshot(path=self.pictures / f"{name}.png")


def desk_of(chromium: Any, address: str, pictures: Path, person: Person) -> Desk:
    page = chromium.new_page(viewport={"width": 1440, "height": 1000}, locale="zh-CN", timezone_id="Asia/Shanghai")
    page.goto(f"{address}/admin/")
    page.fill("[name=username]", person.login)
    page.fill("[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url(f"{address}/admin/")
    return Desk(page, address, pictures)


def test_a_village_clerks_day(village: Village, chromium: Any, pictures: Path, tmp_path: Path) -> None:
    line, address = village.line, village.place.hub_url

    def at_desk(person: Person) -> Desk:
        return desk_of(chromium, address, pictures, person)

    signers = [at_desk(person) for person in SIGNERS]
    entries = [enrol(desk.page, address, name, tmp_path) for desk, name in zip(signers, ("陈某", "周某"), strict=True)]
    village.name_approvers(entries)

    clerk = at_desk(CLERK)
    number = _write(clerk, word_file(tmp_path / f"{TITLE}.docx"))
    for order, person in enumerate((SUPERVISOR, TOWNSHIP, FINAL), start=1):
        _consent(at_desk(person), order, number)
    announced = _announced(line, clerk, number)
    _propose(clerk, number)
    for order, desk in enumerate(signers, start=1):
        _sign(desk, order)

    line.start_board()
    line.start_agent()
    line.children.wait_until("the board shows the line", lambda: line.witness.board().text == LINE, within_s=60)
    screen = start_screen(line.children, *PORTRAIT)
    visitor = Visitor(screen, line.start_kiosk(screen, PORTRAIT), line.children)
    visitor.tap("notice-0", "detail")
    visitor.photograph(pictures / "day-09-触摸屏.png")
    face = line.witness.board()
    line.children.wait_until(
        "the board's picture is drawn", lambda: line.board_picture.stat().st_mtime >= face.at, within_s=SOON_S
    )
    (pictures / "day-10-显示屏.png").write_bytes(line.board_picture.read_bytes())
    public = chromium.new_page(viewport={"width": 390, "height": 844}, locale="zh-CN")
    _read_in_public(public, f"{address}/{announced}", pictures)

    # A week later: the terminal takes it down by itself, then the signer does, and the public page says that it is over.
    position = line.journal.end()
    village.clock.move(timedelta(days=8))
    line.children.wait_until("the board is dark", lambda: line.witness.board().is_dark, within_s=SOON_S)
    line.children.wait_until(
        "the kiosk shows it no more", lambda: line.witness.gone_since(position, announced), within_s=SOON_S
    )
    visitor.photograph(pictures / "day-13-期满后的触摸屏.png")
    line.children.wait_until(
        "the signed feed has it no more",
        lambda: line.witness.has_pulled() and not line.witness.holds(announced, 1),
        within_s=90,
    )
    public.goto(f"{address}/{announced}")
    public.screenshot(path=pictures / "day-14-期满后的公众网页.png")
    assert "公示期已满" in public.inner_text("body")
    assert "19,150.00" not in public.inner_text("body")
    assert LEAKED.encode() not in _everything_written(village.place), "the number was never kept anywhere"


def _write(clerk: Desk, file: Path) -> int:
    """Import, mask, be stopped, repair, hand in; returns the page's number."""
    page = clerk.page
    page.get_by_role("link", name="导入稿件").click()
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="导入", exact=True).click()
    stop = page.get_by_role("alert")
    expect(stop).to_contain_text("文件里有 1 处身份证号")
    assert "正文第 5 块（段落）" in page.inner_text("main")
    assert LEAKED not in page.inner_text("body")
    clerk.picture("day-01-导入时发现身份证号")
    page.get_by_role("button", name="全部遮盖").click()
    page.wait_for_url(re.compile(r"/admin/pages/\d+/edit/"))
    number = int(page.url.rstrip("/").split("/")[-2])

    page.fill("[name=genre]", "村务财务季度公开")
    page.fill("[name=category]", "村务财务")
    page.fill("[name=notice_first_day]", TODAY.isoformat())
    page.fill("[name=notice_last_day]", LAST_DAY.isoformat())
    page.fill("[name=notice_contact]", "村务监督委员会 0900-5556101")
    page.fill("[name=led_text]", LINE)
    _hand_in(page)
    panel = page.locator(".hub-check")
    expect(page.locator("body")).to_contain_text("稿件体检未通过")
    expect(panel).to_contain_text("12000.00 + 35600.00 − 28450.00 = 19150.00")
    expect(panel).to_contain_text("现为「19,510.00」")
    clerk.picture("day-02-账目不平不能提交", 1500)

    cell = next(one for one in page.locator(".typed-table-block input").all() if one.input_value() == "19,510.00")
    cell.fill("19,150.00")
    _hand_in(page)
    page.wait_for_url(re.compile(r"/admin/pages/\d+/$"))
    return number


def _hand_in(page: Any) -> None:
    page.get_by_role("button", name="更多动作").click()
    page.get_by_role("button", name=re.compile("提交审核")).click()


def _consent(desk: Desk, order: int, number: int) -> None:
    """Open what waits from the first page, read it, consent."""
    page = desk.page
    if order == 1:
        desk.picture("day-03-等待我审核")
    page.get_by_role("link", name=TITLE).click()
    page.wait_for_url(re.compile(rf"/admin/review/{number}/$"))
    if page.locator("[name=confirm-proofreading]").count():
        page.check("[name=confirm-proofreading]")
    desk.picture(f"day-{3 + order:02d}-审核第{order}步", 1800)
    page.get_by_role("button", name="同意").click()
    page.wait_for_url(re.compile(r"/admin/$"))


def _announced(line: Line, clerk: Desk, number: int) -> str:
    """Once the signer has released it: its number in the signed feed."""

    def released() -> str | None:
        clerk.open(f"/admin/pages/{number}/edit/")
        found = re.search(r"已生效", clerk.page.inner_text(".hub-release"))
        return clerk.page.inner_text(".hub-release strong >> nth=0") if found else None

    return line.children.wait_until("the signer releases it", released, within_s=SOON_S)


def _propose(clerk: Desk, number: int) -> None:
    page = clerk.open(f"/admin/pages/{number}/edit/")
    page.get_by_role("link", name="拟显示屏短讯").click()
    page.check(f"input[name=boards][value={BOARD_ID}]")
    assert page.input_value("[name=last_day]") == LAST_DAY.isoformat(), "as long as the notice"
    clerk.picture("day-07-拟显示屏短讯")
    page.get_by_role("button", name="送审批人签名").click()
    page.wait_for_url(re.compile(r"/edit/$"))


def _sign(desk: Desk, order: int) -> None:
    from tests.content.hub.test_approving import PIN

    page = desk.open("/admin/led-approvals/")
    page.get_by_role("link", name=re.compile("^查看并签名")).click()
    page.wait_for_selector("body[data-ready]")
    if order == 1:
        desk.picture("day-08-短讯审批签名")
    assert ("还需另一位" if order == 1 else "已签满") in sign(page, PIN)


def _read_in_public(page: Any, address: str, pictures: Path) -> None:
    """The page for everybody and the A3 sheet, as they come from the signed feed."""
    page.goto(address)
    assert "19,150.00" in page.inner_text("body")
    page.screenshot(path=pictures / "day-11-公众网页.png")
    sheet = _fetched(page, f"{address}/a3.pdf")
    (pictures / "day-12-张贴版.pdf").write_bytes(sheet)
    subprocess.run(
        ["pdftoppm", "-png", "-r", "60", "-singlefile", "day-12-张贴版.pdf", "day-12-张贴版"], cwd=pictures, check=True
    )


def _fetched(page: Any, address: str) -> bytes:
    def body() -> bytes | None:
        answer = page.request.get(address)
        return bytes(answer.body()) if answer.ok else None

    return _until(body)


def _until(condition: Callable[[], bytes | None]) -> bytes:
    for _ in range(100):
        found = condition()
        if found is not None:
            return found
    raise AssertionError("not there after a hundred looks")


def _everything_written(place: Place) -> bytes:
    return b"".join(file.read_bytes() for file in place.folder.rglob("*") if file.is_file())
