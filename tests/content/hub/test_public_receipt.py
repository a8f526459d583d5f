"""What the QR code of the thank-you screen leads to: where an opinion stands, and nothing of what was said."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from content.receipt import receipt_of
from content.record import UnitCode
from tests.content.hub.conftest import PASSWORD, Hub
from tests.content.hub.test_opinions_sealed import KEY, received

NUMBER = receipt_of(KEY)


def page(number: str) -> tuple[int, str]:
    answer = Client().get(f"/r/{number}")
    assert "cookie" not in {name.lower() for name in answer.headers}
    return answer.status_code, answer.content.decode()


def test_from_nothing_to_the_answer(hub: Hub) -> None:
    from content.hub.feedback.answers import draft_answer
    from content.hub.release.models import ReleaseOutcome
    from content.hub.review.roles import Role, create_account
    from content.hub.review.services import submit

    assert page(NUMBER)[0] == 404
    assert "还没有收到" in page(NUMBER)[1]
    opinion = received(None, "路灯坏了。")
    status, told = page(NUMBER)
    assert status == 200
    assert "正在办理" in told and "路灯" not in told

    clerk: Any = create_account(username="clerk", password=PASSWORD, roles=[(Role.CLERK, UnitCode("t01"))])
    draft = draft_answer(opinion=opinion, by=clerk)
    draft.body.append(("paragraph", "已修好。"))
    draft.save_revision(user=clerk)
    submit(page=draft, by=clerk)
    request = hub.approved(draft)
    assert "正在办理" in page(NUMBER)[1], "not before the signer has released it"
    ReleaseOutcome.objects.create(request=request, status="published", version=1)
    status, told = page(NUMBER)
    assert (status, f'href="/{request.disclosure}"' in told) == (200, True)


@pytest.mark.parametrize("wrong", ["1", "12345678901", str((int(NUMBER) + 1) % 10**10).zfill(10)])
def test_a_number_that_is_none(hub: Hub, wrong: str) -> None:
    status, told = page(wrong)
    assert status == 404
    assert "编号不对" in told
