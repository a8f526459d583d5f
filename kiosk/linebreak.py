"""Chinese line breaking: one paragraph in, the lines that fit a width out. Every character is kept.

Kivy breaks between any two characters of Chinese text, so its lines begin with 、 and end with （. Here a
paragraph is first cut into **clusters** that never break, and lines are then filled with clusters.

Rules: GB/T 15834-2011 §5.1 (5.1.1–5.1.3 which marks never begin or end a line, 5.1.4–5.1.5 dashes and
ellipses are not split, 5.1.6–5.1.9 hyphens, interpuncts and slashes do not begin a line, 5.1.10 a full-width
mark at the end of a line may take half its width) and W3C CLREQ §3.1.6 (a number stays with its unit).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from kiosk.punctuation import CLOSING, HALVED_AT_END, OPENING

Advance = Callable[[str], float]  # one character → its width in pixels

_UNITS = (
    "平方公里|平方千米|平方米|立方米|公顷|公里|千米|千克|公斤|毫米|厘米|千瓦|"
    "万元|亿元|万亩|万吨|万人|万户|个月|小时|分钟|元|亩|吨|米|户|人|名|个|次|件|条|项|届|岁|年|月|日|时|分|秒|号|期|批|倍|℃|％|‰|°"
)
_LATIN_UNITS = "[kKMG]?B|km[²2]?|kg|[mc]m|m[²³23]?|g|t|[kM]?Wh?|[mM]?L|[kM]?Hz|dB|px"
_TOKEN = re.compile(
    rf"""
      [〔［\[（(][0-9]{{4}}[〕］\])）]第?[0-9]+号                                               # 文号: 〔2026〕18号
    | 第?[+\-−±]?[0-9０-９]+(?:[.,:/\-–][0-9０-９]+)*(?:{_UNITS}|\ ?(?:{_LATIN_UNITS})(?![A-Za-z0-9]))?  # with its unit
    | [A-Za-z0-9À-ɏ]+(?:[.,:/+\-–_@&'’?=~\#%][A-Za-z0-9À-ɏ]+)*                               # a word, an address
    | —+ | …+ | \.{{2,}} | -{{2,}}
    | .
    """,
    re.VERBOSE | re.DOTALL,
)


def wrap(text: str, width: float, advance: Advance) -> list[str]:
    """Break one paragraph into lines no wider than ``width``; ``"".join(lines) == text``.

    advance: the width of one character in the unit of ``width``; called often, so let it remember.
    A cluster wider than the line (a long web address) is broken wherever it must be.
    An empty text is one empty line. Raises ValueError if the text holds a newline: that is two paragraphs.
    """
    if "\n" in text:
        raise ValueError("wrap() breaks one paragraph; split the text at its newlines first")
    lines: list[str] = []
    line, used = "", 0.0
    for cluster in clusters(text):
        size = sum(map(advance, cluster))
        if used + size <= width:  # as nearly all do: what hangs over the end need not be looked at
            line += cluster
            used += size
            continue
        if line and used + _size_at_end(cluster, size, advance) > width:
            lines.append(line)
            line, used = "", 0.0
        if not line and _size_at_end(cluster, size, advance) > width:
            *full, line = _cut(cluster, width, advance)
            lines.extend(full)
            used = sum(map(advance, line))
            continue
        line += cluster
        used += size
    lines.append(line)
    return lines


def clusters(text: str) -> list[str]:
    """The smallest pieces of a paragraph that stay together on one line.

    >>> clusters("依据《预算法》，投入3.5万元。")
    ['依', '据', '《预', '算', '法》，', '投', '入', '3.5万元。']
    """
    found: list[str] = []
    glue_next = True  # whether the next token belongs to the cluster before it
    quotes = {'"': 0, "'": 0}
    for token in _TOKEN.findall(text):
        if not glue_next and "\u4e00" <= token <= "\u9fff" and len(token) == 1:  # an ideograph, as most tokens are
            found.append(token)
            continue
        opens, closes = token[0] in OPENING, token[0] in CLOSING or token.isspace() or _is_mark(token)
        if token in quotes:  # straight quotes open and close in turn
            quotes[token] += 1
            opens, closes = quotes[token] % 2 == 1, quotes[token] % 2 == 0
        if found and (glue_next or (closes and not opens)):
            found[-1] += token
        else:
            found.append(token)
        # An indent (two ideographic spaces) stays with the first word of the paragraph, and a space after an opening
        # mark does not let that mark end a line.
        glue_next = opens or (glue_next and token.isspace()) or (len(found) == 1 and found[0].isspace())
    return found


def _is_mark(token: str) -> bool:
    """Combining marks and variation selectors belong to the character before them."""
    return unicodedata.combining(token[0]) > 0 or unicodedata.category(token[0]) in {"Mn", "Me", "Cf"}


def _size_at_end(cluster: str, size: float, advance: Advance) -> float:
    """The cluster's width if it ends the line: trailing spaces hang, a last full-width mark counts half."""
    shown = cluster.rstrip(" ")
    size -= advance(" ") * (len(cluster) - len(shown))
    if shown and shown[-1] in HALVED_AT_END:
        size -= advance(shown[-1]) / 2
    return size


def _cut(cluster: str, width: float, advance: Advance) -> list[str]:
    """A cluster too wide for any line, cut by characters, keeping the rules as far as the width allows."""
    pieces: list[str] = []
    piece, used = "", 0.0
    for character in cluster:
        size = advance(character)
        if piece and used + size > width:
            keep = len(piece)
            while keep > 1 and (piece[keep - 1] in OPENING or (keep == len(piece) and character in CLOSING)):
                keep -= 1
            if keep == 1 and piece[0] in OPENING:
                keep = len(piece)
            pieces.append(piece[:keep])
            piece = piece[keep:]
            used = sum(map(advance, piece))
        piece += character
        used += size
    return [*pieces, piece]
