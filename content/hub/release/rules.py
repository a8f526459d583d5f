"""What the signer demands of a release request. The hub's database is untrusted input: nothing in a row is believed
because the hub wrote it.

Checked here: what the row says of itself, who answers for it, and that the text is the reviewed one. Checked by
content.feed.repository: what the feed demands of any item.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, TypeVar

import msgspec
from wagtail.models import Revision

from content.disclosure import MAX_BODY_BYTES, Disclosure, decode_disclosure
from content.errors import TrustError
from content.feed.approvals import payload_of
from content.feed.led_rules import read_led_line
from content.feed.pages import Withdrawn
from content.feed.rules import MAX_REASON_LENGTH, Change, Withdrawal
from content.hub.checking.selectors import forbidden_in, forbidden_words, uncleared, wanted_in_files
from content.hub.disclosures.attachments import AttachmentFolder
from content.hub.disclosures.body import disclosure_of
from content.hub.disclosures.gate import certain_findings, every_text, read_file
from content.hub.release.models import EmergencyTemplate, Kind, ReleaseRequest
from content.hub.release.names import announced_disclosure, listed_names
from content.hub.release.reviewed import check_not_replayed, check_review
from content.led_line import LedUrgency
from content.personal_data import KIND_LABELS, findings
from content.record import DisclosureId, encode, unit_of
from content.terms import SHOWABLE_AUDIENCES

TAKE_DOWN = frozenset({str(Kind.WITHDRAW), str(Kind.ERASE)})
CLOCKS_APART = timedelta(minutes=5)  # between the hub's web process and the signer, if they are two machines

T = TypeVar("T")

_WITHDRAWN = msgspec.json.Decoder(Withdrawn)


def waits_for_nobody(request: ReleaseRequest) -> bool:
    """Whether the signer takes it at once: a take-down, or a line that says it is an emergency or its drill."""
    if request.kind != Kind.LED_LINE:
        return request.kind in TAKE_DOWN
    try:
        return read_led_line(payload_of(bytes(request.payload))).urgency is not LedUrgency.ROUTINE
    except TrustError:
        return False  # it is refused, and that may wait


class NotYet(Exception):
    """The request is in order and its time has not come; ``until`` says when it has."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until.isoformat())
        self.until = until


@dataclass(frozen=True)
class Rules:
    """The rules of one hub. now: UTC. emergency_life: the longest that an emergency, or its drill, is valid."""

    folder: AttachmentFolder
    now: Callable[[], datetime]
    emergency_life: timedelta

    def check(self, request: ReleaseRequest) -> Change | Withdrawal:
        """The request as the repository takes it. Raises TrustError with the reason, or NotYet."""
        payload = bytes(request.payload)
        if len(payload) > MAX_BODY_BYTES:
            raise TrustError(f"payload of {len(payload)} bytes, at most {MAX_BODY_BYTES} are allowed")
        if sha256(payload).hexdigest() != request.sha256:
            raise TrustError("the payload's sha256 is not the one that was recorded")
        with_reason(lambda: unit_of(request.disclosure))
        if unit_of(request.disclosure) != request.unit:
            raise TrustError(f"{request.disclosure} is not of unit {request.unit!r}")
        match request.kind:
            case Kind.PUBLISH:
                return self._publication(request, payload)
            case Kind.WITHDRAW | Kind.ERASE:
                return _withdrawal(request, payload)
            case Kind.LED_LINE:
                return _led_line(request, payload, self.emergency_life)
        raise TrustError(f"unknown kind of request {request.kind!r}")

    def _publication(self, request: ReleaseRequest, payload: bytes) -> Change:
        disclosure = with_reason(lambda: decode_disclosure(payload))
        if encode(disclosure) != payload:
            raise TrustError("the payload holds more than a disclosure's fields, or is written in another way")
        if (disclosure.id, disclosure.unit, disclosure.rev) != (request.disclosure, request.unit, request.rev):
            raise TrustError(
                f"payload of {disclosure.id} revision {disclosure.rev} of unit {disclosure.unit}, "
                f"expected {request.disclosure} revision {request.rev} of unit {request.unit}"
            )
        if disclosure.audience not in SHOWABLE_AUDIENCES:
            raise TrustError(f"audience {disclosure.audience.value!r} never leaves the hub")
        if disclosure.short_text:
            raise TrustError("the payload holds a short text, which only the signer writes")
        _check_people(request)
        revision = _reviewed_revision(request)
        self._check_text(disclosure, revision)
        _refuse_forbidden(request, revision)
        attachments = with_reason(lambda: {file.sha256: self.folder.read(file) for file in disclosure.attachments})
        files = [(file.name, file.media_type, attachments[file.sha256]) for file in disclosure.attachments]
        refuse_personal_data(every_text(disclosure), files)
        _refuse_unseen(files)
        _check_not_withdrawn(request)
        check_not_replayed(request)
        self._check_time(disclosure)
        return Change(DisclosureId(request.disclosure), request.rev, "disclosure", payload, attachments)

    def _check_text(self, disclosure: Disclosure, revision: Any) -> None:
        """The payload is the reviewed revision and nothing else: build it again and compare."""
        reviewed = with_reason(
            lambda: disclosure_of(
                revision.as_object(),
                id=disclosure.id,
                unit=disclosure.unit,
                rev=disclosure.rev,
                published_at=disclosure.published_at,
                folder=self.folder,
            )
        )
        # The search text is computed, and a newer hub may compute it better.
        if msgspec.structs.replace(reviewed, search=disclosure.search) != disclosure:
            raise TrustError(f"the payload is not revision {revision.pk} that was reviewed")

    def _check_time(self, disclosure: Disclosure) -> None:
        now = self.now()
        if disclosure.valid_until is not None and disclosure.valid_until <= max(now, disclosure.valid_from):
            raise TrustError(f"valid until {disclosure.valid_until.isoformat()}: it is over")
        if disclosure.valid_from > now + CLOCKS_APART:
            raise NotYet(disclosure.valid_from)


