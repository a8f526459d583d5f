"""Counting tries in the database, where every process and every thread sees the same count. Rules: ``lockout``."""

from __future__ import annotations

import ipaddress
import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac

from content.hub.accounts import lockout
from content.hub.accounts.lockout import LIMITS, Counted, Tally
from content.hub.accounts.models import Tries

_FORGOTTEN_AFTER = timedelta(days=30)  # even 29 tries on an account are forgotten by then

Subject = tuple[Counted, str]


def count_try(subjects: Iterable[Subject], now: datetime) -> datetime | None:
    """Count one try against each subject, before it is known whether it is right; it is kept whatever happens then.

    Returns None, or the moment until which it is turned away; then nothing was counted.
    """
    keys = [(of, _key(of, name)) for of, name in subjects]
    with transaction.atomic():
        rows = [
            Tries.objects.select_for_update().get_or_create(of=of.value, subject=key, defaults=_empty(now))
            for of, key in keys
        ]
        tallies = [_tally(row) for row, _ in rows]
        locks = [tally.locked_until for tally in tallies if lockout.is_locked(tally, now)]
        if locks:
            return max(until for until in locks if until is not None)
        for (row, _), tally in zip(rows, tallies, strict=True):
            _keep(row, lockout.counted(tally, LIMITS[Counted(row.of)], now))
        Tries.objects.filter(at__lt=now - _FORGOTTEN_AFTER).delete()
    return None


def give_back(subject: Subject) -> None:
    """The try was right: for an address, where others try, too, only this one's count is taken off."""
    with transaction.atomic():
        of, name = subject
        row = Tries.objects.select_for_update().filter(of=of.value, subject=_key(of, name)).first()
        if row is not None:
            _keep(row, lockout.given_back(_tally(row)))


def forget(*subjects: Subject) -> None:
    """All tries on an account: it was let in, or a person lifted the lock."""
    for of, name in subjects:
        # Emptied, not deleted: a try that comes at the same moment holds on to the row.
        Tries.objects.filter(of=of.value, subject=_key(of, name)).update(level=0.0, locked_until=None)


def locked_until(subject: Subject, now: datetime) -> datetime | None:
    """The end of the lock that holds now."""
    of, name = subject
    row = Tries.objects.filter(of=of.value, subject=_key(of, name)).first()
    return row.locked_until if row is not None and lockout.is_locked(_tally(row), now) else None


def of_account(username: str) -> Subject:
    return Counted.ACCOUNT, username


def of_code(username: str) -> Subject:
    return Counted.CODE, username


def of_address(address: str) -> Subject:
    return Counted.ADDRESS, address


def _key(of: Counted, name: str) -> str:
    plain = _network(name) if of is Counted.ADDRESS else unicodedata.normalize("NFKC", name).casefold()
    return str(salted_hmac("content.hub.accounts.tries", f"{of.value}:{plain}", algorithm="sha256").hexdigest())


def _network(address: str) -> str:
    """One household has 2^64 addresses of IPv6: they are counted as one."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(parsed.ipv4_mapped or ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


def _empty(now: datetime) -> dict[str, object]:
    return {"level": 0.0, "at": now}


def _tally(row: Tries) -> Tally:
    return Tally(row.level, row.at, row.locked_until)


def _keep(row: Tries, tally: Tally) -> None:
    row.level, row.at, row.locked_until = tally.level, tally.at, tally.locked_until
    row.save(update_fields=["level", "at", "locked_until"])
