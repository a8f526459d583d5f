"""A disclosure on its way: the page that clerks edit, and the register of what has left the hub.

Nothing in ``DisclosurePage`` is public. What is public is in content.hub.release: exact bytes of exactly one
reviewed revision.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db import models
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PagePermissionTester

from content.hub.admin.panels import CheckPanel, ReleasePanel
from content.hub.catalogue.widget import ItemInput
from content.hub.disclosures.blocks import BodyBlock, FilesBlock
from content.hub.disclosures.forms import DisclosureForm
from content.hub.units.models import County, Unit
from content.led_line import LED_STYLE_LABELS, LedStyle
from content.terms import (
    AUDIENCE_LABELS,
    DAY_KIND_LABELS,
    FIVE_OPEN_LABELS,
    SIX_OPEN_LABELS,
    STAGE_LABELS,
    TIMING_LABELS,
    WINDOW_LABELS,
    Audience,
    SixOpen,
    Timing,
    Window,
)


def choices(labels: dict[Any, str]) -> list[tuple[str, str]]:
    """Django's form of a label table."""
    return [(key.value, label) for key, label in labels.items()]


class DisclosurePermissions(PagePermissionTester):
    """What anyone, a superuser too, may do with a disclosure: it becomes public by review and in no other way."""

    def can_publish(self) -> bool:
        return False

    def can_unpublish(self) -> bool:
        return False

    def can_publish_subpage(self) -> bool:
        return False

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return not self._is_registered and bool(super().can_delete(ignore_bulk))

    def can_move(self) -> bool:
        # Its id names its unit, and an id never changes.
        return not self._is_registered and bool(super().can_move())

    def can_move_to(self, destination: Any) -> bool:
        return not self._is_registered and bool(super().can_move_to(destination))

    @cached_property
    def _is_registered(self) -> bool:
        told = getattr(self.page, "is_registered", None)  # by a list that has asked for all its rows at once
        return bool(told) if told is not None else bool(Registration.objects.filter(page_id=self.page.pk).exists())


