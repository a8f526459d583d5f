"""`mingbai keys`: make, use, replace and keep the keys of a county. The steps are content.feed.ceremony's.

Passphrases are asked for, one by one and unseen; --passphrase-file gives one for all keys, for rehearsals.
"""

from __future__ import annotations

import argparse
import base64
import getpass
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import msgspec

from config import logs
from content.clock import system_now
from content.county import County, SealingKey, decode_county
from content.errors import FeedError, TrustError
from content.feed import backup, ceremony
from content.feed.approvers import EVERY, MAX_APPROVERS_BYTES, Approver, ApproverList, keyid_of
from content.feed.ceremony import ONLINE_ROLES, Ask, Done, OnlineRole
from content.feed.keys import (
    MIN_PASSPHRASE,
    ROOT_FILE,
    KeyFileError,
    KeyRing,
    check_passphrase,
    new_key,
    raw_public_key,
    save_key,
)
from content.feed.readback import read_back

LEDGER_FILE = "ledger.sqlite"  # in the signer's folder, as content.hub.release.signer has it
MAX_COUNTY_BYTES = 1_000_000
MAX_SEALING_KEY_BYTES = 4_096
MAX_PASSPHRASE_BYTES = 4_096
OFFLINE_ROTATIONS = {
    "root": ceremony.rotate_root,
    "targets": ceremony.rotate_targets,
    "officers": ceremony.rotate_officers,
}


def main(arguments: list[str]) -> int:
    """0 done, 1 a key, file or rule is in the way, 2 wrong usage."""
    options = _parser().parse_args(arguments)
    logs.configure()
    try:
        options.run(options)
    except (FeedError, OSError) as err:
        print(f"mingbai keys: {err}", file=sys.stderr)
        return 1
    return 0


def new_approver(
    out: Path,
    person: str,
    passphrase: str,
    now: datetime,
    *,
    units: tuple[str, ...] = (EVERY,),
    boards: tuple[str, ...] = (EVERY,),
    days: int = 90,
) -> Approver:
    """Make an approver's key file, protected by the passphrase; returns the entry for the list of approvers."""
    signer = new_key()
    save_key(out, signer, passphrase)
    raw = raw_public_key(signer)
    begins = now.replace(microsecond=0)
    return Approver(
        keyid=keyid_of(raw),
        public_key=base64.b64encode(raw).decode(),
        person=person,
        units=units,
        boards=boards,
        valid_from=begins,
        valid_until=begins + timedelta(days=days),
    )


def read_approvers(path: Path) -> tuple[Approver, ...]:
    """One entry, a JSON list of entries, or a whole approvers.json. Raises TrustError."""
    data = _read(path, MAX_APPROVERS_BYTES)
    try:
        if data.lstrip().startswith(b"["):
            return msgspec.json.decode(data, type=tuple[Approver, ...])
        if b'"approvers"' not in data:
            return (msgspec.json.decode(data, type=Approver),)
        return msgspec.json.decode(data, type=ApproverList).approvers
    except (ValueError, RecursionError) as err:
        raise TrustError(f"{path}: no list of approvers: {err}") from err


def fingerprint(keyid: str) -> str:
    """A key id in groups of four, as the approver's browser shows it, to be compared by two people."""
    return " ".join(keyid[start : start + 4] for start in range(0, len(keyid), 4))


def read_county(path: Path) -> County:
    """county.json: content.disclosure.County. Raises TrustError."""
    try:
        return decode_county(_read(path, MAX_COUNTY_BYTES))
    except (ValueError, RecursionError) as err:
        raise TrustError(f"{path}: no county: {err}") from err


# --- sub-commands -------------------------------------------------------------------------------------


def _init(options: argparse.Namespace) -> None:
    county = read_county(options.county)
    done = ceremony.begin(
        county, options.offline, options.online, options.repository, _asking(options, new=True), system_now()
    )
    print(
        f"""The keys of {county.name} ({county.code}) are made, with {len(county.units)} units and 10 spare ones.

{options.offline}   OFF-LINE. Copy it once as a sealed backup (mingbai keys backup), then give each holder the own file:
    root-1, root-2, root-3        three people, three safes; two of them together replace any key
    targets                       the county's technician; needed for new units and once a year
    officer-1, officer-2, officer-3   three officers; two of them together name the approvers, every 90 days
    signed/                       stays with targets: what was signed so far
{options.online}   ON-LINE. keys_dir of the signer, readable by nobody else; no other machine needs it.
{options.repository}   repository_dir of the signer: it publishes what lies in incoming/ with its first release.
{options.online / ROOT_FILE}   goes on every terminal by hand, as trusted_root."""
    )
    _report(done)