def refuse_personal_data(texts: Iterable[str], files: Iterable[tuple[str, str, bytes]] = ()) -> None:
    """Raises TrustError if a text or a PDF holds a true identity number, or a PDF cannot be read."""
    found = with_reason(lambda: certain_findings(texts, files))
    if found:
        raise TrustError("personal data: " + ", ".join(found))


def _refuse_unseen(files: Iterable[tuple[str, str, bytes]]) -> None:
    """Raises TrustError if the negative list is certain about a file's words, or if a page of it cannot be read and no
    record says who looked at it.
    """
    wanted = wanted_in_files()
    reports = with_reason(lambda: [read_file(*file, wanted=wanted) for file in files])
    forbidden = [one for report in reports for one in report.forbidden]
    if forbidden:
        raise TrustError("negative list: " + ", ".join(forbidden))
    waiting = uncleared(reports)
    if waiting:
        raise TrustError(f"nobody has looked at what cannot be read: {', '.join(waiting)}")


def _refuse_forbidden(request: ReleaseRequest, revision: Any) -> None:
    """Raises TrustError if the negative list is certain, or no record says who decided what it is not certain about."""
    authors = frozenset({request.author} - {None})
    found = with_reason(lambda: forbidden_in(revision.as_object(), authors=authors))
    if found:
        raise TrustError("negative list: " + ", ".join(f"{one.place}:{one.says}" for one in found))


def with_reason(read: Callable[[], T]) -> T:
    """What ``read`` returns. Turns ValueError and endless nesting into TrustError."""
    try:
        return read()
    except (ValueError, RecursionError) as err:
        raise TrustError(str(err)) from err


# --- publications -------------------------------------------------------------------------------------


def _check_people(request: ReleaseRequest) -> None:
    people = (request.author, request.first_reviewer, request.second_reviewer)
    if any(person is None or person <= 0 for person in people):
        raise TrustError("author and two reviewers are needed, and one is missing")
    if len(set(people)) != len(people):
        raise TrustError("author and the two reviewers must be three different people")


def _reviewed_revision(request: ReleaseRequest) -> Any:
    """The revision that everybody approved, according to the record of the review itself."""
    revision = Revision.objects.filter(pk=request.revision).first()
    if revision is None:
        raise TrustError(f"no revision {request.revision} on record")
    check_review(request, revision)
    return revision


def _check_not_withdrawn(request: ReleaseRequest) -> None:
    later = ReleaseRequest.objects.filter(
        kind__in=TAKE_DOWN, disclosure=request.disclosure, rev__gte=request.rev, pk__gt=request.pk
    ).first()
    if later is not None:
        raise TrustError(f"withdrawn by request {later.pk} before it was released")


# --- the other kinds ------------------------------------------------------------------------------------


def _withdrawal(request: ReleaseRequest, payload: bytes) -> Withdrawal:
    withdrawn = with_reason(lambda: _WITHDRAWN.decode(payload))
    if (withdrawn.id, withdrawn.rev) != (request.disclosure, request.rev):
        raise TrustError(f"payload of {withdrawn.id} revision {withdrawn.rev}, expected {request.disclosure}")
    if not 0 < len(withdrawn.reason) <= MAX_REASON_LENGTH:
        raise TrustError(f"reason of {len(withdrawn.reason)} characters, expected 1 to {MAX_REASON_LENGTH}")
    if withdrawn.erased != (request.kind == Kind.ERASE):
        raise TrustError(f"a request to {request.kind} whose payload says erased: {withdrawn.erased}")
    refuse_personal_data(iter([withdrawn.reason]))
    return Withdrawal(withdrawn.id, withdrawn.rev, withdrawn.reason, withdrawn.replaced_by, withdrawn.erased)


def _led_line(request: ReleaseRequest, payload: bytes, emergency_life: timedelta) -> Change:
    """Signatures, the approvers' rights, the template and the announced disclosure are the repository's to check."""
    line = read_led_line(payload_of(payload))
    if (line.id, line.unit, line.rev) != (request.disclosure, request.unit, request.rev):
        raise TrustError(f"envelope of {line.id} revision {line.rev}, expected {request.disclosure}")
    if line.urgency is not LedUrgency.ROUTINE and line.valid_until - line.valid_from > emergency_life:
        raise TrustError(
            f"{line.urgency.value} valid for {line.valid_until - line.valid_from}, "
            f"at most {emergency_life} are allowed at this hub"
        )
    if line.template and EmergencyTemplate.objects.filter(sha256=line.template, is_retired=True).exists():
        raise TrustError(f"template {line.template[:12]}… was retired")
    forbidden = forbidden_words(line.text)
    if forbidden:
        raise TrustError("negative list: " + ", ".join(forbidden))
    found = findings(line.text)
    if found:
        named = ", ".join(f"{KIND_LABELS[one.kind]} {one.masked}" for one in found)
        raise TrustError(f"personal data may not stand on a board: {named}")
    announced = with_reason(lambda: announced_disclosure(line.disclosure, line.disclosure_rev))
    listed = listed_names(line.text, announced) if announced is not None else []
    if listed:
        raise TrustError(f"names of a list may not stand on a board: {', '.join(listed)}")
    _check_not_withdrawn(request)
    return Change(DisclosureId(request.disclosure), request.rev, "led-line", payload)
