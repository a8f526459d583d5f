"""JetFile II over the wire: driver, serials and the emulated sign, which gets the test's own bytes where it counts."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.led_line import LedStyle
from display.board import Area, Board, DeadMan
from display.compose import check_board, compose
from display.driver import Driver
from display.emulator import card_for
from display.emulator.jetfile2_sign import JetfileSign
from display.errors import BoardRefused, ProtocolError, TextRefused
from display.fonts import Font
from display.preview import board_screens
from display.protocols import model_of
from display.protocols.base import Exchange, Reply
from display.render import Layout, screens
from tests.display.fakes import CardTransport, FakeTime, ScriptedTransport

MODEL = model_of("jetfile2")
PROTOCOL, JSON = MODEL.protocol, MODEL.json
TEXT = "关于2026年惠农政策的公示"


def board(**fields: object) -> Board:
    known: dict[str, object] = {"id": "gate", "model": "jetfile2", "width_px": 128, "height_px": 32}
    return Board(**(known | fields))  # type: ignore[arg-type]


def sign(**fields: object) -> JetfileSign:
    card = card_for(board(**fields), Font(16))
    assert isinstance(card, JetfileSign)
    return card


def shown(
    text: str = TEXT, style: LedStyle = LedStyle.STILL, *, first: bool = True, **fields: object
) -> list[Exchange]:
    here = board(**fields)
    return PROTOCOL.show(compose(text, style, here, PROTOCOL.capabilities), here, first=first)


def driver(card: JetfileSign, time: FakeTime) -> Driver:
    return Driver(CardTransport(card, time), PROTOCOL, time.monotonic, time.sleep)  # type: ignore[arg-type]


def frames(**fields: object) -> list[bytes]:
    return JSON.frames(json.dumps(fields).encode())


def answer(request: bytes, status: int, **other: int) -> bytes:
    """Table 1.3 by hand: the request's serial and command, flag 1, four bytes of status."""
    serial = other.get("serial", int.from_bytes(request[10:12], "little"))
    body = bytes([0, 0, 0, 0, 0, 1]) + serial.to_bytes(2, "little") + request[12:14] + b"\x01\x01"
    body += status.to_bytes(4, "little")
    return b"\x55\xa8" + (sum(body) % 65536).to_bytes(2, "little") + body


# --- the driver ---


def test_a_line_is_an_emergency_message_of_the_board_s_seconds() -> None:
    black_ends, message = (JSON.decoded(exchange.data) for exchange in shown(style=LedStyle.SCROLL_LEFT, deadman_s=90))
    assert (black_ends["do"], black_ends["on"]) == ("black", False)
    assert (message["do"], message["text"], message["address"]) == ("emergency", "{align=left}" + TEXT, 1)
    native = message["native"]
    assert isinstance(native, dict)
    del native["serial"]
    assert native == {
        "typeset": "a",  # no line breaks: it moves on
        "in": 0x31,  # move left
        "out": 0x31,
        "speed": 3,
        "pause": 0,
        "font": "5",  # 16 px Chinese
        "colour": "red",
        "seconds": 90,
    }


def test_a_refresh_is_the_message_alone_and_byte_for_byte_the_same() -> None:
    first, again = shown(), shown(first=False)
    assert [exchange.data for exchange in again] == [first[-1].data]
    assert len(again[0].data) == 20 + 7 + 3 + 3 + 3 + 2 + 4 + 2 + 2 + 2 + 24 + 1  # header, head, codes, text, end


@pytest.mark.parametrize(("font_px", "code"), [(16, "5"), (24, "7"), (32, "9")])
def test_fonts_are_those_of_chinese(font_px: int, code: str) -> None:
    native = JSON.decoded(shown("公示", font_px=font_px)[-1].data)["native"]
    assert isinstance(native, dict)
    assert native["font"] == code


def test_a_board_that_the_sign_cannot_be_is_named() -> None:
    capabilities = PROTOCOL.capabilities
    assert capabilities.deadman is DeadMan.CARD
    assert check_board(board(), capabilities) == []
    assert "font_px 12" in check_board(board(font_px=12), capabilities)[0]
    assert "charset gbk" in check_board(board(charset="gbk"), capabilities)[0]


def test_a_text_that_no_emergency_message_holds_is_refused_before_sending() -> None:
    with pytest.raises(TextRefused, match="at most 1024"):
        shown("公" * 600)


