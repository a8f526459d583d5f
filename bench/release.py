"""release, rebuild: from a finished review to signed files, and everything signed anew, at full size.

release: on the hub of bench.ten_counties an editor's text goes through every step of its flow; the clock runs from
there to the moment at which the signer has answered: rules asked, files written and certain to last, timestamp.json
renamed, answer in the hub's database. One text after another, in the largest unit and in the smallest in turn; median.

rebuild: all released texts of the ten counties, as they lie in the hub's database, into an empty folder with a fresh
ledger: bodies, packs, pages, indexes, 2,400 unit roles, snapshot, every file synced as the signer does it.
"""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.published import CHANGES_AT_ONCE
from bench.ten_counties import LARGE, Place, copied, ten_counties
from content.blocks import Paragraph
from content.clock import system_now
from content.feed.ceremony import begin
from content.feed.keys import KeyRing
from content.feed.repository import Repository
from content.feed.rules import Change
from content.record import DisclosureId, UnitCode
from content.terms import SixOpen

ROUNDS = 12
MOST_RELEASE_MS, MOST_REBUILD_S = 150.0, 60.0
SMALLEST = UnitCode("c10-t12-v17")


def measure() -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory(prefix="release-") as name:
        folder = Path(name)
        place = copied(folder / "hub")
        milliseconds = released(place)
        seconds, items, files = rebuilt(folder / "rebuilt")
    middle = statistics.median(milliseconds)
    return [
        {
            "name": "release",
            "value": round(middle, 1),
            "unit": f"ms, median of {len(milliseconds)} (slowest {max(milliseconds):.0f})",
            "against": None,
            "ratio": None,
            "goal": f"≤ {MOST_RELEASE_MS:g} ms",
            "met": middle <= MOST_RELEASE_MS,
        },
        {
            "name": "rebuild",
            "value": round(seconds, 1),
            "unit": f"s for {items} disclosures in 2400 units, {files} files",
            "against": None,
            "ratio": None,
            "goal": f"≤ {MOST_REBUILD_S:g} s",
            "met": seconds <= MOST_REBUILD_S,
        },
    ]


def released(place: Place) -> list[float]:
    """Milliseconds of the signer's turn for one text after another."""
    from content.hub.settings import setup

    setup(place.settings)
    from content.hub.release.models import ReleaseOutcome
    from content.hub.release.signer import open_repository, turn_of

    taken = []
    with open_repository(place.settings) as repository:
        turn = turn_of(place.settings, repository)
        for number in range(ROUNDS):
            request = _reviewed(number, max(LARGE, key=LARGE.__getitem__) if number % 2 else SMALLEST)
            began = time.perf_counter()
            turn.take([request])
            taken.append((time.perf_counter() - began) * 1_000)
            outcome = ReleaseOutcome.objects.get(request=request)
            if outcome.status != "published":
                raise RuntimeError(f"{request.disclosure}: {outcome.reason}")
    return taken


def rebuilt(folder: Path) -> tuple[float, int, int]:
    """Seconds, disclosures and files. The hub must be set up."""
    from content.hub.release.models import ReleaseRequest

    now = datetime.now(UTC) - timedelta(days=1)
    begin(
        ten_counties(),
        folder / "offline",
        folder / "online",
        folder / "feed",
        lambda _: "only to measure",
        now,
        rounds=1,
    )
    rows = ReleaseRequest.objects.filter(kind="publish", rev=1).order_by("pk").values_list("disclosure", "payload")
    changes = [Change(DisclosureId(id_), 1, "disclosure", bytes(payload)) for id_, payload in rows]
    began = time.perf_counter()
    ledger = folder / "online" / "ledger.sqlite"
    with Repository(folder / "feed", KeyRing(folder / "online"), ledger, "qingyuan", system_now) as repository:
        for start in range(0, len(changes), CHANGES_AT_ONCE):
            release = repository.release(changes[start : start + CHANGES_AT_ONCE])
            if release.refused:
                raise RuntimeError(f"refused: {release.refused[0]}")
    seconds = time.perf_counter() - began
    files = sum(1 for path in (folder / "feed").rglob("*") if path.is_file())
    shutil.rmtree(folder)
    return seconds, len(changes), files


def _reviewed(number: int, unit: UnitCode) -> Any:
    """The release request of a text that went through its whole flow."""
    from django.contrib.auth import get_user_model

    from content.hub.disclosures.draft import Draft
    from content.hub.disclosures.services import create_drafts
    from content.hub.review.secrecy import nothing_touched
    from content.hub.review.services import approve, step_waiting, submit

    people = {user.get_username(): user for user in get_user_model().objects.all()}
    draft = Draft(
        unit=unit,
        title=f"2026年医疗保险参保登记服务指南(修订第{number}号)",
        publisher="清源市医疗保障局",
        six_open=SixOpen.PUBLIC_SERVICE,
        blocks=tuple(Paragraph(f"第{part}条 办理时限为五个工作日，材料齐全的当场办结。") for part in range(1, 25)),
        source=f"bench:release-{number}",
    )
    (page,) = create_drafts([draft], by=people["editor"])
    submit(page=page, by=people["editor"])
    request = None
    while (step := step_waiting(page)) is not None:
        sheet = nothing_touched() if step.asks_sheet else None
        request = approve(page=page, by=people[step.role], confirmed=step.needs, sheet=sheet)
    return request
