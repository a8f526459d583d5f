"""gate-misses, gate-false, gate-speed: what the gate for personal data lets through, and what it holds up for nothing.

Misses: 10,000 true identity numbers, their check digits from python-stdnum, 2,000 each in running text, in rows of
tables, in Word, Excel and PDF files made with python-docx, openpyxl and reportlab: plain, full-width, with blanks or
hyphens, split over cells, runs and lines. A number counts as found if a certain finding has its masked form.

False: 50,000 paragraphs without any personal data, of which every certain finding blocks one: real titles and
documents where they are at hand, and generated ones with document and index numbers, credit codes, project codes,
amounts, dates, account and telephone numbers of offices. Speed: the gate over the same paragraphs, CPU time.
"""

from __future__ import annotations

import csv
import io
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import docx
import openpyxl
from reportlab.pdfgen.canvas import Canvas
from stdnum.cn import ric, uscc

from content.hub.reading.apart import findings_in_file
from content.personal_data import certain_in, findings

REAL = Path(__file__).resolve().parents[2] / "shared" / "real"
NUMBERS = 10_000
PARAGRAPHS = 50_000
FILES = 4  # of each kind
MAX_FALSE = 0.01
MIN_SPEED_MB_S = 1.0
_WIDE = str.maketrans("0123456789Xx", "０１２３４５６７８９Ｘｘ")

Carrier = Callable[[list[str], random.Random], Counter[str]]


def measure() -> list[dict[str, Any]]:
    """The three figures, from one fixed seed."""
    chance = random.Random(20261129)
    numbers = list(_true_numbers(chance, NUMBERS))
    share = NUMBERS // len(CARRIERS)
    missed = {}
    for place, (name, carrier) in enumerate(CARRIERS.items()):
        own = numbers[place * share : (place + 1) * share]
        found = carrier(own, chance)
        missed[name] = (Counter(f"{number[:2]}{'*' * 13}{number[-3:]}" for number in own) - found).total()
    misses = sum(missed.values())
    paragraphs, real = _clean(chance)
    started = time.process_time()
    found_in = [findings(paragraph) for paragraph in paragraphs]
    seconds = time.process_time() - started
    blocked = sum(any(one.certain for one in found) for found in found_in)
    hinted = sum(bool(found) for found in found_in)
    speed = sum(len(paragraph.encode()) for paragraph in paragraphs) / 1e6 / seconds
    told = ", ".join(f"{name} {count}" for name, count in missed.items())
    whence = f"{real:,} of them real" if real else "all generated: no real texts on this machine"
    return [
        _figure("gate-misses", misses, f"of {NUMBERS:,} numbers ({told})", "0", misses == 0),
        _figure(
            "gate-false",
            round(100 * blocked / len(paragraphs), 3),
            f"% of {len(paragraphs):,} paragraphs blocked ({whence}; {100 * hinted / len(paragraphs):.2f} % hinted at)",
            f"≤ {100 * MAX_FALSE:g} %",
            blocked <= MAX_FALSE * len(paragraphs),
        ),
        _figure("gate-speed", round(speed, 1), "MB/s", f"≥ {MIN_SPEED_MB_S:g} MB/s", speed >= MIN_SPEED_MB_S),
    ]


# ---- numbers and what carries them


def _true_numbers(chance: random.Random, count: int) -> Iterator[str]:
    for _ in range(count):
        born = date(1920, 1, 1) + timedelta(days=chance.randrange(39_000))
        front = f"{chance.randrange(110_000, 830_000)}{born:%Y%m%d}{chance.randrange(1000):03d}"
        yield front + ric.calc_check_digit(front + "0")  # it drops the last character


def _disguised(number: str, chance: random.Random) -> str:
    match chance.randrange(6):
        case 0:
            return number.lower()
        case 1:
            return number.translate(_WIDE)
        case 2:
            return f"{number[:6]} {number[6:14]} {number[14:]}"
        case 3:
            return f"{number[:6]}-{number[6:14]}-{number[14:]}"
        case 4:
            return chance.choice((" ", "\u3000", "\u200b")).join(number)
    return number


def _halves(number: str, chance: random.Random) -> tuple[str, str]:
    at = chance.randrange(4, 15)
    return number[:at], number[at:]


def _in_text(numbers: list[str], chance: random.Random) -> Counter[str]:
    found: Counter[str] = Counter()
    for number in numbers:
        before, after = chance.choice((("证号", "，"), ("身份证：", "号"), ("", ""), ("王*(", ")男"), ("ID", " 1380")))
        found.update(one.masked for one in certain_in([before + _disguised(number, chance) + after]))
    return found


def _in_rows(numbers: list[str], chance: random.Random) -> Counter[str]:
    found: Counter[str] = Counter()
    for place, number in enumerate(numbers, start=1):
        cells = [number[:6], number[6:14], number[14:]] if place % 3 else list(_halves(number, chance))
        found.update(one.masked for one in certain_in([str(place), "王*", *cells, "男", "1,264.30"]))
    return found


