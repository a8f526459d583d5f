"""One disclosure, and one page of one of its attachments."""

from __future__ import annotations

from msgspec import Struct

from content.disclosure import STAGE_LABELS, Attachment, Audience, Block, Disclosure, DisclosureId
from kiosk import routes, wording
from kiosk.viewmodel.context import Context
from kiosk.viewmodel.gone import GoneView, gone
from kiosk.viewmodel.text import one_line


class DetailView(Struct, frozen=True):
    """facts: what is known of the document besides its text, as labelled values. qr: what its QR code says."""

    id: DisclosureId
    item: str
    title: str
    publisher: str
    published: str
    facts: tuple[tuple[str, str], ...]
    notice: str
    notice_over: bool
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


def detail(route: routes.Detail, context: Context) -> DetailView | GoneView:
    """The disclosure, or why it is not shown."""
    found = showable(route.disclosure, context)
    return _shown(found, context) if found else gone(route.disclosure, context)


def attachment_page(route: routes.AttachmentPage, context: Context) -> AttachmentView | GoneView:
    """One page of an attachment, as long as its disclosure may be shown."""
    found = showable(route.disclosure, context)
    wanted = next((one for one in found.attachments if one.sha256 == route.sha256), None) if found else None
    if found is None or wanted is None:
        return gone(route.disclosure, context)
    arrived = context.library.attachment(route.sha256) is not None
    return AttachmentView(found.id, item_of(found), found.title, wanted, arrived, route.page)


def showable(disclosure_id: DisclosureId, context: Context) -> Disclosure | None:
    """The disclosure if it may be shown on this terminal now.

    What is meant for the villagers of one unit (特定群体) is shown on that unit's terminal and on those of
    the units above it, where its villagers are served; nowhere else.
    """
    found = context.library.disclosure(disclosure_id)
    if found is None or found.audience is Audience.PUBLIC:
        return found
    if found.audience is Audience.VILLAGERS and context.place.unit in context.line_of(found.unit):
        return found
    return None


def item_of(found: Disclosure) -> str:
    """<id>@<revision>."""
    return f"{found.id}@{found.rev}"


def _shown(found: Disclosure, context: Context) -> DetailView:
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
        blocks=found.blocks,
        attachments=found.attachments,
        qr=address or "\n".join(line for line in card if line),
        qr_is_address=bool(address),
    )
