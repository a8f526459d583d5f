"""From a row to drafts, or to the reason why not: everything that is decided about one row by itself."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from msgspec import structs

from content.blocks import Block, Fact, Facts, Paragraph, Table, block_texts
from content.hub.disclosures.draft import Draft
from content.hub.imports.body import blocks_of_lines, members_of, parts_of
from content.hub.imports.markup import blocks_of_html, has_markup
from content.hub.imports.origin import issuer, kind
from content.hub.imports.page import Page, is_scraping_error, unframed
from content.hub.imports.reasons import Hint, Refusal, Repair
from content.hub.imports.repair import doubts, is_traditional, repaired, repaired_title
from content.hub.imports.rows import Form, Row
from content.personal_data import KIND_LABELS, Finding, findings_in, list_findings
from content.record import UnitCode
from content.terms import FiveOpen, SixOpen, Timing, Window

MAX_TITLE = 200  # characters; real titles reach 103, Wagtail's field ends at 255
MAX_PARTS = 40
NO_PUBLISHER = "发布机构待核"
_NUMERALS = "一二三四五六七八九十"
_MAX_CELL = 500  # characters, as the hub's table block allows
_PLACE = "\ufdd0"  # stands for a table among the lines; Unicode promises that no text holds it
_STATUS_MARK = re.compile(r"^[\[【［](?P<status>有效|现行有效|失效|已废止)[\]】］]\s*")
_CUT_TITLE = re.compile(r"(?:…|\.\.\.)+$")
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T ].*)?|(\d{4})(\d{2})(\d{2})")


class Refused(Exception):
    """The row does not become a draft."""

    def __init__(self, refusal: Refusal, detail: str = "") -> None:
        super().__init__(detail)
        self.refusal = refusal
        self.detail = detail


@dataclass
class Composed:
    """What became of a row. drafts still lack their unit, which is whoever imports to say."""

    drafts: list[Draft] = field(default_factory=list)
    repairs: dict[Repair, None] = field(default_factory=dict)
    hints: dict[Hint, str] = field(default_factory=dict)

    def repaired(self, repairs: Iterable[Repair]) -> None:
        """Note repairs, each once, in the order in which they were made."""
        self.repairs.update(dict.fromkeys(repairs))


def compose(row: Row, *, today: date) -> Composed:
    """The drafts of one row. Raises Refused."""
    _refuse_identity_numbers(row.cells)
    made = Composed()
    traditional = is_traditional("".join(row.cells))
    title, repairs = repaired_title(row.title, is_traditional=traditional)
    made.repaired(repairs)
    facts = []
    status = _STATUS_MARK.match(title)
    if status:
        title = title[status.end() :]
        facts.append(Fact("效力", status["status"]))
        made.repaired([Repair.STATUS_MARK])
    if not title:
        raise Refused(Refusal.NO_TITLE)
    if len(title) > MAX_TITLE:
        raise Refused(Refusal.TITLE_TOO_LONG, f"{len(title)} 字，最多 {MAX_TITLE} 字")
    formed_on = _day(row.issued, "成文日期", today)
    published_on = _day(row.published, "发布日期", today)
    _hint(made, row, title, formed_on, published_on)

    draft = Draft(
        unit=UnitCode(""),
        title=title,
        publisher="",
        blocks=(),
        document_number=row.document_number.strip()[:100],
        index_number=row.index_number.strip()[:100],
        formed_on=formed_on,
        published_on=published_on,
        source=(row.url.strip() or f"{row.file}:{row.number}")[:500],
    )
    draft = _shelved(draft, row)
    if row.table is not None:
        made.drafts = _with_list(draft, row, row.table, made, is_traditional=traditional)
    elif row.body is None:
        made.drafts = [_title_only(draft, row, facts, made)]
    else:
        made.drafts = _with_body(draft, row, facts, made, is_traditional=traditional)
    for part in made.drafts:
        texts = [part.title, part.publisher, *(text for block in part.blocks for text in block_texts(block))]
        _refuse_identity_numbers(texts, made)
        _hint_at_lists(part, made)
    return made


# ---- the parts of a draft


def _title_only(draft: Draft, row: Row, facts: list[Fact], made: Composed) -> Draft:
    """A draft whose body is a card: who, when, and where the text is."""
    publisher = _publisher(draft.title, row, "", made)
    card = [
        Fact("发布机构", publisher),
        *facts,
        *_dated("成文日期", draft.formed_on),
        *_dated("发布日期", draft.published_on),
        *([Fact("原文网址", row.url.strip()[:_MAX_CELL])] if row.url.strip() else []),
    ]
    note = Paragraph(
        "本条登记标题和出处，正文见原文网址。" if row.url.strip() else "本条只登记标题，正文见原发布渠道。"
    )
    return structs.replace(draft, publisher=publisher, blocks=(Facts(tuple(card)), note))


def _with_list(draft: Draft, row: Row, table: Table, made: Composed, *, is_traditional: bool) -> list[Draft]:
    mended = _repaired_table(table, is_traditional=is_traditional)
    draft = structs.replace(draft, publisher=_publisher(draft.title, row, "", made))
    whole = list(_divided(draft, [mended], made))
    if len(whole) == 1 or not mended.total:
        return whole
    # A sum below the last part alone would not be that part's.
    sums = [Fact(name or "合计", cell) for name, cell in zip(mended.columns, mended.total, strict=True) if cell]
    return list(_divided(draft, [structs.replace(mended, total=()), Facts(tuple(sums), "全部合计")], made))


def _with_body(draft: Draft, row: Row, facts: list[Fact], made: Composed, *, is_traditional: bool) -> list[Draft]:
    assert row.body is not None
    page, tables = _read_body(row, draft.title, made, is_traditional=is_traditional)
    if not page.lines and not tables:
        dropped = f"只有网页残留:{' '.join(page.furniture)[:60]}" if page.furniture else ""
        raise Refused(Refusal.NO_BODY, dropped or ("只有标题" if page.repeats_title else ""))
    if is_scraping_error(page.lines):
        raise Refused(Refusal.SCRAPING_ERROR, page.lines[0])
    made.repaired([Repair.PAGE_FURNITURE] if page.furniture else [])
    made.repaired([Repair.REPEATED_TITLE] if page.repeats_title else [])
    made.repaired([Repair.FIELDS] if page.facts or page.document_number or page.index_number else [])

    hint = row.publisher or page.publisher
    if row.form is Form.LAW:
        hint = _enacted_by(page.lines)
    elif row.form is Form.TEXT:
        hint = next((fact.value for fact in page.facts if fact.label == "来源"), "")
    draft = structs.replace(
        draft,
        publisher=_publisher(draft.title, row, hint, made),
        document_number=draft.document_number or page.document_number,
        index_number=draft.index_number or page.index_number,
    )
    card = [*facts, *page.facts]
    if row.url.strip():
        card.append(Fact("原文网址", row.url.strip()[:_MAX_CELL]))
    preface, members = members_of(page.lines) if row.form is Form.TEXT else ([], [])
    if members:
        made.repaired([Repair.COLLECTION])
        return list(_collected(draft, preface, members, made))
    blocks = [block for line in page.lines for block in (tables.get(line) or blocks_of_lines([line]))]
    if card:
        blocks.append(Facts(tuple(card), "来源"))
    return list(_divided(draft, blocks, made))


def _read_body(row: Row, title: str, made: Composed, *, is_traditional: bool) -> tuple[Page, dict[str, list[Block]]]:
    """The page's lines; in place of each table stands a key of the second value."""
    assert row.body is not None
    tables: dict[str, list[Block]] = {}
    text = row.body.replace(_PLACE, "")
    if has_markup(text):
        made.repaired([Repair.MARKUP])
        lines = []
        for part in blocks_of_html(text):
            if isinstance(part, str):
                lines.append(part)
            elif _is_placeable(part):
                key = f"{_PLACE}{len(tables)}"
                tables[key] = [_repaired_table(part, is_traditional=is_traditional)]
                lines.append(key)
            else:
                lines.extend(" ".join(cells) for cells in (part.columns, *part.rows))
        text = "\n".join(lines)
    pieces = []
    for piece in re.split(rf"({_PLACE}\d+)", text):
        if piece in tables:
            pieces.append(piece)
            continue
        after, repairs = repaired(piece, is_traditional=is_traditional)
        made.repaired(repairs)
        for hint in doubts(piece, after):
            made.hints.setdefault(hint, "")
        pieces.append(after)
    return unframed("\n".join(pieces) if tables else "".join(pieces), title), tables


