"""How JetFile II text and string files begin and end, and how a file is cut into packets."""

from __future__ import annotations

from collections.abc import Sequence

from display.errors import ProtocolError
from display.protocols.jetfile2_commands import File


def text_head(label: str) -> bytes:
    """What a text file begins with."""
    return b"\x01Z00\x02A" + label[:1].encode("ascii")


def usual_ends(folder: str, label: str, index: int, packets: int) -> tuple[bytes, bool]:
    """How this packet of a file begins, and whether 04 ends it: string files have neither (p. 130)."""
    if folder == "S":
        return b"", False
    return text_head(label) if index == 1 else b"", index == packets


def file_packets(data: bytes, *, label: str, folder: str, disk: str, buzzer: int, packet_size: int) -> Sequence[File]:
    """The file cut into packets of one size, in the order in which they must be sent; at least one."""
    if not 1 <= packet_size <= 0xFFFF:
        raise ProtocolError(f"packet size {packet_size}: expected 1 to 65535")
    parts = [data[start : start + packet_size] for start in range(0, len(data), packet_size)] or [b""]
    return [
        File(
            folder=folder,
            disk=disk,
            buzzer=buzzer,
            label=label,
            total=len(data),
            packet_size=packet_size,
            packets=len(parts),
            index=index,
            data=part,
        )
        for index, part in enumerate(parts, 1)
    ]
