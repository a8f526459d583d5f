"""The steps of a disclosure through review, as the admin, commands and scripts take them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from wagtail.models import Page, WorkflowState

from content.hub.checking.services import refuse_files, refuse_unsettled
from content.hub.disclosures.forms import refuse_personal_data
from content.hub.disclosures.models import DisclosurePage, Registration
from content.hub.release.models import ReleaseRequest
from content.hub.release.services import request_withdrawal
from content.hub.review.errors import ReviewError
from content.hub.review.flows import Need, NotAllowed, Step
from content.hub.review.permissions import user_can_approve, user_can_submit, user_can_withdraw
from content.hub.review.secrecy import Sheet
from content.hub.review.standing import check_before_review, flow_of, unit_of_page, workflow_of
from content.record import DisclosureId


def submit(*, page: DisclosurePage, by: Any) -> None:
    """Hand a draft to the reviewers of its flow. One without a revision, as imports leave it, becomes ``by``'s text.

    Raises ReviewError if ``by`` may not or the flow wants something first, ValidationError if text or files hold an
    identity number, if a certain fault is neither repaired nor confirmed, or if nobody has looked at a scanned page.
    """
    # The files before the transaction, for they take a while; the signer reads them again.
    row = DisclosurePage.objects.get(pk=page.pk)
    written = row.get_latest_revision_as_object()
    refuse_personal_data(written)
    refuse_unsettled(written)
    refuse_files(written)
    with transaction.atomic():
        page = _locked(page)
        if not user_can_submit(by, page):
            raise ReviewError(f"{by.get_username()} 不能提交此件，或此件正在审核")
        if page.latest_revision_id != row.latest_revision_id:
            raise ReviewError("检查期间此件有了改动，请重新提交")
        latest = page.get_latest_revision_as_object()
        flow = flow_of(latest, unit_of_page(page))
        try:
            check_before_review(latest, flow)
        except NotAllowed as err:
            raise ReviewError(str(err)) from err
        if page.latest_revision_id is None:
            page.save_revision(user=by, log_action=True)
        workflow = workflow_of(flow)
        if workflow is None:
            raise ReviewError("此单位没有审核流程；请先导入单位(mingbai hub load)")
        if page.current_workflow_state is not None:
            page.current_workflow_state.resume(by)
        else:
            workflow.start(page, by)


def step_waiting(page: DisclosurePage) -> Step | None:
    """The sign step that a page waits for; None if it is not in review."""
    state = WorkflowState.objects.filter(object_id=str(page.pk), status=WorkflowState.STATUS_IN_PROGRESS).last()
    if state is None or state.current_task_state is None:
        return None
    step: Step | None = state.current_task_state.task.specific.declared
    return step


def approve(
    *,
    page: DisclosurePage,
    by: Any,
    comment: str = "",
    confirmed: Iterable[Need] = (),
    sheet: Sheet | None = None,
    seen: int | None = None,
) -> ReleaseRequest | None:
    """One reviewer's consent to the revision under review; the last one's makes the release request.

    confirmed: what he confirms of the step's needs. sheet: his 保密审查单, where the step asks for one. seen: the task
    state whose text he read; a consent to another one is refused, and so is the same consent again.
    Returns that request, or None after an earlier step. Raises ReviewError if ``by`` may not.
    """
    with transaction.atomic():
        page, state = _waiting_for(page, by, seen)
        before = _latest_request(page)
        state.task.specific.on_action(
            state, by, "approve", comment=comment, confirmed=frozenset(confirmed), sheet=sheet
        )
        after = _latest_request(page)
        return after if after != before else None


def send_back(*, page: DisclosurePage, by: Any, comment: str, seen: int | None = None) -> None:
    """退回修改: one reviewer's refusal, with the reason. Raises ReviewError if ``by`` may not or gives no reason."""
    if not comment.strip():
        raise ReviewError("退回修改须写明理由")
    with transaction.atomic():
        page, state = _waiting_for(page, by, seen)
        state.task.specific.on_action(state, by, "reject", comment=comment)


def _waiting_for(page: DisclosurePage, by: Any, seen: int | None) -> tuple[DisclosurePage, Any]:
    """The page, locked, and the task state that waits for this person. Raises ReviewError."""
    page = _locked(page)
    if not user_can_approve(by, page):
        raise ReviewError(f"{by.get_username()} 不能审核此件：不是本步骤的审核人，或是作者，或已审核过")
    state = page.current_workflow_task_state
    if seen is not None and state.pk != seen:
        raise ReviewError("您看过的那一稿已经不在这一步，请重新打开审核页")
    return page, state


def withdraw(*, disclosure_id: DisclosureId, reason: str, by: Any) -> ReleaseRequest:
    """Take a released disclosure, and every LED line that announces it, off all terminals. One person suffices.

    Raises ReviewError if ``by`` may not, ValueError if nothing is released under this id.
    """
    with transaction.atomic():
        registration = Registration.objects.select_for_update().filter(pk=disclosure_id).first()
        if registration is None:
            raise ValueError(f"nothing was ever released as {disclosure_id!r}")
        place = registration.page or registration.unit.page
        if not user_can_withdraw(by, place):
            raise ReviewError(f"{by.get_username()} 不能撤回 {disclosure_id}")
        return request_withdrawal(registration=registration, reason=reason, by=by)


def _locked(page: Page) -> DisclosurePage:
    """The row as it is now, held until the transaction ends."""
    row: DisclosurePage = DisclosurePage.objects.select_for_update().get(pk=page.pk)
    return row


def _latest_request(page: DisclosurePage) -> ReleaseRequest | None:
    registration = Registration.objects.filter(page_id=page.pk).first()
    if registration is None:
        return None
    latest: ReleaseRequest | None = ReleaseRequest.objects.filter(disclosure=registration.pk, kind="publish").last()
    return latest
