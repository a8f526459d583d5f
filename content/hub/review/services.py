"""The steps of a disclosure through review, as the admin, commands and scripts take them."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from wagtail.models import Page

from content.disclosure import DisclosureId
from content.hub.disclosures.forms import refuse_personal_data
from content.hub.disclosures.models import DisclosurePage, Registration
from content.hub.release.models import ReleaseRequest
from content.hub.release.services import request_withdrawal
from content.hub.review.finish import ReviewError
from content.hub.review.permissions import user_can_approve, user_can_submit, user_can_withdraw


def submit(*, page: DisclosurePage, by: Any) -> None:
    """Hand a draft to the reviewers. A draft without a revision, as imports leave it, becomes ``by``'s text.

    Raises ReviewError if ``by`` may not, ValidationError if text or files hold an identity number.
    """
    # The files before the transaction, for they take a while; the signer reads them again.
    refuse_personal_data(page.get_latest_revision_as_object(), with_files=True)
    with transaction.atomic():
        page = _locked(page)
        if not user_can_submit(by, page):
            raise ReviewError(f"{by.get_username()} 不能提交此件,或此件正在审核")
        latest = page.get_latest_revision_as_object()
        refuse_personal_data(latest)
        if page.latest_revision_id is None:
            page.save_revision(user=by, log_action=True)
        workflow = page.get_workflow()
        if workflow is None:
            raise ReviewError("此单位没有审核流程;请先导入单位(mingbai hub load)")
        if page.current_workflow_state is not None:
            page.current_workflow_state.resume(by)
        else:
            workflow.start(page, by)


def approve(*, page: DisclosurePage, by: Any, comment: str = "") -> ReleaseRequest | None:
    """One reviewer's consent to the revision under review; the second one's makes the release request.

    Returns that request, or None after the first step. Raises ReviewError if ``by`` may not.
    """
    with transaction.atomic():
        page = _locked(page)
        if not user_can_approve(by, page):
            raise ReviewError(f"{by.get_username()} 不能审核此件:不是本步骤的审核人,或是作者,或已审核过")
        before = _latest_request(page)
        state = page.current_workflow_task_state
        state.task.specific.on_action(state, by, "approve", comment=comment)
        after = _latest_request(page)
        return after if after != before else None


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
