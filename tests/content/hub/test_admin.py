"""The admin as people use it: what a click does, and what no click can do."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from content.blocks import Paragraph
from content.record import DisclosureId, UnitCode
from tests.content.hub.conftest import Hub


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def form_of(html: str) -> dict[str, str]:
    """What the browser would send back: every named field of the page's edit form with its value."""
    from bs4 import BeautifulSoup

    form = BeautifulSoup(html, "html.parser").find("form", id="page-edit-form")
    assert form is not None
    fields: dict[str, str] = {}
    for field in form.find_all(["input", "textarea", "select"]):
        name = field.get("name")
        if not name or field.get("type") in ("submit", "checkbox", "radio", "file"):
            continue
        if field.name == "select":
            chosen = field.find("option", selected=True)
            fields[name] = chosen["value"] if chosen else ""
        elif field.name == "textarea":
            fields[name] = field.text.removeprefix("\n")
        else:
            fields[name] = field.get("value", "")
    return fields


def edit_form(page: Any, **changes: Any) -> dict[str, str]:
    """The fields of the edit page as its widgets would post them; stream fields are drawn by script."""
    from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

    fields = {
        name: getattr(page, name)
        for name in (
            "title publisher six_open window audience timing five_open stage genre category domain document_number "
            "index_number matter notice_contact max_offline_days led_text led_style"
        ).split()
    }
    dates = {
        name: getattr(page, name) or ""
        for name in ("formed_on", "go_live_at", "valid_until", "notice_first_day", "notice_last_day")
    }
    # What a page records of its procedure, none of it filled in.
    for name in ("step_records", "procedure", "opinions_taken"):
        fields[name] = inline_formset([])
    body = streamfield([(child.block_type, child.value) for child in page.body])
    return {
        key: str(value)
        for key, value in nested_form_data(
            {**fields, **dates, "body": body, "files": streamfield([]), **changes}
        ).items()
    }


def edit_url(page: Any) -> str:
    return str(reverse("wagtailadmin_pages:edit", args=[page.pk]))


def test_a_page_goes_through_review_by_clicks_alone(hub: Hub) -> None:
    from content.hub.disclosures.models import DisclosurePage
    from content.hub.release.models import ReleaseRequest

    page = hub.draft(blocks=(Paragraph("经评议,现予公示。"),))
    posted = edit_form(page, title="柳溪镇低保公示(二次修改)")
    assert client_of(hub.editor).post(edit_url(page), {**posted, "action-submit": "1"}).status_code == 302
    for reviewer in (hub.first, hub.second):
        page = DisclosurePage.objects.get(pk=page.pk)
        state = page.current_workflow_task_state
        assert state is not None, "not in review"
        client = client_of(reviewer)
        html = client.get(edit_url(page)).content.decode()
        assert 'data-workflow-action-name="approve"' in html
        latest = page.get_latest_revision_as_object()
        answer = client.post(
            edit_url(page), {**edit_form(latest), "action-workflow-action": "1", "workflow-action-name": "approve"}
        )
        assert answer.status_code == 302

    request = ReleaseRequest.objects.get()
    assert (request.author_name, request.first_reviewer_name, request.second_reviewer_name) == (
        "editor",
        "first",
        "second",
    )
    assert DisclosurePage.objects.get(pk=page.pk).live


def test_text_under_review_is_frozen(hub: Hub) -> None:
    from content.hub.disclosures.models import DisclosurePage
    from content.hub.review.services import approve, submit

    page = hub.draft()
    submit(page=page, by=hub.editor)
    page = DisclosurePage.objects.get(pk=page.pk)
    revision = page.get_latest_revision()
    changed = edit_form(page, title="审核人改过的标题")

    # Both ways a reviewer could slip a change in: saving, and approving with a changed form.
    client = client_of(hub.first)
    assert "此件正在审核" in client.post(edit_url(page), changed).content.decode()
    client.post(edit_url(page), {**changed, "action-workflow-action": "1", "workflow-action-name": "approve"})
    page = DisclosurePage.objects.get(pk=page.pk)
    assert page.get_latest_revision() == revision
    assert page.title == "柳溪镇低保新增对象公示"
    request = approve(page=page, by=hub.second)
    assert request is not None
    assert request.revision == revision.pk


