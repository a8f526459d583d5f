"""应急模板: proposed and signed in quiet times; in an emergency one person fills the blanks, and signs that.

propose_template → two signatures (sign_template) → fill_template: a line that needs one signature → its board
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import msgspec
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from content.errors import TrustError
from content.feed.approvals import verify_led_template, verify_one_of_template
from content.feed.approvers import ApproverList
from content.feed.led_rules import read_led_template
from content.hub.disclosures.models import Registration
from content.hub.release.approver_list import approvers_of
from content.hub.release.led_lines import offer_line
from content.hub.release.line_text import check_words, preview_on
from content.hub.release.models import EmergencyTemplate, EmergencyTemplateSignature, LedLineRequest
from content.hub.release.services import NotReleasable
from content.hub.review.finish import ReviewError
from content.hub.review.permissions import (
    user_can_propose_emergency,
    user_can_sign_led_line,
    user_can_withdraw,
)
from content.hub.terminals.models import Board
from content.led_line import LedStyle, LedUrgency
from content.led_template import Blank, LedTemplate, blanks_in
from content.record import DisclosureId, encode, unit_of

log = logging.getLogger(__name__)


def propose_template(
    *,
    disclosure_id: DisclosureId,
    name: str,
    text: str,
    blanks: Sequence[Blank],
    boards: Sequence[str],
    style: LedStyle,
    urgency: LedUrgency,
    valid_until: datetime,
    max_hours: int,
    by: Any,
) -> EmergencyTemplate:
    """Offer a template to the approvers; valid from now. blanks: in any order, each named in the text.

    Raises ReviewError, ValueError for unknown ids, NotReleasable for the rest.
    """
    places = list(Board.objects.filter(pk__in=boards).order_by("pk"))
    unknown = sorted(set(boards) - {board.pk for board in places})
    if unknown:
        raise ValueError(f"no board {', '.join(unknown)} at this hub")
    if max_hours > settings.HUB.emergency_max_hours:
        raise NotReleasable(f"应急短讯最多展示 {settings.HUB.emergency_max_hours} 小时")
    template = LedTemplate(
        name=name,
        unit=unit_of(disclosure_id),
        county=settings.HUB.county,
        boards=tuple(board.pk for board in places),
        text=text,
        blanks=_in_order(text, blanks),
        style=style,
        urgency=urgency,
        valid_from=_now(),
        valid_until=valid_until.astimezone(UTC),
        max_hours=max_hours,
        disclosure=disclosure_id,
    )
    # Drawn before the transaction: a long line takes a second, and SQLite has one writer.
    preview = preview_on(_read(template).specimen(), style, places)
    payload = encode(msgspec.structs.replace(template, preview_sha256=sha256(preview).hexdigest()))
    with transaction.atomic():
        announced = _standing(disclosure_id)
        if not user_can_propose_emergency(by, announced.page):
            raise ReviewError(f"{by.get_username()} 不能拟应急模板；县级编辑可以")
        check_words("\n".join([name, text, *_choices(blanks)]), disclosure_id, announced.rev)
        row: EmergencyTemplate = EmergencyTemplate.objects.create(
            name=name,
            announces=announced,
            payload=payload,
            sha256=sha256(payload).hexdigest(),
            text=text,
            valid_until=template.valid_until,
            proposed_by=by.pk,
            proposed_by_name=by.get_username(),
        )
        row.boards.set(places)
        return row


def sign_template(*, template: EmergencyTemplate, keyid: str, sig: str, approvers: ApproverList | None = None) -> int:
    """Take one approver's signature (base64). Returns how many there are now.

    approvers: as the signed feed has them, if not given. Raises TrustError if the signature does not hold, ValueError
    if the template takes none.
    """
    allowed = approvers if approvers is not None else approvers_of(settings.HUB, memory="hub-metadata")
    with transaction.atomic():
        row = EmergencyTemplate.objects.select_for_update().get(pk=template.pk)
        approver = verify_one_of_template(bytes(row.payload), keyid, sig, allowed)
        if not row.signatures.filter(keyid=approver.keyid).exists():  # else sent again: the first answer was lost
            if row.is_signed or row.is_retired or row.valid_until <= timezone.now():
                raise ValueError(f"template {row.pk} takes no more signatures")
            try:
                EmergencyTemplateSignature.objects.create(
                    template=row, keyid=approver.keyid, sig=sig, person=approver.person
                )
            except IntegrityError as err:
                raise ValueError(f"template {row.pk} has this signature already") from err
        return int(row.signatures.count())


def fill_template(
    *, template: EmergencyTemplate, fillings: Sequence[str], boards: Sequence[str], hours: int, by: Any
) -> LedLineRequest:
    """Make a line of it, from now on for so many hours. It needs one signature and is on its boards after that.

    Raises ReviewError, ValueError, NotReleasable.
    """
    signed = _usable(template)
    try:
        text = signed.filled(fillings)
    except ValueError as err:
        raise NotReleasable(str(err)) from err
    preview = preview_on(text, signed.style, list(template.boards.filter(pk__in=boards).order_by("pk")))
    with transaction.atomic():
        announced = _standing(signed.disclosure)
        if not user_can_sign_led_line(by, announced.page):
            raise ReviewError(f"{by.get_username()} 不能发布应急短讯；显示屏审批人可以")
        _usable(EmergencyTemplate.objects.select_for_update().get(pk=template.pk))
        check_words(text, signed.disclosure, announced.rev)
        now = _now()
        return offer_line(
            announced=announced,
            boards=boards,
            text=text,
            style=signed.style,
            urgency=signed.urgency,
            valid_from=now,
            valid_until=now + timedelta(hours=hours),
            preview=preview,
            by=by,
            template=template,
            fillings=fillings,
        )


def why_lapsed(template: EmergencyTemplate, approvers: ApproverList) -> str:
    """Why the boards would light no line of this signed template any more; empty if they would.

    Its signers may have left the list, or have new keys: better seen in quiet times than at night.
    """
    try:
        verify_led_template(template.envelope(), approvers, timezone.now(), settings.HUB.county)
    except TrustError as err:
        log.info("template has lapsed", extra={"template": template.pk, "why": str(err)})
        return "签过名的审批人有人离任、到期或换了密钥，这个模板已失效，请重拟、重签。"
    return ""


def retire_template(*, template: EmergencyTemplate, by: Any) -> None:
    """停用: no line is made of it any more; lines that are out stay until they end. One person suffices.

    Raises ReviewError if ``by`` may not.
    """
    with transaction.atomic():
        row = EmergencyTemplate.objects.select_for_update().get(pk=template.pk)
        if not user_can_withdraw(by, row.announces.page or row.announces.unit.page):
            raise ReviewError(f"{by.get_username()} 不能停用应急模板 {row.name}")
        row.is_retired = True
        row.retired_by_name = by.get_username()
        row.save()


def waiting_templates(*, units: Sequence[str]) -> list[EmergencyTemplate]:
    """Templates of these units that still need signatures."""
    return [one for one in standing_templates(units=units) if not one.is_signed]


def standing_templates(*, units: Sequence[str]) -> list[EmergencyTemplate]:
    """Templates of these units that are neither retired nor over, nor hang on what is no longer on display."""
    found = EmergencyTemplate.objects.filter(
        is_retired=False, valid_until__gt=timezone.now(), announces__unit__in=units, announces__is_withdrawn=False
    )
    return list(found.select_related("announces__page").prefetch_related("signatures", "boards__unit"))


def _usable(template: EmergencyTemplate) -> LedTemplate:
    """What is signed. Raises ValueError that says why no line can be made of it."""
    if template.is_retired:
        raise ValueError(f"应急模板「{template.name}」已停用")
    if template.valid_until <= timezone.now():
        raise ValueError(f"应急模板「{template.name}」已过有效期")
    if not template.is_signed:
        raise ValueError(f"应急模板「{template.name}」还没有两位审批人的签名")
    return template.signed()


def _standing(disclosure_id: DisclosureId) -> Registration:
    held = Registration.objects.select_for_update()
    announced: Registration | None = held.filter(pk=disclosure_id, page__isnull=False).first()
    if announced is None or announced.is_withdrawn or not announced.rev:
        raise ValueError(f"{disclosure_id} 没有在公开，不能据此发应急短讯")
    return announced


def _in_order(text: str, blanks: Sequence[Blank]) -> tuple[Blank, ...]:
    """As the text names them; what it does not name comes last, and is refused by the rules."""
    try:
        names = blanks_in(text)
    except ValueError as err:
        raise NotReleasable("花括号没有成对") from err
    place = {name: number for number, name in enumerate(names)}
    return tuple(sorted(blanks, key=lambda blank: place.get(blank.name, len(place))))


def _choices(blanks: Sequence[Blank]) -> list[str]:
    return [choice for blank in blanks for choice in blank.choices]


def _read(template: LedTemplate) -> LedTemplate:
    try:
        return read_led_template(encode(template))
    except TrustError as err:
        raise NotReleasable(str(err)) from err


def _now() -> datetime:
    now: datetime = timezone.now()
    return now.astimezone(UTC).replace(microsecond=0)
