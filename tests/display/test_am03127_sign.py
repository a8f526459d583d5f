"""The AM03127 driver and the emulated sign on one cable: shown, moved on, darkened, damaged, cut off."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from content.led_line import LedStyle
from display.board import Area, Board
from display.driver import CONFIRMED
from display.emulator.am03127_face import GRAPHIC_MARK
from display.errors import ProtocolError, TextRefused
from display.protocols.base import Exchange, Face, Reply
from display.render import Frame, place, strip
from tests.display.am03127_cable import CHINESE, FONT, PAGE_A, PROTOCOL, WIRE, board, connected, data_of, face


def test_still_chinese_stands_on_the_sign_dot_for_dot() -> None:
    gate = board()
    sign, _, driver, _ = connected(gate)
    shown = face("公示", LedStyle.STILL, gate)
    assert driver.deliver(PROTOCOL.show(shown, gate, first=True)) == CONFIRMED
    assert sign.dots() == shown.screens[0]
    assert sign.dots().lit > 50
    assert sign.text == GRAPHIC_MARK
    assert sign.errors == ()


def test_a_long_text_becomes_a_page_for_each_screen_and_a_schedule_that_runs_them() -> None:
    gate = board()
    sign, cable, driver, _ = connected(gate)
    shown = face(CHINESE, LedStyle.SCROLL_UP, gate)
    assert len(shown.screens) == 3  # 关于2026 · 年惠农政 · 策的公示, 64 dots each
    assert driver.deliver(PROTOCOL.show(shown, gate, first=True)) == CONFIRMED
    assert next(frame for frame in cable.sent if b"<TA>" in frame).startswith(b"<ID01><TA>00010100009912312359ABC")
    assert sign.dots() == shown.screens[0]
    driver.deliver([Exchange(WIRE.frames(b'{"do":"schedule","native":{"pages":"BC"}}')[0], 1.0)])
    assert sign.dots() == shown.screens[1]


def test_text_that_scrolls_is_one_message_as_long_as_it_needs_with_the_first_screen_to_begin_with() -> None:
    gate = board()
    sign, _, driver, _ = connected(gate)
    shown = face(CHINESE, LedStyle.SCROLL_LEFT, gate)
    exchanges = PROTOCOL.show(shown, gate, first=True)
    assert driver.deliver(exchanges) == CONFIRMED
    pages = [frame for frame in data_of(exchanges) if b"<L" in frame]
    assert [frame[:31] for frame in pages] == [
        b"<ID01><L2><PA><FE><Mq><WC><FE><",
        b"<ID01><L1><PA><FE><Mq><WC><FE><",
    ]
    width = shown.screens[0].width_px
    assert sign.dots().rows == tuple(row >> width - 64 for row in shown.screens[0].rows)


def test_an_area_of_the_board_begins_at_its_own_column_and_line() -> None:
    gate = board(160, 32, area=Area(40, 16, 64, 16))
    sign, cable, driver, _ = connected(gate)
    shown = face("公示", LedStyle.STILL, gate)
    assert driver.deliver(PROTOCOL.show(shown, gate, first=True)) == CONFIRMED
    assert sign.dots() == place(shown.screens, gate.area, 160, 32)[0]
    # Column 40 is 28 hexadecimal; lines 3 and 4, the lower one first.
    assert [frame[6:38] for frame in cable.sent if b"<L" in frame] == [
        b"<L4><PA><FA><Mq><WC><FK><N28><GA",
        b"<L3><PA><FA><Mq><WC><FK><N28><GA",
    ]


@pytest.mark.parametrize(("colours", "lit"), [("red", {0b10}), ("green", {0b01}), ("red-green", {0b10})])
def test_dots_have_the_colour_of_the_board(colours: str, lit: set[int]) -> None:
    gate = board(colours=colours)
    blocks = [data[11:75] for data in data_of(PROTOCOL.show(face("公", LedStyle.STILL, gate), gate, first=False))[:4]]
    dots = {byte >> shift & 0b11 for block in blocks for byte in block for shift in (6, 4, 2, 0)}
    assert dots == {0b00} | lit


def test_equal_blocks_travel_once() -> None:
    gate = board(128)
    graphics = [
        data
        for data in data_of(PROTOCOL.show(face("一", LedStyle.STILL, gate), gate, first=True))
        if b"><G" in data[:8]
    ]
    # 128×16 are eight blocks; 一 stands in the middle, on one half of two of them, and has one row of dots.
    assert len(graphics) < 8
    assert {len(data) for data in graphics} == {6 + 5 + 64 + 5}


def test_ascii_that_scrolls_travels_as_text_in_the_large_font() -> None:
    gate = board(128, 32)
    sign, _, driver, _ = connected(gate)
    shown = face("Notice {1}", LedStyle.SCROLL_LEFT, gate)
    exchanges = PROTOCOL.show(shown, gate, first=True)
    assert [data[:-5] for data in data_of(exchanges)] == [
        b"<ID01><D*>",
        b"<ID01><L2><PA><FE><Mq><WC><FE><AD>Notice {1}",  # rows 8 to 23 of 32: line 2
        b"<ID01><TA>00010100009912312359A",
        b"<ID01><RPA>",
    ]
    assert driver.deliver(exchanges) == CONFIRMED
    assert sign.text == "Notice {1}"
    assert sign.dots().rows == (0,) * 8 + tuple(row << 128 - 80 for row in strip("Notice {1}", FONT).rows) + (0,) * 8


def test_ascii_that_stands_still_goes_as_dots_so_that_it_stands_as_it_was_approved() -> None:
    gate = board(128)
    sign, _, driver, _ = connected(gate)
    shown = face("NOTICE", LedStyle.STILL, gate)
    assert driver.deliver(PROTOCOL.show(shown, gate, first=True)) == CONFIRMED
    assert (sign.dots(), sign.text) == (shown.screens[0], GRAPHIC_MARK)


@pytest.mark.parametrize("text", ["a<b", "{date}"])
def test_what_the_sign_could_take_for_a_code_never_is_one(text: str) -> None:
    gate = board()
    sign, _, driver, _ = connected(gate)
    shown = face(text, LedStyle.STILL, gate)
    assert driver.deliver(PROTOCOL.show(shown, gate, first=True)) == CONFIRMED
    assert sign.dots() == shown.screens[0]


def test_darkening_leaves_nothing_not_even_a_foreign_page() -> None:
    gate = board()
    sign, _, driver, time = connected(gate)
    sign.feed(PAGE_A + WIRE.frames(b'{"do":"default-page"}')[0], 0.0)
    assert sign.text == "Notice 0 2026!"
    assert driver.deliver(PROTOCOL.darken(gate)) == CONFIRMED
    assert (sign.text, sign.dots().lit) == ("", 0)
    assert time.slept == []


def test_a_foreign_page_and_schedule_die_when_a_face_comes_first() -> None:
    gate = board()
    sign, _, driver, _ = connected(gate)
    sign.feed(PAGE_A.replace(b"<PA>", b"<PC>").replace(b"51<E>", b"53<E>"), 0.0)
    sign.feed(WIRE.frames(b'{"do":"schedule","native":{"schedule":"A","pages":"C"}}')[0], 0.0)
    assert sign.text == "Notice 0 2026!"
    driver.deliver(PROTOCOL.show(face("公示", LedStyle.STILL, gate), gate, first=True))
    assert sign.text == GRAPHIC_MARK


def test_the_same_face_again_deletes_nothing() -> None:
    gate = board()
    shown = face("公示", LedStyle.STILL, gate)
    first, again = (data_of(PROTOCOL.show(shown, gate, first=first)) for first in (True, False))
    assert first == [b"<ID01><D*>6C<E>", *again]


def test_a_frame_damaged_on_its_way_is_refused_and_sent_again() -> None:
    gate = board()
    sign, cable, driver, time = connected(gate)
    cable.on_the_way[0] = b"<ID01><D+>6C<E>"
    assert driver.deliver(PROTOCOL.darken(gate)) == CONFIRMED
    assert cable.sent == [b"<ID01><D*>6C<E>"] * 2
    assert time.slept == [0.2]
    assert sign.errors == ("frame: checksum 6C, expected 6D",)


def test_a_graphic_block_that_lost_a_byte_is_sent_again_and_arrives() -> None:
    gate = board()
    sign, cable, driver, _ = connected(gate)
    shown = face("公示", LedStyle.STILL, gate)
    exchanges = PROTOCOL.show(shown, gate, first=True)
    block = exchanges[1].data
    cable.on_the_way[1] = block[:30] + block[31:]
    assert driver.deliver(exchanges) == CONFIRMED
    assert sign.dots() == shown.screens[0]


@pytest.mark.parametrize("answer", [b"\xceACK", b"xACK"])
def test_an_answer_whose_first_byte_was_damaged_is_not_taken_for_a_yes(answer: bytes) -> None:
    gate = board()
    _, cable, driver, _ = connected(gate)
    cable.answers[0] = answer
    assert driver.deliver(PROTOCOL.darken(gate)) == CONFIRMED
    assert len(cable.sent) == 2


def test_silence_stays_unconfirmed() -> None:
    gate = board()
    _, cable, driver, _ = connected(gate)
    cable.answers = dict.fromkeys(range(9), b"")
    delivery = driver.deliver(PROTOCOL.darken(gate))
    assert (delivery.confirmed, delivery.reason) == (False, "no answer")
    assert len(cable.sent) == 4


def test_a_broadcast_is_obeyed_without_an_answer_and_stays_unconfirmed() -> None:
    everyone = board(address=0)
    sign, cable, driver, time = connected(board(address=7))
    delivery = driver.deliver(PROTOCOL.show(face("公示", LedStyle.STILL, everyone), everyone, first=True))
    assert not delivery.confirmed
    assert sign.dots().lit > 50
    assert cable.sent[0] == b"<ID00><D*>6C<E>"
    assert set(time.slept) == {0.5}


def test_the_clock_is_set_with_the_week_day() -> None:
    gate = board()
    sign, _, driver, _ = connected(gate)
    exchanges = PROTOCOL.set_clock(datetime(2026, 11, 22, 9, 5, 7), gate)
    assert data_of(exchanges) == [b"<ID01><SC>260711220905071A<E>"]
    driver.deliver(exchanges)
    assert sign.clock.replace(tzinfo=UTC) == datetime(2026, 11, 22, 9, 5, 7, tzinfo=UTC)


@pytest.mark.parametrize(("percent", "shown"), [(1, 25), (37, 25), (38, 50), (60, 50), (63, 75), (88, 100), (100, 100)])
def test_brightness_is_the_nearest_of_four(percent: int, shown: int) -> None:
    gate = board()
    sign, _, driver, _ = connected(gate)
    assert driver.deliver(PROTOCOL.set_brightness(percent, gate)) == CONFIRMED
    assert sign.percent == shown


def test_a_ping_is_answered_and_changes_nothing() -> None:
    gate = board(address=171)
    sign, cable, driver, _ = connected(gate)
    for line in (b'"schedule","native":{"schedule":"E","pages":"A"}}', b'"text","text":"foreign"}'):
        sign.feed(WIRE.frames(b'{"address":171,"do":' + line)[0], 0.0)
    assert driver.deliver(PROTOCOL.ping(gate)) == CONFIRMED
    assert cable.sent == [b"<IDAB><DTE>A8<E>"]  # the right one is 57
    assert sign.text == "foreign"
    cable.answers[1] = b"\xceACK"
    assert driver.deliver(PROTOCOL.ping(gate)) == CONFIRMED
    assert len(cable.sent) == 3
    assert not driver.deliver(PROTOCOL.ping(board(address=3))).confirmed
    assert PROTOCOL.ping(board(address=0)) == []


def test_the_leds_cannot_be_switched_off() -> None:
    assert PROTOCOL.set_power(False, board()) == []


# 130 columns of blocks, each with its own number as dots: more than the sign's 128 different ones.
DIFFERENT_BLOCKS = Frame(32 * 130, (sum(place << 32 * place for place in range(130)),) * 16)

REFUSED = [  # board, style, text, screens, error, what it says
    (board(), LedStyle.STILL, "公", (), ProtocolError, "takes dots"),
    (board(64, 20), LedStyle.STILL, "公", (Frame(64, (0,) * 20),), ProtocolError, "height_px 20"),
    (board(64, 32, area=Area(0, 4, 64, 16)), LedStyle.STILL, "公", (Frame(64, (0,) * 16),), ProtocolError, "y_px 4"),
    (board(64, 80), LedStyle.STILL, "公", (Frame(64, (0,) * 80),), ProtocolError, "row 80"),
    (
        board(512, 16, area=Area(256, 0, 64, 16)),
        LedStyle.STILL,
        "公",
        (Frame(64, (0,) * 16),),
        ProtocolError,
        "x_px 256",
    ),
    (
        board(128, 16, area=Area(0, 0, 64, 16)),
        LedStyle.SCROLL_LEFT,
        "公",
        (Frame(64, (1,) * 16),),
        ProtocolError,
        "whole",
    ),
    (
        board(128, 16, area=Area(0, 0, 64, 16)),
        LedStyle.SCROLL_LEFT,
        "a",
        (Frame(64, (1,) * 16),),
        ProtocolError,
        "whole",
    ),
    (board(), LedStyle.STILL, "公", (Frame(64, (0,) * 24),), ProtocolError, "24 rows of dots"),
    (board(), LedStyle.STILL, "公", (Frame(64, (0,) * 16),) * 27, TextRefused, "27 screens"),
    (
        board(),
        LedStyle.SCROLL_LEFT,
        "公",
        (DIFFERENT_BLOCKS,),
        TextRefused,
        "128 blocks",
    ),
]


@pytest.mark.parametrize(("of", "style", "text", "drawn", "error", "message"), REFUSED)
def test_what_the_sign_cannot_show_is_refused_before_anything_is_sent(
    of: Board, style: LedStyle, text: str, drawn: tuple[Frame, ...], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        PROTOCOL.show(Face(text, (), of.area, style, False, 2.0, drawn), of, first=True)


@pytest.mark.parametrize(
    ("hold_s", "letter"),
    [(0.0, b"<WA>"), (0.5, b"<WA>"), (0.6, b"<WB>"), (1.5, b"<WC>"), (25.0, b"<WZ>"), (90.0, b"<WZ>")],
)
def test_a_screen_stands_at_least_as_long_as_asked_for_up_to_25_s(hold_s: float, letter: bytes) -> None:
    gate = board()
    frames = data_of(PROTOCOL.show(face("公示", LedStyle.STILL, gate, hold_s), gate, first=False))
    assert all(letter in frame for frame in frames if b"<L" in frame)


READ = [  # what stands in the buffer, the reply, how many bytes are dealt with
    (b"", None, 0),
    (b"NAC", None, 0),
    (b"ACK", Reply(accepted=True), 3),
    (b"NACK", Reply(accepted=False, error="checksum wrong", again=True), 4),
    (PAGE_A + b"ACK", Reply(accepted=True), len(PAGE_A) + 3),
    (PAGE_A[:20], None, 0),
    (b"<ID01><L1><PA><FA><MA><WA><FK>PACK", None, 0),
    (b"\x00\x00", None, 0),
    (b"\x00ACK", Reply(accepted=False, error="an answer that the line has damaged", again=True), 4),
]


@pytest.mark.parametrize(("buffer", "reply", "used"), READ)
def test_answers_are_found_behind_an_echo_and_not_inside_it(buffer: bytes, reply: Reply | None, used: int) -> None:
    assert PROTOCOL.read(buffer) == (reply, used)
