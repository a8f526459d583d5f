"""The review page in a real browser: Chinese, readable at a glance, worked by keyboard. MINGBAI_SCREENS keeps pictures."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from content.blocks import Fact, Facts, Heading, Paragraph, Table
from content.hub.disclosures.draft import HeldStep
from content.hub.review.flows import Need
from content.record import COUNTY_TIME, DisclosureId
from content.terms import SixOpen, Stage
from tests.content.hub.conftest import Hub
from tests.content.hub.test_screens import address, browser, english_in, log_in, pictures

__all__ = ["address", "browser", "pictures"]

pytestmark = [pytest.mark.screen, pytest.mark.port, pytest.mark.slow]

ACCOUNTS = re.compile(r"middle|secrecy|supervisor")
TODAY = datetime.now(UTC).astimezone(COUNTY_TIME).date()
BUDGET = (("一般公共预算拨款", "1,286.40"), ("政府性基金", "214.00"), ("其他收入", "36.20"), ("上年结转", "51.75"))


def before(days: int) -> date:
    return TODAY - timedelta(days=days)


def shown(page: Any, picture: Path) -> None:
    """A picture of the whole page, and no word that is not Chinese."""
    page.wait_for_load_state("networkidle")
    page.set_viewport_size({"width": 1440, "height": 2200})  # the admin scrolls within itself
    page.screenshot(path=picture, full_page=True)
    page.set_viewport_size({"width": 1440, "height": 1000})
    assert [word for word in english_in(page) if not ACCOUNTS.fullmatch(word)] == []


def test_a_change_of_a_public_disclosure_is_reviewed_with_the_sheet(
    hub: Hub, address: str, browser: Any, pictures: Path
) -> None:
    from django.db import connection

    from content.hub.disclosures.models import DisclosurePage
    from content.hub.release.models import ReleaseOutcome
    from content.hub.review.services import approve, step_waiting, submit

    blocks = (
        Heading("一、收支总体情况"),
        Paragraph("2025年收入总计1,588.35万元,支出总计1,588.35万元,与上年相比增加42.10万元。"),
        Table(("项目", "金额(万元)"), BUDGET, "收入决算表", ("合计", "1,588.35")),
        Facts((Fact("咨询电话", "0900-5550101"), Fact("查询地点", "县民政局办公室")), "咨询方式"),
    )
    request = hub.released("清源县民政局2025年度部门决算", "d01", blocks=blocks, six_open=SixOpen.GOVERNMENT)
    ReleaseOutcome.objects.create(request=request, status="published", version=1)
    page = DisclosurePage.objects.get(registration__pk=DisclosureId(request.disclosure))
    page.title += "(更正)"
    page.body[1] = ("paragraph", "2025年收入总计1,588.35万元,支出总计1,536.60万元,年末结转51.75万元。")
    page.body.insert(2, ("paragraph", "上次公开的支出总计有误,现予更正。"))
    page.save_revision(user=hub.editor)
    submit(page=page, by=hub.editor)
    approve(page=page, by=hub.first, confirmed=[Need.PROOFREADING], comment="数字与财政批复核对一致")
    approve(page=page, by=hub.middle, confirmed=[Need.PROOFREADING])
    connection.close()

    window = log_in(browser, address, "secrecy")
    window.screenshot(path=pictures / "首页-等待我审核.png")
    window.get_by_role("link", name="清源县民政局2025年度部门决算(更正)").click()
    window.wait_for_url(f"{address}/admin/review/{page.pk}/")
    shown(window, pictures / "审核-保密审查.png")
    # By keyboard alone: every answer 不涉及, then 同意.
    for radio in window.locator("input[type=radio][value=no]").all():
        radio.focus()
        window.keyboard.press("Space")
    window.locator("button[value=approve]").focus()
    window.keyboard.press("Enter")
    window.wait_for_url(f"{address}/admin/")
    assert "已同意，送下一步" in window.inner_text("body")
    step = step_waiting(page)
    connection.close()
    assert step is not None
    assert step.name == "终审"

    final = log_in(browser, address, "second")
    final.goto(f"{address}/admin/review/{page.pk}/")
    shown(final, pictures / "审核-终审.png")
    final.set_viewport_size({"width": 390, "height": 844})
    final.reload(wait_until="networkidle")  # so that the side bar is folded from the beginning
    final.screenshot(path=pictures / "审核-手机.png", full_page=True)
    wide = final.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390, "nothing is pushed out of a narrow window"
    final.set_viewport_size({"width": 1440, "height": 1000})
    final.click("button[value=approve]")
    assert "还缺：校对无误" in final.inner_text("[role=alert]")
    final.check("[name=confirm-proofreading]")
    final.click("button[value=approve]")
    final.wait_for_url(f"{address}/admin/")
    assert "审核完毕" in final.inner_text("body")


def test_a_villages_decision_shows_its_meetings_and_days(hub: Hub, address: str, browser: Any, pictures: Path) -> None:
    from django.db import connection

    from content.hub.review.services import submit

    page = hub.draft(
        "柳溪村“四议两公开”决议公告:村内道路硬化",
        "t01-v01",
        six_open=SixOpen.VILLAGE,
        genre="四议两公开",
        stage=Stage.DECISION,
        blocks=(Heading("决议事项"), Paragraph("主巷道硬化1.2公里,概算186,000元,由村民代表会议表决通过。")),
        steps_held=(
            HeldStep(step="proposal", on=before(30), note="村党支部会议"),
            HeldStep(step="consultation", on=before(28), note="村“两委”联席会议"),
            HeldStep(step="deliberation", on=before(20), entitled=30, present=28, agreed=25, note="党员大会"),
            HeldStep(step="resolution", on=before(15), entitled=36, present=33, agreed=31, note="村民代表会议"),
        ),
    )
    submit(page=page, by=hub.editor)
    connection.close()
    window = log_in(browser, address, "supervisor")
    window.goto(f"{address}/admin/review/{page.pk}/")
    shown(window, pictures / "审核-四议两公开.png")
    writer = log_in(browser, address, "editor")
    writer.goto(f"{address}/admin/pages/{page.pk}/edit/")
    shown(writer, pictures / "编辑-流程.png")
