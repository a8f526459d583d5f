"""Where an opinion stands, and whether its answer is public: by the released bytes, never by what is in the editor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from content.disclosure import Disclosure, decode_disclosure
from content.hub.disclosures.models import Registration
from content.hub.feedback.models import Answer, Opinion
from content.hub.release.models import Kind, ReleaseOutcome, Status
from content.record import DisclosureId
from content.terms import Audience


def public_disclosure(disclosure_id: DisclosureId, now: datetime) -> Disclosure | None:
    """The disclosure as the signer released it last, or None if there is none to show at this moment.

    A withdrawal counts from the moment it was asked for. Lists for villagers only are not public.
    """
    registration = Registration.objects.filter(pk=disclosure_id, is_withdrawn=False).first()
    if registration is None:
        return None
    outcome = (
        ReleaseOutcome.objects.filter(
            request__disclosure=disclosure_id, request__kind=Kind.PUBLISH, status=Status.PUBLISHED
        )
        .select_related("request")
        .order_by("-request__rev")
        .first()
    )
    if outcome is None:
        return None
    found = decode_disclosure(bytes(outcome.request.payload))
    is_open = found.valid_from <= now and (found.valid_until is None or now < found.valid_until)
    return found if is_open and found.audience is Audience.PUBLIC else None


@dataclass(frozen=True)
class Standing:
    """Where an opinion stands. received_at: at the hub. answer: its public answer, None while there is none."""

    received_at: datetime
    answer: Disclosure | None


def standing_of(number: str, now: datetime) -> Standing | None:
    """Where the opinion with this 受理编号 stands, or None if none has arrived under it."""
    opinion = Opinion.objects.filter(receipt=number).order_by("pk").first()
    if opinion is None:
        return None
    answer = Answer.objects.filter(opinion=opinion).first()
    registration = Registration.objects.filter(page=answer.page).first() if answer else None
    found = public_disclosure(DisclosureId(registration.pk), now) if registration else None
    return Standing(opinion.received_at, found)
