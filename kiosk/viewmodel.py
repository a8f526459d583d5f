"""What each screen shows, as values: rows of the store become Chinese sentences, days left, unit paths.

``view_of`` turns a route into a view by asking the library. Views are frozen and comparable: an equal view
needs no new drawing. Pure but for the library that is handed in; raises StoreError like the library does.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from content.disclosure import (
    LEVEL_LABELS,
    STAGE_LABELS,
    WINDOW_LABELS,
    Attachment,
    Audience,
    Block,
    County,
    Disclosure,
    DisclosureId,
    Level,
    Unit,
    UnitCode,
    Window,
)
from content.store.library import Filter, Library, Row
from kiosk import routes, wording
from kiosk.candidates import candidates, typed_letters

MOST_ROWS = 12  # more never fit one screen
TITLES_FOR_WORDS = 24  # how many matching titles lend their words to the candidates


class Place(Struct, frozen=True):
    """Where this terminal stands, as its settings say."""

    unit: UnitCode
    terminal: str
    public_url: str = ""


class RowView(Struct, frozen=True):
    """One line of a list. item: "<id>@<rev>". meta: unit, day, 体裁 …, the most telling first. notice: 还剩3天."""

    id: DisclosureId
    item: str
    title: str
    meta: tuple[str, ...]
    notice: str


class HomeView(Struct, frozen=True):
    """counts: how many disclosures each window holds, in the order of the windows."""

    counts: tuple[tuple[Window, int], ...]
    notices: tuple[RowView, ...]
    notices_total: int
    newest: tuple[RowView, ...]


class ListView(Struct, frozen=True):
    """rows: from ``offset`` on, as many as could ever fit."""

    title: str
    rows: tuple[RowView, ...]
    offset: int
    total: int
    may_go_back: bool
    window: Window | None = None


class UnitButton(Struct, frozen=True):
    code: UnitCode
    name: str
    has_children: bool


class UnitsView(Struct, frozen=True):
    """path: from the county down to this unit. groups: (乡镇, …), (部门, …), (村, …)."""

    unit: UnitCode
    name: str
    path: tuple[str, ...]
    count: int
    groups: tuple[tuple[str, tuple[UnitButton, ...]], ...]


class DetailView(Struct, frozen=True):
    """facts: what is known of the document besides its text, as labelled values. qr: what its QR code says."""

    id: DisclosureId
    item: str
    title: str
    publisher: str
    published: str
    facts: tuple[tuple[str, str], ...]
    notice: str
    notice_contact: str
    blocks: tuple[Block, ...]
    attachments: tuple[Attachment, ...]
    qr: str
    qr_is_address: bool


class AttachmentView(Struct, frozen=True):
    """One page of an attachment of a disclosure that may be shown."""

    id: DisclosureId
    item: str
    title: str
    attachment: Attachment
    arrived: bool
    page: int


class SearchView(Struct, frozen=True):
    """letters: how many typed letters a chosen word takes the place of. more: there are rows after these."""

    typed: str
    words: tuple[str, ...]
    letters: int
    rows: tuple[RowView, ...]
    offset: int
    may_go_back: bool
    more: bool


class OpinionView(Struct, frozen=True):
    """The form, with the title of what it is about (empty: the service as a whole)."""

    form: routes.Opinion
    about: str
    rev: int
    words: tuple[str, ...]


class ThanksView(Struct, frozen=True):
    """number: the end of the message's key, which the citizen may write down."""

    number: str


class GoneView(Struct, frozen=True):
    """A disclosure that was here: why it is not shown any more, and what took its place."""

    headline: str
    sentence: str
    replaced_by: DisclosureId | None = None


class SafeView(Struct, frozen=True):
    """Nothing verified can be shown at present."""

    headline: str
    sentence: str


View = (
    HomeView
    | ListView
    | UnitsView
    | DetailView
    | AttachmentView
    | SearchView
    | OpinionView
    | ThanksView
    | GoneView
    | SafeView
)

WAITING = SafeView(
    "内容正在准备",
    "本机还没有可以展示的公开内容。内容送达并核验后会自动显示，请您稍候，也可以查看大厅公开栏或向工作人员咨询。",
)
UNREADABLE = GoneView("这条公开内容暂时无法显示", "本机读取这条内容时出错，已经记录。请返回查看其他内容。")


class Status(Struct, frozen=True):
    """What stands around every screen. badges: what citizens should know about how current this is."""

    unit_name: str
    county_name: str
    fictional: bool
    clock: str
    day: str
    weekday: str
    verified: str
    badges: tuple[str, ...]


def status_of(library: Library, county: County | None, place: Place, offline_after_s: float) -> Status:
    """The terminal's name, the time and how current the store is."""
    reading = library.clock.read()
    fresh = library.freshness()
    heard = fresh.last_check or fresh.last_pull
    badges = []
    if heard is not None and (reading.now - heard).total_seconds() > offline_after_s:
        badges.append("离线")
    if fresh.stale:
        badges.append("内容待更新")
    if fresh.clock_suspect:
        badges.append("时钟待校准")
    today = wording.county_day(reading.now)
    return Status(
        unit_name=_names(county).get(place.unit, county.name if county else ""),
        county_name=county.name if county else "",
        fictional=county.fictional if county else False,
        clock=wording.clock_time(reading.now),
        day=wording.short_day(today),
        weekday=wording.weekday(today),
        verified=f"内容核验于 {wording.recent_minute(heard, reading.now)}" if heard else "内容尚未核验",
        badges=tuple(badges),
    )


