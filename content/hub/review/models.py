"""Roles given out, the tasks of the flows, and what reviewers confirmed; with what a page records of its procedure.

Nobody can act on a task twice, nor on his own text: see ``permissions`` and ``flows``.
"""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, PageChooserPanel
from wagtail.models import AbstractGroupApprovalTask, Orderable

from content.hub.append_only import AppendOnly
from content.hub.review.flows import Step
from content.hub.review.permissions import acted_on_this_text, states_open_to, user_can_approve_step
from content.hub.review.role import Role
from content.hub.review.secrecy import ANSWER_LABELS, QUESTIONS, Answer
from content.hub.units.models import Unit


class RoleGroup(models.Model):
    """授权: the group whose members hold one role for one unit and everything below it."""

    group = models.OneToOneField(Group, models.CASCADE, primary_key=True, related_name="role_group")
    role = models.CharField("角色", max_length=20, choices=[(role.key, role.value) for role in Role])
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="单位")

    class Meta:
        verbose_name = verbose_name_plural = "授权"
        constraints = [models.UniqueConstraint(fields=["role", "unit"], name="one_group_per_role_and_unit")]

    def __str__(self) -> str:
        return f"{self.get_role_display()}·{self.unit}"


class SeparatedApprovalTask(AbstractGroupApprovalTask):
    """One sign step of one flow. Who may act is asked of the roles, never of ``groups``; superusers have no way round.

    flow, step: keys in content.hub.review.flow_packs.
    """

    flow = models.CharField("流程", max_length=40)
    step = models.CharField("步骤", max_length=40)

    class Meta:
        verbose_name = "双人审核"
        verbose_name_plural = "双人审核"
        constraints = [models.UniqueConstraint(fields=["flow", "step"], name="one_task_per_step")]

    @property
    def declared(self) -> Step | None:
        """The step as the flow declares it now; None if no flow has it any more."""
        from content.hub.review.standing import flows

        flow = flows().by_key.get(self.flow)
        return next((step for step in flow.signs if step.key == self.step), None) if flow else None

    def start(self, workflow_state: Any, user: Any = None) -> Any:
        """Start what the text takes now, which may be another task than this one.

        Wagtail would resume a text that was sent back at the step that refused it, and in the flow of the kind that
        it was of then. Raises ReviewError if a text that is handed in lacks what its flow wants before it.
        """
        from content.hub.review.standing import task_to_start

        first = task_to_start(workflow_state)
        if first is not None and first.pk != self.pk:
            return first.specific.start(workflow_state, user=user)
        return super().start(workflow_state, user=user)

    def is_of(self, roles: Container[str | None]) -> bool:
        """Whether one of these roles takes this step."""
        step = self.declared
        return step is not None and step.role in roles

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        return user_can_approve_step(user, obj, self)

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        return not self.open_to(obj, user)

    def user_can_lock(self, obj: Any, user: Any) -> bool:
        return False

    def open_to(self, obj: Any, user: Any) -> bool:
        """Whether this person may decide on the page at this step."""
        return user_can_approve_step(user, obj, self) and not acted_on_this_text(user, obj)

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, str, bool]]:
        """What Wagtail's own menu offers. A consent that needs a form is given on the review page alone."""
        if not self.open_to(obj, user):
            return []
        send_back = ("reject", "退回修改", True)
        if self.declared is None or self.declared.needs:
            return [send_back]
        return [send_back, ("approve", "同意", False), ("approve", "同意并附意见", True)]

    def on_action(self, task_state: Any, user: Any, action_name: str, **kwargs: Any) -> None:
        page = task_state.workflow_state.content_object
        if action_name not in ("approve", "reject") or not self.open_to(page, user):
            raise PermissionDenied(f"{action_name} is not open to {user.get_username()} on this page")
        if action_name == "approve":
            from content.hub.review.standing import record_consent

            record_consent(
                task_state, user, confirmed=kwargs.pop("confirmed", frozenset()), sheet=kwargs.pop("sheet", None),
                comment=kwargs.get("comment", ""),
            )  # fmt: skip
        super().on_action(task_state, user, action_name, **kwargs)

    def get_task_states_user_can_moderate(self, user: Any, **_: Any) -> Any:
        return states_open_to(user, self)

    @classmethod
    def get_description(cls) -> str:
        return "按流程声明的角色审核；作者不得审核，一人不得审核两次，系统管理员不得审核。"


