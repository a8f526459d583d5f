"""打印: the PDF read by another program, what the printer was told, and every way in which it may fail."""

from __future__ import annotations

import hashlib
import logging
import shutil
import stat
import subprocess
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace

from content.county import County
from content.disclosure import Disclosure
from content.short_text import short_text
from content.store.library import Library
from content.terms import Audience
from kiosk import fonts
from kiosk.language import CHINESE
from kiosk.marks import Words
from kiosk.printing import ENOUGH, MOST_PRINTS, OUT_OF_ORDER, PrintDesk, PrinterError, PrinterQueue, run_program
from kiosk.printout import pages_of, pdf_of, sheets_of
from kiosk.routes import AT_HOME, Open, next_visit
from kiosk.taking import NotPrinted, Print, Printed, TakeAway
from kiosk.theme import PaperSize
from kiosk.viewmodel import view_of
from kiosk.viewmodel.context import Context, Place
from kiosk.viewmodel.detail import TableSummary
from kiosk.viewmodel.taking import TakeView
from tests.kiosk.store_factory import StoreFactory

FONTS = fonts.find(fonts.folders())
needs_fonts = pytest.mark.skipif(FONTS is None, reason="no Chinese font; run `make setup`")
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
PRINTED_AT = "2026年11月23日 12:00"


@pytest.fixture
def place(here: Place) -> Place:
    return replace(here, has_printer=True)


@pytest.fixture
def view(filled: StoreFactory, library: Library, qingyuan: County, place: Place) -> TakeView:
    """A subsidy list of forty rows, with a signed short text."""
    row = next(row for row in library.rows(limit=200) if "耕地地力保护补贴发放公示" in row.title)
    found = library.disclosure(row.id)
    assert found is not None
    return taken(filled, library, qingyuan, place, found)


def taken(
    factory: StoreFactory, library: Library, county: County, place: Place, found: Disclosure, **changes: object
) -> TakeView:
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    signed = replace(found, rev=found.rev + 1, **changes)
    factory.store(replace(signed, short_text=short_text(signed, "ab" * 32, key.sign)))
    made = view_of(TakeAway(found.id), Context(library, county, place, library.clock()))
    assert isinstance(made, TakeView)
    return made


def test_what_can_be_taken_along(view: TakeView) -> None:
    assert view.address == f"https://gk.example.gov.cn/{view.item.partition('@')[0]}"
    assert view.short.startswith(view.title[:10])
    assert view.page is not None and view.page.title == view.title
    assert len(view.sha256) == 64


def test_without_a_printer_or_for_villagers_alone_nothing_is_printed(
    filled: StoreFactory, library: Library, qingyuan: County, here: Place, place: Place
) -> None:
    found = next(one for row in library.rows(limit=50) if (one := library.disclosure(row.id)) and one.unit == "t01")
    assert taken(filled, library, qingyuan, here, found).page is None
    private = taken(filled, library, qingyuan, place, replace(found, rev=5), audience=Audience.VILLAGERS)
    assert private.page is None
    with pytest.raises(ValueError, match="not to be printed"):
        pdf_of(private, "a4", FONTS or fonts.Fonts(Path(), Path()), PRINTED_AT)


@needs_fonts
@pytest.mark.parametrize("size", ["a4", "receipt-80"])
def test_the_pdf_is_one_that_other_programs_read(size: PaperSize, view: TakeView, tmp_path: Path) -> None:
    if shutil.which("pdfinfo") is None:
        pytest.skip("pdfinfo (poppler-utils) is not installed")
    assert FONTS is not None
    (tmp_path / "page.pdf").write_bytes(pdf_of(view, size, FONTS, PRINTED_AT))
    told = subprocess.run(["pdfinfo", tmp_path / "page.pdf"], capture_output=True, text=True, check=True).stdout
    facts = {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in told.splitlines())}
    wide, high = (float(number) for number in facts["Page size"].replace("(A4)", "").removesuffix("pts ").split()[:3:2])
    if size == "a4":  # 210 × 297 mm in points of 1/72 inch
        assert (round(wide), round(high)) == (595, 842)
        assert int(facts["Pages"]) >= 2
    else:  # 72 mm
        assert abs(wide - 72 / 25.4 * 72) < 1
        assert facts["Pages"] == "1"


@needs_fonts
@pytest.mark.parametrize(("size", "dpi"), [("a4", 150), ("receipt-80", 203)])
def test_another_program_reads_both_codes_off_the_paper(
    size: PaperSize, dpi: int, view: TakeView, tmp_path: Path
) -> None:
    if shutil.which("zbarimg") is None or shutil.which("pdftoppm") is None:
        pytest.skip("zbarimg (zbar-tools) or pdftoppm (poppler-utils) is not installed")
    assert FONTS is not None
    (tmp_path / "page.pdf").write_bytes(pdf_of(view, size, FONTS, PRINTED_AT))
    picture = ["pdftoppm", "-r", str(dpi), "-l", "1", "-gray", "-png", "-singlefile", "page.pdf", "page"]
    subprocess.run(picture, cwd=tmp_path, check=True, timeout=60)
    read = ["zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", "page.png"]
    done = subprocess.run(read, cwd=tmp_path, capture_output=True, check=True, timeout=60)
    assert view.address in done.stdout.decode()
    assert view.short in done.stdout.decode()


