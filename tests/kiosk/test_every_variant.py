"""Every screen in every text size, contrast, reach and language, in portrait and landscape: nothing wrong with any.

The characters' widths are those of ``metrics``; the tour does the same with the real faces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from babel.messages.pofile import read_po
from msgspec.structs import replace

from content.county import County
from content.disclosure import Disclosure
from content.record import encode
from content.store.library import Library
from kiosk.comfort import TEXT_SIZES, Comfort, Reach, TextSize
from kiosk.drawing import Frame
from kiosk.language import Language, load
from kiosk.legibility import problems
from kiosk.marks import Words
from kiosk.screens import draw, theme_for
from kiosk.theme import Panel, Theme
from kiosk.viewmodel.context import Context, Place
from kiosk.viewmodel.every_screen import View
from kiosk.viewmodel.status import Status, in_notice, status_of
from kiosk.widgets.chrome import Around, Offers
from tests.kiosk.metrics import advance
from tests.kiosk.store_factory import StoreFactory
from tests.kiosk.test_screens import every_view

pytestmark = pytest.mark.slow

LANGUAGES = load(["zh", "en"])
OFFERS = Offers(tuple((one.code, one.name) for one in LANGUAGES), Comfort(), speaks=True)
HAN = re.compile("[一-鿿]")
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


def test_what_is_said_in_english_leaves_no_chinese_behind(
    filled: StoreFactory, library: Library, qingyuan: County, here: Place, project: Path
) -> None:
    """A sentence of the interface stands untranslated only where a disclosure happens to say the same."""
    (_, english) = LANGUAGES
    theme = Theme(1080, 1920, Comfort(language="en"))
    around = Around(status_in(library, qingyuan, here, theme, english), offers=OFFERS)
    stored = {text for row in library.rows(limit=200) for text in texts_of(library.disclosure(row.id))}
    left = set()
    with (project / "kiosk/locale/kiosk.pot").open("rb") as file:
        said = {str(message.id) for message in read_po(file) if HAN.search(str(message.id))}
    for name, view in views(library, qingyuan, here, english):
        frame = draw(view, around, theme, advance, english)
        for layer in (frame, frame.sheet):
            marks = layer.marks if layer is not None else []
            left |= {(mark.text, name[:40]) for mark in marks if isinstance(mark, Words) and mark.text in said}
    # 中文 is how those who read Chinese find their language; "gone" is handed to the screen ready, in Chinese.
    assert {(text, name) for text, name in left if text not in stored | {"中文"} and name != "gone"} == set()


def texts_of(found: Disclosure | None) -> set[str]:
    """Every string in a disclosure."""
    assert found is not None
    return set(re.findall(r'"([^"]+)"', encode(found).decode()))
