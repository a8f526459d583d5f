"""Layout of texts that nobody here wrote, kept to the same rules as our own."""

from __future__ import annotations

import csv
import json
from itertools import pairwise
from pathlib import Path

import pytest

from content.blocks import Heading, Paragraph
from kiosk.linebreak import clusters, wrap
from kiosk.marks import Rect, Words
from kiosk.screens import draw
from kiosk.theme import Theme
from kiosk.viewmodel.detail import DetailView, Shown
from kiosk.viewmodel.text import one_line, paragraphs
from kiosk.widgets.chrome import Around
from tests.kiosk.metrics import advance
from tests.kiosk.test_linebreak import NEVER_FIRST, NEVER_LAST, em
from tests.kiosk.test_screens import SIZES, STATUS, assert_layer_in_order

REAL = Path(__file__).resolve().parents[3] / "shared" / "real"
pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="../shared/real is not here")


def documents() -> list[tuple[str, str]]:
    lines = (REAL / "fulltext_25.jsonl").read_text(encoding="utf-8").splitlines()
    found = [json.loads(line) for line in lines]
    return [(one_line(row["Title"]), row["Body"]) for row in found]


def titles() -> list[str]:
    found = []
    for path in sorted((REAL / "titles").glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.reader(file, delimiter="\t"):
                found += row
    return found


def test_no_real_line_begins_or_ends_with_the_wrong_mark() -> None:
    texts = [*titles(), *(text for _, text in documents())]
    lines = 0
    for paragraph in {one for text in texts for one in paragraphs(text)}:
        for width in (13, 27):
            broken = wrap(paragraph, width, em)
            assert "".join(broken) == paragraph
            if any(sum(map(em, cluster)) > width for cluster in clusters(paragraph)):
                continue
            for before, after in pairwise(broken):
                lines += 1
                assert after[0] not in NEVER_FIRST, broken
                assert before.rstrip(" ")[-1:] not in set(NEVER_LAST), broken
    assert lines > 10_000


def test_real_documents_are_laid_out_whole() -> None:
    for title, text in documents():
        blocks: tuple[Shown, ...] = (Heading(title), *(Paragraph(one) for one in paragraphs(text)))
        view = DetailView(
            id="d01/000001",
            item="d01/000001@1",
            title=title,
            publisher="",
            published="2026年11月23日",
            facts=(),  # type: ignore[arg-type]
            notice="",
            notice_over=False,
            notice_contact="",
            blocks=blocks,
            attachments=(),
            qr=title,
            qr_is_address=False,
        )
        for size in SIZES[:2]:
            theme = Theme(*size)
            sheet = draw(view, Around(STATUS), theme, advance).sheet
            assert sheet is not None
            assert_layer_in_order(sheet, Rect(0, 0, sheet.window.w, sheet.height), theme, title)
            drawn = "".join("".join(mark.text for mark in sheet.marks if isinstance(mark, Words)).split())
            assert drawn.endswith("".join("".join(paragraphs(text)).split()))
