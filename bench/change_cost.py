"""change-bytes, change-cpu, unchanged-bytes: what one changed disclosure costs a terminal, and what no change costs.

The county has 240 units and 30,000 disclosures; the terminal subscribes to all of them. One disclosure is revised
in a unit of 20 items and in one of 5,000, in turn; the larger cost counts. Bytes are nginx's own count in both
directions, headers included; CPU is the process time of one pull, everything from the poll to the commit.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from bench.county import ITEMS, disclosures, invented_county
from bench.nginx import Nginx, served
from bench.published import change, publish, terminal
from content.disclosure import Disclosure
from content.feed.repository import Repository
from content.record import DisclosureId, UnitCode
from content.sync.pull import Puller

SMALL, LARGE = UnitCode("t12-v17"), UnitCode("t12-v16")
SIZES = {SMALL: 20, LARGE: 5_000}
ROUNDS = 15
MAX_CHANGE_BYTES = 12_000
MAX_CHANGE_CPU_MS = 40.0
MAX_UNCHANGED_BYTES = 400


def measure() -> list[dict[str, Any]]:
    """Medians over ROUNDS revisions in each of the two units."""
    county = invented_county()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        items = list(_sized(county.units))
        repository, root = publish(folder, county, items)
        units = [unit.code for unit in county.units]
        with served(folder / "feed", folder / "nginx") as nginx:
            puller = terminal(folder / "terminal", nginx.url, county.code, units, root)
            assert puller.pull_once().stored == len(items)
            costs = {unit: _revise(repository, puller, nginx, items, unit) for unit in SIZES}
            nginx.traffic()
            assert puller.pull_once().checked_only
            unchanged = nginx.traffic()
        repository.close()
    bytes_, cpu_ms = (max(cost[number] for cost in costs.values()) for number in (0, 1))
    told = ", ".join(f"in a unit of {SIZES[unit]}: {cost[0]} bytes, {cost[1]:.0f} ms" for unit, cost in costs.items())
    return [
        _figure("change-bytes", bytes_, f"bytes ({told})", f"≤ {MAX_CHANGE_BYTES} bytes", bytes_ <= MAX_CHANGE_BYTES),
        _figure(
            "change-cpu", round(cpu_ms, 1), "ms of CPU", f"≤ {MAX_CHANGE_CPU_MS:g} ms", cpu_ms <= MAX_CHANGE_CPU_MS
        ),
        _figure(
            "unchanged-bytes",
            unchanged.up + unchanged.down,
            f"bytes, {unchanged.requests} request",
            f"≤ {MAX_UNCHANGED_BYTES} bytes",
            unchanged.up + unchanged.down <= MAX_UNCHANGED_BYTES,
        ),
    ]


def _revise(
    repository: Repository, puller: Puller, nginx: Nginx, items: list[Disclosure], unit: UnitCode
) -> tuple[int, float]:
    """Median bytes and milliseconds of CPU for one revision in this unit, an item of another page each time."""
    own = [item for item in items if item.unit == unit]
    bytes_, cpu_ms = [], []
    for number in range(ROUNDS):
        place = number * len(own) // ROUNDS
        own[place] = msgspec.structs.replace(own[place], rev=own[place].rev + 1, title=own[place].title + "(更正)")
        assert not repository.release([change(own[place])]).refused
        nginx.traffic()
        started = time.process_time()
        outcome = puller.pull_once()
        cpu_ms.append((time.process_time() - started) * 1_000)
        assert (outcome.stored, outcome.problems) == (1, {}), outcome
        traffic = nginx.traffic()
        bytes_.append(traffic.up + traffic.down)
    return round(statistics.median(bytes_)), statistics.median(cpu_ms)


def _sized(units: Any) -> Iterator[Disclosure]:
    """The county's disclosures, dealt so that one unit has 20 and one 5,000; ids anew."""
    others = [unit for unit in units if unit.code not in SIZES]
    counts = dict(SIZES)
    for position, unit in enumerate(others):
        rest = ITEMS - sum(SIZES.values())
        counts[unit.code] = (position + 1) * rest // len(others) - position * rest // len(others)
    made = disclosures(units, ITEMS, datetime.now(UTC))
    for unit in units:
        for number in range(1, counts[unit.code] + 1):
            yield msgspec.structs.replace(
                next(made), id=DisclosureId(f"{unit.code}/{number:06d}"), unit=unit.code, publisher=unit.name
            )


def _figure(name: str, value: float, unit: str, goal: str, met: bool) -> dict[str, Any]:
    return {"name": name, "value": value, "unit": unit, "against": "", "ratio": None, "goal": goal, "met": met}


def main() -> int:
    """Print the figures as JSON."""
    print(json.dumps(measure(), ensure_ascii=False, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
