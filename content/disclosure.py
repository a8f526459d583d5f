"""公开事项: a disclosure, in the shape that travels in the feed as JSON, lies in the terminal's store and is drawn.

Fields: 政府信息公开条例 (2019), 国办发〔2019〕54号 (the standard catalogue's columns), 党务公开条例(试行).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import get_args

import msgspec

from content.blocks import Block, Question, block_texts
from content.record import DisclosureId, Moment, Record, UnitCode
from content.terms import Audience, DayKind, FiveOpen, SixOpen, Stage, Timing, Window

MAX_BODY_BYTES = 65_536  # a body larger than this is refused by the signer; pictures and files are attachments
MAX_ATTACHMENT_BYTES = 20_000_000


class Attachment(Record, frozen=True, kw_only=True):
    """A file that comes with the disclosure, named in the feed by its own hash.

    sha256: 64 lower-case hex digits. size: bytes. media_type: image/png, image/jpeg or application/pdf.
    """

    sha256: str
    size: int
    name: str
    media_type: str


class NoticePeriod(Record, frozen=True):
    """公示期: both days count. ``contact`` is where objections go."""

    first_day: date
    last_day: date
    contact: str = ""


class TimeLimit(Record, frozen=True, kw_only=True):
    """法定时限 of one stage. The hub counts, so that no terminal needs the calendar of public holidays.

    begins_on: the day that starts the clock; it does not count itself (民法典 第二百零一条). due_on: the last day,
    absent where the hub's calendar does not reach. ended_on: when it was done. days_used: until then, counted in
    the same kind of days.
    """

    days: int
    counted_in: DayKind
    begins_on: date
    due_on: date | None = None
    ended_on: date | None = None
    days_used: int | None = None
    basis: str = ""


class SearchText(Record, frozen=True):
    """The title as a citizen may type it, computed once at the hub.

    syllables: full pinyin separated by spaces; other readings of the same title follow after " | ".
    initials: the first letters, without spaces, readings separated by " | ".
    """

    syllables: str = ""
    initials: str = ""


class Disclosure(Record, frozen=True, kw_only=True):
    """One matter that citizens may read: 公开事项, at one revision.

    valid_from, valid_until: when it may be shown (UTC); without an end it stays until withdrawn.
    max_offline_days: how long a terminal may show it after its last complete pull; 0 = no such limit.
    matter: the same key on every stage of one matter (事前, 决策, 执行, 结果), empty if it stands alone.
    limit: the legal time limit of this stage.
    explains: what this disclosure explains in plain words (政策解读): the policy's 文号, or its id if it has none.
    """

    v: int = 1
    id: DisclosureId
    unit: UnitCode
    rev: int
    title: str
    publisher: str
    six_open: SixOpen
    window: Window
    audience: Audience
    timing: Timing
    published_at: Moment
    valid_from: Moment
    blocks: tuple[Block, ...]
    valid_until: Moment | None = None
    five_open: FiveOpen | None = None
    stage: Stage | None = None
    genre: str = ""  # 体裁, one of the hub's templates: 任前公示, 涉农补贴 …
    category: str = ""  # 栏目, as the catalogue writes it: 村务/财务
    domain: str = ""  # 领域; the list is data of the hub, never of the code
    document_number: str = ""  # 文号
    index_number: str = ""  # 索引号
    formed_on: date | None = None
    notice: NoticePeriod | None = None
    max_offline_days: int = 0
    matter: str = ""
    attachments: tuple[Attachment, ...] = ()
    search: SearchText = SearchText()
    short_text: str = ""  # 离线短文 (content.short_text), added by the signer to what was reviewed
    limit: TimeLimit | None = None
    explains: str = ""


def decode_disclosure(body: bytes) -> Disclosure:
    """Read a disclosure's body. Raises ValueError that names the wrong field.

    A block of a kind that this version does not know becomes Unknown, so that the rest can be read: terminals are
    older than their hub for as long as an upgrade takes.
    """
    try:
        return _DISCLOSURE.decode(body)
    except msgspec.ValidationError:
        known = _with_unknown_blocks(body)
        if known is None:
            raise
        return msgspec.convert(known, Disclosure)


def document_key(text: str) -> str:
    """A 文号 or id as it is compared: 清政办发[2026] 18号 and 清政办发〔2026〕18号 are the same document."""
    plain = unicodedata.normalize("NFKC", text).translate(_BRACKETS)
    return "".join(plain.split())


def questions_of(disclosure: Disclosure) -> tuple[Question, ...]:
    """The questionnaire in a disclosure, empty if there is none."""
    return tuple(block for block in disclosure.blocks if isinstance(block, Question))


def texts_of(disclosure: Disclosure) -> Iterator[str]:
    """Every text a citizen can read in it, in reading order; table rows cell by cell."""
    yield disclosure.title
    yield disclosure.publisher
    yield disclosure.document_number
    for block in disclosure.blocks:
        yield from block_texts(block)
    if disclosure.notice:
        yield disclosure.notice.contact
    if disclosure.limit:
        yield disclosure.limit.basis
    for attachment in disclosure.attachments:
        yield attachment.name


def _with_unknown_blocks(body: bytes) -> dict[str, object] | None:
    """The body with every block of an unknown kind replaced; None if that is not what is wrong with it."""
    found = msgspec.json.decode(body)
    blocks = found.get("blocks") if isinstance(found, dict) else None
    if not isinstance(blocks, list):
        return None
    kept = [
        {"type": "unknown", "kind": block["type"]}
        if isinstance(block, dict) and isinstance(block.get("type"), str) and block["type"] not in _KINDS
        else block
        for block in blocks
    ]
    return None if kept == blocks else {**found, "blocks": kept}


_KINDS = frozenset(str(kind.__struct_config__.tag) for kind in get_args(Block))
_BRACKETS = str.maketrans("[【(]】)", "〔〔〔〕〕〕")
_DISCLOSURE = msgspec.json.Decoder(Disclosure)
