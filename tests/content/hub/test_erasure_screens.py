"""抹除 in a real browser, by keyboard alone; Chinese throughout. MINGBAI_SCREENS keeps pictures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.content.hub.conftest import Hub
from tests.content.hub.test_review_screens import shown
from tests.content.hub.test_screens import address, browser, log_in, pictures

__all__ = ["address", "browser", "pictures"]

pytestmark = [pytest.mark.screen, pytest.mark.port, pytest.mark.slow]


def test_a_leak_is_found_by_its_number_and_erased_by_keyboard(
    hub: Hub, address: str, browser: Any, pictures: Path
) -> None:
    from django.db import connection

    from content.hub.disclosures.models import DisclosurePage
    from content.hub.terminals.models import Terminal

    request = hub.released("柳溪镇2026年低保新增对象公示")
    Terminal.objects.create(id="t01-大厅", kind="terminal", token_sha256="")
    connection.close()

    window = log_in(browser, address, "secrecy")
    window.goto(f"{address}/admin/erasures/")
    window.get_by_label("编号").fill(request.disclosure)
    window.keyboard.press("Enter")
    window.wait_for_url(f"{address}/admin/erase/*/")
    shown(window, pictures / "抹除-确认.png")
    assert [one["id"] for one in Axe().run(window, context=".hub-erase").response["violations"]] == []

    window.locator("input[name=what]").first.focus()
    window.keyboard.press("Space")
    window.keyboard.press("Tab")
    window.keyboard.type("名单里有身份证号码,群众来电反映")
    window.keyboard.press("Tab")
    window.keyboard.press("Space")
    window.keyboard.press("Tab")
    window.keyboard.press("Enter")
    window.wait_for_url(f"{address}/admin/erasures/*/")
    shown(window, pictures / "抹除-进度.png")
    window.set_viewport_size({"width": 1200, "height": 640})
    window.screenshot(path=pictures / "hub-erasure.png")
    assert "等待签发" in window.inner_text("body")
    window.goto(f"{address}/admin/erasures/")
    shown(window, pictures / "抹除-记录.png")
    assert DisclosurePage.objects.count() == 0
    connection.close()
