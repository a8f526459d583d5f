"""恢复码: how they are written and read."""

from __future__ import annotations

import random

import pytest

from content.hub.accounts.recovery import new_codes, typed_recovery_code, written


def test_ten_codes_of_sixty_bits() -> None:
    codes = new_codes(random.Random(7).choice)
    assert len(set(codes)) == 10
    assert {len(code) for code in codes} == {12}
    assert all(typed_recovery_code(written(code)) == code for code in codes)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("7K3M-09QX-TTBW", "7K3M09QXTTBW"),
        (" 7k3m 09qx ttbw ", "7K3M09QXTTBW"),
        ("7K3M-O9QX-TTBW", "7K3M09QXTTBW"),
        ("LI3M-09QX-TTBW", "113M09QXTTBW"),
        ("７Ｋ３Ｍ－０９ＱＸ－ＴＴＢＷ", "7K3M09QXTTBW"),
        ("7K3M-09QX-TTB", None),
        ("7K3M-09QX-TTBU", None),
        ("123456", None),
        ("", None),
    ],
)
def test_a_code_is_read_as_people_copy_it(typed: str, read: str | None) -> None:
    assert typed_recovery_code(typed) == read
