"""A hub for tests: one migrated database, a copy of it for each test, so that commits, threads and locks are real.

SQLite by default; with --hub-database=postgresql the same tests run on a PostgreSQL server of their own, each in a
database made from a template.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from config.settings import HubSettings
from content.blocks import Heading, Paragraph
from content.county import County, Unit
from content.hub.disclosures.draft import Draft
from content.hub.settings import setup
from content.record import UnitCode
from content.terms import Level, SixOpen
from tests import postgresql

COUNTY = County(
    code="qingyuan",
    name="清源县",
    fictional=True,
    units=(
        Unit(code=UnitCode("qingyuan"), name="清源县", level=Level.COUNTY),
        Unit(code=UnitCode("d01"), name="县民政局", level=Level.DEPARTMENT, parent=UnitCode("qingyuan")),
        Unit(code=UnitCode("t01"), name="柳溪镇", level=Level.TOWNSHIP, parent=UnitCode("qingyuan")),
        Unit(code=UnitCode("t01-v01"), name="柳溪村", level=Level.VILLAGE, parent=UnitCode("t01")),
        Unit(code=UnitCode("t02"), name="白杨镇", level=Level.TOWNSHIP, parent=UnitCode("qingyuan")),
    ),
)
PASSWORD = "a-long-Pass-phrase-9"


@dataclass(frozen=True)
class Hub:
    """A loaded hub and the people in it: first 初审, middle 复审, second 终审, secrecy 保密审查, supervisor 监督员.

    outsider: reviewer of another township. admin: a superuser. Drafts are of a kind that the two-step flow takes,
    first and second, unless a test says otherwise.
    """

    settings: HubSettings
    editor: Any
    first: Any
    middle: Any
    second: Any
    secrecy: Any
    supervisor: Any
    outsider: Any
    admin: Any

    def draft(self, title: str = "柳溪镇低保新增对象公示", unit: str = "t01", **fields: Any) -> Any:
        """One draft page of the editor's."""
        from content.hub.disclosures.services import create_drafts

        blocks = fields.pop("blocks", (Heading("名单"), Paragraph("经村民代表会议评议,现予公示。")))
        fields.setdefault("six_open", SixOpen.PUBLIC_SERVICE)
        draft = Draft(unit=UnitCode(unit), title=title, publisher="柳溪镇人民政府", blocks=blocks, **fields)
        return create_drafts([draft], by=self.editor)[0]

    def released(self, title: str = "柳溪镇低保新增对象公示", unit: str = "t01", **fields: Any) -> Any:
        """The release request of a draft that went through review."""
        return self.reviewed(self.draft(title, unit, **fields))

    def reviewed(self, page: Any) -> Any:
        """The release request of a page that goes through review now."""
        from content.hub.review.services import submit

        submit(page=page, by=self.editor)
        return self.approved(page)

    def approved(self, page: Any) -> Any:
        """The release request of a page that waits for review: everybody consents, step by step."""
        from content.hub.review.secrecy import nothing_touched
        from content.hub.review.services import approve, step_waiting

        people = {
            "first-reviewer": self.first,
            "second-reviewer": self.middle,
            "final-reviewer": self.second,
            "secrecy-reviewer": self.secrecy,
            "supervisor": self.supervisor,
        }
        while (step := step_waiting(page)) is not None:
            request = approve(
                page=page,
                by=people[step.role],
                confirmed=step.needs,
                sheet=nothing_touched() if step.asks_sheet else None,
            )
        assert request is not None
        return request


@pytest.fixture(scope="session")
def database_server(pytestconfig: pytest.Config) -> Iterator[str]:
    """The PostgreSQL server of this run; empty: the tests run on SQLite."""
    if pytestconfig.getoption("--hub-database") == "sqlite":
        yield ""
        return
    with postgresql.running() as server:
        yield server


@pytest.fixture(scope="session")
def new_database(database_server: str) -> Callable[[], str]:
    """``database_url`` for the hub.toml of one more hub: of an empty database, or empty on SQLite."""
    number = count(1)

    def made() -> str:
        return postgresql.create(database_server, f"hub_{next(number)}") if database_server else ""

    return made


@pytest.fixture(scope="session")
def hub_settings(tmp_path_factory: pytest.TempPathFactory, new_database: Callable[[], str]) -> HubSettings:
    """Django is configured once in a process; every test of the hub shares these folders."""
    folder = tmp_path_factory.mktemp("hub")
    settings = HubSettings(
        county="qingyuan",
        data_dir=folder / "data",
        repository_dir=folder / "feed",
        keys_dir=folder / "keys",
        database_url=new_database(),
        allowed_hosts=("127.0.0.1", "localhost", "testserver"),
        second_factor_for=(),  # tests of the second factor ask for it
    )
    setup(settings)
    _hash_in_few_rounds()
    return settings


