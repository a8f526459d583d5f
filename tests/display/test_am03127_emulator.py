"""The emulated AM03127 sign by itself: frames of other signs, power cuts, schedules, and text as the manual has it."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from content.led_line import LedStyle
from display.render import strip
from tests.display.am03127_cable import FONT, PAGE_A, PROTOCOL, WIRE, board, connected, face


def test_another_sign_s_frames_are_left_alone() -> None:
    sign, _, _, _ = connected(board(address=2))
    assert sign.feed(PAGE_A, 0.0) == b""
    assert sign.text == ""
    assert sign.feed(b"<ID02><D+>6C<E><ID01><D+>6C<E>", 0.0) == b"NACK"


def test_a_sign_takes_its_id_and_says_it() -> None:
    sign, _, _, _ = connected(board())
    assert sign.feed(b"<ID><AB><E>", 0.0) == b"AB"
    assert sign.feed(b"<ID01><D*>6C<E>", 0.0) == b""
    assert sign.feed(b"<IDAB><D*>6C<E>", 0.0) == b"ACK"


def test_an_unknown_command_gets_no_answer() -> None:
    sign, _, _, _ = connected(board())
    assert sign.feed(b"<ID01><ZZ>02<E>", 0.0) == b""
    assert "<ZZ>" in sign.errors[0]


def test_a_power_cut_forgets_half_a_frame_and_no_page() -> None:
    gate = board()
    sign, _, driver, _ = connected(gate)
    shown = face("公示", LedStyle.STILL, gate)
    driver.deliver(PROTOCOL.show(shown, gate, first=True))
    sign.feed(b"<ID01><D", 0.0)
    sign.power_cut()
    assert sign.feed(b"*>6C<E>", 0.0) == b""
    assert sign.dots() == shown.screens[0]


def test_half_a_frame_is_forgotten_after_a_second_even_in_the_middle_of_a_block() -> None:
    gate = board()
    sign, _, _, _ = connected(gate)
    block = PROTOCOL.show(face("公示", LedStyle.STILL, gate), gate, first=True)[1].data
    sign.feed(block[:40], 0.0)
    sign.passing(0.9)
    assert sign.feed(b"<ID01><D*>6C<E>", 1.0) == b"ACK"


def test_a_daily_schedule_runs_between_its_hours_and_the_default_page_else() -> None:
    sign, _, _, _ = connected(board())
    for line in (
        b'{"do":"text","text":"day","native":{"page":"B"}}',
        b'{"do":"text","text":"night","native":{"page":"C"}}',
        b'{"do":"schedule","native":{"schedule":"B","from":"0000000800","to":"0000001730","pages":"B"}}',
        b'{"do":"default-page","native":{"page":"C"}}',
        b'{"do":"clock","time":"2026-11-22T17:29:30"}',
    ):
        assert sign.feed(WIRE.frames(line)[0], 0.0) == b"ACK"
    assert sign.text == "day"
    assert not sign.passing(89.0)  # 17:30:59
    assert sign.passing(90.0)
    assert sign.text == "night"


def test_an_update_in_progress_is_dark() -> None:
    sign, _, _, _ = connected(board())
    sign.feed(PAGE_A + WIRE.frames(b'{"do":"default-page"}')[0], 0.0)
    sign.feed(b"<ID00><BE>05<E>", 0.0)
    assert sign.text == ""
    sign.feed(b"<ID00><BF>06<E>", 0.0)
    assert sign.text == "Notice 0 2026!"


def test_two_lines_of_small_text_stand_under_each_other() -> None:
    sign, _, _, _ = connected(board(80, 16))
    for line in (b'{"do":"text","text":"OPEN"}', b'{"do":"text","text":"{column:20}II","native":{"line":2}}'):
        sign.feed(WIRE.frames(line)[0], 0.0)
    sign.feed(WIRE.frames(b'{"do":"default-page"}')[0], 0.0)
    upper, lower = sign.dots().rows[:8], sign.dots().rows[8:]
    assert all(upper) and all(lower)  # capitals fill the eight rows of their line
    assert all(row < 1 << 80 - 0x20 for row in lower)  # nothing left of column 32
    assert sign.text == "OPEN II"


def test_large_text_takes_two_lines() -> None:
    sign, _, _, _ = connected(board(80, 16))
    sign.feed(WIRE.frames(b'{"do":"text","text":"{font:D}OPEN"}')[0], 0.0)
    sign.feed(WIRE.frames(b'{"do":"default-page"}')[0], 0.0)
    drawn = strip("OPEN", FONT)
    assert sign.dots().rows == tuple(row << 80 - drawn.width_px for row in drawn.rows)


def test_date_time_and_european_characters_are_read_on_the_sign() -> None:
    sign, _, _, _ = connected(board())
    for line in (
        b'{"do":"clock","time":"2026-11-22T09:05:07"}',
        '{"do":"text","text":"{date} {time} \u00c4{byte:FC}{bell:A}"}'.encode(),
        b'{"do":"default-page"}',
    ):
        sign.feed(WIRE.frames(line)[0], 0.0)
    assert sign.text == "22/11/26 09:05 Ä〓"
    sign.passing(60.0)
    assert sign.text == "22/11/26 09:06 Ä〓"
    assert sign.dots().lit > 50


def test_a_character_of_one_s_own_is_drawn_until_it_is_taken_back() -> None:
    sign, _, _, _ = connected(board(64, 8))
    rows = ["#######.", *["........"] * 6, "#......."]
    for line in (
        json.dumps({"do": "character", "native": {"font": "A", "code": "04", "rows": rows}}).encode(),
        '{"do":"text","text":"Ä"}'.encode(),  # <U44>, the fifth from <U40>
        b'{"do":"default-page"}',
    ):
        assert sign.feed(WIRE.frames(line)[0], 0.0) == b"ACK"
    assert sign.dots().lit == 8
    sign.feed(WIRE.frames(b'{"do":"reset-characters"}')[0], 0.0)
    assert sign.dots().lit > 8


def test_lines_the_sign_does_not_have_are_noted() -> None:
    sign, _, _, _ = connected(board())
    sign.feed(WIRE.frames(b'{"do":"text","text":"a","native":{"line":3}}')[0], 0.0)
    assert sign.errors == ("line 3: the sign has 16 rows, 8 a line",)


def test_deleted_pages_schedules_and_impossible_dates_leave_the_sign_as_it_should_be() -> None:
    sign, _, _, _ = connected(board())
    for line in (
        b'{"do":"text","text":"b","native":{"page":"B"}}',
        b'{"do":"text","text":"a"}',
        b'{"do":"schedule","native":{"pages":"BA"}}',
        b'{"do":"default-page"}',
        b'{"do":"clock","time":"2026-02-30T00:00:00","native":{"week":1}}',
    ):
        assert sign.feed(WIRE.frames(line)[0], 0.0) == b"ACK"
    assert sign.text == "b\na"
    assert "clock" in sign.errors[0]
    sign.feed(WIRE.frames(b'{"do":"delete","native":{"page":"B"}}')[0], 0.0)
    assert sign.text == "a"
    sign.feed(WIRE.frames(b'{"do":"delete","native":{"schedule":"A"}}')[0], 0.0)
    assert sign.text == "a"  # the default page
    sign.feed(WIRE.frames(b'{"do":"delete"}')[0], 0.0)
    assert sign.text == ""


@given(st.lists(st.binary(max_size=60), max_size=5))
def test_any_bytes_leave_the_sign_alive(parts: list[bytes]) -> None:
    sign, _, _, _ = connected(board())
    for second, part in enumerate(parts):
        sign.feed(b"<ID01>" + part, float(second))
    assert sign.feed(b"<ID01><D*>6C<E>", 100.0) == b"ACK"
    assert (sign.text, sign.dots().lit) == ("", 0)
