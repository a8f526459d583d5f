"""The answers of BX-6 graphic cards that say something: what they hold, field by field, both ways.

Lengths and names as in bx06.xml (led.ReturnPingStatus, led.ReturnControllerStatus of onbonlab/pub); an answer of
another length stays a payload in hexadecimal. Numbers are little-endian; BCD digits and byte arrays are hexadecimal.
"""

from __future__ import annotations

from types import MappingProxyType

from display.errors import ProtocolError
from display.protocols.onbon_text import read_text, text_codes

_Field = tuple[str, int, str]
PING: tuple[_Field, ...] = (
    ("controller_type", 2, "number"),
    ("firmware_version", 8, "text"),
    ("screen_parameters", 1, "number"),
    ("address", 2, "number"),
    ("baudrate", 1, "number"),
    ("screen_width", 2, "number"),
    ("screen_height", 2, "number"),
    ("color", 1, "number"),
    ("brightness", 1, "number"),
    ("on", 1, "number"),
    ("scan_configuration", 2, "number"),
    ("rows_per_channel", 1, "number"),
    ("grey", 1, "number"),
    ("unit_width", 2, "number"),
    ("color_codec", 1, "number"),
    ("udp_package_mode", 1, "number"),
    ("package_mode", 1, "number"),
    ("barcode_flag", 1, "number"),
    ("barcode", 16, "hex"),
    ("web_user", 128, "hex"),
    ("web_name", 128, "hex"),
    ("web_groups", 4, "number"),
)
STATUS: tuple[_Field, ...] = (
    ("on", 1, "number"),
    ("timed", 1, "number"),
    ("brightness_mode", 1, "number"),
    ("brightness", 1, "number"),
    ("programs", 2, "number"),
    ("current_program", 4, "text"),
    ("screen_locked", 1, "number"),
    ("program_locked", 1, "number"),
    ("running_mode", 1, "number"),
    ("clock_status", 1, "number"),
    ("clock_year", 2, "hex"),
    ("clock_month", 1, "hex"),
    ("clock_day", 1, "hex"),
    ("clock_hour", 1, "hex"),
    ("clock_minute", 1, "hex"),
    ("clock_second", 1, "hex"),
    ("clock_weekday", 1, "number"),
    ("temperature1", 3, "number"),
    ("temperature2", 3, "number"),
    ("humidity", 2, "number"),
    ("noise", 2, "number"),
    ("test_button", 1, "number"),
    ("customer_id", 12, "hex"),
    ("barcode", 16, "hex"),
)
LAYOUTS = MappingProxyType({(0xA2, 0x80): PING, (0xA2, 0x8F): STATUS})


def told(group: int, code: int, payload: bytes) -> dict[str, int | str] | None:
    """The answer's fields; None if its layout is not known."""
    layout = LAYOUTS.get((group, code))
    if layout is None or len(payload) != sum(size for _, size, _ in layout):
        return None
    fields: dict[str, int | str] = {}
    for name, size, kind in layout:
        data, payload = payload[:size], payload[size:]
        fields[name] = (
            int.from_bytes(data, "little") if kind == "number" else data.hex() if kind == "hex" else read_text(data)[0]
        )
    return fields


def payload_of(group: int, code: int, fields: dict[str, int | str]) -> bytes:
    """The payload with these fields, the others zero. Raises ProtocolError that names the wrong one."""
    layout = LAYOUTS.get((group, code))
    if layout is None:
        raise ProtocolError(f"answer {group:02x} {code:02x}: its fields are not known; give a payload")
    unknown = set(fields) - {name for name, _, _ in layout}
    if unknown:
        raise ProtocolError(
            f"unknown field `{min(unknown)}` of the answer; known: {', '.join(n for n, _, _ in layout)}"
        )
    return b"".join(_bytes(name, size, kind, fields.get(name)) for name, size, kind in layout)


# --- helpers ---


def _bytes(name: str, size: int, kind: str, value: int | str | None) -> bytes:
    try:
        if value is None:
            return bytes(size)
        if isinstance(value, int):
            if kind == "number":
                return value.to_bytes(size, "little")
        elif kind != "number":
            data = bytes.fromhex(value) if kind == "hex" else b"".join(text_codes(value, "gbk"))
            if len(data) == size:
                return data
    except (OverflowError, ValueError) as err:
        raise ProtocolError(f"field `{name}`: {err}") from err
    raise ProtocolError(f"field `{name}`: {value!r}, expected a {kind} of {size} bytes")
