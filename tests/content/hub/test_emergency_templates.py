"""应急模板 at the hub: signed by two in quiet times, filled and released by one, verified by a terminal of its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from content.feed.approvals import sign_led_line, sign_led_template, verify_led_line
from content.feed.approvers import ApproverList
from content.led_line import LedStyle, LedUrgency, decode_led_line
from content.led_template import Blank, BlankForm
from content.record import DisclosureId, UnitCode
from tests.content.hub.conftest import PASSWORD
from tests.content.hub.desk import Desk, desk, outcome_of
from tests.content.hub.test_approving import office
from tests.factories import Person, add_approvers, person, two_people

__all__ = ["desk", "office"]  # fixtures

BLANKS = (
    Blank(name="时间", form=BlankForm.TIME),
    Blank(name="水位", form=BlankForm.NUMBER, most=Decimal(40), decimals=1),
    Blank(name="村", form=BlankForm.CHOICE, choices=("河东村", "河西村")),
)
TEXT = "清水河水位{水位}米,{村}群众{时间}前转移到镇中学"
FILLINGS = ("31.5", "河东村", "22:30")
FILLED = "清水河水位31.5米,河东村群众22:30前转移到镇中学"


@pytest.fixture
def duty(office: Desk) -> Any:
    """值班: an LED 审批人 of the county, alone at night."""
    from content.hub.review.roles import Role, create_account

    add_approvers(office.settings.keys_dir.parent, *two_people())
    office.hub.released()  # 防汛应急预案, let us say
    office.sign()
    return create_account(username="duty", password=PASSWORD, roles=[(Role.LED_APPROVER, UnitCode("qingyuan"))])


def propose(desk: Desk, **changes: Any) -> Any:
    from content.hub.disclosures.models import Registration
    from content.hub.release.led_templates import propose_template

    fields: dict[str, Any] = {
        "disclosure_id": DisclosureId(Registration.objects.filter(page__isnull=False).first().pk),
        "name": "防汛转移",
        "text": TEXT,
        "blanks": BLANKS,
        "boards": ["t01-b1"],
        "style": LedStyle.SCROLL_LEFT,
        "urgency": LedUrgency.EMERGENCY,
        "valid_until": datetime.now(UTC) + timedelta(days=300),
        "max_hours": 24,
        "by": desk.hub.editor,
    }
    return propose_template(**fields | changes)


def signed(desk: Desk, *people: Person, **changes: Any) -> Any:
    from content.hub.release.led_templates import sign_template

    template = propose(desk, **changes)
    for one in people or two_people():
        signature = sign_led_template(bytes(template.payload), one.signer)
        sign_template(template=template, keyid=signature.keyid, sig=signature.sig)
    return template


def fill(template: Any, by: Any, fillings: Sequence[str] = FILLINGS, hours: int = 6) -> Any:
    from content.hub.release.led_templates import fill_template

    return fill_template(template=template, fillings=fillings, boards=["t01-b1"], hours=hours, by=by)


def release(line: Any, by: Person) -> Any:
    from content.hub.release.led_lines import add_signature

    signature = sign_led_line(bytes(line.payload), by.signer)
    return add_signature(request=line, keyid=signature.keyid, sig=signature.sig)


def test_one_person_fills_what_two_signed_and_a_terminal_verifies_it(office: Desk, duty: Any) -> None:
    line = fill(signed(office), duty)
    assert line.text == FILLED
    released = release(line, two_people()[1])
    assert released is not None, "one signature is enough"
    office.sign()
    assert outcome_of(released) == ("published", "")
    terminal, moment = office.terminal, datetime.now(UTC)
    people = msgspec.json.decode(terminal.target(terminal.updater(moment), "people/approvers.json"), type=ApproverList)
    envelope = msgspec.json.encode(office.released()[line.registration_id])
    verified = verify_led_line(envelope, people, moment, "qingyuan")
    assert (verified.text, verified.urgency, verified.boards) == (FILLED, LedUrgency.EMERGENCY, ("t01-b1",))
    assert verified.valid_until - verified.valid_from == timedelta(hours=6)


def test_a_template_that_one_has_signed_makes_no_line(office: Desk, duty: Any) -> None:
    template = signed(office, two_people()[0])
    with pytest.raises(ValueError, match="还没有两位审批人的签名"):
        fill(template, duty)


def test_who_may_not_sign_lines_fills_none(office: Desk, duty: Any) -> None:
    from content.hub.review.errors import ReviewError

    template = signed(office)
    for other in (office.hub.middle, office.hub.outsider, office.hub.admin):
        with pytest.raises(ReviewError, match="不能发布应急短讯"):
            fill(template, other)
    with pytest.raises(ReviewError, match="不能拟应急模板"):
        propose(office, by=office.hub.outsider)


@pytest.mark.parametrize(
    "fillings",
    [("31.55", "河东村", "22:30"), ("31.5", "全县", "22:30"), ("31.5", "河东村", "半夜"), ("31.5", "河东村")],
)
def test_what_the_blanks_do_not_take_makes_no_line(office: Desk, duty: Any, fillings: tuple[str, ...]) -> None:
    from content.hub.release.models import LedLineRequest
    from content.hub.release.services import NotReleasable

    template = signed(office)
    with pytest.raises(NotReleasable):
        fill(template, duty, fillings)
    assert not LedLineRequest.objects.exists()


def test_longer_than_was_signed_makes_no_line(office: Desk, duty: Any) -> None:
    from content.hub.release.services import NotReleasable

    with pytest.raises(NotReleasable, match="at most 24 h"):
        fill(signed(office), duty, hours=25)


def test_a_retired_template_makes_no_line_and_the_signer_releases_none(office: Desk, duty: Any) -> None:
    from content.hub.release.led_templates import retire_template

    template = signed(office)
    line = fill(template, duty)
    late = fill(template, duty)
    released = release(line, two_people()[0])
    retire_template(template=template, by=office.hub.editor)
    with pytest.raises(ValueError, match="已停用"):
        fill(template, duty)
    with pytest.raises(ValueError, match="retired"):
        release(late, two_people()[0])
    office.sign()
    status, reason = outcome_of(released)
    assert (status, "was retired" in reason) == ("refused", True)


def test_a_database_that_was_written_to_lights_nothing(office: Desk, duty: Any) -> None:
    """Somebody at the database puts another text under the signed template, and under a signature that was given."""
    from hashlib import sha256

    from content.feed.approvals import assemble_release
    from content.feed.envelope import LineSignature
    from content.hub.release.models import Kind, ReleaseRequest

    template = signed(office)
    line = fill(template, duty)
    given = sign_led_line(bytes(line.payload), two_people()[0].signer)
    lie = msgspec.structs.replace(decode_led_line(bytes(line.payload)), text="大坝已垮,快跑")
    envelope = assemble_release(msgspec.json.encode(lie), LineSignature(given.keyid, given.sig), template.envelope())
    request = ReleaseRequest.objects.create(
        kind=Kind.LED_LINE, disclosure=line.registration_id, unit="t01", rev=1, payload=envelope,
        sha256=sha256(envelope).hexdigest(), author=duty.pk, author_name="duty",
    )  # fmt: skip
    office.sign()
    status, reason = outcome_of(request)
    assert (status, "does not fit" in reason) == ("refused", True)


def test_what_may_not_stand_on_a_board_stands_in_no_template(office: Desk, duty: Any) -> None:
    from content.hub.release.services import NotReleasable

    with pytest.raises(NotReleasable, match="个人信息"):
        propose(office, text="请联系13912345678转移{村}", blanks=BLANKS[2:])
    with pytest.raises(NotReleasable, match="个人信息"):
        propose(
            office, text="{找}", blanks=[Blank(name="找", form=BlankForm.CHOICE, choices=("13912345678", "村委会"))]
        )
    with pytest.raises(NotReleasable, match="花括号"):
        propose(office, text="{村}}", blanks=BLANKS[2:])
    with pytest.raises(NotReleasable, match="72 小时"):
        propose(office, max_hours=73)


def test_a_template_goes_with_what_it_announces(office: Desk, duty: Any) -> None:
    from django.db import transaction

    from content.hub.release.led_templates import standing_templates
    from content.hub.release.services import request_withdrawal

    template = signed(office)
    assert standing_templates(units=["t01"]) == [template]
    with transaction.atomic():
        request_withdrawal(registration=template.announces, reason="停止公开", by=office.hub.editor)
    assert standing_templates(units=["t01"]) == []
    with pytest.raises(ValueError, match="没有在公开"):
        fill(template, duty)


def test_a_template_whose_signer_left_is_seen_before_the_night(office: Desk, duty: Any) -> None:
    from django.test import Client

    template, clerk = signed(office), Client()
    clerk.force_login(duty)
    assert f"/admin/emergency/{template.pk}/fill/" in clerk.get("/admin/emergency/").content.decode()
    assert "看预览并签名" in clerk.get(f"/admin/emergency/{template.pk}/fill/").content.decode()
    add_approvers(office.settings.keys_dir.parent, two_people()[0], person("张某"), now=datetime.now(UTC))
    office.sign()
    shown = clerk.get("/admin/emergency/").content.decode()
    assert "已失效的模板" in shown
    assert "/fill/" not in shown
    assert "已失效，请重拟、重签" in clerk.get(f"/admin/emergency/{template.pk}/fill/").content.decode()