def test_the_submitter_may_take_a_page_back_from_review(hub: Hub) -> None:
    from content.hub.review.services import submit

    page = hub.draft()
    submit(page=page, by=hub.editor)
    client_of(hub.editor).post(edit_url(page), {**edit_form(page), "action-cancel-workflow": "1"})
    page = type(page).objects.get(pk=page.pk)
    assert page.current_workflow_state is None


@pytest.mark.parametrize("who", ["admin", "editor"])
def test_no_superuser_and_no_author_approves_through_the_admin(hub: Hub, who: str) -> None:
    from content.hub.disclosures.models import DisclosurePage
    from content.hub.release.models import ReleaseRequest
    from content.hub.review.services import submit

    page = hub.draft()
    submit(page=page, by=hub.editor)
    state = page.current_workflow_task_state
    client = client_of(getattr(hub, who))

    assert 'data-workflow-action-name="approve"' not in client.get(edit_url(page)).content.decode()
    client.post(edit_url(page), {**edit_form(page), "action-workflow-action": "1", "workflow-action-name": "approve"})
    client.post(reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk]), {"comment": ""})
    state.refresh_from_db()
    assert (state.status, ReleaseRequest.objects.count()) == ("in_progress", 0)
    assert not DisclosurePage.objects.get(pk=page.pk).live


def test_a_superuser_cannot_publish_or_unpublish(hub: Hub) -> None:
    from content.hub.disclosures.models import DisclosurePage
    from content.hub.release.models import ReleaseRequest

    page, live = hub.draft(), hub.released()
    live_page = DisclosurePage.objects.get(registration__pk=live.disclosure)
    client = client_of(hub.admin)

    assert "action-publish" not in client.get(edit_url(page)).content.decode()
    client.post(edit_url(page), {**edit_form(page), "action-publish": "1"})
    client.post(reverse("wagtailadmin_pages:unpublish", args=[live_page.pk]))
    client.post(
        reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?id={page.pk}", {"next": "/"}
    )
    client.post(
        reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"]) + f"?id={live_page.pk}", {"next": "/"}
    )
    assert not DisclosurePage.objects.get(pk=page.pk).live
    assert DisclosurePage.objects.get(pk=live_page.pk).live
    assert ReleaseRequest.objects.count() == 1


def test_what_was_released_can_neither_be_deleted_nor_moved(hub: Hub) -> None:
    from content.hub.disclosures.models import DisclosurePage
    from content.hub.units.models import UnitPage

    page = DisclosurePage.objects.get(registration__pk=hub.released().disclosure)
    client = client_of(hub.admin)
    target = UnitPage.objects.get(unit="t02")

    client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    client.post(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, target.pk]))
    client.post(
        reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"]) + f"?id={page.pk}", {"next": "/"}
    )
    client.post(reverse("wagtailadmin_pages:delete", args=[UnitPage.objects.get(unit="t01").pk]))
    assert DisclosurePage.objects.get(pk=page.pk).get_parent().specific.unit_id == "t01"


def test_the_edit_page_refuses_an_identity_number_and_a_short_notice(hub: Hub) -> None:
    page = hub.draft()
    client = client_of(hub.editor)
    # The example of GB 11643-1999 in full-width digits.
    number = "１１０１０５１９４９１２３１００２Ｘ"

    answer = client.post(edit_url(page), edit_form(page, publisher=number)).content.decode()
    assert "内容含有个人信息，不能公开：身份证号 11*************02X" in answer
    answer = client.post(
        edit_url(page), edit_form(page, notice_first_day=date(2026, 12, 9), notice_last_day=date(2026, 12, 1))
    ).content.decode()
    assert "公示末日早于公示首日" in answer


def test_the_page_says_what_became_of_its_release(hub: Hub) -> None:
    from content.hub.disclosures.models import DisclosurePage
    from content.hub.release.models import ReleaseOutcome

    request = hub.released()
    page = DisclosurePage.objects.get(registration__pk=request.disclosure)
    client = client_of(hub.editor)
    assert "等待签发" in client.get(edit_url(page)).content.decode()

    ReleaseOutcome.objects.create(request=request, status="refused", reason="valid until …: it is over")
    assert "签发拒绝：valid until …: it is over" in client.get(edit_url(page)).content.decode()


