"""Figures as a table for people: on the terminal, and in docs/benchmarks.md with the machine and the date."""

from __future__ import annotations

import os
import platform
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

Figure = dict[str, Any]

PREFACE = """\
# Benchmarks

Written by `python -m bench --report` from the last `make bench`; do not edit. A ratio is taken within one run:
both sides run on the same machine in the same minute, several times, in turn, and medians are compared.
Absolute figures of a small or busy machine move by some 40 %; ratios move less.
"""
EPILOGUE = """\
How each figure is taken stands at the top of its file in [bench/](../bench).
"""


def table(figures: list[Figure]) -> list[str]:
    """One line for each figure, columns aligned."""
    rows = [("figure", "value", "against", "ratio", "goal", "")]
    for figure in figures:
        rows.append((*_cells(figure), "met" if figure["met"] else "NOT MET"))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def write_report(file: Path, figures: list[Figure], machine: dict[str, str]) -> None:
    """Write the page."""
    lines = [PREFACE]
    lines += [f"- {what}: {is_what}" for what, is_what in machine.items()]
    lines += ["", "| figure | value | against | ratio | goal | met |", "|---|---|---|---|---|---|"]
    for figure in figures:
        lines.append(f"| {' | '.join(_cells(figure))} | {'yes' if figure['met'] else '**no**'} |")
    file.write_text("\n".join([*lines, "", EPILOGUE]), encoding="utf-8")


def describe_machine() -> dict[str, str]:
    """What the figures were taken on, and when."""
    cpu = re.search(r"model name\s*: (.+)", _text("/proc/cpuinfo"))
    memory = re.search(r"MemTotal:\s+(\d+) kB", _text("/proc/meminfo"))
    system = re.search(r'PRETTY_NAME="(.+)"', _text("/etc/os-release"))
    return {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "processor": f"{os.cpu_count()} × {cpu[1] if cpu else platform.machine()}",
        "memory": f"{int(memory[1]) / 1e6:.0f} GB" if memory else "not known",
        "system": system[1] if system else platform.platform(),
        "Python": platform.python_version(),
        "graphics": "software (Xvfb, llvmpipe)",
        "load average of the last 15 minutes": f"{os.getloadavg()[2]:.1f}",
    }


def _cells(figure: Figure) -> tuple[str, str, str, str, str]:
    ratio = figure["ratio"]
    return (
        str(figure["name"]),
        f"{_number(figure['value'])} {figure['unit']}",
        _number(figure["against"]),
        "" if ratio is None else f"{ratio:.2f}",
        str(figure["goal"]),
    )


def _number(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.3g}" if abs(value) < 1000 else f"{value:.0f}"
    return "" if value is None else str(value)


def _text(file: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8")
    except OSError:
        return ""
