"""Writing release requests: the hub's only word to the signer."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import msgspec
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.actions.unpublish_page import UnpublishPageAction

from content.disclosure import MAX_BODY_BYTES
from content.feed.pages import Withdrawn
from content.feed.rules import MAX_REASON_LENGTH
from content.hub.checking.selectors import forbidden_in
from content.hub.disclosures.attachments import AttachmentFolder
from content.hub.disclosures.body import disclosure_of
from content.hub.disclosures.gate import certain_findings, every_text
from content.hub.disclosures.models import Registration
from content.hub.release.approvals import Approval, plain
from content.hub.release.models import Kind, LedLineRequest, ReleaseRequest
from content.hub.units.services import next_id
from content.record import DisclosureId, UnitCode, encode
from content.terms import SHOWABLE_AUDIENCES

log = logging.getLogger(__name__)

CLOCK = 0  # as author: the hub itself, when something has ended
CLOCK_NAME = "到期自动撤下"
ERASED_REASON = "发布单位已删除此内容"  # citizens read it: not a word on what was in it


class NotReleasable(Exception):
    """The reviewed text cannot become a release; the message tells the clerk why."""


def request_publication(
    *, page: Any, revision: Any, author: Any, flow: str, review: int, approvals: list[Approval]
) -> ReleaseRequest:
    """Publish ``revision`` of the page in the admin, and ask the signer to release exactly it.

    approvals: of every sign step of the flow, in order; at least two.
    Must run inside a transaction that holds the page's row. Raises NotReleasable.
    """
    reviewed = revision.as_object()
    unit = UnitCode(page.get_parent().specific.unit_id)
    registration = Registration.objects.select_for_update().filter(page_id=page.pk).first()
    if registration is None:
        registration = Registration(id=next_id(unit), unit_id=unit, page_id=page.pk)
    elif registration.unit_id != unit:
        raise NotReleasable(f"{registration.pk} 已移到其他单位，不能再发布；请新建")
    registration.rev += 1
    try:
        disclosure = disclosure_of(
            reviewed,
            id=DisclosureId(registration.pk),
            unit=unit,
            rev=registration.rev,
            published_at=_now(),
            folder=AttachmentFolder(settings.HUB.data_dir),
        )
    except ValueError as err:
        raise NotReleasable(str(err)) from err
    if disclosure.audience not in SHOWABLE_AUDIENCES:
        raise NotReleasable("公开对象不是「社会」或「特定群体(村)」，不能发布到终端")
    personal = certain_findings(every_text(disclosure))  # its files are the signer's to read: no writer waits for them
    if personal:
        raise NotReleasable(f"内容含有个人信息，不能公开：{'、'.join(personal)}")
    forbidden = forbidden_in(reviewed, authors=frozenset({author.pk}))
    if forbidden:
        raise NotReleasable("；".join(f"{one.place}：{one.says}" for one in forbidden))
    payload = encode(disclosure)
    if len(payload) > MAX_BODY_BYTES:
        raise NotReleasable(f"内容 {len(payload)} 字节，超过 {MAX_BODY_BYTES} 字节；大表格请改为附件")
    registration.ends_at = disclosure.valid_until
    registration.is_withdrawn = False
    registration.save()
    _end_lines(registration, "所公告事项已更新", author)
    try:
        last = get_user_model().objects.get(pk=approvals[-1].person)
        revision.publish(user=last, skip_permission_checks=True)
    except ValidationError as err:
        raise NotReleasable("；".join(err.messages)) from err
    request: ReleaseRequest = ReleaseRequest.objects.create(
        kind=Kind.PUBLISH,
        disclosure=registration.pk,
        unit=unit,
        rev=registration.rev,
        payload=payload,
        sha256=sha256(payload).hexdigest(),
        revision=revision.pk,
        author=author.pk,
        author_name=author.get_username(),
        first_reviewer=approvals[0].person,
        first_reviewer_name=approvals[0].person_name,
        second_reviewer=approvals[-1].person,
        second_reviewer_name=approvals[-1].person_name,
        flow=flow,
        review=review,
        approvals=plain(approvals),
    )
    return request


def request_withdrawal(*, registration: Registration, reason: str, by: Any | None) -> ReleaseRequest:
    """Ask the signer to withdraw an id, and every LED line that announces it. ``by`` None: the clock.

    Must run inside a transaction that holds the registration's row.
    Raises ValueError without a reason, with one too long, or if it is withdrawn already.
    """
    if not 0 < len(reason.strip()) <= MAX_REASON_LENGTH:
        raise ValueError(f"a withdrawal needs a reason of 1 to {MAX_REASON_LENGTH} characters; citizens read it")
    if registration.is_withdrawn or registration.rev == 0:
        raise ValueError(f"{registration.pk} is not on display; there is nothing to withdraw")
    _end_lines(registration, reason, by)
    registration.is_withdrawn = True
    registration.ends_at = None
    registration.save()
    if registration.page is not None:
        action = UnpublishPageAction(registration.page, set_expired=by is None, user=by)
        action.execute(skip_permission_checks=True)  # nobody holds publish_page; whoever called has asked
        registration.page.revisions.update(approved_go_live_at=None)  # unpublish does so only for what is live
    payload = msgspec.json.encode(
        Withdrawn(id=DisclosureId(registration.pk), rev=registration.rev, at=_now(), reason=reason.strip())
    )
    request: ReleaseRequest = ReleaseRequest.objects.create(
        kind=Kind.WITHDRAW,
        disclosure=registration.pk,
        unit=registration.unit_id,
        rev=registration.rev,
        payload=payload,
        sha256=sha256(payload).hexdigest(),
        author=CLOCK if by is None else by.pk,
        author_name=CLOCK_NAME if by is None else by.get_username(),
    )
    return request


def request_erasure(*, registration: Registration, by: Any) -> ReleaseRequest | None:
    """Ask the signer to withdraw an id, if it still stands, and to delete every file that holds it.

    None for a line that never went to the signer: it becomes void. Must run inside a transaction that holds the
    registration's row.
    """
    if not registration.rev:
        void_line(registration)
        return None
    registration.is_withdrawn = True
    registration.ends_at = None
    registration.save()
    payload = msgspec.json.encode(
        Withdrawn(id=DisclosureId(registration.pk), rev=registration.rev, at=_now(), reason=ERASED_REASON, erased=True)
    )
    request: ReleaseRequest = ReleaseRequest.objects.create(
        kind=Kind.ERASE,
        disclosure=registration.pk,
        unit=registration.unit_id,
        rev=registration.rev,
        payload=payload,
        sha256=sha256(payload).hexdigest(),
        author=by.pk,
        author_name=by.get_username(),
    )
    return request


def withdraw_what_has_ended() -> int:
    """Withdraw every disclosure and LED line whose time is over; returns how many. The clock calls it."""
    done = 0
    now = timezone.now()
    ended = Registration.objects.filter(ends_at__lte=now, is_withdrawn=False).values_list("pk", flat=True)
    for pk in list(ended):
        with transaction.atomic():
            registration = Registration.objects.select_for_update().get(pk=pk)
            if registration.is_withdrawn or registration.ends_at is None or registration.ends_at > now:
                continue  # somebody was faster
            request_withdrawal(registration=registration, reason="展示期满", by=None)
            done += 1
    return done


def _end_lines(announced: Registration, reason: str, by: Any | None) -> None:
    """Withdraw the LED lines of a disclosure; those still waiting for signatures become void."""
    for line in announced.led_lines.filter(is_withdrawn=False):
        if line.rev:
            request_withdrawal(registration=line, reason=reason, by=by)
        else:
            void_line(line)


def void_line(line: Registration) -> None:
    """A line that has not been signed by two takes no more signatures."""
    LedLineRequest.objects.filter(registration=line).update(is_cancelled=True)
    Registration.objects.filter(pk=line.pk).update(is_withdrawn=True)


def _now() -> datetime:
    """Whole seconds: what is written is what a terminal's store can hold."""
    now: datetime = timezone.now()
    return now.astimezone(UTC).replace(microsecond=0)
