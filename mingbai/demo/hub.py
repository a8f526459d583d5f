"""The demo's hub, driven through the same services that the clerks' pages call.

Accounts are throw-away: random passwords, made for this run, printed and stored nowhere.
Django is configured when a DemoHub is opened; its models are imported after that.
"""

from __future__ import annotations

import random
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from config.load import load_hub
from config.settings import BoardSettings
from content.county import County
from content.disclosure import decode_disclosure
from content.hub.disclosures.draft import Draft
from content.led_line import LedStyle
from content.record import DisclosureId, UnitCode
from content.store import outbox
from content.terms import Audience
from mingbai.demo.processes import DemoError

PASSWORD_BYTES = 12
_MARK = re.compile("（[^（）]*更正）$")


@dataclass(frozen=True)
class Account:
    """One throw-away account of the demo."""

    username: str
    password: str
    role: str


@dataclass(frozen=True)
class Released:
    """One release request. at: when the hub recorded it, seconds since 1970."""

    request: int
    disclosure: DisclosureId
    rev: int
    at: float

    @property
    def item(self) -> str:
        """As the kiosk's journal names it."""
        return f"{self.disclosure}@{self.rev}"


class DemoHub:
    """One county hub in this process, beside the hub's own web process and signer."""

    def __init__(self, settings_file: Path) -> None:
        from content.hub.settings import setup

        self.settings = load_hub(settings_file)
        setup(self.settings)
        self._people: dict[str, Any] = {}

    def create_database(self) -> None:
        """Make the tables."""
        from django.core.management import call_command

        call_command("migrate", verbosity=0, interactive=False)

    def load_county(self, county: County) -> None:
        """Units, their pages, and the review workflow."""
        from content.hub.review.roles import set_up_review
        from content.hub.units.services import load_county

        load_county(county)
        set_up_review(county=UnitCode(county.code))

    def create_people(self) -> list[Account]:
        """An administrator and one account for every role; those of an earlier run are renewed."""
        from django.contrib.auth import get_user_model

        from content.hub.review.roles import create_account, group_of
        from content.hub.sample.staff import STAFF

        known = {user.get_username(): user for user in get_user_model().objects.all()}
        accounts = []
        for username, role, unit in (("demo-admin", None, None), *STAFF):
            password = secrets.token_urlsafe(PASSWORD_BYTES)
            if username in known:
                known[username].set_password(password)
                known[username].save()
                if role and unit:  # an earlier version's demo may have given it another role
                    known[username].groups.set([group_of(role=role, unit=unit)])
            self._people[username] = known.get(username) or create_account(
                username=username,
                password=password,
                roles=[(role, unit)] if role and unit else [],
                is_superuser=role is None,
            )
            accounts.append(Account(username, password, role.value if role else "管理员"))
        return accounts

    def enrol(self, terminal: str, units: Sequence[str], *, is_approver: bool = False) -> str:
        """Issue a token."""
        from content.hub.terminals.models import Kind
        from content.hub.terminals.services import enrol

        kind: Any = Kind.APPROVER if is_approver else Kind.TERMINAL
        return enrol(terminal=terminal, kind=kind, units=units)

    def know_board(self, board: BoardSettings, terminal: str) -> None:
        """Tell the hub of a terminal's board."""
        from content.hub.terminals.services import set_board

        set_board(board=board, terminal=terminal)

    def create_drafts(self, drafts: Sequence[Draft]) -> list[Any]:
        """Write drafts as the editor; returns their pages, in order."""
        from content.hub.disclosures.services import create_drafts

        return list(create_drafts(drafts, by=self._people["demo-editor"]))

    def all_drafts(self) -> list[int]:
        """Keys of every page that was never released, in order."""
        from content.hub.disclosures.models import DisclosurePage

        return list(DisclosurePage.objects.filter(registration=None).order_by("pk").values_list("pk", flat=True))

    def choose(self, pages: Sequence[int], count: int, seed: int) -> list[int]:
        """A seeded choice of so many pages."""
        return sorted(random.Random(seed).sample(list(pages), min(count, len(pages))))

    def publish(self, page: Any) -> Released:
        """The editor submits, everybody whom the flow names consents; returns the release request that came of it."""
        from content.hub.checking.services import clear_all
        from content.hub.disclosures.models import DisclosurePage
        from content.hub.review.secrecy import nothing_touched
        from content.hub.review.services import approve, step_waiting, submit
        from content.hub.sample.staff import STAFF

        if isinstance(page, int):
            page = DisclosurePage.objects.get(pk=page)
        clear_all(page=page.get_latest_revision_as_object(), by=self._people["demo-editor"])
        submit(page=page, by=self._people["demo-editor"])
        person = {role.key: self._people[username] for username, role, _ in STAFF}
        request = None
        while (step := step_waiting(page)) is not None:
            sheet = nothing_touched() if step.asks_sheet else None
            request = approve(page=page, by=person[step.role], confirmed=step.needs, sheet=sheet)
        if request is None:
            raise DemoError(f"the approvals of page {page.pk} made no release request")
        return _released(request)

    def mark_title(self, disclosure: DisclosureId, mark: str) -> Any:
        """The editor adds a mark such as （更正） to the title and saves; returns the page, not yet reviewed."""
        page = self._page(disclosure).get_latest_revision_as_object()
        page.title = _MARK.sub("", page.title) + f"（{mark}）"
        page.save_revision(user=self._people["demo-editor"])
        return page

    def withdraw(self, disclosure: DisclosureId, reason: str) -> Released:
        """One person takes a disclosure off every screen."""
        from content.hub.review.services import withdraw

        request = withdraw(disclosure_id=disclosure, reason=reason, by=self._people["demo-editor"])
        return _released(request)

    def line_release(self, number: int) -> Released | None:
        """The release request of a line, once two approvers have signed it."""
        from content.hub.release.models import LedLineRequest

        release = LedLineRequest.objects.get(pk=number).release
        return _released(release) if release else None

    def body(self, request: int) -> bytes:
        """The exact bytes that a release request asks to publish."""
        from content.hub.release.models import ReleaseRequest

        return bytes(ReleaseRequest.objects.get(pk=request).payload)

    def propose_led_line(self, disclosure: DisclosureId, text: str, boards: Sequence[str]) -> int:
        """Offer a line to the approvers; returns the number they sign it under."""
        from content.hub.release.led_lines import propose_led_line

        now = datetime.now(UTC)
        return int(
            propose_led_line(
                disclosure_id=disclosure,
                text=text,
                boards=boards,
                style=LedStyle.SCROLL_LEFT,
                valid_from=now - timedelta(minutes=1),
                valid_until=now + timedelta(days=7),
                by=self._people["demo-editor"],
            ).pk
        )

    def first_with_led_text(self) -> tuple[Released, str]:
        """A public disclosure whose editor proposed an LED text, as it was released last, and that text."""
        from content.hub.disclosures.models import Registration

        row = (
            Registration.objects.filter(is_withdrawn=False, rev__gt=0, page__audience=Audience.PUBLIC.value)
            .exclude(page__led_text="")
            .order_by("pk")
            .first()
        )
        if row is None:
            raise DemoError("no public disclosure on display has an LED text")
        return self._last_release(row.pk), str(row.page.led_text)

    def first_without_led_text(self) -> DisclosureId:
        """A public disclosure on display that no LED line announces."""
        from content.hub.disclosures.models import Registration

        rows = Registration.objects.filter(
            is_withdrawn=False, rev__gt=0, page__audience=Audience.PUBLIC.value, page__led_text=""
        )
        row = rows.order_by("pk").first()
        if row is None:
            raise DemoError("every public disclosure on display has an LED text")
        return DisclosureId(row.pk)

    def initials(self, disclosure: DisclosureId) -> str:
        """The first letters of its title's pinyin, as the released body carries them."""
        body = decode_disclosure(self.body(self._last_release(disclosure).request))
        return body.search.initials.partition("|")[0].replace(" ", "")

    def unanswered(self) -> int:
        """Release requests that the signer has not answered yet."""
        from content.hub.release.selectors import waiting_for_signer

        return len(waiting_for_signer())

    def refusals(self) -> list[str]:
        """What the signer refused, with its reasons."""
        from content.hub.release.models import ReleaseOutcome, Status

        found = ReleaseOutcome.objects.filter(status=Status.REFUSED).select_related("request")
        return [f"{outcome.request}: {outcome.reason}" for outcome in found]

    def on_display(self, villagers_of: str) -> list[DisclosureId]:
        """Disclosures released and not withdrawn that a terminal of this unit may show."""
        from django.db.models import Q

        from content.hub.disclosures.models import Registration

        audience = Q(page__audience=Audience.PUBLIC.value) | Q(
            page__audience=Audience.VILLAGERS.value, unit=villagers_of
        )
        rows = Registration.objects.filter(audience, page__isnull=False, rev__gt=0, is_withdrawn=False)
        return [DisclosureId(pk) for pk in rows.order_by("pk").values_list("pk", flat=True)]

    def opinions(self) -> dict[str, bytes]:
        """The opinions that have arrived: idempotency key → what was sent."""
        from content.hub.feedback.models import Opinion

        return {
            row.key: msgspec.json.encode(
                outbox.Opinion(
                    terminal=row.terminal_id,
                    unit=row.unit_id,
                    at=row.at,
                    disclosure=row.disclosure,
                    rev=row.rev,
                    rating=row.rating or None,
                    text=row.text,
                )
            )
            for row in Opinion.objects.order_by("pk")
        }

    def _last_release(self, disclosure: str) -> Released:
        from content.hub.release.models import Kind, ReleaseRequest

        return _released(ReleaseRequest.objects.filter(disclosure=disclosure, kind=Kind.PUBLISH).latest("pk"))

    def _page(self, disclosure: DisclosureId) -> Any:
        from content.hub.disclosures.models import Registration

        return Registration.objects.get(pk=disclosure).page.specific


def _released(request: Any) -> Released:
    return Released(request.pk, DisclosureId(request.disclosure), request.rev, request.created_at.timestamp())
