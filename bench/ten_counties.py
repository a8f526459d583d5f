"""A hub of full size: 2,400 units in ten counties, 30,000 disclosures, reviewed and released, and what came back.

    python -m bench.ten_counties FOLDER        make it now; the figures do so by themselves when they need it

Kept in build/, and brought up to new tables as any hub is, by ``migrate``. The rows are those that the services write,
put in thousands at a time: drafts by ``create_drafts``, and for each released one its revision, its review with
every consent of its flow, its registration, its request and the signer's answer. The signed feed has the same items.

One unit has 2,000 disclosures, one 500; the others share the rest. 300 wait for review, 700 are drafts.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from bench.county import SEED, disclosures
from bench.published import publish
from config.settings import BoardSettings, HubSettings
from content.county import County, Unit
from content.disclosure import Disclosure, SearchText
from content.feed.keys import ROOT_FILE
from content.record import DisclosureId, UnitCode, encode
from content.terms import Level

EDITION = 1  # higher when what is made changes; new tables need no new one
PROJECT = Path(__file__).resolve().parent.parent
ROOT = UnitCode("qingyuan")
COUNTIES, DEPARTMENTS, TOWNSHIPS = 10, 22, 12
ITEMS, IN_REVIEW, DRAFTS = 30_000, 300, 700
LARGE = {UnitCode("c01-d01"): 2_000, UnitCode("c01-t01-v01"): 500}
OPINIONS, WISHES, TERMINALS, BOARDS, LINES = 20_000, 2_000, 2_000, 400, 100
AT_ONCE = 2_000
LINE_DAYS = 7


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
        found: dict[str, str] = json.loads((self.folder / "tokens.json").read_text(encoding="utf-8"))
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
    shutil.copyfile(source / "tokens.json", into / "tokens.json")
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
        _put_released(released[start : start + AT_ONCE], people)
        _say(f"{min(start + AT_ONCE, len(released))} released")
    _put_waiting(items[len(released) : len(released) + IN_REVIEW], people)
    _drafts(items[len(released) + IN_REVIEW :], people["editor"])
    _count_numbers()
    _machines_and_voices(place, county, released)
    _lines(released, people)
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


def _drafts(items: Sequence[Disclosure], by: Any) -> list[Any]:
    from content.hub.disclosures.draft import Draft
    from content.hub.disclosures.services import create_drafts

    drafts = [
        Draft(
            unit=item.unit,
            title=item.title,
            publisher=item.publisher,
            blocks=item.blocks,
            six_open=item.six_open,
            window=item.window,
            formed_on=item.formed_on,
            source=f"bench:{item.id}",
        )
        for item in items
    ]
    return create_drafts(drafts, by=by)


def _put_released(items: Sequence[Disclosure], people: dict[str, Any]) -> None:
    """Drafts with their whole way: reviewed, registered, released, answered."""
    from django.db import transaction
    from wagtail.models import Page

    from content.hub.disclosures.models import Registration
    from content.hub.release.models import ReleaseOutcome, ReleaseRequest

    with transaction.atomic():
        pages = _drafts(items, people["editor"])
        reviews = _reviews(pages, items, people, done=True)
        for page, item, (revision, _, _) in zip(pages, items, reviews, strict=True):
            page.live, page.has_unpublished_changes = True, False
            page.first_published_at = page.last_published_at = item.published_at
            page.latest_revision = page.live_revision = revision
            page.latest_revision_created_at = item.published_at
        Page.objects.bulk_update([_base(page) for page in pages], _PUBLISHED_FIELDS, batch_size=100)
        Registration.objects.bulk_create(
            [
                Registration(id=item.id, unit_id=item.unit, page_id=page.pk, rev=1)
                for page, item in zip(pages, items, strict=True)
            ],
            batch_size=100,
        )
        requests = []
        for item, (revision, state, approvals) in zip(items, reviews, strict=True):
            body = encode(item)
            requests.append(
                ReleaseRequest(
                    kind="publish",
                    disclosure=item.id,
                    unit=item.unit,
                    rev=1,
                    payload=body,
                    sha256=sha256(body).hexdigest(),
                    revision=revision.pk,
                    author=people["editor"].pk,
                    author_name="editor",
                    first_reviewer=approvals[0]["person"],
                    first_reviewer_name=approvals[0]["person_name"],
                    second_reviewer=approvals[-1]["person"],
                    second_reviewer_name=approvals[-1]["person_name"],
                    flow=state.flow_key,
                    review=state.pk,
                    approvals=approvals,
                )
            )
        ReleaseRequest.objects.bulk_create(requests, batch_size=30)
        ReleaseOutcome.objects.bulk_create(
            [ReleaseOutcome(request=request, status="published", version=1) for request in requests], batch_size=100
        )


_PUBLISHED_FIELDS = [
    "live",
    "has_unpublished_changes",
    "first_published_at",
    "last_published_at",
    "latest_revision",
    "live_revision",
    "latest_revision_created_at",
]


def _base(page: Any) -> Any:
    """The row of Wagtail's page table alone."""
    from wagtail.models import Page

    names = [field.attname for field in Page._meta.concrete_fields]
    return Page(**{name: getattr(page, name) for name in names})


