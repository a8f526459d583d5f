"""受理编号: the number under which a citizen asks for the answer to what he said. Ten digits, written 3 3 4.

It is computed from the message's idempotency key on the terminal and again at the hub, so both know it without a
word between them. The tenth digit is a check digit (ISO/IEC 7064 MOD 11,10): one wrong digit, or two neighbours
that changed places, are told from a number whose answer is not there yet.
"""

from __future__ import annotations

import hashlib

DIGITS = 10
_MATTER = "受理"


def receipt_of(key: str) -> str:
    """The number of the message with this idempotency key."""
    number = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big") % 10 ** (DIGITS - 1)
    digits = f"{number:0{DIGITS - 1}}"
    return digits + _check_digit(digits)


def is_receipt(number: str) -> bool:
    """Whether it is ten digits, the last of which fits the others."""
    return len(number) == DIGITS and number.isascii() and number.isdigit() and _check_digit(number[:-1]) == number[-1]


def written(number: str) -> str:
    """As it is shown: 381 720 4956."""
    return f"{number[:3]} {number[3:6]} {number[6:]}".strip()


def matter_of(number: str) -> str:
    """The matter (Disclosure.matter) of everything that answers this message."""
    return _MATTER + number


def _check_digit(digits: str) -> str:
    product = 10
    for digit in digits:
        rest = (product + int(digit)) % 10 or 10
        product = 2 * rest % 11
    return str((11 - product) % 10)
