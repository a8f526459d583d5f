"""What the edit page refuses, in the clerk's words, before anybody reviews it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from wagtail.admin.forms import WagtailAdminPageForm

from content.hub.disclosures.body import files_of_page, texts_of_page
from content.hub.disclosures.gate import certain_findings


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
            refuse_personal_data(self.instance, with_files="action-submit" in self.data)
        except ValidationError as err:
            self.add_error(None, err)


def refuse_personal_data(page: Any, *, with_files: bool = False) -> None:
    """Raise ValidationError if the page holds a true identity number. with_files: its PDFs, too; that takes a while."""
    try:
        found = certain_findings(texts_of_page(page), files_of_page(page) if with_files else ())
    except ValueError as err:
        raise ValidationError(f"{err}。请换成能打开的文件。") from err
    if found:
        raise ValidationError(f"内容含有个人信息,不能公开:{'、'.join(found)}。请删除后再保存。")
