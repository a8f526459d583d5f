"""`mingbai approve`: look at an LED line on one's own machine, and sign it with one's own key.

The hub is not believed here: the payload is read by the rules, the preview is drawn from it on this machine and
compared with the one it names, and what is signed is exactly the bytes that were shown. Without a hub, --line
takes a file as the hub's list has it, and --out gets the signature.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import hashlib
import http.client
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, Protocol

import msgspec
import requests
import urllib3

from config import logs
from content.errors import FeedError, FetchError, TrustError
from content.feed.approvals import sign_led_line
from content.feed.envelope import LineSignature
from content.feed.keys import load_key
from content.feed.led_rules import read_led_line
from content.led_line import URGENCY_LABELS, LedLine, LedStyle, LedUrgency
from content.record import COUNTY_TIME
from content.sync.fetch import DEADLINE_S, Deadline, reason, session
from display.board import Board
from display.errors import DisplayError
from display.preview import preview_png
from mingbai.keys import ask_known, read_passphrase
from mingbai.urgent_picture import framed

LINES_PATH = "/api/v1/led-lines"
MAX_ANSWER_BYTES = 1_000_000
MAX_TOKEN_BYTES = 4_096
IDLE_S = 10.0
RULE = "!" * 80
CONSENT = {  # what an approver types; an urgent line is not signed by habit
    LedUrgency.ROUTINE: ("同意", "yes"),
    LedUrgency.DRILL: ("演练",),
    LedUrgency.EMERGENCY: ("应急",),
}
WARNINGS = {
    LedUrgency.DRILL: "【演练】 应急演练短讯:签满两人立即上屏,盖过一般短讯",
    LedUrgency.EMERGENCY: "【应急】 应急短讯:签满两人立即上屏,盖过其他一切内容,静默、关屏时段也点亮",
}
STYLES = {LedStyle.SCROLL_LEFT: "左移", LedStyle.SCROLL_UP: "上移", LedStyle.STILL: "静止"}

Draw = Callable[[str, LedStyle, Board], bytes]
Pixels = Annotated[int, msgspec.Meta(ge=8, le=8192)]


class BoardShape(msgspec.Struct, frozen=True):
    """A board as the hub describes it: enough to draw the line."""

    id: Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
    model: Annotated[str, msgspec.Meta(max_length=40)]
    width_px: Pixels
    height_px: Annotated[int, msgspec.Meta(ge=8, le=1024)]
    font_px: Annotated[int, msgspec.Meta(ge=8, le=64)] = 16
    colours: Literal["red", "green", "red-green"] = "red"

    def board(self) -> Board:
        return Board(
            id=self.id,
            model=self.model,
            width_px=self.width_px,
            height_px=self.height_px,
            font_px=self.font_px,
            colours=self.colours,
        )


class Waiting(msgspec.Struct, frozen=True):
    """A line that waits for signatures. payload: base64 of the exact bytes to sign."""

    request: int
    payload: str
    boards: tuple[BoardShape, ...]
    signed_by: tuple[str, ...] = ()


class WaitingList(msgspec.Struct, frozen=True):
    lines: tuple[Waiting, ...]


@dataclass(frozen=True)
class Shown:
    """What an approver looks at: the line, its bytes, and its picture (PNG) on every board."""

    line: LedLine
    payload: bytes
    previews: dict[str, bytes]


class Hub(Protocol):
    """Where lines wait and signatures go. Raises FeedError."""

    def waiting(self) -> tuple[Waiting, ...]: ...

    def post(self, request: int, signature: LineSignature) -> None: ...


def main(arguments: list[str]) -> int:
    """0 done, 1 refused or failed, 2 wrong usage."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.hub and not options.token_file:
        parser.error("--hub needs --token-file")
    if options.line and not options.out:
        parser.error("--line needs --out")
    if (options.line or options.request is not None) and not options.list and not options.key:
        parser.error("signing needs --key")
    logs.configure()
    try:
        return _run(options)
    except (FeedError, OSError) as err:
        print(f"mingbai approve: {err}", file=sys.stderr)
        return 1