def _in_word(numbers: list[str], chance: random.Random) -> Counter[str]:
    document = docx.Document()
    rows = []
    for place, number in enumerate(numbers):
        match place % 4:
            case 0:
                document.add_paragraph(f"村民王*，{_disguised(number, chance)}。")
            case 1:
                paragraph = document.add_paragraph("证号")
                for half in _halves(number, chance):
                    paragraph.add_run(half)
            case 2:
                rows.append(("王*", _disguised(number, chance)))
            case 3:
                rows.append(_halves(number, chance))
    table = document.add_table(len(rows), 2)
    for made, cells in zip(table.rows, rows, strict=True):
        for place, cell in zip(made.cells, cells, strict=True):
            place.text = cell
    return _found(document.save, "名单.docx")


def _in_excel(numbers: list[str], chance: random.Random) -> Counter[str]:
    book = openpyxl.Workbook()
    for place, number in enumerate(numbers):
        cells = list(_halves(number, chance)) if place % 3 == 0 else [_disguised(number, chance)]
        book.active.append([place, "王*", *cells, 1264.3])
    return _found(book.save, "名单.xlsx")


def _in_pdf(numbers: list[str], chance: random.Random) -> Counter[str]:
    out = io.BytesIO()
    canvas = Canvas(out)
    y = 800
    for place, number in enumerate(numbers):
        lines = _halves(number, chance) if place % 4 == 0 else [f"No. {place}: {number}"]
        for line in lines:
            canvas.drawString(60, y, line)
            y -= 14
        if y < 60:
            canvas.showPage()
            y = 800
    canvas.save()
    return _found(lambda file: file.write(out.getvalue()), "list.pdf")


def _found(save: Callable[[io.BytesIO], Any], name: str) -> Counter[str]:
    out = io.BytesIO()
    save(out)
    return Counter(one.masked for one in findings_in_file(out.getvalue(), name) if one.certain)


def _in_files(carrier: Carrier) -> Carrier:
    """Spread over FILES files: one of 2,000 numbers would take python-docx longer than all else."""

    def spread(numbers: list[str], chance: random.Random) -> Counter[str]:
        found: Counter[str] = Counter()
        for place in range(FILES):
            found += carrier(numbers[place::FILES], chance)
        return found

    return spread


CARRIERS: dict[str, Carrier] = {
    "text": _in_text,
    "tables": _in_rows,
    "docx": _in_files(_in_word),
    "xlsx": _in_files(_in_excel),
    "pdf": _in_files(_in_pdf),
}


# ---- clean paragraphs


def _clean(chance: random.Random) -> tuple[list[str], int]:
    """PARAGRAPHS paragraphs, and how many of them are real."""
    real = list(_real())[:PARAGRAPHS]
    return real + [_generated(chance) for _ in range(PARAGRAPHS - len(real))], len(real)


def _real() -> Iterator[str]:
    for file in sorted(REAL.glob("titles/*.tsv")):
        with file.open(encoding="utf-8", newline="") as lines:
            yield from (row["title"] for row in csv.DictReader(lines, delimiter="\t") if row["title"])
    for file in REAL.glob("*.jsonl"):
        for line in file.read_text(encoding="utf-8").splitlines():
            yield from filter(str.strip, json.loads(line)["Body"].split("\n"))


def _generated(chance: random.Random) -> str:
    number = chance.randrange
    day = date(2019, 1, 1) + timedelta(days=number(3000))
    kinds = (
        lambda: f"清政办发〔{day.year}〕{number(1, 400)}号,索引号000014349/{day.year}-{number(100_000):05d}",
        lambda: f"统一社会信用代码{_credit_code(chance)},中标价{number(10**8) / 100:,.2f}元",
        lambda: (
            f"项目代码{day:%y%m}-{number(110_000, 660_000)}-{number(100):02d}-{number(100):02d}-{number(10**6):06d}"
        ),
        lambda: f"联系电话0350-{number(10**7):07d},监督电话12345,传真{number(10**4):04d}-{number(10**8):08d}",
        lambda: f"收款账户{number(10**17, 10**19)},开户行清源县农村信用社,金额{number(10**9) / 100:.2f}元",
        lambda: (
            f"公示期{day.isoformat()}至{(day + timedelta(days=7)).isoformat()},共{number(1, 400)}户{number(1000)}人"
        ),
        lambda: (
            f"{day.year}年{day.month}月{day.day}日,收入{number(10**7)}元,支出{number(10**7)}元,结余{number(10**7)}元"
        ),
        lambda: f"采购编号{day:%Y%m%d}{number(10**10):010d},预算{number(10**6)}万元,标段{number(1, 9)}",
        lambda: f"订单{number(10**17, 10**18)},地块编号{number(10**6):06d}{day:%Y%m%d}GB{number(10**5):05d}",
        lambda: "\t".join([str(number(1, 99)), day.isoformat(), *(f"{number(10**7) / 100:.2f}" for _ in range(4))]),
        lambda: f"http://www.example.gov.cn/{number(10**5)}/{day:%Y/%m/%d}/{number(10**8)}.shtml",
    )
    return "，".join(chance.choice(kinds)() for _ in range(chance.randint(1, 4)))


def _credit_code(chance: random.Random) -> str:
    front = f"9114{chance.randrange(10**4):04d}MA0{chance.randrange(10**6):06d}"
    return front + str(uscc.calc_check_digit(front))


def _figure(name: str, value: float, unit: str, goal: str, met: bool) -> dict[str, Any]:
    return {"name": name, "value": value, "unit": unit, "against": "", "ratio": None, "goal": goal, "met": met}


def main() -> int:
    """Print the figures as JSON."""
    print(json.dumps(measure(), ensure_ascii=False, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
