"""The bar under a long page."""

from __future__ import annotations

from kiosk.drawing import Pen, Sheet
from kiosk.routes import Scroll
from kiosk.widgets.chrome import Around, Bar, Button


def scroll_bar(pen: Pen, sheet: Sheet, around: Around, extra: Button | None) -> Bar:
    """The bar under a long page: 上一页 and 下一页 go by whole screenfuls."""
    starts = sheet.pages()
    here = around.scroll_px
    number = sum(1 for start in starts if start <= here)
    return Bar(
        previous=Scroll(-1) if here > 0 else None,
        next=Scroll(1) if sheet.seen_until(here) < sheet.height else None,
        extra=extra,
        info=pen.say("第{page}页，共{pages}页", page=number, pages=len(starts)) if len(starts) > 1 else "",
    )
