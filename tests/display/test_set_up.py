"""The set-up of a sign's memory: asked for by hand, counted, and needed before pictures can be shown."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from display.board_command import main
from display.errors import DisplayError
from display.set_up import Writes
from tests.display.test_board_command import TERMINAL
from tests.display.test_over_the_wire import PATIENCE_S, Program


def settings(folder: Path, model: str, url: str) -> Path:
    file = folder / "terminal.toml"
    text = TERMINAL.replace("onbon-bx5k", model).replace("/dev/serial/by-id/none", url)
    file.write_text(text, encoding="utf-8")
    return file


def test_writes_are_counted_and_a_damaged_count_stops_them(tmp_path: Path) -> None:
    file = tmp_path / "boards" / "gate.writes"
    assert [Writes(file).counted() for _ in range(3)] == [1, 2, 3]
    assert file.read_text() == "3\n"
    file.write_text("many")
    with pytest.raises(DisplayError, match=r"gate\.writes: the count of writes cannot be kept"):
        Writes(file).counted()


def test_a_board_that_needs_none_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["set-up", "--config", str(settings(tmp_path, "onbon-bx5k", "/dev/none")), "--yes"]) == 0
    assert capsys.readouterr().out == "t01-gate: onbon-bx5k needs no set-up\n"


def test_nothing_is_erased_unasked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["set-up", "--config", str(settings(tmp_path, "alpha", "/dev/none"))]) == 2
    assert "erases what the sign holds" in capsys.readouterr().err
    assert not (tmp_path / "data").exists()


@pytest.fixture
def started() -> Iterator[Callable[..., Program]]:
    programs: list[Program] = []

    def start(*arguments: object) -> Program:
        programs.append(Program(*map(str, arguments)))
        return programs[-1]

    yield start
    for program in programs:
        program.process.kill()
        program.process.communicate()


@pytest.mark.port
def test_a_sign_shows_chinese_after_its_set_up_and_not_before(started: Callable[..., Program], tmp_path: Path) -> None:
    link, seen = tmp_path / "ttyBOARD", tmp_path / "state.json"
    file = settings(tmp_path, "alpha", str(link))
    started("board", "emulate", "--config", file, "--link", link, "--state", seen).first_line()
    send = ("board", "send", "--config", file, "--text", "公示", "--style", "still", "--yes")

    def ended(*arguments: object) -> int:
        program = started(*arguments)
        program.process.communicate(timeout=PATIENCE_S)
        return program.process.returncode

    assert ended(*send) == 1
    assert json.loads(seen.read_text(encoding="utf-8"))["lit"] == 0
    assert ended("board", "set-up", "--config", file, "--yes") == 0
    assert (tmp_path / "data" / "boards" / "t01-gate.writes").read_text() == "1\n"
    ended(*send)
    assert json.loads(seen.read_text(encoding="utf-8"))["lit"] > 0