def _approver(options: argparse.Namespace) -> None:
    passphrase = _asking(options, new=True)(options.out.stem)
    entry = new_approver(
        options.out,
        options.name,
        passphrase,
        system_now(),
        units=tuple(options.units),
        boards=tuple(options.boards),
        days=options.days,
    )
    print(f"{options.out}: the private key, for {options.name} alone. The officers add this entry:", file=sys.stderr)
    print(msgspec.json.format(msgspec.json.encode(entry)).decode())


def _approvers(options: argparse.Namespace) -> None:
    found = {entry.keyid: entry for path in options.list for entry in read_approvers(path)}
    entries = tuple(found.values())
    for entry in entries:  # compared with what each approver's own machine shows, before anything is signed
        print(f"{entry.person}    {fingerprint(entry.keyid)}    until {entry.valid_until:%Y-%m-%d}")
    done = ceremony.publish_approvers(entries, options.offline, options.repository, _asking(options), datetime.now(UTC))
    print(f"{len(entries)} approvers, signed by two officers, valid for {ceremony.PEOPLE_LIFE.days} days.")
    _report(done)


def _units(options: argparse.Namespace) -> None:
    county = read_county(options.county)
    done = ceremony.publish_county(county, options.offline, options.repository, _asking(options), system_now())
    print(f"{county.name}: {len(county.units)} units, valid for {ceremony.TARGETS_LIFE.days} days.")
    _report(done)


def _sealing(options: argparse.Namespace) -> None:
    try:
        key = msgspec.json.decode(_read(options.key, MAX_SEALING_KEY_BYTES), type=SealingKey)
    except (ValueError, RecursionError) as err:
        raise TrustError(f"{options.key}: no sealing key: {err}") from err
    done = ceremony.publish_sealing_key(key, options.offline, options.repository, _asking(options), system_now())
    print(f"Terminals seal with {key.keyid} until {key.valid_until:%Y-%m-%d}.")
    _report(done)


def _rotate(options: argparse.Namespace) -> None:
    ask, now = _asking(options), system_now()
    if options.role in OFFLINE_ROTATIONS:
        rotate = OFFLINE_ROTATIONS[options.role]
        done = rotate(options.offline, options.repository, ask, _asking(options, new=True), now)
        print(f"New keys for {options.role}; give each holder the own file, and destroy the old ones.")
    elif options.online is None:
        raise KeyFileError(f"keys rotate {options.role}: --online is needed, the folder of the signer's keys")
    else:
        role = cast("OnlineRole", options.role)
        done = ceremony.rotate_online(role, options.offline, options.online, options.repository, ask, now)
        print(f"A new {role} key; delete the old {role}-….pem when the signer has released once.")
    _report(done)


def _backup(options: argparse.Namespace) -> None:
    if options.verify:
        passphrase = _asking(options)(options.out.name)
        names = backup.verify(options.out, passphrase, options.folder)
        print(f"{options.out}: whole, {len(names)} files" + (f", as in {options.folder}" if options.folder else ""))
    else:
        if options.folder is None:
            raise KeyFileError("keys backup: --folder is needed, the folder to back up")
        names = backup.backup(options.folder, options.out, _asking(options, new=True)(options.out.name))
        print(f"{options.out}: {len(names)} files of {options.folder}. Keep file and passphrase in different places.")


def _read_back(options: argparse.Namespace) -> None:
    ring = KeyRing(options.online)
    ledger = options.online / LEDGER_FILE
    count = read_back(options.repository, ring, ledger, options.county, system_now())
    print(f"{ledger}: {count} items, as the repository has them; start the signer again")


def _restore(options: argparse.Namespace) -> None:
    names = backup.restore(options.archive, _asking(options)(options.archive.name), options.folder)
    print(f"{options.folder}: {len(names)} files restored")


# --- helpers ------------------------------------------------------------------------------------------


def _asking(options: argparse.Namespace, *, new: bool = False) -> Ask:
    """How passphrases are come by: from the file if one is given, else from the person at the keyboard."""
    if options.passphrase_file is not None:
        passphrase = read_passphrase(options.passphrase_file)
        return lambda _: passphrase
    return _ask_new if new else ask_known


def read_passphrase(path: Path) -> str:
    """The first line of a file. Raises TrustError."""
    try:
        return _read(path, MAX_PASSPHRASE_BYTES).decode("utf-8").partition("\n")[0].rstrip("\r")
    except UnicodeDecodeError as err:
        raise TrustError(f"{path}: the passphrase is not UTF-8") from err


def ask_known(name: str) -> str:
    """Ask for the passphrase of an existing key. Raises KeyFileError if nobody is there to answer."""
    return _prompt(f"passphrase of {name}: ")


