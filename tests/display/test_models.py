"""Every row of the table of models is whole: driver, JSON, emulated card, golden frames, and what it says of itself."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any, get_args

import pytest

from config.settings import BoardSettings
from content.led_line import LedStyle
from display.board import Board, Capabilities, DeadMan
from display.compose import check_board, compose
from display.emulator import CARDS, card_for
from display.emulator.base import Card
from display.errors import DisplayError, ProtocolError
from display.fonts import Font
from display.protocols import MODELS, model_of, protocol_for
from display.protocols.base import Exchange

GOLDEN = Path(__file__).parents[1] / "golden" / "display"
PIXELS = {12, 14, 16, 24, 32}  # the heights that config.settings.BoardSettings.font_px allows
LONGEST = "关于2026年惠农政策的公示" * 4 + "共18字"  # 60 characters, as long as an LED line may be
HOUR_S = 3600.0  # the longest dead-man that the settings allow

every_model = pytest.mark.parametrize("name", MODELS)


def folder_of(name: str) -> Path:
    """The golden frames of a model: the folder that bears its module's name."""
    return GOLDEN / MODELS[name].partition(":")[0].rpartition(".")[2]


def golden_of(name: str) -> list[dict[str, Any]]:
    frames = json.loads((folder_of(name) / "frames.json").read_text(encoding="utf-8"))
    return [frame for frame in frames if frame["protocol"] == name]


def board_of(name: str) -> Board:
    capabilities = protocol_for(name).capabilities
    charset = capabilities.charsets[0] if capabilities.charsets else "ascii"
    font_px = 16 if 16 in capabilities.font_px else min(capabilities.font_px)
    return Board(id="t01-gate", model=name, width_px=96, height_px=16, charset=charset, font_px=font_px)


def style_of(capabilities: Capabilities) -> LedStyle:
    return LedStyle.STILL if LedStyle.STILL in capabilities.styles else LedStyle.SCROLL_LEFT


def shown(name: str, text: str) -> list[Exchange]:
    protocol, board = protocol_for(name), board_of(name)
    return protocol.show(
        compose(text, style_of(protocol.capabilities), board, protocol.capabilities), board, first=True
    )


def text_of(name: str) -> str:
    """A text that a card just out of its box can show: dots for single characters may need a place set up first."""
    has_chinese = board_of(name).charset != "ascii" or protocol_for(name).capabilities.raster == "always"
    return "公示2026" if has_chinese else "Notice 2026"


def lit_card(name: str) -> Card:
    """A card that shows a text, as the driver would send it."""
    board = board_of(name)
    card = card_for(board, Font(board.font_px))
    for exchange in shown(name, text_of(name)):
        card.feed(exchange.data, 0.0)
    assert list(card.errors) == []
    assert card.dots().lit > 0
    return card


def test_settings_drivers_and_emulated_cards_know_the_same_models() -> None:
    known = get_args(BoardSettings.model_fields["model"].annotation)
    assert list(known) == [*MODELS, "window"]  # a window has no wire, so no frames and no card
    assert list(MODELS) == list(CARDS)


@every_model
def test_a_row_resolves(name: str) -> None:
    model = model_of(name)
    assert protocol_for(name) is model.protocol
    module, _, make = CARDS[name].partition(":")
    assert callable(getattr(importlib.import_module(module), make))


def test_a_model_that_is_not_there_is_named() -> None:
    with pytest.raises(ValueError, match="'neon': expected one of onbon-bx5k"):
        protocol_for("neon")
    with pytest.raises(ValueError, match="'neon': expected one of onbon-bx5k"):
        card_for(Board(id="a", model="neon", width_px=96, height_px=16), Font(16))


@every_model
def test_golden_frames_have_a_readme_and_name_their_sources(name: str) -> None:
    assert (folder_of(name) / "README.md").read_text(encoding="utf-8").startswith("# Golden frames")
    frames = golden_of(name)
    assert frames, f"{folder_of(name)} has no frame of {name}"
    assert all(frame["source"] for frame in frames)
    assert len({frame["name"] for frame in frames}) == len(frames)


