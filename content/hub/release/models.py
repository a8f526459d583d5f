"""What leaves the hub: requests to the signer and its answers, neither ever changed, and LED lines being signed.

People are recorded by key and by the name they had then: an account may be renamed, the record may not.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models

from content.feed.approvals import assemble_template
from content.feed.envelope import SIGNATURES, LineSignature
from content.hub.append_only import AppendOnly
from content.hub.disclosures.models import Registration
from content.hub.terminals.models import Board
from content.led_line import (
    LED_PAYLOAD_TYPE,
    LED_RELEASE_PAYLOAD_TYPE,
    URGENCY_LABELS,
    LedUrgency,
    decode_led_line,
)
from content.led_template import LED_TEMPLATE_PAYLOAD_TYPE, LedTemplate, decode_led_template
from content.record import COUNTY_TIME


def admin_label(label: str) -> Callable[[Callable[[Any], str]], Callable[[Any], str]]:
    """The column heading under which the admin's lists show a method's answer."""

    def mark(method: Callable[[Any], str]) -> Callable[[Any], str]:
        method.short_description = label  # type: ignore[attr-defined]  # Django's own way of saying it
        return method

    return mark


class Kind(models.TextChoices):
    """What the signer is asked to do."""

    PUBLISH = "publish", "发布"
    WITHDRAW = "withdraw", "撤回"
    ERASE = "erase", "抹除"
    LED_LINE = "led-line", "显示屏短讯"


class Status(models.TextChoices):
    """What the signer did."""

    PUBLISHED = "published", "已生效"
    REFUSED = "refused", "已拒绝"


class ReleaseRequest(AppendOnly):
    """发布请求: exact bytes, and who answers for them.

    payload: publish → encode(Disclosure); withdraw, erase → Withdrawn as JSON; led-line → the DSSE envelope. Emptied
    once what it held was erased: sha256 alone stays.
    revision: key of the Wagtail revision that was reviewed (publish only).
    author 0: the clock, which withdraws what has ended.
    flow, review, approvals: of a publication, the flow it took, the key of Wagtail's workflow state, and who consented
    at every step (content.hub.release.approvals); empty for what was released before there were flows.
    first_reviewer and second_reviewer: the first and the last of them.
    """

    kind = models.CharField("类型", max_length=10, choices=Kind.choices)
    disclosure = models.CharField("编号", max_length=50, db_index=True)
    unit = models.CharField("单位", max_length=40)
    rev = models.PositiveIntegerField("版本")
    payload = models.BinaryField("内容")
    sha256 = models.CharField("内容指纹", max_length=64)
    revision = models.BigIntegerField("审核稿", null=True, blank=True)
    author = models.BigIntegerField("提出人账号")
    author_name = models.CharField("提出人", max_length=150)
    first_reviewer = models.BigIntegerField("初审账号", null=True, blank=True)
    first_reviewer_name = models.CharField("初审", max_length=150, blank=True)
    second_reviewer = models.BigIntegerField("终审账号", null=True, blank=True)
    second_reviewer_name = models.CharField("终审", max_length=150, blank=True)
    flow = models.CharField("流程", max_length=40, blank=True, default="")
    review = models.BigIntegerField("审核", null=True, blank=True)
    approvals = models.JSONField("审签", default=list, blank=True)
    created_at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "发布请求"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.pk}: {self.get_kind_display()} {self.disclosure} v{self.rev}"

    @admin_label("审签")
    def consents(self) -> str:
        """Who consented, step by step, for lists."""
        if not self.approvals:
            return "、".join(filter(None, (self.first_reviewer_name, self.second_reviewer_name)))
        return "、".join(f"{one['name']} {one['person_name']}" for one in self.approvals)

    @admin_label("结果")
    def result(self) -> str:
        """The signer's answer in words, for lists."""
        outcome: ReleaseOutcome | None = getattr(self, "outcome", None)
        if outcome is None:
            return "等待签发"
        return f"{outcome.get_status_display()} {outcome.reason}".strip()


class ReleaseOutcome(AppendOnly):
    """The signer's answer to one request. version: of the feed's snapshot that first holds it."""

    request = models.OneToOneField(
        ReleaseRequest, models.PROTECT, primary_key=True, verbose_name="请求", related_name="outcome"
    )
    status = models.CharField("结果", max_length=10, choices=Status.choices)
    version = models.BigIntegerField("目录版本", null=True, blank=True)
    reason = models.TextField("原因", blank=True)
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "发布结果"

    def __str__(self) -> str:
        return f"{self.request_id}: {self.get_status_display()} {self.version or self.reason}"