def test_group_and_unit_are_one_number_and_unit_0_is_everybody() -> None:
    assert shown(address=0x0203)[-1].data[8:10] == b"\x02\x03"
    to_all = shown(address=0)
    assert all(exchange.reply_within_s is None and exchange.data[15] == 1 for exchange in to_all)
    with pytest.raises(ProtocolError, match="address 255"):
        shown(address=255)


def test_what_is_not_documented_is_not_sent() -> None:
    assert PROTOCOL.set_brightness(50, board()) == []


def test_the_clock_is_set_to_the_minute_and_then_to_the_second() -> None:
    card, time = sign(), FakeTime()
    sent = PROTOCOL.set_clock(datetime(2026, 11, 22, 9, 5, 7), board())
    assert [exchange.data[16:].hex() for exchange in sent] == ["2620112209050114", "262011220905070114000000"]
    assert [exchange.may_be_refused for exchange in sent] == [False, True]
    assert driver(card, time).deliver(sent).confirmed
    assert card.clock is not None
    assert card.clock.time == datetime(2026, 11, 22, 9, 5, 7)


# --- serials ---


def test_late_answers_damaged_ones_and_echoes_are_passed_over() -> None:
    message = shown()[-1]
    assert message.read is not None
    late = answer(message.data, 0x9012, serial=0)
    damaged = answer(message.data, 0x9000)[:-1] + b"\x07"
    own = answer(message.data, 0x9000)
    stream = b"\x55\x55" + message.data + late + damaged + own
    assert message.read(stream) == (Reply(accepted=True), len(stream))
    assert message.read(late) == (None, len(late))
    assert PROTOCOL.read(late)[0] == Reply(accepted=False, error="write failed, the disk may be full")
    assert message.read(own[:9]) == (None, 0)


@given(st.binary(max_size=60), st.lists(st.integers(1, 30), max_size=6))
def test_an_answer_is_found_however_the_stream_is_cut(noise: bytes, cuts: list[int]) -> None:
    message = shown()[-1]
    assert message.read is not None
    stream, pending, found = noise.replace(b"\x55", b"") + answer(message.data, 0x9000), b"", None
    for cut in [*cuts, len(stream)]:
        pending, stream = pending + stream[:cut], stream[cut:]
        found, used = message.read(pending)
        pending = pending[used:]
        if found:
            break
    assert found == Reply(accepted=True)


def test_different_requests_have_different_serials() -> None:
    made = [shown("甲"), shown("乙"), PROTOCOL.ping(board()), PROTOCOL.darken(board()), shown("甲", address=2)]
    assert len({exchanges[-1].data[10:12] for exchanges in made}) == len(made)


def test_the_driver_believes_only_the_answer_to_its_own_request() -> None:
    time, [ping] = FakeTime(), PROTOCOL.ping(board())
    wire = ScriptedTransport([(ping.data, answer(ping.data, 0x9000, serial=7)), (b"", answer(ping.data, 0x9000))])
    assert Driver(wire, PROTOCOL, time.monotonic, time.sleep).deliver([ping]).confirmed
    wire.done()


def test_a_wrong_sum_is_tried_again_and_a_refusal_believed() -> None:
    time, [message] = FakeTime(), shown(first=False)
    heard_badly, yes = answer(message.data, 0x9002), answer(message.data, 0x9000)
    wire = ScriptedTransport(
        [(message.data, heard_badly), (message.data, b"\xff\x00"), (b"", b""), (message.data, yes)]
    )
    assert Driver(wire, PROTOCOL, time.monotonic, time.sleep).deliver([message]).confirmed
    wire.done()
    no = ScriptedTransport([(message.data, answer(message.data, 0x2901))])
    with pytest.raises(BoardRefused, match="emergency message above 1024 bytes"):
        Driver(no, PROTOCOL, time.monotonic, time.sleep).deliver([message])


# --- the sign ---


def test_a_line_is_shown_darkened_and_shown_again() -> None:
    card, time = sign(), FakeTime()
    wire = driver(card, time)
    assert wire.deliver(shown()).confirmed
    assert card.text == TEXT
    # 12 hanzi and digits over two lines: what the project's renderer draws for a wrapped, centred text
    assert card.dots() == screens(TEXT, 128, 32, Layout(wraps=True, across="centre"), Font(16))[0]
    assert wire.deliver(PROTOCOL.darken(board())).confirmed
    assert (card.text, card.dots().lit) == ("", 0)
    assert wire.deliver(shown("停水通知")).confirmed
    assert card.text == "停水通知"
    assert card.errors == ()