def _is_placeable(table: Table) -> bool:
    return all(len(cell) <= _MAX_CELL for cells in (table.columns, *table.rows) for cell in cells)


def _repaired_table(table: Table, *, is_traditional: bool) -> Table:
    known: dict[str, str] = {}  # a list says the same villages and amounts over and over

    def mend(cells: tuple[str, ...]) -> tuple[str, ...]:
        for cell in cells:
            if cell not in known:
                known[cell] = repaired(cell, is_traditional=is_traditional)[0]
        return tuple(known[cell] for cell in cells)

    return Table(
        mend(table.columns), tuple(mend(cells) for cells in table.rows), mend((table.caption,))[0], mend(table.total)
    )


def _collected(
    draft: Draft, preface: list[str], members: list[tuple[str, list[str]]], made: Composed
) -> Iterator[Draft]:
    """One draft for each article of a collection, linked as one matter. Equal titles are numbered.

    What stands before the first article goes with it.
    """
    titles = [title for title, _ in members]
    for number, (title, lines) in enumerate(members):
        if not lines:
            raise Refused(Refusal.NO_BODY, f"合集第 {number + 1} 篇《{title}》没有正文")
        page = unframed("\n".join(lines), title)
        name = title if titles.count(title) == 1 else f"{title}({_numeral(number + 1)})"
        if len(name) > MAX_TITLE:
            raise Refused(Refusal.TITLE_TOO_LONG, f"合集第 {number + 1} 篇的标题 {len(name)} 字")
        member = structs.replace(draft, title=name, matter=_matter(draft), document_number=page.document_number)
        blocks = blocks_of_lines([*(preface if number == 0 else []), *page.lines])
        whence = (Fact("合集", draft.title), Fact("篇次", f"第{_numeral(number + 1)}篇"), *page.facts)
        blocks.append(Facts(whence, "来源"))
        yield from _divided(member, blocks, made)