class Consent(AppendOnly):
    """审签记录: what one person confirmed for one revision at one step, never changed.

    task_state: key of Wagtail's. confirmed: keys of Need. answers, reasons: the 保密审查单, by question.
    """

    task_state = models.BigIntegerField("任务", unique=True)
    flow = models.CharField("流程", max_length=40)
    step = models.CharField("步骤", max_length=40)
    revision = models.BigIntegerField("审核稿", db_index=True)
    person = models.BigIntegerField("账号")
    person_name = models.CharField("审核人", max_length=150)
    confirmed = models.JSONField("确认", default=list)
    answers = models.JSONField("保密审查", default=dict)
    reasons = models.JSONField("理由", default=dict)
    comment = models.TextField("意见", blank=True)
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "审签记录"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.flow}/{self.step} {self.person_name}"

    def step_name(self) -> str:
        """The step's Chinese name, as its flow has it now."""
        from content.hub.review.standing import flows

        flow = flows().by_key.get(self.flow)
        return next((step.name for step in flow.steps if step.key == self.step), self.step) if flow else str(self.step)

    def sheet_rows(self) -> list[tuple[str, str, str]]:
        """The 保密审查单 as rows of question, answer, reason; empty if the step had none."""
        if not self.answers:
            return []
        return [
            (one.text, ANSWER_LABELS[Answer(self.answers[one.key])], self.reasons.get(one.key, ""))
            for one in QUESTIONS
            if one.key in self.answers
        ]


# --- what a page says of its own procedure; part of the revision that is reviewed ----------------------------


def recorded_steps() -> list[tuple[str, str]]:
    from content.hub.review.standing import flows

    return list({step.key: step.name for flow in flows().by_key.values() for step in flow.recorded}.items())


class StepRecord(Orderable):
    """过程记录: a meeting that was held, or a publication outside this hub, with its day, votes and evidence."""

    page = ParentalKey("disclosures.DisclosurePage", on_delete=models.CASCADE, related_name="step_records")
    step = models.CharField("步骤", max_length=40, choices=recorded_steps)
    held_on = models.DateField("日期")
    entitled = models.PositiveIntegerField("应到人数", default=0)
    present = models.PositiveIntegerField("实到人数", default=0)
    agreed = models.PositiveIntegerField("同意人数", default=0)
    note = models.CharField("记载", max_length=200, blank=True, help_text="地点、主持人、会议记录编号等；群众看得到。")
    evidence = models.ForeignKey(
        "wagtaildocs.Document",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="凭证",
        help_text="会议记录、签到表、公示照片；只供审核人查看，不对外公开。",
    )

    panels = [
        FieldRowPanel([FieldPanel("step"), FieldPanel("held_on")]),
        FieldRowPanel([FieldPanel("entitled"), FieldPanel("present"), FieldPanel("agreed")]),
        FieldPanel("note"),
        FieldPanel("evidence"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = verbose_name_plural = "过程记录"


class Procedure(Orderable):
    """程序: what a draft under consultation explains, and which earlier disclosure this one follows."""

    page = ParentalKey("disclosures.DisclosurePage", on_delete=models.CASCADE, related_name="procedure")
    explanation = models.TextField("起草说明", blank=True, help_text="预公开必填：为什么起草、依据什么、主要内容。")
    shortened_because = models.CharField(
        "缩短期限的理由", max_length=300, blank=True, help_text="征求意见的期限短于规定时必填，一并公布。"
    )
    follows = models.ForeignKey(
        "disclosures.DisclosurePage",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="承接的公开事项",
        help_text="意见采纳情况填原预公开；实施结果填原决议公开。",
    )

    panels = [
        FieldPanel("explanation"),
        FieldPanel("shortened_because"),
        PageChooserPanel("follows", "disclosures.DisclosurePage"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = verbose_name_plural = "程序"


class Adoption(models.TextChoices):
    """采纳情况."""

    ADOPTED = "adopted", "采纳"
    PARTLY = "partly", "部分采纳"
    NOT = "not", "未采纳"


class OpinionTaken(Orderable):
    """意见采纳情况: one opinion or a group of them, and what became of it."""

    page = ParentalKey("disclosures.DisclosurePage", on_delete=models.CASCADE, related_name="opinions_taken")
    opinion = models.CharField("意见", max_length=500)
    people = models.PositiveIntegerField("提出人数", default=1)
    adoption = models.CharField("采纳情况", max_length=10, choices=Adoption.choices)
    reason = models.CharField("理由", max_length=500, help_text="未采纳和部分采纳的，必须说明理由。", blank=True)

    panels = [
        FieldPanel("opinion"),
        FieldRowPanel([FieldPanel("people"), FieldPanel("adoption")]),
        FieldPanel("reason"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = verbose_name_plural = "意见采纳情况"
