"""动态码 against the table of RFC 6238, appendix B (SHA-1): its eight digits end in our six (RFC 4226, 5.3)."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from content.hub.accounts.totp import address, code_at, matching_step, typed_code, written

SECRET = b"12345678901234567890"
TABLE = [  # seconds since 1970, the eight digits
    (59, "94287082"),
    (1_111_111_109, "07081804"),
    (1_111_111_111, "14050471"),
    (1_234_567_890, "89005924"),
    (2_000_000_000, "69279037"),
    (20_000_000_000, "65353130"),
]


def at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


@pytest.mark.parametrize(("seconds", "digits"), TABLE)
def test_the_codes_are_those_of_the_standard(seconds: int, digits: str) -> None:
    assert code_at(SECRET, seconds // 30) == digits[2:].encode()
    assert matching_step(SECRET, digits[2:], at(seconds), last_step=0) == seconds // 30


def test_a_telephones_clock_may_be_half_a_minute_off_and_no_more() -> None:
    code, step = "050471", 1_111_111_111 // 30
    assert matching_step(SECRET, code, at(1_111_111_111 + 30), last_step=0) == step
    assert matching_step(SECRET, code, at(1_111_111_111 - 30), last_step=0) == step
    assert matching_step(SECRET, code, at(1_111_111_111 + 60), last_step=0) is None
    assert matching_step(SECRET, code, at(1_111_111_111 - 60), last_step=0) is None


def test_a_code_is_good_once_and_so_are_those_before_it() -> None:
    now, step = at(1_111_111_111), 1_111_111_111 // 30
    assert matching_step(SECRET, "050471", now, last_step=step - 1) == step
    assert matching_step(SECRET, "050471", now, last_step=step) is None
    assert matching_step(SECRET, "081804", now, last_step=step) is None, "1111111109 lies in the step before"


@pytest.mark.parametrize("code", ["", "05047", "0504711", "05047x", "-50471", "０５０４７１", "٠٥٠٤٧١", "05 0471"])
def test_what_is_no_code_is_refused(code: str) -> None:
    assert matching_step(SECRET, code, at(1_111_111_111), last_step=0) is None


def test_a_code_may_be_typed_with_spaces_and_in_full_width() -> None:
    assert typed_code(" ０５０ ４７１\u3000") == "050471"


def test_the_secret_is_told_to_the_telephone_as_apps_expect_it() -> None:
    # base32 of the secret, as RFC 4648 spells it: GEZDGNBVGY3TQOJQ twice.
    assert written(SECRET) == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"
    parts = urlsplit(address(SECRET, "editor", "明白 清源县"))
    assert (parts.scheme, parts.netloc, unquote(parts.path)) == ("otpauth", "totp", "/明白 清源县:editor")
    told = parse_qs(parts.query)
    assert (told["secret"], told["digits"], told["period"]) == (["GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"], ["6"], ["30"])
