"""What a clerk may put into a disclosure, and its two translations: to and from content.disclosure's blocks.

Plain text throughout: nothing here can carry markup. Pictures are Wagtail images; in the feed they are
attachments named by their hash.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from msgspec import structs
from wagtail.blocks import BooleanBlock, CharBlock, ListBlock, StreamBlock, StructBlock, TextBlock
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from content.blocks import (
    MAX_CHOICES,
    Block,
    Contact,
    Fact,
    Facts,
    Heading,
    Paragraph,
    People,
    Person,
    Picture,
    Question,
    Service,
    Step,
    Steps,
    Table,
    Unknown,
)
from content.personal_data import Kind, findings

MAX_CELL = 500  # characters


class FactsBlock(StructBlock):
    """要素卡片."""

    caption = CharBlock(label="标题", required=False, max_length=200)
    rows = ListBlock(
        StructBlock(
            [
                ("label", CharBlock(label="名称", max_length=100)),
                ("value", TextBlock(label="内容", rows=1, max_length=MAX_CELL)),
            ],
            label="一项",
        ),
        label="各项",
        min_num=1,
    )

    class Meta:
        label = "要素卡片"
        icon = "form"


class TableBlock(StructBlock):
    """名单、收支表等; the caption belongs to the grid."""

    grid = TypedTableBlock([("text", CharBlock(label="文字", required=False, max_length=MAX_CELL))], label="表格")
    has_total = BooleanBlock(label="末行为合计", required=False)

    class Meta:
        label = "表格"
        icon = "table"


class StepsBlock(StructBlock):
    """办理流程."""

    caption = CharBlock(label="标题", required=False, max_length=200)
    steps = ListBlock(
        StructBlock(
            [
                ("name", CharBlock(label="环节", max_length=100)),
                ("who", CharBlock(label="承办", required=False, max_length=100)),
                ("where", CharBlock(label="地点", required=False, max_length=100)),
                ("limit", CharBlock(label="时限", required=False, max_length=100)),
                ("note", CharBlock(label="说明", required=False, max_length=MAX_CELL)),
            ],
            label="一步",
        ),
        label="各步",
        min_num=1,
    )

    class Meta:
        label = "办理流程"
        icon = "order"


class PictureBlock(StructBlock):
    """图片. alt is read aloud, and shown where the picture cannot be."""

    image = ImageChooserBlock(label="图片")
    alt = CharBlock(label="文字说明", max_length=200)

    class Meta:
        label = "图片"
        icon = "image"


class PeopleBlock(StructBlock):
    """人员卡片."""

    caption = CharBlock(label="标题", required=False, max_length=200)
    people = ListBlock(
        StructBlock(
            [
                ("photo", ImageChooserBlock(label="照片", required=False)),
                ("name", CharBlock(label="姓名", max_length=40)),
                ("post", CharBlock(label="职务", required=False, max_length=100)),
                ("duties", TextBlock(label="分工", rows=2, required=False, max_length=MAX_CELL)),
                (
                    "phone",
                    CharBlock(
                        label="办公电话", required=False, max_length=40, help_text="只填办公电话，不填个人手机号码。"
                    ),
                ),
                ("contact", CharBlock(label="联系点", required=False, max_length=100, help_text="联系的村或单位。")),
            ],
            label="一人",
        ),
        label="各人",
        min_num=1,
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        for one in cleaned["people"]:
            if any(finding.kind is Kind.MOBILE_NUMBER for finding in findings(one["phone"] or "")):
                refusal = f"{one['name']}的电话像是个人手机号码，只能公开办公电话。"
                raise StructBlockValidationError(non_block_errors=[ValidationError(refusal)])
        return cleaned

    class Meta:
        label = "人员卡片"
        icon = "user"


class ServiceBlock(StructBlock):
    """收费和时限."""

    caption = CharBlock(label="事项", required=False, max_length=200)
    fee = CharBlock(label="收费", max_length=200, help_text="不收费的，写「不收费」。")
    fee_basis = CharBlock(label="收费依据", required=False, max_length=200)
    legal_limit = CharBlock(label="法定时限", required=False, max_length=100)
    promised_limit = CharBlock(label="承诺时限", required=False, max_length=100)
    limit_basis = CharBlock(label="时限依据", required=False, max_length=200)

    class Meta:
        label = "收费和时限"
        icon = "time"


class ContactBlock(StructBlock):
    """联系卡片."""

    name = CharBlock(label="单位或窗口", max_length=100)
    phone = CharBlock(label="电话", required=False, max_length=100)
    address = CharBlock(label="地址", required=False, max_length=200)
    hours = CharBlock(label="时间", required=False, max_length=200)
    note = CharBlock(label="说明", required=False, max_length=MAX_CELL)

    class Meta:
        label = "联系卡片"
        icon = "mail"


class QuestionBlock(StructBlock):
    """问卷题目."""

    text = CharBlock(label="题目", max_length=200)
    choices = ListBlock(CharBlock(label="选项", max_length=60), label="选项", min_num=2, max_num=MAX_CHOICES)
    several = BooleanBlock(label="可多选", required=False)

    class Meta:
        label = "问卷题目"
        icon = "list-ul"


class BodyBlock(StreamBlock):
    """The text of a disclosure, from top to bottom."""

    heading = CharBlock(label="小标题", max_length=200, icon="title")
    paragraph = TextBlock(label="段落", rows=4, icon="pilcrow")
    facts = FactsBlock()
    table = TableBlock()
    steps = StepsBlock()
    picture = PictureBlock()
    people = PeopleBlock()
    service = ServiceBlock()
    contact = ContactBlock()
    question = QuestionBlock()


class FilesBlock(StreamBlock):
    """Files that come with a disclosure."""

    file = DocumentChooserBlock(label="附件", icon="doc-full")


# --- from the admin to the feed -----------------------------------------------------------------------


def blocks_of(body: Any, sha256_of_image: Mapping[int, str]) -> tuple[Block, ...]:
    """The blocks of a page's ``body`` as they travel. sha256_of_image: by the image's key."""
    return tuple(_block(child.block_type, child.value, sha256_of_image) for child in body)


def images_of(body: Any) -> list[Any]:
    """Every image chosen in a page's ``body``, each once, in reading order. A deleted image is left out."""
    found: dict[int, Any] = {}
    for child in body:
        for image in _images_in(child.block_type, child.value):
            if image is not None:
                found.setdefault(image.pk, image)
    return list(found.values())


