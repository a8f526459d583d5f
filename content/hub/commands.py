"""mingbai hub [--config hub.toml] COMMAND …: everything a county does with its hub from a command line.

serve          the admin, the device API and the feed, until SIGTERM
migrate        make or update the database; needed once after each installation
user           accounts: add, list, password, lock, unlock, second-factor
create-admin   user add NAME --admin
create-user    user add NAME --role ROLE --units CODE…
units          the county's own units, from a table or county.json; again after every change
load           the sample county with its disclosures, as drafts
import         real files: RSS, Atom, TSV, JSONL, Excel, texts, as drafts
enrol          a terminal or an approver's machine; prints its token once
boards         make the boards of a terminal.toml known
export-county  the unit tree as county.json, for mingbai keys
sealing-key    a key pair for telephone numbers; prints the half for mingbai keys sealing
backup         one file with database, uploads and signed feed; verify-backup, restore and catch-up go with it
reindex        the index of words that clerks search, anew
erase          a leak, everywhere and for good; then prints where it still may lie
flows          who reviews what: every flow with its steps, packs included
lines          LED lines that wait for signatures
due            when something must be disclosed; needs no hub, with --config counts by its rule packs
pii            personal data in files; needs no hub
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from config.load import load_hub, load_terminal
from config.logs import configure
from config.settings import HubSettings
from content.clock import system_now
from content.errors import FeedError
from content.hub.accounts.command import account, takes_password
from content.hub.accounts.command import add as add_account
from content.hub.accounts.command import add_arguments as add_user_arguments
from content.hub.deadlines.command import add_arguments as add_due_arguments
from content.hub.keeping.command import add_commands as add_keeping_commands
from content.hub.keeping.command import restore, verify_backup
from content.hub.reading.command import add_arguments as add_pii_arguments
from content.hub.review.flows import NEED_LABELS, STEP_KIND_LABELS
from content.hub.review.role import BY_KEY
from content.hub.settings import setup
from content.record import COUNTY_TIME, UnitCode

if TYPE_CHECKING:
    from content.hub.disclosures.draft import Draft

log = logging.getLogger(__name__)

# content.hub.erasures.models.What: no model may be imported before the hub is set up.
ERASABLE = ("identity-number", "personal-data", "secret", "business-secret", "other")

Command = Callable[[HubSettings, argparse.Namespace], int]
CommandWithoutHub = Callable[[argparse.Namespace], int]


def main(arguments: list[str]) -> int:
    """Run one of the hub's commands."""
    parser = _parser()
    words = parser.parse_args(arguments)
    if words.run in _WITHOUT_HUB:
        return _without_hub(words)
    if words.config is None:
        parser.error("the following arguments are required: --config")
    hub = load_hub(words.config)
    configure()
    os.umask(0o027)
    run: Command = words.run
    if run is serve:
        return serve(hub, words)
    if run in (restore, verify_backup):  # there is no hub yet, or need not be
        return _without_hub(words, hub)
    try:
        setup(hub)
    except ValueError as err:  # a flow pack that cannot be read
        print(f"mingbai hub: {err}", file=sys.stderr)
        return 1
    from django.core.exceptions import ValidationError
    from django.db import OperationalError, ProgrammingError

    try:
        return run(hub, words)
    except (OperationalError, ProgrammingError) as err:
        print(f"mingbai hub: the database cannot be used: {err}\nHas mingbai hub migrate been run?", file=sys.stderr)
    except ValidationError as err:
        print("mingbai hub: " + " ".join(err.messages), file=sys.stderr)
    except ValueError as err:
        print(f"mingbai hub: {err}", file=sys.stderr)
    return 1


def serve(hub: HubSettings, words: argparse.Namespace) -> int:
    """granian with one worker: SQLite has one writer, and the feed is served from memory.

    Event-driven, so that a request whose body comes slowly waits without a thread: with four threads, four such
    requests from anybody would stop the feed for all terminals.
    """
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces, Loops, RuntimeModes

    from content.hub.serving import CONFIG_VARIABLE

    os.environ[CONFIG_VARIABLE] = str(words.config.resolve())
    Granian(
        "content.hub.serving:load_application",
        factory=True,
        address=hub.listen_host,
        port=hub.listen_port,
        interface=Interfaces.RSGI,
        workers=1,
        runtime_mode=RuntimeModes.mt,
        loop=Loops.uvloop,
        http=HTTPModes.http1,
        websockets=False,
        backlog=2048,
        log_enabled=False,
        ssl_cert=hub.tls.certificate if hub.tls else None,
        ssl_key=hub.tls.private_key if hub.tls else None,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    ).serve()
    return 0


def migrate(hub: HubSettings, words: argparse.Namespace) -> int:
    from django.core.management import call_command

    from content.hub.review.roles import set_up_review
    from content.hub.search.services import index_missing
    from content.hub.units.models import UnitPage

    call_command("migrate", verbosity=0, interactive=False)
    if UnitPage.objects.filter(unit_id=hub.county).exists():  # an update: flows may have changed
        set_up_review(county=UnitCode(hub.county))
    index_missing()
    log.info("database up to date", extra={"folder": hub.data_dir})
    return 0


