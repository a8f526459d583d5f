"""The signer's own look at a review: was the flow that this disclosure takes gone through, and by different people?

The flow is chosen anew from the reviewed text and from files on the signer's machine; what the row says of it must
agree, step by step, with the record of the review.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from wagtail.models import TaskState, WorkflowState

from content.errors import TrustError
from content.hub.release.approvals import Approval, read_approvals
from content.hub.release.models import Kind, ReleaseRequest
from content.hub.review.flows import Flow, NotAllowed, next_step
from content.hub.review.standing import authors_of, flow_of, progress_of
from content.hub.units.models import Unit

LEGACY_FLOW = "two-step"  # what every disclosure took before there were flows; such rows name no flow


def check_review(request: ReleaseRequest, revision: Any) -> None:
    """Raises TrustError, with the reason, unless the review of this revision allows its release."""
    unit = Unit.objects.filter(pk=request.unit).first()
    if unit is None:
        raise TrustError(f"no unit {request.unit!r} in this county")
    flow = flow_of(revision.as_object(), unit)
    approvals = _named(request, flow)
    named = (approvals[0].person, approvals[-1].person)
    if named != (request.first_reviewer, request.second_reviewer):
        raise TrustError("the record of the review does not name these two reviewers for this revision")
    people = [one.person for one in approvals]
    if len(set(people)) != len(people):
        raise TrustError("one person stands at two steps of the review")
    review = _review_of(request, revision, flow, approvals)
    if set(people) & (authors_of(review, revision) | {request.author}):
        raise TrustError("a reviewer wrote the revision, or submitted it")
    if get_user_model().objects.filter(pk__in=people, is_superuser=True).exists():
        raise TrustError("an administrator stands among the reviewers")
    try:
        waiting = next_step(flow, progress_of(flow, review, revision))
    except NotAllowed as err:
        raise TrustError(f"the review did not keep to the flow {flow.key!r}: {err}") from err
    if waiting != flow.steps[-1]:
        raise TrustError(f"the flow {flow.key!r} is not complete: {waiting.name if waiting else ''} is missing")


def _named(request: ReleaseRequest, flow: Flow) -> list[Approval]:
    """Who the row says consented, one for each sign step of the flow, in order."""
    if (request.flow or LEGACY_FLOW) != flow.key:
        raise TrustError(f"reviewed by the flow {request.flow or LEGACY_FLOW!r}; this disclosure takes {flow.key!r}")
    if not request.flow:
        reviewers = zip(flow.signs, (request.first_reviewer, request.second_reviewer), strict=True)
        return [Approval(step.key, step.name, person, "") for step, person in reviewers]
    try:
        approvals = read_approvals(request.approvals)
    except ValueError as err:
        raise TrustError(f"approvals: {err}") from err
    expected = [step.key for step in flow.signs]
    if [one.step for one in approvals] != expected:
        raise TrustError(
            f"approvals of {', '.join(one.step for one in approvals) or 'no step'}; "
            f"the flow {flow.key!r} asks for {', '.join(expected)}"
        )
    return approvals


def _review_of(request: ReleaseRequest, revision: Any, flow: Flow, approvals: list[Approval]) -> Any:
    """The one review in which each of these people approved exactly this revision at his step."""
    states = TaskState.objects.filter(revision=revision, status=TaskState.STATUS_APPROVED)
    found = set(states.values_list("workflow_state", flat=True)) if request.review is None else {request.review}
    for one in approvals:
        found &= set(
            states.filter(
                finished_by=one.person,
                task__separatedapprovaltask__flow=flow.key,
                task__separatedapprovaltask__step=one.step,
            ).values_list("workflow_state", flat=True)
        )
    if not found:
        raise TrustError("the record of the review does not name these two reviewers for this revision")
    return WorkflowState.objects.get(pk=max(found))


def check_not_replayed(request: ReleaseRequest) -> None:
    """Raises TrustError if an earlier request was made of the same review: one review releases once."""
    if request.review is None:
        same = ReleaseRequest.objects.filter(revision=request.revision, review=None)
    else:
        same = ReleaseRequest.objects.filter(review=request.review)
    earlier = same.filter(kind=Kind.PUBLISH, pk__lt=request.pk).order_by("pk").first()
    if earlier is not None:
        raise TrustError(f"its review was used by request {earlier.pk} before; one review releases once")
