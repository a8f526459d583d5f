"""审签: who consented at which step of the flow, as a release request names them all."""

from __future__ import annotations

from typing import Any

import msgspec


class Approval(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One consent. step: key in the flow; name: the step's, as it was then. person: key of the account."""

    step: str
    name: str
    person: int
    person_name: str


def plain(approvals: list[Approval]) -> list[dict[str, Any]]:
    """As the database keeps them."""
    return [msgspec.to_builtins(one) for one in approvals]


def read_approvals(kept: Any) -> list[Approval]:
    """From the database. Raises ValueError if it is anything else."""
    return msgspec.convert(kept, list[Approval])
