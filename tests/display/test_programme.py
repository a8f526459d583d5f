"""Whose turn it is on a board."""

from __future__ import annotations

from datetime import timedelta

from content.led_line import LedStyle, LedUrgency
from content.record import DisclosureId
from display.programme import BoardLine, Rotation, Turn, reading_s, turns
from tests.display.fakes import NOON, board

DAY = timedelta(days=1)


ROUTINE, DRILL, EMERGENCY = LedUrgency.ROUTINE, LedUrgency.DRILL, LedUrgency.EMERGENCY


def line(
    number: int,
    *,
    begun_days_ago: int = 1,
    notice_days: int | None = None,
    text: str = "公示公告",
    urgency: LedUrgency = ROUTINE,
) -> BoardLine:
    return BoardLine(
        id=DisclosureId(f"t01/{number:06d}"),
        rev=1,
        seq=number,
        text=text,
        style=LedStyle.STILL,
        valid_from=NOON - begun_days_ago * DAY,
        valid_until=NOON + 3 * DAY,
        sha256=f"{number}",
        notice_until=None if notice_days is None else NOON + notice_days * DAY,
        urgency=urgency,
    )


def numbers(programme: tuple[Turn, ...]) -> list[int]:
    return [turn.line.seq for turn in programme]


def test_running_notices_come_first_then_the_newest() -> None:
    lines = [
        line(1, begun_days_ago=5, notice_days=2),
        line(2, begun_days_ago=1),
        line(3, begun_days_ago=4, notice_days=-1),  # its notice is over
        line(4, begun_days_ago=2, notice_days=1),
        line(5, begun_days_ago=1),
    ]
    assert numbers(turns(lines, board(), NOON)) == [4, 1, 5, 2, 3]


def test_emergencies_stand_alone_and_a_drill_gives_way_to_one() -> None:
    routine, drill = line(1, notice_days=2), line(2, urgency=DRILL)
    floods = [line(3, begun_days_ago=2, urgency=EMERGENCY), line(4, urgency=EMERGENCY)]
    assert numbers(turns([routine, drill, *floods], board(), NOON)) == [4, 3]
    assert numbers(turns([routine, drill], board(), NOON)) == [2]
    assert numbers(turns([routine, line(2, begun_days_ago=-1, urgency=EMERGENCY)], board(), NOON)) == [1]


def test_an_emergency_begins_at_once_and_the_others_go_on_when_it_is_over() -> None:
    routine = [line(1), line(2)]
    rotation = Rotation().at(turns(routine, board(), NOON), 0.0)
    rotation = rotation.at(turns([*routine, line(3, urgency=EMERGENCY)], board(), NOON), 0.1)
    assert rotation.current == line(3, urgency=EMERGENCY)
    rotation = rotation.at(turns([*routine, line(3, urgency=EMERGENCY)], board(), NOON), 500.0)
    assert rotation.current == line(3, urgency=EMERGENCY)
    assert rotation.at(turns(routine, board(), NOON), 500.25).current == line(2)


def test_only_what_is_valid_now_is_on_the_programme() -> None:
    assert numbers(turns([line(1), line(2, begun_days_ago=-1)], board(), NOON)) == [1]
    assert turns([line(1)], board(), NOON + 3 * DAY) == ()


def test_a_turn_lasts_as_long_as_reading_takes() -> None:
    sixteen = line(1, text="一二三四五六七八九十一二三四五六")
    assert reading_s(sixteen, board(characters_per_s=4.0)) == 4.0
    assert reading_s(line(1, text="短"), board()) == 3.0


def test_moving_text_also_crosses_the_board() -> None:
    moving = BoardLine(**{**line(1, text="一二三四五六七八九十一二").__dict__, "style": LedStyle.SCROLL_LEFT})
    assert reading_s(moving, board(64)) == (12 + 4) / 4.0


def test_lines_take_turns_in_order() -> None:
    programme = turns([line(1), line(2), line(3)], board(), NOON)
    rotation, seen = Rotation(), []
    for second in range(12):
        rotation = rotation.at(programme, float(second))
        assert rotation.current is not None
        seen.append(rotation.current.seq)
    assert seen == [3, 3, 3, 2, 2, 2, 1, 1, 1, 3, 3, 3]


def test_a_line_that_arrives_is_shown_at_once_and_the_others_go_on_after_it() -> None:
    rotation = Rotation().at(turns([line(1), line(2)], board(), NOON), 0.0)
    with_third = turns([line(1), line(2), line(3)], board(), NOON)
    rotation = rotation.at(with_third, 1.0)
    assert rotation.current == line(3)
    assert rotation.at(with_third, 3.9).current == line(3)
    assert rotation.at(with_third, 4.0).current == line(2)


def test_a_line_that_leaves_makes_room_at_once() -> None:
    both = turns([line(1), line(2)], board(), NOON)
    rotation = Rotation().at(both, 0.0)
    assert rotation.at(both[1:], 0.5).current == line(1)
    assert rotation.at((), 1.0) == Rotation()


def test_a_single_line_keeps_its_turn() -> None:
    one = turns([line(1)], board(), NOON)
    rotation = Rotation().at(one, 0.0)
    assert rotation.at(one, 500.0) == rotation
