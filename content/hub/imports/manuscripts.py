"""收稿: one clerk's Word file as one draft, once no identity number is in it any more."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import msgspec
from msgspec import structs

from content.blocks import Block, Paragraph, Picture, block_texts
from content.hub.checking.manuscript import manuscript
from content.hub.checking.private import PrivateFinding, masked, private_findings
from content.hub.disclosures.blocks import BodyBlock, blocks_of, stream_of
from content.hub.disclosures.draft import Draft
from content.hub.disclosures.gate import certain_findings
from content.hub.imports.body import MAX_BLOCKS_BYTES
from content.hub.imports.compose import MAX_TITLE
from content.hub.imports.word import Manuscript
from content.record import UnitCode
from content.terms import Level, SixOpen

NO_TITLE = "(请填写标题)"


def draft_of(made: Manuscript, *, unit: UnitCode, level: Level, publisher: str, file_name: str) -> Draft:
    """The draft, identity numbers and all; nothing of it is kept anywhere yet. Raises ValueError if it is too large."""
    if not made.blocks:
        raise ValueError("文件里没有正文。")
    size = len(msgspec.json.encode(made.blocks))
    if size > MAX_BLOCKS_BYTES:
        raise ValueError(
            f"正文 {size:,} 字节，最多 {MAX_BLOCKS_BYTES:,} 字节。请把大表格另存为 PDF 作附件，或分成几件。"
        )
    return Draft(
        unit=unit,
        title=(made.title or file_name.removesuffix(".docx"))[:MAX_TITLE] or NO_TITLE,
        publisher=publisher,
        blocks=made.blocks,
        files=made.files,
        six_open=SixOpen.VILLAGE if level is Level.VILLAGE else SixOpen.GOVERNMENT,
        source="" if certain_findings([file_name]) else file_name[:500],
    )


def certain_in_draft(draft: Draft, office_numbers: Collection[str] = ()) -> list[PrivateFinding]:
    """The identity numbers of a draft, with their places, in reading order."""
    body = stream_of(_in_words(draft.blocks), {})
    whole = manuscript({"title": draft.title, "publisher": draft.publisher}, body)
    return [one for one in private_findings(whole, body, office_numbers) if one.is_certain]


def without_numbers(draft: Draft, office_numbers: Collection[str] = ()) -> Draft:
    """The draft with every identity number masked. Raises ValueError if one is left that no program can mask."""
    raw = {"title": draft.title, "publisher": draft.publisher, "body": stream_of(_in_words(draft.blocks), {})}
    changed = masked(raw, certain_in_draft(draft, office_numbers))
    blocks = tuple(map(_as_before, draft.blocks, blocks_of(BodyBlock().to_python(changed["body"]), {})))
    clean = structs.replace(draft, title=changed["title"], publisher=changed["publisher"], blocks=blocks)
    left = certain_findings(texts_of_draft(clean))
    if left:
        raise ValueError(
            f"还有 {'、'.join(left)}，号码分写在几格或几段里，平台不能替您遮盖。请在原文件里改好后重新导入。"
        )
    return clean


def _in_words(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with the words about a picture in its place: it is in no library yet."""
    return [Paragraph(block.alt) if isinstance(block, Picture) else block for block in blocks]


def _as_before(block: Block, changed: Block) -> Block:
    """A block after its words were masked."""
    if isinstance(block, Picture) and isinstance(changed, Paragraph):
        return structs.replace(block, alt=changed.text)
    return changed


def texts_of_draft(draft: Draft) -> list[str]:
    """Everything in it that somebody could read."""
    return [draft.title, draft.publisher, *(text for block in draft.blocks for text in block_texts(block))]
