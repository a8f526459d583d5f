"""拟显示屏短讯: the clerk's form that offers a line to the approvers."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from content.disclosure import COUNTY_TIME, MAX_LED_LINE_LENGTH, MAX_LED_LINE_LIFE, LedStyle
from content.hub.disclosures.models import LED_STYLE_LABELS, choices
from content.hub.terminals.models import Board


class LedLineForm(forms.Form):
    """Text, boards, style and the last day; the line begins at once."""

    text = forms.CharField(label="短讯", max_length=MAX_LED_LINE_LENGTH, help_text="不得有个人号码;写明期限和去处。")
    boards = forms.ModelMultipleChoiceField(
        label="显示屏", queryset=Board.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    style = forms.ChoiceField(label="显示方式", choices=choices(LED_STYLE_LABELS))
    last_day = forms.DateField(label="展示至(含当日)", widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["boards"].queryset = Board.objects.select_related("unit")

    def clean_last_day(self) -> Any:
        if self.valid_until() <= timezone.now():
            raise forms.ValidationError("展示截止日已过。")
        if self.valid_until() > timezone.now() + MAX_LED_LINE_LIFE:
            raise forms.ValidationError(f"最多展示 {MAX_LED_LINE_LIFE.days} 天。")
        return self.cleaned_data["last_day"]

    def valid_until(self) -> datetime:
        """The midnight that ends the last day, in the county's time."""
        return datetime.combine(self.cleaned_data["last_day"] + timedelta(days=1), time(), COUNTY_TIME)

    def led_style(self) -> LedStyle:
        return LedStyle(self.cleaned_data["style"])