class EmergencyTemplate(models.Model):
    """应急模板: what may be shown in an emergency on one person's word, once two approvers have signed it.

    payload: the exact bytes to sign. sha256: of them, by which a line names its template. announces: what every line of
    it announces. is_retired: 停用, no line is made of it any more.
    """

    name = models.CharField("名称", max_length=20)
    announces = models.ForeignKey(Registration, models.PROTECT, related_name="templates", verbose_name="依据")
    payload = models.BinaryField("待签内容")
    sha256 = models.CharField("指纹", max_length=64, unique=True)
    text = models.CharField("模板", max_length=200)
    boards = models.ManyToManyField(Board, verbose_name="显示屏")
    valid_until = models.DateTimeField("有效至")
    proposed_by = models.BigIntegerField("提出人账号")
    proposed_by_name = models.CharField("提出人", max_length=150)
    proposed_at = models.DateTimeField("提出时间", auto_now_add=True)
    is_retired = models.BooleanField("已停用", default=False)
    retired_by_name = models.CharField("停用人", max_length=150, blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "应急模板"
        ordering = ["name", "id"]

    def signed(self) -> LedTemplate:
        """As it is signed. Raises ValueError once it was erased."""
        return decode_led_template(bytes(self.payload))

    @property
    def is_signed(self) -> bool:
        """Whether two have signed it."""
        return len(self.signatures.all()) >= SIGNATURES[LED_TEMPLATE_PAYLOAD_TYPE]

    def envelope(self) -> bytes:
        """What a line of it brings along. Only once it is signed."""
        signatures = [LineSignature(one.keyid, one.sig) for one in self.signatures.order_by("pk")]
        return assemble_template(bytes(self.payload), signatures[: SIGNATURES[LED_TEMPLATE_PAYLOAD_TYPE]])

    def __str__(self) -> str:
        return str(self.name)


class EmergencyTemplateSignature(AppendOnly):
    """One approver's signature over a template; sig is base64."""

    template = models.ForeignKey(EmergencyTemplate, models.PROTECT, related_name="signatures", verbose_name="应急模板")
    keyid = models.CharField("密钥", max_length=128)
    sig = models.CharField("签名", max_length=200)
    person = models.CharField("审批人", max_length=100)
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "模板签名"
        constraints = [models.UniqueConstraint(fields=["template", "keyid"], name="one_template_signature_per_key")]

    def __str__(self) -> str:
        return f"{self.person}: {self.template_id}"


class LedLineRequest(models.Model):
    """A proposed LED line, waiting for two approvers' signatures made on their own machines; or for one, if it is made
    of a template that two signed.

    payload: the exact bytes to sign. release: the request to the signer, once enough have signed.
    """

    registration = models.OneToOneField(Registration, models.PROTECT, verbose_name="编号")
    payload = models.BinaryField("待签内容")
    text = models.CharField("短讯", max_length=60)
    boards = models.ManyToManyField(Board, verbose_name="显示屏")
    valid_until = models.DateTimeField("展示至")
    proposed_by = models.BigIntegerField("提出人账号")
    proposed_by_name = models.CharField("提出人", max_length=150)
    proposed_at = models.DateTimeField("提出时间", auto_now_add=True)
    release = models.OneToOneField(ReleaseRequest, models.PROTECT, null=True, blank=True, verbose_name="发布请求")
    is_cancelled = models.BooleanField("已取消", default=False)
    template = models.ForeignKey(
        EmergencyTemplate, models.PROTECT, null=True, blank=True, related_name="lines", verbose_name="应急模板"
    )

    class Meta:
        verbose_name = verbose_name_plural = "显示屏短讯"
        ordering = ["id"]

    @property
    def payload_type(self) -> str:
        """Under which it is signed."""
        return LED_RELEASE_PAYLOAD_TYPE if self.template_id else LED_PAYLOAD_TYPE

    @property
    def signatures_needed(self) -> int:
        return SIGNATURES[self.payload_type]

    @admin_label("状态")
    def state(self) -> str:
        """Where the line stands, for lists."""
        if self.release_id is not None:
            released: ReleaseRequest = self.release
            return released.result()
        return "已取消" if self.is_cancelled else f"等待签名({len(self.signatures.all())}/{self.signatures_needed})"

    @property
    def urgency(self) -> LedUrgency:
        """As it is signed; routine once it was erased."""
        return decode_led_line(bytes(self.payload)).urgency if self.payload else LedUrgency.ROUTINE

    def __str__(self) -> str:
        until = self.valid_until.astimezone(COUNTY_TIME)
        urgency = "" if self.urgency is LedUrgency.ROUTINE else f"[{URGENCY_LABELS[self.urgency]}] "
        return f"{urgency}{self.text} (至 {until:%Y-%m-%d %H:%M})"


class LedLineSignature(AppendOnly):
    """One approver's signature over the payload; sig is base64."""

    line = models.ForeignKey(LedLineRequest, models.PROTECT, related_name="signatures", verbose_name="显示屏短讯")
    keyid = models.CharField("密钥", max_length=128)
    sig = models.CharField("签名", max_length=200)
    person = models.CharField("审批人", max_length=100)
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "审批签名"
        constraints = [models.UniqueConstraint(fields=["line", "keyid"], name="one_signature_per_key")]

    def __str__(self) -> str:
        return f"{self.person}: {self.line_id}"