def _divided(draft: Draft, blocks: list[Block], made: Composed) -> Iterator[Draft]:
    """One draft, or several linked as one matter if the body is over the limit."""
    try:
        parts = parts_of(blocks)
    except ValueError as err:
        raise Refused(Refusal.BODY_TOO_LONG, str(err)) from err
    if len(parts) > MAX_PARTS:
        raise Refused(Refusal.BODY_TOO_LONG, f"须拆成 {len(parts)} 部分，最多 {MAX_PARTS}")
    if len(parts) == 1:
        yield structs.replace(draft, blocks=tuple(parts[0]))
        return
    made.repaired([Repair.SPLIT])
    for number, part in enumerate(parts, start=1):
        title = f"{draft.title}({_numeral(number)})"
        yield structs.replace(draft, title=title, blocks=tuple(part), matter=_matter(draft))


def _matter(draft: Draft) -> str:
    return draft.matter or "import-" + hashlib.sha256(f"{draft.source}\n{draft.title}".encode()).hexdigest()[:16]


def _shelved(draft: Draft, row: Row) -> Draft:
    """Put it where it belongs on the kiosk."""
    match row.form:
        case Form.LAW:
            return structs.replace(
                draft,
                timing=Timing.LONG_TERM,
                five_open=FiveOpen.MANAGEMENT,
                genre="法律法规",
                category="政策法规",
            )
        case Form.TEXT:
            return structs.replace(
                draft, six_open=SixOpen.PARTY, window=Window.PARTY, genre="工作材料", category="党务政务公开"
            )
        case Form.LIST:
            return structs.replace(draft, category="名单")
        case _:
            category = "人事任免" if re.search(r"任免|任职|免职", draft.title) else "政策文件"
            return structs.replace(draft, timing=Timing.LONG_TERM, genre=kind(draft.title), category=category)