class DisclosurePage(Page):
    """公开事项, fields as in content.disclosure.Disclosure; the hub adds id, revision, times and pinyin."""

    publisher = models.CharField("公开主体", max_length=100)
    six_open = models.CharField(
        "六公开", max_length=16, choices=choices(SIX_OPEN_LABELS), default=SixOpen.GOVERNMENT.value
    )
    window = models.CharField("触摸屏窗口", max_length=16, choices=choices(WINDOW_LABELS), default=Window.ENQUIRY.value)
    audience = models.CharField(
        "公开对象",
        max_length=16,
        choices=choices(AUDIENCE_LABELS),
        default=Audience.PUBLIC.value,
        help_text="只有「社会」和「特定群体(村)」能够发布到触摸屏和显示屏。",
    )
    timing = models.CharField("公开时限", max_length=16, choices=choices(TIMING_LABELS), default=Timing.PROMPT.value)
    five_open = models.CharField("五公开", max_length=16, choices=choices(FIVE_OPEN_LABELS), blank=True)
    stage = models.CharField("阶段", max_length=16, choices=choices(STAGE_LABELS), blank=True)
    genre = models.CharField("体裁", max_length=40, blank=True)
    category = models.CharField("栏目", max_length=100, blank=True)
    domain = models.CharField("领域", max_length=40, blank=True)
    catalogue_item = models.CharField(
        "公开目录事项",
        max_length=500,
        blank=True,
        db_index=True,
        help_text="从现行公开目录中选；目录没有的事项留空。",
    )
    document_number = models.CharField("文号", max_length=100, blank=True)
    index_number = models.CharField("索引号", max_length=100, blank=True)
    formed_on = models.DateField("形成日期", null=True, blank=True)
    published_on = models.DateField("来源发布日期", null=True, blank=True)
    valid_until = models.DateField(
        "展示至（含当日）", null=True, blank=True, help_text="到期自动撤下；此处为空的，公示期满撤下。"
    )
    notice_first_day = models.DateField("公示首日", null=True, blank=True)
    notice_last_day = models.DateField("公示末日", null=True, blank=True)
    notice_contact = models.CharField("意见受理方式", max_length=200, blank=True)
    max_offline_days = models.PositiveSmallIntegerField(
        "离线最多展示天数", default=0, help_text="终端与平台失联后最多再展示几天;0 为不限。名单类建议 7 天。"
    )
    matter = models.CharField("事项编号", max_length=100, blank=True, help_text="同一事项的各阶段填同一编号。")
    explains = models.CharField(
        "所解读的文件",
        max_length=100,
        blank=True,
        help_text="政策解读填所解读文件的文号；没有文号的，填其编号。",
    )
    limit_days = models.PositiveSmallIntegerField("法定时限", null=True, blank=True)
    limit_counted_in = models.CharField("计算方式", max_length=16, choices=choices(DAY_KIND_LABELS), blank=True)
    limit_begins_on = models.DateField(
        "起算日", null=True, blank=True, help_text="受理、批准等开始计时的那一天；当日不计入。"
    )
    limit_ended_on = models.DateField("办结日", null=True, blank=True)
    limit_basis = models.CharField("时限依据", max_length=200, blank=True)
    led_text = models.CharField("显示屏短讯（拟）", max_length=60, blank=True)
    led_style = models.CharField(
        "显示方式", max_length=16, choices=choices(LED_STYLE_LABELS), default=LedStyle.SCROLL_LEFT.value
    )
    source = models.CharField("来源", max_length=500, blank=True, db_index=True)
    body = StreamField(BodyBlock(), verbose_name="正文", blank=True)
    files = StreamField(FilesBlock(), verbose_name="附件", blank=True)

    base_form_class = DisclosureForm
    parent_page_types = ["units.UnitPage"]
    subpage_types: list[str] = []
    template = "hub/disclosure_preview.html"
    promote_panels: list[object] = []
    settings_panels: list[object] = []
    content_panels = [
        ReleasePanel(heading="审核与发布"),
        CheckPanel(heading="稿件体检"),
        *Page.content_panels,
        FieldPanel("publisher"),
        FieldPanel("body"),
        FieldPanel("files"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("six_open"), FieldPanel("window"), FieldPanel("audience")]),
                FieldRowPanel([FieldPanel("timing"), FieldPanel("five_open"), FieldPanel("stage")]),
                FieldRowPanel([FieldPanel("genre"), FieldPanel("category"), FieldPanel("domain")]),
                FieldRowPanel([FieldPanel("document_number"), FieldPanel("index_number"), FieldPanel("explains")]),
                FieldPanel("catalogue_item", widget=ItemInput),
                FieldPanel("matter"),
            ],
            heading="归类",
        ),
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [FieldPanel("formed_on"), FieldPanel("go_live_at", heading="定时发布"), FieldPanel("valid_until")]
                ),
                FieldRowPanel(
                    [FieldPanel("notice_first_day"), FieldPanel("notice_last_day"), FieldPanel("notice_contact")]
                ),
                FieldPanel("max_offline_days"),
            ],
            heading="期限",
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("limit_days"), FieldPanel("limit_counted_in"), FieldPanel("limit_basis")]),
                FieldRowPanel([FieldPanel("limit_begins_on"), FieldPanel("limit_ended_on")]),
            ],
            heading="法定办理时限",
            help_text="填写后，触摸屏的「全过程」会写明法定时限和已用天数。",
        ),
        InlinePanel("step_records", heading="过程记录（四议两公开等）", label="记录"),
        InlinePanel("procedure", heading="程序（预公开、承接）", label="程序", max_num=1),
        InlinePanel("opinions_taken", heading="意见采纳情况（预公开结果）", label="意见"),
        MultiFieldPanel([FieldRowPanel([FieldPanel("led_text"), FieldPanel("led_style")])], heading="显示屏"),
    ]

    class Meta:
        verbose_name = verbose_name_plural = "公开事项"

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return {**context, "is_fictional": County.objects.filter(fictional=True).exists()}

    def get_descendants(self, inclusive: bool = False) -> Any:
        """No page stands below a disclosure. Wagtail asks that for every row of a list, whether it may go."""
        return Page.objects.filter(pk=self.pk) if inclusive else Page.objects.none()

    def permissions_for_user(self, user: object) -> DisclosurePermissions:
        return DisclosurePermissions(user, self)

    def get_workflow(self) -> Any:
        """The workflow of the flow that this text takes; see content.hub.review.flow_packs."""
        # Imported here: the review is built upon the pages.
        from content.hub.review.standing import flow_of, unit_of_page, workflow_of

        return workflow_of(flow_of(self, unit_of_page(self)))


class Registration(models.Model):
    """登记: one id that was given out, for a disclosure or an LED line, and the state it was last released in.

    rev: of the last release request. ends_at: when the clock withdraws it. is_withdrawn: asked to be withdrawn.
    """

    id = models.CharField("编号", max_length=50, primary_key=True)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="单位")
    page = models.OneToOneField(
        DisclosurePage, models.SET_NULL, null=True, blank=True, verbose_name="公开事项", related_name="registration"
    )
    announces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name="所公告事项", related_name="led_lines"
    )
    rev = models.PositiveIntegerField("版本", default=0)
    ends_at = models.DateTimeField("期满时间", null=True, blank=True, db_index=True)
    is_withdrawn = models.BooleanField("已撤回", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "登记"

    def __str__(self) -> str:
        return str(self.id)
