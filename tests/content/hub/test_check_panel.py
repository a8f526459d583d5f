"""稿件体检 on the clerk's page: what its buttons do, and what is not handed in or signed until it is settled."""

from __future__ import annotations

from hashlib import sha256
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from content.blocks import Paragraph, Table
from content.hub.disclosures.draft import DraftFile
from tests.content.hub.conftest import Hub
from tests.content.hub.test_admin import client_of, edit_form, edit_url

WRONG = "根据清政办发[2026]18号，现予公示。"
LEDGER = Table(("项目", "金额（元）"), (("期初结余", "1000"), ("收入", "500"), ("支出", "200"), ("期末结余", "1200")))


def scanned_pdf() -> bytes:
    pages = [Image.new("L", (60, 80), shade) for shade in (200, 180)]
    buffer = BytesIO()
    pages[0].save(buffer, "PDF", save_all=True, append_images=pages[1:])
    return buffer.getvalue()


SCAN = scanned_pdf()  # once: it holds the time at which it was made


def latest(page: Any) -> Any:
    return type(page).objects.get(pk=page.pk).get_latest_revision_as_object()


def press(user: Any, page: Any, **button: str) -> str:
    """What the clerk sees after one of the panel's buttons."""
    client = client_of(user)
    named = {name.replace("_", "-"): value for name, value in button.items()}
    client.post(edit_url(page), {**edit_form(latest(page)), **named})
    return str(client.get(edit_url(page)).content.decode())


def keys_of(page: Any) -> list[str]:
    from content.hub.checking.selectors import checked

    return [one.key for one in checked(latest(page)).findings]


def test_a_certain_fault_is_not_handed_in_until_it_is_repaired(hub: Hub) -> None:
    from content.hub.review.services import submit

    page = hub.draft(blocks=(Paragraph(WRONG),))
    with pytest.raises(ValidationError, match="稿件体检未通过"):
        submit(page=page, by=hub.editor)
    html = client_of(hub.editor).get(edit_url(page)).content.decode()
    assert "文号「[2026]18号」不合公文格式" in html
    assert "1 处须改正或确认无误" in html

    html = press(hub.editor, page, check_repair=keys_of(page)[0])
    assert latest(page).body[0].value == "根据清政办发〔2026〕18号，现予公示。"
    assert "未发现文字和账目问题" in html
    submit(page=page, by=hub.editor)


def test_a_confirmation_names_person_and_time_and_ends_with_the_words(hub: Hub) -> None:
    from content.hub.append_only import AppendOnlyError
    from content.hub.checking.models import Confirmation
    from content.hub.review.services import submit

    page = hub.draft(blocks=(Paragraph(WRONG),))
    html = press(hub.editor, page, check_confirm=keys_of(page)[0])
    row = Confirmation.objects.get()
    assert (row.page_id, row.person_name, row.fault) == (page.pk, "editor", "文号括号")
    assert "editor" in html and "确认无误</td>" in html.replace("\n", "")
    with pytest.raises(AppendOnlyError):
        row.delete()

    changed = latest(page)
    changed.body[0] = ("paragraph", WRONG.replace("18", "19"))
    changed.save_revision(user=hub.editor)
    with pytest.raises(ValidationError, match="稿件体检未通过"):
        submit(page=changed, by=hub.editor)


def test_the_edit_page_itself_refuses_to_hand_in(hub: Hub) -> None:
    page = hub.draft(blocks=(Paragraph(WRONG),))
    html = client_of(hub.editor).post(edit_url(page), {**edit_form(page), "action-submit": "1"}).content.decode()
    assert "稿件体检未通过" in html
    assert type(page).objects.get(pk=page.pk).current_workflow_state is None


def test_a_ledger_that_does_not_balance_shows_the_cell(hub: Hub) -> None:
    from content.hub.review.services import submit

    page = hub.draft(blocks=(LEDGER,))
    html = client_of(hub.editor).get(edit_url(page)).content.decode()
    assert "第 4 行「金额（元）」列" in html
    assert "现为「1200」，应为「1300」" in html
    with pytest.raises(ValidationError, match="1000 \\+ 500 − 200 = 1300"):
        submit(page=page, by=hub.editor)


def test_uncertain_personal_data_is_shown_and_masked_by_a_button(hub: Hub) -> None:
    from content.hub.checking.services import mask

    names = Table(("姓名", "致贫原因", "联系电话"), (("张大才", "尿毒症", "13812345678"), ("李小平", "无", "")))
    page = hub.draft(blocks=(names, Paragraph("住址:柳溪镇柳溪村三组12号，咨询13912345678。")))
    html = client_of(hub.editor).get(edit_url(page)).content.decode()
    for shown in ("姓名旁的疾病或残疾·疑似", "手机号码·疑似", "乡镇以下住址·疑似", "138****5678", "张*才"):
        assert shown in html, shown

    written = latest(page)
    assert mask(page=written, keys={"all"}) == 4
    body = written.body
    assert [[cell.value for cell in row] for row in body[0].value["grid"].rows] == [
        ["张*才", "尿毒症", "138****5678"],
        ["李小平", "无", ""],
    ]
    assert body[1].value == "住址:柳溪镇***，咨询139****5678。"


