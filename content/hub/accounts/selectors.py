"""Reading accounts as those see them who look after them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth import get_user_model

from content.hub.accounts import attempts
from content.hub.accounts.models import SecondFactor
from content.hub.accounts.requirement import must_have_second_factor


@dataclass(frozen=True)
class Account:
    """roles: names of groups, such as 初审·柳溪镇(t01). locked_until: None if no lock holds now."""

    pk: int
    username: str
    is_active: bool
    roles: tuple[str, ...]
    has_factor: bool
    must_have_factor: bool
    last_login: datetime | None
    locked_until: datetime | None


def accounts(now: datetime) -> list[Account]:
    """Every account, by name."""
    with_factor = set(SecondFactor.objects.values_list("pk", flat=True))
    found = []
    for user in get_user_model().objects.prefetch_related("groups__role_group").order_by("username"):
        groups = list(user.groups.all())
        keys = [group.role_group.role for group in groups if hasattr(group, "role_group")]
        name = user.get_username()
        locks = [attempts.locked_until(of, now) for of in (attempts.of_account(name), attempts.of_code(name))]
        found.append(
            Account(
                pk=user.pk,
                username=name,
                is_active=user.is_active,
                roles=("管理员",) if user.is_superuser else tuple(group.name for group in groups),
                has_factor=user.pk in with_factor,
                must_have_factor=must_have_second_factor(
                    settings.HUB.second_factor_for, keys, is_superuser=user.is_superuser
                ),
                last_login=user.last_login,
                locked_until=max(filter(None, locks), default=None),
            )
        )
    return found