@pytest.mark.parametrize("style", LedStyle)
@pytest.mark.parametrize("font_px", [16, 24, 32])
@pytest.mark.parametrize("text", ["公示", TEXT, "补贴1,234.56元，共18户〔2026〕3号"])
def test_the_sign_lights_the_dots_that_the_preview_shows(style: LedStyle, font_px: int, text: str) -> None:
    here = board(font_px=font_px)
    card = card_for(here, Font(font_px))
    face = compose(text, style, here, PROTOCOL.capabilities)
    for exchange in PROTOCOL.show(face, here, first=True):
        card.feed(exchange.data, 0.0)
    assert card.dots() == board_screens(face, here, Font(font_px))[0]


def test_a_part_of_the_screen_cannot_be_addressed() -> None:
    with pytest.raises(ProtocolError, match="whole screen"):
        shown(area=Area(0, 0, 64, 32))


def test_a_line_that_is_not_refreshed_ends_by_itself() -> None:
    card, time = sign(), FakeTime()
    wire = driver(card, time)
    wire.deliver(shown())
    time.seconds = 60
    wire.deliver(shown(first=False))
    assert not card.passing(179.9)
    assert card.passing(180.0)
    assert (card.text, card.dots().lit) == ("", 0)


def test_a_power_cut_takes_what_is_in_ram_and_leaves_the_flash() -> None:
    card = sign()
    for disk in ("D", "E"):
        [frame] = frames(do="text", text=f"disk {disk}", address=1, native={"disk": disk})
        assert card.feed(frame, 0.0)[16:18] == b"\x00\x90"
    assert card.text == "disk E"
    driver(card, FakeTime()).deliver(shown())
    card.power_cut()
    assert card.text == "disk D"


def test_the_sign_is_switched_off_and_on() -> None:
    card, time = sign(), FakeTime()
    wire = driver(card, time)
    wire.deliver(shown())
    assert wire.deliver(PROTOCOL.set_power(False, board())).confirmed
    assert (card.is_on, card.text) == (False, "")
    state = JSON.decoded(card.feed(frames(do="status", address=1)[0], 0.0))
    assert (state["control"], state["driver"]) == ("off, dark", "off")
    assert wire.deliver(PROTOCOL.set_power(True, board())).confirmed
    assert card.text == TEXT


def test_packets_are_put_together_and_out_of_order_refused() -> None:
    card = sign()
    first, second, third = frames(do="text", text="公开" * 300, address=1)
    assert card.feed(first, 0.0)[16:18].hex() == "0090"
    assert card.feed(third, 0.0)[16:18].hex() == "1490"  # 9014
    assert card.text == ""
    assert b"".join(card.feed(frame, 0.0)[16:18] for frame in (first, second, third)).hex() == "0090" * 3
    assert card.text == "公开" * 300
    too_big = frames(do="text", text="abc", address=1, native={"packet_size": 2, "index": 1})[0]
    assert card.feed(too_big, 0.0)[16:18].hex() == "1390"  # 9013
    endless = frames(do="text", text="abc", address=1, native={"total": 320 * 1024 + 1, "packets": 999, "index": 1})[0]
    assert card.feed(endless, 0.0)[16:18].hex() == "0121"  # 2101


def test_files_are_played_deleted_and_cleared() -> None:
    card = sign()

    def status(**fields: object) -> str:
        [frame] = frames(address=1, **fields)
        return card.feed(frame, 0.0)[16:18][::-1].hex()

    assert status(do="text", text="甲", native={"label": "A1"}) == "9000"
    assert status(do="text", text="乙", native={"label": "B1"}) == "9000"
    assert status(do="play", native={"label": "A1"}) == "9000"
    assert card.text == "甲"
    assert status(do="play", native={"label": "C1"}) == "9008"
    assert status(do="delete", native={"label": "A1"}) == "9000"
    assert status(do="delete", native={"label": "A1"}) == "9008"
    assert status(do="clear") == "9000"
    assert card.files == {}
    assert status(do="command", native={"code": "0601"}) == "9011"


def test_a_text_calls_a_string_file() -> None:
    card = sign()
    card.feed(frames(do="string", text="128", address=1, native={"label": "AB"})[0], 0.0)
    card.feed(frames(do="text", text="排队{string=E:S:AB}人{page}第二页", address=1)[0], 0.0)
    assert card.text == "排队128人\n第二页"


