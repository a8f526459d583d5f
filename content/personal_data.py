"""Personal data (个人信息) in a text: true identity numbers for certain; phones and cards perhaps.

An 18-digit citizen identity number is **certain** when its check digit holds and its birth date exists,
however it is disguised: full-width or other decimal digits, blanks, hyphens, dots, zero-width characters
between them, split over lines or adjacent table cells, any letter that looks like X. No list of regions is
consulted: a code that was abolished, or that a list lacks, still belongs to a person.

    [ address code ][ birth date ][ sequence ][ check: 0–9 or X ]
          6             8 yyyymmdd     3               1              digits

Source: GB 11643-1999 公民身份号码; its check digit is ISO 7064 MOD 11-2. Everything else found here is
uncertain, a hint to the editor: 15-digit numbers of before 1999, mobile numbers, bank cards (Luhn, ISO/IEC
7812-1), and 18 digits with a birth date whose check digit is wrong. What lies in pictures or scans is not seen.
"""

from __future__ import annotations

import enum
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

CELL = "\x1f"  # what findings_in() puts between two texts: spans count it as one character
_WALL = "\x1e"  # a boundary that no number crosses
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # 2**(17 - i) mod 11
_CHECK = "10X98765432"  # by weighted sum mod 11
# No clock here: a terminal's may stand at 1970. From 1800, because the standard prints a number of 1880.
_BIRTH_YEARS = range(1800, 2100)


class Kind(enum.Enum):
    """What was found."""

    IDENTITY_NUMBER = "identity-number"
    OLD_IDENTITY_NUMBER = "old-identity-number"
    MOBILE_NUMBER = "mobile-number"
    BANK_CARD = "bank-card"


KIND_LABELS = {
    Kind.IDENTITY_NUMBER: "身份证号",
    Kind.OLD_IDENTITY_NUMBER: "15位旧身份证号",
    Kind.MOBILE_NUMBER: "手机号码",
    Kind.BANK_CARD: "银行卡号",
}


@dataclass(frozen=True)
class Finding:
    """One number found.

    span: its place in the text, [start, end). masked: safe to show in a report or a log.
    certain: it must not be published; otherwise a person should look.
    """

    kind: Kind
    span: tuple[int, int]
    masked: str
    certain: bool


def findings(text: str) -> list[Finding]:
    """Everything in the text that is or may be somebody's number, in order of place. Takes linear time."""
    folded = text.translate(_FOLDED)
    found: list[Finding] = []
    for run in _RUN.finditer(folded):
        dates = {match.start() for match in _DATE.finditer(text, run.start(), run.end())}
        found.extend(_identity_numbers(run.group(), run.start(), dates))
    taken = [finding.span for finding in found]
    for finding in _uncertain(folded):
        if not any(start < finding.span[1] and finding.span[0] < end for start, end in taken):
            found.append(finding)
            taken.append(finding.span)
    return sorted(found, key=lambda finding: finding.span)


def findings_in(texts: Iterable[str]) -> list[Finding]:
    """The same over texts in reading order, such as the cells of a table, also for numbers split between them.

    Spans count in the texts joined by CELL. Where a cell that reads as an amount or a date had to be part of
    the number, the finding is uncertain: 431000 | 2026-07-15 | 1264.30 is most likely a row of figures.
    """
    cells = list(texts)
    figures = [_is_figure(text) for text in cells]
    if not any(figures):
        return findings(CELL.join(cells))
    walled = "".join(
        text if number == 0 else (_WALL if figures[number - 1] or figures[number] else CELL) + text
        for number, text in enumerate(cells)
    )
    found = findings(walled)
    known = {finding.span for finding in found}
    for finding in findings(CELL.join(cells)):
        if finding.certain and finding.span not in known:
            found.append(replace(finding, certain=False))
    return sorted(found, key=lambda finding: finding.span)


def certain_in(texts: Iterable[str]) -> list[Finding]:
    """Only what must not be published."""
    return [finding for finding in findings_in(texts) if finding.certain]


def is_identity_number(number: str) -> bool:
    """Whether 18 characters, digits and perhaps a last X, are a true identity number: check digit and birth date."""
    return _has_birth_date(number) and _CHECK[_weighted(number) % 11] == number[17]


# ---- identity numbers


