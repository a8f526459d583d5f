"""The code's door. RFC 7914 gives the test vector; everything else is arithmetic by hand."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.gate import Gate, Knocking, digest_of

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
SALT = bytes(range(16))
CODE = "20261123"


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def gate(folder: Path, clock: Clock, digest: str = "") -> Gate:
    return Gate(digest or digest_of(CODE, SALT), folder / "gate.json", clock)


def guess(door: Gate, code: str) -> bool:
    for digit in code:
        door.type(digit)
    return door.opens()


def test_the_digest_is_scrypt_with_the_named_parameters() -> None:
    expected = hashlib.scrypt(CODE.encode(), salt=SALT, n=16_384, r=8, p=1, dklen=32).hex()
    assert digest_of(CODE, SALT) == f"scrypt:{SALT.hex()}:{expected}"


@pytest.mark.parametrize("code", ["", "1234567", "1" * 17, "1234567a", "１２３４５６７８"])
def test_what_is_no_code_gets_no_digest(code: str) -> None:
    with pytest.raises(ValueError, match="8 to 16 digits"):
        digest_of(code, SALT)


def test_the_right_code_opens_once_and_is_forgotten(tmp_path: Path, clock: Clock) -> None:
    door = gate(tmp_path, clock)
    assert guess(door, CODE)
    assert door.digits == 0
    assert not door.opens()


def test_without_a_digest_there_is_no_door(tmp_path: Path, clock: Clock) -> None:
    door = Gate("", tmp_path / "gate.json", clock)
    assert not door.exists
    assert not guess(door, CODE)
    assert not guess(door, "")


def test_the_fifth_wrong_code_shuts_the_door_for_the_right_one_too(tmp_path: Path, clock: Clock) -> None:
    door = gate(tmp_path, clock)
    for _ in range(4):
        assert not guess(door, "00000000")
    assert door.shut_for() == timedelta()
    assert not guess(door, "00000000")
    assert door.shut_for() == timedelta(minutes=5)
    assert not guess(door, CODE)
    clock.now += timedelta(minutes=5)
    assert guess(door, CODE)
    assert not guess(door, "00000000")
    assert door.shut_for() == timedelta()  # counted from the beginning again


def test_each_further_one_doubles_it_up_to_an_hour_and_a_restart_forgives_nothing(tmp_path: Path, clock: Clock) -> None:
    waits = []
    for _ in range(10):
        door = gate(tmp_path, clock)  # as after pulling the plug
        clock.now += door.shut_for()
        guess(door, "00000000")
        waits.append(door.shut_for() // timedelta(minutes=1))
    assert waits == [0, 0, 0, 0, 5, 10, 20, 40, 60, 60]


def test_a_clock_that_was_set_back_shuts_for_no_longer_than_a_lock_lasts(tmp_path: Path, clock: Clock) -> None:
    door = gate(tmp_path, clock)
    for _ in range(5):
        guess(door, "00000000")
    clock.now -= timedelta(days=365)
    assert door.shut_for() == timedelta(minutes=5)


def test_a_spoilt_count_is_no_way_in(tmp_path: Path, clock: Clock) -> None:
    (tmp_path / "gate.json").write_text("{", encoding="ascii")
    assert gate(tmp_path, clock).shut_for() == timedelta(minutes=5)


def test_the_disk_never_holds_the_digits(tmp_path: Path, clock: Clock) -> None:
    door = gate(tmp_path, clock)
    guess(door, "13579135")
    text = (tmp_path / "gate.json").read_text(encoding="ascii")
    assert json.loads(text) == {"wrong": 1, "at": "2026-11-23T04:00:00+00:00"}


def test_five_quick_knocks_and_no_fewer() -> None:
    knocking = Knocking()
    assert [knocking.knock(at_s) for at_s in (0, 0.5, 1, 1.5)] == [False] * 4
    assert knocking.knock(2)
    assert not knocking.knock(2.1)


def test_slow_knocks_are_people_reading_the_clock() -> None:
    knocking = Knocking()
    assert not any(knocking.knock(at_s) for at_s in (0, 2, 4, 6, 8, 10))
