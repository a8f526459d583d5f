"""Lines on boards, dot by dot, as they were once read by eye. See tests/golden/display/dots/README.md."""

from __future__ import annotations

import pytest

from tests.golden import dots


@pytest.mark.parametrize("case", dots.cases())
def test_a_line_lights_the_dots_that_were_read_by_eye(case: str) -> None:
    assert dots.drawn(case) == (dots.FOLDER / f"{case}.txt").read_text(encoding="utf-8")