def test_format_1_texts_clock_and_deletion() -> None:
    card = sign()
    # printed on p. 13 of the document, with 03 at its end: answer
    printed = bytes.fromhex("015a3030024130065468697320697320612073616d706c6503")
    assert card.feed(b"\x00" * 5 + printed, 0.0) == b"OK"
    assert card.text == "This is a sample"
    assert card.feed(bytes.fromhex("015a3031024542 2620 03 04 03 03 01 14 04"), 0.0) == b""
    assert card.clock is not None
    assert card.clock.time == datetime(2026, 3, 4, 3, 3)
    assert card.feed(b"\x01Z02\x02EST\x03", 0.0) == b""  # another sign
    assert card.feed(b"\x01Z01\x02EST\x03", 0.0) == b"OK"
    assert card.text == ""
    information = card.feed(b"\x01Z01\x02F0\x03", 0.0)
    assert information.hex() == "55a61000" + "0000" * 4 + "8000" + "2000" + "0000" * 2  # 128 × 32 dots
    assert card.feed(b"\x01Z01\x02E.\x03", 0.0) == b"\x11\x90"  # 9011, low byte first


def test_only_the_sign_that_is_meant_obeys_and_flag_1_is_obeyed_in_silence() -> None:
    card = sign(address=0x0105)
    for group, unit, flag, obeys, answers in (
        (1, 5, 0, True, True),
        (1, 5, 1, True, False),
        (0, 5, 0, True, True),
        (1, 0, 1, True, False),
        (2, 5, 0, False, False),
        (1, 6, 0, False, False),
    ):
        native = {"group": group, "unit": unit, "flag": flag}
        card.is_black = False
        said = card.feed(frames(do="black", on=True, native=native)[0], 0.0)
        assert (card.is_black, bool(said)) == (obeys, answers), native


def test_a_damaged_frame_gets_the_maker_s_status_and_changes_nothing() -> None:
    card = sign()
    message = shown()[-1].data
    said = card.feed(message[:40] + b"\x07" + message[41:], 0.0)
    assert said == answer(message, 0x9002)
    assert card.text == ""
    assert "sum" in card.errors[0]


def test_half_a_frame_and_silence_do_not_spoil_the_next() -> None:
    card = sign()
    message = shown()[-1].data
    assert card.feed(message[:30], 0.0) == b""
    assert card.feed(message, 3.0) == answer(message, 0x9000)


def test_bytes_may_come_one_by_one() -> None:
    card = sign()
    stream = b"\x00\x01" + b"\x01Z01\x02A0\x06AB\x04" + shown()[-1].data
    said = b"".join(card.feed(bytes([byte]), 0.0) for byte in stream)
    assert (said, card.text, card.frames_received) == (answer(shown()[-1].data, 0x9000), TEXT, 2)


def test_what_others_left_on_a_sign_can_be_seen() -> None:
    card = sign()
    text = "{valign=top}{align=left}A\\{flash=on}B{half}{b9}\n{show=47}C"
    card.feed(frames(do="text", text=text, address=1)[0], 0.0)
    assert card.text == "A\\B 〓\nC"
    assert card.dots().lit > 20


@given(st.binary(max_size=200) | st.binary(max_size=60).map(lambda tail: b"\x55\xa7\x00\x00\x05\x00" + tail))
def test_any_bytes_leave_the_sign_alive(data: bytes) -> None:
    card = sign()
    card.feed(data, 0.0)
    message = shown()[-1].data
    assert card.feed(message, 10.0) == answer(message, 0x9000)
    card.dots()


@given(st.binary(max_size=200), st.sampled_from("DE"))
def test_any_file_can_be_drawn(data: bytes, disk: str) -> None:
    card = sign()
    arg = disk.encode() + b"\x00A".ljust(13, b"\x00") + len(data).to_bytes(4, "little") + b"\x00\x02\x01\x00\x01\x00"
    body = len(data).to_bytes(2, "little") + bytes(6) + b"\x02\x04\x06\x00" + arg + data
    said = card.feed(b"\x55\xa7" + (sum(body) % 65536).to_bytes(2, "little") + body, 0.0)
    assert said[16:18] == b"\x00\x90"
    assert (card.dots().width_px, card.dots().height_px) == (128, 32)


def test_the_driver_s_day_on_one_sign() -> None:
    """A day of refreshes, a host that dies, and the sign dark two minutes later."""
    card, time = sign(), FakeTime()
    wire, here = driver(card, time), board()
    wire.deliver(shown())
    dies = timedelta(hours=24)
    while time.seconds < dies.total_seconds():
        time.seconds += here.refresh_every_s
        assert not card.passing(time.seconds)
        assert wire.deliver(shown(first=False)).confirmed
    assert card.text == TEXT
    assert card.passing(time.seconds + here.deadman_s)
    assert card.text == ""
    assert time.now().tzinfo is UTC
