"""Wagtail's forms, where a word of theirs is not translated."""

from __future__ import annotations

from typing import Any

from wagtail.admin.forms.auth import LoginForm


class ChineseLoginForm(LoginForm):
    """Wagtail's password field has no label of its own, so that none could be translated."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = "密码"
