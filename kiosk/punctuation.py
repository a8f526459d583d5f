"""Which marks of punctuation stand where in a line (GB/T 15834-2011 §5.1)."""

from __future__ import annotations

CLOSING = frozenset("、，。；：？！）》」』】〕〉”’﹂﹄〗〙…—％‰℃°′″·～,.;:?!)]}%/-")  # never begin a line
OPENING = frozenset("（《「『【〔〈“‘﹁﹃〖〘([{¥￥$№#")  # never end one
# Full-width marks whose ink lies in the left half: at the end of a line they may take half their width (5.1.10).
HALVED_AT_END = frozenset("、，。；：？！）》」』】〕〉﹂﹄〗〙")
