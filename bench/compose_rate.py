"""compose-rate and render: from text to frames, and from text to dots, 300 characters each time.

compose-rate: different notices, checked, laid out and encoded for a BX-5K board, in one thread. render: the dots of
a notice at 16 px in one line and as pages, the slower of the two, once every glyph has been drawn. Best of several
rounds, in the processor's time of the one thread: what others do on the machine meanwhile is no part of it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from bench.notice import board, notice
from content.led_line import LedStyle
from display.compose import compose, layout_of
from display.fonts import Font
from display.protocols import protocol_for
from display.render import screens, strip

NOTICES, ROUNDS = 250, 15
LEAST_PER_S = 2_000
MOST_RENDER_MS = 1.0


def measure() -> list[dict[str, Any]]:
    texts = [notice(number) for number in range(NOTICES)]
    rate = min(NOTICES / best_s(lambda style=style: encoded(texts, style)) for style in LedStyle)  # type: ignore[misc]  # mypy: a lambda with a default
    font = Font(16)
    still = layout_of(LedStyle.STILL, wraps=True)
    line_ms = best_s(lambda: [strip(text, font) for text in texts]) * 1000 / NOTICES
    pages_ms = best_s(lambda: [screens(text, 128, 32, still, font) for text in texts]) * 1000 / NOTICES
    render_ms = max(line_ms, pages_ms)
    return [
        {
            "name": "compose-rate",
            "value": round(rate),
            "unit": "notices of 300 characters a second",
            "against": None,
            "ratio": None,
            "goal": f"≥ {LEAST_PER_S} a second",
            "met": rate >= LEAST_PER_S,
        },
        {
            "name": "render",
            "value": round(render_ms, 2),
            "unit": "ms, pages of 128 × 32",
            "against": f"one line {line_ms:.2f} ms",
            "ratio": None,
            "goal": f"≤ {MOST_RENDER_MS:g} ms",
            "met": render_ms <= MOST_RENDER_MS,
        },
    ]


def encoded(texts: list[str], style: LedStyle) -> int:
    shown_on = board()
    protocol = protocol_for(shown_on.model)
    return sum(
        len(exchange.data)
        for text in texts
        for exchange in protocol.show(compose(text, style, shown_on, protocol.capabilities), shown_on, first=True)
    )


def best_s(work: Callable[[], object]) -> float:
    """The shortest of several runs in seconds of the processor, after one that warms the caches."""
    work()
    times = []
    for _ in range(ROUNDS):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return min(times)