@needs_fonts
@pytest.mark.parametrize("size", ["a4", "receipt-80"])
def test_all_columns_of_every_row_are_printed_once(size: PaperSize, view: TakeView) -> None:
    assert FONTS is not None and view.page is not None
    table = next(block for block in view.page.blocks if isinstance(block, TableSummary))
    assert len(table.rows) == 40
    words: list[str] = []
    for start, end, sheet in sheets_of(view, size, FONTS, PRINTED_AT):
        words += [mark.text for mark in sheet.marks if isinstance(mark, Words) and start <= mark.at.y < end]
    printed = "".join(words)
    for row in table.rows:
        assert printed.count(row[-1]) >= 1, row  # the amount, which is the last column
    assert "单独看这张表" not in printed and "查找" not in printed


@needs_fonts
def test_no_page_is_empty(view: TakeView) -> None:
    assert FONTS is not None
    for page in pages_of(view, "a4", FONTS, PRINTED_AT):
        assert page.size == (1654, 2339)
        assert page.histogram()[0] > 2_000  # black dots


class Machine:
    """lpstat and lp, as far as they are asked. told: what each answers."""

    def __init__(self, **told: tuple[int, str]) -> None:
        self.told = told
        self.asked: list[tuple[list[str], int]] = []

    def __call__(self, words: Sequence[str], given: bytes) -> tuple[int, str]:
        self.asked.append((list(words), len(given)))
        return self.told.get(words[0], (0, ""))


def desk(machine: Machine) -> tuple[PrintDesk, list[object], threading.Semaphore]:
    answers: list[object] = []
    arrived = threading.Semaphore(0)

    def done(step: object) -> None:
        answers.append(step)
        arrived.release()

    assert FONTS is not None
    return PrintDesk(PrinterQueue("hall", "a4", machine), FONTS, lambda: NOON, done), answers, arrived


@needs_fonts
def test_the_printer_is_asked_first_and_then_given_the_page(view: TakeView) -> None:
    machine = Machine(lpstat=(0, "printer hall is idle.  enabled since Mon 23 Nov 2026"))
    made, answers, arrived = desk(machine)
    made.print(view, CHINESE)
    assert arrived.acquire(timeout=60)
    made.stop()
    assert answers == [Printed()]
    (first, nothing), (second, size) = machine.asked
    assert (first, nothing) == (["lpstat", "-p", "hall"], 0)
    assert second == ["lp", "-d", "hall", "-t", view.title[:80], "-o", "media=A4", "-"]
    assert size > 10_000


FAILURES = [  # what the programs say, a word of the log
    ({"lpstat": (1, 'lpstat: Invalid destination name in list "hall"!')}, "Invalid destination"),
    ({"lpstat": (0, "printer hall disabled since Mon 23 Nov 2026 - Paused")}, "disabled"),
    ({"lp": (1, "lp: The printer or class does not exist.")}, "does not exist"),
]


@needs_fonts
@pytest.mark.parametrize(("told", "word"), FAILURES, ids=[word for _, word in FAILURES])
def test_a_printer_out_of_order_is_one_calm_sentence_and_a_line_in_the_log(
    view: TakeView, told: dict[str, tuple[int, str]], word: str, caplog: pytest.LogCaptureFixture
) -> None:
    made, answers, arrived = desk(Machine(**told))
    with caplog.at_level(logging.ERROR):
        made.print(view, CHINESE)
        assert arrived.acquire(timeout=60)
    made.stop()
    assert answers == [NotPrinted(OUT_OF_ORDER)]
    assert "nothing printed" in caplog.text
    assert word in str(caplog.records[-1].__dict__["problem"])


@needs_fonts
def test_three_in_one_visit_are_enough(view: TakeView) -> None:
    made, answers, arrived = desk(Machine())
    for _ in range(MOST_PRINTS + 1):
        made.print(view, CHINESE)
        assert arrived.acquire(timeout=60)
    assert answers == [Printed()] * MOST_PRINTS + [NotPrinted(ENOUGH)]
    made.new_visit()
    made.print(view, CHINESE)
    assert arrived.acquire(timeout=60)
    made.stop()
    assert answers[-1] == Printed()


def test_a_real_lp_gets_the_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, script in (
        ("lpstat", "echo printer hall is idle"),
        ("lp", f'echo "$@" > {tmp_path}/words; cat > {tmp_path}/pdf'),
    ):
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    PrinterQueue("hall", "receipt-80", run_program).print(b"%PDF-1.4 all", "低保公示")
    assert (tmp_path / "words").read_text(encoding="utf-8").strip() == "-d hall -t 低保公示 -"
    assert hashlib.sha256((tmp_path / "pdf").read_bytes()).digest() == hashlib.sha256(b"%PDF-1.4 all").digest()


def test_no_cups_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PrinterError, match="lpstat"):
        PrinterQueue("hall", "a4", run_program).print(b"", "")


def test_one_print_at_a_time() -> None:
    from content.record import DisclosureId

    here = TakeAway(DisclosureId("t01/000012"))
    visit = next_visit(AT_HOME, Open(here))
    for step, after in (
        (Print(), replace(here, printing="waiting")),
        (Print(), replace(here, printing="waiting")),
        (NotPrinted(OUT_OF_ORDER), replace(here, problem=OUT_OF_ORDER)),
        (Printed(), replace(here, problem=OUT_OF_ORDER)),  # nothing was asked for
        (Print(), replace(here, printing="waiting")),
        (Printed(), replace(here, printing="done")),
        (Print(), replace(here, printing="waiting")),
    ):
        visit = next_visit(visit, step)
        assert visit[-1] == after, step