def _identity_numbers(run: str, offset: int, dates: set[int]) -> Iterator[Finding]:
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
        if begin < free_from or end > len(places):
            continue
        number = digits[begin:end]
        if end not in edges:
            continue
        if dates and any(offset + places[index] in dates for index in range(begin, end) if index != begin + 6):
            continue
        span = (offset + places[begin], offset + places[end - 1] + 1)
        if is_identity_number(number):
            yield Finding(Kind.IDENTITY_NUMBER, span, _masked(number, 2, 3), certain=True)
            free_from = end
        elif span[1] - span[0] == 18 and _has_birth_date(number):
            yield Finding(Kind.IDENTITY_NUMBER, span, _masked(number, 2, 3), certain=False)


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


# ---- uncertain

# Groups as people write them; blanks stand for any separator.
_MOBILE = re.compile(r"(?<![0-9A-Za-z])(?:(?:\+|00)?86 ?)?(1[3-9][0-9] ?[0-9]{4} ?[0-9]{4})(?![0-9A-Za-z])")
_CARD = re.compile(r"(?<![0-9A-Za-z])[3-6][0-9]{3}(?:[0-9]{12,15}|(?: [0-9]{4}){3}(?: [0-9]{1,3})?)(?![0-9A-Za-z])")
_OLD = re.compile(r"(?<![0-9A-Za-z])[1-9][0-9]{5}([0-9]{2})([0-9]{2})([0-9]{2})[0-9]{3}(?![0-9A-Za-z])")


def _uncertain(folded: str) -> Iterator[Finding]:
    for match in _OLD.finditer(folded):
        if _is_date(1900 + int(match[1]), int(match[2]), int(match[3])):
            yield Finding(Kind.OLD_IDENTITY_NUMBER, match.span(), _masked(match.group(), 2, 3), certain=False)
    for match in _CARD.finditer(folded):
        number = match.group().replace(" ", "")
        if _luhn(number):
            yield Finding(Kind.BANK_CARD, match.span(), _masked(number, 4, 4), certain=False)
    for match in _MOBILE.finditer(folded):
        number = match[1].replace(" ", "")
        yield Finding(Kind.MOBILE_NUMBER, match.span(), _masked(number, 3, 4), certain=False)


def _luhn(number: str) -> bool:
    digits = [int(digit) for digit in reversed(number)]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def _masked(number: str, first: int, last: int) -> str:
    return number[:first] + "*" * (len(number) - first - last) + number[-last:]


# ---- reading

# Runs of digits with any separators between them, and perhaps an X at the end.
_RUN = re.compile(r"[0-9](?: *[0-9]){16} *(?:[0-9](?: *[0-9])*(?: *X)?|X)")
_LOOKS_LIKE_X = frozenset("XxＸｘⅩⅹΧχХх×✕")
# No slash: addresses of web pages hold dates between slashes.
_SEPARATORS = frozenset(".·•‧・･．。｡…․﹒,，、﹐|｜│¦_＿~～'’`\t\n\r\v\f" + CELL)
_DATE = re.compile(r"(?<!\d)(?:19|20)\d{2}([-./])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])(?!\d)")
_FIGURE = re.compile(
    r"[-+−¥￥$]?[0-9]{1,3}(?:[,，][0-9]{3})+(?:\.[0-9]+)?[%元亩]?"  # 1,264,300.50
    r"|[-+−¥￥$]?(?:[0-9]{1,5}\.[0-9]{1,4}|[0-9]+\.[0-9]{2})[%元亩]?"  # 6.341, 1264300.50
    r"|(?:19|20)[0-9]{2}[-./年](?:0?[1-9]|1[0-2])[-./月](?:0?[1-9]|[12][0-9]|3[01])日?"  # 2026-07-15
)


def _is_figure(text: str) -> bool:
    return len(text) <= 24 and _FIGURE.fullmatch(text.strip()) is not None


class _Folding(dict[int, str]):
    """Every character as one of: 0–9, X, blank for whatever may stand inside a number, or itself."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = character
        category = unicodedata.category(character)
        digit = unicodedata.digit(character, None)
        if category == "Nd" and digit is not None:
            folded = str(digit)
        elif character in _LOOKS_LIKE_X:
            folded = "X"
        elif character in _SEPARATORS or category in ("Zs", "Zl", "Zp", "Cf", "Pd", "Mn", "Me") or character == "−":
            folded = " "
        self[code] = folded
        return folded


_FOLDED = _Folding()  # a memo of unicodedata, nothing else