def _publisher(title: str, row: Row, hint: str, made: Composed) -> str:
    found = issuer(title, row.url, hint or row.publisher)
    if not found:
        made.hints[Hint.NO_PUBLISHER] = ""
    return found or NO_PUBLISHER


def _enacted_by(lines: list[str]) -> str:
    """Who made a law, from the lines of its history before the first chapter."""
    head = "".join(lines[:8])
    for words, authority in (
        ("中共中央、国务院", "中共中央、国务院"),
        ("全国人民代表大会", "全国人民代表大会常务委员会"),
        ("国务院令", "国务院"),
    ):
        if words in head:
            return authority
    return ""


def _dated(label: str, day: date | None) -> list[Fact]:
    return [Fact(label, f"{day.year}年{day.month}月{day.day}日")] if day else []


def _numeral(number: int) -> str:
    """1–99 as Chinese writes it."""
    tens, ones = divmod(number, 10)
    if tens == 0:
        return _NUMERALS[ones - 1]
    return (_NUMERALS[tens - 1] if tens > 1 else "") + "十" + (_NUMERALS[ones - 1] if ones else "")


# ---- refusing and doubting


def _day(written: str, label: str, today: date) -> date | None:
    """A date as written; None if there is none. Raises Refused."""
    if not written.strip():
        return None
    match = _DATE.fullmatch(written.strip())
    if match is None:
        raise Refused(Refusal.IMPOSSIBLE_DATE, f"{label} {written.strip()[:40]}")
    try:
        day = date(*(int(part) for part in match.groups() if part is not None))
    except ValueError as err:
        raise Refused(Refusal.IMPOSSIBLE_DATE, f"{label} {written.strip()[:40]}") from err
    if day > today:
        raise Refused(Refusal.FUTURE_DATE, f"{label} {day}")
    return day


def _refuse_identity_numbers(texts: Iterable[str], made: Composed | None = None) -> None:
    found = findings_in(texts)
    certain = [finding for finding in found if finding.certain]
    if certain:
        raise Refused(Refusal.IDENTITY_NUMBER, _named(certain))
    if found and made is not None:
        made.hints[Hint.PERSONAL_DATA] = _named(found)


def _hint_at_lists(draft: Draft, made: Composed) -> None:
    """Names beside an illness, children in lists of aid, dwellings: what only a table's head gives away."""
    tables = [block for block in draft.blocks if isinstance(block, Table)]
    found = [one for table in tables for one in list_findings((table.columns, *table.rows), draft.title)]
    if found:
        named = "、".join(f"{KIND_LABELS[one.kind]} {one.masked}" for one in found[:5])
        made.hints.setdefault(Hint.PERSONAL_DATA, named + (f" 等 {len(found)} 处" if len(found) > 5 else ""))


def _named(found: list[Finding]) -> str:
    shown = "、".join(f"{KIND_LABELS[finding.kind]} {finding.masked}" for finding in found[:5])
    return shown + (f" 等 {len(found)} 处" if len(found) > 5 else "")


def _hint(made: Composed, row: Row, title: str, formed_on: date | None, published_on: date | None) -> None:
    for hint in doubts(row.title, title):
        made.hints[hint] = ""
    if _CUT_TITLE.search(title):
        made.hints[Hint.CUT_TITLE] = ""
    if len(title) <= 4 and kind(title) in ("通知", "贺电", "通报", "公告", "决定", "批复", "函"):
        made.hints[Hint.GENERIC_TITLE] = ""
    if formed_on and published_on and formed_on > published_on:
        made.hints[Hint.DATES_REVERSED] = f"成文 {formed_on},发布 {published_on}"
