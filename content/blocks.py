"""What a disclosure's text is made of: headings, paragraphs, tables, steps, people, questions."""

from __future__ import annotations

from collections.abc import Iterator

from content.record import Record

MAX_QUESTIONS, MAX_CHOICES = 30, 20  # of one questionnaire, of one question


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
