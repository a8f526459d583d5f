"""The one data model: a disclosure (公开事项), its blocks, and the tree of units (单位) it belongs to.

These are the exact shapes that travel in the feed as JSON, lie in the terminal's store and are drawn
by the kiosk. Keys are stable ASCII; the Chinese words stand once, in the label tables below. Times are
UTC with zone; dates are days of the county's calendar (Asia/Shanghai). A reader keeps the bytes it was
given, so fields that it does not know are not lost.

Fields and enumerations: 政府信息公开条例 (2019), 国办发〔2019〕54号 (the standard catalogue's columns),
党务公开条例(试行).
"""

from __future__ import annotations

import enum
import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Annotated, NewType, get_args
from zoneinfo import ZoneInfo

import msgspec

UnitCode = NewType("UnitCode", str)
DisclosureId = NewType("DisclosureId", str)  # "<unit>/<number>", never used twice
Moment = Annotated[datetime, msgspec.Meta(tz=True)]  # a time without its zone is refused

COUNTY_TIME = ZoneInfo("Asia/Shanghai")
MAX_BODY_BYTES = 65_536  # a body larger than this is refused by the signer; pictures and files are attachments
MAX_ATTACHMENT_BYTES = 20_000_000
MAX_QUESTIONS, MAX_CHOICES = 30, 20  # of one questionnaire, of one question

UNIT_CODE = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
DISCLOSURE_ID = re.compile(rf"(?P<unit>{UNIT_CODE.pattern})/(?P<number>[0-9]{{6}})")


class SixOpen(enum.Enum):
    """六公开: whose affairs are disclosed."""

    PARTY = "party"
    GOVERNMENT = "government"
    JUDICIAL = "judicial"
    PUBLIC_SERVICE = "public-service"
    ENTERPRISE = "enterprise"
    VILLAGE = "village"


class FiveOpen(enum.Enum):
    """五公开: which part of the work is disclosed."""

    DECISION = "decision"
    EXECUTION = "execution"
    MANAGEMENT = "management"
    SERVICE = "service"
    RESULT = "result"


class Timing(enum.Enum):
    """公开时限类别: how long the item lives and how often it comes."""

    LONG_TERM = "long-term"
    PERIODIC = "periodic"
    STAGED = "staged"
    PROMPT = "prompt"


class Stage(enum.Enum):
    """事前→决策→执行→结果: where one matter stands."""

    BEFORE = "before"
    DECISION = "decision"
    EXECUTION = "execution"
    RESULT = "result"


class DayKind(enum.Enum):
    """How a legal time limit counts: 工作日, or every day of the calendar."""

    WORKDAY = "workday"
    CALENDAR_DAY = "calendar-day"


class Audience(enum.Enum):
    """公开对象. Only PUBLIC, or VILLAGERS on their own unit's terminal, ever leaves the hub."""

    PUBLIC = "public"
    VILLAGERS = "villagers"
    PARTY_MEMBERS = "party-members"
    INTERNAL = "internal"


SHOWABLE_AUDIENCES = frozenset({Audience.PUBLIC, Audience.VILLAGERS})


class Window(enum.Enum):
    """五个窗口: the five doors on the kiosk's home screen (岢岚县's five windows)."""

    PARTY = "party"
    SERVICES = "services"
    ENQUIRY = "enquiry"
    INTERACTION = "interaction"
    PERFORMANCE = "performance"


class Level(enum.Enum):
    """层级 of a unit."""

    COUNTY = "county"
    DEPARTMENT = "department"
    TOWNSHIP = "township"
    VILLAGE = "village"


class LedUrgency(enum.Enum):
    """紧急程度 of a line. DRILL: an exercise (演练) of an emergency; its text says so, and no other text does.

    So the Common Alerting Protocol keeps the status Exercise apart from Actual.
    """

    ROUTINE = "routine"
    DRILL = "drill"
    EMERGENCY = "emergency"


