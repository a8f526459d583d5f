"""What the hub's database remembers of the feed: the last state of every id that the signer has answered for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec
from django.db.models import Max

from content.disclosure import Disclosure, decode_disclosure
from content.errors import TrustError
from content.feed.approvals import payload_of
from content.feed.led_rules import read_led_line
from content.feed.ledger import Gone
from content.feed.pages import RowKind, Withdrawn
from content.feed.rebuild import Sign, Stood
from content.feed.rules import Change
from content.hub.disclosures.attachments import AttachmentFolder
from content.hub.release.models import Kind, ReleaseOutcome, ReleaseRequest, Status
from content.hub.release.rules import TAKE_DOWN, NotYet, Rules, with_reason
from content.hub.release.turn import with_short_text
from content.record import DisclosureId

AT_ONCE = 500  # rows with their payloads
SPARE_VERSIONS = 10_000  # spent since the last answer: a timestamp signed anew has none

_WITHDRAWN = msgspec.json.Decoder(Withdrawn)


def spent_version() -> int:
    """No version up to this one may be signed again; 0 if nothing was ever released.

    It counts only where a clock was ahead: versions are seconds since 1970, or one above the last.
    """
    newest = ReleaseOutcome.objects.aggregate(newest=Max("version"))["newest"]
    return newest + SPARE_VERSIONS if newest else 0


@dataclass(frozen=True)
class Memory:
    """For content.feed.rebuild. data_dir: where attachments lie."""

    data_dir: Path
    rules: Rules
    now: Callable[[], datetime]

    def __call__(self, sign: Sign) -> Iterator[Stood | Gone]:
        """Every id in order of its first publication; what has ended by itself is left out."""
        for request in _last_requests():
            told = _gone(request) if request.kind in TAKE_DOWN else self._stood(request, sign)
            if told is not None:
                yield told

    def _stood(self, request: ReleaseRequest, sign: Sign) -> Stood | None:
        payload, id_ = bytes(request.payload), DisclosureId(request.disclosure)
        disclosure: Disclosure | None = None
        body = payload
        try:
            if request.kind == Kind.PUBLISH:
                disclosure = with_reason(lambda: decode_disclosure(payload))
                ends = disclosure.valid_until
                body = with_short_text(Change(id_, request.rev, "disclosure", payload), sign).body
            else:
                ends = read_led_line(payload_of(payload)).valid_until
        except TrustError:
            ends = None  # asked for all its rules below, it says what is wrong
        if ends is not None and ends <= self.now():
            return None

        def attachments() -> Mapping[str, bytes]:
            folder = AttachmentFolder(self.data_dir)
            files = disclosure.attachments if disclosure is not None else ()
            return with_reason(lambda: {file.sha256: folder.read(file) for file in files})

        def checked() -> Change:
            try:
                change = self.rules.check(request)
            except NotYet as early:
                raise TrustError(f"not before {early.until.isoformat()}") from early
            assert isinstance(change, Change)
            return with_short_text(change, sign) if change.kind == "disclosure" else change

        kind: RowKind = "disclosure" if request.kind == Kind.PUBLISH else "led-line"
        return Stood(id_, request.rev, kind, body, attachments, checked)


def _gone(request: ReleaseRequest) -> Gone:
    try:
        said = _WITHDRAWN.decode(bytes(request.payload))
        reason, replaced_by = said.reason, said.replaced_by
    except msgspec.MsgspecError:
        reason = replaced_by = ""
    at = int(request.outcome.at.timestamp())
    return Gone(
        DisclosureId(request.disclosure), request.rev, at, reason, replaced_by, erased=request.kind == Kind.ERASE
    )


def _last_requests() -> Iterator[ReleaseRequest]:
    """The last request of each id that the signer carried out."""
    answered = ReleaseRequest.objects.filter(outcome__status=Status.PUBLISHED)
    last: dict[str, int] = {}
    for pk, id_ in answered.order_by("pk").values_list("pk", "disclosure"):
        last[id_] = pk  # a key keeps the place where it stood first
    keys = list(last.values())
    for start in range(0, len(keys), AT_ONCE):
        rows = answered.select_related("outcome").in_bulk(keys[start : start + AT_ONCE])
        yield from (rows[pk] for pk in keys[start : start + AT_ONCE])
