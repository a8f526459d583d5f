"""The public pages as bytes: data in, HTML out. Readable on a phone, without scripts, in a screen reader, on paper."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from content.county import County, Unit
from content.disclosure import Attachment, Disclosure
from content.public_side.register import Entry
from content.public_side.tables import TableView, table_view
from content.public_side.type_setting import unbroken
from content.record import COUNTY_TIME, DisclosureId, UnitCode
from content.terms import LEVEL_LABELS, SIX_OPEN_LABELS, STAGE_LABELS, WINDOW_LABELS, Window

TEMPLATES = Path(__file__).parent / "templates"
ENDINGS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}
KINDS = {"application/pdf": "PDF 文件", "image/png": "图片", "image/jpeg": "图片"}
SEALS = {  # one character stands for a window; 网 would stand for two of them
    Window.PARTY: "党",
    Window.SERVICES: "办",
    Window.ENQUIRY: "查",
    Window.INTERACTION: "互",
    Window.PERFORMANCE: "绩",
}
WITHDRAWN, ENDED = "withdrawn", "ended"
GONE_FOLDER = "gone"
GONE_WORDS = {WITHDRAWN: "已撤下", ENDED: "公示期已满"}


@dataclass(frozen=True)
class ListPage:
    """One page of a list. number 0: the newest, at the list's own address. older, newer: addresses, or empty."""

    title: str
    address: str
    entries: Sequence[Entry]
    total: int
    number: int
    older: str = ""
    newer: str = ""


def environment() -> Environment:
    """The templates, with everything escaped and nothing undefined."""
    found = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters |= {
        "day": chinese_day,
        "moment": chinese_moment,
        "iso": _iso,
        "size": file_size,
        "grouped": grouped,
        "unbroken": unbroken,
    }
    found.tests["kind"] = lambda block, kind: block.__struct_config__.tag == kind
    return found


class Pages:
    """Everything of one county. public_url: where citizens find it, without a slash at its end."""

    def __init__(self, county: County, public_url: str) -> None:
        self._templates = environment()
        self._county = county
        self._url = public_url.rstrip("/")
        self._units = {unit.code: unit for unit in county.units}
        self._templates.globals.update(
            county=county,
            css=self.style_path,
            windows=[(window.value, WINDOW_LABELS[window], SEALS[window]) for window in Window],
            levels=LEVEL_LABELS,
            stages=STAGE_LABELS,
            six_open=SIX_OPEN_LABELS,
        )

    @cached_property
    def style(self) -> bytes:
        return (TEMPLATES / "style.css").read_bytes()

    @cached_property
    def icon(self) -> bytes:
        return (TEMPLATES / "seal.svg").read_bytes()

    @cached_property
    def style_path(self) -> str:
        """Named by its hash: a page never meets the style of another version."""
        return f"style-{hashlib.sha256(self.style).hexdigest()[:12]}.css"

    def unit_name(self, unit: UnitCode) -> str:
        return self._units[unit].name if unit in self._units else unit

    def disclosure(self, found: Disclosure, sha256: str) -> bytes:
        """The page of one disclosure. sha256: of the signed bytes."""
        files = {file.sha256: (file, attachment_path(found.id, file)) for file in found.attachments}
        return self._page(
            "disclosure.html",
            title=found.title,
            found=found,
            sha256=sha256,
            files=files,
            trail=self._trail(found.unit),
            tables=_tables(found),
            window=WINDOW_LABELS[found.window],
            kinds=KINDS,
            sheet=sheet_path(found.id),
        )

    def gone(self, id_: DisclosureId, why: str, at: datetime) -> bytes:
        """What stays of a disclosure that is no longer public: one sentence."""
        return self._page("gone.html", title=GONE_WORDS[why], id=id_, why=why, at=at)

    def missing(self) -> bytes:
        return self._page("missing.html", title="没有可以显示的公开内容")

    def home(self, in_notice: Sequence[Entry], newest: Sequence[Entry], counts: Mapping[str, int]) -> bytes:
        """The first page. counts: by window."""
        return self._page(
            "home.html",
            title=f"{self._county.name}党务政务公开",
            in_notice=in_notice,
            newest=newest,
            counts=counts,
            total=sum(counts.values()),
        )

    def units(self, counts: Mapping[str, int]) -> bytes:
        """The tree of units. counts: by unit."""
        children: dict[str, list[Unit]] = {}
        for unit in self._county.units:
            children.setdefault(unit.parent, []).append(unit)
        return self._page("units.html", title="按单位查看", children=children, counts=counts)

    def listing(self, page: ListPage, unit: UnitCode | None = None) -> bytes:
        """One page of a unit's or a window's list."""
        trail = self._trail(unit)[:-1] if unit else []
        return self._page("list.html", title=page.title, page=page, trail=trail, is_unit=unit is not None)

    def _trail(self, unit: UnitCode) -> list[Unit]:
        """From below the county down to the unit."""
        trail: list[Unit] = []
        node = self._units.get(unit)
        while node is not None:
            trail.insert(0, node)
            node = self._units.get(node.parent)
        return trail

    def _page(self, template: str, **context: object) -> bytes:
        return self._templates.get_template(template).render(url=self._url, **context).encode()


# --- where things lie -----------------------------------------------------------------------------------


def page_path(id_: str) -> str:
    """The file of a disclosure's page; its address is the id itself, as in the QR codes."""
    return f"{id_}.html"


def gone_path(id_: str) -> str:
    """The sentence that stays in a disclosure's place. Apart from the pages: only so can a web server answer 410."""
    return f"{GONE_FOLDER}/{id_}.html"


def attachment_path(id_: str, file: Attachment) -> str:
    return f"{id_}/{file.sha256}.{ENDINGS.get(file.media_type, 'bin')}"


def sheet_path(id_: str) -> str:
    return f"{id_}/a3.pdf"


def list_path(address: str, number: int) -> str:
    """The file of one page of the list at this address. number 0: the newest."""
    return f"{address}/p{number}.html" if number else f"{address}/index.html"


# --- how things are written -----------------------------------------------------------------------------


def chinese_day(value: date | datetime) -> str:
    """2026年12月1日, of the county's calendar."""
    day = value.astimezone(COUNTY_TIME).date() if isinstance(value, datetime) else value
    return f"{day.year}年{day.month}月{day.day}日"


def chinese_moment(value: datetime) -> str:
    """2026年12月1日 16:30, of the county's clock; midnight belongs to the day that ends: 2026年12月1日 24时."""
    local = value.astimezone(COUNTY_TIME)
    if local.time() == time(0):
        return f"{chinese_day(local - timedelta(days=1))} 24时"
    return f"{chinese_day(local)} {local:%H:%M}"


def file_size(size: int) -> str:
    """In KB or MB, as file managers show it."""
    if size >= 1_000_000:
        return f"{size / 1_000_000:.1f} MB"
    return f"{max(1, round(size / 1000))} KB"


def grouped(sha256: str) -> str:
    """64 hex digits in eights, to be compared by eye."""
    return " ".join(sha256[at : at + 8] for at in range(0, len(sha256), 8))


def _iso(value: date | datetime) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
    return value.isoformat()


def _tables(found: Disclosure) -> dict[int, TableView]:
    """The tables among the blocks, by position."""
    views = ((at, table_view(block)) for at, block in enumerate(found.blocks))
    return {at: view for at, view in views if view is not None}