def test_withdrawing_by_click(hub: Hub) -> None:
    from content.hub.disclosures.models import DisclosurePage
    from content.hub.release.models import ReleaseRequest

    id_ = DisclosureId(hub.released().disclosure)
    page = DisclosurePage.objects.get(registration__pk=id_)
    url = reverse("withdraw", args=[page.pk])

    assert client_of(hub.outsider).post(url, {"reason": "错误"}).status_code == 302
    assert ReleaseRequest.objects.filter(kind="withdraw").count() == 0
    assert "撤回原因" in client_of(hub.second).get(url).content.decode()
    assert client_of(hub.second).post(url, {"reason": "金额有误"}).status_code == 302
    assert ReleaseRequest.objects.get(kind="withdraw").author_name == "second"


def test_an_led_line_is_proposed_by_click(hub: Hub) -> None:
    from datetime import UTC, datetime, timedelta

    from config.settings import BoardSettings
    from content.hub.disclosures.models import DisclosurePage
    from content.hub.release.models import LedLineRequest
    from content.hub.terminals.services import set_board

    set_board(
        board=BoardSettings(id="t01-b1", unit="t01", model="onbon-bx5k", url="loop://", width_px=256, height_px=16)
    )
    page = DisclosurePage.objects.get(registration__pk=hub.released(led_text="低保公示,可提异议").disclosure)
    url = reverse("led_line", args=[page.pk])
    today = datetime.now(UTC).date()
    good = {
        "text": "低保公示,可提异议",
        "boards": ["t01-b1"],
        "style": "still",
        "last_day": str(today + timedelta(days=7)),
    }
    client = client_of(hub.editor)

    assert "低保公示,可提异议" in client.get(url).content.decode()
    assert "最多展示 30 天" in client.post(url, {**good, "last_day": str(today + timedelta(days=40))}).content.decode()
    assert "手机号码 138****8000" in client.post(url, {**good, "text": "电话13800138000"}).content.decode()
    assert client_of(hub.first).post(url, good).status_code == 302
    assert LedLineRequest.objects.count() == 0
    assert client.post(url, good).status_code == 302
    line = LedLineRequest.objects.get()
    assert (line.text, line.proposed_by_name, [board.pk for board in line.boards.all()]) == (
        "低保公示,可提异议",
        "editor",
        ["t01-b1"],
    )
    assert "等待两人签名" in client.get(edit_url(page)).content.decode()


def test_an_emergency_is_proposed_by_click_by_an_editor_of_the_county(hub: Hub) -> None:
    from datetime import timedelta

    from config.settings import BoardSettings
    from content.hub.disclosures.models import DisclosurePage
    from content.hub.release.models import LedLineRequest
    from content.hub.review.roles import Role, create_account
    from content.hub.terminals.services import set_board
    from content.led_line import LedUrgency, decode_led_line
    from tests.content.hub.conftest import PASSWORD

    set_board(
        board=BoardSettings(id="t01-b1", unit="t01", model="onbon-bx5k", url="loop://", width_px=256, height_px=16)
    )
    page = DisclosurePage.objects.get(registration__pk=hub.released().disclosure)
    url = reverse("led_line", args=[page.pk])
    good = {
        "text": "请立即转移",
        "boards": ["t01-b1"],
        "style": "still",
        "urgency": "emergency",
        "hours": "6",
        "confirmed": "on",
    }
    client = client_of(hub.editor)

    def said(**changes: str) -> str:
        return str(client.post(url, {**good, **changes}).content.decode())

    assert "最多 72 小时" in said(hours="73")
    assert "请填写展示几小时" in said(hours="")
    assert "请勾选确认" in said(confirmed="")
    assert "请填写展示到哪一天" in said(urgency="routine")
    assert "超过 60 个字" in said(urgency="drill", text="请" * 53)
    assert LedLineRequest.objects.count() == 0

    town = client_of(create_account(username="town", password=PASSWORD, roles=[(Role.EDITOR, UnitCode("t01"))]))
    assert "应急" not in town.get(url).content.decode()
    assert "请填写展示到哪一天" in town.post(url, good).content.decode(), "for the town it is a routine line"
    assert LedLineRequest.objects.count() == 0

    assert client.post(url, good).status_code == 302
    assert client.post(url, {**good, "urgency": "drill"}).status_code == 302
    lines = [decode_led_line(bytes(request.payload)) for request in LedLineRequest.objects.order_by("pk")]
    assert [(line.urgency, line.text) for line in lines] == [
        (LedUrgency.EMERGENCY, "请立即转移"),
        (LedUrgency.DRILL, "【演练】请立即转移【演练】"),
    ]
    assert {line.valid_until - line.valid_from for line in lines} == {timedelta(hours=6)}
    html = client.get(edit_url(page)).content.decode()
    assert "[应急] 请立即转移" in html

    down = reverse("led_line_down", args=[LedLineRequest.objects.order_by("pk")[0].pk])
    assert down in html
    assert client_of(hub.outsider).post(down, {"reason": "误报"}).status_code == 302
    assert "撤下原因" in client.get(down).content.decode()
    assert client.post(down, {"reason": "误报"}).status_code == 302
    assert [request.is_cancelled for request in LedLineRequest.objects.order_by("pk")] == [True, False]
    assert "已取消" in client.get(edit_url(page)).content.decode()
    assert "已经撤下" in client.post(down, {"reason": "误报"}).content.decode()


