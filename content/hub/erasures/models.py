"""What was erased: who, when, what kind of thing and why, never the thing itself; and how far it has come."""

from __future__ import annotations

from django.db import models

from content.hub.append_only import AppendOnly


class What(models.TextChoices):
    """What kind of thing should never have been there."""

    IDENTITY = "identity-number", "身份证号码、银行卡号等号码"
    PERSONAL = "personal-data", "其他个人信息、隐私"
    SECRET = "secret", "国家秘密、工作秘密"
    BUSINESS = "business-secret", "商业秘密"
    OTHER = "other", "其他不得公开的内容"


class Erasure(AppendOnly):
    """抹除记录.

    disclosure: its id, empty for a draft that never left the hub. page: key that the page had. sha256: of the bytes
    last handed to the signer, else of the draft's newest text: whoever holds a copy can be shown that it is one.
    """

    disclosure = models.CharField("编号", max_length=50, blank=True, db_index=True)
    unit = models.CharField("单位", max_length=40)
    page = models.BigIntegerField("公开事项", null=True, blank=True)
    what = models.CharField("内容种类", max_length=20, choices=What.choices)
    reason = models.CharField("理由", max_length=200)
    sha256 = models.CharField("内容指纹", max_length=64)
    person = models.BigIntegerField("账号")
    person_name = models.CharField("抹除人", max_length=150)
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "抹除记录"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.disclosure or '(未发布的草稿)'} {self.get_what_display()}"


class Place(models.TextChoices):
    """Where a leak lies, in the order in which it goes."""

    FEED = "feed", "签名目录"
    FILES = "files", "平台上的文件"
    TRACES = "traces", "平台的数据库"


class ErasureStep(AppendOnly):
    """One place is rid of it. details: of the feed, ``paths`` that went and ``kept``: path → ids that show it too."""

    erasure = models.ForeignKey(Erasure, models.PROTECT, related_name="steps", verbose_name="抹除")
    place = models.CharField("位置", max_length=10, choices=Place.choices)
    details = models.JSONField("明细", default=dict)
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "抹除经过"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.erasure_id} {self.get_place_display()}"


class FileToErase(models.Model):
    """A file of the hub that is to go, written down before its last mention in the database goes, and gone with it.

    path: below data_dir.
    """

    erasure = models.ForeignKey(Erasure, models.PROTECT, related_name="files", verbose_name="抹除")
    path = models.CharField("文件", max_length=500)

    class Meta:
        verbose_name = verbose_name_plural = "待抹除的文件"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.erasure_id}: {self.pk}"
