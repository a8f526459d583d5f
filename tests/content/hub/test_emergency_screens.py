"""应急发布 in the browser: a clerk proposes a template, two sign it, and one of them fills and releases it at night."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from axe_playwright_python.sync_playwright import Axe

from content.feed.approvals import verify_led_line
from content.feed.approvers import Approver, ApproverList
from content.feed.ceremony import publish_approvers
from content.led_line import LedUrgency
from content.record import COUNTY_TIME
from mingbai.keys import read_approvers
from tests.content.hub.desk import Desk, desk, outcome_of
from tests.content.hub.test_approving import PIN, enrol, office, sign
from tests.content.hub.test_screens import address, browser, english_in, log_in, pictures
from tests.factories import PASSPHRASE

__all__ = ["address", "browser", "desk", "office", "pictures"]  # fixtures

pytestmark = [pytest.mark.screen, pytest.mark.port, pytest.mark.slow]

TEXT = "{河段}水位{水位}米，{村}群众{日期}{时间}前转移到镇中学"
FILLED = "清水河水位31.5米，河东村群众7月21日22:30前转移到镇中学"


def propose(page: Any, address: str, announced: int) -> None:
    page.goto(f"{address}/admin/emergency/new/{announced}/")
    page.fill("#id_name", "防汛转移")
    page.fill("#id_text", TEXT)
    assert page.locator("tr.hub-blank:visible").count() == 5, "a row for each blank"
    for number, (name, form) in enumerate(
        (("河段", "choice"), ("水位", "number"), ("村", "choice"), ("日期", "day"), ("时间", "time"))
    ):
        assert page.input_value(f"#id_blank-{number}-name") == name
        page.select_option(f"#id_blank-{number}-form", form)
    page.fill("#id_blank-0-words", "清水河、柳溪下游")
    page.fill("#id_blank-1-least", "0")
    page.fill("#id_blank-1-most", "40")
    page.fill("#id_blank-1-decimals", "2")
    page.fill("#id_blank-2-words", "河东村，河西村")
    page.check("input[name=boards][value=t01-b1]")
    page.check("input[name=boards][value=t01-b2]")
    page.fill("#id_last_day", (datetime.now(COUNTY_TIME) + timedelta(days=200)).strftime("%Y-%m-%d"))


def faults(page: Any) -> list[tuple[str, str]]:
    found = Axe().run(page).response["violations"]
    return [(one["id"], node["html"][:200]) for one in found for node in one["nodes"]]


def test_a_template_is_proposed_signed_by_two_and_released_by_one(
    office: Desk, address: str, browser: Any, pictures: Path, tmp_path: Path
) -> None:
    from django.db import connection

    from content.hub.disclosures.models import Registration
    from content.hub.release.models import EmergencyTemplate, LedLineRequest

    announced = office.hub.released("清源县防汛应急预案")
    office.sign()
    page_id = Registration.objects.get(pk=announced.disclosure).page_id
    connection.close()
    wang, li = (log_in(browser, address, name) for name in ("first", "second"))
    entries = [enrol(page, address, person, tmp_path) for page, person in ((wang, "王某"), (li, "李某"))]
    approvers: list[Approver] = [approver for entry in entries for approver in read_approvers(entry)]
    publish_approvers(
        tuple(approvers),
        [office.settings.keys_dir.parent / "offline"],
        office.settings.repository_dir,
        lambda _: PASSPHRASE,
        datetime.now(UTC),
    )
    office.sign()

    clerk = log_in(browser, address, "editor")
    propose(clerk, address, page_id)
    clerk.fill("#id_blank-2-words", "")
    clerk.click("text=送审批人签名")
    clerk.wait_for_selector("text=请写出可以填的词")
    assert clerk.input_value("#id_blank-0-words") == "清水河、柳溪下游", "nothing that was typed is lost"
    clerk.fill("#id_blank-2-words", "河东村，河西村")
    clerk.screenshot(path=pictures / "hub-emergency-new.png", full_page=True)
    assert faults(clerk) == []
    clerk.click("text=送审批人签名")
    clerk.wait_for_selector("text=应急模板已送审批人签名")
    template = EmergencyTemplate.objects.get()
    connection.close()

    for page in (wang, li):
        page.goto(f"{address}/admin/emergency/")
        page.click(f'a[href="/admin/emergency/{template.pk}/"]')
        page.wait_for_selector("body[data-ready]")
        assert page.inner_text("td.text") == TEXT
        assert "2 个词：清水河、柳溪下游" in page.inner_text("#blanks")
        assert "数字，0 至 40，小数最多 2 位" in page.inner_text("#blanks")
        assert page.locator("#pictures img").count() == 2
        assert faults(page) == []
        page.screenshot(path=pictures / "hub-emergency-template.png", full_page=True)
        said = sign(page, PIN, "应急")
    assert said == "已签名，两位审批人已签满，这个模板可以用了。"

    li.goto(f"{address}/admin/emergency/")
    li.screenshot(path=pictures / "hub-emergency-list.png", full_page=True)
    assert faults(li) == []
    assert english_in(li) == []
    li.click("text=填空发布")
    li.select_option("#id_blank-0", "清水河")
    li.fill("#id_blank-1", "31.5")
    li.select_option("#id_blank-2", "河东村")
    li.fill("#id_blank-3", f"{datetime.now(COUNTY_TIME).year}-07-21")
    li.fill("#id_blank-4", "22:30")
    li.screenshot(path=pictures / "hub-emergency-fill.png", full_page=True)
    li.fill("#id_blank-1", "41")
    li.click("text=下一步")
    li.wait_for_selector("[role=alert]:has-text('请填 0 至 40，小数最多 2 位。')")
    li.fill("#id_blank-1", "31.5")
    assert faults(li) == []
    li.click("text=下一步")
    li.wait_for_selector("body[data-ready]")
    assert li.inner_text("td.text") == FILLED
    assert "您一人签名，立即上屏" in li.inner_text("#alone")
    assert faults(li) == []
    li.screenshot(path=pictures / "hub-emergency-sign.png", full_page=True)
    assert "请输入“应急”" in sign(li, PIN, "同意")
    assert sign(li, PIN, "应急") == "已签名，应急短讯即将上屏。"

    office.sign()
    line = LedLineRequest.objects.get()
    assert outcome_of(line.release)[0] == "published"
    terminal, moment = office.terminal, datetime.now(UTC)
    people = msgspec.json.decode(terminal.target(terminal.updater(moment), "people/approvers.json"), type=ApproverList)
    verified = verify_led_line(msgspec.json.encode(office.released()[line.registration_id]), people, moment, "qingyuan")
    assert (verified.text, verified.urgency) == (FILLED, LedUrgency.EMERGENCY)
    connection.close()

    wang.goto(f"{address}/admin/emergency/{template.pk}/")
    wang.click("text=停用这个模板")
    wang.wait_for_selector("text=已停用")
    assert wang.goto(f"{address}/admin/emergency/{template.pk}/fill/").status == 200
    assert "这个模板已停用" in wang.inner_text("main")


def test_others_see_no_template_and_fill_none(office: Desk, address: str, browser: Any) -> None:
    from django.db import connection

    from tests.content.hub.test_emergency_templates import propose as proposed

    office.hub.released("清源县防汛应急预案")
    template = proposed(office)
    connection.close()
    outsider = log_in(browser, address, "outsider")
    outsider.goto(f"{address}/admin/emergency/")
    assert "防汛转移" not in outsider.inner_text("body")
    for path in ("", "fill/", "preview/t01-b1"):
        outsider.goto(f"{address}/admin/emergency/{template.pk}/{path}")
        assert "清水河" not in outsider.inner_text("body")
