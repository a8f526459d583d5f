"""The page behind the QR code: the released bytes, nothing that is not public, nothing that is over."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from content.disclosure import COUNTY_TIME, Audience, DisclosureId, Fact, Facts, Paragraph, Step, Steps, Table

TODAY = datetime.now(COUNTY_TIME).date()


def answered(request: Any) -> str:
    """The address of a request after the signer has published it."""
    from content.hub.release.models import ReleaseOutcome, Status

    ReleaseOutcome.objects.create(request=request, status=Status.PUBLISHED, version=1)
    return f"/{request.disclosure}"


def test_a_released_disclosure_is_read_without_an_account(hub: Any) -> None:
    blocks = (
        Paragraph("<b>粗体</b>不是标记"),
        Facts((Fact("申请人", "张*才"),)),
        Table(("户主", "金额(元)"), (("李*花", "504.00"),), total=("合计", "504.00")),
        Steps((Step("受理", "受理岗", "当场"),)),
    )
    page = Client().get(answered(hub.released("柳溪镇补贴发放公示", blocks=blocks)))
    text = page.content.decode()
    assert page.status_code == 200
    for seen in (
        "柳溪镇补贴发放公示",
        "&lt;b&gt;粗体&lt;/b&gt;不是标记",
        "张*才",
        "504.00",
        "合计",
        "受理岗",
        "虚构示例",
    ):
        assert seen in text
    assert "<script" not in text
    assert not page.cookies
    assert "default-src 'none'" in page["Content-Security-Policy"]


def test_what_the_signer_has_not_published_is_not_there(hub: Any) -> None:
    request = hub.released()
    page = Client().get(f"/{request.disclosure}")
    assert page.status_code == 404
    assert "没有可以显示的公开内容" in page.content.decode()


def test_a_withdrawn_disclosure_is_gone_at_once(hub: Any) -> None:
    from content.hub.review.services import withdraw

    request = hub.released()
    address = answered(request)
    withdraw(disclosure_id=DisclosureId(request.disclosure), reason="内容有误", by=hub.editor)
    assert Client().get(address).status_code == 404


def test_a_list_for_villagers_is_not_on_the_open_net(hub: Any) -> None:
    assert Client().get(answered(hub.released(audience=Audience.VILLAGERS))).status_code == 404


def test_a_disclosure_whose_last_day_has_passed_is_gone(hub: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    address = answered(hub.released(valid_until=TODAY))
    assert Client().get(address).status_code == 200
    two_days_on = datetime.now(COUNTY_TIME) + timedelta(days=2)
    monkeypatch.setattr("content.hub.public.views.timezone.now", lambda: two_days_on)
    assert Client().get(address).status_code == 404


@pytest.mark.parametrize("address", ["/t01/1", "/T01/000001", "/t01/000001/../../admin", "/t01/0000011"])
def test_no_other_address_leads_anywhere(hub: Any, address: str) -> None:
    assert Client().get(address).status_code == 404


def test_the_day_of_a_document_is_the_countys(hub: Any) -> None:
    """2026-11-22T18:00Z is the 23rd in Shanghai (UTC+8)."""
    assert datetime.fromisoformat("2026-11-22T18:00:00+00:00").astimezone(COUNTY_TIME).date() == date(2026, 11, 23)
    request = hub.released()
    shown = f"{TODAY.year}年{TODAY.month}月{TODAY.day}日"
    assert shown in Client().get(answered(request)).content.decode()
