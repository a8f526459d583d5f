"""公开栏张贴版: one disclosure as A3 sheets for the paper board, in type that is read from a metre away."""

from __future__ import annotations

from collections.abc import Sequence

import segno

from content.county import County
from content.disclosure import Disclosure
from content.public_side.pages import TEMPLATES, environment
from content.public_side.tables import TableView, table_view
from content.public_side.type_setting import balanced_em

A3_MM = (297, 420)
TITLE_EM = 15.5  # 253 mm between the margins, in type of 46 pt, which are 16.2 mm


class Sheets:
    """The sheets of one county. public_url: as in the QR code, without a slash at its end."""

    def __init__(self, county: County, public_url: str) -> None:
        self._template = environment().get_template("sheet.html")
        self._css = (TEMPLATES / "sheet.css").read_text("utf-8")
        self._county = county
        self._url = public_url.rstrip("/")

    def pdf(self, found: Disclosure, sha256: str) -> bytes:
        """As many sheets as it takes. sha256: of the signed bytes."""
        import weasyprint

        address = f"{self._url}/{found.id}"
        html = self._template.render(
            county=self._county,
            found=found,
            sha256=sha256,
            tables=_tables(found),
            css_text=self._css,
            title_em=balanced_em(found.title, TITLE_EM),
            address=address,
            address_code=_code(address),
            short_code=_code(found.short_text) if found.short_text else "",
        )
        nothing_fetched = weasyprint.URLFetcher(allowed_protocols=("data",))
        document = weasyprint.HTML(string=html, url_fetcher=nothing_fetched)
        written: bytes = document.write_pdf()
        return written


def _code(text: str) -> str:
    return str(segno.make(text, error="m", micro=False).svg_data_uri(border=4, scale=4))


def _tables(found: Disclosure) -> dict[int, TableView]:
    views: Sequence[TableView | None] = [table_view(block) for block in found.blocks]
    return {at: view for at, view in enumerate(views) if view is not None}
