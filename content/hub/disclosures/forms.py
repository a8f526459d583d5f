"""What the edit page refuses, in the clerk's words, before anybody reviews it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from wagtail.admin.forms import WagtailAdminPageForm

from content.hub.catalogue.secrecy_services import ask
from content.hub.catalogue.selectors import item_named, items_for
from content.hub.checking.finding import Answerer
from content.hub.checking.selectors import checked, remembered_reports, reports_of
from content.hub.checking.services import (
    clear,
    confirm,
    mask,
    refuse_files,
    refuse_unsettled,
    remember,
    repair,
)
from content.hub.disclosures.body import texts_of_page
from content.hub.disclosures.gate import certain_findings
from content.hub.units.selectors import current_county

# The buttons of the panel 稿件体检; their values are keys of findings, or "all".
MASK, REPAIR, CONFIRM, CLEAR, ASK = "check-mask", "check-repair", "check-confirm", "check-clear", "check-ask"


class DisclosureForm(WagtailAdminPageForm):
    """The edit form of a disclosure.

    Under review the text is frozen. Wagtail saves the form whenever a reviewer clicks 同意; with one stray change
    in it he would become an author of what he approves.
    """

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        if "catalogue_item" in self.fields:
            self._propose_items()

    def has_changed(self) -> bool:
        return not self._is_frozen and bool(super().has_changed())

    def save(self, commit: bool = True) -> Any:
        if self._is_frozen:
            return type(self.instance).objects.get(pk=self.instance.pk)
        self._answer()
        return super().save(commit)

    @cached_property
    def _is_frozen(self) -> bool:
        return self.instance.pk is not None and bool(self.instance.workflow_in_progress)

    def clean(self) -> Any:
        cleaned = super().clean()
        if self._is_frozen and "action-workflow-action" not in self.data:
            self.add_error(None, "此件正在审核，内容不能修改。需要修改的，请先取消审核，或由审核人退回。")
        first, last = cleaned.get("notice_first_day"), cleaned.get("notice_last_day")
        if (first is None) != (last is None):
            self.add_error("notice_last_day", "公示首日和公示末日要么都填，要么都不填。")
        elif first and last and last < first:
            self.add_error("notice_last_day", "公示末日早于公示首日。")
        until = cleaned.get("valid_until")
        if until and last and until < last:
            self.add_error("valid_until", "展示截止日早于公示末日，公示期内不得撤下。")
        parts = ("limit_days", "limit_counted_in", "limit_begins_on")
        filled = [cleaned.get(name) not in (None, "") for name in parts]
        if any(filled) and not all(filled):
            self.add_error("limit_days", "法定时限、计算方式和起算日要么都填，要么都不填。")
        begun, ended = cleaned.get("limit_begins_on"), cleaned.get("limit_ended_on")
        if begun and ended and ended < begun:
            self.add_error("limit_ended_on", "办结日早于起算日。")
        return cleaned

    def clean_catalogue_item(self) -> str:
        """The key of an item of the catalogue that holds; what was chosen from an earlier one may stay."""
        given: str = self.cleaned_data["catalogue_item"].strip()
        if given and "catalogue_item" in self.changed_data:
            item = item_named(given)
            if item is None:
                raise ValidationError(f"现行公开目录没有「{given[:60]}」，请从列出的事项中选。")
            return item.key
        return given

    def _propose_items(self) -> None:
        county = current_county()
        code = getattr(getattr(self.parent_page, "specific", None), "unit_id", "")
        unit = next((unit for unit in county.units if unit.code == code), None) if county else None
        if county is not None and unit is not None:
            self.fields["catalogue_item"].widget.propose(items_for(unit, county.units))

    def _post_clean(self) -> None:
        # Only here does the page hold what was typed in.
        super()._post_clean()
        if self._is_frozen:
            return
        self._mend()
        checks: list[Callable[[Any], None]] = [refuse_personal_data]
        checks += [refuse_unsettled, refuse_files] if "action-submit" in self.data else [_read_files]
        for check in checks:
            try:
                check(self.instance)
            except ValidationError as err:
                self.add_error(None, err)

    def _mend(self) -> None:
        """Mask or repair what was typed in, if one of those buttons was pressed; so it is saved."""
        if keys := self._pressed(MASK):
            mask(page=self.instance, keys=keys)
        if keys := self._pressed(REPAIR):
            repair(page=self.instance, keys=keys)

    def _answer(self) -> None:
        """Write down what the person answers for, if one of those buttons was pressed."""
        keys = self._pressed(CONFIRM)
        asked = self._pressed(ASK)
        if (keys or asked) and self.instance.pk is not None:
            found = checked(self.instance).findings
            chosen = [one for one in found if one.key in keys and one.answered_by is Answerer.EDITOR]
            confirm(page=self.instance, findings=chosen, by=self.for_user)
            for one in found:
                if one.key in asked and one.answered_by is Answerer.SECRECY:
                    ask(page=self.instance, finding=one, by=self.for_user)
        for pressed in self._pressed(CLEAR):
            digest, _, part = pressed.partition("/")
            for report in reports_of(self.instance):
                if report.sha256 == digest:
                    clear(report=report, part=part, by=self.for_user)

    def _pressed(self, name: str) -> list[str]:
        return [key for key in self.data.getlist(name) if key] if hasattr(self.data, "getlist") else []


def refuse_personal_data(page: Any) -> None:
    """Raise ValidationError if the page holds a true identity number; its files are refuse_files' to read."""
    found = certain_findings(texts_of_page(page))
    if found:
        raise ValidationError(f"内容含有个人信息，不能公开：{'、'.join(found)}。请删除后再保存。")


def _read_files(page: Any) -> None:
    """Read files that were not read yet, so that the page can say what is in them."""
    try:
        _, waiting = remembered_reports(page)
        if waiting:
            remember(reports_of(page))
    except ValueError as err:
        raise ValidationError(f"{err}。请换成能打开的文件。") from err