def _put_waiting(items: Sequence[Disclosure], people: dict[str, Any]) -> None:
    """Drafts that were handed in: each waits at the first step of its flow."""
    from django.db import transaction
    from wagtail.models import Page

    with transaction.atomic():
        pages = _drafts(items, people["editor"])
        for page, (revision, _, _) in zip(pages, _reviews(pages, items, people, done=False), strict=True):
            page.latest_revision = revision
            page.latest_revision_created_at = revision.created_at
        Page.objects.bulk_update([_base(page) for page in pages], _PUBLISHED_FIELDS, batch_size=100)


def _reviews(pages: Sequence[Any], items: Sequence[Disclosure], people: dict[str, Any], *, done: bool) -> list[Any]:
    """A revision of each page and its review: (revision, workflow state, approvals)."""
    from django.contrib.contenttypes.models import ContentType
    from modelcluster.models import get_all_child_relations, get_serializable_data_for_fields
    from wagtail.models import Page, PageLogEntry, Revision, TaskState, WorkflowState

    from content.hub.disclosures.models import DisclosurePage
    from content.hub.review.flow_packs import Subject
    from content.hub.review.models import Consent, SeparatedApprovalTask
    from content.hub.review.secrecy import nothing_touched
    from content.hub.review.standing import flows, workflow_of

    kind = ContentType.objects.get_for_model(DisclosurePage)
    base = ContentType.objects.get_for_model(Page)
    tasks = {(task.flow, task.step): task for task in SeparatedApprovalTask.objects.all()}
    moments = [item.published_at for item in items]
    nothing_below: dict[str, Any] = {
        relation.get_accessor_name(): [] for relation in get_all_child_relations(DisclosurePage)
    }
    revisions = Revision.objects.bulk_create(
        [
            Revision(
                content_type=kind,
                base_content_type=base,
                object_id=str(page.pk),
                created_at=at,
                user=people["editor"],
                object_str=page.title,
                content={**get_serializable_data_for_fields(page), **nothing_below},
            )
            for page, at in zip(pages, moments, strict=True)
        ],
        batch_size=60,
    )
    of_flow: dict[str, Any] = {}
    chosen = [
        flows().flow_of(Subject(frozenset({item.unit}), Level.VILLAGE, item.six_open, "", None)) for item in items
    ]
    for flow in chosen:
        of_flow.setdefault(flow.key, workflow_of(flow))
    states = WorkflowState.objects.bulk_create(
        [
            WorkflowState(
                content_type=kind,
                base_content_type=base,
                object_id=str(page.pk),
                workflow=of_flow[flow.key],
                status=WorkflowState.STATUS_APPROVED if done else WorkflowState.STATUS_IN_PROGRESS,
                created_at=at,
                requested_by=people["editor"],
            )
            for page, at, flow in zip(pages, moments, chosen, strict=True)
        ],
        batch_size=100,
    )
    rows: list[Any] = []
    owners: list[tuple[int, Any, Any]] = []
    task_type = ContentType.objects.get_for_model(TaskState)
    for position, (flow, state, revision, at) in enumerate(zip(chosen, states, revisions, moments, strict=True)):
        state.flow_key = flow.key
        for step in flow.signs if done else flow.signs[:1]:
            person = people[step.role]
            rows.append(
                TaskState(
                    workflow_state=state,
                    revision=revision,
                    task_id=tasks[flow.key, step.key].pk,
                    status=TaskState.STATUS_APPROVED if done else TaskState.STATUS_IN_PROGRESS,
                    started_at=at,
                    finished_at=at if done else None,
                    finished_by=person if done else None,
                    content_type=task_type,
                )
            )
            owners.append((position, step, person))
    TaskState.objects.bulk_create(rows, batch_size=100)
    approvals: list[list[dict[str, Any]]] = [[] for _ in items]
    consents = []
    current: dict[int, Any] = {}
    sheet = nothing_touched()
    for row, (position, step, person) in zip(rows, owners, strict=True):
        current[position] = row
        if not done:
            continue
        name = person.get_username()
        approvals[position].append({"step": step.key, "name": step.name, "person": person.pk, "person_name": name})
        consents.append(
            Consent(
                task_state=row.pk,
                flow=chosen[position].key,
                step=step.key,
                revision=revisions[position].pk,
                person=person.pk,
                person_name=name,
                confirmed=sorted(need.value for need in step.needs),
                answers={key: answer.value for key, answer in sheet.answers.items()} if step.asks_sheet else {},
            )
        )
    Consent.objects.bulk_create(consents, batch_size=60)
    for position, state in enumerate(states):
        state.current_task_state = current[position]
    WorkflowState.objects.bulk_update(states, ["current_task_state"], batch_size=200)
    actions = (
        "wagtail.edit",
        "wagtail.workflow.start",
        *(["wagtail.workflow.approve", "wagtail.publish"] if done else []),
    )
    PageLogEntry.objects.bulk_create(
        [
            PageLogEntry(
                page_id=page.pk,
                content_type=kind,
                label=page.title,
                action=action,
                timestamp=at,
                user=people["editor"],
                content_changed=True,
                deleted=False,
                data={},
                revision=revision,
            )
            for page, revision, at in zip(pages, revisions, moments, strict=True)
            for action in actions
        ],
        batch_size=80,
    )
    return list(zip(revisions, states, approvals, strict=True))


