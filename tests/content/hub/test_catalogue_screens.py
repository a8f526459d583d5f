"""The catalogue's pages in a real browser: Chinese, by keyboard, judged by axe-core. MINGBAI_SCREENS keeps pictures."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from content.blocks import Heading, Paragraph
from content.record import UnitCode
from content.terms import SixOpen
from tests.content.hub.catalogues import BOXES, LAW, RELIEF, changed, workbook
from tests.content.hub.conftest import PASSWORD, Hub
from tests.content.hub.test_screens import address, browser, english_in, log_in, pictures

__all__ = ["address", "browser", "pictures"]

pytestmark = [pytest.mark.screen, pytest.mark.port, pytest.mark.slow]

FILES = {"Excel", "xls", "xlsx"}
PENSIONS = (
    ("1", "养老服务通用政策", "国家和地方层面养老服务相关法律、法规、政策文件", "文件名称、文号、发文部门、全文", LAW,
     "制定或者获取之日起10个工作日内", "县民政局", BOXES, "√", "", "√", "", "√", "", ""),
    ("2", "养老服务业务办理", "养老机构备案", "备案申请材料清单、办理流程、办理部门、联系方式", LAW,
     "自信息形成或者变更之日起20个工作日内", "县民政局", BOXES, "√", "", "√", "", "√", "", ""),
    ("3", "", "老年人补贴", "补贴项目、对象、标准、申请方式", LAW, "实时公开", "县民政局、乡镇人民政府", BOXES, "√", "80 周岁以上老年人",
     "√", "", "√", "√", ""),
    ("4", "养老服务行业管理", "评估结果", "评估事项、依据、机构、结果", LAW, "每年", "相关主管部门", BOXES, "√", "", "√", "", "√", "", ""),
)  # fmt: skip


def shown(page: Any, picture: Path, names: Collection[str] = ()) -> None:
    page.wait_for_load_state("networkidle")
    page.set_viewport_size({"width": 1440, "height": 1700})  # the admin scrolls within itself
    page.screenshot(path=picture, full_page=True)
    page.set_viewport_size({"width": 1440, "height": 1000})
    assert set(english_in(page)) - set(names) <= FILES
    found = Axe().run(page, context="main .nice-padding").response["violations"]  # our part of the page
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []


def press_to(page: Any, selector: str) -> None:
    """Move the focus with the tab key alone until it is on the element."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached with the tab key")


def test_a_catalogue_from_file_to_use(hub: Hub, address: str, browser: Any, pictures: Path, tmp_path: Path) -> None:
    from django.db import connection

    from content.hub.review.roles import Role, create_account

    for name in ("office1", "office2"):
        create_account(username=name, password=PASSWORD, roles=[(Role.COUNTY_OFFICE, UnitCode("qingyuan"))])
    connection.close()
    files = {
        "错误": workbook(("社会救助", changed(1, D="", I="可以", K=""))),
        "旧": workbook(("社会救助", RELIEF), ("养老服务", PENSIONS), title="清源县社会救助、养老服务领域标准目录", merged=()),
        "新": workbook(
            ("社会救助", [*changed(0, F="自信息形成或者变更之日起10个工作日内", G="县民政局")[:3],
                      ("4", "医疗救助", "审批信息", "救助对象、金额", LAW, "每月", "县民政局", BOXES, "√", "", "√", "", "√", "", "")]),
            ("养老服务", PENSIONS),
            title="清源县社会救助、养老服务领域标准目录", merged=(),
        ),
    }  # fmt: skip
    for name, data in files.items():
        (tmp_path / f"{name}.xlsx").write_bytes(data)

    clerk = log_in(browser, address, "office1")
    clerk.get_by_role("link", name="公开目录").focus()
    clerk.keyboard.press("Enter")
    clerk.wait_for_url(f"{address}/admin/catalogue/")
    press_to(clerk, "a[href='/admin/catalogue/import/']")
    clerk.keyboard.press("Enter")
    clerk.wait_for_url(f"{address}/admin/catalogue/import/")
    clerk.set_input_files("input[name=file]", tmp_path / "错误.xlsx")
    press_to(clerk, "main button[type=submit], form[enctype] button")
    clerk.keyboard.press("Enter")
    clerk.wait_for_selector("text=有 3 处不对")
    shown(clerk, pictures / "目录-错误.png")

    other = log_in(browser, address, "office2")
    for name in ("旧", "新"):
        clerk.goto(f"{address}/admin/catalogue/import/")
        clerk.set_input_files("input[name=file]", tmp_path / f"{name}.xlsx")
        clerk.click("text=上传并看差异")
        clerk.wait_for_selector("text=导入人不能核对自己的版本")
        other.goto(clerk.url)
        shown(other, pictures / f"目录-差异-{name}.png")
        press_to(other, "button[value=holds]")
        other.keyboard.press("Enter")
        other.wait_for_url(f"{address}/admin/catalogue/")
    other.get_by_role("link", name="养老服务").click()
    shown(other, pictures / "目录.png")
    assert "1 项的「公开主体」对不上本县任何单位" in other.inner_text("body")

    page = hub.draft("养老机构备案办事指南", "d01", formed_on=date(2026, 11, 2), six_open=SixOpen.GOVERNMENT)
    connection.close()
    writer = log_in(browser, address, "editor")
    writer.goto(f"{address}/admin/pages/{page.pk}/edit/")
    writer.fill("[name=catalogue_item]", "养老服务/养老服务业务办理/养老机构备案")
    writer.click("button:has-text('保存草稿')")
    writer.wait_for_selector("text=最迟应于 2026-11-30 公开")
    writer.locator("[name=catalogue_item]").scroll_into_view_if_needed()
    writer.screenshot(path=pictures / "目录-选事项.png")


