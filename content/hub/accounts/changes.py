"""What an administrator changed of an account in 设置 → 用户, as rows of the log of sign-ins: one for each change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model

from content.hub.accounts.happened import Happened
from content.hub.accounts.log import record
from content.hub.accounts.request import Origin

_ADMINISTRATOR = "系统管理员"


@dataclass(frozen=True)
class Kept:
    """An account as the database has it. names: what it signs in by and its person's. rights: names of its groups."""

    username: str
    names: tuple[str, str]
    is_active: bool
    password: str
    rights: frozenset[str]


NOBODY = Kept("", ("", ""), True, "", frozenset())


def kept_of(account: int) -> Kept:
    """As it is now."""
    user = get_user_model().objects.get(pk=account)
    rights = set(user.groups.values_list("name", flat=True)) | ({_ADMINISTRATOR} if user.is_superuser else set())
    return Kept(
        user.get_username(), (user.last_name, user.first_name), user.is_active, user.password, frozenset(rights)
    )


def record_changes(user: Any, before: Kept, *, by: str, origin: Origin) -> None:
    """Add a row for whatever differs from ``before``; NOBODY: the account is new. Called in the same transaction."""
    for happened, note in _differences(before, kept_of(user.pk)):
        record(happened, user, origin, by=by, note=note)


def _differences(before: Kept, after: Kept) -> Iterator[tuple[Happened, str]]:
    if before is NOBODY:
        yield Happened.ADDED, ""
    else:
        if after.username != before.username:
            yield Happened.RENAMED, f"原用户名 {before.username}"
        if after.names != before.names:
            yield Happened.RENAMED, f"姓名由 {''.join(before.names) or '空'} 改为 {''.join(after.names) or '空'}"
        if after.password != before.password:
            yield Happened.PASSWORD_SET, ""
    for right in sorted(after.rights - before.rights):
        yield Happened.ROLES, f"授予 {right}"
    for right in sorted(before.rights - after.rights):
        yield Happened.ROLES, f"收回 {right}"
    if after.is_active != before.is_active:
        yield (Happened.PUT_IN if after.is_active else Happened.PUT_OUT), ""