def test_one_finding_is_masked_and_the_other_stays(hub: Hub) -> None:
    from content.hub.checking.selectors import checked

    page = hub.draft(blocks=(Paragraph("咨询13912345678或者13812345678。"),))
    (first, _) = checked(latest(page)).private
    press(hub.editor, page, check_mask=first.key)
    assert latest(page).body[0].value == "咨询139****5678或者13812345678。"


def test_an_office_number_is_no_finding(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.conf import settings

    page = hub.draft(blocks=(Paragraph("咨询13912345678。"),))
    assert "手机号码" in client_of(hub.editor).get(edit_url(page)).content.decode()
    monkeypatch.setattr(settings, "HUB", hub.settings.model_copy(update={"office_numbers": ("13912345678",)}))
    assert "手机号码" not in client_of(hub.editor).get(edit_url(page)).content.decode()


def test_an_identity_number_that_was_typed_in_can_be_masked_and_saved(hub: Hub) -> None:
    page = hub.draft()
    typed = edit_form(page, title="公示 11010519491231002X")  # the example of GB 11643-1999
    client = client_of(hub.editor)
    assert "不能公开" in client.post(edit_url(page), typed).content.decode()
    assert client.post(edit_url(page), {**typed, "check-mask": "all"}).status_code == 302
    assert latest(page).title == "公示 11*************02X"


@pytest.fixture
def scanned(hub: Hub) -> Any:
    return hub.draft(files=(DraftFile(name="会议记录.pdf", media_type="application/pdf", data=SCAN),))


def test_a_scan_waits_for_a_named_person(hub: Hub, scanned: Any) -> None:
    from content.hub.checking.models import ClearedPage
    from content.hub.checking.selectors import reports_of
    from content.hub.checking.services import clear
    from content.hub.review.services import submit

    digest = sha256(SCAN).hexdigest()
    with pytest.raises(ValidationError, match=r"附件《会议记录\.pdf》第 1 页、附件《会议记录\.pdf》第 2 页是扫描件"):
        submit(page=scanned, by=hub.editor)
    html = client_of(hub.editor).get(edit_url(scanned)).content.decode()
    assert "2 处待确认" in html
    assert f'value="{digest}/第 1 页"' in html

    (report,) = reports_of(scanned)
    clear(report=report, part="第 1 页", by=hub.editor)
    with pytest.raises(ValidationError, match=r"^\['附件《会议记录\.pdf》第 2 页是扫描件"):
        submit(page=scanned, by=hub.editor)
    with pytest.raises(ValueError, match="没有待确认的第 3 页"):
        clear(report=report, part="第 3 页", by=hub.editor)
    clear(report=report, part="第 2 页", by=hub.first)
    submit(page=scanned, by=hub.editor)
    rows = ClearedPage.objects.order_by("pk").values_list("sha256", "part", "person_name")
    assert list(rows) == [(digest, "第 1 页", "editor"), (digest, "第 2 页", "first")]


def test_the_button_clears_one_page(hub: Hub, scanned: Any) -> None:
    from wagtail.test.utils.form_data import nested_form_data, streamfield

    from content.hub.checking.models import ClearedPage

    digest = sha256(SCAN).hexdigest()
    files = streamfield([("file", child.value.pk) for child in scanned.files])
    posted = {**edit_form(scanned), **{k: str(v) for k, v in nested_form_data({"files": files}).items()}}
    client = client_of(hub.editor)
    assert client.post(edit_url(scanned), {**posted, "check-clear": f"{digest}/第 2 页"}).status_code == 302
    assert [(row.part, row.person_name) for row in ClearedPage.objects.all()] == [("第 2 页", "editor")]
    html = client.get(edit_url(scanned)).content.decode()
    assert "确认不含个人信息" in html and "1 处待确认" in html


def test_a_reviewer_reads_who_confirmed_what_and_has_no_buttons(hub: Hub) -> None:
    from django.urls import reverse

    from content.hub.review.services import submit

    page = hub.draft(blocks=(Paragraph(WRONG),))
    press(hub.editor, page, check_confirm=keys_of(page)[0])
    submit(page=page, by=hub.editor)
    html = client_of(hub.first).get(reverse("review", args=[page.pk])).content.decode()
    assert "文号「[2026]18号」不合公文格式" in html
    assert "确认无误</td>" in html.replace("\n", "")
    assert 'name="check-' not in html