def _ask_new(name: str) -> str:
    passphrase = _prompt(f"new passphrase for {name} (at least {MIN_PASSPHRASE} characters): ")
    check_passphrase(passphrase)
    if _prompt("once more: ") != passphrase:
        raise KeyFileError(f"{name}: the two passphrases differ; nothing was written")
    return passphrase


def _prompt(text: str) -> str:
    if not sys.stdin.isatty():
        raise KeyFileError("no terminal to ask for a passphrase; give --passphrase-file")
    try:
        return getpass.getpass(text)
    except EOFError as err:
        raise KeyFileError("no passphrase was given") from err


def _read(path: Path, max_bytes: int) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(max_bytes + 1)
    except OSError as err:
        raise TrustError(f"{path}: cannot be read: {err.strerror or err}") from err
    if len(data) > max_bytes:
        raise TrustError(f"{path}: larger than {max_bytes} bytes")
    return data


def _report(done: Done) -> None:
    for path in done.keys:
        print(f"    key   {path}")
    for path in done.files:
        print(f"    for the signer   {path}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="mingbai keys", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], None], text: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=text, description=text)
        sub.add_argument("--passphrase-file", type=Path, metavar="F", help="one passphrase for all keys (rehearsals)")
        sub.set_defaults(run=run)
        return sub

    def offline(sub: argparse.ArgumentParser) -> None:
        sub.add_argument(
            "--offline",
            type=Path,
            action="append",
            required=True,
            metavar="DIR",
            help="folder of off-line keys; the first holds signed/; give every stick that is at hand",
        )
        sub.add_argument("--repository", type=Path, required=True, metavar="DIR", help="its incoming/ gets the files")

    init = command("init", _init, "make all keys of a county, its first root, units and an empty list of approvers")
    init.add_argument("--county", type=Path, required=True, metavar="county.json")
    init.add_argument("--offline", type=Path, required=True, metavar="DIR", help="new folder for off-line keys")
    init.add_argument("--online", type=Path, required=True, metavar="DIR", help="new folder for the signer's keys")
    init.add_argument("--repository", type=Path, required=True, metavar="DIR", help="its incoming/ gets the files")

    approver = command("approver", _approver, "make one approver's key; prints the entry for the list")
    approver.add_argument("--name", required=True, help="the person")
    approver.add_argument("--out", type=Path, required=True, metavar="FILE", help="the private key")
    approver.add_argument("--units", nargs="+", default=[EVERY], metavar="CODE", help="default: every unit")
    approver.add_argument("--boards", nargs="+", default=[EVERY], metavar="ID", help="default: every board")
    approver.add_argument("--days", type=int, default=90, help="validity, default 90, as long as a signed list lasts")

    approvers = command("approvers", _approvers, "sign the list of approvers with two officers' keys, for 90 days")
    approvers.add_argument(
        "--list",
        type=Path,
        required=True,
        nargs="+",
        metavar="FILE",
        help="entries of approvers, or lists of them: all who are to be on the new list",
    )
    offline(approvers)

    units = command("units", _units, "sign a new county.json with the targets key; also the yearly renewal")
    units.add_argument("--county", type=Path, required=True, metavar="county.json")
    offline(units)

    sealing = command("sealing", _sealing, "publish the hub's key for telephone numbers, with the targets key")
    sealing.add_argument("--key", type=Path, required=True, metavar="FILE", help="what mingbai hub sealing-key printed")
    offline(sealing)

    rotate = command("rotate", _rotate, "replace a key")
    rotate.add_argument("role", choices=[*ONLINE_ROLES, *OFFLINE_ROTATIONS])
    rotate.add_argument("--online", type=Path, metavar="DIR", help="folder of the signer's keys, for the first three")
    offline(rotate)

    keep = command("backup", _backup, "one encrypted file of a key folder; --verify opens and compares it")
    keep.add_argument("--folder", type=Path, metavar="DIR", help="the key folder")
    keep.add_argument("--out", type=Path, required=True, metavar="FILE")
    keep.add_argument("--verify", action="store_true")

    again = command("read-back", _read_back, "make the signer's lost ledger anew from the signed repository")
    again.add_argument("--county", required=True, metavar="CODE")
    again.add_argument("--online", type=Path, required=True, metavar="DIR", help="folder of the signer's keys")
    again.add_argument("--repository", type=Path, required=True, metavar="DIR")

    back = command("restore", _restore, "write a backup's files into a new folder")
    back.add_argument("archive", type=Path, metavar="FILE")
    back.add_argument("--folder", type=Path, required=True, metavar="DIR")
    return parser