def view_of(route: routes.Route, library: Library, county: County, place: Place, last_seen: Disclosure | None) -> View:
    """The view for a route.

    last_seen: the disclosure that was on the screen before, which tells why it may have gone.
    """
    now = library.clock()
    names = _names(county)
    match route:
        case routes.Home():
            return _home(library, names, now)
        case routes.Listing():
            return _listing(route, library, names, now)
        case routes.Units(unit):
            return _units(unit or UnitCode(county.code), library, county)
        case routes.Detail(disclosure_id):
            found = showable(library, county, place, disclosure_id)
            return _detail(found, names, place, now) if found else _gone(disclosure_id, library, last_seen, now)
        case routes.AttachmentPage(disclosure_id, sha256, page):
            found = showable(library, county, place, disclosure_id)
            wanted = next((one for one in found.attachments if one.sha256 == sha256), None) if found else None
            if found is None or wanted is None:
                return _gone(disclosure_id, library, last_seen, now)
            arrived = library.attachment(sha256) is not None
            return AttachmentView(found.id, _item(found), found.title, wanted, arrived, page)
        case routes.Search():
            return _search(route, library, names, now)
        case routes.Opinion():
            return _opinion(route, library, county, place, last_seen, now)
        case routes.Thanks(key):
            return ThanksView(key[-6:].upper())


def showable(library: Library, county: County, place: Place, disclosure_id: DisclosureId) -> Disclosure | None:
    """The disclosure if it may be shown on this terminal now.

    What is meant for the villagers of one unit (特定群体) is shown on that unit's terminal and on those of
    the units above it, where its villagers are served; nowhere else.
    """
    found = library.disclosure(disclosure_id)
    if found is None or found.audience is Audience.PUBLIC:
        return found
    if found.audience is Audience.VILLAGERS and place.unit in _line_of(found.unit, county):
        return found
    return None


def items_on(view: View) -> tuple[str, ...]:
    """Every "<id>@<rev>" a view shows: what must leave the screen when the store changes its mind."""
    match view:
        case HomeView():
            return tuple(row.item for row in (*view.notices, *view.newest))
        case ListView() | SearchView():
            return tuple(row.item for row in view.rows)
        case DetailView() | AttachmentView():
            return (view.item,)
        case _:
            return ()


# --- one screen each ---


def _home(library: Library, names: dict[UnitCode, str], now: datetime) -> HomeView:
    return HomeView(
        counts=tuple((window, library.count(Filter(window=window))) for window in Window),
        notices=_rows(library.rows(Filter(in_notice=True), limit=MOST_ROWS), names, now),
        notices_total=library.count(Filter(in_notice=True)),
        newest=_rows(library.rows(limit=MOST_ROWS), names, now),
    )


def _listing(route: routes.Listing, library: Library, names: dict[UnitCode, str], now: datetime) -> ListView:
    wanted = Filter(units=(route.unit,) if route.unit else (), window=route.window, in_notice=route.in_notice)
    offset = route.offsets[-1]
    parts = [names.get(route.unit, "") if route.unit else ""]
    parts.append("正在公示" if route.in_notice else WINDOW_LABELS[route.window] if route.window else "")
    return ListView(
        title=" · ".join(part for part in parts if part) or "全部公开",
        rows=_rows(library.rows(wanted, offset=offset, limit=MOST_ROWS), names, now),
        offset=offset,
        total=library.count(wanted),
        may_go_back=len(route.offsets) > 1,
        window=route.window,
    )


def _units(code: UnitCode, library: Library, county: County) -> UnitsView:
    parents = {unit.parent for unit in county.units}
    groups = []
    for level in (Level.TOWNSHIP, Level.DEPARTMENT, Level.VILLAGE):
        members = tuple(
            UnitButton(unit.code, unit.name, unit.code in parents)
            for unit in county.units
            if unit.parent == code and unit.level is level
        )
        if members:
            groups.append((LEVEL_LABELS[level], members))
    names = _names(county)
    path = tuple(names.get(one, one) for one in reversed(_line_of(code, county)))
    return UnitsView(code, names.get(code, county.name), path, library.count(Filter(units=(code,))), tuple(groups))


