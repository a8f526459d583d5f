"""The first page: where a clerk begins, and what waits for whoever logs in; each line opens the review page."""

from __future__ import annotations

from typing import Any

from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import UserObjectsInWorkflowModerationPanel, WorkflowObjectsToModeratePanel
from wagtail.models import WorkflowState
from wagtail.permissions import page_permission_policy

MOST_SHOWN = 50
MOST_OF_YOURS = 20


class Start(Component):
    """开始, for those who write: the ways to a new disclosure."""

    name = "start"
    template_name = "hub/start.html"
    order = WorkflowObjectsToModeratePanel.order - 50

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        from content.hub.units.selectors import pages_written_by

        units = pages_written_by(parent_context["request"].user)
        return {**super().get_context_data(parent_context), "unit": units[0] if len(units) == 1 else None}


class WaitingForYou(Component):
    """等待我审核. Wagtail's own list asks twenty questions of the database for every line."""

    name = "waiting_for_you"
    template_name = "hub/waiting.html"
    order = WorkflowObjectsToModeratePanel.order

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        from content.hub.catalogue.secrecy_selectors import questions_for
        from content.hub.review.permissions import states_waiting_for

        context: dict[str, Any] = super().get_context_data(parent_context)
        states = states_waiting_for(parent_context["request"].user)
        newest = states.select_related("task", "revision", "workflow_state__workflow", "workflow_state__requested_by")
        context["states"] = list(newest.order_by("started_at")[:MOST_SHOWN])
        context["count"] = len(context["states"]) if len(context["states"]) < MOST_SHOWN else states.count()
        context["questions"] = questions_for(parent_context["request"].user)[:MOST_SHOWN]
        return context


class YoursInReview(UserObjectsInWorkflowModerationPanel):
    """What whoever logs in has handed in, the newest of it: Wagtail's own list has no end, and draws hundreds."""

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        request = parent_context["request"]
        mine = WorkflowState.objects.active().filter(requested_by=request.user)
        newest = mine.select_related("current_task_state__task").order_by("-current_task_state__started_at")
        states = newest.prefetch_related("content_object", "content_object__latest_revision")[:MOST_OF_YOURS]
        return {"workflow_states": [one for one in states if one.content_object], "request": request}


def with_our_panel(request: Any, panels: list[Any]) -> None:
    """In the place of Wagtail's lists."""
    theirs = (WorkflowObjectsToModeratePanel, UserObjectsInWorkflowModerationPanel)
    panels[:] = [panel for panel in panels if not isinstance(panel, theirs)]
    panels += [WaitingForYou(), YoursInReview()]
    if page_permission_policy.user_has_permission(request.user, "add"):
        panels.append(Start())


def without_counts(request: Any, items: list[Any]) -> None:
    """How many pages, pictures and documents there are tells nobody what to do."""
    items.clear()
