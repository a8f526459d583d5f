"""One disclosure, and one page of one of its attachments."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from content.blocks import (
    Contact,
    Facts,
    Heading,
    Paragraph,
    People,
    Picture,
    Question,
    Service,
    Steps,
    Table,
    Unknown,
    attachments_shown,
)
from content.disclosure import Attachment, Disclosure, questions_of, texts_of
from content.record import DisclosureId
from content.terms import STAGE_LABELS
from content.totals import totals_of
from kiosk import routes, wording
from kiosk.forms import Survey
from kiosk.reading_routes import Matter
from kiosk.taking import TakeAway
from kiosk.viewmodel.context import Context
from kiosk.viewmodel.gone import GoneView, gone
from kiosk.viewmodel.matter import stages
from kiosk.viewmodel.shown import item_of, showable
from kiosk.viewmodel.table import findable, frozen_columns, regular, samples, total_note
from kiosk.viewmodel.text import has_no_agreed_shape, has_steering, one_line

LONG_TITLE = 200  # characters; the longest real one seen had 103
ROWS_AT_ONCE = 60  # of a table among the text; a longer one is read on a screen of its own


class TableSummary(Struct, frozen=True):
    """A table among the text. block: its place there. rows: at most the first ROWS_AT_ONCE of ``count``.

    samples, frozen: as in TableView. findable: heading of the column that lines are looked for in, "" if none.
    note: what is said of the totals; differs: they do not add up.
    """

    block: int
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    count: int
    total: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...]
    frozen: int
    findable: str
    note: str
    differs: bool


Shown = Heading | Paragraph | Facts | TableSummary | Steps | Picture | People | Service | Contact | Question | Unknown


class Link(Struct, frozen=True):
    """What belongs to a disclosure and is read on another screen. name: of its button."""

    name: str
    label: str
    title: str
    route: routes.Route


class DetailView(Struct, frozen=True):
    """links: 全过程, 看解读, 看原文. told: what is said of the text itself. qr: what its QR code says.

    facts: what is known of the document besides its text, as labelled values. in_text: attachments shown in the text.
    """

    id: DisclosureId
    item: str
    title: str
    publisher: str
    published: str
    facts: tuple[tuple[str, str], ...]
    notice: str
    notice_over: bool
    notice_contact: str
    blocks: tuple[Shown, ...]
    attachments: tuple[Attachment, ...]
    qr: str
    qr_is_address: bool
    links: tuple[Link, ...] = ()
    told: tuple[str, ...] = ()
    in_text: frozenset[str] = frozenset()


class AttachmentView(Struct, frozen=True):
    """One page of an attachment of a disclosure that may be shown."""

    id: DisclosureId
    item: str
    title: str
    attachment: Attachment
    arrived: bool
    page: int
    zoom: int = 0
    x: int = 500
    y: int = 500


def detail(route: routes.Detail, context: Context) -> DetailView | GoneView:
    """The disclosure, or why it is not shown."""
    found = showable(route.disclosure, context)
    return shown(found, context) if found else gone(route.disclosure, context)


def attachment_page(route: routes.AttachmentPage, context: Context) -> AttachmentView | GoneView:
    """One page of an attachment, as long as its disclosure may be shown."""
    found = showable(route.disclosure, context)
    wanted = next((one for one in found.attachments if one.sha256 == route.sha256), None) if found else None
    if found is None or wanted is None:
        return gone(route.disclosure, context)
    arrived = context.library.attachment(route.sha256) is not None
    where = (route.page, route.zoom, route.x, route.y)
    return AttachmentView(found.id, item_of(found), found.title, wanted, arrived, *where)


def shown(found: Disclosure, context: Context) -> DetailView:
    """A disclosure that may be shown, as the screen and the printer show it."""
    place, say = context.place, context.say
    facts = [
        (say("所属单位"), context.name_of(found.unit)),
        (say("文号"), found.document_number),
        (say("索引号"), found.index_number),
        (say("体裁"), found.genre),
        (say("栏目"), found.category),
        (say("阶段"), say(STAGE_LABELS[found.stage]) if found.stage else ""),
        (say("成文日期"), wording.day(found.formed_on, context.language) if found.formed_on else ""),
    ]
    published = wording.day(wording.county_day(found.published_at), context.language)
    today = wording.county_day(context.now)
    address = f"{place.public_url.rstrip('/')}/{found.id}" if place.public_url else ""
    number = say("文号 {number}", number=found.document_number) if found.document_number else ""
    card = [found.title, f"{found.publisher} {published}", number, say("编号 {number}", number=found.id)]
    return DetailView(
        id=found.id,
        item=item_of(found),
        title=one_line(found.title),
        publisher=one_line(found.publisher),
        published=published,
        facts=tuple((label, one_line(value)) for label, value in facts if value),
        notice=(
            wording.notice_period(found.notice.first_day, found.notice.last_day, today, context.language)
            if found.notice
            else ""
        ),
        notice_over=found.notice is not None and found.notice.last_day < today,
        notice_contact=one_line(found.notice.contact) if found.notice else "",
        links=tuple(_links(found, context)),
        told=tuple(_told(found, context)),
        blocks=tuple(
            _summary(number, block, context) if isinstance(block, Table) else block
            for number, block in enumerate(found.blocks)
        ),
        attachments=found.attachments,
        in_text=frozenset(sha256 for block in found.blocks for sha256 in attachments_shown(block)),
        qr=address or "\n".join(line for line in card if line),
        qr_is_address=bool(address),
    )


def _links(found: Disclosure, context: Context) -> Iterator[Link]:
    """The course of its matter, its explanation in plain words, the policy it explains; each only if it is here."""
    say = context.say
    questions = questions_of(found)
    if questions:
        several = tuple(question.several for question in questions)
        count = say("共{count}题", count=len(questions))
        yield Link("survey", say("填写问卷"), count, Survey(found.id, several))
    if found.stage or found.matter:
        told = stages(found, context)
        others = any(not entry.is_here for stage in told for entry in stage.entries)
        if others or found.limit:
            reached = " → ".join(stage.label for stage in told if stage.entries)
            yield Link("matter", say("看全过程"), reached, Matter(found.id))
    for name, label, rows in (
        ("explanation", say("看解读"), context.library.explained_by(found)),
        ("policy", say("看原文"), context.library.policies_explained(found)),
    ):
        showable_rows = [row for row in rows if showable(row.id, context)]
        for number, row in enumerate(showable_rows):
            yield Link(f"{name}-{number}", label, one_line(row.title), routes.Detail(row.id))
    by = say("扫码存到手机，或打印") if context.place.has_printer else say("扫码存到手机")
    yield Link("take", say("带走"), by, TakeAway(found.id))


def _told(found: Disclosure, context: Context) -> Iterator[str]:
    """What a reader is told of characters that cannot be shown as they were written."""
    if len(found.title) > LONG_TITLE:
        yield context.say("这条内容的标题有{count}个字，比通常的长，全部显示在上面。", count=len(found.title))
    if any(has_steering(text) for text in texts_of(found)):
        yield context.say("文中有看不见的控制符号，已经略去，文字和顺序照原文。")
    if any(has_no_agreed_shape(text) for text in texts_of(found)):
        yield context.say("文中有标准字库以外的字，本机没有的以“〓”代替，请以原件为准。")


def _summary(number: int, table: Table, context: Context) -> TableSummary:
    table = regular(table)
    totals = totals_of(table)
    columns = findable(table)
    return TableSummary(
        block=number,
        caption=table.caption,
        columns=table.columns,
        rows=table.rows[:ROWS_AT_ONCE],
        count=len(table.rows),
        total=table.total,
        samples=samples(table),
        frozen=frozen_columns(table),
        findable=columns[0][1] if columns else "",
        note=total_note(totals, context.say),
        differs=bool(totals.differ),
    )
