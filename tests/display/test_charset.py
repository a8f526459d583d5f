"""Text as a card's bytes: what GB2312 and GBK really hold, and what must never reach a frame."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from display.board import Charset
from display.charset import decode_text, encode_text
from display.errors import ProtocolError, TextRefused

CODES = [  # GB 2312-80 code table; GBK for the last two
    ("关于2026年", "gb2312", "b9d8d3da32303236c4ea"),
    ("——", "gb2312", "a1aaa1aa"),  # U+2014, row 1 cell 10
    ("·", "gb2312", "a1a4"),  # U+00B7, row 1 cell 4
    ("“公示”…", "gb2312", "a1b0b9abcabea1b1a1ad"),
    ("\u3000", "gb2312", "a1a1"),
    ("镕", "gbk", "e946"),
    ("喆", "gbk", "86b4"),
]


@pytest.mark.parametrize(("text", "charset", "code"), CODES)
def test_characters_have_the_codes_of_the_standard(text: str, charset: Charset, code: str) -> None:
    assert encode_text(text, charset).hex() == code
    assert decode_text(bytes.fromhex(code), charset) == text


REFUSED = [
    ("张镕喆", "gb2312", "character 2, 「镕」 U\\+9555, is not in the board's font \\(gb2312\\)"),
    ("价格100€", "gbk", "character 6, 「€」"),
    ("a\\C1b", "gb2312", "character 2, the backslash"),
    ("上\n下", "gb2312", "character 2, U\\+000A"),
    ("上\u200b下", "gb2312", "character 2, U\\+200B"),
    ("\x1b", "gbk", "U\\+001B"),
    ("昞", "gbk", "second byte begins the card's commands"),  # GBK 95 5C
    ("😀", "gbk", "「😀」 U\\+1F600"),
    ("\ue5e5", "gbk", "U\\+E5E5, is a control or an invisible"),
]


@pytest.mark.parametrize(("text", "charset", "message"), REFUSED)
def test_what_the_board_cannot_show_is_refused_by_name(text: str, charset: Charset, message: str) -> None:
    with pytest.raises(TextRefused, match=message):
        encode_text(text, charset)


@given(st.text(), st.sampled_from(["gb2312", "gbk"]))
def test_text_comes_back_or_is_refused_and_no_command_byte_gets_through(text: str, charset: Charset) -> None:
    try:
        data = encode_text(text, charset)
    except TextRefused:
        return
    assert decode_text(data, charset) == text
    assert 0x5C not in data
    assert all(byte >= 0x20 for byte in data)


@given(st.binary())
def test_any_bytes_are_text_or_our_error(data: bytes) -> None:
    try:
        text = decode_text(data, "gbk")
    except ProtocolError:
        return
    assert encode_text(text, "gbk") == data


def test_every_hanzi_of_gb2312_can_be_sent() -> None:
    """6,763 characters, rows 16 to 87, of which row 55 ends five cells early (GB 2312-80)."""
    rows = [(row, cell) for row in range(16, 88) for cell in range(1, 95) if not (row == 55 and cell > 89)]
    codes = [bytes([0xA0 + row, 0xA0 + cell]) for row, cell in rows]
    assert len(codes) == 6763
    assert all(encode_text(decode_text(code, "gb2312"), "gb2312") == code for code in codes)
