"""Approval by two different people (两级审核), as a Wagtail workflow task that nobody can act on twice."""

from __future__ import annotations

import enum
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from wagtail.models import AbstractGroupApprovalTask

from content.hub.review.permissions import states_open_to, user_can_approve_step, wrote_or_reviewed


class Step(enum.IntEnum):
    """The two steps, in order."""

    FIRST = 1
    SECOND = 2


STEP_LABELS = {Step.FIRST: "初审", Step.SECOND: "终审"}


class SeparatedApprovalTask(AbstractGroupApprovalTask):
    """One step. Its groups act on the subtrees where they hold a permission; superusers have no way round."""

    step = models.PositiveSmallIntegerField(
        "步骤", choices=[(step.value, label) for step, label in STEP_LABELS.items()], unique=True
    )

    class Meta:
        verbose_name = "双人审核"
        verbose_name_plural = "双人审核"

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        return user_can_approve_step(user, obj, self)

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        return not self.get_actions(obj, user)

    def user_can_lock(self, obj: Any, user: Any) -> bool:
        return False

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, str, bool]]:
        if not user_can_approve_step(user, obj, self) or wrote_or_reviewed(user, obj):
            return []
        return [
            ("reject", "退回修改", True),
            ("approve", "同意", False),
            ("approve", "同意并附意见", True),
        ]

    def on_action(self, task_state: Any, user: Any, action_name: str, **kwargs: Any) -> None:
        page = task_state.workflow_state.content_object
        allowed = {name for name, _, _ in self.get_actions(page, user)}
        if action_name not in allowed:
            raise PermissionDenied(f"{action_name} is not open to {user.get_username()} on this page")
        super().on_action(task_state, user, action_name, **kwargs)

    def get_task_states_user_can_moderate(self, user: Any, **_: Any) -> Any:
        return states_open_to(user, self)

    @classmethod
    def get_description(cls) -> str:
        return "由指定群组的成员审核;作者不得审核,一人不得审核两次。"
