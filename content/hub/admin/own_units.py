"""Which rows of the hub's lists are of whose units: one table for the lists and for the addresses of single rows."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, QuerySet
from wagtail.admin.views.generic.models import IndexView

from content.hub.erasures.models import Erasure
from content.hub.feedback.models import Opinion, Topic, Wish
from content.hub.release.models import EmergencyTemplate, LedLineRequest, ReleaseRequest
from content.hub.review.permissions import units_read_by
from content.hub.terminals.models import Board, Heartbeat

UNIT_FIELD: dict[type[Model], str] = {
    Opinion: "unit",
    Wish: "unit",
    Topic: "unit",
    ReleaseRequest: "unit",
    LedLineRequest: "registration__unit",
    EmergencyTemplate: "announces__unit",
    Board: "unit",
    Heartbeat: "terminal__units",
    Erasure: "unit",
}


def rows_read_by(user: Any, rows: QuerySet) -> QuerySet:
    """Those of the rows that are of units this person holds a role over."""
    if user.is_superuser:
        return rows
    model = rows.model
    of_his_units = {f"{UNIT_FIELD[model]}__in": units_read_by(user).values("pk")}
    if "__units" not in UNIT_FIELD[model]:
        return rows.filter(**of_his_units)
    # A subquery: a terminal of two of his units is one row, and append-only rows know no distinct delete.
    return rows.filter(pk__in=model.objects.filter(**of_his_units).values("pk"))


class OwnIndexView(IndexView):
    """A list of what is of the units of whoever asks."""

    def get_base_queryset(self) -> Any:
        return rows_read_by(self.request.user, super().get_base_queryset())
