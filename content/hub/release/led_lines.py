"""LED lines (显示屏短讯): proposed here, signed on two approvers' own machines, released when both have signed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from content.errors import TrustError
from content.feed.approvals import assemble, assemble_release, verify_one
from content.feed.approvers import ApproverList
from content.feed.envelope import LineSignature
from content.feed.led_rules import check_fits, read_led_line
from content.hub.disclosures.models import Registration
from content.hub.release.approver_list import approvers_of
from content.hub.release.line_text import check_words, preview_on
from content.hub.release.models import EmergencyTemplate, Kind, LedLineRequest, LedLineSignature, ReleaseRequest
from content.hub.release.services import NotReleasable, request_withdrawal, void_line
from content.hub.review.finish import ReviewError
from content.hub.review.permissions import user_can_propose_emergency, user_can_propose_led_line, user_can_withdraw
from content.hub.terminals.models import Board
from content.hub.units.services import next_id
from content.led_line import LedLine, LedStyle, LedUrgency
from content.record import DisclosureId, UnitCode, encode


def propose_led_line(
    *,
    disclosure_id: DisclosureId,
    text: str,
    boards: Sequence[str],
    style: LedStyle,
    valid_from: datetime,
    valid_until: datetime,
    by: Any,
    urgency: LedUrgency = LedUrgency.ROUTINE,
) -> LedLineRequest:
    """Offer a line to the approvers. Raises ReviewError, ValueError for unknown ids, NotReleasable for the rest."""
    # Drawn before the transaction: a long line takes a second, and SQLite has one writer.
    preview = preview_on(text, style, list(Board.objects.filter(pk__in=boards).order_by("pk")))
    with transaction.atomic():
        announced = Registration.objects.select_for_update().filter(pk=disclosure_id, page__isnull=False).first()
        if announced is None or announced.is_withdrawn:
            raise ValueError(f"{disclosure_id!r} is not on display; nothing can be announced of it")
        if not user_can_propose_led_line(by, announced.page):
            raise ReviewError(f"{by.get_username()} 不能为 {disclosure_id} 拟显示屏短讯")
        if urgency is not LedUrgency.ROUTINE:
            if not user_can_propose_emergency(by, announced.page):
                raise ReviewError(f"{by.get_username()} 不能拟应急短讯；县级编辑可以")
            if valid_until - valid_from > timedelta(hours=settings.HUB.emergency_max_hours):
                raise NotReleasable(f"应急短讯最多展示 {settings.HUB.emergency_max_hours} 小时")
        check_words(text, disclosure_id, announced.rev)
        return offer_line(
            announced=announced,
            boards=boards,
            text=text,
            style=style,
            urgency=urgency,
            valid_from=valid_from,
            valid_until=valid_until,
            preview=preview,
            by=by,
        )


def offer_line(
    *,
    announced: Registration,
    boards: Sequence[str],
    text: str,
    style: LedStyle,
    urgency: LedUrgency,
    valid_from: datetime,
    valid_until: datetime,
    preview: bytes,
    by: Any,
    template: EmergencyTemplate | None = None,
    fillings: Sequence[str] = (),
) -> LedLineRequest:
    """The line as it waits for signatures, with a number of its own. Whether ``by`` may is asked before.

    preview: PNG bytes on the first board. template, fillings: of what it is made, if it is.
    Must run inside a transaction that holds the announced row. Raises ValueError for unknown boards, NotReleasable.
    """
    places = list(Board.objects.select_for_update().filter(pk__in=boards).order_by("pk"))
    unknown = sorted(set(boards) - {board.pk for board in places})
    if unknown:
        raise ValueError(f"no board {', '.join(unknown)} at this hub")
    unit = UnitCode(announced.unit_id)
    seq = max((board.last_seq for board in places), default=0) + 1
    line = LedLine(
        id=next_id(unit),
        unit=unit,
        rev=1,
        county=settings.HUB.county,
        boards=tuple(board.pk for board in places),
        text=text,
        style=style,
        valid_from=valid_from.astimezone(UTC),
        valid_until=valid_until.astimezone(UTC),
        seq=seq,
        disclosure=DisclosureId(announced.pk),
        disclosure_rev=announced.rev,
        preview_sha256=sha256(preview).hexdigest(),
        urgency=urgency,
        template=template.sha256 if template else "",
        fillings=tuple(fillings),
    )
    payload = encode(line)
    try:
        read_led_line(payload)
        if template is not None:
            check_fits(line, template.signed())
    except TrustError as err:
        raise NotReleasable(str(err)) from err
    Board.objects.filter(pk__in=line.boards).update(last_seq=seq)
    registration = Registration.objects.create(id=line.id, unit_id=unit, announces=announced)
    request: LedLineRequest = LedLineRequest.objects.create(
        registration=registration,
        payload=payload,
        text=text,
        valid_until=line.valid_until,
        proposed_by=by.pk,
        proposed_by_name=by.get_username(),
        template=template,
    )
    request.boards.set(places)
    return request


def waiting_lines(*, units: Sequence[str]) -> list[LedLineRequest]:
    """Lines of these units that still need signatures and are not over: emergencies and drills first, then by age."""
    lines = (
        LedLineRequest.objects.filter(
            release=None, is_cancelled=False, valid_until__gt=timezone.now(), registration__unit__in=units
        )
        .exclude(template__is_retired=True)
        .select_related("registration__unit__page")
        .prefetch_related("boards", "signatures")
    )
    return sorted(lines, key=lambda line: line.urgency is LedUrgency.ROUTINE)


def take_down(*, line: LedLineRequest, reason: str, by: Any) -> None:
    """Take one line off its boards; its disclosure stays. A line that still waits for signatures becomes void.

    One person suffices, as for a disclosure. Raises ReviewError if ``by`` may not, ValueError if it is down already.
    """
    with transaction.atomic():
        registration = Registration.objects.select_for_update().get(pk=line.registration_id)
        if not user_can_withdraw(by, registration.announces.page or registration.unit.page):
            raise ReviewError(f"{by.get_username()} 不能撤下 {registration.pk}")
        if registration.is_withdrawn:
            raise ValueError(f"短讯 {registration.pk} 已经撤下")
        locked = LedLineRequest.objects.select_for_update().get(pk=line.pk)
        if locked.release_id is not None:
            request_withdrawal(registration=registration, reason=reason, by=by)
        else:
            void_line(registration)


def add_signature(
    *, request: LedLineRequest, keyid: str, sig: str, approvers: ApproverList | None = None
) -> ReleaseRequest | None:
    """Take one approver's signature (base64); with the second one the line goes to the signer.

    approvers: as the signed feed has them, if not given. Returns the release request, or None while another
    signature is needed. Raises TrustError if the signature does not hold, ValueError if the line takes none.
    """
    allowed = approvers if approvers is not None else approvers_of(settings.HUB, memory="hub-metadata")
    with transaction.atomic():
        line = LedLineRequest.objects.select_for_update().get(pk=request.pk)
        approver = verify_one(bytes(line.payload), keyid, sig, allowed)
        if line.signatures.filter(keyid=approver.keyid).exists():
            before: ReleaseRequest | None = line.release
            return before  # sent again: the answer to the first one was lost
        if line.release_id is not None or line.is_cancelled or line.valid_until <= timezone.now():
            raise ValueError(f"line {line.registration_id} takes no more signatures")
        if line.template is not None and line.template.is_retired:
            raise ValueError(f"the template of line {line.registration_id} was retired; the line is void")
        if line.registration.announces.is_withdrawn:
            raise ValueError(f"{line.registration.announces_id} was withdrawn; its line is void")
        try:
            LedLineSignature.objects.create(line=line, keyid=approver.keyid, sig=sig, person=approver.person)
        except IntegrityError as err:
            raise ValueError(f"line {line.registration_id} has this signature already") from err
        signatures = list(line.signatures.order_by("pk"))
        if len(signatures) < line.signatures_needed:
            return None
        return _released(line, signatures[: line.signatures_needed])


def _released(line: LedLineRequest, signatures: Sequence[LedLineSignature]) -> ReleaseRequest:
    signed = [LineSignature(signature.keyid, signature.sig) for signature in signatures]
    if line.template is not None:
        envelope = assemble_release(bytes(line.payload), signed[0], line.template.envelope())
    else:
        envelope = assemble(bytes(line.payload), signed)
    registration = line.registration
    registration.rev = 1
    registration.ends_at = line.valid_until
    registration.save()
    release: ReleaseRequest = ReleaseRequest.objects.create(
        kind=Kind.LED_LINE,
        disclosure=registration.pk,
        unit=registration.unit_id,
        rev=registration.rev,
        payload=envelope,
        sha256=sha256(envelope).hexdigest(),
        author=line.proposed_by,
        author_name=line.proposed_by_name,
    )
    line.release = release
    line.save()
    return release