def _hash_in_few_rounds() -> None:
    """PBKDF2 as ever, but made at once: a real hash takes half a second, and the tests make a thousand.

    Hashes say their number of rounds, so that hubs in processes of their own verify these too. What a county's hub
    has stands in test_passphrase.
    """
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["tests.content.hub.few_rounds.FewRounds"]


@pytest.fixture(scope="session")
def _template(hub_settings: HubSettings, tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> str:
    """The name of a database that is migrated, and nothing else."""
    from django.db import connection

    name = str(connection.settings_dict["NAME"])
    if hub_settings.database_url or not hasattr(pytestconfig, "workerinput"):
        _migrate()
        return name
    kept = tmp_path_factory.getbasetemp().parent / "migrated.sqlite"  # the folder of the whole run
    with kept.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # one worker migrates, for all of them
        if kept.exists():
            shutil.copyfile(kept, name)
        else:
            _migrate()
            shutil.copyfile(name, kept)
    return name


def _migrate() -> None:
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0, interactive=False)
    connection.close()


@pytest.fixture(scope="session")
def _loaded_template(_template: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[str, int]]:
    """The name of a database with the county, its reviewers and an administrator; and the people's keys."""
    from content.hub.review.roles import Role, create_account, set_up_review
    from content.hub.units.services import load_county

    county, other = UnitCode("qingyuan"), UnitCode("t02")
    with DatabaseCopy(_template, "loaded", keep=True) as name:
        load_county(COUNTY)
        set_up_review(county=county)
        people = {
            "editor": create_account(username="editor", password=PASSWORD, roles=[(Role.EDITOR, county)]),
            "first": create_account(username="first", password=PASSWORD, roles=[(Role.FIRST_REVIEWER, county)]),
            "middle": create_account(username="middle", password=PASSWORD, roles=[(Role.SECOND_REVIEWER, county)]),
            "second": create_account(username="second", password=PASSWORD, roles=[(Role.FINAL_REVIEWER, county)]),
            "secrecy": create_account(username="secrecy", password=PASSWORD, roles=[(Role.SECRECY_REVIEWER, county)]),
            "supervisor": create_account(username="supervisor", password=PASSWORD, roles=[(Role.SUPERVISOR, county)]),
            "outsider": create_account(
                username="outsider",
                password=PASSWORD,
                roles=[(Role.FIRST_REVIEWER, other), (Role.FINAL_REVIEWER, other)],
            ),
            "admin": create_account(username="admin", password=PASSWORD, is_superuser=True),
        }
        return name, {role: user.pk for role, user in people.items()}


@pytest.fixture
def empty_hub(hub_settings: HubSettings, _template: str) -> Iterator[HubSettings]:
    """A hub right after ``mingbai hub migrate``."""
    with DatabaseCopy(_template, "empty"):
        yield hub_settings


@pytest.fixture
def hub(hub_settings: HubSettings, _loaded_template: tuple[str, dict[str, int]]) -> Iterator[Hub]:
    """A hub with a small county and its people."""
    from django.contrib.auth import get_user_model

    template, keys = _loaded_template
    with DatabaseCopy(template, "test"):
        people = {role: get_user_model().objects.get(pk=key) for role, key in keys.items()}
        yield Hub(hub_settings, **people)


def noon(day: int) -> datetime:
    """A moment in December 2026, UTC."""
    return datetime(2026, 12, day, 4, tzinfo=UTC)


class DatabaseCopy:
    """A copy of a database, in use as the default one while the block runs."""

    _count = 0

    def __init__(self, template: str, name: str, *, keep: bool = False) -> None:
        from django.conf import settings

        DatabaseCopy._count += 1
        self._template = template
        self._keep = keep
        self._server = server_of(settings.HUB.database_url)
        label = f"{name}_{os.getpid()}_{DatabaseCopy._count}"
        self._name = f"mingbai_{label}" if self._server else str(Path(template).with_name(f"{label}.sqlite"))

    def __enter__(self) -> str:
        from django.contrib.contenttypes.models import ContentType
        from django.core.cache import cache
        from django.db import connection

        connection.close()
        if self._server:
            postgresql.create(self._server, self._name, self._template)
        else:
            shutil.copyfile(self._template, self._name)
        self._before = connection.settings_dict["NAME"]
        connection.settings_dict["NAME"] = self._name
        cache.clear()
        ContentType.objects.clear_cache()
        return self._name

    def __exit__(self, *_: object) -> None:
        from django.db import connection

        connection.close()
        connection.settings_dict["NAME"] = self._before
        if self._keep:
            return
        if self._server:
            postgresql.drop(self._server, self._name)
            return
        for suffix in ("", "-wal", "-shm"):
            Path(self._name + suffix).unlink(missing_ok=True)


def server_of(database_url: str) -> str:
    """The URL of the maintenance database on the same server; empty for SQLite."""
    return f"{database_url.rpartition('/')[0]}/postgres" if database_url else ""
