"""受理编号: its check digit against an independent program, and that slips of the finger are noticed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_11_10

from content.receipt import is_receipt, matter_of, receipt_of, written


@given(st.uuids(version=4))
def test_every_number_holds_by_another_program(key: object) -> None:
    number = receipt_of(str(key))
    assert len(number) == 10
    assert mod_11_10.is_valid(number)
    assert is_receipt(number)


@given(st.uuids(version=4), st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(key: object, place: int, by: int) -> None:
    number = receipt_of(str(key))
    wrong = number[:place] + str((int(number[place]) + by) % 10) + number[place + 1 :]
    assert not is_receipt(wrong)


def test_what_is_no_number_at_all() -> None:
    assert not any(map(is_receipt, ("", "123", "12345678901", "abcdefghij", "١٢٣٤٥٦٧٨٩٠")))


def test_it_is_the_same_on_every_machine() -> None:
    # sha256("0b6e5f0e-3c1c-4a52-9f9a-6d1f3b0c8a11") by sha256sum; its first eight bytes modulo 10^9.
    assert receipt_of("0b6e5f0e-3c1c-4a52-9f9a-6d1f3b0c8a11")[:9] == "635508380"


def test_as_it_is_written() -> None:
    assert written("3817204956") == "381 720 4956"
    assert matter_of("3817204956") == "受理3817204956"
