"""Machines in the field: terminals and approvers' machines with their tokens, LED boards, signs of life."""

from __future__ import annotations

import msgspec
from django.db import models

from content.hub.units.models import Unit
from content.store.board_report import BoardReport


class Kind(models.TextChoices):
    """What a token opens."""

    TERMINAL = "terminal", "触摸屏/显示屏终端"
    APPROVER = "approver", "审批人电脑"


class Terminal(models.Model):
    """终端. Only the hash of its token is kept; a new token replaces the old one."""

    id = models.CharField("编号", max_length=40, primary_key=True)
    kind = models.CharField("类型", max_length=10, choices=Kind.choices)
    token_sha256 = models.CharField("令牌指纹", max_length=64, editable=False)
    units = models.ManyToManyField(Unit, verbose_name="单位")
    enrolled_at = models.DateTimeField("登记时间", auto_now=True)
    is_active = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "终端"
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.id)


class Board(models.Model):
    """显示屏: what the hub must know to offer a board for a line and to draw its preview. Pixels.

    last_seq: of the last line made for it; it only grows. has_heartbeat: a relay hears the terminal (class B).
    terminal: the one in whose settings it stands, empty if nobody said; only that one may report on it.
    """

    id = models.CharField("编号", max_length=40, primary_key=True)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="单位")
    model = models.CharField("型号", max_length=40)
    width_px = models.PositiveIntegerField("宽（点）")
    height_px = models.PositiveIntegerField("高（点）")
    font_px = models.PositiveSmallIntegerField("字号（点）", default=16)
    colours = models.CharField("颜色", max_length=12, default="red")
    has_heartbeat = models.BooleanField("有看门狗继电器", default=False)
    terminal = models.CharField("所属终端", max_length=40, blank=True)
    last_seq = models.PositiveBigIntegerField("最后序号", default=0, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "显示屏"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.id}（{self.unit},{self.width_px}×{self.height_px} 点）"


class BoardState(models.Model):
    """The last that a terminal has told of a board: a content.store.board_report.BoardReport as JSON."""

    board = models.OneToOneField(Board, models.CASCADE, primary_key=True, related_name="state", verbose_name="显示屏")
    terminal = models.ForeignKey(Terminal, models.CASCADE, verbose_name="终端")
    received_at = models.DateTimeField("收到时间", auto_now=True)
    report = models.JSONField("报告")

    class Meta:
        verbose_name = verbose_name_plural = "显示屏状态"

    def __str__(self) -> str:
        return f"{self.board_id} {self.received_at:%Y-%m-%d %H:%M}"

    def told(self) -> BoardReport | None:
        """The report; None if another version of the hub wrote it and this one cannot read it."""
        try:
            return msgspec.convert(self.report, BoardReport)
        except msgspec.ValidationError:
            return None


class Heartbeat(models.Model):
    """The last sign of life of one terminal, as it reported it. problems: one line each."""

    terminal = models.OneToOneField(
        Terminal, models.CASCADE, primary_key=True, related_name="heartbeat", verbose_name="终端"
    )
    received_at = models.DateTimeField("收到时间", auto_now=True)
    at = models.DateTimeField("终端时间")
    version = models.CharField("软件版本", max_length=40, blank=True)
    last_pull = models.DateTimeField("最后更新", null=True, blank=True)
    problems = models.TextField("问题", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "终端状态"

    def __str__(self) -> str:
        return f"{self.terminal_id} {self.received_at:%Y-%m-%d %H:%M}"