def units(hub: HubSettings, words: argparse.Namespace) -> int:
    from content.hub.review.roles import set_up_review
    from content.hub.units.files import read_units
    from content.hub.units.services import load_county

    county = read_units(words.file)
    if county.code != hub.county:
        raise ValueError(f"{words.file}：第一行的代码是 {county.code!r}，{words.config} 里是 {hub.county!r}")
    load_county(county)
    set_up_review(county=UnitCode(hub.county))
    print(f"{county.name}：{len(county.units)} 个单位。单位有增减的，请再用 mingbai keys units 签进公开目录。")
    return 0


def load(hub: HubSettings, words: argparse.Namespace) -> int:
    from content.hub.review.roles import set_up_review
    from content.hub.sample.load import sample_county, sample_drafts
    from content.hub.units.services import load_county

    county = sample_county()
    if county.code != hub.county:
        raise ValueError(f"{words.config}: county is {hub.county!r}; the sample county is {county.code!r}")
    load_county(county)
    set_up_review(county=UnitCode(hub.county))
    return _keep_new(sample_drafts(), words)


def import_files(hub: HubSettings, words: argparse.Namespace) -> int:
    from content.hub.disclosures.services import create_drafts
    from content.hub.imports.assign import spread, to_unit
    from content.hub.imports.known import hub_has_text, known_in_hub
    from content.hub.imports.run import import_files as run_import
    from content.hub.units.models import Unit
    from content.hub.units.selectors import known_units

    known_units([words.unit] if words.unit else [])
    units = [UnitCode(code) for code in Unit.objects.values_list("pk", flat=True)]
    by = _user(words.by)
    report = run_import(
        words.files,
        lambda drafts: create_drafts(drafts, by=by),
        assign=to_unit(words.unit) if words.unit else spread(units, words.spread),
        today=system_now().astimezone(COUNTY_TIME).date(),
        known=known_in_hub(),
        has_text=hub_has_text,
    )
    if words.report is not None:
        report.write(words.report)
    print(report.in_chinese())
    return 0


def enrol(hub: HubSettings, words: argparse.Namespace) -> int:
    from content.hub.terminals.services import enrol as enrol_terminal

    print(enrol_terminal(terminal=words.terminal, kind=words.kind, units=words.units))
    print("这个令牌只显示这一次；存入终端的令牌文件，权限 0600。", file=sys.stderr)
    return 0


def boards(hub: HubSettings, words: argparse.Namespace) -> int:
    from content.hub.terminals.services import set_board

    settings = load_terminal(words.terminal)
    for board in settings.boards:
        print(set_board(board=board, terminal=settings.terminal))
    return 0


def export_county(hub: HubSettings, words: argparse.Namespace) -> int:
    from content.hub.units.selectors import current_county
    from content.record import encode

    county = current_county()
    if county is None:
        raise ValueError("no county yet; run mingbai hub load")
    data = encode(county)
    if words.out is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    else:
        words.out.write_bytes(data)
    return 0


def sealing_key(hub: HubSettings, words: argparse.Namespace) -> int:
    from datetime import timedelta

    import msgspec

    from content.hub.feedback.sealing_ring import SealingError, SealingRing
    from content.hub.settings import sealing_keys_dir

    folder = sealing_keys_dir(hub)
    try:
        made = SealingRing(folder).new_key(system_now(), timedelta(days=words.days))
    except SealingError as err:
        raise ValueError(str(err)) from err
    print(msgspec.json.encode(made).decode())
    print(f"私钥存在 {folder}，请随即备份；上面一行交给保管目录密钥的人:mingbai keys sealing。", file=sys.stderr)
    return 0


def flows(hub: HubSettings, words: argparse.Namespace) -> int:
    from content.hub.review.standing import flows as flows_of_hub

    for flow in flows_of_hub().by_key.values():
        mark = "" if flow.is_verified else "（默认写法，请核对）"
        print(f"{flow.key}\t{flow.name}\t{flow.pack}{mark}")
        for step in flow.steps:
            role = BY_KEY[step.role].value if step.role else STEP_KIND_LABELS[step.kind]
            needs = "、".join(NEED_LABELS[need] for need in step.needs)
            gap = f"间隔 {step.gap_days} 天" if step.gap_days else ""
            print("\t".join(("", step.name, role, needs, gap)).rstrip())
    return 0


def lines(hub: HubSettings, words: argparse.Namespace) -> int:
    from content.hub.release.led_lines import waiting_lines
    from content.hub.units.models import Unit

    for line in waiting_lines(units=list(Unit.objects.values_list("pk", flat=True))):
        print(f"{line.pk}\t{line.registration_id}\t{line.signatures.count()}/{line.signatures_needed}\t{line}")
    return 0


def reindex(hub: HubSettings, words: argparse.Namespace) -> int:
    from content.hub.search.services import rebuild

    print(f"{rebuild():,} 个页面已重新编入检索。")
    return 0