def test_secrecy_review_decides_on_the_negative_list(hub: Hub, address: str, browser: Any, pictures: Path) -> None:
    from django.db import connection

    page = hub.draft(
        "旧粮库出租情况",
        blocks=(
            Heading("一、决议经过"),
            Paragraph("镇党委会议纪要摘录：同意将旧粮库出租，年租金2万元，用于村内道路维护。"),
            Paragraph("内部资料，注意保存。"),
        ),
    )
    connection.close()
    clerk = log_in(browser, address, "editor")
    clerk.goto(f"{address}/admin/pages/{page.pk}/edit/")
    clerk.click("button:has-text('送保密审查')")
    clerk.wait_for_selector("text=已送保密审查，等待决定")
    clerk.screenshot(path=pictures / "负面清单-编辑.png", full_page=True)
    secrecy = log_in(browser, address, "secrecy")
    secrecy.screenshot(path=pictures / "负面清单-首页.png")
    secrecy.get_by_role("link", name="旧粮库出租情况").first.focus()
    secrecy.keyboard.press("Enter")
    secrecy.wait_for_selector("text=保密审查意见")
    shown(secrecy, pictures / "负面清单-审查.png", {"secrecy"})
    press_to(secrecy, "#reason")
    secrecy.keyboard.type("决议已经村民会议通过，依条例第十九条主动公开")
    press_to(secrecy, "button[value=public]")
    secrecy.keyboard.press("Enter")
    secrecy.wait_for_selector("text=没有等待您审查的内容")


def test_a_template_is_chosen_by_keyboard(hub: Hub, address: str, browser: Any, pictures: Path) -> None:
    from django.db import connection

    connection.close()
    clerk = log_in(browser, address, "editor")
    clerk.get_by_role("link", name="用模板新建").focus()
    clerk.keyboard.press("Enter")
    clerk.wait_for_url(f"{address}/admin/templates/")
    shown(clerk, pictures / "模板-单位.png")
    clerk.get_by_role("link", name="柳溪镇").focus()
    clerk.keyboard.press("Enter")
    clerk.wait_for_selector("text=乡镇公开事项")
    shown(clerk, pictures / "模板-选择.png")
    press_to(clerk, "button[value=homestead]")
    clerk.keyboard.press("Enter")
    clerk.wait_for_selector("text=草稿已建好")
    clerk.wait_for_load_state("networkidle")
    clerk.set_viewport_size({"width": 1440, "height": 2600})
    clerk.screenshot(path=pictures / "模板-草稿.png", full_page=True)
