"""What the hub keeps of an account besides Django's user: its second factor, its locks, and the log of sign-ins."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from content.hub.accounts.browser import browser_name
from content.hub.accounts.happened import HAPPENED_LABELS
from content.hub.accounts.lockout import COUNTED_LABELS
from content.hub.append_only import AppendOnly


class SecondFactor(models.Model):
    """第二因素: one authenticator app. sealed: its secret, see ``vault``. last_step: of the code accepted last."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="second_factor"
    )
    sealed = models.BinaryField("密文")
    last_step = models.BigIntegerField("最近一次使用的时间步")
    made_at = models.DateTimeField("启用时间")

    class Meta:
        verbose_name = verbose_name_plural = "第二因素"


class RecoveryCode(models.Model):
    """恢复码. digest: see ``vault``."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField("摘要", max_length=64)
    used_at = models.DateTimeField("使用时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "恢复码"
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="recovery_code_once")]


class SignedOut(models.Model):
    """退出所有设备: how often, and when last. A session that began when it was less often is over."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="signed_out")
    at = models.DateTimeField("时间")

    times = models.PositiveIntegerField("次数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "退出所有设备"


class Tries(models.Model):
    """计数: a ``lockout.Tally``. subject: keyed hash of a name or an address, for people type passwords as names."""

    of = models.CharField("对象", max_length=10, choices=[(of.value, label) for of, label in COUNTED_LABELS.items()])
    subject = models.CharField("摘要", max_length=64)
    level = models.FloatField("次数")
    at = models.DateTimeField("最近一次")
    locked_until = models.DateTimeField("锁定至", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "尝试次数"
        constraints = [models.UniqueConstraint(fields=["of", "subject"], name="one_tally_each")]


class SignIn(AppendOnly):
    """登录日志, never changed. account_name: empty for a name that no account has. by: who did it, if somebody else."""

    at = models.DateTimeField("时间", auto_now_add=True, db_index=True)
    happened = models.CharField(
        "事项", max_length=20, choices=[(one.value, label) for one, label in HAPPENED_LABELS.items()]
    )
    account = models.BigIntegerField("账号编号", null=True, db_index=True)
    account_name = models.CharField("账号", max_length=150, blank=True)
    address = models.CharField("地址", max_length=45, blank=True)
    agent = models.CharField("浏览器", max_length=200, blank=True)
    by = models.CharField("经办", max_length=150, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "登录日志"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_happened_display()} {self.account_name}"

    @property
    def browser(self) -> str:
        """For people; agent is what it really said."""
        return browser_name(self.agent)
