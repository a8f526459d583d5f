"""One pull: accept, then persist, then show. The order of the steps is the security argument.

    1  timestamp.json, by ETag              unchanged → done
    2  root, timestamp, snapshot, targets   verified by The Update Framework, against trusted time
    3  every changed unit's index           each by itself: a bad one is reported, the others go on
    4  highest versions and withdrawals     one transaction, before anything else is fetched; erasures leave no trace
    5  pages, bodies, attachments           verified one by one, staged so that an interrupted pull resumes
    6  apply                                one transaction flips rows, search index, facts and ETag

Whatever fails, what was applied last stays as it is. A file that verified metadata names but that is missing
or altered means that a release came in between: everything starts once more from the timestamp.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from content.clock import TrustedClock
from content.county import decode_county
from content.disclosure import Disclosure
from content.errors import FetchError, StoreError, TrustError
from content.feed.approvers import MAX_APPROVERS_BYTES, load_approvers
from content.feed.files import locked
from content.feed.pages import (
    MAX_INDEX_BYTES,
    Index,
    Page,
    PageRef,
    PageRow,
    blob_path,
    pack_path,
    page_path,
)
from content.feed.trust import (
    MAX_TIMESTAMP_BYTES,
    TIMESTAMP_PATH,
    OutOfStep,
    RoleVersion,
    TrustedFeed,
    check_versions,
    verified,
)
from content.led_line import LedLine
from content.record import UnitCode
from content.store.apply import (
    APPROVERS_SHA256,
    COUNTY_SHA256,
    ETAG,
    ETAG_SOURCE,
    OWN_UNITS,
    Held,
    Item,
    LibraryWriter,
    UnitChange,
    UnitState,
)
from content.store.library import APPROVERS, COUNTY, LAST_CHECK, LAST_PULL, METADATA_EXPIRES, TIME_FLOOR
from content.store.staging import Staging
from content.sync import decide
from content.sync.backoff import delay_s
from content.sync.fetch import Fetched, Nothing, Source, inflate

log = logging.getLogger(__name__)

METADATA_FOLDER = "metadata"
LOCK_FILE = "pull.lock"
PEOPLE_ROLE = "people"
APPROVERS_TARGET = "people/approvers.json"
COUNTY_TARGET = "county.json"
TRACES_LEFT = "erasure"  # among the problems of a pull
MAX_COUNTY_BYTES = 1_000_000
LONGEST_PULL_S = 7_200.0  # the publisher keeps a release's files for 7 days, a pull must end long before
MAX_FRESH_BYTES = 8_000_000  # bodies of one unit that stay in memory between fetching and checking
CHECK_NOTED_EVERY_S = 60.0  # "nothing new" is written down no more often than that: flash wears out


@dataclass(frozen=True)
class Subscription:
    """What this terminal holds. own_units: the units whose villagers it serves (its kiosk's and its boards')."""

    county: str
    units: tuple[UnitCode, ...]
    own_units: frozenset[UnitCode]


@dataclass(frozen=True)
class Outcome:
    """What one pull did. problems: unit (or file of the feed) → why it keeps its last good state."""

    checked_only: bool = False
    stored: int = 0
    removed: int = 0
    problems: Mapping[str, str] = field(default_factory=dict)


@dataclass
class _Failing:
    """A unit that could not follow: at which version of its role, how often, and when to try that version again."""

    version: int
    failures: int
    again_at: float


class Puller:
    """Brings one terminal's library up to date. Not thread-safe. ``go_on``: asked before every fetch."""

    def __init__(
        self,
        *,
        source: Source,
        library: LibraryWriter,
        subscription: Subscription,
        trusted_root: bytes,
        clock: TrustedClock,
        monotonic: Callable[[], float],
        chance: Callable[[], float],
        go_on: Callable[[], bool] = lambda: True,
    ) -> None:
        self._go_on = go_on
        self._source = source
        self._library = library
        self._subscription = subscription
        self._root = trusted_root
        self._clock = clock
        self._monotonic = monotonic
        self._chance = chance
        self._metadata = library.folder / METADATA_FOLDER
        self._failing: dict[str, _Failing] = {}
        self._traces = ""  # why some remain
        self._traces_failures = 0
        self._traces_again_at = float("-inf")
        self._check_noted_at = float("-inf")
        self._started_at = 0.0

    def pull_once(self, *, force: bool = False) -> Outcome:
        """Bring the library up to date with the source, or leave it exactly as it is.

        force: run every check even if timestamp.json has not changed (an ETag never shows an expiry).
        Raises FetchError, TrustError or StoreError where no unit could be brought further.
        """
        # One at a time, a technician's pull from a stick beside the running agent included.
        with locked(self._library.folder / LOCK_FILE, "pull at a time", wait=True):
            return self._pull(force)

    def _pull(self, force: bool) -> Outcome:
        self._started_at = self._monotonic()
        own = ",".join(sorted(self._subscription.own_units))
        if self._library.fact(OWN_UNITS) != own:
            self._library.judge_again(own, lambda found: decide.is_for_terminal(found, self._subscription.own_units))
        same_source = self._library.fact(ETAG_SOURCE) == self._source.name
        etag = self._library.fact(ETAG) if same_source and not force else ""
        try:
            return self._attempt(etag, last=False)
        except OutOfStep as err:
            log.info("feed changed during the pull, starting once more", extra={"because": err})
            return self._attempt("", last=True)

    # --- the steps ---

    def _attempt(self, etag: str, *, last: bool) -> Outcome:
        answer = self._source.fetch(TIMESTAMP_PATH, MAX_TIMESTAMP_BYTES, etag)
        if answer is Nothing.UNCHANGED:
            self._note_check()
            return Outcome(checked_only=True)
        if not isinstance(answer, Fetched):
            raise FetchError(f"{self._source.name}/{TIMESTAMP_PATH}: not there; is this a feed?")
        feed = TrustedFeed(self._metadata, self._root, self._subscription.county, self._fetch, self._clock.read().now)
        feed.refresh(answer.body)
        seen = self._library.seen()
        versions = feed.top_versions()
        for found in versions:
            check_versions(seen, found)
        self._clock.raise_floor(feed.signed_at)

        states = self._library.unit_states()
        problems: dict[str, str] = {}
        indexes: dict[UnitCode, tuple[RoleVersion, str, Index]] = {}
        for unit in self._subscription.units:
            try:
                found_index = self._changed_index(feed, unit, states.get(unit), seen)
            except (TrustError, OutOfStep) as err:
                self._refuse(unit, feed.role_version(unit), err, problems, last=last)
                continue
            except _NotYet:
                problems[unit] = states[unit].problem
                continue
            if found_index:
                indexes[unit] = found_index
                versions.append(found_index[0])
        facts = self._files(feed, seen, versions, problems, last=last)
        withdrawn = self._library.verified(versions, {unit: index.withdrawn for unit, (_, _, index) in indexes.items()})
        if withdrawn:
            log.info("withdrawn", extra={"items": withdrawn})
        self._erase_traces(problems)

        staging = Staging(self._library, self._monotonic)
        changed: list[UnitChange] = []
        try:
            for unit, (version, sha256, index) in indexes.items():
                try:
                    changed.append(self._unit(index, version, sha256, staging))
                except (TrustError, OutOfStep) as err:
                    self._refuse(unit, version, err, problems, last=last)
        except FetchError:
            staging.flush()  # what has arrived need not be fetched again
            raise
        return self._apply(feed, answer.etag, changed, facts, problems, withdrawn)

    def _changed_index(
        self, feed: TrustedFeed, unit: UnitCode, state: UnitState | None, seen: Mapping[str, RoleVersion]
    ) -> tuple[RoleVersion, str, Index] | None:
        """A unit's index if it is newer than what was applied: role version, sha256, index."""
        version = feed.role_version(unit)
        if version is None:
            raise TrustError(f"unit {unit} is not in the county's feed")
        check_versions(seen, version)
        if state and state.role_version == version.version:
            self._failing.pop(unit, None)
            return None
        failing = self._failing.get(unit)
        known_bad = state and state.problem and failing and failing.version == version.version
        if known_bad and failing and self._monotonic() < failing.again_at:
            raise _NotYet
        target = feed.target(f"{unit}/index.json")
        if target is None:
            raise TrustError(f"unit {unit}: its role names no index")
        index = decide.read_index(feed.read(target, MAX_INDEX_BYTES), unit=unit, county=self._subscription.county)
        return version, target.sha256, index

    def _files(
        self,
        feed: TrustedFeed,
        seen: Mapping[str, RoleVersion],
        versions: list[RoleVersion],
        problems: dict[str, str],
        *,
        last: bool,
    ) -> dict[str, str]:
        """county.json and people/approvers.json as facts, where they changed; adds the people role to versions."""
        facts: dict[str, str] = {}
        try:
            target = feed.target(COUNTY_TARGET)
            if target is None:
                raise TrustError(f"{COUNTY_TARGET} is not in the feed")
            if target.sha256 != self._library.fact(COUNTY_SHA256):
                data = feed.read(target, MAX_COUNTY_BYTES)
                self._check_county(data)
                facts |= {COUNTY: data.decode(), COUNTY_SHA256: target.sha256}
        except (TrustError, OutOfStep) as err:
            self._refuse(COUNTY_TARGET, None, err, problems, last=last)
        people = feed.role_version(PEOPLE_ROLE)
        if people is None or (seen.get(PEOPLE_ROLE) == people and self._library.fact(APPROVERS_SHA256)):
            return facts
        try:
            check_versions(seen, people)
            target = feed.target(APPROVERS_TARGET)
            if target is not None:
                data = feed.read(target, MAX_APPROVERS_BYTES)
                load_approvers(data, self._subscription.county)
                facts |= {APPROVERS: data.decode(), APPROVERS_SHA256: target.sha256}
            versions.append(people)
        except (TrustError, OutOfStep) as err:
            self._refuse(APPROVERS_TARGET, people, err, problems, last=last)
        return facts

    def _unit(self, index: Index, version: RoleVersion, index_sha256: str, staging: Staging) -> UnitChange:
        """Fetch and check everything that applying this index needs. Raises TrustError, FetchError, StoreError."""
        unit = index.unit
        held = self._library.held(unit)
        fresh: dict[str, bytes] = {}
        pages = self._pages(held, index, staging, fresh)
        if held.pages:
            named = [row.id for page in pages.values() for row in page.rows if row]
            held = replace(held, items=self._library.items(named))
        changes = decide.changes(held, index, pages)
        wanted = {row.sha256 for row in changes.store}
        keep: list[tuple[PageRef, list[PageRow]]] = []
        drop = list(changes.drop)
        for ref in index.pages:
            if ref.sha256 not in pages:
                continue
            rows = [row for row in pages[ref.sha256].rows if row and row.sha256 in wanted]
            bodies = self._bodies(ref, pages[ref.sha256], rows, staging, fresh)
            mine = []
            for row in rows:
                content = decide.read_body(row, bodies[row.sha256], unit=unit, county=self._subscription.county)
                if decide.is_for_terminal(content, self._subscription.own_units):
                    self._attachments(content)
                    mine.append(row)
                else:
                    log.info("not for this terminal", extra={"id": row.id, "rev": row.rev})
                    drop.append(row.id)
            keep.append((ref, mine))

        def items() -> Iterator[Item]:  # read once more from what is staged: 30,000 bodies need not be in memory
            for ref, rows in keep:
                bodies = self._bodies(ref, pages[ref.sha256], rows, staging, {})
                for row in rows:
                    body = bodies[row.sha256]
                    yield Item(row, body, decide.read_body(row, body, unit=unit, county=self._subscription.county))

        return UnitChange(unit, version.version, index_sha256, changes.pages, items(), drop)

    def _pages(self, held: Held, index: Index, staging: Staging, fresh: dict[str, bytes]) -> dict[str, Page]:
        """The pages that are not held, from an interrupted pull, a pack, or one by one.

        fresh: takes the bodies that came in packs on the way, so many as may be kept in memory.
        """
        pages: dict[str, Page] = {}
        size = 0
        for wanted in decide.pages_wanted(held, index):
            ref = wanted.ref
            content = self._pack(ref, staging, fetch=wanted.first_time)
            page = decide.page_of_pack(content, ref=ref, unit=index.unit) if content else None
            if page and content:
                size += len(content)
                if size <= MAX_FRESH_BYTES:
                    fresh |= self._unpacked(content, ref, page)
            else:
                path = page_path(ref.sha256)
                data = staging.get(path)
                if data is None:
                    data = self._single(path, ref.sha256, ref.size, staging)
                page = decide.read_page(data, ref=ref, unit=index.unit)
            pages[ref.sha256] = page
        return pages

    def _bodies(
        self, ref: PageRef, page: Page, rows: list[PageRow], staging: Staging, fresh: Mapping[str, bytes]
    ) -> dict[str, bytes]:
        """The bodies of these rows of one page by sha256: fresh, staged, or fetched."""
        bodies = {row.sha256: fresh[row.sha256] for row in rows if row.sha256 in fresh}
        missing = [row for row in rows if row.sha256 not in bodies and blob_path(row.sha256) not in staging]
        if missing and (content := self._pack(ref, staging, fetch=len(missing) > decide.MANY_MISSING)):
            bodies |= self._unpacked(content, ref, page)
        for row in rows:
            if row.sha256 not in bodies:
                path = blob_path(row.sha256)
                body = staging.get(path)
                bodies[row.sha256] = body if body is not None else self._single(path, row.sha256, row.size, staging)
        return bodies

    def _pack(self, ref: PageRef, staging: Staging, *, fetch: bool) -> bytes | None:
        """A page's pack, inflated: staged, or fetched; None if there is none. Nothing in it is verified yet."""
        path = pack_path(ref.sha256)
        packed = staging.get(path)
        if packed is None and fetch:
            packed = self._fetch(path, decide.MAX_PACK_BYTES)
            if packed is not None:
                staging.put(path, packed)
        content = inflate(packed, decide.MAX_PACK_BYTES) if packed is not None else None
        if packed is not None and content is None:
            log.warning("pack cannot be unpacked", extra={"page": ref.sha256})
        return content

    def _unpacked(self, content: bytes, ref: PageRef, page: Page) -> dict[str, bytes]:
        """The bodies in a pack. It is not signed and may be wrong: then none, and they come one by one instead."""
        bodies = decide.bodies_of_pack(content, ref=ref, page=page)
        if bodies is None:
            log.warning("pack does not fit its page", extra={"page": ref.sha256})
            return {}
        return bodies

    def _single(self, path: str, sha256: str, size: int, staging: Staging) -> bytes:
        content = verified(self._fetch, path, sha256, size)
        staging.put(path, content)
        return content

    def _attachments(self, content: Disclosure | LedLine) -> None:
        """Bring an item's files to the disk before the item is applied."""
        if isinstance(content, LedLine):
            return
        for attachment in content.attachments:
            if not self._library.media.holds(attachment.sha256, attachment.size):
                data = verified(self._fetch, blob_path(attachment.sha256), attachment.sha256, attachment.size)
                self._library.media.put(attachment.sha256, data)

    def _apply(
        self,
        feed: TrustedFeed,
        etag: str,
        changed: list[UnitChange],
        facts: dict[str, str],
        problems: dict[str, str],
        withdrawn: int,
    ) -> Outcome:
        now = self._clock.read().now
        facts |= {
            LAST_PULL: _seconds_text(now.timestamp()),
            LAST_CHECK: _seconds_text(now.timestamp()),
            METADATA_EXPIRES: _seconds_text(feed.expires.timestamp()),
            ETAG: "" if problems else etag,
            ETAG_SOURCE: self._source.name,
        }
        if floor := self._clock.lived_through():
            facts[TIME_FLOOR] = _seconds_text(floor.timestamp())
        units = self._subscription.units
        stored, removed = self._library.apply(
            changed,
            subscribed=units,
            problems={unit: problems[unit] for unit in units if unit in problems},
            facts=facts,
            now=now,
        )
        for change in changed:
            self._failing.pop(change.unit, None)
        self._check_noted_at = self._monotonic()
        log.info(
            "pull complete" if not problems else "pull complete except for problems",
            extra={
                "stored": stored,
                "removed": removed + withdrawn,
                "units": len(changed),
                "problems": len(problems),
                "seconds": round(self._monotonic() - self._started_at, 2),
            },
        )
        return Outcome(stored=stored, removed=removed + withdrawn, problems=problems)

    # --- helpers ---

    def _fetch(self, path: str, limit: int) -> bytes | None:
        if self._monotonic() - self._started_at > LONGEST_PULL_S:
            raise FetchError(f"{self._source.name}: the pull took longer than {LONGEST_PULL_S:.0f} s, starting over")
        if not self._go_on():
            raise FetchError("the pull was interrupted, the next one resumes it")
        answer = self._source.fetch(path, limit)
        return answer.body if isinstance(answer, Fetched) else None

    def _refuse(
        self,
        name: str,
        version: RoleVersion | None,
        err: TrustError | OutOfStep,
        problems: dict[str, str],
        *,
        last: bool,
    ) -> None:
        """Report one unit (or file) and carry on with the others; a missing file is first worth a fresh start."""
        if isinstance(err, OutOfStep) and not last:
            raise err
        number = version.version if version else 0
        before = self._failing.get(name)
        failures = before.failures + 1 if before and before.version == number else 1
        self._failing[name] = _Failing(number, failures, self._monotonic() + delay_s(failures, self._chance()))
        problems[name] = str(err)
        log.log(
            logging.WARNING if failures == 1 else logging.DEBUG,
            "refused, its last good state stays",
            extra={"unit": name, "because": err},
        )

    def _erase_traces(self, problems: dict[str, str]) -> None:
        """Rid the disk of what was erased. If a reader is in the way, or the disk is full, this pull goes on.

        Later ones try again, with growing patience: each attempt writes the whole database.
        """
        if self._traces_again_at <= self._monotonic():
            try:
                self._library.erase_traces()
                self._traces, self._traces_failures = "", 0
            except StoreError as err:
                self._traces_failures += 1
                self._traces_again_at = self._monotonic() + delay_s(self._traces_failures, self._chance())
                self._traces = str(err)
                log.warning("traces of what was erased remain", extra={"because": err})
        if self._traces:
            problems[TRACES_LEFT] = self._traces  # so that the timestamp is fetched whole next time, and the hub hears

    def _note_check(self) -> None:
        if self._monotonic() - self._check_noted_at >= CHECK_NOTED_EVERY_S:
            self._library.note({LAST_CHECK: _seconds_text(self._clock.read().now.timestamp())})
            self._check_noted_at = self._monotonic()

    def _check_county(self, data: bytes) -> None:
        try:
            county = decode_county(data)
        except (ValueError, RecursionError) as err:
            raise TrustError(f"{COUNTY_TARGET}: {err}") from err
        if county.code != self._subscription.county:
            raise TrustError(f"{COUNTY_TARGET}: of county {county.code!r}, expected {self._subscription.county!r}")


class _NotYet(Exception):
    """The unit failed at this version, and its time to try again has not come."""


def _seconds_text(seconds: float) -> str:
    return str(int(seconds))
