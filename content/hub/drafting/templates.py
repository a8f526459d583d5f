"""模板: what a draft of one kind begins with, as entries of rule packs. Pure.

[templates.homestead]
label = "宅基地审批"                     # what a clerk chooses
kind = "宅基地审批"                      # 体裁: its clock, notice period and required parts stand under [kinds]
levels = ["township"]                    # of the units that use it
title = "{unit}{year}年宅基地审批结果（【待填：批次】）"
publisher = "{unit}人民政府"
blocks = [{ type = "table", caption = "审批结果", columns = ["户主", "面积（平方米）"], total = true }]

Which flow it takes is not said here: the flow packs know. A blank, 【待填：…】, stands where the clerk writes. While
one is left, the text is not handed in, and the words around it do not count as written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import msgspec

from content import blocks as feed_blocks
from content import county
from content.blocks import Block
from content.hub.deadlines.kinds import Kind, merged
from content.hub.deadlines.rules import read_pack
from content.hub.disclosures.draft import Draft
from content.record import UnitCode
from content.terms import FiveOpen, Level, SixOpen, Stage, Timing, Window

NATIONAL_PACK = Path(__file__).parent / "packs" / "national.toml"
BLANK = "【待填】"


class Heading(msgspec.Struct, frozen=True, tag="heading", forbid_unknown_fields=True):
    text: str


class Paragraph(msgspec.Struct, frozen=True, tag="paragraph", forbid_unknown_fields=True):
    text: str


class Facts(msgspec.Struct, frozen=True, tag="facts", forbid_unknown_fields=True):
    """rows: labels; each value is a blank."""

    rows: tuple[str, ...]
    caption: str = ""


class Table(msgspec.Struct, frozen=True, tag="table", forbid_unknown_fields=True):
    """One empty row below its columns; total: and one for the sums."""

    columns: tuple[str, ...]
    caption: str = ""
    total: bool = False


class Steps(msgspec.Struct, frozen=True, tag="steps", forbid_unknown_fields=True):
    """So many steps, all blank."""

    count: int = 3
    caption: str = ""


class Service(msgspec.Struct, frozen=True, tag="service", forbid_unknown_fields=True):
    caption: str = ""


class Contact(msgspec.Struct, frozen=True, tag="contact", forbid_unknown_fields=True):
    name: str = BLANK


Skeleton = Heading | Paragraph | Facts | Table | Steps | Service | Contact


class Template(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One template; see above. basis: the article or the source that asks for such a disclosure."""

    label: str
    kind: str
    title: str
    publisher: str
    blocks: tuple[Skeleton, ...]
    levels: tuple[Level, ...]
    group: str = ""
    six_open: SixOpen = SixOpen.GOVERNMENT
    window: Window = Window.ENQUIRY
    timing: Timing = Timing.PROMPT
    five_open: FiveOpen | None = None
    stage: Stage | None = None
    category: str = ""
    domain: str = ""
    max_offline_days: int = 0
    basis: str = ""
    pack: str = ""


def templates_of(packs: Sequence[Path], kinds: Mapping[str, Kind]) -> dict[str, Template]:
    """The national templates under those of the packs. Raises ValueError that names pack and template."""
    found = merged([read_pack(file) for file in (NATIONAL_PACK, *packs)], "templates", Template)
    for key, template in found.items():
        where = f"templates {key!r} of {template.pack}"
        if template.kind not in kinds:
            raise ValueError(f"{where}: no kind {template.kind!r}; there are {', '.join(sorted(kinds))}")
        try:
            draft_of(template, county.Unit(code=UnitCode("x"), name="某县", level=Level.COUNTY), date(2026, 1, 1))
        except (KeyError, IndexError, ValueError) as err:
            raise ValueError(f"{where}: title and publisher may hold {{unit}} and {{year}}; found {err}") from err
    return found


def draft_of(template: Template, unit: county.Unit, today: date) -> Draft:
    """A draft of a unit, begun on a day."""
    named = {"unit": unit.name, "year": today.year}
    return Draft(
        unit=unit.code,
        title=template.title.format(**named),
        publisher=template.publisher.format(**named),
        blocks=tuple(_block(skeleton) for skeleton in template.blocks),
        six_open=template.six_open,
        window=template.window,
        timing=template.timing,
        five_open=template.five_open,
        stage=template.stage,
        genre=template.kind,
        category=template.category,
        domain=template.domain,
        max_offline_days=template.max_offline_days,
    )


def _block(skeleton: Skeleton) -> Block:
    match skeleton:
        case Heading():
            return feed_blocks.Heading(skeleton.text)
        case Paragraph():
            return feed_blocks.Paragraph(skeleton.text)
        case Facts():
            return feed_blocks.Facts(tuple(feed_blocks.Fact(label, BLANK) for label in skeleton.rows), skeleton.caption)
        case Table():
            width = len(skeleton.columns)
            total = ("合计", *[""] * (width - 1)) if skeleton.total else ()
            return feed_blocks.Table(skeleton.columns, (("",) * width,), skeleton.caption, total)
        case Steps():
            return feed_blocks.Steps(tuple(feed_blocks.Step(BLANK) for _ in range(skeleton.count)), skeleton.caption)
        case Service():
            return feed_blocks.Service(BLANK, caption=skeleton.caption)
        case Contact():
            return feed_blocks.Contact(skeleton.name, BLANK, BLANK, BLANK)
