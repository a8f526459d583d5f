"""What changes on the home screen by itself, and when it stays."""

from __future__ import annotations

import pytest

from kiosk.rotation import EVERY_S, HOLD_S, Rotation, screenful


def test_it_turns_by_itself_and_stays_after_a_touch() -> None:
    rotation = Rotation(100.0)
    turned = [at for at in range(100, 200) if (at in (150,) and rotation.touched(at)) or rotation.is_due(float(at))]
    # every 12 s: 112, 124, 136, 148; touched at 150, so 30 s of rest until 180, then 192
    assert turned == [112, 124, 136, 148, 180, 192]
    assert rotation.turn == 6
    assert (EVERY_S, HOLD_S) == (12.0, 30.0)


def test_news_is_on_the_first_screenful_at_once_but_not_under_a_finger() -> None:
    rotation = Rotation(100.0)
    assert rotation.is_due(112.0)
    rotation.news(115.0)
    assert rotation.turn == 0
    assert not rotation.is_due(126.9)  # a whole turn from then on
    assert rotation.is_due(127.0)
    rotation.touched(130.0)
    rotation.news(131.0)
    assert rotation.turn == 1


SCREENFULS = [  # rows, how many fit, from and to at turn 0, 1, 2 …
    (5, 2, [(0, 2), (2, 4), (3, 5), (0, 2)]),
    (4, 2, [(0, 2), (2, 4), (0, 2)]),
    (2, 3, [(0, 2), (0, 2)]),
    (0, 2, [(0, 0)]),
    (3, 0, [(0, 0)]),
]


@pytest.mark.parametrize(("count", "fitting", "expected"), SCREENFULS)
def test_every_row_has_its_turn(count: int, fitting: int, expected: list[tuple[int, int]]) -> None:
    assert [screenful(count, fitting, turn) for turn in range(len(expected))] == expected
