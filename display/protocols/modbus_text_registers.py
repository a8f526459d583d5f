"""Text as Modbus registers and back: charset, order of the two bytes, padding, and where a long text is cut.

Each sign's maker lays out the registers as he likes and publishes it in his manual, if at all; the map comes from the
settings file. Where none is told: GB18030, high byte first, padded with zeros, from register 0.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import accumulate
from typing import Literal

from content.store.board_status import ReasonKind
from display.errors import TextRefused
from display.protocols.modbus_text_codec import MAX_WRITTEN, WriteRegister, WriteRegisters

RegisterCharset = Literal["gb2312", "gbk", "gb18030"]
ByteOrder = Literal["high", "low"]
Padding = Literal["zero", "space"]

LINE_BREAKS = "\r\n"  # some signs break lines there; whether one does stands in its manual
PADDING = {"zero": b"\0", "space": b" "}
_BACK_AT_MOST = 8  # registers that a frame may be shorter, so that no character is cut in two


def codes_of(text: str, charset: RegisterCharset) -> list[bytes]:
    """Each character's bytes. Raises TextRefused that names the first character that cannot be sent."""
    codes = []
    for position, character in enumerate(text, 1):
        named = f"character {position}, 「{character}」 U+{ord(character):04X},"
        if not _is_visible(character):
            number = f"U+{ord(character):04X}"
            raise TextRefused(
                f"character {position}, {number}, is a control or an invisible character", ReasonKind.INVISIBLE, number
            )
        try:
            code = character.encode("gb18030" if charset == "gb18030" else "gbk")
        except UnicodeEncodeError as err:
            raise TextRefused(f"{named} is not in {charset}", ReasonKind.CHARACTER, character) from err
        # Python's gb2312 codec has look-alikes for 「·」 and 「—」; here it only says which codes are assigned.
        if charset == "gb2312" and not _decodes(code, "gb2312"):
            raise TextRefused(f"{named} is not in gb2312", ReasonKind.CHARACTER, character)
        codes.append(code)
    return codes


def registers_of(
    codes: Sequence[bytes], count: int | None = None, byte_order: ByteOrder = "high", padding: Padding = "zero"
) -> tuple[int, ...]:
    """The text in so many registers, or in as few as it needs. Raises TextRefused if it needs more than count."""
    data = b"".join(codes)
    needed = -(-len(data) // 2)
    if count is not None and needed > count:
        raise TextRefused(f"the text takes {needed} registers, the board has {count} for it", ReasonKind.LENGTH)
    data = data.ljust(2 * (needed if count is None else count), PADDING[padding])
    order: Literal["big", "little"] = "big" if byte_order == "high" else "little"
    return tuple(int.from_bytes(data[at : at + 2], order) for at in range(0, len(data), 2))


def text_of(values: Sequence[int]) -> str | None:
    """The text in these registers under the map that stands for "none told"; None if they hold something else.

    "" for zeros alone. The text is read only if the same text gives the same registers again.
    """
    data = b"".join(value.to_bytes(2, "big") for value in values).rstrip(b"\0")
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return None
    if not all(map(_is_visible, text)) or text.encode("gb18030") != data:
        return None
    return text


def writes(
    first: int, values: Sequence[int], function: Literal[6, 16], codes: Sequence[bytes] = ()
) -> list[WriteRegister | WriteRegisters]:
    """The requests that write these registers in order, none longer than a frame.

    codes: the characters in them, so that the cut between two frames falls between two characters where it can.
    """
    if function == 6:
        return [WriteRegister(first + at, value) for at, value in enumerate(values)]
    ends = {byte // 2 for byte in accumulate(map(len, codes)) if byte % 2 == 0}
    requests: list[WriteRegister | WriteRegisters] = []
    at = 0
    while at < len(values):
        stop = min(at + MAX_WRITTEN, len(values))
        if 2 * stop < sum(map(len, codes)):
            stop = max((end for end in ends if stop - _BACK_AT_MOST <= end <= stop), default=stop)
        requests.append(WriteRegisters(first + at, tuple(values[at:stop])))
        at = stop
    return requests


def _is_visible(character: str) -> bool:
    if character in LINE_BREAKS or character in " \u3000":
        return True
    return unicodedata.category(character)[0] not in "CZ"


def _decodes(code: bytes, charset: str) -> bool:
    try:
        code.decode(charset)
    except UnicodeDecodeError:
        return False
    return True
