"""Finding boards: emulated cards behind ports that understand one speed only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from display.board import Board
from display.emulator import card_for
from display.emulator.base import Card
from display.errors import TransportError
from display.fonts import Font
from display.scan import BAUDS, Found, Unusable, pingable, scan
from tests.display.fakes import BUSY
from tests.display.test_over_the_wire import PATIENCE_S, Program

PINGABLE = [model for model in pingable() if model != "onbon-bx6k"]  # it cannot be told from BX-5K by its ping


@dataclass
class Plugged:
    """Ports with a card each; at any other speed than its own a card hears and says nothing that makes sense."""

    cards: dict[str, tuple[int, Card]]
    asked: list[tuple[str, int]] = field(default_factory=list)
    open_now: int = 0

    def __call__(self, url: str, baud: int) -> Plugged.Cable:
        self.asked.append((url, baud))
        self.open_now += 1
        return Plugged.Cable(self, url, baud)

    @dataclass
    class Cable:
        plugged: Plugged
        url: str
        baud: int

        def exchange(self, data: bytes, reply_within_s: float | None) -> bytes:
            if self.url not in self.plugged.cards:
                raise TransportError(f"{self.url}: taken by another program")
            baud, card = self.plugged.cards[self.url]
            if self.baud != baud:
                return b"\xff\x00\x9c" if data else b""
            return card.feed(data, 0.0) if data else b""

        def close(self) -> None:
            self.plugged.open_now -= 1


def emulated(model: str, address: int = 1) -> Card:
    return card_for(Board(id="b", model=model, width_px=64, height_px=16, address=address), Font(16))


def test_a_board_is_found_with_its_speed_and_the_port_is_then_left() -> None:
    plugged = Plugged({"/dev/ttyUSB0": (9_600, emulated("onbon-bx5k"))})
    found = list(scan(["/dev/ttyUSB0"], BAUDS, ["onbon-bx5k", "onbon-bx6k"], [1], plugged))
    assert found == [
        Found("/dev/ttyUSB0", 9_600, "onbon-bx5k", 1),
        Found("/dev/ttyUSB0", 9_600, "onbon-bx6k", 1),
    ]
    assert plugged.asked == [("/dev/ttyUSB0", 57_600), ("/dev/ttyUSB0", 9_600)]
    assert plugged.open_now == 0


@pytest.mark.parametrize("model", PINGABLE)
def test_every_model_with_a_ping_is_found_and_keeps_its_face(model: str) -> None:
    card = emulated(model)
    before = (card.text, card.dots())
    found = list(scan(["p"], [9_600], pingable(), [1], Plugged({"p": (9_600, card)})))
    assert model in [one.model for one in found if isinstance(one, Found)]
    assert (card.text, card.dots()) == before


def test_only_the_board_with_the_address_answers() -> None:
    plugged = Plugged({"p": (57_600, emulated("onbon-bx5k", address=7))})
    assert list(scan(["p"], [57_600], ["onbon-bx5k"], range(1, 10), plugged)) == [Found("p", 57_600, "onbon-bx5k", 7)]


def test_a_port_that_cannot_be_opened_does_not_keep_the_others_waiting() -> None:
    plugged = Plugged({"b": (57_600, emulated("onbon-bx5k"))})
    found = list(scan(["a", "b"], BAUDS, ["onbon-bx5k"], [1], plugged))
    assert found == [Unusable("a", "a: taken by another program"), Found("b", 57_600, "onbon-bx5k", 1)]
    assert plugged.open_now == 0


def test_a_busy_board_is_a_board() -> None:
    class Busy:
        def exchange(self, data: bytes, reply_within_s: float | None) -> bytes:
            return BUSY if data else b""

        def close(self) -> None: ...

    (found,) = scan(["p"], [9_600], ["onbon-bx5k"], [1], lambda url, baud: Busy())
    assert found == Found("p", 9_600, "onbon-bx5k", 1, "busy")


@pytest.fixture
def started() -> Iterator[Callable[..., Program]]:
    programs: list[Program] = []

    def start(*arguments: str) -> Program:
        programs.append(Program(*arguments))
        return programs[-1]

    yield start
    for program in programs:
        program.process.kill()
        program.process.communicate()


@pytest.mark.port
def test_the_command_names_port_speed_and_model(started: Callable[..., Program]) -> None:
    path = started("board", "emulate", "--model", "onbon-bx5k").first_line()
    command = started("board", "scan", "--port", path, "--model", "onbon-bx5k", "--baud", "9600")
    told, _ = command.process.communicate(timeout=PATIENCE_S)
    assert told.splitlines() == [f"{path}: port", f"{path}: baud 9600, model onbon-bx5k, address 1"]
    assert command.process.returncode == 0


@pytest.mark.port
def test_a_port_with_nobody_on_it_is_told_by_the_status(started: Callable[..., Program]) -> None:
    path = started("board", "emulate", "--model", "onbon-bx5k", "--address", "9").first_line()
    command = started("board", "scan", "--port", path, "--model", "onbon-bx5k", "--baud", "9600")
    told, _ = command.process.communicate(timeout=PATIENCE_S)
    assert (told.splitlines(), command.process.returncode) == ([f"{path}: port"], 1)
