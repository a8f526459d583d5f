"""What citizens said at the kiosks (群众意见)."""

from __future__ import annotations

from django.db import models

from content.hub.append_only import AppendOnly
from content.hub.terminals.models import Terminal
from content.hub.units.models import Unit
from content.store.outbox import RATING_LABELS


class Opinion(AppendOnly):
    """意见. key: the sender's idempotency key; an opinion arrives once however often it is sent."""

    key = models.CharField("幂等键", max_length=64, unique=True, editable=False)
    terminal = models.ForeignKey(Terminal, models.PROTECT, verbose_name="终端")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="单位")
    at = models.DateTimeField("提交时间")
    received_at = models.DateTimeField("收到时间", auto_now_add=True)
    disclosure = models.CharField("公开事项", max_length=50, blank=True, db_index=True)
    rev = models.PositiveIntegerField("版本", default=0)
    rating = models.CharField("评价", max_length=20, blank=True, choices=list(RATING_LABELS.items()))
    text = models.TextField("意见", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "群众意见"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_rating_display()} {self.text[:30]}".strip()
