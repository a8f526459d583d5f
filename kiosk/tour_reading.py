"""The tour's stops where one disclosure is read closely: its tables, pictures and cards, the course of its matter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from content.blocks import Contact, People, Service, Table
from content.disclosure import Disclosure
from kiosk.reading_routes import Matter, Picked, TableFind, TablePage, TableRow, ToColumn
from kiosk.routes import AttachmentPage, Detail, Look, Open, Scroll, Step

LONG = 100  # rows: a table that is read on a screen of its own
WIDE = 10  # columns: more than fit beside each other

Stop = tuple[str, tuple[Step, ...]]


def reading_stops(disclosures: Iterable[Disclosure]) -> Iterator[Stop]:
    """Name and steps from home of each picture, for the first disclosure that has what it shows."""
    left = {"people", "service", "long", "wide", "matter", "policy", "picture", "trouble"}
    for found in disclosures:
        about = Open(Detail(found.id))
        kinds = {type(block) for block in found.blocks}
        if "people" in left and People in kinds:
            left.remove("people")
            yield "cards-people", (about,)
            yield "cards-people-page-2", (about, Scroll(1))
        if "service" in left and kinds >= {Service, Contact}:
            left.remove("service")
            yield "cards-service", (about,)
            yield "cards-service-page-2", (about, Scroll(1))
        for number, block in enumerate(found.blocks):
            if not isinstance(block, Table):
                continue
            if "long" in left and len(block.rows) >= LONG:
                left.remove("long")
                yield from _long(found, number, block)
            if "wide" in left and len(block.columns) >= WIDE:
                left.remove("wide")
                yield "table-wide-in-text", (about,)
                yield "table-wide", (about, Open(TablePage(found.id, number)))
                yield "table-wide-moved", (about, Open(TablePage(found.id, number)), ToColumn(5))
        if "matter" in left and found.matter and found.limit:
            left.remove("matter")
            yield "matter-link", (about,)
            yield "matter", (about, Open(Matter(found.id)))
            yield "matter-page-2", (about, Open(Matter(found.id)), Scroll(1))
        if "policy" in left and found.explains:
            left.remove("policy")
            yield "policy-explained", (about,)
        for one in found.attachments:
            if "picture" in left and one.media_type != "application/pdf" and People not in kinds:
                left.remove("picture")
                page = Open(AttachmentPage(found.id, one.sha256))
                yield "picture", (about, page)
                yield "picture-magnified", (about, page, Look(2, 300, 700))


def _long(found: Disclosure, number: int, table: Table) -> Iterator[Stop]:
    about = Open(Detail(found.id))
    page = TablePage(found.id, number)
    yield "table-long-in-text", (about,)
    yield "table-long", (about, Open(page))
    yield "table-row", (about, Open(page), Open(TableRow(found.id, number, 17)))
    yield "table-find", (about, Open(TableFind(found.id, number)))
    begins = table.rows[0][-3][:1] if len(table.columns) > 2 else table.rows[0][0]
    picked = TablePage(found.id, number, picked=Picked(max(0, len(table.columns) - 3), begins))
    yield "table-picked", (about, Open(TableFind(found.id, number)), Open(picked))
