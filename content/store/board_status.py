"""What a terminal knows of one LED board: written by the board's player, read by the agent for the hub.

    <data_dir>/boards/<board>.status.json, replaced at every change and once a minute:

    {"board": "t01-gate", "at": "2026-11-22T09:05:07Z", "boot": "…", "ended": false, "class": "A",
     "state": "shown", "line": "t01/000003", "rev": 1, "sha256": "…", "text": "…", "since": "2026-11-22T09:00:00Z",
     "urgency": "routine", "source": "timebasedScheduler", "remaining_s": 3600, "reason": null,
     "programme": ["t01/000003"], "errors": ["communications"], "watchdog_failures": 0,
     "refused": {"t01/000004": {"kind": "character", "about": "镕", "sentence": "character 3, 「镕」 …"}}}

Why something is not shown is a kind and what it is about, so that the hub can say it in Chinese without reading
sentences; the sentence is for the technician.
"""

from __future__ import annotations

import enum
from pathlib import Path

import msgspec

from content.record import Moment

MAX_STATUS_BYTES = 1_000_000


class ReasonKind(enum.StrEnum):
    """Why a line is not shown, or a board is not known to show it. The hub's words for each: terminals/wording.py."""

    # the line
    SIGNATURES = "signatures"  # nobody answers for it, or not two
    NOT_YET = "not-yet"
    OVER = "over"
    WITHDRAWN = "withdrawn"
    DISCLOSURE_WITHDRAWN = "disclosure-withdrawn"  # about: the disclosure; so for the next two
    DISCLOSURE_ABSENT = "disclosure-absent"
    DISCLOSURE_CHANGED = "disclosure-changed"
    SUPERSEDED = "superseded"  # the board has shown a newer one
    EMERGENCY_FIRST = "emergency-first"  # it waits until an emergency, or its drill, is over
    GONE = "gone"  # it is no longer in the library
    # the text on this board
    EMPTY = "empty"
    CHARACTER = "character"  # about: the character
    INVISIBLE = "invisible"  # about: its number, U+200B
    STYLE = "style"  # about: the style, scroll-up
    LENGTH = "length"
    FONT = "font"  # a font file is not installed on the terminal
    SETTINGS = "settings"  # the board's geometry does not suit its model
    FORMAT = "format"  # the model's wire format cannot carry it
    # the card
    CARD_REFUSED = "card-refused"
    BUSY = "busy"
    NO_ANSWER = "no-answer"
    GARBLED = "garbled"
    NEVER_ANSWERS = "never-answers"  # no board of this model does
    CABLE = "cable"
    # darkness that is meant
    QUIET_HOURS = "quiet-hours"
    UNPOWERED = "unpowered"
    NO_LINE = "no-line"
    EVENT = "event"  # about: the source, NTCIP dmsMsgSourceMode
    OTHER = "other"


class Reason(msgspec.Struct, frozen=True):
    """kind: a ReasonKind, or one of a later version. about: the thing it is about. sentence: English, in full."""

    kind: str
    about: str = ""
    sentence: str = ""


class BoardStatus(msgspec.Struct, frozen=True, kw_only=True, rename={"safety_class": "class"}):
    """One moment of one board.

    safety_class: who darkens it when the terminal dies: A the card, B a relay that hears our heartbeat, C nobody.
    state: a display.journal.State, empty before the first answer. line, rev, sha256 (of the signed bytes), text: what
    stands there; of a text from the settings, line is its place in the board's memory and rev is 0. since: when state
    or line changed last. urgency: routine, drill or emergency, of what should be lit; empty if nothing should. source:
    why it is up (NTCIP dmsMsgSourceMode). remaining_s None: no end, or dark. reason: why it is not known to be shown,
    or why it is dark. programme: every line that takes its turn. errors: names of NTCIP's shortErrorStatus bits.
    refused: line → why it is not shown.
    """

    board: str
    at: Moment
    boot: str
    safety_class: str
    state: str = ""
    line: str | None = None
    rev: int = 0
    sha256: str = ""
    text: str = ""
    since: Moment | None = None
    urgency: str = ""
    source: str = ""
    remaining_s: int | None = None
    reason: Reason | None = None
    programme: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    refused: dict[str, Reason] = {}
    watchdog_failures: int = 0
    ended: bool = False

    def says_the_same(self, other: BoardStatus) -> bool:
        """But for the time that has passed."""
        return self == msgspec.structs.replace(other, at=self.at, remaining_s=self.remaining_s)


def status_path(data_dir: Path, board: str) -> Path:
    """Where the status of a board lies on its terminal."""
    return data_dir / "boards" / f"{board}.status.json"


def read_status(path: Path) -> BoardStatus | None:
    """The last status; None if there is none yet. Raises OSError, and ValueError if it is damaged or too large."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_STATUS_BYTES + 1)
    except FileNotFoundError:
        return None
    if len(data) > MAX_STATUS_BYTES:
        raise ValueError(f"larger than {MAX_STATUS_BYTES} bytes")
    try:
        return _STATUS.decode(data)
    except RecursionError as err:
        raise ValueError("nested too deeply") from err


_STATUS = msgspec.json.Decoder(BoardStatus)
