"""应急发布: the blanks of a template as fields, each of which takes what was signed and nothing else."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from content.led_template import Blank, BlankForm, LedTemplate

USUAL_HOURS = 6


class FillForm(forms.Form):
    """A field for each blank, in the order of the text; the boards, all of them chosen; the hours."""

    def __init__(self, *args: Any, template: LedTemplate, boards: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="：", **kwargs)
        self._template = template
        for number, blank in enumerate(template.blanks):
            self.fields[f"blank-{number}"] = _field_of(blank)
        self.fields["boards"] = forms.MultipleChoiceField(
            label="显示屏",
            choices=[(board.pk, f"{board.pk}（{board.unit}）") for board in boards.select_related("unit")],
            initial=list(boards.values_list("pk", flat=True)),
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": "至少选一块屏。"},
        )
        self.fields["hours"] = forms.IntegerField(
            label="展示几小时",
            min_value=1,
            max_value=template.max_hours,
            initial=min(USUAL_HOURS, template.max_hours),
            help_text=f"1 至 {template.max_hours} 小时，到时自动撤下；提前撤下一人即可。",
        )

    def fillings(self) -> tuple[str, ...]:
        """As they will be signed, in the order of the blanks."""
        return tuple(_written(self.cleaned_data[f"blank-{n}"]) for n in range(len(self._template.blanks)))

    def blanks(self) -> list[Any]:
        """The fields of the blanks."""
        return [self[f"blank-{number}"] for number in range(len(self._template.blanks))]


class _Number(forms.CharField):
    """As it is typed: 31.5 and 31.50 are two texts, and what was seen is what is signed."""

    def __init__(self, blank: Blank) -> None:
        places = f"，小数最多 {blank.decimals} 位" if blank.decimals else "，整数"
        help_text = f"{blank.least} 至 {blank.most}{places}。"
        super().__init__(label=blank.name, help_text=help_text, widget=forms.TextInput(attrs={"inputmode": "decimal"}))
        self._blank = blank

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        if not self._blank.takes(text):
            raise forms.ValidationError(f"请填 {self.help_text}")
        return text


class _Time(forms.CharField):
    def __init__(self, blank: Blank) -> None:
        super().__init__(label=blank.name, widget=forms.TimeInput(attrs={"type": "time"}))
        self._blank = blank

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        if not self._blank.takes(text):
            raise forms.ValidationError("请填时刻，例如 22:30。")
        return text


def _field_of(blank: Blank) -> forms.Field:
    match blank.form:
        case BlankForm.CHOICE:
            return forms.ChoiceField(
                label=blank.name, choices=[("", "请选择"), *((choice, choice) for choice in blank.choices)]
            )
        case BlankForm.TIME:
            return _Time(blank)
        case BlankForm.DAY:
            return forms.DateField(label=blank.name, widget=forms.DateInput(attrs={"type": "date"}))
    return _Number(blank)


def _written(value: Any) -> str:
    """A day without its year and without leading zeros: 7月21日."""
    return f"{value.month}月{value.day}日" if isinstance(value, date) else str(value)
