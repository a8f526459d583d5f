"""栏目时效灯 and 公示期执行 in a real browser: judged by axe-core, worked by keyboard. MINGBAI_SCREENS keeps pictures."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from content.terms import SixOpen, Window
from tests.content.hub.conftest import Hub
from tests.content.hub.test_review_screens import shown
from tests.content.hub.test_screens import address, browser, log_in, pictures
from tests.content.hub.test_timeliness import TODAY, notice_of, released

__all__ = ["address", "browser", "pictures"]

pytestmark = [pytest.mark.screen, pytest.mark.port, pytest.mark.slow]


def test_lights_and_notices_are_read_without_colour_and_without_a_mouse(
    hub: Hub, address: str, browser: Any, pictures: Path
) -> None:
    from django.db import connection

    from content.hub.release.models import ReleaseOutcome, ReleaseRequest
    from content.hub.review.services import withdraw

    released(hub, "t01-v01", 30, title="柳溪村第三季度村务公开", six_open=SixOpen.VILLAGE)
    released(hub, "d01", 170, title="县民政局办事公告", window=Window.ENQUIRY)
    released(hub, "t01", 3, title="柳溪镇党务公开", six_open=SixOpen.PARTY, window=Window.PARTY)
    for first, title in ((-2, "低保新增对象公示"), (0, "危房改造公示"), (-9, "临时救助公示")):
        notice = notice_of(TODAY + timedelta(days=first), TODAY + timedelta(days=first + 8))
        request = hub.released(title=f"柳溪镇{title}", notice=notice)
        ReleaseOutcome.objects.create(request=request, status="published", version=1)
    early = ReleaseRequest.objects.get(disclosure="t01/000002")
    taken = withdraw(disclosure_id=early.disclosure, reason="名单有误", by=hub.first)
    ReleaseOutcome.objects.create(request=taken, status="published", version=2)
    connection.close()

    window = log_in(browser, address, "second")
    window.goto(f"{address}/admin/columns/")
    shown(window, pictures / "栏目时效灯-全县.png")
    assert problems_on(window) == []
    window.set_viewport_size({"width": 1200, "height": 640})
    window.screenshot(path=pictures / "hub-lights.png")
    window.get_by_role("link", name="柳溪镇", exact=True).focus()
    window.keyboard.press("Enter")
    window.wait_for_url("**/admin/columns/?unit=t01")
    shown(window, pictures / "栏目时效灯-乡镇.png")
    window.goto(f"{address}/admin/notices/")
    shown(window, pictures / "公示期执行.png")
    assert problems_on(window) == []


def problems_on(window: Any) -> list[str]:
    """What axe-core finds in our part of the page."""
    return [one["id"] for one in Axe().run(window, context=".hub-lights").response["violations"]]
