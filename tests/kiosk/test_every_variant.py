"""Every screen in every text size, contrast, reach and language, in portrait and landscape: nothing wrong with any.

The characters' widths are those of ``metrics``; the tour does the same with the real faces.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

import pytest
from msgspec.structs import replace

from content.disclosure import County
from content.store.library import Library
from kiosk.comfort import TEXT_SIZES, Comfort, Reach, TextSize
from kiosk.drawing import Frame
from kiosk.language import Language, load
from kiosk.legibility import problems
from kiosk.screens import draw, theme_for
from kiosk.theme import Panel, Theme
from kiosk.viewmodel import View
from kiosk.viewmodel.context import Context, Place
from kiosk.viewmodel.status import Status, in_notice, status_of
from kiosk.widgets.chrome import Around, Offers
from tests.kiosk.metrics import advance
from tests.kiosk.store_factory import StoreFactory
from tests.kiosk.test_screens import every_view

pytestmark = pytest.mark.slow

LANGUAGES = load(["zh", "en"])
OFFERS = Offers(tuple((one.code, one.name) for one in LANGUAGES), Comfort(), speaks=True)
SIZES = [(1080, 1920), (1920, 1080)]


def views(library: Library, county: County, place: Place, language: Language) -> list[tuple[str, View]]:
    return list(every_view(library, county, place, language))


def status_in(library: Library, county: County, place: Place, theme: Theme, language: Language) -> Status:
    """The longest that the line of freshness becomes."""
    status = status_of(library, county, place, 300, language)
    badges = tuple(language.say(one) for one in ("离线", "内容待更新", "时钟待校准"))
    context = Context(library, county, place, library.clock(), None, language)
    return replace(status, badges=badges, notices=in_notice(context) if theme.reach_px else ())


def wrong(frame: Frame, view: View, theme: Theme, name: str) -> Iterator[str]:
    for problem in problems(frame, theme_for(view, theme), lambda character, bold: True):
        yield f"{name[:60]}: {problem.element[:40]!r} {problem.what}"


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
@pytest.mark.parametrize("reach", ["normal", "low"])
@pytest.mark.parametrize("text", TEXT_SIZES)
@pytest.mark.parametrize("size", SIZES, ids=["portrait", "landscape"])
def test_every_screen(
    size: tuple[int, int],
    text: TextSize,
    reach: Reach,
    language: Language,
    filled: StoreFactory,
    library: Library,
    qingyuan: County,
    here: Place,
) -> None:
    theme = Theme(*size, Comfort(text, "normal", reach, language.code))
    status = status_in(library, qingyuan, here, theme, language)
    found: list[str] = []
    for idle_left_s in (None, 12):
        around = Around(status, idle_left_s=idle_left_s, offers=OFFERS)
        for name, view in views(library, qingyuan, here, language):
            found += wrong(draw(view, around, theme, advance, language), view, theme, name)
    assert not found, "\n".join(found[:20])


def test_every_screen_in_high_contrast(filled: StoreFactory, library: Library, qingyuan: County, here: Place) -> None:
    (chinese, _) = LANGUAGES
    theme = Theme(1080, 1920, Comfort(contrast="high"))
    around = Around(status_in(library, qingyuan, here, theme, chinese), offers=OFFERS)
    found: list[str] = []
    for name, view in views(library, qingyuan, here, chinese):
        found += wrong(draw(view, around, theme, advance), view, theme, name)
    assert not found, "\n".join(found[:20])


def test_a_small_fine_panel(filled: StoreFactory, library: Library, qingyuan: County, here: Place) -> None:
    """10.1 inches in portrait: everything is drawn 1.36 times as large, so that it keeps its dp."""
    (chinese, _) = LANGUAGES
    theme = Theme(1080, 1920, Comfort(), Panel(10.1))
    around = Around(status_in(library, qingyuan, here, theme, chinese), offers=OFFERS)
    found: list[str] = []
    for name, view in views(library, qingyuan, here, chinese):
        found += wrong(draw(view, around, theme, advance), view, theme, name)
    assert not found, "\n".join(found[:20])


def test_no_kind_of_screen_is_left_out(filled: StoreFactory, library: Library, qingyuan: County, here: Place) -> None:
    kinds = {type(view) for _, view in views(library, qingyuan, here, LANGUAGES[0])}
    assert kinds == set(get_args(View))
