"""False alarms on real input, counted and looked at. The expected findings were judged by eye."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from content.blocks import Block, Paragraph
from content.hub.checking.check import check
from content.hub.checking.finding import Finding
from content.hub.checking.manuscript import manuscript
from content.hub.deadlines.command import Clocks, clocks

REAL = Path(__file__).resolve().parents[4] / "shared" / "real"
real = pytest.mark.skipif(not REAL.is_dir(), reason="the real documents (../shared/real) are not on this machine")


def found_in(title: str, blocks: Iterable[Block], here: Clocks, **more: Any) -> list[Finding]:
    from content.hub.disclosures.blocks import stream_of

    body = stream_of(tuple(blocks), defaultdict(lambda: 1))
    return check(manuscript({"title": title, **more.pop("fields", {})}, body, **more), body, here)


def titles() -> Iterator[str]:
    for file in sorted((REAL / "titles").glob("*.tsv")):
        with file.open(newline="", encoding="utf-8") as opened:
            yield from (row["title"] for row in csv.DictReader(opened, delimiter="\t") if row["title"])


@real
def test_of_12_595_titles_three_are_certain_and_all_three_are_wrong(hub_settings: Any) -> None:
    here = clocks()
    found = [one for title in titles() for one in found_in(title, (), here)]
    certain = sorted((one.fault.value, one.basis[:12]) for one in found if one.is_certain)
    assert certain == [
        ("document-number-brackets", "国务院办公厅、中央军委办"),  # 国办发[1987]13号
        ("unreadable-characters", "\u200b河南省人民政府办公厅关"),
        ("unreadable-characters", "\u200b河南省人民政府办公厅关"),
    ]
    # 国发(2005)3号 and 19号; 《关于调整补充<国务院一九九二年立法工作计划>的意见》.
    assert sorted(one.label for one in found if not one.is_certain) == ["书名号", "文号括号", "文号括号"]


@real
def test_of_25_documents_none_holds_a_certain_fault(hub_settings: Any) -> None:
    here, hints = clocks(), []
    for line in (REAL / "fulltext_25.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        paragraphs = [Paragraph(part) for part in row["Body"].split("\n") if part.strip()]
        hints += found_in(row["Title"] or "无", paragraphs, here)
    # 《国务院关于修改<国家科学技术奖励条例>的决定》; 〔2007〕第533号 and three more of its kind; 啟 in a farmer's name.
    assert sorted((one.label, one.is_certain) for one in hints) == [
        ("书名号", False),
        *[("文号括号", False)] * 4,
        ("简繁混用", False),
    ]


def test_every_disclosure_of_the_sample_county_passes(hub_settings: Any) -> None:
    from datetime import date

    from content.hub.sample.load import sample_drafts

    here = clocks()
    for draft in sample_drafts(date(2026, 11, 29)):
        fields = {
            name: getattr(draft, name)
            for name in ("publisher", "document_number", "explains", "limit_basis", "led_text", "genre")
            if hasattr(draft, name)
        }
        notice = draft.notice
        there = [("notice", notice), ("files", draft.files), ("limit_days", draft.limit)]
        filled = frozenset(name for name, value in there if value)
        if notice:
            fields["notice_contact"] = notice.contact
        days = (notice.first_day, notice.last_day) if notice else None
        found = found_in(draft.title, draft.blocks, here, fields=fields, filled=filled, notice=days)
        assert [(one.label, one.place, one.quote) for one in found if one.is_certain] == [], draft.title
