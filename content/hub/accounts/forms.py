"""The forms of signing in and of the second factor."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm

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
        self.fields["password"].max_length = MOST_PASSWORD
        self.fields["password"].widget.attrs["maxlength"] = str(MOST_PASSWORD)


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
