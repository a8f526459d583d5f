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
