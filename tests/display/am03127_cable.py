"""The AM03127 driver and its emulated sign on one cable, on which bytes are counted, damaged or held back."""

from __future__ import annotations

from content.led_line import LedStyle
from display.board import Board
from display.driver import Driver
from display.emulator import card_for
from display.emulator.am03127_sign import Am03127Sign
from display.fonts import Font
from display.protocols import model_of
from display.protocols.base import Exchange, Face
from display.render import Frame, Layout, screens, strip

PROTOCOL = model_of("am03127").protocol
WIRE = model_of("am03127").json
FONT = Font(16)
CHINESE = "关于2026年惠农政策的公示"
PAGE_A = b"<ID01><L1><PA><FA><MA><WA><FK>Notice 0 2026!51<E>"


class Time:
    """Seconds that pass when somebody sleeps or waits."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.slept: list[float] = []

    def monotonic(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds


class Cable:
    """A cable to an emulated sign that damages what it is told to. damage: for each sending, what becomes of both."""

    def __init__(self, sign: Am03127Sign, time: Time) -> None:
        self.sign = sign
        self.sent: list[bytes] = []
        self.answers: dict[int, bytes] = {}
        self.on_the_way: dict[int, bytes] = {}
        self._time = time

    def exchange(self, data: bytes, reply_within_s: float | None) -> bytes:
        number = len(self.sent)
        if data:
            self.sent.append(data)
        answer = self.sign.feed(self.on_the_way.get(number, data), self._time.seconds)
        answer = self.answers.get(number, answer)
        if not answer:
            self._time.seconds += reply_within_s or 0.0
        return answer


def board(width_px: int = 64, height_px: int = 16, **fields: object) -> Board:
    known = {"id": "t01-gate", "model": "am03127", "width_px": width_px, "height_px": height_px}
    return Board(**known | fields)  # type: ignore[arg-type]  # a test names fields as it likes


def face(text: str, style: LedStyle, of: Board, hold_s: float = 2.0) -> Face:
    """As compose makes it: dots of every screen, or one strip that scrolls."""
    area = of.area
    wraps = style is LedStyle.SCROLL_UP or (style is LedStyle.STILL and len(text) * 16 > area.width_px)
    if style is LedStyle.SCROLL_LEFT:
        drawn: tuple[Frame, ...] = (strip(text, FONT),)
    else:
        drawn = screens(text, area.width_px, area.height_px, Layout(wraps, "centre"), FONT)
    return Face(text, (), area, style, wraps, hold_s, drawn)


def connected(of: Board) -> tuple[Am03127Sign, Cable, Driver, Time]:
    sign, time = card_for(of, FONT), Time()
    assert isinstance(sign, Am03127Sign)
    cable = Cable(sign, time)
    return sign, cable, Driver(cable, PROTOCOL, time.monotonic, time.sleep), time


def data_of(exchanges: list[Exchange]) -> list[bytes]:
    return [exchange.data for exchange in exchanges]
