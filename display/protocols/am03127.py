"""AM03127 signs (Amplus) as boards: ASCII that scrolls in the sign's own font, everything else as graphic blocks.

A face becomes pages A, B, C …, one for each screenful, each with one line for 8 rows of dots; a schedule that runs
always shows them in turn, and page A is the default page should the sign's clock be outside every schedule. At
first everything in the sign is deleted, so that nobody else's page comes up between ours. Still text goes as dots
also where the sign has its letters: it has to stand as the approved picture has it.

Class C: no source says that the sign ever goes dark by itself or forgets its pages. (A schedule has an end, but
``show`` is not told the time.) What memory pages live in, and how often it may be written, is not published, and a
page that is sent again may begin anew: between the full re-sends a sign is asked whether it is there, not written.

Assumed, because the maker does not say: a message wider than the sign scrolls through with lead E; the last block
of a line may reach beyond the sign's right edge. Speeds are not given in dots a second, so the slowest is sent.
There is no question in the protocol: ``ping`` is a frame whose checksum is wrong, which every sign answers with
NACK and none obeys. The LEDs cannot be switched off but by deleting what they show.
"""

from __future__ import annotations

import math
import string
from datetime import datetime

from content.led_line import LedStyle
from content.store.board_status import ReasonKind
from display.board import Board, Capabilities, DeadMan
from display.errors import ProtocolError, TextRefused
from display.protocols.am03127_codec import (
    DELETE_ALL,
    MAX_LINES,
    MAX_PAGES,
    PERCENT,
    Brightness,
    Clock,
    Command,
    DefaultPage,
    Graphic,
    Page,
    Request,
    Schedule,
    encode,
)
from display.protocols.am03127_dots import LINE_HEIGHT_PX, labelled
from display.protocols.am03127_frame import BROADCAST, GARBLED, MAX_FRAME_BYTES, Packet, encode_damaged, next_answer
from display.protocols.am03127_json import Am03127Json
from display.protocols.am03127_text import is_plain, message_from, shown_blocks
from display.protocols.base import Exchange, Face, Model, Reply
from display.render import Frame

MAX_COLUMN_PX = 0xFF
SLOWEST_STEADY = "q"
LARGE_FONT_PX = 16  # the font is 7×13 and takes two lines
BROADCAST_PAUSE_S = 0.5  # CatoLynx/pyLEDSign waits so long for a sign to digest a frame
_HARMLESS = b"<DTE>"  # deletes a schedule that is never used here, should a sign obey all the same
_DAMAGED = "an answer that the line has damaged"


class Am03127:
    """One sign, or with address 0 all of them, none of which answers then."""

    capabilities = Capabilities(
        charsets=("ascii",),
        font_px=frozenset({12, 14, 16, 24, 32}),
        styles=frozenset(LedStyle),
        x_step_px=1,
        acknowledges=True,
        volatile=False,
        wears=True,
        deadman=DeadMan.NOBODY,
        max_frame_bytes=MAX_FRAME_BYTES,
        raster="always",
        brightness=True,
    )

    def show(self, face: Face, board: Board, *, first: bool) -> list[Exchange]:
        """Blocks, then the pages that use them, then the schedule. Raises ProtocolError, TextRefused."""
        commands: list[Command] = [DELETE_ALL] if first else []
        contents = _text_page(face, board) or _dot_pages(face, board)
        pages = sorted({command.page for command in contents if isinstance(command, Page)})
        commands += [*contents, Schedule("A", "".join(pages)), DefaultPage(pages[0])]
        return _exchanges(commands, board)

    def darken(self, board: Board) -> list[Exchange]:
        """Delete everything: "the display will be blanked"."""
        return _exchanges([DELETE_ALL], board)

    def ping(self, board: Board) -> list[Exchange]:
        """Empty for address 0, since no sign answers that."""
        if board.address == BROADCAST:
            return []
        return [Exchange(encode_damaged(Packet(_HARMLESS, board.address)), board.reply_within_s, read=_refusal)]

    def set_clock(self, now: datetime, board: Board) -> list[Exchange]:
        clock = Clock(now.year % 100, now.isoweekday(), now.month, now.day, now.hour, now.minute, now.second)
        return _exchanges([clock], board)

    def set_brightness(self, percent: int, board: Board) -> list[Exchange]:
        """The nearest of 25, 50, 75 and 100 %."""
        level = min(PERCENT, key=lambda level: abs(PERCENT[level] - percent))
        return _exchanges([Brightness(level)], board)

    def set_power(self, on: bool, board: Board) -> list[Exchange]:
        """Nothing: the maker's document has no command for it."""
        return []

    def read(self, buffer: bytes) -> tuple[Reply | None, int]:
        answer, used = next_answer(buffer)
        match answer:
            case "":
                return None, used
            case "ACK":
                return Reply(accepted=True), used
            case "NACK":
                return Reply(accepted=False, error="checksum wrong", again=True), used
            case _:
                return Reply(accepted=False, error=_DAMAGED, again=True), used