def show(waiting: Waiting, draw: Draw) -> Shown:
    """Read the line and draw it. Raises TrustError if it breaks a rule, cannot be drawn, or looks other than it says.

    The payload's preview hash, if it has one, is of the picture on the first of its boards.
    """
    try:
        payload = base64.b64decode(waiting.payload, validate=True)
    except (binascii.Error, ValueError) as err:
        raise TrustError(f"line {waiting.request}: payload is not base64") from err
    line = read_led_line(payload)
    shapes = {shape.id: shape for shape in waiting.boards}
    missing = [board for board in line.boards if board not in shapes]
    if missing:
        raise TrustError(f"line {waiting.request}: the hub does not describe board {_plain(', '.join(missing))}")
    try:
        previews = {board: draw(line.text, line.style, shapes[board].board()) for board in line.boards}
    except (DisplayError, ValueError) as err:
        raise TrustError(f"line {waiting.request}: cannot be drawn, so nobody can approve it: {err}") from err
    found = hashlib.sha256(previews[line.boards[0]]).hexdigest()
    if line.preview_sha256 and found != line.preview_sha256:
        raise TrustError(
            f"line {waiting.request}: drawn here its picture has sha256 {found[:12]}…, "
            f"the line names {_plain(line.preview_sha256[:12])}…; do not sign"
        )
    return Shown(line, payload, previews)


def describe(shown: Shown, request: int, signed_by: Sequence[str]) -> str:
    """The line in words, for the approver. Nothing of it can steer the terminal it is printed on."""
    line = shown.line
    begins, ends = (moment.astimezone(COUNTY_TIME) for moment in (line.valid_from, line.valid_until))
    hours = (line.valid_until - line.valid_from).total_seconds() / 3600
    rows = [
        ("短讯", f"第 {request} 号,{line.id} 第 {line.rev} 版,序号 {line.seq}"),
        ("级别", URGENCY_LABELS[line.urgency]),
        ("内容", line.text),
        ("字数", f"{len(line.text)}"),
        ("方式", STYLES[line.style]),
        ("屏幕", "、".join(line.boards)),
        ("有效", f"{begins:%Y-%m-%d %H:%M} 至 {ends:%Y-%m-%d %H:%M}(北京时间),共 {hours:g} 小时"),
        ("依据", f"{line.disclosure} 第 {line.disclosure_rev} 版"),
        ("预览", "与短讯所载一致" if line.preview_sha256 else "短讯未载预览,图为本机所绘"),
        ("已签", "、".join(keyid[:8] for keyid in signed_by) or "无"),
    ]
    words = "\n".join(f"{label}  {_plain(value)}" for label, value in rows)
    warning = WARNINGS.get(line.urgency)
    return f"{RULE}\n{warning}\n{RULE}\n{words}\n{RULE}" if warning else words


class HttpHub:
    """The hub's device API over HTTP(S), with a token of kind approver. Redirects are not followed."""

    def __init__(self, base_url: str, token: str) -> None:
        self._base_url = base_url.rstrip("/")
        self._deadline = Deadline(time.monotonic)
        self._session = session(self._deadline)
        self._session.headers["Authorization"] = f"Bearer {token}"

    def close(self) -> None:
        self._session.close()

    def waiting(self) -> tuple[Waiting, ...]:
        status, body = self._exchange("GET", LINES_PATH, None)
        if status != 200:
            raise FetchError(f"{self._base_url}{LINES_PATH}: status {status}: {_sentence(body)}")
        try:
            return _WAITING.decode(body).lines
        except (ValueError, RecursionError) as err:
            raise TrustError(f"{self._base_url}{LINES_PATH}: no list of lines: {err}") from err

    def post(self, request: int, signature: LineSignature) -> None:
        path = f"{LINES_PATH}/{request}/signatures"
        status, body = self._exchange("POST", path, msgspec.json.encode(signature))
        if status == 422:
            raise TrustError(f"the hub refused the signature: {_sentence(body)}")
        if status != 201:
            raise FetchError(f"{self._base_url}{path}: status {status}: {_sentence(body)}")

    def _exchange(self, method: str, path: str, body: bytes | None) -> tuple[int, bytes]:
        url = f"{self._base_url}{path}"
        headers = {"Content-Type": "application/json"} if body is not None else {}
        self._deadline.start(DEADLINE_S, IDLE_S)
        try:
            with self._session.request(
                method, url, data=body, headers=headers, timeout=IDLE_S, stream=True, allow_redirects=False
            ) as answer:
                data = answer.raw.read(MAX_ANSWER_BYTES + 1, decode_content=True)
                status = answer.status_code
        except (requests.RequestException, urllib3.exceptions.HTTPError, http.client.HTTPException, OSError) as err:
            raise FetchError(f"{url}: {reason(err)}") from err
        if len(data) > MAX_ANSWER_BYTES:
            raise FetchError(f"{url}: the answer is larger than {MAX_ANSWER_BYTES} bytes")
        return status, data


