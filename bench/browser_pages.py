"""The kiosk's home, lists and disclosures for a browser, from the same store: as a single page, and as many.

The single page keeps all its content in the script, shows a screen by one assignment of innerHTML, and keeps the
screens that 返回 leads to, hidden: no framework, no request, no layout left to do. The many pages are files, one
for each screen, and every tap loads one.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from msgspec import Struct

from bench.frame_html import advance, document, frame_html
from content.clock import TrustedClock, system_now
from content.record import UnitCode
from content.store.library import Library
from kiosk.drawing import Frame, Target
from kiosk.language import CHINESE
from kiosk.lists import Listing
from kiosk.routes import AT_HOME, Back, Detail, Home, Open, Route, next_visit
from kiosk.screens import draw
from kiosk.theme import Theme
from kiosk.viewmodel import view_of
from kiosk.viewmodel.context import Context, Place
from kiosk.viewmodel.every_screen import View
from kiosk.viewmodel.status import status_of
from kiosk.widgets.chrome import Around

SCRIPT = """
<section id="home">{home}</section><section id="list" hidden></section><section id="detail" hidden></section><script>
const pages = {pages}, shown = ["home"], held = {{}}
const element = name => document.getElementById(name)
document.addEventListener("click", event => {{
  const link = event.target.closest("a")
  if (!link) return
  element(shown.at(-1)).hidden = true
  if (link.dataset.go === "back") shown.pop()
  else {{
    const page = pages[link.dataset.go]
    if (held[page.kind] !== link.dataset.go) element(page.kind).innerHTML = page.html
    held[page.kind] = link.dataset.go
    shown.push(page.kind)
  }}
  element(shown.at(-1)).hidden = false
}})
</script>
"""


class Screenful(Struct, frozen=True):
    """One screen of the walk, and the touches that lead away from it. kind: home, list or detail."""

    kind: str
    name: str
    frame: Frame
    steps: dict[str, str]  # name of the target → name of the screen behind it, or back


class Pages:
    """The walk's screens, drawn as the kiosk draws them now."""

    def __init__(self, data_dir: Path, unit: str, width_px: int, height_px: int) -> None:
        self._library = Library(data_dir, TrustedClock(system_now, time.monotonic))
        county = self._library.county()
        assert county is not None
        place = Place(UnitCode(unit), "bench")
        self._context = Context(self._library, county, place, self._library.clock())
        self._around = Around(status_of(self._library, county, place, 3600.0, CHINESE))
        self._theme = Theme(width_px, height_px)

    def close(self) -> None:
        self._library.close()

    def view(self, route: Route) -> View:
        """What one screen shows."""
        return view_of(route, self._context)

    def frame(self, route: Route) -> Frame:
        """One screen."""
        return draw(self.view(route), self._around, self._theme, advance)

    def screenfuls(self, doors: int, rows: int) -> dict[str, Screenful]:
        """Home, the lists behind its first windows, and the first disclosures of each list."""
        return {screenful.name: screenful for screenful in self._walk(doors, rows)}

    def _walk(self, doors: int, rows: int) -> Iterator[Screenful]:
        home = self.frame(Home())
        lists = [target for target in home.targets if target.name.startswith("window-")][:doors]
        yield Screenful("home", "home", home, {target.name: target.name for target in lists})
        for door in lists:
            listing = self.frame(_behind(door, Listing))
            details = [target for target in listing.targets if target.name.startswith("row-")][:rows]
            steps = {target.name: f"{door.name}-{target.name}" for target in details} | {"back": "back"}
            yield Screenful("list", door.name, listing, steps)
            for row in details:
                detail = self.frame(_behind(row, Detail))
                yield Screenful("detail", f"{door.name}-{row.name}", detail, {"back": "back"})


def single_page(screenfuls: dict[str, Screenful]) -> str:
    """All screens as one page."""
    pages = {
        one.name: {"kind": one.kind, "html": frame_html(one.frame, partial(_go, one))} for one in screenfuls.values()
    }
    home = pages["home"]["html"]
    return document("spa", SCRIPT.format(home=home, pages=json.dumps(pages, ensure_ascii=False)))


def write_pages(screenfuls: dict[str, Screenful], folder: Path) -> Path:
    """Every screen as a file. Returns the file of the home screen."""
    folder.mkdir()
    for one in screenfuls.values():
        above = "home" if one.kind == "list" else one.name.rpartition("-row-")[0]
        body = frame_html(one.frame, partial(_href, one, above))
        (folder / f"{one.name}.html").write_text(document(one.name, body), encoding="utf-8")
    return folder / "home.html"


def _go(one: Screenful, target: Target) -> str:
    behind = one.steps.get(target.name, "")
    return f'data-go="{behind}"' if behind else ""


def _href(one: Screenful, above: str, target: Target) -> str:
    behind = one.steps.get(target.name, "")
    return f'href="{above if behind == "back" else behind}.html"' if behind else ""


def _behind(target: Target, kind: type[Route]) -> Route:
    assert isinstance(target.step, Open | Back)
    route = next_visit(AT_HOME, target.step)[-1]
    assert isinstance(route, kind)
    return route
