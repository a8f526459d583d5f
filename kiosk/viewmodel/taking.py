"""带走: what the two codes of a disclosure say, and whether it may be printed here."""

from __future__ import annotations

import hashlib

from msgspec import Struct

from content.record import encode
from content.terms import Audience
from kiosk.taking import TakeAway
from kiosk.viewmodel.context import Context
from kiosk.viewmodel.detail import DetailView, shown
from kiosk.viewmodel.gone import GoneView, gone
from kiosk.viewmodel.shown import item_of, showable


class TakeView(Struct, frozen=True):
    """address: of the page for the phone, "" if there is none. short: the signed short text, "" if it has none.

    page: what is printed; None where there is no printer, or a list that is meant for one village's people alone.
    sha256: of the published bytes, in hex.
    """

    form: TakeAway
    item: str
    title: str
    address: str
    short: str
    page: DetailView | None
    sha256: str


def take_away(route: TakeAway, context: Context) -> TakeView | GoneView:
    """The disclosure as it can be taken along."""
    found = showable(route.disclosure, context)
    if found is None:
        return gone(route.disclosure, context)
    page = shown(found, context)
    is_printable = context.place.has_printer and found.audience is Audience.PUBLIC
    return TakeView(
        form=route,
        item=item_of(found),
        title=page.title,
        address=page.qr if page.qr_is_address else "",
        short=found.short_text,
        page=page if is_printable else None,
        sha256=hashlib.sha256(encode(found)).hexdigest(),
    )