def _images_in(kind: str, value: Any) -> list[Any]:
    match kind:
        case "picture":
            return [value["image"]]
        case "people":
            return [one["photo"] for one in value["people"]]
        case _:
            return []


def _block(kind: str, value: Any, sha256_of_image: Mapping[int, str]) -> Block:
    match kind:
        case "heading":
            return Heading(value)
        case "paragraph":
            return Paragraph(value)
        case "facts":
            rows = tuple(Fact(row["label"], row["value"]) for row in value["rows"])
            return Facts(rows, value["caption"] or "")
        case "table":
            return _table(value)
        case "steps":
            steps = tuple(
                Step(step["name"], step["who"] or "", step["limit"] or "", step["note"] or "", step.get("where") or "")
                for step in value["steps"]
            )
            return Steps(steps, value["caption"] or "")
        case "picture":
            if value["image"] is None:
                raise ValueError("a picture was deleted from the library after it was put into the text")
            return Picture(sha256_of_image[value["image"].pk], value["alt"])
        case "people":
            people = tuple(_person(one, sha256_of_image) for one in value["people"])
            return People(people, value["caption"] or "")
        case "service":
            return Service(
                value["fee"],
                value["fee_basis"] or "",
                value["legal_limit"] or "",
                value["promised_limit"] or "",
                value["limit_basis"] or "",
                value["caption"] or "",
            )
        case "contact":
            return Contact(
                value["name"], value["phone"] or "", value["address"] or "", value["hours"] or "", value["note"] or ""
            )
        case "question":
            return Question(value["text"], tuple(value["choices"]), bool(value["several"]))
        case _:
            raise ValueError(f"unknown kind of block: {kind}")


def _person(value: Any, sha256_of_image: Mapping[int, str]) -> Person:
    """One official; a photograph that was deleted from the library is left out, the card stays."""
    photo = value["photo"]
    return Person(
        value["name"],
        value["post"] or "",
        value["duties"] or "",
        value["phone"] or "",
        value["contact"] or "",
        sha256_of_image[photo.pk] if photo is not None else "",
    )


def _table(value: Any) -> Table:
    grid = value["grid"]
    columns = tuple(column["heading"] for column in grid.columns)
    rows = [tuple(cell.value or "" for cell in row) for row in grid.rows]
    total: tuple[str, ...] = rows.pop() if value["has_total"] and rows else ()
    return Table(columns, tuple(rows), grid.caption or "", total)


# --- from a draft to the admin ------------------------------------------------------------------------


def stream_of(blocks: Sequence[Block], image_key_of: Mapping[str, int]) -> list[dict[str, Any]]:
    """A draft's blocks as the raw data of a page's ``body``. image_key_of: the image's key by sha256."""
    return [_raw(block, image_key_of) for block in blocks]


def _raw(block: Block, image_key_of: Mapping[str, int]) -> dict[str, Any]:
    match block:
        case Heading():
            return {"type": "heading", "value": block.text}
        case Paragraph():
            return {"type": "paragraph", "value": block.text}
        case Facts():
            rows = [_item({"label": row.label, "value": row.value}) for row in block.rows]
            return {"type": "facts", "value": {"caption": block.caption, "rows": rows}}
        case Table():
            return {"type": "table", "value": _raw_table(block)}
        case Steps():
            steps = [
                _item({"name": step.name, "who": step.who, "where": step.where, "limit": step.limit, "note": step.note})
                for step in block.steps
            ]
            return {"type": "steps", "value": {"caption": block.caption, "steps": steps}}
        case Picture():
            return {"type": "picture", "value": {"image": image_key_of[block.attachment], "alt": block.alt}}
        case People():
            people = [_item(_raw_person(one, image_key_of)) for one in block.people]
            return {"type": "people", "value": {"caption": block.caption, "people": people}}
        case Service() | Contact():
            return {"type": str(block.__struct_config__.tag), "value": structs.asdict(block)}
        case Question():
            choices = [_item(choice) for choice in block.choices]
            return {"type": "question", "value": {"text": block.text, "choices": choices, "several": block.several}}
        case Unknown():
            raise ValueError(f"block of unknown kind {block.kind!r} cannot be edited")


def _raw_person(one: Person, image_key_of: Mapping[str, int]) -> dict[str, Any]:
    return structs.asdict(one) | {"photo": image_key_of[one.photo] if one.photo else None}


def _raw_table(block: Table) -> dict[str, Any]:
    rows = [*block.rows, *([block.total] if block.total else [])]
    return {
        "grid": {
            "caption": block.caption,
            "columns": [{"type": "text", "heading": heading} for heading in block.columns],
            "rows": [{"values": list(row)} for row in rows],
        },
        "has_total": bool(block.total),
    }


def _item(value: dict[str, Any] | str) -> dict[str, Any]:
    # Without an id Wagtail takes the whole item for the value of an older format.
    return {"type": "item", "value": value, "id": str(uuid4())}
