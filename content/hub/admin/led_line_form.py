"""拟显示屏短讯: the clerk's form that offers a line to the approvers."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from content.hub.admin.board_choice import BoardChoice
from content.hub.disclosures.models import choices
from content.hub.terminals.abilities import style_objections
from content.led_line import (
    DRILL_MARK,
    LED_STYLE_LABELS,
    MAX_LED_LINE_LENGTH,
    MAX_LED_LINE_LIFE,
    URGENCY_LABELS,
    LedStyle,
    LedUrgency,
)
from content.record import COUNTY_TIME

CONFIRMATION = "我确认：经两位审批人签名后，它立即上屏并盖过其他内容；应急短讯在静默、关屏时段也点亮。"


class LedLineForm(forms.Form):
    """Text, boards, style and the end; the line begins at once.

    emergency_max_hours: of this hub; 0 for people who may propose routine lines only.
    """

    text = forms.CharField(label="短讯", max_length=MAX_LED_LINE_LENGTH, help_text="不得有个人号码；写明期限和去处。")
    boards = BoardChoice()
    style = forms.ChoiceField(label="显示方式", choices=choices(LED_STYLE_LABELS))
    urgency = forms.ChoiceField(
        label="紧急程度",
        choices=choices(URGENCY_LABELS),
        initial=LedUrgency.ROUTINE.value,
        required=False,
        widget=forms.RadioSelect,
        help_text=f"演练短讯的首尾自动加上{DRILL_MARK}。",
    )
    last_day = forms.DateField(
        label="展示至（含当日）",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),  # what the browser reads
        help_text="一般短讯填写。",
    )
    hours = forms.IntegerField(label="展示几小时", required=False, min_value=1)
    confirmed = forms.BooleanField(label="确认应急或演练", required=False, help_text=CONFIRMATION)

    def __init__(self, *args: Any, emergency_max_hours: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._max_hours = emergency_max_hours
        if emergency_max_hours:
            self.fields["hours"].help_text = f"应急和演练短讯填写，最多 {emergency_max_hours} 小时。"
        else:
            for name in ("urgency", "hours", "confirmed"):
                del self.fields[name]
            self.fields["last_day"].help_text = ""

    def clean_style(self) -> str:
        style = LedStyle(self.cleaned_data["style"])
        objections = style_objections(style, self.cleaned_data.get("boards", ()))
        if objections:
            raise forms.ValidationError(objections)
        return style.value

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.led_urgency() is LedUrgency.ROUTINE:
            self._check_last_day(cleaned.get("last_day"))
        else:
            self._check_emergency(cleaned)
        return cleaned

    def valid_until(self, now: datetime) -> datetime:
        """Of a routine line the midnight that ends the last day, in the county's time; of an urgent one by the hour."""
        if self.led_urgency() is LedUrgency.ROUTINE:
            return min(_end_of(self.cleaned_data["last_day"]), now + MAX_LED_LINE_LIFE)
        return now + timedelta(hours=self.cleaned_data["hours"])

    def led_style(self) -> LedStyle:
        return LedStyle(self.cleaned_data["style"])

    def led_urgency(self) -> LedUrgency:
        return LedUrgency(self.cleaned_data.get("urgency") or LedUrgency.ROUTINE)

    def led_text(self) -> str:
        """As it will be signed: a drill between its marks, whether they were typed or not."""
        text: str = self.cleaned_data["text"]
        if self.led_urgency() is not LedUrgency.DRILL:
            return text
        return f"{DRILL_MARK}{text.removeprefix(DRILL_MARK).removesuffix(DRILL_MARK)}{DRILL_MARK}"

    def _check_last_day(self, last_day: Any) -> None:
        if last_day is None:
            if "last_day" not in self.errors:
                self.add_error("last_day", "请填写展示到哪一天。")
        elif _end_of(last_day) <= timezone.now():
            self.add_error("last_day", "展示截止日已过。")
        elif _end_of(last_day) > timezone.now() + MAX_LED_LINE_LIFE:
            self.add_error("last_day", f"最多展示 {MAX_LED_LINE_LIFE.days} 天。")

    def _check_emergency(self, cleaned: dict[str, Any]) -> None:
        hours = cleaned.get("hours")
        if hours is None:
            if "hours" not in self.errors:
                self.add_error("hours", "请填写展示几小时。")
        elif hours > self._max_hours:
            self.add_error("hours", f"最多 {self._max_hours} 小时。")
        if not cleaned.get("confirmed"):
            self.add_error("confirmed", "请勾选确认。")
        if "text" in cleaned and len(self.led_text()) > MAX_LED_LINE_LENGTH:
            self.add_error("text", f"加上首尾的{DRILL_MARK}超过 {MAX_LED_LINE_LENGTH} 个字。")


def _end_of(day: Any) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), COUNTY_TIME)
