"""Identity numbers (公民身份号码): those of 18 digits for certain, those of 15 digits perhaps.

    [ address code ][ birth date ][ sequence ][ check: 0–9 or X ]
          6             8 yyyymmdd     3               1              digits

Source: GB 11643-1999 公民身份号码; its check digit is ISO 7064 MOD 11-2. The numbers of before 1999 have 15 digits:
the year without its century and no check digit. No list of regions is consulted: a code that was abolished, or that
a list lacks, still belongs to a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from content.personal_data.kinds import Finding, Kind
from content.personal_data.masking import masked_number

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # 2**(17 - i) mod 11
_CHECK = "10X98765432"  # by weighted sum mod 11
# No clock here: a terminal's may stand at 1970. From 1800, because the standard prints a number of 1880.
_BIRTH_YEARS = range(1800, 2100)

_SHAPE = re.compile(r"[0-9]{17}[0-9X]")
# Runs of digits with any separators between them, and perhaps an X at the end.
_RUN = re.compile(r"[0-9](?: *[0-9]){16} *(?:[0-9](?: *[0-9])*(?: *X)?|X)")
_DATE = re.compile(r"(?<!\d)(?:19|20)\d{2}([-./])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])(?!\d)")
_OLD = re.compile(r"(?<![0-9A-Z])[1-9][0-9]{5} ?([0-9]{2})([0-9]{2})([0-9]{2}) ?[0-9]{3}(?![0-9A-Z])")


def identity_numbers(text: str, folded: str) -> Iterator[Finding]:
    """Every 18-digit number in the text. Certain, if check digit and birth date hold."""
    for run in _RUN.finditer(folded):
        dates = {match.start() for match in _DATE.finditer(text, run.start(), run.end())}
        yield from _in_run(run.group(), run.start(), dates)


def old_identity_numbers(folded: str) -> Iterator[Finding]:
    """Every 15-digit number with a possible birth date; never certain, for nothing checks it."""
    for match in _OLD.finditer(folded):
        if _is_date(1900 + int(match[1]), int(match[2]), int(match[3])):
            number = match.group().replace(" ", "")
            yield Finding(Kind.OLD_IDENTITY_NUMBER, match.span(), masked_number(number, 2, 3), certain=False)


def is_identity_number(number: str) -> bool:
    """Whether 18 characters, digits and perhaps a last X, are a true identity number: check digit and birth date."""
    return (
        _SHAPE.fullmatch(number) is not None
        and _has_birth_date(number)
        and _CHECK[_weighted(number) % 11] == number[17]
    )


def _in_run(run: str, offset: int, dates: set[int]) -> Iterator[Finding]:
    """Identity numbers in one run of digits and separators that begins at ``offset``.

    A number may begin only where a digit has no digit before it, and end only where none follows, so that
    nothing is cut out of a longer number; but every separator is such a place, for it may be a disguise.
    A date written out as one, at ``dates``, can only be the birth date: a list of dates is no number.
    """
    places = [at for at, character in enumerate(run) if character != " "]
    digits = "".join(run[at] for at in places)
    begins = [index for index, at in enumerate(places) if index == 0 or places[index - 1] != at - 1]
    edges = {*begins, len(places)}
    free_from = 0
    for begin in begins:
        end = begin + 18
        if begin < free_from or end not in edges:
            continue
        if dates and any(offset + places[index] in dates for index in range(begin, end) if index != begin + 6):
            continue
        number = digits[begin:end]
        span = (offset + places[begin], offset + places[end - 1] + 1)
        if is_identity_number(number):
            yield Finding(Kind.IDENTITY_NUMBER, span, masked_number(number, 2, 3), certain=True)
            free_from = end
        elif span[1] - span[0] == 18 and _has_birth_date(number):
            yield Finding(Kind.IDENTITY_NUMBER, span, masked_number(number, 2, 3), certain=False)


def _weighted(number: str) -> int:
    return sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number[:17], strict=True))


def _has_birth_date(number: str) -> bool:
    if "X" in number[:17] or number[6:8] not in ("18", "19", "20"):
        return False
    return _is_date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def _is_date(year: int, month: int, day: int) -> bool:
    if year not in _BIRTH_YEARS:
        return False
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
