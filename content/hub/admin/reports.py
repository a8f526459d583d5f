"""Two of Wagtail's lists in a few queries: its own ask for every row anew, of reviews and of the pages of a kind."""

from __future__ import annotations

from collections import defaultdict
from copy import copy
from typing import Any

from django.db.models import BigIntegerField
from django.db.models.functions import Cast
from wagtail.admin.views.pages.usage import ContentTypeUseView
from wagtail.admin.views.reports.workflows import WorkflowView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page, TaskState, WorkflowState, WorkflowTask, get_default_page_content_type

from content.hub.admin.lists import with_registration
from content.hub.review.permissions import pages_read_by


class ReviewReport(WorkflowView):
    """工作流程: every review of these units, newest first, with its steps."""

    def get_queryset(self) -> Any:
        pages = Page.objects.filter(pages_read_by(self.request.user)).values("pk")
        # The key of whatever is reviewed is kept as text; as numbers they are compared without making 30,000 texts.
        reviews = WorkflowState.objects.annotate(page_key=Cast("object_id", BigIntegerField()))
        return (
            reviews.filter(base_content_type=get_default_page_content_type(), page_key__in=pages)
            .select_related("workflow", "requested_by")
            .prefetch_related("content_object", "content_object__latest_revision")
            .order_by("-created_at")
        )

    def decorate_paginated_queryset(self, object_list: Any) -> list[Any]:
        return with_steps([one for one in object_list if one.content_object])


class KindUse(ContentTypeUseView):
    """Pages of one kind, with whether each is registered."""

    def get_base_queryset(self) -> Any:
        return with_registration(super().get_base_queryset())


def list_kinds_with_registration() -> None:
    """In the place of Wagtail's list of the pages of a kind."""
    PageViewSet.content_type_use_view_class = KindUse


def with_steps(states: list[Any]) -> list[Any]:
    """What WorkflowState.all_tasks_with_status says of one review, asked for all of them at once.

    A step counts as taken only of the newest text: WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT.
    """
    tasks = defaultdict(list)
    for link in WorkflowTask.objects.filter(workflow__in={one.workflow_id for one in states}).select_related("task"):
        tasks[link.workflow_id].append(link.task)
    taken = defaultdict(list)
    for row in TaskState.objects.filter(workflow_state__in=states).select_related("revision"):
        taken[row.workflow_state_id].append(row)
    labels = dict(TaskState.STATUS_CHOICES)
    for state in states:
        rows = taken[state.pk]
        newest = max(
            (row.revision for row in rows if row.revision), key=lambda one: (one.created_at, one.pk), default=None
        )
        of_newest = sorted((row for row in rows if row.revision == newest), key=lambda row: (row.started_at, row.pk))
        status = {row.task_id: row.status for row in of_newest}
        state.all_tasks_with_status = [copy(task) for task in tasks[state.workflow_id]]
        for task in state.all_tasks_with_status:
            task.status = status.get(task.pk)
            task.status_display = labels.get(task.status, "未启动")
    return states