SIX_OPEN_LABELS = {
    SixOpen.PARTY: "党务",
    SixOpen.GOVERNMENT: "政务",
    SixOpen.JUDICIAL: "司法",
    SixOpen.PUBLIC_SERVICE: "事务",
    SixOpen.ENTERPRISE: "厂务",
    SixOpen.VILLAGE: "村务",
}
FIVE_OPEN_LABELS = {
    FiveOpen.DECISION: "决策",
    FiveOpen.EXECUTION: "执行",
    FiveOpen.MANAGEMENT: "管理",
    FiveOpen.SERVICE: "服务",
    FiveOpen.RESULT: "结果",
}
TIMING_LABELS = {
    Timing.LONG_TERM: "长期",
    Timing.PERIODIC: "定期",
    Timing.STAGED: "逐段",
    Timing.PROMPT: "及时",
}
STAGE_LABELS = {
    Stage.BEFORE: "事前",
    Stage.DECISION: "决策",
    Stage.EXECUTION: "执行",
    Stage.RESULT: "结果",
}
DAY_KIND_LABELS = {
    DayKind.WORKDAY: "工作日",
    DayKind.CALENDAR_DAY: "自然日",
}
AUDIENCE_LABELS = {
    Audience.PUBLIC: "社会",
    Audience.VILLAGERS: "特定群体(村)",
    Audience.PARTY_MEMBERS: "党内",
    Audience.INTERNAL: "单位内",
}
WINDOW_LABELS = {
    Window.PARTY: "党务公开",
    Window.SERVICES: "网上办事",
    Window.ENQUIRY: "网上查询",
    Window.INTERACTION: "在线互动",
    Window.PERFORMANCE: "绩效评估",
}
URGENCY_LABELS = {
    LedUrgency.ROUTINE: "一般",
    LedUrgency.DRILL: "应急演练",
    LedUrgency.EMERGENCY: "应急",
}
LEVEL_LABELS = {
    Level.COUNTY: "县",
    Level.DEPARTMENT: "部门",
    Level.TOWNSHIP: "乡镇",
    Level.VILLAGE: "村",
}


class Record(msgspec.Struct, frozen=True, omit_defaults=True):
    """Base of everything in this file: immutable, written without the fields that hold their default."""


class Heading(Record, frozen=True, tag="heading"):
    """小标题."""

    text: str


class Paragraph(Record, frozen=True, tag="paragraph"):
    """One paragraph of plain text; no markup of any kind is interpreted."""

    text: str


class Fact(Record, frozen=True):
    """One row of a facts card: 姓名 → 周明远."""

    label: str
    value: str


class Facts(Record, frozen=True, tag="facts"):
    """要素卡片: labelled values, for a person, a service (fees, time limits) or a contact."""

    rows: tuple[Fact, ...]
    caption: str = ""


class Table(Record, frozen=True, tag="table"):
    """A list: every row has as many cells as ``columns``. ``total`` is its last, summed row (合计)."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    total: tuple[str, ...] = ()


class Step(Record, frozen=True):
    """One node of a procedure: who does what, where, within which time."""

    name: str
    who: str = ""
    limit: str = ""
    note: str = ""
    where: str = ""


class Steps(Record, frozen=True, tag="steps"):
    """办理流程 or 权力运行流程, in order."""

    steps: tuple[Step, ...]
    caption: str = ""


class Picture(Record, frozen=True, tag="picture"):
    """A picture among the text; ``attachment`` is the sha256 of one of the disclosure's attachments."""

    attachment: str
    alt: str


class Person(Record, frozen=True):
    """One official with the duties of the office (班子照片分工). ``phone`` is the office's, never a private one.

    photo: the sha256 of one of the disclosure's attachments, empty without a photograph. contact: 联系点, the
    village or unit this official looks after.
    """

    name: str
    post: str = ""
    duties: str = ""
    phone: str = ""
    contact: str = ""
    photo: str = ""


class People(Record, frozen=True, tag="people"):
    """人员卡片, in the order of precedence."""

    people: tuple[Person, ...]
    caption: str = ""


class Service(Record, frozen=True, tag="service"):
    """收费和时限 of one service: what it costs, how long the law allows (法定), what the office promises (承诺)."""

    fee: str
    fee_basis: str = ""
    legal_limit: str = ""
    promised_limit: str = ""
    limit_basis: str = ""
    caption: str = ""


class Contact(Record, frozen=True, tag="contact"):
    """联系卡片: whom to ask, by telephone or in person."""

    name: str
    phone: str = ""
    address: str = ""
    hours: str = ""
    note: str = ""


class Unknown(Record, frozen=True, tag="unknown"):
    """Stands in a decoded body for a block of a kind that a later version brought; nothing ever writes one."""

    kind: str = ""


class Question(Record, frozen=True, tag="question"):
    """One question of a questionnaire (调查问卷). several: more than one choice may be taken."""

    text: str
    choices: tuple[str, ...]
    several: bool = False


Block = Heading | Paragraph | Facts | Table | Steps | Picture | People | Service | Contact | Question | Unknown


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


class LedStyle(enum.Enum):
    """How a line moves; what a board really does with it is in that board's capabilities."""

    SCROLL_LEFT = "scroll-left"
    SCROLL_UP = "scroll-up"
    STILL = "still"


LED_STYLE_LABELS = {
    LedStyle.SCROLL_LEFT: "向左滚动",
    LedStyle.SCROLL_UP: "向上滚动",
    LedStyle.STILL: "静止",
}


