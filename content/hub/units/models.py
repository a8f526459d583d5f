"""The county and its units (单位), and the page tree that shows them in the admin.

``Unit`` is the fact, keyed by code; ``UnitPage`` is where its disclosures hang in the explorer.
"""

from __future__ import annotations

from django.db import models
from wagtail.models import Page, PagePermissionTester

from content.terms import LEVEL_LABELS, Level


class County(models.Model):
    """The one county of this hub. fictional: every screen then carries 「虚构示例」."""

    code = models.CharField("代码", max_length=40, primary_key=True)
    name = models.CharField("名称", max_length=100)
    fictional = models.BooleanField("虚构示例", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "县"

    def __str__(self) -> str:
        return str(self.name)


class Unit(models.Model):
    """单位. last_number: the last number given to a disclosure or LED line of this unit; it only grows."""

    code = models.CharField("代码", max_length=40, primary_key=True)
    name = models.CharField("名称", max_length=100)
    level = models.CharField(
        "层级", max_length=12, choices=[(level.value, label) for level, label in LEVEL_LABELS.items()]
    )
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name="上级单位")
    position = models.PositiveIntegerField("顺序", default=0)
    last_number = models.PositiveIntegerField("最后编号", default=0, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "单位"
        ordering = ["position"]

    def __str__(self) -> str:
        return str(self.name)

    @property
    def level_label(self) -> str:
        return LEVEL_LABELS[Level(self.level)]


class FixedPagePermissions(PagePermissionTester):
    """What anyone, a superuser too, may do with a page that comes from the county's list of units."""

    def can_edit(self) -> bool:
        return False

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return False

    def can_unpublish(self) -> bool:
        return False

    def can_publish(self) -> bool:
        return False

    def can_publish_subpage(self) -> bool:
        return False

    def can_reorder_children(self) -> bool:
        return False

    def can_move(self) -> bool:
        return False

    def can_move_to(self, destination: object) -> bool:
        return False

    def can_copy(self) -> bool:
        return False


class UnitPage(Page):
    """A unit in the explorer; made by ``services.load_county``, never by hand."""

    unit = models.OneToOneField(Unit, models.PROTECT, verbose_name="单位", related_name="page")

    is_creatable = False
    parent_page_types = ["wagtailcore.Page", "units.UnitPage"]
    subpage_types = ["units.UnitPage", "disclosures.DisclosurePage"]
    promote_panels: list[object] = []
    settings_panels: list[object] = []
    preview_modes: list[tuple[str, str]] = []

    class Meta:
        verbose_name = verbose_name_plural = "单位"

    def permissions_for_user(self, user: object) -> FixedPagePermissions:
        return FixedPagePermissions(user, self)
