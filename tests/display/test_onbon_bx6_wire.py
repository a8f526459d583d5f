"""The BX-6 driver and the emulated card on one cable: dots shown, darkened, expired; refusals and noise."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.led_line import LedStyle
from display.board import Area, Board
from display.driver import CONFIRMED, Driver
from display.emulator import card_for
from display.emulator.bx6_card import Bx6Card
from display.errors import BoardRefused, ProtocolError
from display.fonts import Font
from display.protocols import model_of, protocol_for
from display.protocols.base import Exchange, Face
from display.render import Frame, Layout, screens, strip

GOLDEN = Path(__file__).parents[1] / "golden" / "display" / "onbon_bx6" / "frames.json"
HEX = {golden["name"]: bytes.fromhex(golden["hex"]) for golden in json.loads(GOLDEN.read_text(encoding="utf-8"))}
PROTOCOL = protocol_for("onbon-bx6")
BOARD = Board(id="t01-gate", model="onbon-bx6", width_px=64, height_px=16, deadman_s=120)
FONT = Font(16)


class Cable:
    """Ends in an emulated card; spoil: what happens to its answers."""

    def __init__(self, card: Bx6Card) -> None:
        self.card = card
        self.now_s = 0.0
        self.spoil = lambda answer: answer

    def exchange(self, data: bytes, reply_within_s: float | None) -> bytes:
        if not data:
            self.now_s += reply_within_s or 0.0
            return b""
        spoilt: bytes = self.spoil(self.card.feed(data, self.now_s))
        return spoilt

    def close(self) -> None:
        """Nothing to close."""


def cable() -> tuple[Cable, Driver]:
    card = card_for(BOARD, FONT)
    assert isinstance(card, Bx6Card)
    line = Cable(card)
    return line, Driver(line, PROTOCOL, lambda: line.now_s, lambda seconds: None)


def face(text: str, style: LedStyle = LedStyle.STILL, area: Area = BOARD.area) -> Face:
    if style is LedStyle.SCROLL_LEFT:
        dots = screens(text, strip(text, FONT).width_px, area.height_px, Layout(wraps=False), FONT)
    else:
        dots = screens(text, area.width_px, area.height_px, Layout(wraps=True), FONT)
    return Face(text, (), area, style, wraps=False, hold_s=2.0, screens=dots)


def pages(exchange: Exchange) -> list[dict[str, object]]:
    found = json.loads(json.dumps(model_of("onbon-bx6").json.decoded(exchange.data)))
    return found["areas"][0]["pages"]  # type: ignore[no-any-return]


def test_the_maker_s_own_picture_is_lit_dot_by_dot() -> None:
    line, _ = cable()
    answer = line.card.feed(HEX["nine dots on 64x16, dead-man of 120 s"], 0.0)
    lit = {(x, y) for y in range(16) for x in range(64) if line.card.dots().is_lit(x, y)}
    assert lit == {(0, 0), (1, 0), (7, 0), (8, 0), (63, 0), (2, 1), (33, 8), (0, 15), (63, 15)}
    reply, used = PROTOCOL.read(answer)
    assert reply is not None
    assert (reply.accepted, used) == (True, len(answer))


def test_bytes_may_come_one_by_one_between_stray_ends() -> None:
    line, _ = cable()
    stream = b"\x5a\x00\x5a" + HEX["nine dots on 64x16, dead-man of 120 s"] + b"\x5a"
    for byte in stream:
        line.card.feed(bytes([byte]), 0.0)
    assert (line.card.dots().lit, line.card.frames_received, line.card.errors) == (9, 1, ())


def test_a_face_is_lit_kept_and_darkened() -> None:
    line, driver = cable()
    shown = face("公示")
    assert driver.deliver(PROTOCOL.show(shown, BOARD, first=True)) == CONFIRMED
    assert line.card.dots() == shown.screens[0]
    assert driver.deliver(PROTOCOL.darken(BOARD)) == CONFIRMED
    assert line.card.dots().lit == 0


def test_the_card_goes_dark_by_itself_when_nothing_new_comes() -> None:
    line, driver = cable()
    driver.deliver(PROTOCOL.show(face("公示"), BOARD, first=True))
    line.now_s = 119.0
    driver.deliver(PROTOCOL.show(face("公示"), BOARD, first=False))
    assert not line.card.passing(238.9)
    assert line.card.passing(239.0)
    assert line.card.dots().lit == 0


def test_a_power_cut_loses_the_dots_and_the_next_face_brings_them_back() -> None:
    line, driver = cable()
    driver.deliver(PROTOCOL.show(face("公示"), BOARD, first=True))
    line.card.power_cut()
    assert line.card.dots().lit == 0
    driver.deliver(PROTOCOL.show(face("公示"), BOARD, first=True))
    assert line.card.dots().lit > 0


def test_a_scroll_goes_out_as_pages_without_a_gap_or_a_stop() -> None:
    scroll = face("关于惠农政策", LedStyle.SCROLL_LEFT)
    (exchange,) = PROTOCOL.show(scroll, BOARD, first=True)
    first, second = pages(exchange)
    assert first["native"] == {"mode": 4, "speed": 10, "stay": 0, "repeat": 1}
    assert second["native"] == {"mode": 4, "speed": 10, "stay": 0, "repeat": 1, "valid": 32}  # 6 × 16 = 64 + 32
    joined = [a + b[:32] for a, b in zip(first["rows"], second["rows"], strict=True)]  # type: ignore[call-overload]
    assert joined == [f"{row:096b}".replace("1", "#").replace("0", ".") for row in scroll.screens[0].rows]


def test_screenfuls_stand_for_their_hold_time() -> None:
    (exchange,) = PROTOCOL.show(face("关于惠农政策"), BOARD, first=True)
    assert [page["native"] for page in pages(exchange)] == [{"mode": 1, "speed": 10, "stay": 200, "repeat": 1}] * 2


def test_power_brightness_clock_and_ping() -> None:
    line, driver = cable()
    card = line.card
    driver.deliver(PROTOCOL.show(face("公示"), BOARD, first=True))
    assert driver.deliver(PROTOCOL.set_power(False, BOARD)) == CONFIRMED
    assert (card.is_on, card.dots().lit) == (False, 0)
    assert driver.deliver(PROTOCOL.set_power(True, BOARD)) == CONFIRMED
    assert card.dots().lit > 0
    for percent, level in ((1, 0), (50, 7), (100, 15)):  # 8 of 16 is 07 in the SDK's own frame
        assert driver.deliver(PROTOCOL.set_brightness(percent, BOARD)) == CONFIRMED
        assert card.levels == bytes([level]) * 48
    assert driver.deliver(PROTOCOL.set_clock(datetime(2026, 11, 22, 9, 5, 7), BOARD)) == CONFIRMED
    assert card.clock == datetime(2026, 11, 22, 9, 5, 7)
    assert driver.deliver(PROTOCOL.ping(BOARD)) == CONFIRMED


def test_the_answer_to_ping_tells_the_size() -> None:
    line, _ = cable()
    told = model_of("onbon-bx6").json.decoded(line.card.feed(HEX["ping any card"], 0.0))["told"]
    assert isinstance(told, dict)
    assert (told["screen_width"], told["screen_height"], told["color"]) == (64, 16, 1)


def test_a_busy_card_is_asked_again_and_a_no_is_believed() -> None:
    line, driver = cable()
    answers = [HEX["no, busy"], HEX["yes"]]
    line.spoil = lambda answer: answers.pop(0)
    assert driver.deliver(PROTOCOL.ping(BOARD)) == CONFIRMED
    line.spoil = lambda answer: answer
    with pytest.raises(BoardRefused, match="date or time wrong"):
        driver.deliver(
            [
                Exchange(frame, 1.0)
                for frame in model_of("onbon-bx6").json.frames(b'{"do":"clock","native":{"bcd":"2026-13-01T00:00:00"}}')
            ]
        )


def test_an_echo_and_a_garbled_answer_are_no_confirmation() -> None:
    line, driver = cable()
    line.spoil = lambda answer: answer[:20] + b"\x07" + answer[21:]
    assert not driver.deliver(PROTOCOL.ping(BOARD)).confirmed
    (exchange,) = PROTOCOL.ping(BOARD)
    assert PROTOCOL.read(exchange.data) == (None, len(exchange.data))
    reply, _ = PROTOCOL.read(exchange.data + HEX["yes under the dynamic header"])
    assert reply is not None
    assert reply.accepted


@pytest.mark.parametrize(("to", "answers"), [(1, True), (0xFFFE, True), (0xFFFF, False), (2, False)])
def test_only_the_card_that_is_meant_answers(to: int, answers: bool) -> None:
    line, _ = cable()
    (frame,) = model_of("onbon-bx6").json.frames(json.dumps({"do": "power", "on": False, "address": to}).encode())
    assert bool(line.card.feed(frame, 0.0)) is answers
    assert line.card.is_on is (to == 2)


def test_dots_of_another_depth_and_a_place_off_the_screen_are_noted() -> None:
    line, _ = cable()
    wanted = {"do": "raster", "areas": [{"area": {"x": 8, "w": 64, "h": 2}, "pages": [{"data": "00" * 3}]}]}
    line.card.feed(model_of("onbon-bx6").json.frames(json.dumps(wanted).encode())[0], 0.0)
    assert line.card.errors == (
        "area 0 reaches 72x2 px, the screen has 64x16 px",
        "area 0, page 1: 3 bytes are no dots of one colour",
    )
    assert line.card.dots().lit == 0


def test_a_face_without_dots_of_another_size_or_too_long_is_refused_before_it_is_sent() -> None:
    bare = Face("公示", (b"\xb9\xab",), BOARD.area, LedStyle.STILL, wraps=False, hold_s=1.0)
    with pytest.raises(ProtocolError, match="this model takes dots"):
        PROTOCOL.show(bare, BOARD, first=True)
    wrong = Face("公示", (), BOARD.area, LedStyle.STILL, wraps=False, hold_s=1.0, screens=(Frame(32, (0,) * 16),))
    with pytest.raises(ProtocolError, match="32 dots wide, the area has 64"):
        PROTOCOL.show(wrong, BOARD, first=True)
    with pytest.raises(ProtocolError, match="takes at most 6400"):
        PROTOCOL.show(face("公" * 300, LedStyle.SCROLL_LEFT), BOARD, first=True)


@given(st.binary(max_size=300))
def test_any_bytes_leave_the_card_alive(data: bytes) -> None:
    line, _ = cable()
    line.card.feed(data, 0.0)
    assert line.card.feed(b"\x5a" + HEX["power on"], 1.0)
    line.card.dots()
