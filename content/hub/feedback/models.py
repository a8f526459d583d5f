"""What citizens said at the kiosks (群众意见), and who looked at what they told the county alone."""

from __future__ import annotations

from django.db import models

from content.hub.append_only import AppendOnly
from content.hub.disclosures.models import DisclosurePage, Registration
from content.hub.release.models import admin_label
from content.hub.terminals.models import Terminal
from content.hub.units.models import Unit
from content.receipt import written
from content.store.outbox import RATING_LABELS


class Opinion(AppendOnly):
    """意见. key: the sender's idempotency key; an opinion arrives once however often it is sent.

    receipt: 受理编号, computed from the key; opinions of an earlier version of this program have none.
    """

    key = models.CharField("幂等键", max_length=64, unique=True, editable=False)
    terminal = models.ForeignKey(Terminal, models.PROTECT, verbose_name="终端")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="单位")
    at = models.DateTimeField("提交时间")
    received_at = models.DateTimeField("收到时间", auto_now_add=True)
    disclosure = models.CharField("公开事项", max_length=50, blank=True, db_index=True)
    rev = models.PositiveIntegerField("版本", default=0)
    rating = models.CharField("评价", max_length=20, blank=True, choices=list(RATING_LABELS.items()))
    text = models.TextField("意见", blank=True)
    # Nullable, for then SQLite adds the column in place: a table made anew would lose its triggers.
    receipt = models.CharField("受理编号", max_length=10, null=True, db_index=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "群众意见"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_rating_display()} {self.text[:30]}".strip()

    @admin_label("受理编号")
    def receipt_written(self) -> str:
        return written(self.receipt) if self.receipt else ""

    @admin_label("答复")
    def answer_state(self) -> str:
        """Where its public answer stands."""
        found: Answer | None = getattr(self, "answer", None)  # Django's way of saying that there is none
        return found.state() if found else "未答复"

    @admin_label("未公开部分")
    def sealed_state(self) -> str:
        """Whether there is something that only the clerk may open."""
        if getattr(self, "sealed", None) is not None:
            return "已加密，经办人可查看"
        return "已删除" if any(look.what == Look.What.ERASED for look in self.looks.all()) else "无"


class SealedPart(models.Model):
    """What a citizen told the county alone: a telephone number, perhaps the text. Erased once it has served.

    box: content.sealing.Sealed; the private key lies with the hub and in no database.
    """

    opinion = models.OneToOneField(Opinion, models.PROTECT, primary_key=True, related_name="sealed")
    keyid = models.CharField("密钥", max_length=16)
    box = models.TextField("密文")

    class Meta:
        verbose_name = verbose_name_plural = "加密内容"
        default_permissions = ()
        permissions = [("open_sealed", "查看群众意见的加密内容")]

    def __str__(self) -> str:
        return f"{self.opinion_id}: {self.keyid}"


class Look(AppendOnly):
    """查看记录: who opened or erased what was sealed, and when."""

    class What(models.TextChoices):
        OPENED = "opened", "查看"
        ERASED = "erased", "删除"

    opinion = models.ForeignKey(Opinion, models.PROTECT, verbose_name="意见", related_name="looks")
    what = models.CharField("操作", max_length=8, choices=What.choices)
    person = models.BigIntegerField("账号")
    person_name = models.CharField("姓名", max_length=150)
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "查看记录"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.person_name} {self.get_what_display()} {self.opinion_id}"


class Answer(models.Model):
    """答复: the disclosure that answers an opinion, from its first draft on."""

    opinion = models.OneToOneField(Opinion, models.PROTECT, primary_key=True, related_name="answer")
    page = models.OneToOneField(DisclosurePage, models.CASCADE, related_name="answers", verbose_name="答复稿")

    class Meta:
        verbose_name = verbose_name_plural = "答复"

    def __str__(self) -> str:
        return f"{self.opinion_id} → {self.page_id}"

    def state(self) -> str:
        """Where the answer stands, in a clerk's words."""
        registration: Registration | None = getattr(self.page, "registration", None)
        if registration is None:
            return "审核中" if self.page.workflow_in_progress else "拟稿"
        return "已撤回" if registration.is_withdrawn else "已公开"


class SurveyAnswers(AppendOnly):
    """问卷答卷: one citizen's. answers: of each question the numbers of the choices, from 0."""

    key = models.CharField("幂等键", max_length=64, unique=True, editable=False)
    terminal = models.ForeignKey(Terminal, models.PROTECT, verbose_name="终端")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="单位")
    at = models.DateTimeField("提交时间")
    received_at = models.DateTimeField("收到时间", auto_now_add=True)
    disclosure = models.CharField("问卷", max_length=50, db_index=True)
    rev = models.PositiveIntegerField("版本")
    answers = models.JSONField("答案")

    class Meta:
        verbose_name = verbose_name_plural = "问卷答卷"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.disclosure} v{self.rev}"


class Wish(AppendOnly):
    """点单: what a citizen wants to see disclosed next."""

    key = models.CharField("幂等键", max_length=64, unique=True, editable=False)
    terminal = models.ForeignKey(Terminal, models.PROTECT, verbose_name="终端")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="单位")
    at = models.DateTimeField("提交时间")
    received_at = models.DateTimeField("收到时间", auto_now_add=True)
    topic = models.CharField("栏目", max_length=100, blank=True)
    text = models.CharField("想看什么", max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "群众点单"
        ordering = ["-id"]

    def __str__(self) -> str:
        return " ".join(part for part in (self.topic, self.text) if part)


class Topic(models.Model):
    """选题: what a unit means to disclose because citizens asked for it."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "待研究"
        ACCEPTED = "accepted", "已采纳"
        DISCLOSED = "disclosed", "已公开"
        DECLINED = "declined", "不宜公开"

    title = models.CharField("选题", max_length=100)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="承办单位")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.PROPOSED)
    note = models.TextField("说明", blank=True, max_length=500, help_text="不宜公开的，写明依据。")
    wishes = models.ManyToManyField(Wish, verbose_name="来自点单", blank=True, related_name="topics")
    changed_at = models.DateTimeField("更新时间", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "选题池"
        ordering = ["-id"]

    def __str__(self) -> str:
        return str(self.title)

    @admin_label("点单数")
    def wished(self) -> str:
        """How many citizens asked for it."""
        return str(len(self.wishes.all()))
