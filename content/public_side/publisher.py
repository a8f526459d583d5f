"""From one signed state of the feed to the pages of the next: only the pages concerned are written.

    1  what was withdrawn or is over    a sentence in the place of its page, its files go; before anything else
    2  what is new or changed           its page and its files
    3  lists, home, feeds, sitemaps     those that name something of 1 or 2
    4  the register commits             cut before, the same is done once more

Whatever fails, what was written last stays. What ends by the clock is taken away even while no feed can be read.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from content.county import County, decode_county
from content.disclosure import Disclosure, texts_of
from content.errors import FetchError, TrustError
from content.feed.files import BESIDE
from content.feed.pages import PageRow, Withdrawn
from content.personal_data import certain_in
from content.public_side import feeds
from content.public_side.folder import PublicFolder
from content.public_side.pages import (
    ENDED,
    GONE_FOLDER,
    WITHDRAWN,
    ListPage,
    Pages,
    attachment_path,
    gone_path,
    list_path,
    page_path,
    sheet_path,
)
from content.public_side.register import PER_PAGE, Entry, Register, stamp
from content.public_side.sheet import Sheets
from content.public_side.signed_feed import SignedFeed, UnitState
from content.record import COUNTY_TIME, DisclosureId, UnitCode, encode
from content.terms import WINDOW_LABELS, Audience, Window

log = logging.getLogger(__name__)

NEWEST_AT_HOME, IN_NOTICE_AT_HOME = 20, 30
SETTLED_AT_ONCE = 500  # files that wait in memory at most, while everything is written anew
ENDED_REASON = "展示期满"  # as the hub's clock withdraws what is over
TAKEN_ADDRESSES = frozenset({GONE_FOLDER, "w", "units", "r", "feed", "admin", "api", "static", "media", "documents"})
_COUNTY, _TIMESTAMP, _DAY, _STYLE, _SIGNED = "county", "timestamp", "day", "style", "signed"


@dataclass
class Done:
    """What one turn did. files: written or removed. broken: unit → why it keeps what it had."""

    shown: list[DisclosureId] = field(default_factory=list)
    gone: list[DisclosureId] = field(default_factory=list)
    files: int = 0
    broken: dict[UnitCode, str] = field(default_factory=dict)


@dataclass
class _Touched:
    """Which lists must be written: unit or window → its pages by number."""

    units: dict[UnitCode, set[int]] = field(default_factory=dict)
    windows: dict[str, set[int]] = field(default_factory=dict)
    everything: bool = False

    def __bool__(self) -> bool:
        return bool(self.units or self.windows or self.everything)

    def note(self, list_: str, slot: int) -> None:
        kind, _, code = list_.partition(":")
        pages = self.units.setdefault(UnitCode(code), set()) if kind == "u" else self.windows.setdefault(code, set())
        number = slot // PER_PAGE + 1
        pages.add(number)
        if slot % PER_PAGE == 0 and number > 1:
            pages.add(number - 1)  # it gets a neighbour, and a link to it


class Publisher:
    """One county's public pages. now: UTC. public_url: as in the QR codes."""

    def __init__(
        self,
        *,
        feed: SignedFeed,
        register: Register,
        folder: PublicFolder,
        public_url: str,
        now: Callable[[], datetime],
    ) -> None:
        self._feed = feed
        self._register = register
        self._folder = folder
        self._url = public_url.rstrip("/")
        self._now = now
        self._made: tuple[str, Pages] | None = None

    def turn(self) -> Done:
        """Follow the feed and the clock once. Raises FeedError; then what was written stays."""
        now = self._now()
        done = Done()
        self._register.erase_traces()  # what a power cut left undone
        self._end(now, done)
        timestamp = self._feed.timestamp()
        day = now.astimezone(COUNTY_TIME).date().isoformat()
        is_new = self._register.fact(_TIMESTAMP) != timestamp.hex()
        if not is_new and self._register.fact(_DAY) == day:
            return done
        with self._register.transaction():
            if is_new:
                self._follow(timestamp, now, done, {})
            elif self._register.fact(_COUNTY):
                self._home(self._pages(), now)
                done.files += self._folder.settle()
            self._register.set_fact(_DAY, day)
        self._register.erase_traces()
        return done

    def rebuild(self) -> Done:
        """Write everything anew from the signed feed, and remove what does not belong. Sheets are kept if they hold."""
        sheets = {entry.id: entry.sheet for entry in self._register.newest(10_000_000) if entry.sheet}
        before = self._folder.files()
        sheets = {id_: sha256 for id_, sha256 in sheets.items() if sheet_path(id_) in before}
        with self._register.transaction():
            self._register.forget()
            done = Done()
            now = self._now()
            kept = self._follow(self._feed.timestamp(), now, done, sheets)
            self._register.set_fact(_DAY, now.astimezone(COUNTY_TIME).date().isoformat())
            kept |= {gone_path(id_) for id_, _, _ in self._register.gone()}
            for path in before - kept:
                self._folder.remove(path)
            done.files += self._folder.settle()
        self._register.erase_traces()
        return done

    def make_sheet(self) -> DisclosureId | None:
        """The next A3 sheet that is missing; None if there is none. It takes half a second: no page waits for it."""
        entry = self._register.without_sheet()
        if entry is None:
            return None
        found = self._feed.disclosure(entry.row, entry.unit)
        self._folder.put(sheet_path(entry.id), Sheets(self._county(), self._url).pdf(found, entry.sha256))
        self._folder.settle()
        self._register.set_sheet(entry.id, entry.sha256)
        return entry.id

    # --- the steps ---

    def _end(self, now: datetime, done: Done) -> None:
        """Take away what is over by the clock."""
        over = self._register.ended(now)
        if not over:
            return
        touched = _Touched()
        with self._register.transaction():
            pages = self._pages()
            for entry in over:
                self._take_away(pages, entry, ENDED, datetime.fromisoformat(entry.ends), touched, done)
            done.files += self._folder.settle()
            self._lists(pages, touched, now, done)
            done.files += self._folder.settle()

    def _follow(self, timestamp: bytes, now: datetime, done: Done, sheets: Mapping[DisclosureId, str]) -> set[str]:
        """Everything that this timestamp changed; returns the paths of the files that were put.

        sheets: id → sha256 of the body whose A3 sheet lies in the folder and may stay.
        """
        edition = self._feed.edition(timestamp, self._register.versions(), now)
        done.broken.update(edition.broken)
        for unit, reason in edition.broken.items():
            log.error("unit keeps its last pages", extra={"unit": unit, "reason": reason})
        county = encode(edition.county).decode()
        touched = _Touched(everything=county != self._register.fact(_COUNTY))
        self._register.set_fact(_COUNTY, county)
        self._register.set_fact(_SIGNED, stamp(edition.signed_at))
        pages = self._pages()
        if self._register.fact(_STYLE) != pages.style_path:
            touched.everything = True
            self._register.set_fact(_STYLE, pages.style_path)
        for unit in self._register.versions().keys() - {unit.code for unit in edition.county.units}:
            for entry in self._register.of_unit(unit).values():  # the unit is no more
                self._take_away(pages, entry, WITHDRAWN, now, touched, done)
        put: set[str] = set()
        fresh: list[tuple[UnitCode, PageRow]] = []
        for unit, state in edition.units.items():
            if unit in TAKEN_ADDRESSES:
                done.broken[unit] = f"unit code {unit!r} is an address of its own on the public pages"
                continue
            held = self._register.of_unit(unit)
            self._leave(pages, state, held, touched, done)
            self._erase(state)
            fresh += [(unit, row) for row in state.rows if row.id not in held or held[row.id].sha256 != row.sha256]
        done.files += self._folder.settle()
        for unit, row in sorted(fresh, key=lambda one: one[1].id):
            try:
                put |= self._show(pages, unit, row, now, touched, done, sheets)
            except (TrustError, FetchError) as err:
                done.broken[unit] = str(err)
                log.error("disclosure not on its page", extra={"id": row.id, "reason": err})
            if self._folder.waiting >= SETTLED_AT_ONCE:
                done.files += self._folder.settle()
        put |= self._lists(pages, touched, now, done)
        for unit, state in edition.units.items():
            if unit not in done.broken:
                self._register.set_version(unit, state.version)
        if not done.broken:  # otherwise the same timestamp is read again
            self._register.set_fact(_TIMESTAMP, timestamp.hex())
        done.files += self._folder.settle()
        return put

    def _leave(
        self, pages: Pages, state: UnitState, held: dict[DisclosureId, Entry], touched: _Touched, done: Done
    ) -> None:
        staying = {row.id for row in state.rows}
        withdrawn: dict[DisclosureId, Withdrawn] = {gone.id: gone for gone in state.index.withdrawn}
        for id_, entry in held.items():
            if id_ in staying:
                continue
            gone = withdrawn.get(id_)
            is_over = gone is None or gone.reason == ENDED_REASON
            self._take_away(
                pages, entry, ENDED if is_over else WITHDRAWN, gone.at if gone else state.index.generated, touched, done
            )

    def _erase(self, state: UnitState) -> None:
        """抹除: whatever lies where the item's page and files were, half-written ones too; the register's traces."""
        for gone in state.index.withdrawn:
            if gone.erased and self._register.note_erasure(gone.id, gone.rev):
                self._folder.remove(page_path(gone.id))
                self._folder.remove(page_path(gone.id) + BESIDE)
                self._folder.remove_folder(gone.id)

    def _take_away(self, pages: Pages, entry: Entry, why: str, at: datetime, touched: _Touched, done: Done) -> None:
        self._folder.put(gone_path(entry.id), pages.gone(entry.id, why, at))
        self._folder.remove(page_path(entry.id))
        self._folder.remove_folder(entry.id)
        for list_, slot in self._register.leave_places(entry.id).items():
            touched.note(list_, slot)
        self._register.drop(entry.id, why, at)
        done.gone.append(entry.id)

    def _show(
        self,
        pages: Pages,
        unit: UnitCode,
        row: PageRow,
        now: datetime,
        touched: _Touched,
        done: Done,
        sheets: Mapping[DisclosureId, str],
    ) -> set[str]:
        found = self._feed.disclosure(row, unit)
        held = self._register.entry(row.id)
        is_over = found.valid_until is not None and found.valid_until <= now
        holds_number = any(True for _ in certain_in(texts_of(found)))
        if holds_number:
            log.error("left out: it holds an identity number", extra={"id": row.id, "rev": row.rev})
        if found.audience is not Audience.PUBLIC or is_over or holds_number:
            if held is not None:
                self._take_away(pages, held, ENDED if is_over else WITHDRAWN, now, touched, done)
            return set()
        files = {attachment_path(found.id, file): self._feed.attachment(file) for file in found.attachments}
        keeps_sheet = sheets.get(row.id) == row.sha256
        entry = _entry(found, row, row.sha256 if keeps_sheet else "")
        put = {page_path(row.id), *files, *([sheet_path(row.id)] if keeps_sheet else [])}
        lists = (f"u:{unit}", f"w:{found.window.value}")
        for list_, slot in self._register.leave_places(row.id, but=lists).items():
            touched.note(list_, slot)
        self._folder.remove_folder(row.id, but=put)
        self._folder.put(page_path(row.id), pages.disclosure(found, row.sha256))
        self._folder.remove(gone_path(row.id))
        for path, data in files.items():
            self._folder.put(path, data)
        self._register.put(entry)
        for list_ in lists:
            touched.note(list_, self._register.take_place(list_, row.id))
        done.shown.append(row.id)
        return put

    # --- what names many ---

    def _lists(self, pages: Pages, touched: _Touched, now: datetime, done: Done) -> set[str]:
        """The lists, feeds and sitemaps that something touched; returns their paths."""
        if not touched:
            return set()
        put: dict[str, bytes] = {}
        county, signed = self._county(), datetime.fromisoformat(self._register.fact(_SIGNED))
        by_unit = self._register.counts("unit")
        units = [unit.code for unit in county.units if unit.code not in TAKEN_ADDRESSES]
        for unit in units if touched.everything else [one for one in touched.units if one in units]:
            name, newest = pages.unit_name(unit), self._register.newest(PER_PAGE, unit=unit)
            numbers = self._numbers(f"u:{unit}", touched.units.get(unit, set()), everything=touched.everything)
            total = by_unit.get(unit, 0)
            put |= self._list(pages, f"u:{unit}", unit, name, newest, total, numbers, unit)
            put |= self._feeds(f"{name}公开", f"{unit}/", newest, signed)
            all_ids = ((one.id, one.published_at) for one in sorted(self._register.of_unit(unit).values(), key=_by_id))
            put[f"{unit}/sitemap.xml"] = feeds.sitemap(self._url, f"{unit}/", all_ids)
        by_window = self._register.counts("window")
        windows = [window.value for window in Window]
        for window in windows if touched.everything else touched.windows:
            newest = self._register.newest(PER_PAGE, window=window)
            numbers = self._numbers(f"w:{window}", touched.windows.get(window, set()), everything=touched.everything)
            title, total = WINDOW_LABELS[Window(window)], by_window.get(window, 0)
            put |= self._list(pages, f"w:{window}", f"w/{window}", title, newest, total, numbers, None)
        put["units/index.html"] = pages.units(by_unit)
        put |= self._feeds(f"{county.name}党务政务公开", "", self._register.newest(feeds.MOST_ENTRIES), signed)
        if touched.everything:
            put[pages.style_path] = pages.style
            put["seal.svg"] = pages.icon
            put["404.html"] = pages.missing()
            put["robots.txt"] = feeds.robots(self._url)
            put["sitemap.xml"] = feeds.sitemap_index(self._url, units)
            self._disclosure_pages(pages, done)
        for path, data in put.items():
            self._folder.put(path, data)
        self._home(pages, now)
        return {*put, "index.html"}

    def _disclosure_pages(self, pages: Pages, done: Done) -> None:
        """Every page that stood before, in the county's new words or the new style."""
        fresh = set(done.shown)
        for unit in self._register.versions():
            for entry in self._register.of_unit(unit).values():
                if entry.id not in fresh:
                    page = pages.disclosure(self._feed.disclosure(entry.row, unit), entry.sha256)
                    self._folder.put(page_path(entry.id), page)
                if self._folder.waiting >= SETTLED_AT_ONCE:
                    done.files += self._folder.settle()
        for id_, why, at in self._register.gone():
            self._folder.put(gone_path(id_), pages.gone(id_, why, at))
            self._folder.remove(page_path(id_))  # where it stood in earlier versions of this program

    def _numbers(self, list_: str, pages: set[int], *, everything: bool) -> list[int]:
        return [*range(1, self._register.page_count(list_) + 1)] if everything else sorted(pages)

    def _list(
        self,
        pages: Pages,
        list_: str,
        address: str,
        title: str,
        newest: list[Entry],
        total: int,
        numbers: list[int],
        unit: UnitCode | None,
    ) -> dict[str, bytes]:
        count = self._register.page_count(list_)
        older = f"/{list_path(address, count)}" if count > 1 else ""
        first = ListPage(title, address, newest, total, 0, older=older)
        put = {list_path(address, 0): pages.listing(first, unit)}
        for number in numbers:
            page = ListPage(
                title,
                address,
                self._register.page(list_, number),
                total,
                number,
                older=f"/{list_path(address, number - 1)}" if number > 1 else "",
                newer=f"/{list_path(address, number + 1)}" if number < count else f"/{address}/",
            )
            put[list_path(address, number)] = pages.listing(page, unit)
        return put

    def _feeds(self, title: str, place: str, newest: list[Entry], signed: datetime) -> dict[str, bytes]:
        return {
            f"{place}atom.xml": feeds.atom(title, self._url, place, newest, signed),
            f"{place}feed.json": feeds.json_feed(title, self._url, place, newest),
        }

    def _home(self, pages: Pages, now: datetime) -> None:
        today = now.astimezone(COUNTY_TIME).date()
        in_notice = self._register.in_notice(today, IN_NOTICE_AT_HOME)
        newest = self._register.newest(NEWEST_AT_HOME)
        self._folder.put("index.html", pages.home(in_notice, newest, self._register.counts("window")))

    def _county(self) -> County:
        return decode_county(self._register.fact(_COUNTY).encode())

    def _pages(self) -> Pages:
        """For the county as it was signed last."""
        county = self._register.fact(_COUNTY)
        if self._made is None or self._made[0] != county:
            self._made = county, Pages(self._county(), self._url)
        return self._made[1]


def _by_id(entry: Entry) -> str:
    return entry.id


def _entry(found: Disclosure, row: PageRow, sheet: str) -> Entry:
    return Entry(
        id=found.id,
        unit=found.unit,
        rev=found.rev,
        sha256=row.sha256,
        size=row.size,
        title=found.title,
        publisher=found.publisher,
        window=found.window.value,
        published_at=stamp(found.published_at),
        ends=stamp(found.valid_until) if found.valid_until else "",
        notice_from=found.notice.first_day.isoformat() if found.notice else "",
        notice_until=found.notice.last_day.isoformat() if found.notice else "",
        summary=feeds.summary_of(found),
        sheet=sheet,
    )