def _detail(found: Disclosure, names: dict[UnitCode, str], place: Place, now: datetime) -> DetailView:
    facts = [
        ("所属单位", names.get(found.unit, "")),
        ("文号", found.document_number),
        ("索引号", found.index_number),
        ("体裁", found.genre),
        ("栏目", found.category),
        ("阶段", STAGE_LABELS[found.stage] if found.stage else ""),
        ("成文日期", wording.day(found.formed_on) if found.formed_on else ""),
    ]
    published = wording.day(wording.county_day(found.published_at))
    today = wording.county_day(now)
    address = f"{place.public_url.rstrip('/')}/{found.id}" if place.public_url else ""
    number = f"文号 {found.document_number}" if found.document_number else ""
    card = [found.title, f"{found.publisher} {published}", number, f"编号 {found.id}"]
    return DetailView(
        id=found.id,
        item=_item(found),
        title=one_line(found.title),
        publisher=one_line(found.publisher),
        published=published,
        facts=tuple((label, one_line(value)) for label, value in facts if value),
        notice=wording.notice_period(found.notice.first_day, found.notice.last_day, today) if found.notice else "",
        notice_contact=one_line(found.notice.contact) if found.notice else "",
        blocks=found.blocks,
        attachments=found.attachments,
        qr=address or "\n".join(line for line in card if line),
        qr_is_address=bool(address),
    )


def _search(route: routes.Search, library: Library, names: dict[UnitCode, str], now: datetime) -> SearchView:
    offset = route.offsets[-1]
    found = library.search(route.typed, offset=offset, limit=MOST_ROWS + 1)
    letters = typed_letters(route.typed)
    return SearchView(
        typed=route.typed,
        words=_words(letters, library),
        letters=len(letters),
        rows=_rows(found[:MOST_ROWS], names, now),
        offset=offset,
        may_go_back=len(route.offsets) > 1,
        more=len(found) > MOST_ROWS,
    )


def _opinion(
    form: routes.Opinion, library: Library, county: County, place: Place, last_seen: Disclosure | None, now: datetime
) -> View:
    words = _words(form.letters, library)
    if form.disclosure is None:
        return OpinionView(form, "", 0, words)
    about = showable(library, county, place, form.disclosure)
    if about is None:
        return _gone(form.disclosure, library, last_seen, now)
    return OpinionView(form, one_line(about.title), about.rev, words)


def _gone(disclosure_id: DisclosureId, library: Library, last_seen: Disclosure | None, now: datetime) -> GoneView:
    withdrawn = library.withdrawal(disclosure_id)
    if withdrawn is not None and (last_seen is None or last_seen.id != disclosure_id or last_seen.rev <= withdrawn.rev):
        reason = one_line(withdrawn.reason).rstrip("。")
        when = wording.minute(withdrawn.at)
        replaced = DisclosureId(withdrawn.replaced_by) if withdrawn.replaced_by else None
        why = f"撤回原因：{reason}。" if reason else "发布单位没有写明原因，可向发布单位询问。"
        return GoneView("这条公开内容已经撤回", f"发布单位已于{when}撤回这条内容。{why}", replaced)
    if last_seen is not None and last_seen.id == disclosure_id:
        if last_seen.valid_until is not None and last_seen.valid_until <= now:
            until = wording.minute(last_seen.valid_until)
            return GoneView("这条公开内容展示期已满", f"按照规定，这条内容展示到{until}为止，现已从屏幕上撤下。")
        if last_seen.max_offline_days:
            days = last_seen.max_offline_days
            return GoneView(
                "这条公开内容暂停展示",
                f"本机已超过{days}天没有联网核验。为避免展示过时的名单，这条内容暂停展示，恢复联网后会自动出现。",
            )
    return GoneView("这条公开内容现在不能展示", "它可能已经撤下、期满或还没有开始公开。请返回查看其他内容。")


# --- helpers ---


def _rows(found: Sequence[Row], names: dict[UnitCode, str], now: datetime) -> tuple[RowView, ...]:
    return tuple(
        RowView(
            id=row.id,
            item=f"{row.id}@{row.rev}",
            title=one_line(row.title),
            meta=tuple(
                part
                for part in (
                    names.get(row.unit, ""),
                    wording.day(wording.county_day(row.published_at)),
                    row.genre,
                    STAGE_LABELS[row.stage] if row.stage else "",
                )
                if part
            ),
            notice=wording.days_left(row.notice_last, now) if row.notice_last else "",
        )
        for row in found
    )


def _words(letters: str, library: Library) -> tuple[str, ...]:
    if not letters:
        return ()
    titles = []
    for row in library.search(letters, limit=TITLES_FOR_WORDS):
        found = library.disclosure(row.id)
        if found is not None:
            titles.append((found.title, found.search.syllables))
    return tuple(candidates(letters, titles))


def _item(found: Disclosure) -> str:
    return f"{found.id}@{found.rev}"


def _names(county: County | None) -> dict[UnitCode, str]:
    return {unit.code: unit.name for unit in county.units} if county else {}


def _line_of(code: UnitCode, county: County) -> list[UnitCode]:
    """The unit and all units above it."""
    units: dict[UnitCode, Unit] = {unit.code: unit for unit in county.units}
    line: list[UnitCode] = []
    while code in units and code not in line:
        line.append(code)
        code = units[code].parent
    return line


def one_line(text: str) -> str:
    """One line of text without control characters (a title from outside may hold newlines and tabs)."""
    return _printable(text).strip()


def paragraphs(text: str) -> list[str]:
    """A text block as paragraphs, each cleaned for drawing; empty ones dropped."""
    found = (_printable(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return [line for line in found if line.strip()]


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() or c == "　" else " " if c.isspace() else "" for c in text)
