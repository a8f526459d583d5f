"""mingbai hub due: when something is due, as JSON.

    mingbai hub due --rule 20wd --from 2026-09-25
    {"rule":"20wd","from":"2026-09-25","due":"2026-10-29","estimated":false, …}

Without --rule it reads {"rule": …, "from": …} a line from standard input and answers a line each, a wrong line with
{"line": N, "error": …}. "pauses" may hold pairs of days, [first, last], which are not counted.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import IO, Any

import msgspec

from config.load import load_hub
from content.hub.deadlines.columns import Column, columns_of
from content.hub.deadlines.kinds import Kind, RequiredPart, kinds_of, parts_of
from content.hub.deadlines.reckon import Pause, period
from content.hub.deadlines.rules import NATIONAL_PACK, Rule, calendar_of, read_pack, rules_of
from content.hub.deadlines.workdays import WorkCalendar, published_calendar

MAX_LINE_BYTES = 65_536
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"start": "from"}):
    """One line of standard input."""

    rule: str
    start: str
    pauses: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Clocks:
    """The rules and the calendar of one place, and what its packs demand of each kind of disclosure."""

    rules: Mapping[str, Rule]
    work: WorkCalendar
    parts: Mapping[str, RequiredPart] = field(default_factory=dict)
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    columns: Mapping[str, Column] = field(default_factory=dict)

    def answer(self, question: Question) -> dict[str, Any]:
        """The keys that the command prints. Raises ValueError with what is wrong and what is allowed."""
        rule = self.rules.get(question.rule)
        if rule is None:
            raise ValueError(f"no rule {question.rule[:40]!r}; there are {', '.join(sorted(self.rules))}")
        start = _day(question.start)
        pauses = [Pause(_day(first), _day(last)) for first, last in question.pauses]
        found = period(rule, start, self.work, pauses)
        notice = {"first_day": found.first_day, "last_day": found.last_day} if rule.is_notice else {}
        return {
            "rule": question.rule,
            "from": start,
            **notice,
            "due": found.last_day,
            "estimated": found.is_estimated,
            "unit": rule.unit.value,
            "count": rule.count,
            "label": rule.label,
            "basis": rule.basis,
            "verified": rule.is_verified,
            "pack": rule.pack,
        }


def clocks(packs: Sequence[Path] = ()) -> Clocks:
    """The national rules under those of the packs. Raises ValueError."""
    read = [read_pack(file) for file in (NATIONAL_PACK, *packs)]
    rules, parts = rules_of(read), parts_of(read)
    work = calendar_of(read, published_calendar())
    return Clocks(rules, work, parts, kinds_of(read, rules, parts), columns_of(read, rules))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rule", help="such as 20wd, 5wd-notice, monthly")
    parser.add_argument("--from", dest="start", metavar="DATE", help="YYYY-MM-DD")
    parser.add_argument(
        "--pause", nargs=2, action="append", default=[], metavar=("FIRST", "LAST"), help="days that are not counted"
    )
    parser.add_argument(
        "--pack", type=Path, action="append", default=[], metavar="FILE", help="a province's, a county's"
    )


def run(words: argparse.Namespace) -> int:
    """Answer one question, or those on standard input: then 1 if any line was wrong. Raises ValueError."""
    here = clocks([*(load_hub(words.config).rule_packs if words.config else ()), *words.pack])
    if (words.rule is None) != (words.start is None):
        raise ValueError("--rule and --from belong together; without both, questions are read from standard input")
    if words.rule is not None:
        question = Question(words.rule, words.start, tuple((first, last) for first, last in words.pause))
        print(_json(here.answer(question)))
        return 0
    status = 0
    for answer in answers(here, sys.stdin.buffer):
        status |= "error" in answer
        print(_json(answer), flush=True)
    return status


def answers(here: Clocks, lines: IO[bytes]) -> Iterator[dict[str, Any]]:
    """One answer for each line that is not blank."""
    number = 0
    while line := lines.readline(MAX_LINE_BYTES + 1):
        number += 1
        if len(line) > MAX_LINE_BYTES and not line.endswith(b"\n"):
            while (rest := lines.readline(MAX_LINE_BYTES)) and not rest.endswith(b"\n"):
                pass
            yield {"line": number, "error": f"more than {MAX_LINE_BYTES} bytes"}
        elif line.strip():
            try:
                yield here.answer(msgspec.json.decode(line, type=Question))
            except (ValueError, RecursionError) as err:
                yield {"line": number, "error": str(err)}


def _day(written: str) -> date:
    if not _DAY.fullmatch(written):
        raise ValueError(f"{written[:40]!r} is no date; expected YYYY-MM-DD")
    try:
        return date.fromisoformat(written)
    except ValueError as err:
        raise ValueError(f"{written}: {err}") from err


def _json(answer: dict[str, Any]) -> str:
    return msgspec.json.encode(answer).decode()
