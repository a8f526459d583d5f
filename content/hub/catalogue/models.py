"""The versions of the catalogue: each an import that is never changed, and what a person decided about it."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from content.hub.append_only import AppendOnly


class CatalogueVersion(AppendOnly):
    """目录版本. items: JSON of content.hub.catalogue.item.Item, in the file's order."""

    file_name = models.CharField("文件名", max_length=255)
    sha256 = models.CharField("文件校验值", max_length=64)
    items = models.BinaryField("事项")
    item_count = models.PositiveIntegerField("事项数")
    passed_over = models.JSONField("没有目录的工作表", default=list)
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="导入人", related_name="+")
    imported_by_name = models.CharField("导入人姓名", max_length=150)
    imported_at = models.DateTimeField("导入时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "目录版本"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"第 {self.pk} 版"


class VersionDecision(AppendOnly):
    """核对结论: a version holds from here on, or never. compared_with: the version that it was shown against."""

    version = models.OneToOneField(
        CatalogueVersion, models.PROTECT, verbose_name="版本", related_name="decision", primary_key=True
    )
    holds = models.BooleanField("启用")
    compared_with = models.ForeignKey(
        CatalogueVersion, models.PROTECT, null=True, verbose_name="对照版本", related_name="+"
    )
    note = models.CharField("说明", max_length=500, blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="核对人", related_name="+")
    person_name = models.CharField("核对人姓名", max_length=150)
    at = models.DateTimeField("核对时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "目录核对"


class NegativeQuestion(AppendOnly):
    """送保密审查: an editor asks whether what the negative list is not certain about may be public.

    key: of the finding (content.hub.checking.finding), so that other words are another question.
    """

    page = models.ForeignKey(
        "disclosures.DisclosurePage", models.DO_NOTHING, verbose_name="公开事项", db_constraint=False, related_name="+"
    )
    key = models.CharField("要点", max_length=64)
    place = models.CharField("位置", max_length=200)
    says = models.CharField("说明", max_length=500)
    quote = models.CharField("原文", max_length=200)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="送审人", related_name="+")
    asked_by_name = models.CharField("送审人姓名", max_length=150)
    at = models.DateTimeField("送审时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "负面清单送审"
        constraints = [models.UniqueConstraint(fields=["page", "key"], name="asked_once")]


class NegativeDecision(AppendOnly):
    """负面清单审查结论: one named person's answer and reason. The last one to a question counts."""

    question = models.ForeignKey(NegativeQuestion, models.PROTECT, verbose_name="送审", related_name="decisions")
    may_be_public = models.BooleanField("可以公开")
    reason = models.CharField("理由", max_length=1_000)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="审查人", related_name="+")
    person_name = models.CharField("审查人姓名", max_length=150)
    at = models.DateTimeField("审查时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "负面清单审查"
