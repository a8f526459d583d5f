"""The first page: where a clerk begins, and what waits for whoever logs in; each line opens the review page."""

from __future__ import annotations

from typing import Any

from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import WorkflowObjectsToModeratePanel
from wagtail.permissions import page_permission_policy

MOST_SHOWN = 50


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


def with_our_panel(request: Any, panels: list[Any]) -> None:
    """In the place of Wagtail's list."""
    panels[:] = [panel for panel in panels if not isinstance(panel, WorkflowObjectsToModeratePanel)]
    panels.append(WaitingForYou())
    if page_permission_policy.user_has_permission(request.user, "add"):
        panels.append(Start())


def without_counts(request: Any, items: list[Any]) -> None:
    """How many pages, pictures and documents there are tells nobody what to do."""
    items.clear()
