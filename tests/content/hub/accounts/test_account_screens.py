"""The pages of an account in a real browser: by keyboard alone, against axe-core, as pictures.

MINGBAI_SCREENS=DIR keeps the pictures.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from content.record import UnitCode
from tests.content.hub.accounts.test_second_factor import strict, telephone
from tests.content.hub.conftest import PASSWORD, Hub
from tests.content.hub.test_screens import address, browser, english_in, pictures

__all__ = ["address", "browser", "pictures", "strict"]  # fixtures

pytestmark = [pytest.mark.screen, pytest.mark.port, pytest.mark.slow, pytest.mark.timeout(300)]


class Screens:
    """Takes a picture of each page and looks at it as a person and as axe-core would."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.faults: list[str] = []
        self.english: set[str] = set()

    def look(self, page: Any, name: str, *, names: bool = False) -> None:
        """names: the page shows names of accounts and browsers, or letters drawn by lot."""
        page.screenshot(path=self._folder / f"account-{name}.png", full_page=True)
        found = Axe().run(page)
        self.faults += [f"{name}: {one['id']}: {one['nodes'][0]['html'][:120]}" for one in found.response["violations"]]
        self.english |= set() if names else {*english_in(page)} - {"TOTP"}


def types(page: Any, *keys: str) -> None:
    """By keyboard alone; what is no name of a key is typed."""
    for key in keys:
        if key in {"Tab", "Enter", "Shift+Tab"}:
            page.keyboard.press(key)
        else:
            page.keyboard.type(key)


def focused(page: Any) -> str:
    return str(page.evaluate("document.activeElement.name || document.activeElement.innerText"))


def test_a_clerk_binds_a_telephone_and_signs_in_by_keyboard_alone(
    strict: Hub, address: str, browser: Any, pictures: Path
) -> None:
    screens = Screens(pictures)
    page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="zh-CN")
    page.goto(f"{address}/admin/")
    assert focused(page) == "username", "the cursor stands where one begins to type"
    screens.look(page, "sign-in")
    types(page, "editor", "Tab", "wrong", "Enter")
    page.wait_for_selector("text=用户名或口令不正确")
    screens.look(page, "sign-in-wrong")
    page.fill("[name=username]", "")
    page.focus("[name=username]")
    types(page, "editor", "Tab", PASSWORD, "Tab")
    assert focused(page) == "登录"
    types(page, "Enter")
    page.wait_for_selector("text=完成绑定")
    screens.look(page, "bind", names=True)
    secret = page.inner_text("code.secret")
    assert focused(page) == "code"
    types(page, "123456", "Enter")
    page.wait_for_selector("text=动态码不正确")
    screens.look(page, "bind-wrong", names=True)
    types(page, telephone(secret, -1), "Enter")
    page.wait_for_selector("text=恢复码只显示这一次")
    screens.look(page, "recovery-codes", names=True)
    codes = page.locator(".codes li").all_inner_texts()
    assert len(codes) == 10
    page.focus("text=我已抄好")
    types(page, "Enter")
    page.wait_for_url(f"{address}/admin/")
    page.screenshot(path=pictures / "account-home.png")

    page.goto(f"{address}/admin/account-security/")
    screens.look(page, "overview", names=True)
    page.click("text=更换绑定的手机")
    screens.look(page, "prove")
    page.goto(f"{address}/admin/account-security/")
    page.click("text=退出所有设备")
    page.wait_for_selector("text=已在所有设备上退出")
    screens.look(page, "signed-out")
    types(page, "editor", "Tab", PASSWORD, "Enter")
    page.wait_for_selector("text=输入动态码")
    assert focused(page) == "code"
    screens.look(page, "code", names=True)
    types(page, "000000", "Enter")
    page.wait_for_selector("text=动态码不正确")
    screens.look(page, "code-wrong", names=True)
    types(page, codes[0], "Enter")
    page.wait_for_url(f"{address}/admin/")
    assert "还剩 9 个" in page.inner_text("body")
    page.screenshot(path=pictures / "account-home-after-recovery.png")
    assert (screens.faults, screens.english) == ([], set())


def test_who_audits_reads_the_log_and_who_administers_lifts_a_lock(
    strict: Hub, address: str, browser: Any, pictures: Path
) -> None:
    from django.db import connection

    from content.hub.review.roles import Role, create_account

    create_account(username="auditor", password=PASSWORD, roles=[(Role.AUDITOR, UnitCode("qingyuan"))])
    connection.close()
    screens = Screens(pictures)
    guesser = browser.new_page(viewport={"width": 1280, "height": 900}, locale="zh-CN")
    for _ in range(6):
        guesser.goto(f"{address}/admin/login/")
        guesser.fill("[name=username]", "first")
        guesser.fill("[name=password]", "guess")
        guesser.press("[name=password]", "Enter")
        guesser.wait_for_load_state()
    guesser.wait_for_selector("text=暂时锁定")
    screens.look(guesser, "locked")

    def comes_in(username: str) -> Any:
        page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="zh-CN")
        page.goto(f"{address}/admin/login/")
        page.fill("[name=username]", username)
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_load_state()
        return page

    admin = comes_in("admin")
    admin.wait_for_selector("text=完成绑定")
    admin.fill("[name=code]", telephone(admin.inner_text("code.secret")))
    admin.press("[name=code]", "Enter")
    admin.wait_for_selector("text=恢复码只显示这一次")
    admin.goto(f"{address}/admin/accounts/")
    screens.look(admin, "accounts", names=True)
    admin.get_by_role("button", name="解除锁定：first").press("Enter")
    admin.wait_for_selector("text=first 的锁定已解除")

    auditor = comes_in("auditor")
    auditor.wait_for_url(f"{address}/admin/")
    auditor.goto(f"{address}/admin/sign-ins/")
    screens.look(auditor, "log", names=True)
    assert auditor.locator("tbody tr").count() == 5 + 1 + 1 + 1 + 1 + 1  # wrong, turned away, in, bound, lifted, in
    auditor.select_option("[name=happened]", label="口令错误")
    auditor.press("[name=account]", "Enter")
    auditor.wait_for_url("**/sign-ins/?*")
    assert auditor.locator("tbody tr").count() == 5
    comes_in("first").wait_for_url(f"{address}/admin/")
    assert (screens.faults, screens.english) == ([], set())