def known_board(id_: str, model: str, relay: bool = False, **fields: Any) -> None:
    from config.settings import BoardSettings, HeartbeatSettings
    from content.hub.terminals.services import set_board

    heartbeat = HeartbeatSettings(kind="dtr", output="/dev/ttyUSB9") if relay else None
    url = "window://:0" if model == "window" else "loop://"
    size = {"width_px": 128, "height_px": 32, **fields}
    set_board(board=BoardSettings(id=id_, unit="t01", model=model, url=url, heartbeat=heartbeat, **size))  # type: ignore[arg-type]


def test_the_form_says_what_each_board_does_when_its_terminal_dies(hub: Hub) -> None:
    from bs4 import BeautifulSoup

    from content.hub.disclosures.models import DisclosurePage

    known_board("t01-b1", "onbon-bx5k")
    known_board("t01-b2", "alpha", relay=True)
    known_board("t01-b3", "alpha")
    page = DisclosurePage.objects.get(registration__pk=hub.released().disclosure)
    html = client_of(hub.editor).get(reverse("led_line", args=[page.pk])).content.decode()

    labels = [label.get_text(" ", strip=True) for label in BeautifulSoup(html, "html.parser").select(".hub-board")]
    assert ["A 类：" in labels[0], "B 类：" in labels[1], "C 类：" in labels[2]] == [True] * 3
    assert ["会一直留在屏上" in label for label in labels] == [False, False, True]
    assert "仰邦 BX-5K · 128×32 点" in labels[0]


def test_a_style_that_a_board_cannot_do_is_refused_with_the_board_and_what_it_can(hub: Hub) -> None:
    from datetime import UTC, datetime, timedelta

    from content.hub.disclosures.models import DisclosurePage
    from content.hub.release.models import LedLineRequest

    known_board("t01-b1", "onbon-bx5k")
    known_board("t01-b2", "hanover")
    known_board("t01-b3", "modbus-text")
    page = DisclosurePage.objects.get(registration__pk=hub.released().disclosure)
    url = reverse("led_line", args=[page.pk])
    today = datetime.now(UTC).date()
    good = {
        "text": "低保公示,可提异议",
        "boards": ["t01-b1", "t01-b2", "t01-b3"],
        "last_day": str(today + timedelta(days=7)),
    }
    client = client_of(hub.editor)

    html = client.post(url, {**good, "style": "scroll-up"}).content.decode()
    assert "t01-b2（Hanover 翻板屏）不会「向上滚动」，只能「静止」" in html
    assert "t01-b3（Modbus 文字屏）不会「向上滚动」，只能「向左滚动」" in html
    assert "t01-b1(" not in html
    # The rule holds for whoever calls the service, too.
    from content.hub.release.led_lines import propose_led_line
    from content.hub.release.services import NotReleasable
    from content.led_line import LedStyle
    from content.record import DisclosureId

    with pytest.raises(NotReleasable, match="t01-b2：这种型号的屏不会「向左滚动」"):
        propose_led_line(
            disclosure_id=DisclosureId(page.registration.pk),
            text="低保公示,可提异议",
            boards=["t01-b2"],
            style=LedStyle.SCROLL_LEFT,
            valid_from=datetime.now(UTC),
            valid_until=datetime.now(UTC) + timedelta(days=1),
            by=hub.editor,
        )
    assert LedLineRequest.objects.count() == 0
    assert client.post(url, {**good, "boards": ["t01-b2"], "style": "still"}).status_code == 302


