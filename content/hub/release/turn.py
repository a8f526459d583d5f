"""One turn of the signer: requests that wait → checked → released → answered."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import msgspec
from django.db import transaction

from content.disclosure import MAX_BODY_BYTES, decode_disclosure
from content.errors import TrustError
from content.feed.pages import RowKind
from content.feed.release import Release
from content.feed.repository import Repository
from content.feed.rules import Change, Withdrawal
from content.hub.erasures.record import note_feed
from content.hub.release.models import Kind, ReleaseOutcome, ReleaseRequest, Status
from content.hub.release.rules import NotYet, Rules
from content.record import UnitCode, encode
from content.short_text import Sign, short_text

log = logging.getLogger(__name__)

MOST_IN_ONE_RELEASE = 200
LOOK_BACK = 1_000  # rows: PostgreSQL may commit a lower key after a higher one

_ROW_KINDS: dict[str, RowKind] = {str(Kind.PUBLISH): "disclosure", str(Kind.LED_LINE): "led-line"}


class Inbox:
    """Requests without an answer. Looks at the newest rows only, until ``look_at_all`` is called."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._answered_below = 0
        self._held: dict[int, datetime] = {}
        self._newest: int | None = None

    def went_back(self) -> bool:
        """Whether the newest request is older than at the last look, as in a restored database; True at the first."""
        newest = ReleaseRequest.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        went_back = self._newest is None or newest < self._newest
        self._newest = newest
        return went_back

    def waiting(self) -> list[ReleaseRequest]:
        """In the order they were made, but for those whose time has not come."""
        found = list(
            ReleaseRequest.objects.filter(outcome=None, pk__gt=self._answered_below - LOOK_BACK).order_by("pk")
        )
        if not found:
            newest = ReleaseRequest.objects.order_by("-pk").values_list("pk", flat=True).first()
            self._answered_below = newest or 0
        now = self._now()
        return [request for request in found if self._held.get(request.pk, now) <= now]

    def hold(self, request: ReleaseRequest, until: datetime) -> None:
        """Leave this one out until then."""
        self._held[request.pk] = until

    def look_at_all(self) -> None:
        """The next ``waiting`` looks at every row."""
        self._answered_below = 0


@dataclass(frozen=True)
class Turn:
    """The collaborators of a turn."""

    repository: Repository
    rules: Rules
    inbox: Inbox

    def take(self, requests: Sequence[ReleaseRequest]) -> None:
        """Release and answer these requests in their order.

        Raises StoreError or KeyFileError if the repository could not be written; what was not answered then
        comes again.
        """
        taken: list[tuple[ReleaseRequest, Change | Withdrawal]] = []
        ids: set[str] = set()
        for request in requests:
            # One release puts changes before withdrawals; the same id twice must keep its order.
            if request.disclosure in ids or len(taken) == MOST_IN_ONE_RELEASE:
                self._release(taken)
                taken, ids = [], set()
            try:
                taken.append((request, self._checked(request)))
                ids.add(request.disclosure)
            except NotYet as early:
                self.inbox.hold(request, early.until)
            except TrustError as err:
                _answer([(request, str(Status.REFUSED), None, str(err))])
        self._release(taken)

    def _checked(self, request: ReleaseRequest) -> Change | Withdrawal:
        """The request as the repository takes it. Raises TrustError or NotYet."""
        kind = _ROW_KINDS.get(request.kind)
        if kind is not None and self.repository.revision(request.disclosure) == request.rev:
            # Released before a crash took the answer. The repository compares the bytes; no rule is asked again,
            # for what was in order then may be over now.
            published = self.repository.published_body(request.disclosure)
            payload = bytes(request.payload)
            same = published is not None and without_short_text(published) == payload
            return Change(request.disclosure, request.rev, kind, published if same and published else payload)
        checked = self.rules.check(request)
        if isinstance(checked, Change) and checked.kind == "disclosure":
            return with_short_text(checked, self.repository.sign_for)
        return checked

    def _release(self, taken: Sequence[tuple[ReleaseRequest, Change | Withdrawal]]) -> None:
        if not taken:
            return
        release = self.repository.release(
            [item for _, item in taken if isinstance(item, Change)],
            [item for _, item in taken if isinstance(item, Withdrawal)],
        )
        reasons = {str(refused.id): refused.reason for refused in release.refused}
        with transaction.atomic():
            note_feed(release.erased)
            _answer([_answer_to(request, release, reasons) for request, _ in taken])


def with_short_text(change: Change, sign_for: Callable[[UnitCode], tuple[str, Sign]]) -> Change:
    """What was reviewed, and the signed short text of it. sign_for: key id and signature of a unit's role.

    Raises TrustError.
    """
    disclosure = decode_disclosure(change.body)
    keyid, sign = sign_for(disclosure.unit)
    body = encode(msgspec.structs.replace(disclosure, short_text=short_text(disclosure, keyid, sign)))
    return replace(change, body=body) if len(body) <= MAX_BODY_BYTES else change


def without_short_text(body: bytes) -> bytes:
    """The bytes that were reviewed: a published disclosure without what the signer added. An LED line as it is."""
    try:
        return encode(msgspec.structs.replace(decode_disclosure(body), short_text=""))
    except ValueError:
        return body


Answer = tuple[ReleaseRequest, str, int | None, str]


def _answer_to(request: ReleaseRequest, release: Release, reasons: dict[str, str]) -> Answer:
    reason = reasons.get(request.disclosure)
    if reason is not None:
        return request, str(Status.REFUSED), None, reason
    return request, str(Status.PUBLISHED), release.version, ""


def _answer(answers: Sequence[Answer]) -> None:
    with transaction.atomic():
        for request, status, version, reason in answers:
            ReleaseOutcome.objects.create(request=request, status=status, version=version, reason=reason)
    for request, status, version, reason in answers:
        facts = {"request": request.pk, "kind": request.kind, "id": request.disclosure, "rev": request.rev}
        if status == str(Status.REFUSED):
            log.warning("request refused", extra={**facts, "reason": reason})
        else:
            log.info("request released", extra={**facts, "version": version})
