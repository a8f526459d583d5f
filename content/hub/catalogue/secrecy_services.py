"""保密审查 of what the negative list is not certain about: an editor asks, a named person decides and says why."""

from __future__ import annotations

import logging
from typing import Any

from content.hub.catalogue.models import NegativeDecision, NegativeQuestion
from content.hub.checking.finding import Answerer, Finding
from content.hub.review.errors import ReviewError
from content.hub.review.permissions import acted_on_this_text, user_holds
from content.hub.review.role import Role
from content.hub.review.secrecy import MAX_REASON_LENGTH

log = logging.getLogger(__name__)


def ask(*, page: Any, finding: Finding, by: Any) -> NegativeQuestion:
    """Put a finding before 保密审查. Repeatable. Raises ValueError for one that nobody may decide."""
    if finding.answered_by is not Answerer.SECRECY:
        raise ValueError(f"「{finding.says[:40]}」不由保密审查人员决定")
    question: NegativeQuestion | None = NegativeQuestion.objects.filter(page_id=page.pk, key=finding.key).first()
    if question is None:
        question = NegativeQuestion.objects.create(
            page_id=page.pk,
            key=finding.key,
            place=finding.place[:200],
            says=finding.says[:500],
            quote=finding.quote[:200],
            asked_by=by,
            asked_by_name=by.get_username(),
        )
    return question


def decide(*, question: NegativeQuestion, may_be_public: bool, reason: str, by: Any) -> NegativeDecision:
    """可以公开 or 不予公开, with the reason; a later decision goes before an earlier one (政府信息公开条例第十八条).

    Raises ReviewError if ``by`` is no 保密审查 of the page's unit, is one of its authors, or gives no reason.
    """
    reason = reason.strip()
    if not user_holds(by, Role.SECRECY_REVIEWER, question.page):
        raise ReviewError(f"{by.get_username()} 不是此件的保密审查人员")
    if acted_on_this_text(by, question.page):
        raise ReviewError("作者不能对自己的稿件作保密审查")
    if not reason:
        raise ReviewError("须写明理由和依据")
    if len(reason) > MAX_REASON_LENGTH:
        raise ReviewError(f"理由 {len(reason)} 字，最多 {MAX_REASON_LENGTH} 字")
    decision: NegativeDecision = NegativeDecision.objects.create(
        question=question, may_be_public=may_be_public, reason=reason, person=by, person_name=by.get_username()
    )
    log.info("negative list decided", extra={"page": question.page_id, "public": may_be_public})
    return decision
