"""A hub of full size: 2,400 units in ten counties, 30,000 disclosures, reviewed and released, and what came back.

    python -m bench.ten_counties FOLDER        make it now; the figures do so by themselves when they need it

Kept in build/, and brought up to new tables as any hub is, by ``migrate``. The rows are those that the services write,
put in thousands at a time: drafts by ``create_drafts``, and for each released one its revision, its review with
every consent of its flow, its registration, its request and the signer's answer. The signed feed has the same items.

One unit has 2,000 disclosures, one 500; the others share the rest. 300 wait for review, 700 are drafts.
"""

from __future__ import annotations

import json
import os
import random
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from bench.county import SEED, disclosures
from bench.published import publish
from bench.ten_counties_reviews import count_numbers, put_drafts, put_released, put_waiting
from bench.ten_counties_voices import TOKENS_FILE, put_lines, put_machines_and_voices
from config.settings import HubSettings
from content.county import County, Unit
from content.disclosure import Disclosure, SearchText
from content.feed.keys import ROOT_FILE
from content.record import DisclosureId, UnitCode
from content.terms import Level

EDITION = 1  # higher when what is made changes; new tables need no new one
PROJECT = Path(__file__).resolve().parent.parent
ROOT = UnitCode("qingyuan")
COUNTIES, DEPARTMENTS, TOWNSHIPS = 10, 22, 12
ITEMS, IN_REVIEW, DRAFTS = 30_000, 300, 700
LARGE = {UnitCode("c01-d01"): 2_000, UnitCode("c01-t01-v01"): 500}
AT_ONCE = 2_000


@dataclass(frozen=True)
class Place:
    """Where it lies. people: the accounts' names are those of the roles, and ``admin``; nobody knows a password."""

    folder: Path
    settings: HubSettings

    @property
    def settings_file(self) -> Path:
        return self.folder / "hub.toml"

    @property
    def root_file(self) -> Path:
        """The first root, where a terminal's trust begins."""
        return self.settings.keys_dir / ROOT_FILE

    @property
    def tokens(self) -> dict[str, str]:
        """The token of each terminal."""
        found: dict[str, str] = json.loads((self.folder / TOKENS_FILE).read_text(encoding="utf-8"))
        return found


def ten_counties() -> County:
    """清源市 (invented): ten counties of 22 departments, 12 townships and 205 villages each; 2,400 units below it."""
    units = [Unit(code=ROOT, name="清源市", level=Level.COUNTY)]
    add = units.append
    for number in range(1, COUNTIES + 1):
        county = UnitCode(f"c{number:02}")
        add(Unit(code=county, name=f"第{number:02}县", level=Level.COUNTY, parent=ROOT))
        for department in range(1, DEPARTMENTS + 1):
            code = UnitCode(f"{county}-d{department:02}")
            add(Unit(code=code, name=f"第{number:02}县部门{department:02}", level=Level.DEPARTMENT, parent=county))
        for township in range(1, TOWNSHIPS + 1):
            code = UnitCode(f"{county}-t{township:02}")
            add(Unit(code=code, name=f"第{number:02}县第{township:02}乡镇", level=Level.TOWNSHIP, parent=county))
            for village in range(1, 18 + (township == 1)):
                name = f"第{number:02}县第{township:02}乡镇{village:02}村"
                add(Unit(code=UnitCode(f"{code}-v{village:02}"), name=name, level=Level.VILLAGE, parent=code))
    return County(code=ROOT, name="清源市", units=tuple(units), fictional=True)


def made() -> Place:
    """The hub, made if it is not there yet. It is never changed: measure on ``copied``."""
    folder = PROJECT / "build" / f"ten-counties-{EDITION}"
    if not (folder / "done").exists():
        for old in folder.parent.glob("ten-counties-*"):
            shutil.rmtree(old)
    subprocess.run([sys.executable, "-m", "bench.ten_counties", str(folder)], check=True, cwd=PROJECT)
    return _place(folder)


def copied(into: Path, port: int = 8480) -> Place:
    """A copy that may be changed. The feed's files are linked: the signer replaces files and never writes into one."""
    source = made().folder
    into.mkdir(parents=True, exist_ok=True)
    for name in ("data", "online"):
        shutil.copytree(source / name, into / name)
    shutil.copytree(source / "feed", into / "feed", copy_function=os.link)
    shutil.copyfile(source / TOKENS_FILE, into / TOKENS_FILE)
    place = _place(into)
    _write_settings(place, port)
    return place