def test_a_character_that_a_board_lacks_is_named_in_chinese(hub: Hub) -> None:
    from datetime import UTC, datetime, timedelta

    from content.hub.disclosures.models import DisclosurePage

    known_board("t01-b1", "onbon-bx5k")
    page = DisclosurePage.objects.get(registration__pk=hub.released().disclosure)
    posted = {
        "text": "张镕同志任前公示",
        "boards": ["t01-b1"],
        "style": "still",
        "last_day": str(datetime.now(UTC).date() + timedelta(days=7)),
    }
    html = client_of(hub.editor).post(reverse("led_line", args=[page.pk]), posted).content.decode()
    assert "t01-b1：这块屏显示不了「镕」，请改写" in html


def test_a_chinese_word_finds_its_titles(hub: Hub) -> None:
    hub.draft("柳溪镇财务公开"), hub.draft("白杨镇换届选举", unit="t02")

    html = client_of(hub.editor).get(reverse("wagtailadmin_pages:search"), {"q": "财务"}).content.decode()
    assert "柳溪镇财务公开" in html
    assert "白杨镇换届选举" not in html


def test_every_word_of_a_search_counts_and_the_last_change_comes_first(hub: Hub) -> None:
    client = client_of(hub.editor)
    for title in ("柳溪镇财务公开一季度", "柳溪镇财务公开二季度", "河东村财务公开", "柳溪镇换届选举"):
        hub.draft(title)
    first = hub.draft("柳溪镇财务公开三季度")

    def found(**asked: str) -> str:
        return str(client.get(reverse("wagtailadmin_pages:search"), asked).content.decode())

    html = found(q="柳溪 财务")
    places = [html.index(title) for title in ("公开三季度", "公开二季度", "公开一季度")]
    assert places == sorted(places)
    assert "河东村财务公开" not in html
    assert "换届" not in html
    assert f"/admin/pages/{first.pk}/edit/" in html
    assert found(q="柳溪 财务", ordering="title").index("公开一季度") < found(q="柳溪 财务").index("公开一季度")
    assert "公开事项 (3)" in html  # how many of each kind, as a choice
    assert "content_type=disclosures.disclosurepage" in html
    assert "公开三季度" in found(q="柳溪 财务", content_type="disclosures.disclosurepage")
    assert "公开三季度" not in found(q="柳溪 财务", content_type="units.unitpage")
    assert "公开三季度" not in found(q="没有的词")
    assert client.get(reverse("wagtailadmin_pages:search"), {"q": "财务", "p": "9999"}).status_code == 200
    assert client.get(reverse("wagtailadmin_pages:search_results"), {"q": "财务"}).status_code == 200


def test_a_writer_of_one_town_sees_and_edits_that_town_only(hub: Hub) -> None:
    from content.hub.review.roles import Role, create_account
    from tests.content.hub.conftest import PASSWORD

    here, there = hub.draft(unit="t01-v01"), hub.draft(unit="t02")
    writer = create_account(username="writer", password=PASSWORD, roles=[(Role.EDITOR, "t01")])
    client = client_of(writer)

    assert client.get(edit_url(here)).status_code == 200
    assert client.get(edit_url(there)).status_code == 302


@pytest.mark.parametrize("name", ["opinion", "releaserequest", "ledlinerequest", "heartbeat", "board"])
def test_lists_open_and_nothing_is_added_there(hub: Hub, name: str) -> None:
    hub.released()
    client = client_of(hub.editor)

    listing = {"opinion": "opinions", "releaserequest": "releases", "ledlinerequest": "led-lines"}.get(
        name, {"heartbeat": "terminals", "board": "boards"}.get(name, "")
    )
    answer = client.get(f"/admin/{listing}/")
    assert answer.status_code == 200
    assert client.get(f"/admin/{listing}/new/").status_code in (302, 403, 404)


def test_uploads_and_the_admin_are_closed_to_strangers(hub: Hub) -> None:
    assert Client().get("/admin/").status_code == 302
    assert Client().get("/media/original_images/a.png").status_code == 302
    assert Client().get("/admin/password_reset/").status_code == 404


def test_the_edit_page_loads_nothing_from_elsewhere(hub: Hub) -> None:
    html = client_of(hub.editor).get(edit_url(hub.draft())).content.decode()
    loaded = re.findall(r'<(?:script|link|img|iframe)[^>]+(?:src|href)="([^"]+)"', html)
    assert loaded
    assert [url for url in loaded if not url.startswith("/")] == []
