"""What waits for whoever logs in, on top of the first page: each line opens the review page."""

from __future__ import annotations

from typing import Any

from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import WorkflowObjectsToModeratePanel

MOST_SHOWN = 50


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
