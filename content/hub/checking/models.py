"""What people answered for by name: a fault that stands as it should, a scanned page without personal data.

And, for speed alone, what reading a file gave: nobody but the edit page believes that.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from content.hub.append_only import AppendOnly


class Confirmation(AppendOnly):
    """确认无误: somebody looked at a certain fault and says that the text is right. key: Finding.key."""

    page = models.ForeignKey(
        "disclosures.DisclosurePage", models.DO_NOTHING, verbose_name="公开事项", db_constraint=False, related_name="+"
    )
    key = models.CharField("要点", max_length=64)
    fault = models.CharField("问题", max_length=40)
    says = models.CharField("说明", max_length=500)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="确认人", related_name="+")
    person_name = models.CharField("确认人姓名", max_length=150)
    at = models.DateTimeField("确认时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "体检确认"
        constraints = [models.UniqueConstraint(fields=["page", "key"], name="confirmed_once")]


class ClearedPage(AppendOnly):
    """扫描页确认: somebody looked at a page that no program can read and found no personal data on it.

    sha256: of the file's bytes, so that it holds wherever the same file is attached, and for no other. part: the page
    as content.hub.reading names it.
    """

    sha256 = models.CharField("文件", max_length=64)
    part = models.CharField("页", max_length=255)
    file_name = models.CharField("文件名", max_length=255)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="确认人", related_name="+")
    person_name = models.CharField("确认人姓名", max_length=150)
    at = models.DateTimeField("确认时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "扫描页确认"
        constraints = [models.UniqueConstraint(fields=["sha256", "part"], name="cleared_once")]


class FileReading(models.Model):
    """What content.hub.reading found in a file, JSON of FileFinding: the edit page need not read it again."""

    sha256 = models.CharField("文件", max_length=64, primary_key=True)
    findings = models.BinaryField("识读结果")
    read_at = models.DateTimeField("识读时间", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "附件识读"
