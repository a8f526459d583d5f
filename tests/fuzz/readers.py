"""The readers of dirty streams: how each protocol finds its frames, and its answers, among any bytes."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

from display.protocols import (
    MODELS,
    alpha_frame,
    am03127_frame,
    cpower1200_frame,
    hanover_codec,
    jetfile2_frame,
    modbus_text_codec,
    modbus_text_frame,
    model_of,
    onbon_bx6_frame,
    onbon_frame,
)

Reader = Callable[[bytes], tuple[bytes | None, int]]

READERS: MappingProxyType[str, Reader] = MappingProxyType(
    {
        "onbon": onbon_frame.next_body,
        "onbon-bx6": onbon_bx6_frame.next_frame_body,
        "jetfile2": jetfile2_frame.next_frame,
        "alpha": alpha_frame.next_transmission,
        "am03127": am03127_frame.next_frame,
        "cpower1200": cpower1200_frame.next_frame,
        "hanover": hanover_codec.next_frame,
        "modbus requests": lambda buffer: modbus_text_frame.next_frame(buffer, modbus_text_codec.request_bytes),
        "modbus answers": lambda buffer: modbus_text_frame.next_frame(buffer, modbus_text_codec.answer_bytes),
    }
)

_HOST = "host of "
_NAMES = (*READERS, *(_HOST + name for name in MODELS))


def frames_in(reader: Reader, pieces: list[bytes]) -> list[bytes]:
    """Every frame of a stream that comes in these pieces. Fails if a reader does not move on or invents bytes."""
    found, pending = [], b""
    for piece in pieces:
        pending += piece
        while True:
            frame, used = reader(pending)
            assert 0 <= used <= len(pending), f"{used} of {len(pending)} bytes dealt with: {pending.hex()}"
            taken, pending = pending[:used], pending[used:]
            if frame is None:
                break
            assert used and frame in taken, f"{frame.hex()} was found in {taken.hex()}"
            found.append(frame)
    return found


def check(data: bytes) -> None:
    """data: a byte that chooses who reads, one that says where the stream is cut, and the stream."""
    if len(data) < 2:
        return
    name = _NAMES[data[0] % len(_NAMES)]
    place, stream = data[1] * (len(data) - 2) // 255, data[2:]
    if name in READERS:
        whole = frames_in(READERS[name], [stream])
        pieces = frames_in(READERS[name], [stream[:place], stream[place:]])
        assert pieces == whole, f"{name}, cut at {place} of {stream.hex()}: {pieces}, else {whole}"
        return
    reply, used = model_of(name.removeprefix(_HOST)).protocol.read(stream)
    assert 0 <= used <= len(stream), f"{name}: {used} of {len(stream)} bytes"
    assert reply is None or used, f"{name}: an answer of no bytes in {stream.hex()}"
