"""board-bytes and board-delta: what goes out on the wire to a BX-5K card, beside the text's own bytes of GB2312.

Counted at the cable while the driver talks to the emulated card, which has to show the text and nothing else.
board-bytes: a notice of 300 characters, the longer of scrolling and standing text. board-delta: a board with an area
of ten characters whose text has changed.
"""

from __future__ import annotations

import time
from typing import Any

from bench.notice import board, notice
from content.led_line import LedStyle
from display.board import Area, Board
from display.compose import compose
from display.driver import Driver
from display.emulator import card_for
from display.emulator.base import Card
from display.fonts import Font
from display.protocols import protocol_for

MOST_RATIO = 1.12
MOST_DELTA_BYTES = 90
BEFORE, AFTER = "今日接待群众三十五人", "今日接待群众四十二人"


class Cable:
    """Ends in an emulated card and counts what is sent."""

    def __init__(self, card: Card) -> None:
        self.card = card
        self.sent = 0

    def exchange(self, data: bytes, reply_within_s: float | None) -> bytes:
        self.sent += len(data)
        return self.card.feed(data, time.monotonic())


def measure() -> list[dict[str, Any]]:
    text = notice()
    plain = len(text.encode("gb2312"))
    most = max(sent(board(), [text], style)[-1] for style in (LedStyle.SCROLL_LEFT, LedStyle.STILL))
    area = board(width_px=160, height_px=16, area=Area(0, 0, 160, 16))
    delta = sent(area, [BEFORE, AFTER], LedStyle.STILL)[-1]
    return [
        {
            "name": "board-bytes",
            "value": most,
            "unit": f"B, {len(text)} characters",
            "against": f"{plain} B of GB2312",
            "ratio": round(most / plain, 3),
            "goal": f"≤ {MOST_RATIO} × GB2312",
            "met": most <= MOST_RATIO * plain,
        },
        {
            "name": "board-delta",
            "value": delta,
            "unit": "B, ten changed characters",
            "against": f"{len(AFTER.encode('gb2312'))} B of GB2312",
            "ratio": round(delta / len(AFTER.encode("gb2312")), 3),
            "goal": f"≤ {MOST_DELTA_BYTES} B",
            "met": delta <= MOST_DELTA_BYTES,
        },
    ]


def sent(shown_on: Board, texts: list[str], style: LedStyle) -> list[int]:
    """The bytes for each of these texts, one after another on the same board."""
    protocol = protocol_for(shown_on.model)
    cable = Cable(card_for(shown_on, Font(shown_on.font_px)))
    driver = Driver(cable, protocol, time.monotonic, time.sleep)
    counts = []
    for text in texts:
        before = cable.sent
        face = compose(text, style, shown_on, protocol.capabilities)
        assert driver.deliver(protocol.show(face, shown_on, first=True)).confirmed
        assert cable.card.text.replace(" ", "") == text.replace(" ", ""), cable.card.text
        counts.append(cable.sent - before)
    return counts
