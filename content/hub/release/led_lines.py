"""LED lines (显示屏短讯): proposed here, signed on two approvers' own machines, released when both have signed."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from content.errors import TrustError
from content.feed.approvals import (
    SIGNATURES_NEEDED,
    ApproverList,
    LineSignature,
    assemble,
    read_led_line,
    verify_one,
)
from content.hub.checking.selectors import forbidden_words
from content.hub.disclosures.models import Registration
from content.hub.release.approver_list import approvers_of
from content.hub.release.models import Kind, LedLineRequest, LedLineSignature, ReleaseRequest
from content.hub.release.names import announced_disclosure, listed_names
from content.hub.release.services import NotReleasable, request_withdrawal, void_line
from content.hub.review.finish import ReviewError
from content.hub.review.permissions import user_can_propose_emergency, user_can_propose_led_line, user_can_withdraw
from content.hub.terminals.models import Board
from content.hub.terminals.wording import reason_label
from content.hub.units.services import next_id
from content.led_line import LedLine, LedStyle, LedUrgency
from content.personal_data import KIND_LABELS, findings
from content.record import DisclosureId, UnitCode, encode
from display.board import Board as LedBoard
from display.errors import DisplayError
from display.preview import preview_png

log = logging.getLogger(__name__)


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
    preview = _preview(text, style, list(Board.objects.filter(pk__in=boards).order_by("pk")))
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
        forbidden = forbidden_words(text)
        if forbidden:
            raise NotReleasable(f"属于负面清单，不得公开：{'、'.join(forbidden)}")
        found = findings(text)
        if found:
            names = "、".join(f"{KIND_LABELS[one.kind]} {one.masked}" for one in found)
            raise NotReleasable(f"短讯里疑有个人信息，显示屏上不得出现：{names}")
        body = announced_disclosure(disclosure_id, announced.rev)
        listed = listed_names(text, body) if body is not None else []
        if listed:
            raise NotReleasable(f"名单里的姓名不得上显示屏：{'、'.join(listed)}")
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
            disclosure=disclosure_id,
            disclosure_rev=announced.rev,
            preview_sha256=sha256(preview).hexdigest(),
            urgency=urgency,
        )
        payload = encode(line)
        try:
            read_led_line(payload)
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
        )
        request.boards.set(places)
        return request


def waiting_lines(*, units: Sequence[str]) -> list[LedLineRequest]:
    """Lines of these units that still need signatures and are not over: emergencies and drills first, then by age."""
    lines = (
        LedLineRequest.objects.filter(
            release=None, is_cancelled=False, valid_until__gt=timezone.now(), registration__unit__in=units
        )
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
        if line.registration.announces.is_withdrawn:
            raise ValueError(f"{line.registration.announces_id} was withdrawn; its line is void")
        try:
            LedLineSignature.objects.create(line=line, keyid=approver.keyid, sig=sig, person=approver.person)
        except IntegrityError as err:
            raise ValueError(f"line {line.registration_id} has this signature already") from err
        signatures = list(line.signatures.order_by("pk"))
        if len(signatures) < SIGNATURES_NEEDED:
            return None
        return _released(line, signatures[:SIGNATURES_NEEDED])


def _preview(text: str, style: LedStyle, boards: Sequence[Board]) -> bytes:
    """What the approvers look at: the line on its first board. Raises NotReleasable if any board cannot show it."""
    pictures = []
    for board in boards:
        drawn_as = LedBoard(
            id=board.pk,
            model=board.model,
            width_px=board.width_px,
            height_px=board.height_px,
            font_px=board.font_px,
            colours=board.colours,
        )
        try:
            pictures.append(preview_png(text, style, drawn_as))
        except DisplayError as err:
            log.info("line cannot be drawn", extra={"board": board.pk, "why": str(err)})
            raise NotReleasable(f"{board.pk}:{reason_label(err.reason)}") from err
    return pictures[0] if pictures else b""


def _released(line: LedLineRequest, signatures: Sequence[LedLineSignature]) -> ReleaseRequest:
    envelope = assemble(
        bytes(line.payload), [LineSignature(signature.keyid, signature.sig) for signature in signatures]
    )
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
