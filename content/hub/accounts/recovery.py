"""恢复码: ten words, each good for one sign-in without the telephone. Pure: what is random comes in.

Twelve characters of Crockford's base 32, 60 bits, written in three groups; I and L are read as 1, O as 0.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12
COUNT = 10
_MISREAD = str.maketrans("ILO", "110")


def new_codes(choice: Callable[[Sequence[str]], str]) -> list[str]:
    """Fresh codes, as they are kept: capitals without hyphens. choice: secrets.choice."""
    return ["".join(choice(ALPHABET) for _ in range(LENGTH)) for _ in range(COUNT)]


def written(code: str) -> str:
    """A code as it is shown: 7K3M-09QX-TTBW."""
    return "-".join(code[start : start + 4] for start in range(0, LENGTH, 4))


def typed_recovery_code(text: str) -> str | None:
    """The code that somebody typed, with or without hyphens, in any case and width; None if it cannot be one."""
    plain = "".join(unicodedata.normalize("NFKC", text).split()).replace("-", "").upper().translate(_MISREAD)
    return plain if len(plain) == LENGTH and set(plain) <= set(ALPHABET) else None
