"""Writing the log of sign-ins (登录日志). No password, no code, and no name that belongs to nobody comes into it."""

from __future__ import annotations

import logging
from typing import Any

from content.hub.accounts.happened import Happened
from content.hub.accounts.models import SignIn
from content.hub.accounts.request import Origin

log = logging.getLogger(__name__)

NOWHERE = Origin("", "")


def record(happened: Happened, user: Any, origin: Origin = NOWHERE, *, by: str = "", note: str = "") -> None:
    """Add a row. user: None if no account has the name that was typed, which is then not kept: it may be a password."""
    SignIn.objects.create(
        happened=happened.value,
        account=user.pk if user is not None else None,
        account_name=user.get_username() if user is not None else "",
        address=origin.address,
        agent=origin.agent,
        by=by[:150],
        note=note[:200],
    )
    log.info("account", extra={"event": happened.value, "account": user.pk if user is not None else None, "by": by})
