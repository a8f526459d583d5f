"""Writing what belongs to an account: its second factor, its recovery codes, its password, whether it is in use."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.db.models import F

from content.hub.accounts import attempts, recovery, totp
from content.hub.accounts.happened import Happened
from content.hub.accounts.log import NOWHERE, record
from content.hub.accounts.models import RecoveryCode, SecondFactor, SignedOut
from content.hub.accounts.request import Origin
from content.hub.accounts.vault import Vault


def new_secret() -> bytes:
    """Of a second factor that is not yet proved to work."""
    return secrets.token_bytes(totp.SECRET_BYTES)


def set_second_factor(*, user: Any, secret: bytes, code: str, now: datetime, origin: Origin) -> list[str] | None:
    """Keep a second factor in place of the one before, once its first code proves that the telephone has it.

    Returns the recovery codes, which nobody can read again; None if the code is not one of this secret.
    """
    step = totp.matching_step(secret, code, now, last_step=-1)
    if step is None:
        return None
    with transaction.atomic():
        SecondFactor.objects.update_or_create(
            user=user, defaults={"sealed": _vault().seal(secret, user.pk), "last_step": step, "made_at": now}
        )
        codes = _new_recovery_codes(user)
        record(Happened.FACTOR_SET, user, origin)
    return codes


def accept_code(*, user: Any, typed: str, now: datetime) -> Happened | None:
    """Take a code of the account's second factor, or one of its recovery codes; each is taken once.

    Returns SIGNED_IN or RECOVERY_CODE, None if it is neither. Raises VaultError if the hub's key file is another one.
    """
    factor = SecondFactor.objects.filter(pk=user.pk).first()
    if factor is None:
        return None
    code = totp.typed_code(typed)
    step = totp.matching_step(_vault().open(bytes(factor.sealed), user.pk), code, now, factor.last_step)
    if step is not None:
        # Asked again in the statement that takes it: two requests with one code come at the same moment.
        taken = SecondFactor.objects.filter(pk=user.pk, last_step__lt=step).update(last_step=step)
        return Happened.SIGNED_IN if taken else None
    spare = recovery.typed_recovery_code(typed)
    if spare is None:
        return None
    mine = RecoveryCode.objects.filter(user=user, digest=_vault().digest(spare, user.pk), used_at=None)
    return Happened.RECOVERY_CODE if mine.update(used_at=now) else None


def renew_recovery_codes(*, user: Any, origin: Origin) -> list[str]:
    """Ten new ones; those from before are good for nothing any more."""
    with transaction.atomic():
        record(Happened.CODES_MADE, user, origin)
        return _new_recovery_codes(user)


def reset_second_factor(*, user: Any, now: datetime, by: str) -> bool:
    """The telephone is lost: take the second factor away, and end every session. False if there was none."""
    with transaction.atomic():
        RecoveryCode.objects.filter(user=user).delete()
        deleted, _ = SecondFactor.objects.filter(pk=user.pk).delete()
        if deleted:
            record(Happened.FACTOR_RESET, user, by=by)
            end_all_sessions(user=user, now=now, by=by)
            attempts.forget(attempts.of_code(user.get_username()))
    return bool(deleted)


def end_all_sessions(*, user: Any, now: datetime, origin: Origin = NOWHERE, by: str = "") -> None:
    """退出所有设备."""
    with transaction.atomic():
        SignedOut.objects.get_or_create(user=user, defaults={"at": now})
        SignedOut.objects.filter(user=user).update(at=now, times=F("times") + 1)
        record(Happened.SIGNED_OUT_EVERYWHERE, user, origin, by=by)


def lift_locks(*, user: Any, by: str) -> None:
    """解除锁定: forget the wrong tries on an account."""
    name = user.get_username()
    with transaction.atomic():
        attempts.forget(attempts.of_account(name), attempts.of_code(name))
        record(Happened.LIFTED, user, by=by)


def lift_address(*, address: str, by: str) -> None:
    """Forget the wrong tries from an address."""
    with transaction.atomic():
        attempts.forget(attempts.of_address(address))
        record(Happened.LIFTED, None, Origin(address[:45], ""), by=by)


def put_out(*, user: Any, by: str) -> None:
    """停用: the account stays on record, signs in no more, and its sessions are over at once."""
    with transaction.atomic():
        user.is_active = False
        user.save(update_fields=["is_active"])
        record(Happened.PUT_OUT, user, by=by)


def put_in(*, user: Any, by: str) -> None:
    """启用 an account that was put out of use, without the wrong tries on it."""
    with transaction.atomic():
        user.is_active = True
        user.save(update_fields=["is_active"])
        record(Happened.PUT_IN, user, by=by)
        lift_locks(user=user, by=by)


def set_password(*, user: Any, password: str, by: str, origin: Origin = NOWHERE) -> None:
    """A new password; it ends every session. by: empty if the person himself changed it.

    Raises django.core.exceptions.ValidationError if it is weak.
    """
    validate_password(password, user)
    with transaction.atomic():
        user.set_password(password)
        user.save(update_fields=["password"])
        record(Happened.PASSWORD_SET, user, origin, by=by)


def _new_recovery_codes(user: Any) -> list[str]:
    codes = recovery.new_codes(secrets.choice)
    RecoveryCode.objects.filter(user=user).delete()
    vault = _vault()
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=vault.digest(code, user.pk)) for code in codes)
    return [recovery.written(code) for code in codes]


def _vault() -> Vault:
    return Vault(settings.HUB.data_dir)
