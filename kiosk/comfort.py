"""How somebody wants to read: size of text, contrast, reach, language, read aloud. It belongs to the visit. Pure.

A touch changes it by ``Adjust``; it stays while somebody goes from screen to screen and back home, and when
nobody is there any more the terminal's own settings hold again for whoever comes next.

Rules: 移动互联网应用适老化通用设计规范 (text adjustable to at least 30 dp, contrast 4.5 : 1); 无障碍环境建设法
articles 33 and 40 (speech, large text, low reach).
"""

from __future__ import annotations

from typing import Literal, get_args

from msgspec import Struct

TextSize = Literal["normal", "large", "largest"]
Contrast = Literal["normal", "high"]
Reach = Literal["normal", "low"]

TEXT_SIZES: tuple[TextSize, ...] = get_args(TextSize)
CONTRASTS: tuple[Contrast, ...] = get_args(Contrast)
REACHES: tuple[Reach, ...] = get_args(Reach)


class Comfort(Struct, frozen=True):
    """One person's wishes. language: code of a catalogue. aloud: what is touched is read out. slow: more slowly."""

    text: TextSize = "normal"
    contrast: Contrast = "normal"
    reach: Reach = "normal"
    language: str = "zh"
    aloud: bool = False
    slow: bool = False


class Adjust(Struct, frozen=True):
    """The step that changes how this visit is read."""

    comfort: Comfort


class Leave(Struct, frozen=True):
    """The step that ends a visit, because nobody is there any more."""


def next_comfort(comfort: Comfort, step: object, usual: Comfort) -> Comfort:
    """The comfort after a step. usual: the terminal's own."""
    match step:
        case Adjust(wanted):
            return wanted
        case Leave():
            return usual
        case _:
            return comfort
