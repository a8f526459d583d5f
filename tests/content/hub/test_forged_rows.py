"""The signer believes nothing that the hub's database says: every forged row is refused with its reason."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import msgspec
import pytest

from content.blocks import Paragraph
from content.disclosure import Disclosure, decode_disclosure
from content.record import encode
from content.terms import Audience
from tests.content.hub.desk import Desk, desk, outcome_of

__all__ = ["desk"]  # a fixture


def forged(request: Any, body: Disclosure | bytes | None = None, **changes: Any) -> Any:
    """The row a taken-over web process would write: like ``request``, with what it wants changed. rev 2."""
    from content.hub.release.models import ReleaseRequest

    names = [field.name for field in ReleaseRequest._meta.concrete_fields if field.name not in ("id", "created_at")]
    values = {name: getattr(request, name) for name in names} | {"rev": 2}
    genuine = decode_disclosure(bytes(request.payload))
    body = body if body is not None else msgspec.structs.replace(genuine, rev=2)
    values["payload"] = encode(body) if isinstance(body, Disclosure) else body
    values["sha256"] = sha256(values["payload"]).hexdigest()
    return ReleaseRequest.objects.create(**values | changes)


def altered(request: Any, **changes: Any) -> Disclosure:
    return msgspec.structs.replace(decode_disclosure(bytes(request.payload)), rev=2, **changes)


def test_only_the_last_rule_stands_against_the_row_of_these_tests(desk: Desk) -> None:
    # Were one review good for two releases, this row would pass: what the others below are refused for is their own.
    genuine = desk.hub.released()
    request = forged(genuine)
    desk.sign()
    assert outcome_of(request) == (
        "refused",
        f"its review was used by request {genuine.pk} before; one review releases once",
    )


FORGERIES: list[tuple[str, Any, str]] = [
    ("another sha256", lambda r, h: forged(r, sha256="0" * 64), "sha256"),
    ("another text", lambda r, h: forged(r, altered(r, title="假标题")), "not revision"),
    ("another block", lambda r, h: forged(r, altered(r, blocks=(Paragraph("假"),))), "not revision"),
    ("another id", lambda r, h: forged(r, disclosure="t01/000009"), "payload of t01/000001"),
    ("another unit", lambda r, h: forged(r, unit="d01"), "not of unit"),
    ("no id", lambda r, h: forged(r, disclosure="../../etc/passwd"), "disclosure id"),
    ("another revision", lambda r, h: forged(r, rev=3), "revision 2"),
    ("not for the public", lambda r, h: forged(r, altered(r, audience=Audience.INTERNAL)), "never leaves the hub"),
    ("no second reviewer", lambda r, h: forged(r, second_reviewer=None), "missing"),
    ("one reviewer twice", lambda r, h: forged(r, second_reviewer=h.first.pk), "three different people"),
    ("author reviews", lambda r, h: forged(r, first_reviewer=h.editor.pk), "three different people"),
    ("reviewers who reviewed nothing", lambda r, h: forged(r, second_reviewer=h.outsider.pk), "record of the review"),
    ("reviewers changed places", lambda r, h: forged(
        r, first_reviewer=h.second.pk, second_reviewer=h.first.pk), "record of the review"),
    ("no such revision", lambda r, h: forged(r, revision=999_999), "no revision 999999"),
    ("the clock as author", lambda r, h: forged(r, author=0), "missing"),
    ("over already", lambda r, h: forged(
        r, altered(r, valid_until=datetime(2020, 1, 1, tzinfo=UTC))), "not revision|it is over"),
    ("no JSON", lambda r, h: forged(r, b"\xff\xfe"), "JSON|utf-8|malformed"),
    ("endless nesting", lambda r, h: forged(r, b'{"x":' * 9_000), "JSON|nest|recursion|truncated"),
    ("too large", lambda r, h: forged(r, b" " * 65_537), "65537 bytes"),
    ("a field nobody reads", lambda r, h: forged(
        r, encode(altered(r))[:-1] + b',"x":"11010519491231002X"}'), "more than a disclosure's fields"),
    ("an unknown kind", lambda r, h: forged(r, kind="melt"), "unknown kind"),
    ("an unsigned LED line", lambda r, h: forged(r, kind="led-line"), "LED"),
]  # fmt: skip


@pytest.mark.parametrize(("forge", "reason"), [case[1:] for case in FORGERIES], ids=[case[0] for case in FORGERIES])
def test_a_forged_row_is_refused_with_its_reason(desk: Desk, forge: Any, reason: str) -> None:
    genuine = desk.hub.released()
    desk.sign()
    request = forge(genuine, desk.hub)
    desk.sign()

    status, said = outcome_of(request)
    assert status == "refused"
    assert re.search(reason, said), said
    assert desk.shown() == {"t01/000001": json.loads(bytes(genuine.payload))}, "the good revision stays"
