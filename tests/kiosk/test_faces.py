"""Which characters the extracted faces have: a few that Noto Sans CJK SC has, and a few that it cannot have."""

from __future__ import annotations

import pytest

from kiosk import fonts
from kiosk.faces import Faces

pytestmark = pytest.mark.skipif(fonts.find(fonts.folders()) is None, reason="no Chinese font; run `make setup`")


@pytest.mark.parametrize("bold", [False, True])
def test_what_the_faces_have(bold: bool) -> None:
    found = fonts.find(fonts.folders())
    assert found is not None
    faces = Faces(found)
    assert [one for one in "公示㐂镕✓●·“Aé 　" if not faces.draws(one, bold)] == []
    # A noncharacter, a private one, and a Tibetan letter: Noto keeps Tibetan in a face of its own.
    assert [one for one in "\ufdd0\ue000ཀ" if faces.draws(one, bold)] == []
