"""The rules for a verified index, with any bytes, and the choice between packs, pages and single files."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.errors import TrustError
from content.feed.pages import Index, Page, PageRef, PageRow
from content.record import DisclosureId, UnitCode
from content.store.apply import Held, HeldPage
from content.sync.decide import (
    bodies_of_pack,
    changes,
    page_of_pack,
    pages_wanted,
    read_body,
    read_index,
    read_page,
)
from tests.content.sync.county_feed import COUNTY, MORNING, disclosure, led_line, sha256, to_json

UNIT = UnitCode("t01")
A, B, C = "a" * 64, "b" * 64, "c" * 64


def row(number: int, rev: int = 1) -> PageRow:
    mark = hashlib.sha256(f"{number} {rev}".encode()).hexdigest()
    return PageRow(DisclosureId(f"t01/{number:06d}"), rev, mark, 10, "disclosure")


def index(*pages: str) -> Index:
    return Index(county=COUNTY, unit=UNIT, generated=MORNING, pages=tuple(PageRef(page, 10, 1) for page in pages))


def test_page_whose_position_was_never_held_comes_as_a_pack() -> None:
    held = Held(pages=[HeldPage(A, ()), HeldPage(B, ())])
    assert [(page.position, page.first_time) for page in pages_wanted(held, index(A, C))] == [(1, False)]
    assert [(page.position, page.first_time) for page in pages_wanted(held, index(A, B, C))] == [(2, True)]
    assert pages_wanted(held, index(A, B)) == []
    salvaged = Held(items={"t01/000001": (1, A)})
    assert [(page.position, page.first_time) for page in pages_wanted(salvaged, index(A))] == [(0, False)]


def test_only_what_differs_is_stored_and_what_is_not_named_goes() -> None:
    held = Held(
        pages=[HeldPage(A, (row(1), row(2), None)), HeldPage(B, (row(3),))],
        items={f"t01/{number:06d}": (1, row(number).sha256) for number in (1, 2)},
    )
    found = changes(held, index(C, B), {C: Page(unit=UNIT, rows=(row(1), None, row(4)))})
    assert found.store == (row(4),)
    assert found.drop == ("t01/000002",)
    assert [page.sha256 for page in found.pages] == [C, B]


def test_row_that_was_judged_not_to_be_for_this_terminal_is_not_fetched_again() -> None:
    held = Held(pages=[HeldPage(A, (row(1), row(2)))], items={"t01/000001": (1, row(1).sha256)})
    assert changes(held, index(C), {C: Page(unit=UNIT, rows=(row(1), row(2), row(3)))}).store == (row(3),)
    assert changes(held, index(C), {C: Page(unit=UNIT, rows=(row(1), row(2, rev=2)))}).store == (row(2, rev=2),)


def test_pack_gives_its_bodies_only_if_each_is_what_the_page_says() -> None:
    bodies = [disclosure("t01/000001"), disclosure("t01/000002")]
    rows = [[f"t01/00000{n}", 1, sha256(body), len(body), "disclosure"] for n, body in enumerate(bodies, 1)]
    data = to_json({"v": 1, "unit": "t01", "rows": rows})
    ref = PageRef(sha256(data), len(data), 2)
    content = data + b"".join(bodies)
    page = page_of_pack(content, ref=ref, unit=UNIT)
    assert page is not None
    assert bodies_of_pack(content, ref=ref, page=page) == {sha256(body): body for body in bodies}
    assert bodies_of_pack(content[:-1], ref=ref, page=page) is None
    assert page_of_pack(b" " + content, ref=ref, unit=UNIT) is None


@given(st.binary())
def test_any_bytes_are_a_value_or_a_trust_error(data: bytes) -> None:
    ref = PageRef(A, len(data), 1)
    body_row = PageRow(DisclosureId("t01/000001"), 1, A, 10, "disclosure")
    line_row = PageRow(DisclosureId("t01/000001"), 1, A, 10, "led-line")
    for read in (
        lambda: read_index(data, unit=UNIT, county=COUNTY),
        lambda: read_page(data, ref=ref, unit=UNIT),
        lambda: read_body(body_row, data, unit=UNIT, county=COUNTY),
        lambda: read_body(line_row, data, unit=UNIT, county=COUNTY),
    ):
        with pytest.raises(TrustError):
            read()


WHOLE = {
    "index": to_json(
        {
            "v": 1,
            "county": COUNTY,
            "unit": "t01",
            "generated": "2026-11-22T01:00:00Z",
            "pages": [[A, 100, 2]],
            "withdrawn": [{"id": "t01/000009", "rev": 1, "at": "2026-11-22T01:00:00Z", "reason": "误"}],
        }
    ),
    "page": to_json({"v": 1, "unit": "t01", "rows": [["t01/000001", 1, A, 10, "disclosure"], None]}),
    "body": disclosure("t01/000001"),
    "line": led_line("t01/000001"),
}


@given(st.sampled_from(sorted(WHOLE)), st.integers(0, 5_000), st.binary(max_size=3), st.integers(0, 3))
def test_damaged_bytes_are_a_value_or_a_trust_error(kind: str, at: int, put: bytes, drop: int) -> None:
    at %= len(WHOLE[kind])
    data = WHOLE[kind][:at] + put + WHOLE[kind][at + drop :]
    item = PageRow(DisclosureId("t01/000001"), 1, A, 10, "led-line" if kind == "line" else "disclosure")
    try:
        if kind == "index":
            read_index(data, unit=UNIT, county=COUNTY)
        elif kind == "page":
            read_page(data, ref=PageRef(A, len(data), 2), unit=UNIT)
        else:
            read_body(item, data, unit=UNIT, county=COUNTY)
    except TrustError:
        return


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(TrustError):
        read_page(b'{"v":1,"x":' + b"[" * 100_000, ref=PageRef(A, 1, 1), unit=UNIT)
