"""The envelope of Modbus RTU: an address, a function with its data, a checksum; no start and no end mark.

    address │ function data │ crc
    1         1        n      2        bytes, 4 to 256 in all; 8N1 or 8E1
    address    1-247 one device, 0 every device (none answers), 248-255 reserved
    checksum   CRC-16/MODBUS over address, function and data; low byte first

A frame ends where the line is silent for 3.5 characters. USB adapters and TCP bridges lose that silence, so a frame
is found here by its length, which follows from its function, and by its checksum. pymodbus' framer gives the bytes
and the checksum; its decoder is not used, because after one wrong checksum it throws away all that it was given.

Source: MODBUS over Serial Line, Specification and Implementation Guide V1.02, 2.2 and 2.5.1 (modbus.org).
"""

from __future__ import annotations

from collections.abc import Callable

from pymodbus.framer import FramerRTU
from pymodbus.pdu import DecodePDU

from display.errors import ProtocolError

EVERY_DEVICE = 0
MAX_ADDRESS = 0xFF
LAST_DEVICE = 247
MIN_FRAME_BYTES = 4
MAX_FRAME_BYTES = 256

# How long a frame is that begins so: None if more bytes are needed to tell, 0 if nothing can begin so.
SizeOf = Callable[[bytes], int | None]

_FRAMER = FramerRTU(DecodePDU(is_server=False))


def encode_frame(pdu: bytes, address: int) -> bytes:
    """A function with its data as one frame. Raises ProtocolError if it is too long, or the address no byte."""
    if not 0 <= address <= MAX_ADDRESS:
        raise ProtocolError(f"address {address}: a Modbus device has one of 1 to {LAST_DEVICE}")
    if not 1 <= len(pdu) <= MAX_FRAME_BYTES - 3:
        raise ProtocolError(f"{len(pdu)} bytes of function and data, a frame has room for {MAX_FRAME_BYTES - 3}")
    return bytes(_FRAMER.encode(pdu, address, 0))


def decode_frame(frame: bytes) -> tuple[int, bytes]:
    """Address, and function with data, of exactly one whole frame. Raises ProtocolError."""
    if not MIN_FRAME_BYTES <= len(frame) <= MAX_FRAME_BYTES:
        raise ProtocolError(f"{len(frame)} bytes, a Modbus RTU frame has {MIN_FRAME_BYTES} to {MAX_FRAME_BYTES}")
    found, expected = frame[-2:], _checksum(frame[:-2])
    if found != expected:
        raise ProtocolError(f"checksum {found.hex(' ')}, expected {expected.hex(' ')}")
    return frame[0], frame[1:-2]


def next_frame(buffer: bytes, size_of: SizeOf) -> tuple[bytes | None, int]:
    """The first frame with a right checksum in a stream, and how many bytes are dealt with.

    (None, n): no whole frame yet; the first n bytes cannot begin one.
    """
    unfinished = len(buffer)
    for begin in range(len(buffer)):
        size = size_of(buffer[begin : begin + MAX_FRAME_BYTES])
        if size is not None and not MIN_FRAME_BYTES <= size <= MAX_FRAME_BYTES:
            continue
        if size is None or begin + size > len(buffer):
            unfinished = min(unfinished, begin)
        else:
            frame = buffer[begin : begin + size]
            if frame[-2:] == _checksum(frame[:-2]):
                return frame, begin + size
    return None, unfinished


def _checksum(data: bytes) -> bytes:
    return FramerRTU.compute_CRC(data).to_bytes(2, "big")  # its number already has the low byte in front
