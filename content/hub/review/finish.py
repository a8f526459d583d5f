"""The end of a finished review: exactly the revision that both people saw becomes a release request.

It runs inside the transaction of the last approval. Wagtail's own default would publish the latest revision,
whoever wrote it and whoever saw it.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from wagtail.models import Revision, TaskState

from content.hub.disclosures.models import DisclosurePage
from content.hub.release.services import request_publication
from content.hub.review.models import STEP_LABELS, Step


class ReviewError(PermissionDenied):
    """The rules of review do not allow this step; the message says which one."""


def release(workflow_state: Any) -> None:
    """Publish the reviewed revision and write its release request, inside the caller's transaction.

    Raises ReviewError or NotReleasable, which undo the last approval.
    """
    page = DisclosurePage.objects.select_for_update().get(pk=workflow_state.object_id)
    states = _approvals(workflow_state)
    revisions = {state.revision_id for state in states}
    if len(revisions) != 1:
        raise ReviewError("两位审核人看到的不是同一稿,须重新审核")
    revision = Revision.objects.get(pk=revisions.pop())
    author = revision.user or workflow_state.requested_by
    if author is None:
        raise ReviewError("稿件没有作者记录,不能发布")
    reviewers = [get_user_model().objects.get(pk=state.finished_by_id) for state in states]
    people = {author.pk, *(reviewer.pk for reviewer in reviewers)}
    if len(people) != len(Step) + 1:
        raise ReviewError("作者、初审、终审必须是三个不同的人")
    if workflow_state.requested_by_id in {reviewer.pk for reviewer in reviewers}:
        raise ReviewError("提交审核的人不得审核")
    request_publication(page=page, revision=revision, author=author, reviewers=(reviewers[0], reviewers[1]))


def _approvals(workflow_state: Any) -> list[Any]:
    """The approving task state of each step, in order, as they lie in the database now."""
    states = []
    for step in Step:
        found = (
            TaskState.objects.filter(
                workflow_state=workflow_state,
                status=TaskState.STATUS_APPROVED,
                task__separatedapprovaltask__step=step,
                finished_by__isnull=False,
            )
            .order_by("-finished_at", "-pk")
            .first()
        )
        if found is None:
            raise ReviewError(f"缺少{STEP_LABELS[step]}意见,不能发布")
        states.append(found)
    return states
