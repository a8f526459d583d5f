"""Numbers that may be somebody's: mobile telephones, bank cards, licence plates. All of them are hints.

Mobile numbers: 11 digits from 13 to 19 (工信部 号段); an office's own are handed in and left alone.
Cards: ISO/IEC 7812-1, 16 to 19 digits with Luhn's check digit. Plates: GA 36-2018, those of new energy with one more.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from content.personal_data.kinds import Finding, Kind
from content.personal_data.masking import masked_number, masked_plate

# Groups as people write them; blanks stand for any separator.
_MOBILE = re.compile(r"(?<![0-9A-Z])(?:(?:\+|00)?86 ?)?(1[3-9][0-9] ?[0-9]{4} ?[0-9]{4})(?![0-9A-Z])")
_CARD = re.compile(r"(?<![0-9A-Z])[3-6][0-9]{3}(?:[0-9]{12,15}|(?: [0-9]{4}){3}(?: [0-9]{1,3})?)(?![0-9A-Z])")
_PROVINCES = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新"
_PLATE = re.compile(
    f"[{_PROVINCES}][A-HJ-NP-Z] ?(?=[A-Z]{{0,4}}[0-9])"
    "[A-HJ-NP-Z0-9]{4}(?:[挂学警港澳]|[A-HJ-NP-Z0-9]{1,2})(?![0-9A-Z])"
)


def mobile_numbers(folded: str, office_numbers: Collection[str] = ()) -> Iterator[Finding]:
    """Mobile numbers that are not an office's (11 digits each)."""
    for match in _MOBILE.finditer(folded):
        number = match[1].replace(" ", "")
        if number not in office_numbers:
            yield Finding(Kind.MOBILE_NUMBER, match.span(), masked_number(number, 3, 4), certain=False)


def bank_cards(folded: str) -> Iterator[Finding]:
    """What has a card's length and check digit; one number in ten has it by chance."""
    for match in _CARD.finditer(folded):
        number = match.group().replace(" ", "")
        if _luhn(number):
            yield Finding(Kind.BANK_CARD, match.span(), masked_number(number, 4, 4), certain=False)


def plates(folded: str) -> Iterator[Finding]:
    """车牌号. A village's 豫A字 or a road's 豫S213 is none: it lacks the length."""
    for match in _PLATE.finditer(folded):
        yield Finding(Kind.PLATE, match.span(), masked_plate(match.group().replace(" ", "")), certain=False)


def _luhn(number: str) -> bool:
    digits = [int(digit) for digit in reversed(number)]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0
