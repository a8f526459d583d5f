"""The forms of signing in, of the second factor, and of changing one's own password."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm

MOST_PASSWORD = 256  # characters; hashing takes any length, the form need not


class SignInForm(AuthenticationForm):
    """用户名 and 口令. The same words whether there is no such account, it is out of use, or the password is wrong."""

    error_messages = {
        "invalid_login": "用户名或口令不正确，请重新输入。",
        "inactive": "用户名或口令不正确，请重新输入。",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "用户名"
        self.fields["password"].label = "口令"
        _limit(self.fields["password"])


class ChangePasswordForm(PasswordChangeForm):
    """现在的口令, and the new one twice."""

    error_messages = {
        "password_incorrect": "现在的口令不正确，请重新输入。",
        "password_mismatch": "两次输入的新口令不一样。",
        "password_same": "新口令与现在的口令相同，请换一个。",
    }
    _labels = {"old_password": "现在的口令", "new_password1": "新口令", "new_password2": "再输一次新口令"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in self._labels.items():
            self.fields[name].label = label
            self.fields[name].help_text = ""  # said once, above the form
            self.fields[name].error_messages["required"] = (
                f"请输入{label}。" if name != "new_password2" else f"请{label}。"
            )
            _limit(self.fields[name])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        new = cleaned.get("new_password1")
        if new and new == cleaned.get("old_password"):
            self.add_error("new_password1", self.error_messages["password_same"])
        return cleaned


def _limit(field: Any) -> None:
    field.max_length = MOST_PASSWORD
    field.widget.attrs["maxlength"] = str(MOST_PASSWORD)


class CodeInput(forms.TextInput):
    """Empty again after a wrong code: whoever types the next one must not add to it."""

    def format_value(self, value: Any) -> None:
        return None


class CodeForm(forms.Form):
    """动态码, or one of the recovery codes."""

    code = forms.CharField(
        label="动态码",
        max_length=40,
        error_messages={"required": "请输入动态码。"},
        widget=CodeInput(
            attrs={
                "class": "code",
                "autocomplete": "one-time-code",
                "autofocus": True,
                "aria-describedby": "code-help",
                "spellcheck": "false",
            }
        ),
    )
