"""JetFile II format 1: what stands between 02 and 03 or 04. Layout and source: jetfile2_codec."""

from __future__ import annotations

from display.errors import ProtocolError
from display.protocols.jetfile2_commands import STATUS, Bare, Clock, Command1, DeleteAll, File1, Other1
from display.protocols.jetfile2_fields import ascii_of, check_ascii, clock_bytes, clock_of
from display.protocols.jetfile2_frame import MAX_TEXT1_BYTES

_LETTERS = {"T": b"A", "S": b"G"}


def first_payload(command: Command1) -> bytes:
    """What stands between 02 and the end. Raises ProtocolError."""
    match command:
        case File1() as file:
            name = file.label
            if file.disk:
                name = file.disk + file.path_folder + file.label
                check_ascii(name, "disk, folder and label", 4, 4)
            else:
                check_ascii(name, "label of format 1 without disk", 1, 1)
            start = b"\x0f" if file.disk else b""
            if len(file.text) > MAX_TEXT1_BYTES:
                raise ProtocolError(f"{len(file.text)} bytes of text: format 1 carries at most {MAX_TEXT1_BYTES}")
            return _LETTERS[file.folder] + start + name.encode("ascii") + b"\x06" * file.jetfile + file.text
        case DeleteAll(folder=folder):
            if folder not in ("", "T", "S", "P", "Q", "R", "A"):
                raise ProtocolError(f"folder {folder!r}: format 1 deletes T, S, P, Q, R, A or all")
            return b"ES" + folder.encode("ascii")
        case Clock() as clock:
            return b"EB" + clock_bytes(clock)
        case Bare(code):
            if code != STATUS:
                raise ProtocolError(f"command {code:04x}: format 1 does not have it")
            return b"F0"
        case Other1(payload):
            return payload


def first_command(payload: bytes) -> Command1:
    """The command of what stands between 02 and the end. Raises ProtocolError."""
    letter, rest = payload[:1], payload[1:]
    if letter in (b"A", b"G") and rest:
        long = rest[0] == 0x0F
        name = rest[1:5] if long else rest[:1]
        if len(name) != (4 if long else 1):
            raise ProtocolError(f"{len(name)} bytes of path after 0f, expected disk, folder and two of a name")
        text = rest[5:] if long else rest[1:]
        jetfile = text[:1] == b"\x06"
        text = text[1:] if jetfile else text
        if len(text) > MAX_TEXT1_BYTES:
            raise ProtocolError(f"{len(text)} bytes of text: format 1 carries at most {MAX_TEXT1_BYTES}")
        characters = "".join(ascii_of(byte, "label") for byte in name)
        disk, path_folder, label = (characters[0], characters[1], characters[2:]) if long else ("", "T", characters)
        return File1(
            folder="T" if letter == b"A" else "S",
            disk=disk,
            path_folder=path_folder,
            label=label,
            jetfile=jetfile,
            text=text,
        )
    if payload == b"F0":
        return Bare(STATUS)
    if payload[:2] == b"EB":
        if len(payload) != 10:
            raise ProtocolError(f"{len(payload) - 2} bytes of time, expected 8")
        return clock_of(payload[2:], with_second=False)
    if payload[:2] == b"ES" and payload[2:] in (b"", b"T", b"S", b"P", b"Q", b"R", b"A"):
        return DeleteAll(folder=payload[2:].decode("ascii"))
    return Other1(payload)
