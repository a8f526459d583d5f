"""Golden pictures of boards: a TOML file says the line and the board, a text file shows every lit dot as a #."""

from __future__ import annotations

import tomllib
from pathlib import Path

from content.led_line import LedStyle
from display.board import Board
from display.compose import compose
from display.fonts import Font
from display.preview import board_screens
from display.protocols import protocol_for

FOLDER = Path(__file__).parent / "display" / "dots"


def cases() -> list[str]:
    """The names of all cases."""
    return sorted(file.stem for file in FOLDER.glob("*.toml"))


def drawn(case: str) -> str:
    """What the board of a case shows now, screen by screen."""
    said = tomllib.loads((FOLDER / f"{case}.toml").read_text(encoding="utf-8"))
    board = Board(**said["board"])
    face = compose(said["text"], LedStyle(said["style"]), board, protocol_for(board.model).capabilities)
    screens = [
        "\n".join(
            "".join("#" if frame.is_lit(x, y) else "." for x in range(frame.width_px)) for y in range(frame.height_px)
        )
        for frame in board_screens(face, board, Font(board.font_px))
    ]
    return "\n\n".join(screens) + "\n"
