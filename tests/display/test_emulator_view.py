"""The live view in a terminal: dots as Braille, drawn when they change, cut to the terminal, given back at the end."""

from __future__ import annotations

import io
import os
from dataclasses import dataclass, field

from display.emulator.view import TerminalView, cells, fitting
from display.render import Frame, blank


@dataclass
class Card:
    """Just what is looked at."""

    frame: Frame = field(default_factory=lambda: blank(8, 8))
    text: str = ""
    is_on: bool = True
    frames_received: int = 0
    errors: tuple[str, ...] = ()

    def dots(self) -> Frame:
        return self.frame

    def feed(self, data: bytes, now_s: float) -> bytes:
        return b""

    def passing(self, now_s: float) -> object:
        return False

    def power_cut(self) -> None: ...


class Terminal(io.StringIO):
    def __init__(self, columns: int = 80, lines: int = 24) -> None:
        super().__init__(newline="")
        self.columns, self.lines = columns, lines

    def size(self) -> os.terminal_size:
        return os.terminal_size((self.columns, self.lines))

    def taken(self) -> str:
        """What was written since the last time."""
        said = self.getvalue()
        self.seek(0)
        self.truncate()
        return said


def view_on(terminal: Terminal) -> TerminalView:
    return TerminalView(terminal, terminal.size, "hanover /dev/pts/1", "red")


def test_each_dot_of_a_braille_cell_has_its_bit() -> None:
    # The Unicode Standard, Braille Patterns: dots 1-2-3-7 down the left, 4-5-6-8 down the right, bits in their order.
    places = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3)]
    for number, (x, y) in enumerate(places):
        rows = tuple(0b10 >> x if row == y else 0 for row in range(4))
        assert cells(Frame(2, rows)) == [chr(0x2800 + (1 << number))]


def test_a_board_that_ends_within_a_cell_is_dark_beyond_its_edge() -> None:
    assert cells(Frame(3, (0b111,) * 5)) == ["⣿⡇", "⠉⠁"]


def test_it_draws_on_the_second_screen_and_gives_the_first_one_back() -> None:
    terminal = Terminal()
    view = view_on(terminal)
    view.show(Card(Frame(4, (0b1000, 0b0100, 0b0010, 0b0001)), text="公示", frames_received=3))
    said = terminal.taken()
    assert said.startswith("\x1b[?1049h\x1b[?25l\x1b[H")
    assert "│\x1b[91m⠑⢄\x1b[0m│" in said
    assert "hanover /dev/pts/1: 4x4 px, 4 lit, 3 frames" in said
    assert "公示" in said
    view.close()
    assert terminal.taken() == "\x1b[0m\x1b[?25h\x1b[?1049l"
    view.close()
    assert terminal.taken() == ""


def test_a_view_that_never_drew_leaves_the_terminal_alone() -> None:
    terminal = Terminal()
    view_on(terminal).close()
    assert terminal.taken() == ""


def test_it_draws_only_what_has_changed_since() -> None:
    terminal, card = Terminal(), Card()
    view = view_on(terminal)
    view.show(card)
    assert terminal.taken()
    view.show(card)
    assert terminal.taken() == ""
    card.frame = Frame(8, (0xFF,) + (0,) * 7)
    view.show(card)
    assert "⠉⠉⠉⠉" in terminal.taken()
    card.is_on = False
    view.show(card)
    assert "LEDs off" in terminal.taken()
    terminal.columns = 60
    view.show(card)
    assert terminal.taken()


def test_a_board_larger_than_the_terminal_is_cut_and_says_so() -> None:
    terminal = Terminal(columns=40, lines=10)
    view_on(terminal).show(Card(blank(256, 64), text="长" * 100, errors=("first", "e" * 100)))
    said = terminal.taken()
    lines = said.removeprefix("\x1b[?1049h\x1b[?25l\x1b[H").split("\r\n")
    plain = [line.replace("\x1b[91m", "").replace("\x1b[0m", "").split("\x1b[")[0] for line in lines]
    assert len(plain) == 10
    assert all(len(line) <= 39 for line in plain)
    assert plain[-2] == "长" * 19
    assert plain[-1] == "e" * 39
    assert "cut" in fitting("cut", 3) and "first" not in said


def test_a_terminal_of_no_size_does_no_harm() -> None:
    terminal = Terminal(columns=0, lines=0)
    view_on(terminal).show(Card(blank(256, 64), text="公示"))
    assert "公" not in terminal.taken()


def test_text_from_the_wire_cannot_steer_the_terminal() -> None:
    terminal = Terminal()
    view_on(terminal).show(Card(text="公示\x1b]0;x\x07\n第二行\u202e", errors=("\x1b[2J",)))
    said = terminal.taken()
    assert "公示·]0;x· / 第二行·" in said
    assert "\x1b[2J" not in said and "·[2J" in said


def test_chinese_takes_two_columns() -> None:
    assert fitting("公示abc", 5) == "公示a"
    assert fitting("a公示", 4) == "a公"
