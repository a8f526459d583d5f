"""Forms, menus and answers for everybody: every text size, contrast, reach and orientation, and nothing is wrong."""

from __future__ import annotations

from itertools import product

import msgspec
import pytest

from content.county import County
from content.store.library import Library
from kiosk import forms, routes
from kiosk.comfort import CONTRASTS, REACHES, TEXT_SIZES, Comfort, Contrast, Reach, TextSize
from kiosk.legibility import problems
from kiosk.printing import OUT_OF_ORDER
from kiosk.screens import draw
from kiosk.taking import TakeAway
from kiosk.theme import Theme
from kiosk.viewmodel import view_of
from kiosk.viewmodel.context import Context, Place
from kiosk.widgets.chrome import Around
from tests.kiosk.metrics import advance
from tests.kiosk.store_factory import ANSWERED, StoreFactory
from tests.kiosk.test_screens import STATUS

SIZES = [(1080, 1920), (1920, 1080)]


def every_route(library: Library) -> list[routes.Route]:
    rows = library.rows(limit=200)
    survey = next(row.id for row in rows if row.genre == "调查问卷")
    longest = max(rows, key=lambda row: len(row.title)).id
    return [
        forms.Opinion(longest, "satisfied", "请公开明细。" * 60, phone="13800138000", in_confidence=True),
        forms.Opinion(problem=forms.WRONG_PHONE),
        forms.Survey(survey, (False, True)),
        forms.Survey(survey, (False, True), 1, ((1,), (0, 1, 2, 3, 4))),
        forms.Wish("财政", "路灯电费"),
        routes.SpeakUp(),
        TakeAway(longest),
        TakeAway(longest, problem=OUT_OF_ORDER),
        TakeAway(longest, printing="done"),
        forms.Thanks("8c2d1f"),
        forms.Thanks("8c2d1f", for_answer=False),
    ]


@pytest.mark.parametrize(("text", "contrast", "reach"), [*product(TEXT_SIZES, CONTRASTS, REACHES)])
def test_nothing_is_wrong(
    filled: StoreFactory,
    library: Library,
    qingyuan: County,
    here: Place,
    text: TextSize,
    contrast: Contrast,
    reach: Reach,
) -> None:
    context = Context(library, qingyuan, msgspec.structs.replace(here, has_printer=True), library.clock())
    found = []
    for route, size in product(every_route(library), SIZES):
        theme = Theme(*size, Comfort(text=text, contrast=contrast, reach=reach))
        frame = draw(view_of(route, context), Around(STATUS), theme, advance)
        found += [f"{type(route).__name__} {size}: {one.element} {one.what}" for one in problems(frame, theme, _any)]
    assert found == []


def _any(character: str, bold: bool) -> bool:
    return True


@pytest.mark.parametrize("size", SIZES)
def test_the_pages_with_keys(
    filled: StoreFactory, library: Library, qingyuan: County, here: Place, size: tuple[int, int]
) -> None:
    context = Context(library, qingyuan, here, library.clock())
    keyed: list[routes.Route] = [
        forms.Opinion(text="请公开明细。" * 60, letters="db", field="text"),
        forms.Opinion(phone="09005556101", field="phone"),
        forms.Wish(text="路灯", letters="df", field="text"),
        routes.FindAnswer(),
        routes.FindAnswer(ANSWERED),
    ]
    for route in keyed:
        theme = Theme(*size)
        frame = draw(view_of(route, context), Around(STATUS), theme, advance)
        assert problems(frame, theme, _any) == [], route
        names = {target.name for target in frame.targets}
        assert "key-1" in names
        assert ("answer" in names) == (route == routes.FindAnswer(ANSWERED))