class LedLine(Record, frozen=True, kw_only=True):
    """What two approvers sign: the text for LED boards, as the payload of a DSSE envelope.

    boards: ids of the boards that may show it. seq: grows with every line of a board.
    disclosure, disclosure_rev: what it announces; the line goes dark with it.
    valid_until: at most 30 days after valid_from, of an emergency or a drill 7 days.
    preview_sha256: of the PNG that the approvers looked at.
    urgency: a program that does not know the field shows the line among the others.
    """

    v: int = 1
    id: DisclosureId
    unit: UnitCode
    rev: int
    county: str
    boards: tuple[str, ...]
    text: str
    style: LedStyle
    valid_from: Moment
    valid_until: Moment
    seq: int
    disclosure: DisclosureId
    disclosure_rev: int
    preview_sha256: str = ""
    urgency: LedUrgency = LedUrgency.ROUTINE


LED_PAYLOAD_TYPE = "application/vnd.mingbai.led-line+json"
MAX_LED_LINE_LENGTH = 60  # characters
MAX_LED_LINE_LIFE = timedelta(days=30)
MAX_URGENT_LIFE = timedelta(days=7)  # a hub allows less, see config.settings.HubSettings.emergency_max_hours
DRILL_MARK = "【演练】"  # a drill begins and ends with it: whoever sees one half of the text also knows


class Unit(Record, frozen=True, kw_only=True):
    """单位: one node of the county's tree. ``parent`` is empty only for the county itself."""

    code: UnitCode
    name: str
    level: Level
    parent: UnitCode = UnitCode("")


class SealingKey(Record, frozen=True, kw_only=True):
    """The hub's public key for what citizens tell it alone (content.sealing). public_key: base64 of 32 bytes."""

    keyid: str
    public_key: str
    valid_until: Moment


class County(Record, frozen=True, kw_only=True):
    """The unit tree of one county, in display order (a parent before its children).

    fictional: every screen then carries 「虚构示例」. sealing_key: without it no telephone number can be taken.
    """

    v: int = 1
    code: str
    name: str
    units: tuple[Unit, ...]
    fictional: bool = False
    sealing_key: SealingKey | None = None


def encode(value: Record) -> bytes:
    """The value as the bytes that are hashed, signed and sent: UTF-8 JSON without spaces."""
    return _ENCODER.encode(value)


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


def decode_led_line(payload: bytes) -> LedLine:
    """Read the payload of an LED line's envelope. Raises ValueError that names the wrong field."""
    return _LED_LINE.decode(payload)


def decode_county(data: bytes) -> County:
    """Read a county's unit tree. Raises ValueError that names the wrong field."""
    return _COUNTY.decode(data)


def questions_of(disclosure: Disclosure) -> tuple[Question, ...]:
    """The questionnaire in a disclosure, empty if there is none."""
    return tuple(block for block in disclosure.blocks if isinstance(block, Question))


def unit_of(disclosure_id: str) -> UnitCode:
    """The unit in an id. Raises ValueError if the id is not "<unit>/<six digits>"."""
    match = DISCLOSURE_ID.fullmatch(disclosure_id)
    if match is None:
        raise ValueError(f"disclosure id {disclosure_id!r}: expected <unit>/<six digits>, such as t01-v03/000012")
    return UnitCode(match["unit"])


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


def block_texts(block: Block) -> Iterator[str]:
    """Every text in one block, in reading order."""
    match block:
        case Heading() | Paragraph():
            yield block.text
        case Facts():
            yield block.caption
            for fact in block.rows:
                yield fact.label
                yield fact.value
        case Table():
            yield block.caption
            yield from block.columns
            for row in block.rows:
                yield from row
            yield from block.total
        case Steps():
            yield block.caption
            for step in block.steps:
                yield from (step.name, step.who, step.where, step.limit, step.note)
        case Picture():
            yield block.alt
        case People():
            yield block.caption
            for one in block.people:
                yield from (one.name, one.post, one.duties, one.phone, one.contact)
        case Service():
            yield from (block.caption, block.fee, block.fee_basis)
            yield from (block.legal_limit, block.promised_limit, block.limit_basis)
        case Contact():
            yield from (block.name, block.phone, block.address, block.hours, block.note)
        case Unknown():
            return
        case Question():
            yield block.text
            yield from block.choices


def attachments_shown(block: Block) -> tuple[str, ...]:
    """The sha256 of every attachment that a block shows in its place."""
    match block:
        case Picture():
            return (block.attachment,)
        case People():
            return tuple(one.photo for one in block.people if one.photo)
        case _:
            return ()


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
_ENCODER = msgspec.json.Encoder()
_DISCLOSURE = msgspec.json.Decoder(Disclosure)
_LED_LINE = msgspec.json.Decoder(LedLine)
_COUNTY = msgspec.json.Decoder(County)
