"""A telephone number at the hub: opened by the unit's clerk alone, each look on record, erased once it has served."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from django.test import Client

from content.blocks import Heading, Paragraph
from content.county import SealingKey
from content.disclosure import decode_disclosure
from content.record import UnitCode
from content.sealing import Private, Sealed, seal
from tests.content.hub.conftest import PASSWORD, Hub

KEY = "0b6e5f0e-3c1c-4a52-9f9a-6d1f3b0c8a11"
PHONE = "13800138000"


@pytest.fixture
def key(hub: Hub) -> SealingKey:
    from content.hub.feedback.sealing_ring import SealingRing
    from content.hub.settings import sealing_keys_dir

    return SealingRing(sealing_keys_dir(hub.settings)).new_key(datetime.now(UTC), timedelta(days=365))


@pytest.fixture
def clerk(hub: Hub) -> Any:
    from content.hub.review.roles import Role, create_account

    return create_account(username="clerk", password=PASSWORD, roles=[(Role.CLERK, UnitCode("t01"))])


def received(sealed: Sealed | None, text: str = "路灯坏了三个月。", unit: str = "t01") -> Any:
    """The opinion as it came through the device API."""
    from content.hub.feedback.models import Opinion
    from content.hub.terminals.services import enrol

    token = enrol(terminal="hall-1", kind="terminal", units=[UnitCode("t01")])
    body = {"terminal": "hall-1", "unit": unit, "at": "2026-11-22T03:00:00Z", "rating": "satisfied", "text": text}
    if sealed is not None:
        body |= {"sealed": msgspec.to_builtins(sealed)}
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": KEY}
    data = json.dumps(body)
    answer = Client().post("/api/v1/opinions", data, content_type="application/json", headers=headers)
    assert answer.status_code == 201, answer.json()
    return Opinion.objects.get(key=KEY)


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_clerk_reads_the_number_and_the_look_is_on_record(hub: Hub, key: SealingKey, clerk: Any) -> None:
    from content.hub.feedback.models import Look

    opinion = received(seal(Private(PHONE, "请保密。"), key))
    client = client_of(clerk)
    shown = client.get(f"/admin/opinions/inspect/{opinion.pk}/").content.decode()
    assert "查看联系电话或保密内容" in shown and PHONE not in shown
    assert Look.objects.count() == 0

    opened = client.post(f"/admin/opinion/{opinion.pk}/open/")
    assert PHONE in opened.content.decode() and "请保密。" in opened.content.decode()
    assert "no-store" in opened.headers["Cache-Control"]
    look = Look.objects.get()
    assert (look.opinion_id, look.what, look.person, look.person_name) == (opinion.pk, "opened", clerk.pk, "clerk")
    assert "clerk 查看" in client.get(f"/admin/opinions/inspect/{opinion.pk}/").content.decode()


@pytest.mark.parametrize("who", ["editor", "first", "second", "outsider", "admin"])
def test_nobody_else_opens_it_not_even_the_administrator(hub: Hub, key: SealingKey, who: str) -> None:
    from content.hub.feedback.models import Look

    opinion = received(seal(Private(PHONE), key))
    client = client_of(getattr(hub, who))
    assert client.post(f"/admin/opinion/{opinion.pk}/open/").status_code in (302, 403)
    assert client.post(f"/admin/opinion/{opinion.pk}/erase/").status_code in (302, 403)
    page = client.get(f"/admin/opinions/inspect/{opinion.pk}/")
    if who == "outsider":  # of another township: not even the opinion
        assert page["Location"] == "/admin/"
    else:
        assert "只有本单位的意见办理人员可以查看" in page.content.decode()
    assert Look.objects.count() == 0
    assert opinion.sealed is not None


def test_a_clerk_of_another_unit_does_not(hub: Hub, key: SealingKey) -> None:
    from content.hub.review.roles import Role, create_account

    other = create_account(username="other", password=PASSWORD, roles=[(Role.CLERK, UnitCode("t02"))])
    opinion = received(seal(Private(PHONE), key), unit="t01-v01")
    assert client_of(other).post(f"/admin/opinion/{opinion.pk}/open/").status_code in (302, 403)
    above = create_account(username="above", password=PASSWORD, roles=[(Role.CLERK, UnitCode("t01"))])
    assert PHONE in client_of(above).post(f"/admin/opinion/{opinion.pk}/open/").content.decode()


def test_the_number_is_nowhere_in_the_database(hub: Hub, key: SealingKey, clerk: Any) -> None:
    from django.db import connection

    opinion = received(seal(Private(PHONE), key))
    client_of(clerk).post(f"/admin/opinion/{opinion.pk}/open/")
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        for table in tables:
            cursor.execute(f'select * from "{table}"')
            assert PHONE not in repr(cursor.fetchall()), table


def test_erased_is_gone_and_the_opinion_stays(hub: Hub, key: SealingKey, clerk: Any) -> None:
    from content.hub.feedback.models import Opinion, SealedPart

    opinion = received(seal(Private(PHONE), key))
    client = client_of(clerk)
    client.post(f"/admin/opinion/{opinion.pk}/erase/")
    assert not SealedPart.objects.exists()
    assert Opinion.objects.get().text == "路灯坏了三个月。"
    assert "加密内容已经删除" in client.post(f"/admin/opinion/{opinion.pk}/open/", follow=True).content.decode()
    assert "已删除" in client.get("/admin/opinions/").content.decode()


def test_a_key_that_is_not_here_is_told_in_words(hub: Hub, key: SealingKey, clerk: Any) -> None:
    from content.hub.settings import sealing_keys_dir

    opinion = received(seal(Private(PHONE), key))
    (sealing_keys_dir(hub.settings) / f"sealing-{key.keyid[:8]}.pem").unlink()
    shown = client_of(clerk).post(f"/admin/opinion/{opinion.pk}/open/", follow=True).content.decode()
    assert "不能解密" in shown and "there is no such key" in shown


def test_a_malformed_box_is_refused_at_the_door(hub: Hub) -> None:
    from content.hub.feedback.models import Opinion
    from content.hub.terminals.services import enrol

    token = enrol(terminal="hall-1", kind="terminal", units=[UnitCode("t01")])
    for sealed in ({"keyid": "../x", "box": "aGk="}, {"keyid": "0" * 16, "box": "x" * 8_193}, {"keyid": "0" * 16}):
        body = {"terminal": "hall-1", "unit": "t01", "at": "2026-11-22T03:00:00Z", "text": "好", "sealed": sealed}
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": KEY}
        answer = Client().post("/api/v1/opinions", json.dumps(body), content_type="application/json", headers=headers)
        assert answer.status_code == 422
    assert not Opinion.objects.exists()


def test_opinions_stay_append_only(hub: Hub) -> None:
    from django.db import DatabaseError, connection, transaction

    opinion = received(None)
    for statement in ("update feedback_opinion set text = 'x'", "delete from feedback_opinion"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert opinion.receipt is not None


def test_an_answer_is_drafted_reviewed_and_released_under_the_receipt_number(hub: Hub, clerk: Any) -> None:
    from content.hub.disclosures.models import DisclosurePage
    from content.hub.review.services import submit
    from content.receipt import is_receipt

    opinion = received(None, "路灯坏了,请回电13912345678。")
    assert is_receipt(opinion.receipt)
    client = client_of(clerk)
    first = client.post(f"/admin/opinion/{opinion.pk}/answer/")
    assert client.post(f"/admin/opinion/{opinion.pk}/answer/").headers["Location"] == first.headers["Location"]
    assert client.get(first.headers["Location"]).status_code == 200
    page = DisclosurePage.objects.get()
    assert "13912345678" not in str(page.body)

    page.body.append(("paragraph", "路灯已于11月25日修好。"))
    page.save_revision(user=clerk)
    submit(page=page, by=clerk)
    request = hub.approved(page)
    released = decode_disclosure(bytes(request.payload))
    assert (released.genre, released.matter, released.unit) == ("答复", f"受理{opinion.receipt}", "t01")
    assert released.blocks[:2] == (Heading("群众意见"), Paragraph("路灯坏了,请回电139****5678。"))
    assert released.blocks[-1] == Paragraph("路灯已于11月25日修好。")
    assert "已公开" in client.get("/admin/opinions/").content.decode()


def test_only_the_units_clerk_writes_the_answer(hub: Hub) -> None:
    from content.hub.disclosures.models import DisclosurePage

    opinion = received(None)
    assert client_of(hub.outsider).post(f"/admin/opinion/{opinion.pk}/answer/").status_code in (302, 403)
    assert not DisclosurePage.objects.exists()