# --- the command ----------------------------------------------------------------------------------------


def _run(options: argparse.Namespace) -> int:
    if options.line is not None:
        signature = _sign(_read_line(options.line), options)
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
    lines = hub.waiting()
    if options.list or options.request is None:
        print("没有等待签名的短讯。" if not lines else "")
        for waiting in lines:
            try:
                print(describe(show(waiting, preview_png), waiting.request, waiting.signed_by) + "\n")
            except TrustError as err:
                print(f"第 {waiting.request} 号  {_plain(str(err))}\n")
        return 0
    wanted = next((waiting for waiting in lines if waiting.request == options.request), None)
    if wanted is None:
        raise TrustError(f"no line {options.request} waits for a signature; --list shows those that do")
    signature = _sign(wanted, options)
    if signature is None:
        return 1
    hub.post(wanted.request, signature)
    print(f"第 {wanted.request} 号短讯已签名。")
    return 0


def _sign(waiting: Waiting, options: argparse.Namespace) -> LineSignature | None:
    """Show the line, ask, and sign it; None if the person says no. Raises FeedError."""
    shown = show(waiting, preview_png)
    print(describe(shown, waiting.request, waiting.signed_by))
    for path in _save(shown, options.preview):
        print(f"预览图  {path}")
    if options.yes and shown.line.urgency.value not in ("routine", options.urgent):
        raise TrustError(
            f"line {waiting.request}: its urgency is {shown.line.urgency.value}; "
            f"--yes signs it only with --urgent {shown.line.urgency.value}"
        )
    if not options.yes and not _agrees(shown.line.urgency):
        print("没有签名。")
        return None
    passphrase = read_passphrase(options.passphrase_file) if options.passphrase_file else ask_known(options.key.name)
    signer = load_key(options.key, passphrase)
    if signer.public_key.keyid in waiting.signed_by:
        raise TrustError(f"line {waiting.request}: this key has signed it already; a second person must")
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
        if shown.line.urgency in WARNINGS:
            data = framed(data, URGENCY_LABELS[shown.line.urgency], shown.line.urgency)
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


class _Problem(msgspec.Struct):
    error: str


_WAITING = msgspec.json.Decoder(WaitingList)
_ONE = msgspec.json.Decoder(Waiting)
_PROBLEM = msgspec.json.Decoder(_Problem)


def _sentence(body: bytes) -> str:
    """What the hub says of its refusal."""
    try:
        return _plain(_PROBLEM.decode(body).error[:300])
    except (ValueError, RecursionError):
        return f"{len(body)} bytes that are no explanation"


def _plain(text: str) -> str:
    """Text that only prints: whatever else a terminal would obey becomes a box."""
    return "".join(character if character.isprintable() or character == "\u3000" else "□" for character in text)


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
    parser.add_argument("--preview", type=Path, metavar="FILE.png", help="where to save the picture")
    parser.add_argument("--out", type=Path, metavar="FILE", help="with --line: where the signature goes")
    parser.add_argument("--yes", action="store_true", help="sign without asking; the preview has been looked at")
    urgent = [urgency.value for urgency in WARNINGS]
    parser.add_argument(
        "--urgent", choices=urgent, help="with --yes: that the line is a drill, or an emergency, is known"
    )
    return parser
