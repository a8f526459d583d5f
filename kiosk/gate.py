"""The door to the maintenance page: five touches on the clock, then a code of which only a digest is known here.

Wrong codes are counted on disk, so that pulling the plug forgives nothing; from the fifth on the door stays shut
for five minutes, then ten, twenty, at most an hour. The digits are held here and nowhere else: no route, no journal
and no log line ever has them.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

log = logging.getLogger(__name__)

KNOCKS, KNOCK_WITHIN_S = 5, 4.0
LEAST_DIGITS, MOST_DIGITS = 8, 16
# RFC 7914's parameters for interactive use: 16 MB and about 50 ms for each guess.
SCRYPT_N, SCRYPT_R, SCRYPT_P = 16_384, 8, 1
SALT_BYTES = 16
FREE_GUESSES = 4
FIRST_LOCK, LONGEST_LOCK = timedelta(minutes=5), timedelta(hours=1)
MAX_FILE_BYTES = 1_000


def digest_of(code: str, salt: bytes) -> str:
    """scrypt:<salt>:<digest>, as the settings keep it. Raises ValueError if the code is no code."""
    if not (code.isascii() and code.isdigit() and LEAST_DIGITS <= len(code) <= MOST_DIGITS):
        raise ValueError(f"the code: expected {LEAST_DIGITS} to {MOST_DIGITS} digits")
    return f"scrypt:{salt.hex()}:{_scrypt(code, salt).hex()}"


class Knocking:
    """Counts touches in one corner; times are seconds of a monotonic clock."""

    def __init__(self) -> None:
        self._at_s: list[float] = []

    def knock(self, now_s: float) -> bool:
        """One more; true when it was the last of five quick ones."""
        self._at_s = [at_s for at_s in self._at_s if now_s - at_s < KNOCK_WITHIN_S] + [now_s]
        if len(self._at_s) < KNOCKS:
            return False
        self._at_s.clear()
        return True


class Gate:
    """One terminal's door. digest: of the code; empty: there is no door. ``digits`` is how many have been typed."""

    def __init__(self, digest: str, path: Path, clock: Callable[[], datetime]) -> None:
        self._digest = digest
        self._path = path
        self._clock = clock
        self._typed = ""

    @property
    def exists(self) -> bool:
        return bool(self._digest)

    @property
    def digits(self) -> int:
        return len(self._typed)

    def type(self, digit: str) -> None:
        """One more digit; more than a code can have are not taken."""
        self._typed = (self._typed + digit)[:MOST_DIGITS]

    def forget(self) -> None:
        """Take all digits back."""
        self._typed = ""

    def shut_for(self) -> timedelta:
        """How long no code is taken; zero: now."""
        wrong, last = self._read()
        if wrong <= FREE_GUESSES or last is None:
            return timedelta()
        lock = min(FIRST_LOCK * (1 << min(wrong - FREE_GUESSES - 1, 10)), LONGEST_LOCK)
        # A clock that was set back must not shut the door for longer than a lock lasts.
        return max(timedelta(), min(last + lock - self._clock(), lock))

    def opens(self) -> bool:
        """Whether the digits typed are the code; they are forgotten. Takes about 50 ms."""
        typed, self._typed = self._typed, ""
        if not self.exists or self.shut_for():
            return False
        wrong, _ = self._read()
        # Counted before it is looked at: a plug pulled in between must not be a free guess.
        self._write(wrong + 1)
        _, salt, kept = self._digest.split(":")
        if not typed or not hmac.compare_digest(_scrypt(typed, bytes.fromhex(salt)), bytes.fromhex(kept)):
            log.warning("wrong maintenance code", extra={"times": wrong + 1})
            return False
        self._path.unlink(missing_ok=True)
        log.warning("maintenance page opened")
        return True

    def _read(self) -> tuple[int, datetime | None]:
        try:
            with self._path.open("rb") as file:
                found = json.loads(file.read(MAX_FILE_BYTES))
            return int(found["wrong"]), datetime.fromisoformat(found["at"])
        except FileNotFoundError:
            return 0, None
        except (OSError, ValueError, KeyError, TypeError):
            return FREE_GUESSES + 1, self._clock()  # a file that somebody has spoilt is no way in

    def _write(self, wrong: int) -> None:
        beside = self._path.with_suffix(".new")
        beside.write_text(json.dumps({"wrong": wrong, "at": self._clock().isoformat()}), encoding="ascii")
        beside.replace(self._path)


def _scrypt(code: str, salt: bytes) -> bytes:
    return hashlib.scrypt(code.encode(), salt=salt, n=SCRYPT_N, r=SCRYPT_R, p=SCRYPT_P, dklen=32)
