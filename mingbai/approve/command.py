"""`mingbai approve`: look at an LED line on one's own machine, and sign it with one's own key.

The hub is not believed here: the payload is read by the rules, the preview is drawn from it on this machine and
compared with the one it names, and what is signed is exactly the bytes that were shown. Without a hub, --line
takes a file as the hub's list has it, and --out gets the signature.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from config import logs
from content.errors import FeedError, TrustError
from content.feed.approvals import sign_led_line, sign_led_template
from content.feed.envelope import LineSignature
from content.feed.keys import load_key
from content.led_line import URGENCY_LABELS, LedUrgency
from content.led_template import LedTemplate
from display.preview import preview_png
from mingbai.approve.shown import WARNINGS, Draw, Shown, describe, show, show_template
from mingbai.approve.urgent_picture import framed
from mingbai.approve.waiting import (
    LINES_PATH,
    MAX_ANSWER_BYTES,
    TEMPLATES_PATH,
    HttpHub,
    Hub,
    Waiting,
    plain,
)
from mingbai.keys import ask_known, read_passphrase

MAX_TOKEN_BYTES = 4_096
CONSENT = {  # what an approver types; an urgent line is not signed by habit
    LedUrgency.ROUTINE: ("同意", "yes"),
    LedUrgency.DRILL: ("演练",),
    LedUrgency.EMERGENCY: ("应急",),
}


def main(arguments: list[str]) -> int:
    """0 done, 1 refused or failed, 2 wrong usage."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.hub and not options.token_file:
        parser.error("--hub needs --token-file")
    if options.line and not options.out:
        parser.error("--line needs --out")
    if (
        (options.line or options.request is not None or options.template is not None)
        and not options.list
        and not options.key
    ):
        parser.error("signing needs --key")
    logs.configure()
    try:
        return _run(options)
    except (FeedError, OSError) as err:
        print(f"mingbai approve: {err}", file=sys.stderr)
        return 1


# --- the command ----------------------------------------------------------------------------------------


def _run(options: argparse.Namespace) -> int:
    if options.line is not None:
        signature = _sign(_read_line(options.line), options, show)
        if signature is None:
            return 1
        with options.out.open("xb") as file:
            file.write(msgspec.json.encode(signature))
        print(f"{options.out}: the signature")
        return 0
    hub = HttpHub(options.hub, _token(options.token_file))
    try:
        return _with_hub(hub, options)
    finally:
        hub.close()


def _with_hub(hub: Hub, options: argparse.Namespace) -> int:
    found = hub.waiting()
    if options.list or (options.request is None and options.template is None):
        print("没有等待签名的短讯。" if not (found.lines or found.templates) else "")
        for shows, noun, several in ((show, "短讯", found.lines), (show_template, "模板", found.templates)):
            for waiting in several:
                try:
                    print(describe(shows(waiting, preview_png), waiting.request, waiting.signed_by) + "\n")
                except TrustError as err:
                    print(f"第 {waiting.request} 号{noun}  {plain(str(err))}\n")
        return 0
    if options.template is not None:
        return _answered(hub, options, found.templates, options.template, TEMPLATES_PATH)
    return _answered(hub, options, found.lines, options.request, LINES_PATH)


def _answered(hub: Hub, options: argparse.Namespace, several: Sequence[Waiting], number: int, path: str) -> int:
    """Sign one of several, and send the signature."""
    is_template = path == TEMPLATES_PATH
    wanted = next((waiting for waiting in several if waiting.request == number), None)
    if wanted is None:
        noun = "template" if is_template else "line"
        raise TrustError(f"no {noun} {number} waits for a signature; --list shows those that do")
    signature = _sign(wanted, options, show_template if is_template else show)
    if signature is None:
        return 1
    hub.post(path, wanted.request, signature)
    print(f"第 {wanted.request} 号{'模板' if is_template else '短讯'}已签名。")
    return 0


