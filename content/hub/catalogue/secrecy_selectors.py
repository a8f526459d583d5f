"""Reading what was asked about the negative list, and what was decided."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, Subquery

from content.hub.catalogue.models import NegativeDecision, NegativeQuestion
from content.hub.review.permissions import user_holds
from content.hub.review.role import Role


def questions_of(page: Any) -> dict[str, NegativeQuestion]:
    """The questions of a page by the key of their finding; ``latest`` is the last decision's key, if there is one."""
    return {question.key: question for question in _with_latest().filter(page_id=page.pk)}


def decisions_of(page: Any) -> dict[str, NegativeDecision]:
    """The last decision on each finding of a page, by the finding's key."""
    latest = [question.latest for question in questions_of(page).values() if question.latest]
    rows = NegativeDecision.objects.filter(pk__in=latest).select_related("question")
    return {row.question.key: row for row in rows}


def allowed_keys(page: Any, *, not_by: frozenset[int] = frozenset()) -> frozenset[str]:
    """The findings that may stand, by decision of somebody who is not among ``not_by``."""
    return frozenset(
        key for key, row in decisions_of(page).items() if row.may_be_public and row.person_id not in not_by
    )


def questions_for(user: Any) -> list[NegativeQuestion]:
    """What waits for this person, oldest first."""
    # Prefetched: joined, SQLite begins at the pages of the whole county while there are no questions yet.
    waiting = _with_latest().filter(latest=None).prefetch_related("page").order_by("pk")
    return [question for question in waiting if user_holds(user, Role.SECRECY_REVIEWER, question.page)]


def _with_latest() -> Any:
    last = NegativeDecision.objects.filter(question=OuterRef("pk")).order_by("-pk").values("pk")[:1]
    return NegativeQuestion.objects.annotate(latest=Subquery(last))
