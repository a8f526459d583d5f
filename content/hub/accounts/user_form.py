"""The forms of 设置 → 用户: Wagtail's, which refuse roles that do not go together and ask for no e-mail address."""

from __future__ import annotations

from typing import Any

from django import forms
from wagtail.users.forms import UserCreationForm, UserEditForm

from content.hub.review.models import RoleGroup
from content.hub.review.role import BY_KEY, why_apart


class TogetherOnly(forms.ModelForm):
    """A form with ``groups``. An account with roles that do not go together would hold none of their rights."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        for name in ("email", "first_name", "last_name"):
            self.fields[
                name
            ].required = False  # the hub sends no mail; whoever types mingbai hub user add gives neither

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        chosen = RoleGroup.objects.filter(group__in=cleaned.get("groups") or ()).select_related("unit")
        held = [(BY_KEY[one.role], str(one.unit)) for one in chosen.order_by("unit__position", "role")]
        # Whoever changes his own account is not asked whether he administers; then what he is counts.
        is_superuser = bool(cleaned.get("is_superuser", self.instance.is_superuser))
        for why in why_apart(held, is_superuser=is_superuser):
            self.add_error("groups", why)
        return cleaned


class NewUserForm(TogetherOnly, UserCreationForm):
    """新增用户."""


class ChangedUserForm(TogetherOnly, UserEditForm):
    """修改用户."""
