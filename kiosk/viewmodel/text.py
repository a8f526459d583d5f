"""Text from outside made fit for one line or for paragraphs on the screen. Pure."""

from __future__ import annotations


def one_line(text: str) -> str:
    """One line of text without control characters (a title from outside may hold newlines and tabs)."""
    return _printable(text).strip()


def paragraphs(text: str) -> list[str]:
    """A text block as paragraphs, each cleaned for drawing; empty ones dropped."""
    found = (_printable(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return [line for line in found if line.strip()]


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() or c == "　" else " " if c.isspace() else "" for c in text)
