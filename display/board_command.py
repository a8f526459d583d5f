"""``mingbai board``: one LED board by hand. preview, send, set-up, scan, emulate, frames, decode."""

from __future__ import annotations

import argparse
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from config.load import SettingsError, load_terminal
from config.logs import configure
from config.settings import BoardSettings
from content.clock import system_now
from content.led_line import LedStyle
from display.board import Board, Colours, DeadMan, board_from
from display.compose import check_board, compose
from display.driver import Driver
from display.emulator import card_for
from display.emulator.faults import Fault, FaultyLine, fault_of, mistakes_in
from display.emulator.line import Line, PtyLine, TcpLine
from display.emulator.serve import Emulator, Outputs, View
from display.emulator.view import TerminalView
from display.errors import BoardRefused, DisplayError, TextRefused, TransportError
from display.fonts import Font
from display.frame_lines import print_frames, print_objects
from display.preview import preview_animation, preview_png
from display.protocols import MODELS, model_of, protocol_for
from display.scan import BAUDS, Unusable, pingable, scan
from display.set_up import NeedsSetUp, Writes
from display.transport import SerialTransport, adapters, serial_of

TEST_MARK = "【测试】"  # a text that nobody approved says so itself


def main(arguments: list[str]) -> int:
    """0 done, 1 failed, 2 wrong usage, settings or input."""
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        return int(options.run(options))
    except (SettingsError, TextRefused) as err:
        print(f"mingbai board: {err}", file=sys.stderr)
        return 2
    except (DisplayError, OSError) as err:
        print(f"mingbai board: {err}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="mingbai board", description="One LED board by hand.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    styles = [style.value for style in LedStyle]

    preview = commands.add_parser("preview", help="save a picture of a text on a board (.png; .gif or .webp move)")
    _add_board(preview)
    preview.add_argument("--text", required=True)
    preview.add_argument("--style", choices=styles, default=LedStyle.SCROLL_LEFT.value)
    preview.add_argument("--out", type=Path, required=True, metavar="FILE.png")
    preview.set_defaults(run=_preview)

    send = commands.add_parser("send", help=f"send a test text to a board; it is marked {TEST_MARK}")
    _add_board(send)
    send.add_argument("--text", required=True)
    send.add_argument("--style", choices=styles, default=LedStyle.SCROLL_LEFT.value)
    send.add_argument("--yes", action="store_true", help="yes, show a text that nobody has approved")
    send.set_defaults(run=_send)

    set_up = commands.add_parser("set-up", help="lay out a sign's memory, where its model needs that; erases the sign")
    _add_board(set_up)
    set_up.add_argument("--yes", action="store_true", help="yes, erase what the sign holds and write its memory")
    set_up.set_defaults(run=_set_up)

    find = commands.add_parser("scan", help="ask every port at every speed which boards are there; changes nothing")
    find.add_argument("--port", action="append", metavar="URL", help="only this one; otherwise every serial port")
    find.add_argument("--baud", action="append", type=int, choices=BAUDS, help="only this speed")
    find.add_argument("--model", action="append", choices=list(MODELS), help="only this model")
    find.add_argument("--address", action="append", type=int, help="default 1")
    find.set_defaults(run=_scan)

    emulate = commands.add_parser("emulate", help="be a card: on a pseudo terminal, or on a TCP port")
    _add_board(emulate, required=False)
    emulate.add_argument("--model", choices=list(MODELS), default="onbon-bx5k", help="without --config")
    emulate.add_argument("--size", type=_size, default=(128, 32), metavar="WxH", help="dots; default 128x32")
    emulate.add_argument("--address", type=int, default=1)
    emulate.add_argument("--listen", metavar="HOST:PORT", type=_host_port, help="TCP instead of a pseudo terminal")
    emulate.add_argument("--link", type=Path, metavar="PATH", help="symbolic link to the pseudo terminal")
    emulate.add_argument("--record", type=Path, metavar="FILE", help="append every byte received")
    emulate.add_argument("--state", type=Path, metavar="FILE", help="JSON: text, lit, frames, at, errors")
    emulate.add_argument("--png", type=Path, metavar="FILE", help="picture of the lit dots")
    emulate.add_argument("--baud", type=int, default=0, help="take as long as a real line; 0 = no pacing")
    emulate.add_argument("--view", action="store_true", help="show the lit dots in this terminal")
    emulate.add_argument("--window", action="store_true", help="show the lit dots in a window of the desktop")
    emulate.add_argument(
        "--fault",
        action="append",
        type=_fault,
        default=[],
        metavar="KIND[:N]",
        help="drop, garble, garble-answer, silent, half, busy or nak every Nth transmission; late:SECONDS; echo; "
        "power-cut:N: after N transmissions the card loses its RAM; power-dip:N: it is away for a moment and keeps it",
    )
    emulate.add_argument("--seed", type=int, default=1, help="which bits are garbled")
    emulate.set_defaults(run=_emulate)

    for name, run, text in (
        ("frames", _frames, "JSON objects on stdin, one a line, to hex frames; opens no port"),
        ("decode", _decode, "hex frames on stdin, one a line, to JSON objects"),
    ):
        command = commands.add_parser(name, help=text)
        command.add_argument("--protocol", choices=list(MODELS), required=True)
        command.set_defaults(run=run)
    return parser


def _add_board(parser: argparse.ArgumentParser, *, required: bool = True) -> None:
    parser.add_argument("--config", type=Path, required=required, metavar="FILE", help="terminal.toml")
    parser.add_argument("--board", metavar="ID", help="which of its boards; not needed if there is only one")


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.lower().replace("×", "x").partition("x")
    if not (width.isdecimal() and height.isdecimal() and 8 <= int(width) <= 8192 and 8 <= int(height) <= 1024):
        raise argparse.ArgumentTypeError(f"{text!r}: expected WIDTHxHEIGHT such as 128x32, 8x8 to 8192x1024")
    return int(width), int(height)


def _host_port(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r}: expected HOST:PORT such as 127.0.0.1:0")
    return host, int(port)


def _fault(text: str) -> Fault:
    try:
        return fault_of(text)
    except ValueError as err:
        raise argparse.ArgumentTypeError(str(err)) from err


def _section(options: argparse.Namespace) -> BoardSettings:
    """The board of the settings file that is meant. Raises SettingsError."""
    boards = load_terminal(options.config).boards
    known = ", ".join(board.id for board in boards) or "none"
    if options.board is None and len(boards) == 1:
        return boards[0]
    for board in boards:
        if board.id == options.board:
            return board
    wanted = f"no board {options.board!r}" if options.board else "say which with --board"
    raise SettingsError([f"{options.config}: {wanted}; boards there: {known}"])


def _usable(section: BoardSettings, path: Path) -> Board:
    board = board_from(section)
    mistakes = check_board(board, protocol_for(board.model).capabilities)
    if mistakes:
        raise SettingsError([f"{path}: {mistake}" for mistake in mistakes])
    return board


def _preview(options: argparse.Namespace) -> int:
    board = _usable(_section(options), options.config)
    kind = options.out.suffix.lower().removeprefix(".")
    style = LedStyle(options.style)
    if kind in ("gif", "webp"):
        options.out.write_bytes(preview_animation(options.text, style, board, kind))
    else:
        options.out.write_bytes(preview_png(options.text, style, board))
    print(options.out)
    return 0


def _send(options: argparse.Namespace) -> int:
    section = _section(options)
    board = _usable(section, options.config)
    if not options.yes:
        print("mingbai board: nobody has approved this text; with --yes it is sent all the same", file=sys.stderr)
        return 2
    configure()
    protocol = protocol_for(board.model)
    face = compose(TEST_MARK + options.text, LedStyle(options.style), board, protocol.capabilities)
    transport = serial_of(section)
    try:
        driver = Driver(transport, protocol, time.monotonic, time.sleep)
        delivery = driver.deliver(protocol.show(face, board, first=True))
    except (TransportError, BoardRefused) as err:
        print(f"mingbai board: {err}", file=sys.stderr)
        return 1
    finally:
        transport.close()
    if not delivery.confirmed:
        print(f"{board.id}: sent, unconfirmed: {delivery.reason}", file=sys.stderr)
        return 1
    if protocol.capabilities.deadman is DeadMan.CARD:
        print(f"{board.id}: shown for at most {board.deadman_s} s: {face.text}")
    else:
        print(f"{board.id}: shown, and it stays until something else is sent: {face.text}")
    return 0


def _set_up(options: argparse.Namespace) -> int:
    """The only command that writes memory which may wear; every run of it is counted."""
    section = _section(options)
    board = _usable(section, options.config)
    protocol = protocol_for(board.model)
    if not isinstance(protocol, NeedsSetUp):
        print(f"{board.id}: {board.model} needs no set-up")
        return 0
    if not options.yes:
        print("mingbai board: this erases what the sign holds; with --yes it is done", file=sys.stderr)
        return 2
    configure()
    writes = Writes(load_terminal(options.config).data_dir / "boards" / f"{board.id}.writes")
    times = writes.counted()
    transport = serial_of(section)
    try:
        delivery = Driver(transport, protocol, time.monotonic, time.sleep).deliver(protocol.set_up(board))
    finally:
        transport.close()
    print(f"{board.id}: memory written, time {times}" + ("" if delivery.confirmed else f"; {delivery.reason}"))
    return 0 if delivery.confirmed or not protocol.capabilities.acknowledges else 1


def _scan(options: argparse.Namespace) -> int:
    """The ports, and below each of them what answered. 0 if a board was found."""
    here = {adapter.device: adapter.what for adapter in adapters()}
    urls = options.port or list(here)
    models = [model for model in pingable() if not options.model or model in options.model]
    if silent := sorted(set(options.model or ()) - set(models)):
        print(f"mingbai board: {', '.join(silent)}: has no ping, so it cannot be found", file=sys.stderr)
    if not urls:
        print("mingbai board: this machine has no serial port; --port names another one", file=sys.stderr)
        return 1
    for url in urls:
        print(f"{url}: {here.get(url) or 'port'}", flush=True)
    answered = 0
    bauds = options.baud or BAUDS
    for found in scan(urls, bauds, models, options.address or [1], SerialTransport):
        if isinstance(found, Unusable):
            print(f"mingbai board: {found.why}", file=sys.stderr)
            continue
        answered += 1
        said = f": {found.said}" if found.said else ""
        print(f"{found.url}: baud {found.baud}, model {found.model}, address {found.address}{said}", flush=True)
    return 0 if answered else 1


def _emulate(options: argparse.Namespace) -> int:
    if options.config:
        board = _usable(_section(options), options.config)
    else:
        width_px, height_px = options.size
        board = Board(
            id="emulated", model=options.model, width_px=width_px, height_px=height_px, address=options.address
        )
    card = card_for(board, Font(board.font_px))
    if mistakes := mistakes_in(options.fault, card, board.model):
        raise SettingsError(mistakes)
    if options.view and not (sys.stdout.isatty() and sys.stdout.encoding.lower() in ("utf-8", "utf8")):
        raise SettingsError(["--view: standard output is no terminal for UTF-8"])
    window_view = _window_view() if options.window else None
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    line: Line = TcpLine(*options.listen) if options.listen else PtyLine(options.link)
    if options.fault:
        line = FaultyLine(line, card, options.fault, time.monotonic, options.seed)
    title = f"{board.model} {line.url}"
    views: list[View] = []
    if options.view:
        views.append(TerminalView(sys.stdout, shutil.get_terminal_size, title, board.colours))
    if window_view:
        views.append(window_view(title, board.colours, stop.set))
    emulator = Emulator(
        card,
        line,
        Outputs(options.record, options.state, options.png, board.colours, views),
        options.baud,
        system_now,
        time.monotonic,
        time.sleep,
    )
    try:
        print(line.url, flush=True)
        while not stop.is_set():
            emulator.step()
    finally:
        emulator.close()
    return 0


def _window_view() -> Callable[[str, Colours, Callable[[], None]], View]:
    """Only who asks for a window needs SDL. Raises SettingsError."""
    try:
        from display.emulator.window_view import WindowView
    except ImportError as err:
        raise SettingsError([f"--window: needs mingbai[window] installed: {err}"]) from err
    return WindowView


def _frames(options: argparse.Namespace) -> int:
    return print_frames(model_of(options.protocol).json, sys.stdin.buffer, sys.stdout, sys.stderr)


def _decode(options: argparse.Namespace) -> int:
    return print_objects(model_of(options.protocol).json, sys.stdin.buffer, sys.stdout)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
