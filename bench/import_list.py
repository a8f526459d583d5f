"""import: an Excel list of 5,000 rows becomes drafts in the hub, with the gate for personal data on.

A list (名单) of 5,000 people with eight columns and its sums, names masked, as a township hands it in: read in a
process apart, every cell, comment and hidden sheet through the gate, mended, cut into disclosures that fit, written to
SQLite as a county has it (WAL, synchronous FULL). From the path of the file to the last commit, the median of RUNS.
Beside it stands the time of the processors, for on a busy machine the clock says more. Whether the gate was on is asked
of the same import: with one true number in the list it must refuse it.
"""

from __future__ import annotations

import contextlib
import json
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
from stdnum.cn import ric

ROWS = 5_000
RUNS = 5
GOAL_S = 3.0
TODAY = date(2026, 11, 29)
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GROUPS = "一二三四五六七八九"
HEAD = ("序号", "村", "村民小组", "姓名", "面积（亩）", "补贴标准（元/亩）", "补贴金额（元）", "备注")


def measure() -> list[dict[str, Any]]:
    """The figure."""
    from config.settings import HubSettings
    from content.hub.settings import setup

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        setup(HubSettings(county="qingyuan", data_dir=folder / "data", repository_dir=folder / "feed",
                          keys_dir=folder / "keys"))  # fmt: skip
        with _hub():
            chance = random.Random(20261129)
            times = _list_of(folder, chance)
            _check_gate(folder, chance)
    return [_figure(times)]


@contextlib.contextmanager
def _hub() -> Iterator[None]:
    """A migrated hub with the sample county."""
    from django.core.management import call_command
    from django.db import connection

    from content.hub.sample.county import sample_county
    from content.hub.units.services import load_county

    call_command("migrate", verbosity=0, interactive=False)
    load_county(sample_county())
    try:
        yield
    finally:
        connection.close()


def _list_of(folder: Path, chance: random.Random) -> list[tuple[float, float]]:
    """Seconds by the clock and of the processors, of each run; every run has a list of its own."""
    times = []
    for run in range(RUNS):
        path = folder / f"2026年耕地地力保护补贴明细{run}.xlsx"
        _write_list(path, chance)
        seconds, processors, report = _imported(path)
        if report.accepted != 1 or report.drafts < 2:
            raise RuntimeError(f"not imported as one list: {report.summary()}")
        times.append((seconds, processors))
    return times


def _check_gate(folder: Path, chance: random.Random) -> None:
    """With a true identity number in one of its cells the same list is not imported."""
    front = f"{chance.randrange(110_000, 650_000)}19850304{chance.randrange(1000):03d}"
    path = folder / "含证号.xlsx"
    _write_list(path, chance, remark=front + ric.calc_check_digit(front + "0"))
    _, _, report = _imported(path)
    if report.accepted or report.refused != {"identity-number": 1}:
        raise RuntimeError(f"the gate was not on: {report.summary()}")


def _write_list(path: Path, chance: random.Random, remark: str = "") -> None:
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet("补贴明细")
    page.append(HEAD)
    area_tenths = 0
    for number in range(1, ROWS + 1):
        tenths = chance.randint(8, 96)
        area_tenths += tenths
        name = f"{chance.choice(SURNAMES)}*{chance.choice(SURNAMES)}"
        village, group = f"{chance.choice(SURNAMES)}家村", f"{chance.choice(GROUPS)}组"
        note = remark if number == ROWS // 2 else ""
        page.append((number, village, group, name, tenths / 10, 105, round(tenths * 10.5, 2), note))
    page.append(("合计", "", "", "", area_tenths / 10, "", round(area_tenths * 10.5, 2), ""))
    book.save(path)


def _imported(path: Path) -> tuple[float, float, Any]:
    """Seconds from the path to the last commit, by the clock and of the processors, and the report."""
    from content.hub.disclosures.services import create_drafts
    from content.hub.imports.assign import to_unit
    from content.hub.imports.run import import_files
    from content.hub.units.models import Unit

    unit = Unit.objects.filter(level="township").values_list("pk", flat=True)[0]
    started, used = time.perf_counter(), _processors()
    report = import_files([path], lambda drafts: create_drafts(drafts, by=None), assign=to_unit(unit), today=TODAY)
    return time.perf_counter() - started, _processors() - used, report


def _processors() -> float:
    """Seconds that this process and the ones it has waited for have computed."""
    own, apart = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + apart.ru_utime + apart.ru_stime


def _figure(times: list[tuple[float, float]]) -> dict[str, Any]:
    value = statistics.median(seconds for seconds, _ in times)
    processors = statistics.median(used for _, used in times)
    return {
        "name": "import",
        "value": round(value, 2),
        "unit": f"s, {ROWS:,} rows of Excel as a list ({processors:.2f} s of them computing)",
        "against": "",
        "ratio": None,
        "goal": f"≤ {GOAL_S:g} s",
        "met": value <= GOAL_S,
    }


def main() -> int:
    """Print the figures as JSON."""
    print(json.dumps(measure(), ensure_ascii=False, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
