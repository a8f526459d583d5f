"""The command ``mingbai`` and its sub-commands, each imported only when it is called.

A sub-command is a module with ``main(arguments: list[str]) -> int``; the number is the exit status:
0 done, 1 the task failed, 2 wrong usage or settings.
"""

from __future__ import annotations

import importlib
import sys
from dataclasses import dataclass

from config.errors import SettingsError
from mingbai import __version__


@dataclass(frozen=True)
class Command:
    """Where a sub-command lives, and what ``mingbai help`` says of it."""

    module: str
    help: str


COMMANDS = {
    "demo": Command("mingbai.demo.command", "the whole line on this machine: hub, feed, terminal, kiosk, LED board"),
    "hub": Command("content.hub.commands", "the county hub: serve, create-admin, load, import, enrol …"),
    "clock": Command("content.hub.clock", "the hub's scheduler: publish, expire and report on time"),
    "signer": Command("content.hub.release.signer", "turn approved releases into the signed feed"),
    "public": Command("content.public_side.command", "the public pages, feeds and A3 sheets, from the signed feed"),
    "keys": Command("mingbai.keys", "make, rotate and back up the keys"),
    "approve": Command("mingbai.approve.command", "look at an LED line's preview and sign it"),
    "sync": Command("content.sync.__main__", "the terminal's agent: pull, verify, store; deliver opinions"),
    "display": Command("display.__main__", "show the store on this terminal's LED boards"),
    "board": Command("display.board_command", "one LED board by hand: preview, send, emulate, frames"),
    "kiosk": Command("kiosk.__main__", "the touch screen"),
    "verify-qr": Command("mingbai.verify_qr", "check the short text of a QR code against the signed feed"),
    "doctor": Command("mingbai.doctor", "what this machine has and lacks"),
}


def main(arguments: list[str] | None = None) -> int:
    """Run one sub-command."""
    words = sys.argv[1:] if arguments is None else arguments
    if not words or words[0] in {"-h", "--help", "help"}:
        print(_usage())
        return 0
    if words[0] == "--version":
        print(f"mingbai {__version__}")
        return 0
    command = COMMANDS.get(words[0])
    if command is None:
        print(f"mingbai: there is no command {words[0]!r}\n\n{_usage()}", file=sys.stderr)
        return 2
    try:
        return int(importlib.import_module(command.module).main(words[1:]))
    except SettingsError as err:
        print(err, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _usage() -> str:
    width = max(map(len, COMMANDS))
    lines = [f"  {name:<{width}}  {command.help}" for name, command in COMMANDS.items()]
    return "\n".join(["usage: mingbai COMMAND …   (mingbai COMMAND --help for more)", "", *lines])


if __name__ == "__main__":
    sys.exit(main())
