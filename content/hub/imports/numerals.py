"""How a number looks in the number formats of Word (numFmt), those that Chinese documents use.

Source: ECMA-376 part 1, 17.18.59 (ST_NumberFormat). One that is not among them is written in Arabic digits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import groupby

_DIGITS = "〇一二三四五六七八九"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def numeral(number: int, form: str) -> str:
    """A number from 0 in a form by its name, such as chineseCounting; "" for none."""
    written = FORMS.get(form)
    return written(number) if written is not None else str(number)


def _counting(number: int) -> str:
    """十二, 九十九, from a hundred digit by digit: 一〇二."""
    return _thousands("零一二三四五六七八九", "十百千")(number) if number < 100 else _digits(number)


def _digits(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))


def _thousands(
    digits: str, units: str, ten_thousand: str = "万", *, says_one_ten: bool = False
) -> Callable[[int], str]:
    """一百零二. says_one_ten: 壹拾 for 10, where others write 十."""

    def below(number: int) -> str:
        places = [(int(digit), power) for power, digit in zip(range(3, -1, -1), f"{number:04d}", strict=True)]
        pieces = []
        for is_nought, group in groupby(places, lambda place: place[0] == 0):
            pieces.append(
                digits[0]
                if is_nought
                else "".join(digits[digit] + (units[power - 1] if power else "") for digit, power in group)
            )
        return "".join(pieces).rstrip(digits[0])

    def written(number: int) -> str:
        if number == 0:
            return digits[0]
        front, rest = divmod(number, 10_000)
        text = written(front) + ten_thousand + below(rest) if front else below(rest).lstrip(digits[0])
        return text[1:] if text.startswith(digits[1] + units[0]) and not says_one_ten else text

    return written


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        text += letters * count
    return text


def _letters(number: int) -> str:
    """a … z, aa, bb … zz."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if number else ""


def _of_row(first: str, count: int, *more: tuple[str, int]) -> Callable[[int], str]:
    """Characters that stand in a row: ① and so on; Arabic digits where the row ends."""
    rows = [(first, count), *more]
    return _of_set("".join(chr(ord(start) + place) for start, length in rows for place in range(length)))


def _of_set(characters: str) -> Callable[[int], str]:
    return lambda number: characters[number - 1] if 1 <= number <= len(characters) else str(number)


_CIRCLED = _of_row("①", 20, ("㉑", 15), ("㊱", 15))
_CHINESE = _thousands("零一二三四五六七八九", "十百千")

FORMS: Mapping[str, Callable[[int], str]] = {
    "none": lambda _: "",
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": lambda number: str(number).translate(_WIDE),
    "decimalFullWidth2": lambda number: str(number).translate(_WIDE),
    "decimalEnclosedCircle": _CIRCLED,
    "decimalEnclosedCircleChinese": _CIRCLED,
    "decimalEnclosedFullstop": _of_row("⒈", 20),
    "decimalEnclosedParen": _of_row("⑴", 20),
    "numberInDash": lambda number: f"- {number} -",
    "chineseCounting": _counting,
    "taiwaneseCounting": _counting,
    "japaneseCounting": _counting,  # differs from a hundred on only, in Japanese documents
    "chineseCountingThousand": _CHINESE,
    "taiwaneseCountingThousand": _CHINESE,
    "ideographDigital": _digits,
    "japaneseDigitalTenThousand": _digits,
    "taiwaneseDigital": _digits,
    "chineseLegalSimplified": _thousands("零壹贰叁肆伍陆柒捌玖", "拾佰仟", says_one_ten=True),
    "ideographLegalTraditional": _thousands("零壹貳參肆伍陸柒捌玖", "拾佰仟", "萬", says_one_ten=True),
    "ideographEnclosedCircle": _of_row("㊀", 10),
    "ideographTraditional": _of_set(_STEMS),
    "ideographZodiac": _of_set(_BRANCHES),
    "upperRoman": lambda number: _roman(number).upper(),
    "lowerRoman": _roman,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerLetter": _letters,
}
