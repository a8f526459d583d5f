"""Reading what became of releases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from content.hub.disclosures.models import Registration
from content.hub.release.board_lines import OnBoard, on_boards
from content.hub.release.models import LedLineRequest, ReleaseRequest


@dataclass(frozen=True)
class History:
    """One disclosure's way so far, for the panel on its page. requests and led_lines: newest first."""

    registration: Registration | None
    requests: list[ReleaseRequest]
    reviews: list[Review]
    led_lines: list[tuple[LedLineRequest, list[OnBoard]]]


@dataclass(frozen=True)
class Review:
    """One reviewer's word."""

    step: str
    status: str
    person: str
    at: datetime | None
    comment: str


def history_of(*, page: Any) -> History:
    """Everything the panel shows."""
    registration = Registration.objects.filter(page_id=page.pk).first()
    if registration is None:
        return History(None, [], _reviews(page), [])
    requests = ReleaseRequest.objects.filter(disclosure=registration.pk).select_related("outcome").order_by("-pk")
    lines = LedLineRequest.objects.filter(registration__announces=registration)
    lines = lines.select_related("registration", "release").prefetch_related("signatures", "boards__state")
    now = timezone.now()
    on_each = [(line, on_boards(line, now)) for line in lines.order_by("-pk")[:20]]
    return History(registration, list(requests[:20]), _reviews(page), on_each)


def waiting_for_signer() -> list[ReleaseRequest]:
    """Requests without an answer, in the order they were made."""
    return list(ReleaseRequest.objects.filter(outcome=None).order_by("pk"))


def _reviews(page: Any) -> list[Review]:
    state = page.current_workflow_state or page.workflow_states.order_by("created_at").last()
    if state is None:
        return []
    return [
        Review(
            step=task_state.task.name,
            status=task_state.get_status_display(),
            person=task_state.finished_by.get_username() if task_state.finished_by else "",
            at=task_state.finished_at,
            comment=task_state.comment,
        )
        for task_state in state.task_states.select_related("task", "finished_by").order_by("started_at", "pk")
    ]
