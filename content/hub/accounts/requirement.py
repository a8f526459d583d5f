"""Who must prove a second factor: what hub.toml says, asked of an account's roles."""

from __future__ import annotations

from collections.abc import Iterable

from content.hub.review.role import BY_KEY

EVERYBODY = "everybody"
ADMIN = "admin"


def check_names(wanted: Iterable[str]) -> None:
    """Raise ValueError for a name in second_factor_for that is no role."""
    allowed = (EVERYBODY, ADMIN, *BY_KEY)
    unknown = [name for name in wanted if name not in allowed]
    if unknown:
        raise ValueError(f"second_factor_for: {', '.join(unknown)}: allowed are {', '.join(allowed)}")


def must_have_second_factor(wanted: Iterable[str], roles: Iterable[str], *, is_superuser: bool) -> bool:
    """Whether an account with these roles must have one. wanted: second_factor_for of the hub's settings."""
    named = set(wanted)
    return EVERYBODY in named or (is_superuser and ADMIN in named) or bool(named & set(roles))
