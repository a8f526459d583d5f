"""Made-up counties, disclosures, keys and repositories for tests. Keys are throw-away."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from securesystemslib.signer import CryptoSigner

from content.blocks import Paragraph
from content.county import County, Unit
from content.disclosure import Disclosure
from content.feed.approvals import (
    assemble,
    assemble_release,
    assemble_template,
    sign_led_line,
    sign_led_template,
)
from content.feed.approvers import Approver, ApproverList, keyid_of
from content.feed.ceremony import Done, begin, publish_approvers
from content.feed.files import Disk
from content.feed.keys import KeyRing, new_key, raw_public_key
from content.feed.repository import Repository
from content.feed.rules import Change
from content.led_line import LedLine, LedStyle, LedUrgency
from content.led_template import Blank, BlankForm, LedTemplate
from content.record import DisclosureId, UnitCode, encode, unit_of
from content.terms import Audience, Level, SixOpen, Timing, Window

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
PASSPHRASE = "only for the tests"
COUNTY = "qingyuan"


class Clock:
    """Time that stands still until a test moves it."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        self.now += timedelta(**by)


def make_county(villages: int = 2, code: str = COUNTY) -> County:
    """The county itself, a department d01, a township t01 and so many villages t01-v01 …"""
    units = [
        Unit(code=UnitCode(code), name="清源县", level=Level.COUNTY),
        Unit(code=UnitCode("d01"), name="县委办", level=Level.DEPARTMENT, parent=UnitCode(code)),
        Unit(code=UnitCode("t01"), name="柳溪镇", level=Level.TOWNSHIP, parent=UnitCode(code)),
        *(
            Unit(code=UnitCode(f"t01-v{n:02d}"), name=f"柳溪镇第{n}村", level=Level.VILLAGE, parent=UnitCode("t01"))
            for n in range(1, villages + 1)
        ),
    ]
    return County(code=code, name="清源县", units=tuple(units), fictional=True)


def disclosure(id_: str = "t01/000001", rev: int = 1, **changes: Any) -> Disclosure:
    """A disclosure that every rule accepts; any field may be given."""
    fields: dict[str, Any] = {
        "id": DisclosureId(id_),
        "unit": unit_of(id_),
        "rev": rev,
        "title": "柳溪镇2026年耕地地力保护补贴发放公示",
        "publisher": "柳溪镇人民政府",
        "six_open": SixOpen.GOVERNMENT,
        "window": Window.ENQUIRY,
        "audience": Audience.PUBLIC,
        "timing": Timing.PROMPT,
        "published_at": NOW,
        "valid_from": NOW,
        "blocks": (Paragraph(f"第{rev}稿。"),),
    }
    return Disclosure(**fields | changes)


def change(id_: str = "t01/000001", rev: int = 1, **changes: Any) -> Change:
    """A request to publish ``disclosure`` of the same arguments."""
    return Change(DisclosureId(id_), rev, "disclosure", encode(disclosure(id_, rev, **changes)))


# --- approvers and LED lines ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Person:
    """One approver with a key in memory."""

    entry: Approver
    signer: CryptoSigner


def person(
    name: str, units: Sequence[str] = ("t01",), boards: Sequence[str] = ("t01-b1",), signer: CryptoSigner | None = None
) -> Person:
    """An approver, valid for a year around NOW."""
    key = signer or new_key()
    raw = raw_public_key(key)
    entry = Approver(
        keyid=keyid_of(raw),
        public_key=base64.b64encode(raw).decode(),
        person=name,
        units=tuple(units),
        boards=tuple(boards),
        valid_from=NOW - timedelta(days=180),
        valid_until=NOW + timedelta(days=185),
    )
    return Person(entry, key)


@cache
def two_people() -> tuple[Person, Person]:
    """王某 and 李某, who may sign for t01 and its board t01-b1."""
    return person("王某"), person("李某")


def approver_list(*people: Person, county: str = COUNTY) -> ApproverList:
    return ApproverList(county=county, approvers=tuple(one.entry for one in people or two_people()))


def led_line(id_: str = "t01/000101", rev: int = 1, **changes: Any) -> LedLine:
    """A line for board t01-b1 that announces t01/000001 revision 1 for a week."""
    fields: dict[str, Any] = {
        "id": DisclosureId(id_),
        "unit": unit_of(id_),
        "rev": rev,
        "county": COUNTY,
        "boards": ("t01-b1",),
        "text": "柳溪镇耕地补贴公示,12月1日前可提异议,电话0900-5550101",
        "style": LedStyle.SCROLL_LEFT,
        "valid_from": NOW,
        "valid_until": NOW + timedelta(days=7),
        "seq": 1,
        "disclosure": DisclosureId("t01/000001"),
        "disclosure_rev": 1,
    }
    return LedLine(**fields | changes)


