"""拟应急模板: the clerk's form. A blank is written into the text as {name}; below, each has a row of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from content.feed.led_rules import MAX_BLANKS, MAX_CHOICE_LENGTH, MAX_CHOICES, MAX_DECIMALS, MAX_TEMPLATE_LIFE
from content.hub.admin.board_choice import BoardChoice
from content.hub.disclosures.models import choices
from content.hub.terminals.abilities import style_objections
from content.led_line import (
    DRILL_MARK,
    LED_STYLE_LABELS,
    MAX_LED_LINE_LENGTH,
    URGENCY_LABELS,
    LedStyle,
    LedUrgency,
)
from content.led_template import BLANK_FORM_LABELS, Blank, BlankForm, blanks_in
from content.record import COUNTY_TIME

URGENT = {urgency: label for urgency, label in URGENCY_LABELS.items() if urgency is not LedUrgency.ROUTINE}
MOST_BOUND = Decimal(999_999)


class BlankRow(forms.Form):
    """One blank. A row without a name is none."""

    name = forms.CharField(label="空格", max_length=MAX_CHOICE_LENGTH, required=False)
    form = forms.ChoiceField(label="填什么", choices=choices(BLANK_FORM_LABELS), required=False)
    words = forms.CharField(
        label="可填的词", required=False, widget=forms.Textarea(attrs={"rows": 2, "placeholder": "河东村、河西村"})
    )
    least = forms.DecimalField(label="最小", required=False, min_value=-MOST_BOUND, max_value=MOST_BOUND)
    most = forms.DecimalField(label="最大", required=False, min_value=-MOST_BOUND, max_value=MOST_BOUND)
    decimals = forms.IntegerField(label="小数位", required=False, min_value=0, max_value=MAX_DECIMALS)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("name"):
            return cleaned
        match BlankForm(cleaned.get("form") or BlankForm.CHOICE):
            case BlankForm.CHOICE:
                self._check_words(_words(cleaned.get("words", "")))
            case BlankForm.NUMBER:
                self._check_bounds(cleaned)
        return cleaned

    def blank(self) -> Blank:
        """As it will be signed. Only of a valid row with a name."""
        row = self.cleaned_data
        form = BlankForm(row["form"])
        if form is BlankForm.CHOICE:
            return Blank(name=row["name"], form=form, choices=tuple(_words(row["words"])))
        if form is BlankForm.NUMBER:
            return Blank(
                name=row["name"], form=form, least=row["least"], most=row["most"], decimals=row["decimals"] or 0
            )
        return Blank(name=row["name"], form=form)

    def _check_words(self, words: list[str]) -> None:
        if not words:
            self.add_error("words", "请写出可以填的词，用顿号隔开。")
        elif len(words) > MAX_CHOICES:
            self.add_error("words", f"有 {len(words)} 个词，最多 {MAX_CHOICES} 个。")
        elif len(set(words)) < len(words):
            self.add_error("words", "有的词写了两次。")
        else:
            long = [word for word in words if len(word) > MAX_CHOICE_LENGTH]
            if long:
                self.add_error("words", f"「{long[0]}」超过 {MAX_CHOICE_LENGTH} 个字。")

    def _check_bounds(self, cleaned: dict[str, Any]) -> None:
        least, most = cleaned.get("least"), cleaned.get("most")
        if least is None or most is None:
            self.add_error("most", "请填最小和最大。")
        elif least > most:
            self.add_error("most", "最大不能小于最小。")
        else:
            decimals = cleaned.get("decimals") or 0
            if any(bound != round(bound, decimals) for bound in (least, most)):
                self.add_error("most", f"最小和最大的小数不超过 {decimals} 位。")


BlankRows = forms.formset_factory(BlankRow, extra=MAX_BLANKS, max_num=MAX_BLANKS, absolute_max=MAX_BLANKS)


class TemplateForm(forms.Form):
    """Everything of a template but its blanks."""

    name = forms.CharField(label="名称", max_length=20, help_text="如：防汛转移。")
    text = forms.CharField(
        label="模板",
        max_length=200,
        help_text="要填的地方写成{空格名}，例如：清水河水位{水位}米，{村}群众{时间}前转移到镇中学。",
    )
    urgency = forms.ChoiceField(
        label="级别",
        choices=choices(URGENT),
        initial=LedUrgency.EMERGENCY.value,
        widget=forms.RadioSelect,
        help_text=f"演练模板的首尾自动加上{DRILL_MARK}。",
    )
    boards = BoardChoice()
    style = forms.ChoiceField(label="显示方式", choices=choices(LED_STYLE_LABELS))
    max_hours = forms.IntegerField(label="每次最多展示几小时", min_value=1)
    last_day = forms.DateField(
        label="有效至（含当日）",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=f"最长 {MAX_TEMPLATE_LIFE.days} 天；签过名的审批人离任，模板随之失效。",
    )

    def __init__(self, *args: Any, max_hours: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._max_hours = max_hours
        self.fields["max_hours"].initial = min(24, max_hours)
        self.fields["max_hours"].help_text = f"最多 {max_hours} 小时。"

    def clean_max_hours(self) -> int:
        hours: int = self.cleaned_data["max_hours"]
        if hours > self._max_hours:
            raise forms.ValidationError(f"最多 {self._max_hours} 小时。")
        return hours

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        try:
            blanks_in(text)
        except ValueError as err:
            raise forms.ValidationError("花括号{}要成对。") from err
        return text

    def clean_style(self) -> str:
        style = LedStyle(self.cleaned_data["style"])
        objections = style_objections(style, self.cleaned_data.get("boards", ()))
        if objections:
            raise forms.ValidationError(objections)
        return style.value

    def clean_last_day(self) -> Any:
        day = self.cleaned_data["last_day"]
        if _end_of(day) <= timezone.now():
            raise forms.ValidationError("这一天已过。")
        if _end_of(day) > timezone.now() + MAX_TEMPLATE_LIFE:
            raise forms.ValidationError(f"最长 {MAX_TEMPLATE_LIFE.days} 天。")
        return day

    def led_urgency(self) -> LedUrgency:
        return LedUrgency(self.cleaned_data["urgency"])

    def led_text(self) -> str:
        """As it will be signed: a drill between its marks, whether they were typed or not."""
        text: str = self.cleaned_data["text"]
        if self.led_urgency() is not LedUrgency.DRILL:
            return text
        return f"{DRILL_MARK}{text.removeprefix(DRILL_MARK).removesuffix(DRILL_MARK)}{DRILL_MARK}"

    def valid_until(self) -> datetime:
        """The midnight that ends the last day, in the county's time."""
        return _end_of(self.cleaned_data["last_day"])

    def check_blanks(self, blanks: Sequence[Blank]) -> bool:
        """Whether rows and text belong together and the longest text fits; else the fields say what does not."""
        named, rows = blanks_in(self.led_text()), [blank.name for blank in blanks]
        for name in dict.fromkeys(named):
            if rows.count(name) != 1 or named.count(name) != 1:
                self.add_error("text", f"空格「{name}」在模板里写一处，在下面填一行。")
        for name in dict.fromkeys(rows):
            if name not in named:
                self.add_error("text", f"下面有空格「{name}」，模板里没有写 {{{name}}}。")
        if not self.errors:
            longest = len(re.sub(r"\{[^{}]*\}", "", self.led_text())) + sum(len(blank.longest()) for blank in blanks)
            if longest > MAX_LED_LINE_LENGTH:
                self.add_error("text", f"填上最长的内容共 {longest} 个字，最多 {MAX_LED_LINE_LENGTH} 个字。")
        return not self.errors


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"[、，,；;\s]+", text) if word]


def _end_of(day: Any) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), COUNTY_TIME)