def _sign(
    waiting: Waiting, options: argparse.Namespace, shows: Callable[[Waiting, Draw], Shown]
) -> LineSignature | None:
    """Show it, ask, and sign it; None if the person says no. Raises FeedError."""
    shown = shows(waiting, preview_png)
    print(describe(shown, waiting.request, waiting.signed_by))
    for path in _save(shown, options.preview):
        print(f"预览图  {path}")
    urgency = shown.content.urgency
    if options.yes and urgency.value not in ("routine", options.urgent):
        raise TrustError(
            f"line {waiting.request}: its urgency is {urgency.value}; --yes signs it only with --urgent {urgency.value}"
        )
    if not options.yes and not _agrees(urgency):
        print("没有签名。")
        return None
    passphrase = read_passphrase(options.passphrase_file) if options.passphrase_file else ask_known(options.key.name)
    signer = load_key(options.key, passphrase)
    if signer.public_key.keyid in waiting.signed_by:
        raise TrustError(f"line {waiting.request}: this key has signed it already; a second person must")
    if isinstance(shown.content, LedTemplate):
        return sign_led_template(shown.payload, signer)
    return sign_led_line(shown.payload, signer)


def _agrees(urgency: LedUrgency) -> bool:
    if not sys.stdin.isatty():
        raise TrustError("no terminal to ask on; look at the preview and give --yes")
    words = CONSENT[urgency]
    return input(f"看过预览图,同意签名请输入「{words[0]}」:").strip().lower() in words


def _save(shown: Shown, preview: Path | None) -> list[Path]:
    """Write one picture for each board: the first as named, others with the board's number. Urgent ones are framed."""
    if preview is None:
        preview = Path(tempfile.mkdtemp(prefix="mingbai-approve-")) / "preview.png"
    paths = []
    for number, data in enumerate(shown.previews.values()):
        if shown.content.urgency in WARNINGS:
            data = framed(data, URGENCY_LABELS[shown.content.urgency], shown.content.urgency)
        path = preview if not number else preview.with_name(f"{preview.stem}-{number + 1}{preview.suffix}")
        path.write_bytes(data)
        paths.append(path)
    return paths


def _read_line(path: Path) -> Waiting:
    with path.open("rb") as file:
        data = file.read(MAX_ANSWER_BYTES + 1)
    if len(data) > MAX_ANSWER_BYTES:
        raise TrustError(f"{path}: larger than {MAX_ANSWER_BYTES} bytes")
    try:
        return _ONE.decode(data)
    except (ValueError, RecursionError) as err:
        raise TrustError(f"{path}: no line: {err}") from err


def _token(path: Path) -> str:
    with path.open("rb") as file:
        raw = file.read(MAX_TOKEN_BYTES)
    token = raw.decode("ascii", "replace").strip()
    if not token or " " in token or not token.isprintable() or not token.isascii():
        raise TrustError(f"{path}: expected one token on one line, as mingbai hub enrol prints it")
    return token


_ONE = msgspec.json.Decoder(Waiting)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="mingbai approve", description=__doc__)
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--hub", metavar="URL", help="the hub's address, such as https://hub.example")
    where.add_argument("--line", type=Path, metavar="FILE.json", help="a line as a file, without a hub")
    parser.add_argument("--token-file", type=Path, metavar="F", help="with --hub: the approver's token")
    parser.add_argument("--key", type=Path, metavar="approver.pem", help="the approver's private key")
    parser.add_argument("--passphrase-file", type=Path, metavar="F", help="instead of being asked")
    parser.add_argument("--list", action="store_true", help="with --hub: show what waits, sign nothing")
    parser.add_argument("--request", type=int, metavar="N", help="with --hub: the line to sign")
    parser.add_argument("--template", type=int, metavar="N", help="with --hub: the emergency template to sign")
    parser.add_argument("--preview", type=Path, metavar="FILE.png", help="where to save the picture")
    parser.add_argument("--out", type=Path, metavar="FILE", help="with --line: where the signature goes")
    parser.add_argument("--yes", action="store_true", help="sign without asking; the preview has been looked at")
    urgent = [urgency.value for urgency in WARNINGS]
    parser.add_argument(
        "--urgent", choices=urgent, help="with --yes: that the line is a drill, or an emergency, is known"
    )
    return parser
