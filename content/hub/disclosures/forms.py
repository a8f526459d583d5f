"""What the edit page refuses, in the clerk's words, before anybody reviews it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from wagtail.admin.forms import WagtailAdminPageForm

from content.hub.disclosures.body import texts_of_page
from content.personal_data import KIND_LABELS, certain_in


class DisclosureForm(WagtailAdminPageForm):
    """The edit form of a disclosure.

    Under review the text is frozen. Wagtail saves the form whenever a reviewer clicks 同意; with one stray change
    in it he would become an author of what he approves.
    """

    def has_changed(self) -> bool:
        return not self._is_frozen and bool(super().has_changed())

    def save(self, commit: bool = True) -> Any:
        if self._is_frozen:
            return type(self.instance).objects.get(pk=self.instance.pk)
        return super().save(commit)

    @cached_property
    def _is_frozen(self) -> bool:
        return self.instance.pk is not None and bool(self.instance.workflow_in_progress)

    def clean(self) -> Any:
        cleaned = super().clean()
        if self._is_frozen and "action-workflow-action" not in self.data:
            self.add_error(None, "此件正在审核,内容不能修改。需要修改的,请先取消审核,或由审核人退回。")
        first, last = cleaned.get("notice_first_day"), cleaned.get("notice_last_day")
        if (first is None) != (last is None):
            self.add_error("notice_last_day", "公示首日和公示末日要么都填,要么都不填。")
        elif first and last and last < first:
            self.add_error("notice_last_day", "公示末日早于公示首日。")
        until = cleaned.get("valid_until")
        if until and last and until < last:
            self.add_error("valid_until", "展示截止日早于公示末日,公示期内不得撤下。")
        parts = ("limit_days", "limit_counted_in", "limit_begins_on")
        filled = [cleaned.get(name) not in (None, "") for name in parts]
        if any(filled) and not all(filled):
            self.add_error("limit_days", "法定时限、计算方式和起算日要么都填,要么都不填。")
        begun, ended = cleaned.get("limit_begins_on"), cleaned.get("limit_ended_on")
        if begun and ended and ended < begun:
            self.add_error("limit_ended_on", "办结日早于起算日。")
        return cleaned

    def _post_clean(self) -> None:
        # Only here does the page hold what was typed in.
        super()._post_clean()
        try:
            refuse_personal_data(self.instance)
        except ValidationError as err:
            self.add_error(None, err)


def refuse_personal_data(page: Any) -> None:
    """Raise ValidationError if the page holds a true identity number."""
    found = certain_in(texts_of_page(page))
    if found:
        numbers = "、".join(f"{KIND_LABELS[finding.kind]} {finding.masked}" for finding in found)
        raise ValidationError(f"内容含有个人信息,不能公开:{numbers}。请删除后再保存。")
