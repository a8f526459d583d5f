"""The technician's way in, as knocks and keys."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from content.county import County
from content.store.library import Library
from kiosk.gate import Gate, digest_of
from kiosk.maintenance import Technician, machine_facts
from kiosk.maintenance_routes import CELLS, CodeKey, CodePad, ColourTest, Maintenance, NextColour, TouchCell, TouchTest
from kiosk.routes import AT_HOME, Back, Home, Step, Visit, next_visit
from kiosk.screens.maintenance import PAD
from kiosk.theme import TEST_COLOURS
from kiosk.viewmodel import view_of
from kiosk.viewmodel.context import Context, Place
from kiosk.viewmodel.maintenance import MaintenanceView

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
CODE = "20261123"


class Stand:
    """A technician at a screen: the visit, moved by the steps that come out."""

    def __init__(self, folder: Path, digest: str = "") -> None:
        self.visit: Visit = AT_HOME
        door = Gate(digest, folder / "gate.json", lambda: NOON)
        self.technician = Technician(door, self.at_once, self.at_once, self.step, lambda: (("终端编号", "t01-hall"),))

    @staticmethod
    def at_once(job: Callable[[], None]) -> None:
        job()

    def step(self, step: Step) -> None:
        self.visit = next_visit(self.visit, step)

    def knock(self, times: int = 5) -> None:
        for number in range(times):
            self.technician.knock(number / 10)

    def type(self, keys: str) -> None:
        for key in keys:
            self.technician.key(CodeKey(key))  # type: ignore[arg-type]  # single digits
        self.technician.key(CodeKey("enter"))


@pytest.fixture
def stand(tmp_path: Path) -> Stand:
    return Stand(tmp_path, digest_of(CODE, bytes(16)))


def test_five_knocks_and_the_code_open_the_page(stand: Stand) -> None:
    stand.knock()
    assert stand.visit == (Home(), CodePad())
    stand.technician.key(CodeKey("2"))
    assert stand.visit[-1] == CodePad(digits=1)
    stand.technician.key(CodeKey("clear"))
    assert stand.visit[-1] == CodePad()
    stand.type(CODE)
    assert stand.visit == (Home(), Maintenance((("终端编号", "t01-hall"),)))


def test_four_knocks_are_not_enough(stand: Stand) -> None:
    stand.knock(4)
    assert stand.visit == AT_HOME


def test_where_no_code_was_set_there_is_no_page(tmp_path: Path) -> None:
    stand = Stand(tmp_path)
    stand.knock(20)
    assert stand.visit == AT_HOME


def test_a_wrong_code_says_so_and_the_fifth_one_how_long_to_wait(stand: Stand) -> None:
    stand.knock()
    stand.type("11111111")
    assert stand.visit[-1] == CodePad(wrong=True)
    for _ in range(4):
        stand.type("11111111")
    assert stand.visit[-1] == CodePad(shut_min=5, wrong=True)
    stand.technician.key(CodeKey("2"))
    assert stand.visit[-1] == CodePad(digits=0, shut_min=5)


def test_digits_of_one_visit_are_not_there_in_the_next(stand: Stand) -> None:
    stand.knock()
    stand.technician.key(CodeKey("2"))
    stand.technician.leave()
    stand.visit = AT_HOME
    stand.knock()
    stand.type(CODE[1:])
    assert stand.visit[-1] == CodePad(wrong=True)


def test_a_page_may_not_be_opened_by_a_step_from_elsewhere() -> None:
    for step in (TouchCell(0), NextColour()):
        assert next_visit(AT_HOME, step) == AT_HOME


def test_touch_test_marks_every_cell_and_colour_test_ends() -> None:
    visit: Visit = (Home(), Maintenance(), TouchTest())
    for cell in range(CELLS):
        visit = next_visit(visit, TouchCell(cell))
    assert visit[-1] == TouchTest(frozenset(range(CELLS)))
    visit = (Home(), Maintenance(), ColourTest())
    for _ in range(len(TEST_COLOURS) - 1):
        visit = next_visit(visit, NextColour())
    assert visit[-1] == ColourTest(len(TEST_COLOURS) - 1)
    assert next_visit(visit, Back())[-1] == Maintenance()


def test_the_pad_has_every_key_of_the_code_once() -> None:
    names = [name for row in PAD for name in row]
    assert sorted(names) == sorted(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "clear", "enter"])


def test_the_page_tells_machine_and_store(library: Library, qingyuan: County, here: Place, tmp_path: Path) -> None:
    facts = machine_facts("t01-hall", tmp_path, "1080×1920")
    view = view_of(Maintenance(facts), Context(library, qingyuan, here, library.clock()))
    assert isinstance(view, MaintenanceView)
    told = dict(view.facts)
    assert (told["终端编号"], told["所属单位"], told["正在展示"]) == ("t01-hall", "柳溪镇", "0条")
    assert told["磁盘剩余"].endswith("GB")


def test_a_data_folder_that_is_gone_is_told_and_stops_nothing(tmp_path: Path) -> None:
    assert "No such file" in dict(machine_facts("t01-hall", tmp_path / "gone", "1080×1920"))["磁盘剩余"]
