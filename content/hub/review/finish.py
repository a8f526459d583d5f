"""The end of a finished review: exactly the revision that everybody saw becomes a release request.

It runs inside the transaction of the last approval. Wagtail's own default would publish the latest revision,
whoever wrote it and whoever saw it.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from wagtail.models import Revision

from content.hub.disclosures.models import DisclosurePage
from content.hub.release.approvals import Approval
from content.hub.release.services import request_publication
from content.hub.review.errors import ReviewError
from content.hub.review.flows import Flow, NotAllowed, next_step
from content.hub.review.standing import approval_of, flow_of, progress_of, unit_of_page

__all__ = ["ReviewError", "release"]


def release(workflow_state: Any) -> None:
    """Publish the reviewed revision and write its release request, inside the caller's transaction.

    Raises ReviewError or NotReleasable, which undo the last approval.
    """
    page = DisclosurePage.objects.select_for_update().get(pk=workflow_state.object_id)
    revision = _reviewed(workflow_state)
    flow = flow_of(revision.as_object(), unit_of_page(page))
    used = set(workflow_state.workflow.tasks.values_list("separatedapprovaltask__flow", flat=True))
    if used != {flow.key}:
        raise ReviewError(f"此件应走「{flow.name}」流程，不是「{workflow_state.workflow.name}」；请退回后重新提交")
    approvals = [_approval(workflow_state, revision, flow, step.key, step.name) for step in flow.signs]
    try:
        progress = progress_of(flow, workflow_state, revision)
    except NotAllowed as err:
        raise ReviewError(str(err)) from err
    waiting = next_step(flow, progress)
    if waiting is None or waiting != flow.steps[-1]:
        raise ReviewError(f"还没有办理「{waiting.name if waiting else ''}」，不能发布")
    author = revision.user or workflow_state.requested_by
    if author is None:
        raise ReviewError("稿件没有作者记录，不能发布")
    request_publication(
        page=page, revision=revision, author=author, flow=flow.key, review=workflow_state.pk, approvals=approvals
    )


def _reviewed(workflow_state: Any) -> Any:
    """The one revision that every approval in this review is of."""
    last = workflow_state.current_task_state
    approved = workflow_state.task_states.filter(status="approved", revision__gte=last.revision_id)
    if set(approved.values_list("revision_id", flat=True)) != {last.revision_id}:
        raise ReviewError("两位审核人看到的不是同一稿，须重新审核")
    return Revision.objects.get(pk=last.revision_id)


def _approval(workflow_state: Any, revision: Any, flow: Flow, step: str, name: str) -> Approval:
    state = approval_of(workflow_state, revision, flow, step)
    if state is None:
        raise ReviewError(f"缺少{name}意见，不能发布")
    person = get_user_model().objects.get(pk=state.finished_by_id)
    return Approval(step=step, name=name, person=person.pk, person_name=person.get_username())