def erase(hub: HubSettings, words: argparse.Namespace) -> int:
    from content.hub.erasures import services
    from content.hub.erasures.models import What
    from content.hub.erasures.selectors import lines_of, standing_of
    from content.hub.review.errors import ReviewError

    try:
        erasure = services.erase(
            disclosure_id=words.disclosure, what=What(words.what), reason=words.reason, by=_user(words.by)
        )
    except ReviewError as err:
        raise ValueError(str(err)) from err
    try:
        services.finish_erasures()
    except FeedError as err:
        print(f"mingbai hub: {err}; mingbai clock goes on trying", file=sys.stderr)
    for line in lines_of(standing_of(erasure), f"{hub.public_url.rstrip('/')}/feed"):
        print(line)
    return 0


def due(words: argparse.Namespace) -> int:
    from content.hub.deadlines.command import run

    return run(words)


def pii(words: argparse.Namespace) -> int:
    from content.hub.reading.command import run

    return run(words)


# --- helpers --------------------------------------------------------------------------------------------


_WITHOUT_HUB = (due, pii)


def _without_hub(words: argparse.Namespace, hub: HubSettings | None = None) -> int:
    """A command that needs no database, and perhaps not even the hub's settings."""
    try:
        return int(words.run(words) if hub is None else words.run(hub, words))
    except ValueError as err:
        print(f"mingbai hub: {err}", file=sys.stderr)
        return 2 if hub is None else 1


def _keep_new(drafts: list[Draft], words: argparse.Namespace) -> int:
    """Make pages of the drafts that are not there yet: loading twice adds nothing."""
    from content.hub.disclosures.models import DisclosurePage
    from content.hub.disclosures.services import create_drafts

    known = set(DisclosurePage.objects.exclude(source="").values_list("source", flat=True))
    fresh = [draft for draft in drafts if draft.source not in known]
    pages = create_drafts(fresh, by=_user(words.by))
    print(f"{len(pages)} 件新草稿，{len(drafts) - len(pages)} 件已在平台上")
    return 0


def _user(username: str | None) -> Any:
    return None if username is None else account(username)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="mingbai hub", description="the county hub")
    parser.add_argument("--config", type=Path, metavar="hub.toml", help="needed by all commands but due and pii")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Command | CommandWithoutHub, help_text: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=help_text)
        added.set_defaults(run=run)
        return added

    command("serve", serve, "the admin, the device API and the feed")
    command("migrate", migrate, "make or update the database")
    add_user_arguments(commands.add_parser("user", help="accounts: add, list, password, lock, unlock, second-factor"))
    add = command("create-admin", add_account, "user add NAME --admin")
    add.add_argument("username")
    add.set_defaults(role=None, units=[])
    takes_password(add)
    add = command("create-user", add_account, "user add NAME --role ROLE --units CODE…")
    add.add_argument("username")
    add.add_argument("--role", required=True, choices=[*BY_KEY])
    add.add_argument("--units", required=True, nargs="+", metavar="CODE")
    takes_password(add)
    add = command("units", units, "the county's units, from a table or county.json")
    add.add_argument("file", type=Path, metavar="FILE")
    add_keeping_commands(command)
    add = command("load", load, "the sample county, as drafts")
    add.add_argument("--by", metavar="USER", help="whose drafts they are")
    add = command("import", import_files, "real files, as drafts")
    add.add_argument("files", nargs="+", type=Path, metavar="FILE")
    where = add.add_mutually_exclusive_group(required=True)
    where.add_argument("--unit", metavar="CODE", help="the unit whose drafts they become")
    where.add_argument("--spread", type=int, metavar="SEED", help="over all units, the same way for the same seed")
    add.add_argument("--report", type=Path, metavar="FILE", help="every row that was not simply accepted, as JSON")
    add.add_argument("--by", metavar="USER", help="whose drafts they are")
    add = command("enrol", enrol, "a terminal or an approver's machine")
    add.add_argument("--terminal", required=True, metavar="ID")
    add.add_argument("--kind", required=True, choices=["terminal", "approver"])
    add.add_argument("--units", required=True, nargs="+", metavar="CODE")
    add = command("boards", boards, "make the boards of a terminal known")
    add.add_argument("terminal", type=Path, metavar="terminal.toml")
    add = command("export-county", export_county, "the unit tree as county.json")
    add.add_argument("--out", type=Path, metavar="FILE")
    add = command("sealing-key", sealing_key, "a key pair for telephone numbers of citizens")
    add.add_argument("--days", type=int, default=365, help="how long terminals may use it, default 365")
    command("reindex", reindex, "the index of words that clerks search, anew")
    add = command("erase", erase, "a leak, everywhere and for good")
    add.add_argument("disclosure", metavar="ID", help="such as t01/000001")
    add.add_argument("--what", required=True, choices=ERASABLE, help="what kind of thing it holds")
    add.add_argument("--reason", required=True, help="for the record; does not repeat what has to go")
    add.add_argument("--by", required=True, metavar="USER", help="who erases it: 终审, 保密审查 or 县公开办")
    command("flows", flows, "every review flow with its steps")
    command("lines", lines, "LED lines that wait for signatures")
    add_due_arguments(command("due", due, "when something must be disclosed, as JSON"))
    add_pii_arguments(command("pii", pii, "personal data in files, a JSON object a line"))
    return parser
