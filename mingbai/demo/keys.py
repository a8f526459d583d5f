"""The demo's key ceremony, with throw-away passphrases, and its two approvers.

What the demo keeps in one folder would be seven safes in a county: three root keys, the targets key, three
officers; and two approvers' own machines.
"""

from __future__ import annotations

import base64
import os
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from content.county import County
from content.feed.approvers import EVERY, Approver
from content.feed.ceremony import begin, publish_approvers
from content.feed.keys import load_key, new_key, raw_public_key, save_key
from mingbai.demo.place import Place

APPROVERS = ("审批人甲", "审批人乙")
PASSPHRASE_BYTES = 18
APPROVER_LIFE = timedelta(days=90)


@dataclass(frozen=True)
class DemoApprover:
    """One approver's machine: a name, a passphrase-protected key, and the passphrase in a file."""

    person: str
    key_file: Path
    passphrase_file: Path
    keyid: str


def hold_ceremony(place: Place, county: County, now: datetime) -> list[DemoApprover]:
    """All keys of a county, its first root on the terminal, and two approvers for every unit and board."""
    passphrases: dict[str, str] = {}

    def ask(name: str) -> str:
        # Later steps ask by file name, <name>-<first digits of the key id>.
        holder = name if name in passphrases else name.rpartition("-")[0]
        return passphrases.get(holder) or passphrases.setdefault(name, secrets.token_urlsafe(PASSPHRASE_BYTES))

    done = begin(county, place.offline_keys, place.online_keys, place.feed, ask, now)
    place.trusted_root.write_bytes(done.root)
    made = [_approver(place, person, number) for number, person in enumerate(APPROVERS, 1)]
    entries = [entry(approver, now) for approver in made]
    publish_approvers(entries, [place.offline_keys], place.feed, ask, now)
    return made


def entry(approver: DemoApprover, now: datetime) -> Approver:
    """The approver's line in people/approvers.json."""
    signer = load_key(approver.key_file, approver.passphrase_file.read_text(encoding="utf-8").strip())
    return Approver(
        keyid=approver.keyid,
        public_key=base64.b64encode(raw_public_key(signer)).decode(),
        person=approver.person,
        units=(EVERY,),
        boards=(EVERY,),
        valid_from=now.replace(microsecond=0),
        valid_until=now.replace(microsecond=0) + APPROVER_LIFE,
    )


def _approver(place: Place, person: str, number: int) -> DemoApprover:
    folder = place.folder / f"approver-{number}"
    folder.mkdir(mode=0o700)
    passphrase = secrets.token_urlsafe(PASSPHRASE_BYTES)
    passphrase_file = folder / "passphrase"
    _write_private(passphrase_file, passphrase)
    signer = new_key()
    key_file = folder / "approver.pem"
    save_key(key_file, signer, passphrase)
    return DemoApprover(person, key_file, passphrase_file, signer.public_key.keyid)


def _write_private(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
