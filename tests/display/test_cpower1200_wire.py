"""From the driver to the emulated card and back: shown, darkened, refused, garbled, and after a power cut."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

import pytest

from content.led_line import LedStyle
from display.board import Area, Board, Colours, DeadMan
from display.compose import compose
from display.driver import CONFIRMED, Driver
from display.emulator.cpower_card import CPowerCard, make
from display.errors import BoardRefused, ProtocolError
from display.fonts import Font
from display.preview import board_screens
from display.protocols.base import Exchange, Face
from display.protocols.cpower1200 import MODEL, CPower1200

TEXT = "关于2026年惠农政策的公示"
BOARD = Board(id="t01-gate", model="cpower1200", width_px=64, height_px=16, address=3)
PROTOCOL = CPower1200()
ACK_WINDOWS = bytes.fromhex("a5 e832037b00 01000000 01 9a01 ae")  # E8+32+3+7B+1+1 = 19A, by hand
ACK_TEXT = bytes.fromhex("a5 e832037b00 01000000 02 9b01 ae")
CHECKSUM_WRONG = bytes.fromhex("a5 e832037b01 01000000 02 9c01 ae")
REFUSED = bytes.fromhex("a5 e832037b09 01000000 02 a401 ae")
OTHER_CARD = bytes.fromhex("a5 e832047b00 01000000 02 9c01 ae")


@dataclass
class Cable:
    """A cable to a card. spoil: what becomes of an answer on its way back."""

    card: CPowerCard
    spoil: Callable[[bytes], bytes] = bytes
    slept: list[float] = field(default_factory=list)
    sent: list[bytes] = field(default_factory=list)

    def exchange(self, data: bytes, reply_within_s: float | None) -> bytes:
        if data:
            self.sent.append(data)
        answer = self.card.feed(data, 0.0)
        return self.spoil(answer) if answer and reply_within_s is not None else b""

    def driver(self, protocol: CPower1200 = PROTOCOL) -> Driver:
        return Driver(self, protocol, lambda: 0.0, self.slept.append)


@dataclass
class Answers:
    """A line that gives these answers, one for each sending."""

    left: list[bytes]

    def exchange(self, data: bytes, reply_within_s: float | None) -> bytes:
        return self.left.pop(0) if data else b""

    def driver(self) -> Driver:
        return Driver(self, PROTOCOL, lambda: 0.0, lambda seconds: None)


def card(board: Board = BOARD) -> CPowerCard:
    return make(board, Font(board.font_px))


def face(text: str = TEXT, style: LedStyle = LedStyle.SCROLL_LEFT, board: Board = BOARD) -> Face:
    return compose(text, style, board, PROTOCOL.capabilities)


def shown(text: str = TEXT, style: LedStyle = LedStyle.SCROLL_LEFT, board: Board = BOARD) -> list[Exchange]:
    return PROTOCOL.show(face(text, style, board), board, first=True)


def test_a_text_goes_to_its_window_in_three_bytes_a_character_and_nothing_is_saved() -> None:
    window, text = shown("关A")
    # 68+32+03+7b+01+0a+01+01+40+10 = 175; the text: 68+32+03+7b+01+10+02+0b+1e+01 = 155, 12+b9+d8+12+41 = 1f6
    assert window.data.hex() == "a56832037b010a0000000101000000000040001075" + "01ae"
    assert text.data.hex() == "a56832037b01100000000200" + "0b001e0001" + "12b9d8" + "120041" + "000000" + "4b03ae"


@pytest.mark.parametrize("style", list(LedStyle))
@pytest.mark.parametrize("text", [TEXT, "公示"])
def test_the_card_shows_what_the_preview_shows(style: LedStyle, text: str) -> None:
    cable = Cable(card())
    assert cable.driver().deliver(shown(text, style)) == CONFIRMED
    assert cable.card.text.replace(" ", "") == text
    assert cable.card.errors == ()
    assert cable.card.dots() == board_screens(face(text, style), BOARD, Font(16))[0]
    assert cable.card.flash_writes == 0


@pytest.mark.parametrize("px", [16, 24, 32])
def test_each_font_of_the_card_is_asked_for_by_its_own_number(px: int) -> None:
    board = replace(BOARD, font_px=px, width_px=128, height_px=32, area=Area(0, 0, 128, 32))
    cable = Cable(card(board))
    assert cable.driver().deliver(shown("公示", LedStyle.STILL, board)) == CONFIRMED
    assert cable.card.errors == ()
    assert cable.card.dots() == board_screens(face("公示", LedStyle.STILL, board), board, Font(px))[0]


def test_a_font_or_an_address_that_the_card_has_not_is_refused_before_sending() -> None:
    with pytest.raises(ProtocolError, match="font_px 12: C-Power 1200 has 16, 24, 32 px"):
        PROTOCOL.show(face(), replace(BOARD, font_px=12), first=True)
    for address in (0, 256):
        with pytest.raises(ProtocolError, match=f"address {address}"):
            PROTOCOL.show(face(), replace(BOARD, address=address), first=True)


@pytest.mark.parametrize(("colours", "style"), [("red", "12"), ("green", "22"), ("red-green", "12")])
def test_green_boards_show_green_and_two_colour_boards_red(colours: Colours, style: str) -> None:
    _, text = shown("公", board=replace(BOARD, colours=colours))
    assert text.data.hex()[34:42] == style + "b9ab" + "00"


def test_a_long_text_comes_in_packets_that_the_card_puts_together() -> None:
    text = "公开" * 200  # 1,200 bytes of characters
    exchanges = shown(text)
    assert len(exchanges) == 4
    assert max(len(exchange.data) for exchange in exchanges) <= PROTOCOL.capabilities.max_frame_bytes
    cable = Cable(card())
    assert cable.driver().deliver(exchanges) == CONFIRMED
    assert cable.card.text == text


def test_a_packet_that_is_missing_is_answered_and_shows_nothing() -> None:
    cable = Cable(card())
    window, first, _, third = shown("公开" * 200)
    with_gap = cable.driver().deliver([window, first, third])
    assert not with_gap.confirmed
    assert with_gap.reason == "board says: packet out of order"
    assert cable.card.text == ""


def test_darkness_is_the_window_anew_with_a_blank() -> None:
    cable = Cable(card())
    cable.driver().deliver(shown())
    assert cable.card.dots().lit > 0
    assert cable.driver().deliver(PROTOCOL.darken(BOARD)) == CONFIRMED
    assert (cable.card.text, cable.card.dots().lit, cable.card.flash_writes) == ("", 0, 0)


def test_a_power_cut_takes_the_text_and_the_refresh_brings_it_back_with_its_window() -> None:
    cable = Cable(card())
    cable.driver().deliver(shown())
    cable.card.power_cut()
    assert (cable.card.text, cable.card.dots().lit) == ("", 0)
    assert cable.driver().deliver(PROTOCOL.show(face(), BOARD, first=False)) == CONFIRMED
    assert cable.card.text == TEXT


def test_what_somebody_saved_comes_back_after_a_power_cut_until_we_speak() -> None:
    cable = Cable(card())
    for frame in MODEL.json.frames('{"do":"text","address":3,"text":"旧","area":{"w":64,"h":16}}'.encode()):
        cable.card.feed(frame, 0.0)
    cable.card.feed(MODEL.json.frames(b'{"do":"save","address":3}')[0], 0.0)
    cable.driver().deliver(shown())
    cable.card.power_cut()
    assert (cable.card.text, cable.card.flash_writes) == ("旧", 1)
    cable.driver().deliver(PROTOCOL.darken(BOARD))
    assert cable.card.text == ""


def test_a_garbled_answer_is_asked_for_again_and_then_reported() -> None:
    cable = Cable(card(), spoil=lambda answer: answer[:-3] + b"\0" + answer[-2:])
    delivery = cable.driver().deliver(shown())
    assert not delivery.confirmed
    assert "bytes that are no answer" in delivery.reason
    assert cable.slept == [0.2, 0.5, 1.0]
    assert cable.card.text == TEXT


def test_an_echo_of_our_own_and_another_card_s_answer_are_passed_over() -> None:
    line = Answers([shown()[0].data + ACK_WINDOWS, OTHER_CARD + ACK_WINDOWS + b"\xa5\x00" + ACK_TEXT])
    assert line.driver().deliver(shown()) == CONFIRMED
    late = Answers([ACK_WINDOWS, *[ACK_WINDOWS] * 4])
    assert not late.driver().deliver(shown()).confirmed


def test_a_wrong_sum_is_tried_again_and_a_refusal_is_believed() -> None:
    assert Answers([ACK_WINDOWS, CHECKSUM_WRONG, ACK_TEXT]).driver().deliver(shown()) == CONFIRMED
    with pytest.raises(BoardRefused, match="error 09"):
        Answers([ACK_WINDOWS, REFUSED]).driver().deliver(shown())


def test_answers_of_old_firmware_are_understood() -> None:
    old = bytes.fromhex("a5 6832037b00 00000000 1801 ae")  # 68+32+3+7B = 118
    assert Answers([old, old]).driver().deliver(shown()) == CONFIRMED


def test_all_cards_at_once_are_never_asked_for_an_answer() -> None:
    everybody = replace(BOARD, address=255)
    exchanges = shown(board=everybody)
    assert [exchange.reply_within_s for exchange in exchanges] == [None, None]
    assert {exchange.pause_after_s for exchange in exchanges} == {0.1}
    cable = Cable(card())
    assert cable.driver().deliver(exchanges).reason == "this board does not answer"
    assert cable.card.text == TEXT


def test_another_card_s_frames_are_not_obeyed() -> None:
    other = card(replace(BOARD, address=4))
    assert [other.feed(exchange.data, 0.0) for exchange in shown()] == [b"", b""]
    assert other.text == ""


def test_clock_brightness_and_power_reach_the_card() -> None:
    cable = Cable(card())
    driver = cable.driver()
    now = datetime(2026, 11, 22, 9, 5, 7)
    assert driver.deliver(PROTOCOL.set_clock(now, BOARD)) == CONFIRMED
    assert driver.deliver(PROTOCOL.ping(BOARD)) == CONFIRMED
    assert cable.card.clock == now
    levels = []
    for percent in (1, 50, 100):
        assert driver.deliver(PROTOCOL.set_brightness(percent, BOARD)) == CONFIRMED
        levels.append(cable.card.levels)
    assert levels == [(1,) * 24, (16,) * 24, (31,) * 24]
    driver.deliver(shown())
    assert driver.deliver(PROTOCOL.set_power(False, BOARD)) == CONFIRMED
    assert (cable.card.is_on, cable.card.text, cable.card.dots().lit) == (False, "", 0)
    assert driver.deliver(PROTOCOL.set_power(True, BOARD)) == CONFIRMED
    assert cable.card.text == TEXT


def test_a_card_that_does_not_know_the_later_codes_does_no_harm() -> None:
    failed = bytes.fromhex("a5 e832034601 00 6401 ae")  # E8+32+3+46+1 = 164
    assert Answers([failed]).driver().deliver(PROTOCOL.set_brightness(50, BOARD)) == CONFIRMED
    silent = Answers([b""] * 9)
    assert silent.driver().deliver([*PROTOCOL.set_power(True, BOARD)]).confirmed


def test_over_a_network_the_same_card_is_spoken_to_without_escapes() -> None:
    cable = Cable(card())
    board = replace(BOARD, network_id=0xFFFFFFFF)
    assert cable.driver(PROTOCOL).deliver(PROTOCOL.show(face(), board, first=True)) == CONFIRMED
    assert cable.card.text == TEXT
    assert cable.sent[0].hex() == "ffffffff" + "15000000" + "6832037b010a00000001010000000000400010" + "7501"
    assert PROTOCOL.ping(replace(BOARD, network_id=1))[0].data[:4] == b"\0\0\0\1"


def test_the_class_is_honest_and_ram_is_where_the_text_lives() -> None:
    capabilities = PROTOCOL.capabilities
    assert capabilities.deadman is DeadMan.NOBODY
    assert capabilities.volatile


def test_bytes_may_come_one_by_one_with_noise_between() -> None:
    fragile = card()
    stream = b"\x00\xae\xa5\x12" + b"".join(exchange.data for exchange in shown())
    answers = b"".join(fragile.feed(bytes([byte]), 0.0) for byte in stream)
    assert answers == ACK_WINDOWS + ACK_TEXT
    assert fragile.text == TEXT


def test_the_card_says_what_is_wrong_with_what_it_hears() -> None:
    talkative = card()
    for line in (
        '{"do":"text","address":3,"text":"a"}',
        '{"do":"window","address":3,"native":{"windows":[{"x":0,"y":0,"w":65,"h":16}]}}',
        '{"do":"text","address":3,"text":"a{B0FF}","native":{"size":3}}',
    ):
        for frame in MODEL.json.frames(line.encode()):
            talkative.feed(frame, 0.0)
    wrong = shown()[1].data
    assert (
        talkative.feed(wrong[:-4] + bytes([wrong[-4] ^ 1]) + wrong[-3:], 0.0).hex() == "a5e832037b0100000000" + "9901ae"
    )
    assert [error.split(":")[0] for error in talkative.errors] == [
        "window 0 was not set up, there are 0",
        "window 0 reaches 65x16 px, the screen has 64x16 px",
        "window 0",
        "window 0",
        "frame",
    ]
    assert talkative.text == "a〓"


def test_a_simple_picture_lights_its_dots_where_it_lies() -> None:
    screen = card(replace(BOARD, width_px=8, height_px=4, area=Area(0, 0, 8, 4)))
    for line in (
        b'{"do":"window","address":3,"native":{"windows":[{"x":1,"y":1,"w":7,"h":3}]}}',
        b'{"do":"raster","address":3,"native":{"x":2,"y":1,"dots":{"w":3,"h":2,"red":["#..",".#."],"green":["#..","..#"]}}}',
    ):
        for frame in MODEL.json.frames(line):
            assert screen.feed(frame, 0.0)
    assert screen.dots().rows == (0, 0, 0b00010000, 0b00001100)
    assert screen.errors == ()


def test_exit_reset_and_questions_are_answered_as_the_maker_says() -> None:
    cable = Cable(card())
    cable.driver().deliver(shown())
    (exit_frame,) = MODEL.json.frames(b'{"do":"exit","address":3}')
    assert MODEL.json.decoded(cable.card.feed(exit_frame, 0.0)) == {"answer": "ack", "address": 3, "native": {"cc": 6}}
    assert cable.card.text == ""
    cable.driver().deliver(shown())
    for line, answer in (
        (b'{"do":"status","address":3}', "010118001800" + "00000000"),
        (b'{"do":"status","address":3,"native":{"cc":70}}', "01" + "1f" * 24),
        (b'{"do":"status","address":3,"native":{"cc":69}}', "0118001800" + "0000"),
        (b'{"do":"status","address":3,"native":{"cc":46}}', "00" * 8),
        (b'{"do":"schedule","address":3,"native":{"on":[6,0],"off":[22,0]}}', "01"),
        (b'{"do":"reset","address":3}', "01"),
    ):
        (frame,) = MODEL.json.frames(line)
        assert cable.card.feed(frame, 0.0)[6:-3].hex() == answer
    assert cable.card.text == ""
    # 68+32+03+7b+01+02+0f = 12a; the answer E8+32+03+7b+03+01+0f = 1ab
    assert cable.card.feed(bytes.fromhex("a56832037b01020000000f003001ae"), 0.0).hex() == "a5e832037b01000000009901ae"
    assert cable.card.feed(bytes.fromhex("a56832037b01020000000f002a01ae"), 0.0).hex() == "a5e832037b03010000000fab01ae"


def test_other_texts_and_deep_pictures_are_drawn_too_and_a_gif_is_not() -> None:
    screen = card(replace(BOARD, width_px=32))

    def hear(line: str) -> None:
        for frame in MODEL.json.frames(line.encode()):
            assert screen.feed(frame, 0.0)

    hear('{"do":"window","address":3,"native":{"windows":[{"w":32,"h":16}]}}')
    hear('{"do":"pure","address":3,"text":"公\\r\\n示{B0FF}","native":{"font":3}}')
    assert screen.text == "公\n示〓"
    hear('{"do":"static","address":3,"text":"公示"}')
    assert screen.text == "公示"
    still = screen.dots()
    hear('{"do":"text","address":3,"text":"公示"}')
    assert screen.dots() == still
    hear('{"do":"raster","address":3,"native":{"x":30,"dots":{"w":3,"h":1,"levels":7,"blue":["0001ff"]}}}')
    assert (screen.text, screen.dots().rows[0]) == ("", 1)
    hear('{"do":"raster","address":3,"native":{"format":1,"gif":"R0lGODlh"}}')
    assert screen.dots().lit == 0
    hear('{"do":"clock-window","address":3,"text":"今"}')
    assert (screen.text, screen.dots().lit) == ("", 0)
    assert screen.errors == (
        "window 0: text of 24 px, drawn with 16 px",
        "window 0: text holds bytes that are no character of gb2312",
    )