@every_model
def test_golden_frames_decode_and_come_back_to_their_bytes(name: str) -> None:
    wire = model_of(name).json
    for frame in golden_of(name):
        found = wire.decoded(bytes.fromhex(frame["hex"]))
        assert [again.hex() for again in wire.frames(json.dumps(found).encode())] == [frame["hex"]], frame["name"]


@every_model
def test_the_shortest_object_is_enough_for_a_text(name: str) -> None:
    wire = model_of(name).json
    frames = wire.frames(b'{"do":"text","text":"Notice 2026"}')
    assert frames
    for frame in frames:
        assert wire.frames(json.dumps(wire.decoded(frame)).encode()) == [frame]


@every_model
def test_unknown_fields_and_verbs_are_refused_by_name(name: str) -> None:
    wire = model_of(name).json
    with pytest.raises(DisplayError, match="adress"):
        wire.frames(b'{"do":"text","text":"a","adress":1}')
    with pytest.raises(DisplayError, match="colouring"):
        wire.frames(b'{"do":"text","text":"a","native":{"colouring":1}}')
    with pytest.raises(DisplayError, match="dance"):
        wire.frames(b'{"do":"dance"}')


@every_model
def test_bytes_that_are_no_frame_are_a_protocol_error(name: str) -> None:
    for data in (b"", b"\x00", b"\xff" * 8, b"GET / HTTP/1.1\r\n\r\n"):
        with pytest.raises(ProtocolError):
            model_of(name).json.decoded(data)


@every_model
def test_capabilities_are_sane(name: str) -> None:
    capabilities = protocol_for(name).capabilities
    assert capabilities.styles
    assert capabilities.font_px
    assert capabilities.font_px <= PIXELS
    assert capabilities.charsets or capabilities.raster != "never", "neither characters nor dots"
    assert len(set(capabilities.charsets)) == len(capabilities.charsets)
    assert capabilities.x_step_px in (1, 2, 4, 8, 16)
    assert capabilities.max_frame_bytes > 0
    assert check_board(board_of(name), capabilities) == []


@every_model
def test_whether_a_model_answers_is_what_its_exchanges_wait_for(name: str) -> None:
    waits = [exchange.reply_within_s is not None for exchange in shown(name, "Notice 2026")]
    assert any(waits) == protocol_for(name).capabilities.acknowledges


@every_model
def test_no_frame_of_the_longest_line_outgrows_the_card(name: str) -> None:
    exchanges = shown(name, LONGEST if "公" in text_of(name) else "Notice 2026 " * 5)
    assert exchanges
    assert max(len(exchange.data) for exchange in exchanges) <= protocol_for(name).capabilities.max_frame_bytes


@every_model
def test_darken_darkens(name: str) -> None:
    card = lit_card(name)
    for exchange in protocol_for(name).darken(board_of(name)):
        card.feed(exchange.data, 1.0)
    assert (card.text, card.dots().lit) == ("", 0)


@every_model
def test_what_is_said_of_the_power_is_what_the_card_does(name: str) -> None:
    card, capabilities = lit_card(name), protocol_for(name).capabilities
    if capabilities.volatile:
        card.power_cut()
        assert card.dots().lit == 0


@every_model
def test_class_a_goes_dark_by_itself(name: str) -> None:
    if protocol_for(name).capabilities.deadman is not DeadMan.CARD:
        return
    left_alone, cut = lit_card(name), lit_card(name)
    left_alone.passing(HOUR_S + 1)
    cut.power_cut()
    assert 0 in (left_alone.dots().lit, cut.dots().lit)


@every_model
def test_a_card_takes_its_bytes_one_by_one(name: str) -> None:
    whole, slow = lit_card(name), card_for(board_of(name), Font(board_of(name).font_px))
    for exchange in shown(name, text_of(name)):
        for byte in exchange.data:
            slow.feed(bytes([byte]), 0.0)
    assert slow.dots() == whole.dots()


CLOCKS = [name for name in MODELS if name not in ("hanover", "modbus-text")]


@pytest.mark.parametrize("name", CLOCKS)
@pytest.mark.parametrize("time", ["9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00"])
def test_a_time_that_no_calendar_has_in_this_county_is_refused(name: str, time: str) -> None:
    with pytest.raises(DisplayError, match="time"):
        model_of(name).json.frames(json.dumps({"do": "clock", "time": time}).encode())
