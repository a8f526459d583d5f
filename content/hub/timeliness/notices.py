"""公示期执行: every public notice of the last time, from the signer's own answers; one query."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import CharField, OuterRef, Q, Subquery
from django.db.models.functions import Cast

from content.hub.deadlines.notices import Kept, Run, kept
from content.hub.disclosures.models import Registration
from content.hub.release.models import Kind, ReleaseOutcome, Status
from content.hub.release.services import CLOCK
from content.record import COUNTY_TIME

LOOKED_BACK = timedelta(days=366)


@dataclass(frozen=True)
class NoticeShown:
    """One notice. by: who took it down, empty while it is up or if the clock did."""

    id: str
    unit: str
    title: str
    page: int
    run: Run
    kept: Kept
    by: str


def notices(units: Sequence[str], today: date) -> list[NoticeShown]:
    """Notices of these units that ended in the last year or still run, newest first."""
    of_id = ReleaseOutcome.objects.filter(request__disclosure=OuterRef("pk"), status=Status.PUBLISHED)
    published = of_id.filter(request__kind=Kind.PUBLISH).order_by("request__pk")
    taken = of_id.filter(request__kind__in=[Kind.WITHDRAW, Kind.ERASE], request__rev=OuterRef("rev"))
    taken = taken.order_by("request__pk")
    rows = (
        Registration.objects.filter(
            Q(page__notice_last_day__gte=today - LOOKED_BACK) & Q(page__notice_first_day__isnull=False),
            rev__gt=0,
            unit__in=units,
        )
        .annotate(
            up_at=Subquery(published.values("at")[:1]),
            down_at=Subquery(taken.values("at")[:1]),
            author=Subquery(taken.values("request__author")[:1]),
            author_name=Cast(Subquery(taken.values("request__author_name")[:1]), CharField()),
        )
        .select_related("unit", "page")
        .order_by("-page__notice_last_day", "pk")
    )
    return [_shown(row, today) for row in rows]


def _shown(row: Registration, today: date) -> NoticeShown:
    page = row.page
    run = Run(
        first_day=page.notice_first_day,
        last_day=page.notice_last_day,
        keeps_until=page.valid_until,
        up_on=_day(row.up_at),
        down_on=_day(row.down_at),
    )
    by = "" if row.author in (None, CLOCK) else row.author_name
    return NoticeShown(row.pk, row.unit.name, page.title, page.pk, run, kept(run, today), by)


def _day(moment: datetime | None) -> date | None:
    return moment.astimezone(COUNTY_TIME).date() if moment else None