def _exchanges(commands: list[Command], board: Board) -> list[Exchange]:
    answers = board.address != BROADCAST
    return [
        Exchange(
            encode(Request(command, board.address)),
            board.reply_within_s if answers else None,
            pause_after_s=0.0 if answers else BROADCAST_PAUSE_S,
        )
        for command in commands
    ]


def _refusal(buffer: bytes) -> tuple[Reply | None, int]:
    """The answer to a frame that is meant to be refused: any answer says that the sign is there."""
    answer, used = next_answer(buffer)
    if answer == GARBLED:
        return Reply(accepted=False, error=_DAMAGED, again=True), used
    return (Reply(accepted=True) if answer else None), used


def _text_page(face: Face, board: Board) -> list[Command]:
    """A text that scrolls, in the sign's large font, if that has its characters and its place is a line, else []."""
    top_px = face.area.y_px + (face.area.height_px - LARGE_FONT_PX) // 2
    line = top_px // LINE_HEIGHT_PX + 1
    if (
        face.style is not LedStyle.SCROLL_LEFT
        or board.font_px != LARGE_FONT_PX
        or not is_plain(face.text)
        or top_px % LINE_HEIGHT_PX
        or line >= MAX_LINES
    ):
        return []
    _check_scrolls(face, board)
    return [_page(face, "A", line, "{font:D}" + face.text.replace("{", "{{").replace("}", "}}"), 1)]


def _dot_pages(face: Face, board: Board) -> list[Command]:
    area = face.area
    if not face.screens:
        raise ProtocolError("this model takes dots for what its own font lacks, and the face has none")
    for name, value in (("y_px", area.y_px), ("height_px", area.height_px)):
        if value % LINE_HEIGHT_PX:
            raise ProtocolError(f"area {name} {value}: this model counts in lines of {LINE_HEIGHT_PX} px")
    if area.y_px + area.height_px > MAX_LINES * LINE_HEIGHT_PX:
        raise ProtocolError(f"the area ends at row {area.y_px + area.height_px}, this model has {MAX_LINES} lines")
    if area.x_px > MAX_COLUMN_PX:
        raise ProtocolError(f"area x_px {area.x_px}: this model begins lines at column 0 to {MAX_COLUMN_PX}")
    if face.style is LedStyle.SCROLL_LEFT:
        _check_scrolls(face, board)
    if len(face.screens) > MAX_PAGES:
        raise TextRefused(f"{len(face.screens)} screens of text, this model has {MAX_PAGES} pages", ReasonKind.LENGTH)
    blocks, labels = labelled(
        [_as_high_as(screen, area.height_px) for screen in face.screens], "G" if board.colours == "green" else "R"
    )
    commands: list[Command] = [Graphic(label[0], int(label[1]), rows) for label, rows in blocks.items()]
    for page, lines in zip(string.ascii_uppercase, labels, strict=False):
        # Line 1 comes last: its effects move the whole picture.
        for line, places in reversed(list(enumerate(lines, area.y_px // LINE_HEIGHT_PX + 1))):
            column = f"{{column:{area.x_px:02X}}}" if area.x_px else ""
            commands.append(_page(face, page, line, column + shown_blocks(places), len(labels)))
    return commands


def _page(face: Face, page: str, line: int, text: str, of_pages: int) -> Page:
    match face.style:
        case LedStyle.SCROLL_LEFT:
            lead, lag = "E", "E"
        case LedStyle.SCROLL_UP:
            lead, lag = "I", "I" if of_pages > 1 else "K"
        case LedStyle.STILL:
            lead, lag = "A", "K"
    return Page(message_from(text), line, page, lead, SLOWEST_STEADY, _wait(face.hold_s), lag)


def _wait(seconds: float) -> str:
    """A half a second, B … Z 1 … 25 s; never shorter than asked for, but for what is longer than 25 s."""
    return "A" if seconds <= 0.5 else chr(ord("A") + min(25, math.ceil(seconds)))


def _check_scrolls(face: Face, board: Board) -> None:
    if face.area.x_px or face.area.width_px != board.width_px:
        raise ProtocolError(
            f"area x_px {face.area.x_px}, width_px {face.area.width_px}: on this model text scrolls over the whole "
            f"width, 0 to {board.width_px}"
        )


def _as_high_as(frame: Frame, height_px: int) -> Frame:
    """A strip in the middle of its area."""
    spare = height_px - frame.height_px
    if spare < 0:
        raise ProtocolError(f"{frame.height_px} rows of dots, the area has {height_px}")
    above = spare // 2
    return Frame(frame.width_px, (0,) * above + frame.rows + (0,) * (spare - above))


MODEL = Model(Am03127(), Am03127Json())