def led_envelope(line: LedLine, *people: Person) -> bytes:
    """The line signed by these people (王某 and 李某 if none are given)."""
    payload = encode(line)
    return assemble(payload, [sign_led_line(payload, one.signer) for one in people or two_people()])


def led_template(**changes: Any) -> LedTemplate:
    """防汛转移 for board t01-b1, for a year around NOW, with a blank of each form."""
    fields: dict[str, Any] = {
        "name": "防汛转移",
        "unit": UnitCode("t01"),
        "county": COUNTY,
        "boards": ("t01-b1",),
        "text": "{河段}水位{水位}米,{村}群众{日期}{时间}前转移到镇中学",
        "blanks": (
            Blank(name="河段", form=BlankForm.CHOICE, choices=("清水河", "柳溪下游")),
            Blank(name="水位", form=BlankForm.NUMBER, most=Decimal(40), decimals=2),
            Blank(name="村", form=BlankForm.CHOICE, choices=("河东村", "河西村")),
            Blank(name="日期", form=BlankForm.DAY),
            Blank(name="时间", form=BlankForm.TIME),
        ),
        "style": LedStyle.SCROLL_LEFT,
        "urgency": LedUrgency.EMERGENCY,
        "valid_from": NOW - timedelta(days=100),
        "valid_until": NOW + timedelta(days=100),
        "max_hours": 24,
        "disclosure": DisclosureId("t01/000001"),
    }
    return LedTemplate(**fields | changes)


def template_envelope(template: LedTemplate, *people: Person) -> bytes:
    """The template signed by these people (王某 and 李某 if none are given)."""
    payload = encode(template)
    return assemble_template(payload, [sign_led_template(payload, one.signer) for one in people or two_people()])


def filled_line(template: LedTemplate, *fillings: str, **changes: Any) -> LedLine:
    """A line for an hour that says it is this template with these fillings."""
    fields: dict[str, Any] = {
        "text": template.filled(fillings),
        "urgency": template.urgency,
        "valid_until": NOW + timedelta(hours=1),
        "template": sha256(encode(template)).hexdigest(),
        "fillings": fillings,
    }
    return led_line(**fields | changes)


def release_envelope(line: LedLine, template: bytes, by: Person | None = None) -> bytes:
    """The line made of a template (its envelope), signed by one person (王某 if none is given)."""
    payload = encode(line)
    return assemble_release(payload, sign_led_line(payload, (by or two_people()[0]).signer), template)


def led_change(line: LedLine, *people: Person) -> Change:
    """A request to publish the signed line."""
    return Change(line.id, line.rev, "led-line", led_envelope(line, *people))


# --- keys and repositories ------------------------------------------------------------------------------


@dataclass
class Feed:
    """A county with fresh keys: everything a test needs to publish. ``repository`` is open."""

    folder: Path
    clock: Clock
    done: Done
    repository: Repository

    @property
    def offline(self) -> Path:
        return self.folder / "offline"

    @property
    def online(self) -> Path:
        return self.folder / "online"

    @property
    def root(self) -> Path:
        """The folder that is served."""
        return self.folder / "feed"

    def reopen(self, disk: Disk | None = None) -> Repository:
        """Close the repository (as a dead process does) and open it again."""
        self.repository.close()
        self.repository = open_repository(self.folder, self.clock, disk)
        return self.repository


def make_keys(folder: Path, county: County | None = None, now: datetime = NOW) -> Done:
    """Run the ceremony into folder/offline, folder/online and folder/feed. The key derivation is made quick."""
    return begin(
        county or make_county(),
        folder / "offline",
        folder / "online",
        folder / "feed",
        lambda _: PASSPHRASE,
        now,
        rounds=1,
    )


def add_approvers(folder: Path, *people: Person, now: datetime = NOW) -> None:
    """Let two officers sign the list (王某 and 李某 if none are given); the next release takes it over."""
    entries = approver_list(*people).approvers
    publish_approvers(entries, [folder / "offline"], folder / "feed", lambda _: PASSPHRASE, now)


def open_repository(folder: Path, clock: Clock, disk: Disk | None = None, county: str = COUNTY) -> Repository:
    return Repository(
        folder / "feed", KeyRing(folder / "online"), folder / "online" / "ledger.sqlite", county, clock, disk
    )


def make_repository(folder: Path, *changes: Change, county: County | None = None, clock: Clock | None = None) -> Feed:
    """A county's repository with 王某 and 李某 as approvers, and these changes released."""
    county, clock = county or make_county(), clock or Clock()
    done = make_keys(folder, county, clock.now)
    feed = Feed(folder, clock, done, open_repository(folder, clock, county=county.code))
    clock.advance(seconds=1)
    add_approvers(folder, now=clock.now)
    feed.repository.resign_if_due()
    if changes:
        release = feed.repository.release(changes)
        assert not release.refused, release.refused
    return feed


def replaced(made: Change, **fields: Any) -> Change:
    """The same request with other fields."""
    return replace(made, **fields)