def _count_numbers() -> None:
    """What next_id would have counted."""
    from content.hub.disclosures.models import Registration
    from content.hub.units.models import Unit

    last: dict[str, int] = {}
    for pk in Registration.objects.values_list("pk", flat=True):
        unit, _, number = pk.partition("/")
        last[unit] = max(last.get(unit, 0), int(number))
    units = list(Unit.objects.filter(pk__in=last))
    for unit in units:
        unit.last_number = last[unit.pk]
    Unit.objects.bulk_update(units, ["last_number"], batch_size=200)


def _machines_and_voices(place: Place, county: County, released: Sequence[Disclosure]) -> None:
    """Terminals with their heartbeats, boards with their states, opinions, wishes."""
    from content.hub.feedback.models import Opinion, Wish
    from content.hub.terminals.models import Board, Heartbeat, Terminal
    from content.hub.terminals.services import TOKEN_BYTES, set_board
    from content.receipt import receipt_of

    chance = random.Random(SEED)
    now = datetime.now(UTC)
    units = [unit.code for unit in county.units[1:]]
    tokens = {}
    machines = []
    for number in range(TERMINALS):
        name = f"hall-{number:04}"
        tokens[name] = f"{name}.{secrets.token_urlsafe(TOKEN_BYTES)}"
        machines.append(
            Terminal(id=name, kind="terminal", token_sha256=hashlib.sha256(tokens[name].encode()).hexdigest())
        )
    Terminal.objects.bulk_create(machines, batch_size=100)
    through = Terminal.units.through
    through.objects.bulk_create(
        [through(terminal_id=machine.pk, unit_id=units[number]) for number, machine in enumerate(machines)],
        batch_size=200,
    )
    Heartbeat.objects.bulk_create(
        [Heartbeat(terminal=machine, at=now, version="0.1.0", last_pull=now) for machine in machines], batch_size=100
    )
    for number in range(BOARDS):
        board = BoardSettings(
            id=f"board-{number:04}", unit=units[number], model="onbon-bx5k", url="loop://", width_px=256, height_px=16
        )
        set_board(board=board, terminal=machines[number].pk)
    assert Board.objects.count() == BOARDS
    said = chance.choices(released, k=OPINIONS)
    where = {unit: number for number, unit in enumerate(units)}
    Opinion.objects.bulk_create(
        [
            Opinion(
                key=(key := f"bench-{number:08}"),
                receipt=receipt_of(key),
                terminal=machines[where[item.unit] % TERMINALS],
                unit_id=item.unit,
                at=now - timedelta(minutes=OPINIONS - number),
                disclosure=item.id,
                rev=1,
                rating=chance.choice(("satisfied", "basically-satisfied", "not-satisfied")),
                text="希望把补贴标准写得再清楚一些，公示的字也大一点。",
            )
            for number, item in enumerate(said)
        ],
        batch_size=80,
    )
    Wish.objects.bulk_create(
        [
            Wish(
                key=f"wish-{number:08}",
                terminal=machines[number % TERMINALS],
                unit_id=units[number % len(units)],
                at=now,
                topic="村级账目",
                text="想看修路的账",
            )
            for number in range(WISHES)
        ],
        batch_size=80,
    )
    (place.folder / "tokens.json").write_text(json.dumps(tokens), encoding="utf-8")


def _lines(released: Sequence[Disclosure], people: dict[str, Any]) -> None:
    """LED lines that wait for their signatures."""
    from content.hub.release.led_lines import propose_led_line
    from content.led_line import LedStyle

    now = datetime.now(UTC)
    for number in range(LINES):
        propose_led_line(
            disclosure_id=released[number].id,
            text=f"第{number}号公示请看大厅触摸屏",
            boards=[f"board-{number % BOARDS:04}"],
            style=LedStyle.SCROLL_LEFT,
            valid_from=now,
            valid_until=now + timedelta(days=LINE_DAYS),
            by=people["editor"],
        )


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
