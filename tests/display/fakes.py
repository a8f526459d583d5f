"""Stand-ins for the cable, the clock and the library; each implements one seam and nothing more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from content.clock import TrustedClock
from content.disclosure import Disclosure, NoticePeriod
from content.errors import StoreError, TrustError
from content.led_line import LedLine, LedStyle
from content.record import DisclosureId, UnitCode
from content.store.library import Freshness, Withdrawal
from content.terms import Audience, SixOpen, Timing, Window
from display.board import Board
from display.emulator.card import EmulatedCard
from display.errors import TransportError
from display.fonts import Font
from display.journal import Entry
from display.protocols import protocol_for

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)  # noon in the county

# The card's answers, put together by hand; checksums from a separate program (the last one holds A5, escaped).
ACK = bytes.fromhex("a5a5a5a5a5a5a5a5 0080 0100 000000 000000 fe 02 0500 a000 00 0000 64dc 5a")
BUSY = bytes.fromhex("a5a5a5a5a5a5a5a5 0080 0100 000000 000000 fe 02 0500 a001 03 0000 9520 5a")
FONT_MISSING = bytes.fromhex("a5a5a5a5a5a5a5a5 0080 0100 000000 000000 fe 02 0500 a001 0c 0000 a60223 5a")


class ScriptedTransport:
    """Expects exactly these sendings and gives these answers; ``done`` fails if some of the script is left."""

    def __init__(self, script: list[tuple[bytes | None, bytes | Exception]]) -> None:
        self._script = list(script)
        self.sent: list[bytes] = []

    def exchange(self, data: bytes, reply_within_s: float | None) -> bytes:
        assert self._script, f"nothing more was expected, got {data.hex()}"
        expected, answer = self._script.pop(0)
        if expected is not None:
            assert data == expected, f"expected {expected.hex()}, got {data.hex()}"
        self.sent.append(data)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def done(self) -> None:
        assert not self._script, f"{len(self._script)} steps of the script were not used"


@dataclass
class FakeTime:
    """Monotonic seconds and wall time that pass only when told to, or when somebody sleeps."""

    seconds: float = 0.0
    start: datetime = NOON
    slept: list[float] = field(default_factory=list)

    def monotonic(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return self.start + timedelta(seconds=self.seconds)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds


class CardTransport:
    """A cable that ends in an emulated card; unplugged, it raises as a real one."""

    def __init__(self, card: EmulatedCard, time: FakeTime) -> None:
        self.card = card
        self.plugged = True
        self.deaf = False
        self.tries = 0
        self._time = time

    def exchange(self, data: bytes, reply_within_s: float | None) -> bytes:
        self.tries += 1
        if not self.plugged:
            raise TransportError("/dev/serial/by-id/usb-board: No such file or directory")
        answer = self.card.feed(data, self._time.monotonic())
        if self.deaf:
            self._time.seconds += reply_within_s or 0
            return b""
        return answer


def board(width_px: int = 64, height_px: int = 16, **fields: object) -> Board:
    return Board(id="t01-gate", model="onbon-bx5k", width_px=width_px, height_px=height_px, **fields)  # type: ignore[arg-type]


def card(width_px: int = 64, height_px: int = 16, model: str = "onbon-bx5k") -> EmulatedCard:
    return EmulatedCard(protocol_for(model).codec, width_px, height_px, Font(16))


def led_line(number: int = 3, **fields: object) -> LedLine:
    known: dict[str, object] = {
        "id": DisclosureId(f"t01/{number:06d}"),
        "unit": UnitCode("t01"),
        "rev": 1,
        "county": "qingyuan",
        "boards": ("t01-gate",),
        "text": "关于2026年惠农政策的公示",
        "style": LedStyle.SCROLL_LEFT,
        "valid_from": NOON - timedelta(days=1),
        "valid_until": NOON + timedelta(days=7),
        "seq": number,
        "disclosure": DisclosureId("t01/000001"),
        "disclosure_rev": 1,
    }
    return LedLine(**(known | fields))  # type: ignore[arg-type]


def disclosure(rev: int = 1, notice: NoticePeriod | None = None) -> Disclosure:
    return Disclosure(
        id=DisclosureId("t01/000001"),
        unit=UnitCode("t01"),
        rev=rev,
        title="关于2026年惠农政策的公示",
        publisher="清源镇人民政府",
        six_open=SixOpen.GOVERNMENT,
        window=Window.ENQUIRY,
        audience=Audience.PUBLIC,
        timing=Timing.PROMPT,
        published_at=NOON,
        valid_from=NOON,
        blocks=(),
        notice=notice,
    )


class FakeLibrary:
    """A library in memory. ``version`` grows with each change, as SQLite's data_version does."""

    def __init__(self, time: FakeTime) -> None:
        self.clock = TrustedClock(time.now, time.monotonic)
        self.version = 1
        self.lines: dict[DisclosureId, bytes] = {}
        self.disclosures: dict[DisclosureId, Disclosure] = {DisclosureId("t01/000001"): disclosure()}
        self.withdrawn: set[DisclosureId] = set()
        self.failure: StoreError | None = None
        self.pulled = True
        self.heard_at = NOON
        self.closed = 0
        self._seen = 0

    def changed(self) -> bool:
        self._fail()
        changed, self._seen = self._seen != self.version, self.version
        return changed

    def freshness(self) -> Freshness:
        return Freshness(self.heard_at if self.pulled else None, NOON, stale=False, clock_suspect=False)

    def led_envelopes(self) -> list[tuple[DisclosureId, bytes]]:
        self._fail()
        return list(self.lines.items())

    def approvers(self) -> bytes:
        return b"approvers"

    def revision(self, disclosure_id: DisclosureId) -> int | None:
        found = self.disclosures.get(disclosure_id)
        return found.rev if found else None

    def disclosure(self, disclosure_id: DisclosureId) -> Disclosure | None:
        return self.disclosures.get(disclosure_id)

    def withdrawal(self, disclosure_id: DisclosureId) -> Withdrawal | None:
        return Withdrawal(disclosure_id, 1, NOON, "", "") if disclosure_id in self.withdrawn else None

    def close(self) -> None:
        self.closed += 1

    def put(self, envelope: bytes, line: LedLine) -> None:
        self.lines[line.id] = envelope
        self.version += 1

    def drop(self, line_id: DisclosureId) -> None:
        del self.lines[line_id]
        self.version += 1

    def _fail(self) -> None:
        if self.failure:
            raise self.failure


class FakeVerifier:
    """Knows some envelopes; any other is refused as content.feed.approvals does."""

    def __init__(self) -> None:
        self.good: dict[bytes, LedLine] = {}

    def __call__(self, envelope: bytes, approvers: bytes, now: datetime) -> LedLine:
        if envelope not in self.good:
            raise TrustError(f"not signed by two approvers: {envelope!r}")
        return self.good[envelope]


class MemoryJournal:
    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def write(self, entry: Entry) -> None:
        self.entries.append(entry)

    @property
    def states(self) -> list[tuple[str, str | None]]:
        return [(entry.state.value, entry.line) for entry in self.entries]


Opener = Callable[[], FakeLibrary]
