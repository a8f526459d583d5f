"""Which units a file is of. Wagtail itself knows only who uploaded it, and people change their posts."""

from __future__ import annotations

from django.db import models

from content.hub.units.models import Unit


class FileUnit(models.Model):
    """One file of one unit. by_use: a page of the unit has it; else it is where its uploader wrote at that time.

    kind, file: the file's table and its key there.
    """

    class Kind(models.TextChoices):
        DOCUMENT = "document", "文件"
        IMAGE = "image", "图片"

    kind = models.CharField("类别", max_length=8, choices=Kind.choices)
    file = models.BigIntegerField("文件")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="单位")
    by_use = models.BooleanField("已使用", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "文件归属"
        constraints = [models.UniqueConstraint(fields=["kind", "file", "unit"], name="a_file_of_a_unit_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.file}: {self.unit_id}"
