"""审核页: what a reviewer sees, what his click does, and what a forged click does not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from content.blocks import Fact, Facts, Heading, Paragraph, Table
from content.hub.review.differences import Piece, differences, marked
from content.hub.review.flows import Need
from content.hub.review.secrecy import QUESTIONS
from content.record import DisclosureId, UnitCode
from content.terms import SixOpen
from tests.content.hub.conftest import PASSWORD, Hub
from tests.content.hub.test_admin import client_of, edit_url
from tests.factories import disclosure

# ---- differences


def test_words_and_numbers_are_marked_whole() -> None:
    assert list(marked("合计1,290.00元,按月发放", "合计1,380.00元,按季发放")) == [
        Piece("合计"),
        Piece("1,290.00", "gone"),
        Piece("1,380.00", "new"),
        Piece("元,按"),
        Piece("月", "gone"),
        Piece("季", "new"),
        Piece("发放"),
    ]


def test_of_a_table_only_the_changed_cells_are_marked() -> None:
    columns = ("姓名", "人数", "月保障金(元)")
    rows = [(f"张*{name}", "2", "860.00") for name in "一二三四五六"]
    old = disclosure(blocks=(Table(columns, tuple(rows), "名单", ("合计", "12", "5,160.00")),))
    changed = [*rows[:3], ("张*四", "2", "430.00"), rows[5]]
    new = disclosure(blocks=(Table(columns, tuple(changed), "名单", ("合计", "10", "3,870.00")),))

    found = differences(old, new)
    assert found.fields == ()
    assert [(change.how, "".join(piece.text for cell in change.cells for piece in cell)) for change in found.lines] == [
        ("skipped", ""),
        ("same", "张*三2860.00"),
        ("changed", "张*四2860.00430.00"),
        ("gone", "张*五2860.00"),
        ("same", "张*六2860.00"),
        ("changed", "合计12105,160.003,870.00"),
    ]
    assert found.lines[0].count == 4
    assert found.lines[2].cells[2] == (Piece("860.00", "gone"), Piece("430.00", "new"))


def test_fields_are_named_in_chinese_and_the_same_text_has_no_differences() -> None:
    old = disclosure()
    assert not differences(old, old)
    found = differences(old, disclosure(title=old.title + "(更正)", formed_on=date(2026, 11, 3)))
    assert [one.name for one in found.fields] == ["标题", "形成日期"]
    assert found.fields[0].pieces[-1] == Piece("(更正)", "new")


def test_what_is_equal_by_chance_within_a_change_is_part_of_it() -> None:
    assert list(marked("与上年相比增加42.10万元", "年末结转51.75万元")) == [
        Piece("与上年相比增加42.10", "gone"),
        Piece("年末结转51.75", "new"),
        Piece("万元"),
    ]


# ---- the page


def url_of(page: Any) -> str:
    return str(reverse("review", args=[page.pk]))


def waiting(hub: Hub, **fields: Any) -> Any:
    from content.hub.review.services import submit

    page = hub.draft(**fields)
    submit(page=page, by=hub.editor)
    return page


def form_of(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def seen_on(client: Any, page: Any) -> str:
    field = form_of(client.get(url_of(page)).content.decode()).find("input", {"name": "seen"})
    assert field is not None
    return str(field["value"])


def test_a_government_disclosure_is_reviewed_on_this_page_alone(hub: Hub) -> None:
    from content.hub.release.models import ReleaseRequest

    page = waiting(hub, six_open=SixOpen.GOVERNMENT)
    sheet = {f"answer-{one.key}": "no" for one in QUESTIONS}
    for person, form in (
        (hub.first, {"confirm-proofreading": "on", "comment": "格式已核"}),
        (hub.middle, {"confirm-proofreading": "on"}),
        (hub.secrecy, sheet),
        (hub.second, {"confirm-proofreading": "on"}),
    ):
        client = client_of(person)
        posted = {**form, "seen": seen_on(client, page), "decision": "approve"}
        assert client.post(url_of(page), posted).status_code == 302
    request = ReleaseRequest.objects.get()
    assert request.consents() == "初审 first、复审 middle、保密审查 secrecy、终审 second"
    assert "初审 first、复审 middle" in client_of(hub.editor).get(reverse("releases:index")).content.decode()


def test_wagtails_own_menu_offers_no_consent_that_needs_a_form(hub: Hub) -> None:
    page = waiting(hub, six_open=SixOpen.GOVERNMENT)
    html = client_of(hub.first).get(edit_url(page)).content.decode()
    assert 'data-workflow-action-name="approve"' not in html
    assert 'data-workflow-action-name="reject"' in html
    assert f'href="{url_of(page)}"' in html
    assert "去审核：初审" in html


def test_the_page_shows_the_flow_and_whose_turn_it_is(hub: Hub) -> None:
    from content.hub.review.services import approve

    page = waiting(hub, six_open=SixOpen.GOVERNMENT)
    approve(page=page, by=hub.first, confirmed=[Need.PROOFREADING])
    soup = form_of(client_of(hub.middle).get(url_of(page)).content.decode())
    steps = [(step.strong.text, step["class"][1]) for step in soup.select(".hub-step") if step.strong]
    assert steps == [
        ("初审", "hub-step-done"),
        ("复审", "hub-step-now"),
        ("保密审查", "hub-step-later"),
        ("终审", "hub-step-later"),
        ("公开", "hub-step-later"),
    ]
    assert "首次公开" in soup.text
    assert soup.find("button", {"value": "approve"})
    for other in (hub.first, hub.editor, hub.secrecy, hub.admin):
        html = client_of(other).get(url_of(page)).content.decode()
        assert "现在等待：复审" in html
        assert 'name="decision"' not in html


def test_what_is_filled_in_wrongly_comes_back_with_the_reason_and_nothing_lost(hub: Hub) -> None:
    from content.hub.review.services import approve

    page = waiting(hub, six_open=SixOpen.GOVERNMENT)
    for person in (hub.first, hub.middle):
        approve(page=page, by=person, confirmed=[Need.PROOFREADING])
    client = client_of(hub.secrecy)
    soup = form_of(client.get(url_of(page)).content.decode())
    assert not soup.select("input[type=radio][checked]"), "nothing is answered beforehand"
    sheet = {f"answer-{one.key}": "no" for one in QUESTIONS} | {"answer-third-party": "yes", "comment": "看过了"}
    answer = client.post(url_of(page), {**sheet, "seen": seen_on(client, page), "decision": "approve"})
    html = answer.content.decode()
    assert answer.status_code == 400
    assert "须写明理由和依据" in html
    assert "看过了" in html
    chosen = [field["value"] for field in form_of(html).select("input[type=radio][checked]")]
    assert sorted(chosen) == ["no"] * 6 + ["yes"]
    broken = client.post(url_of(page), {**sheet, "answer-internal": "maybe", "seen": "1", "decision": "approve"})
    assert "不认识的回答" in broken.content.decode()


@pytest.mark.parametrize("seen", ["", "0", "x", "１", "9" * 30])
def test_a_consent_without_the_text_that_was_seen_is_none(hub: Hub, seen: str) -> None:
    from content.hub.release.models import ReleaseRequest

    page = waiting(hub)
    answer = client_of(hub.first).post(url_of(page), {"seen": seen, "decision": "approve"})
    assert answer.status_code == 400
    assert "重新打开审核页" in answer.content.decode()
    assert ReleaseRequest.objects.count() == 0
    assert page.current_workflow_task_state.status == "in_progress"


def test_the_same_click_twice_is_one_consent(hub: Hub) -> None:
    from content.hub.review.models import Consent

    page = waiting(hub)
    client = client_of(hub.first)
    posted = {"seen": seen_on(client, page), "decision": "approve"}
    assert [client.post(url_of(page), posted).status_code for _ in range(2)] == [302, 400]
    assert Consent.objects.count() == 1


@pytest.mark.parametrize("who", ["admin", "editor", "second", "outsider"])
def test_a_forged_click_of_somebody_else_decides_nothing(hub: Hub, who: str) -> None:
    from content.hub.review.models import Consent

    page = waiting(hub)
    seen = seen_on(client_of(hub.first), page)
    client = client_of(getattr(hub, who))
    for decision in ("approve", "send-back"):
        answer = client.post(url_of(page), {"seen": seen, "decision": decision, "comment": "x"})
        assert answer.status_code in (302, 400)  # 302: the admin turns away who may not read it
    assert Consent.objects.count() == 0
    assert page.current_workflow_task_state.status == "in_progress"


def test_nobody_of_another_subtree_reads_the_page(hub: Hub) -> None:
    page = waiting(hub, title="尚未公开的标题")
    answer = client_of(hub.outsider).get(url_of(page), follow=True)
    assert "尚未公开的标题" not in answer.content.decode()


def test_the_auditor_reads_the_page_and_the_filled_sheet(hub: Hub) -> None:
    from content.hub.review.roles import Role, create_account
    from content.hub.review.secrecy import nothing_touched
    from content.hub.review.services import approve

    page = waiting(hub, six_open=SixOpen.PARTY)
    approve(page=page, by=hub.first, confirmed=[Need.MERIT], sheet=nothing_touched(), comment="内容准确")
    auditor = create_account(username="auditor", password=PASSWORD, roles=[(Role.AUDITOR, UnitCode("qingyuan"))])
    html = client_of(auditor).get(url_of(page)).content.decode()
    assert "内容准确" in html
    assert html.count("不涉及") == len(QUESTIONS)


def test_what_changes_in_what_is_public_is_marked(hub: Hub) -> None:
    from content.hub.disclosures.models import DisclosurePage
    from content.hub.release.models import ReleaseOutcome
    from content.hub.review.services import submit

    blocks = (
        Heading("一、公示对象"),
        Paragraph("经评议,现予公示。"),
        Facts((Fact("受理电话", "0900-5550101"), Fact("受理地点", "三号窗口"))),
    )
    request = hub.released(blocks=blocks)
    ReleaseOutcome.objects.create(request=request, status="published", version=1)
    page = DisclosurePage.objects.get(registration__pk=DisclosureId(request.disclosure))
    page.title += "(更正)"
    page.body[1] = ("paragraph", "经复核,现予公示。")
    page.save_revision(user=hub.editor)
    submit(page=page, by=hub.editor)
    soup = form_of(client_of(hub.first).get(url_of(page)).content.decode())
    section = soup.find("section", {"aria-labelledby": "changes"})
    assert section is not None
    # The first two explain the marks.
    assert [one.text for one in section.select("del")[1:]] == ["评议"]
    assert [one.text for one in section.select("ins")[1:]] == ["(更正)", "复核"]
    assert "三号窗口" not in section.text


def test_a_reviewer_sends_back_only_with_a_reason(hub: Hub) -> None:
    page = waiting(hub)
    client = client_of(hub.first)
    posted = {"seen": seen_on(client, page), "decision": "send-back"}
    assert "须写明理由" in client.post(url_of(page), posted).content.decode()
    assert client.post(url_of(page), {**posted, "comment": "金额有误"}).status_code == 302
    assert "金额有误" in client_of(hub.editor).get(edit_url(page)).content.decode()


def test_the_first_page_lists_what_waits_and_leads_to_it(hub: Hub) -> None:
    page = waiting(hub, title="等我初审的", six_open=SixOpen.GOVERNMENT)
    waiting(hub, title="别处的", unit="t02", six_open=SixOpen.PARTY)
    home = reverse("wagtailadmin_home")
    soup = form_of(client_of(hub.first).get(home).content.decode())
    rows = [[cell.text for cell in row.select("td")][:3] for row in soup.select(".hub-waiting tbody tr")]
    assert rows == [
        ["等我初审的", "政府信息公开（三审三校）", "初审"],
        ["别处的", "党务公开", "审核"],
    ]
    assert soup.select_one(".hub-waiting a")["href"] == url_of(page)  # type: ignore[index]  # it is there
    for other in (hub.second, hub.editor, hub.admin):
        assert "hub-waiting" not in client_of(other).get(home).content.decode()


def test_the_first_page_asks_no_more_of_the_database_for_more_that_waits(hub: Hub) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def questions() -> int:
        client.get(home)
        with CaptureQueriesContext(connection) as asked:
            client.get(home)
        return len(asked)

    client, home = client_of(hub.first), reverse("wagtailadmin_home")
    waiting(hub)
    one = questions()
    for _ in range(4):
        waiting(hub)
    assert questions() == one


def test_a_village_decision_without_its_meetings_is_not_handed_in_by_click(hub: Hub) -> None:
    from content.terms import Stage
    from tests.content.hub.test_admin import edit_form

    page = hub.draft(
        blocks=(Paragraph("决议。"),),
        unit="t01-v01",
        six_open=SixOpen.VILLAGE,
        genre="四议两公开",
        stage=Stage.DECISION,
    )
    client = client_of(hub.editor)
    answer = client.post(edit_url(page), {**edit_form(page), "action-submit": "1"}, follow=True)
    assert "还没有记载「村党组织提议」" in answer.content.decode()
    page = type(page).objects.get(pk=page.pk)
    assert page.current_workflow_state is None