def _place(folder: Path) -> Place:
    settings = HubSettings(
        county=ROOT,
        data_dir=folder / "data",
        repository_dir=folder / "feed",
        keys_dir=folder / "online",
        second_factor_for=(),  # nobody signs in here: the figures bring sessions of their own
    )
    return Place(folder, settings)


def _write_settings(place: Place, port: int) -> None:
    place.settings_file.write_text(
        f'county = "{ROOT}"\ndata_dir = "data"\nrepository_dir = "feed"\nkeys_dir = "online"\nlisten_port = {port}\n'
        "second_factor_for = []\n"
    )


# --- making it ------------------------------------------------------------------------------------------


def make(folder: Path) -> None:
    """Everything, in this process: the database, the signed feed, the terminals' tokens. Once made: new tables only."""
    from content.hub.settings import setup

    place = _place(folder)
    folder.mkdir(parents=True, exist_ok=True)
    setup(place.settings)
    from django.core.management import call_command

    from content.hub.review.roles import set_up_review
    from content.hub.search.services import index_missing
    from content.hub.units.services import load_county

    call_command("migrate", verbosity=0, interactive=False)
    if (folder / "done").exists():
        set_up_review(county=ROOT)
        index_missing()
        return
    county = ten_counties()
    load_county(county)
    set_up_review(county=ROOT)
    people = _people()
    items = list(_items(county))
    _say(f"{len(items)} disclosures in {len(county.units) - 1} units")
    released = items[: ITEMS - IN_REVIEW - DRAFTS]
    for start in range(0, len(released), AT_ONCE):
        put_released(released[start : start + AT_ONCE], people)
        _say(f"{min(start + AT_ONCE, len(released))} released")
    put_waiting(items[len(released) : len(released) + IN_REVIEW], people)
    put_drafts(items[len(released) + IN_REVIEW :], people["editor"])
    count_numbers()
    put_machines_and_voices(folder, county, released)
    put_lines(released, people)
    publish(folder, county, released)[0].close()
    _analyse()
    _write_settings(place, 8480)
    (folder / "done").touch()


def _people() -> dict[str, Any]:
    """One account for each role over everything, one editor of a township, and an administrator."""
    from content.hub.review.role import RIGHTS, Role
    from content.hub.review.roles import create_account

    def account(name: str, **rights: Any) -> Any:
        return create_account(username=name, password=secrets.token_urlsafe(18), **rights)

    people = {
        role.key: account(role.key, roles=[(role, ROOT)])
        for role in Role
        if RIGHTS[role].only_at in (None, Level.COUNTY)
    }
    people["township-editor"] = account("township-editor", roles=[(Role.EDITOR, UnitCode("c01-t01"))])
    people["admin"] = account("admin", is_superuser=True)
    return people


def _items(county: County) -> Iterator[Disclosure]:
    """Dealt to the units: the large ones their number, the others the same; shuffled, so that drafts are anywhere."""
    units = county.units[1:]
    others = [unit for unit in units if unit.code not in LARGE]
    rest = ITEMS - sum(LARGE.values())
    counts = {
        unit.code: (position + 1) * rest // len(others) - position * rest // len(others)
        for position, unit in enumerate(others)
    } | LARGE
    owners = [unit for unit in units for _ in range(counts[unit.code])]
    random.Random(SEED).shuffle(owners)
    names = {unit.code: unit.name for unit in units}
    given: dict[UnitCode, int] = {}
    made_of = disclosures(units, ITEMS, datetime.now(UTC).replace(microsecond=0))
    for owner, item in zip(owners, made_of, strict=True):
        given[owner.code] = number = given.get(owner.code, 0) + 1
        title = item.title.replace(names[item.unit], owner.name)
        yield replace(
            item,
            id=DisclosureId(f"{owner.code}/{number:06}"),
            unit=owner.code,
            title=title,
            publisher=owner.name,
            published_at=item.published_at.replace(microsecond=0),
            valid_from=item.valid_from.replace(microsecond=0),
            notice=None,  # those periods would be over
            search=_search_text(title),
        )


@cache
def _search_text(title: str) -> SearchText:
    from content.hub.disclosures.pinyin import search_text

    return search_text(title)


def _analyse() -> None:
    """What a database that has run for a while knows of its own rows."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("analyze")
    connection.close()


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    make(Path(sys.argv[1]))
