"""One LED board (电子显示屏): its geometry, its model, and what its card can do.

A Board is a plain value; where it is plugged in (url, baud) concerns only the transport.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import Literal

from config.settings import BoardSettings
from content.led_line import LedStyle

Charset = Literal["ascii", "gb2312", "gbk"]
Colours = Literal["red", "green", "red-green"]


class DeadMan(enum.Enum):
    """Who darkens the board when the terminal dies (class A, B or C; NTCIP 1203 CommunicationsLoss)."""

    CARD = "A"  # the card itself goes blank when it is not refreshed
    RELAY = "B"  # a relay fed by the host cuts the LEDs' power
    NOBODY = "C"  # the last text stays: only text that is safe for ever may be sent


@dataclass(frozen=True)
class Capabilities:
    """What a model can do, as far as its maker documents it.

    charsets: in order of preference. font_px: heights of the card's own fonts that we can address.
    x_step_px: areas begin and end on multiples of this. volatile: the text lives in RAM (no wear, lost with the
    power). max_frame_bytes: the card's receive buffer, escapes included. raster: whether the text travels as dots
    (needed: only where its charset lacks a character). brightness: whether its steps are documented. wears: every text
    is written into a memory that may wear, so what stands there is asked after and not written again, but for the
    full state at its times (care.full_resend_every_s).
    """

    charsets: tuple[Charset, ...]
    font_px: frozenset[int]
    styles: frozenset[LedStyle]
    x_step_px: int
    acknowledges: bool
    volatile: bool
    deadman: DeadMan
    max_frame_bytes: int
    raster: Literal["never", "needed", "always"] = "never"
    brightness: bool = False
    wears: bool = False


@dataclass(frozen=True)
class Area:
    """A rectangle of the board in pixels; ``id`` is the card's number for it."""

    x_px: int
    y_px: int
    width_px: int
    height_px: int
    id: int = 0


@dataclass(frozen=True, kw_only=True)
class RegisterMap:
    """寄存器表 of a Modbus board; fields as in config.settings.RegisterSettings."""

    first: int = 0
    count: int = 123
    function: Literal[6, 16] = 16
    charset: Literal["gb2312", "gbk", "gb18030"] = "gb18030"
    byte_order: Literal["high", "low"] = "high"
    padding: Literal["zero", "space"] = "zero"
    power_coil: int | None = None
    power_register: int | None = None
    brightness_register: int | None = None
    brightness_full: int = 100


@dataclass(frozen=True, kw_only=True)
class Board:
    """One board. Fields with units as in config.settings.BoardSettings; ``area`` carries the line."""

    id: str
    model: str
    width_px: int
    height_px: int
    unit: str = ""
    address: int = 1
    font_px: int = 16
    colours: Colours = "red"
    charset: Charset = "gb2312"
    area: Area = field(default=Area(0, 0, 0, 0))
    reply_within_s: float = 1.0
    deadman_s: int = 120
    resend_every_s: float = 60.0
    characters_per_s: float = 4.0
    turnaround_s: float = 0.005
    registers: RegisterMap | None = None
    network_id: int | None = None

    def __post_init__(self) -> None:
        if self.area.width_px == 0:
            object.__setattr__(self, "area", Area(0, 0, self.width_px, self.height_px))

    @property
    def refresh_every_s(self) -> float:
        """How often the same face is sent again: early enough for retries before the card's dead-man timeout."""
        return min(self.resend_every_s, self.deadman_s * 0.8)


def board_from(settings: BoardSettings) -> Board:
    """The board that a section of terminal.toml describes."""
    area = settings.area
    return Board(
        id=settings.id,
        unit=settings.unit,
        model=settings.model,
        address=settings.address,
        width_px=settings.width_px,
        height_px=settings.height_px,
        font_px=settings.font_px,
        colours=settings.colours,
        charset=settings.charset,
        area=Area(area.x_px, area.y_px, area.width_px, area.height_px)
        if area
        else Area(0, 0, settings.width_px, settings.height_px),
        reply_within_s=settings.reply_within_s,
        deadman_s=settings.deadman_s,
        resend_every_s=settings.resend_every_s,
        characters_per_s=settings.characters_per_s,
        turnaround_s=settings.turnaround_s,
        registers=RegisterMap(**settings.registers.model_dump()) if settings.registers else None,
        network_id=settings.network_id,
    )
