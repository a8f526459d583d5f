"""Reading whole files as one row: laws in Markdown and plain texts, whose title is a line of the text."""

from __future__ import annotations

import re
from pathlib import PurePath

from content.hub.imports.rows import Form, Row

_DATE_IN_NAME = re.compile(r"[(（](\d{4}-\d{2}-\d{2})[)）]$")
_BYLINE = "■"
_FIRST_ARTICLE = re.compile(r"(?:第一篇|篇1)[:：]\s*(?P<title>.+)")


def read_law(text: str, file: str) -> Row:
    """A law as Markdown: "# title", its history, "<!-- INFO END -->", chapters. The date is in the file's name."""
    lines = text.split("\n")
    title = next((line[2:].strip() for line in lines if line.startswith("# ")), "")
    body = "\n".join(line for line in lines if not line.startswith("# "))
    dated = _DATE_IN_NAME.search(PurePath(file).stem)
    return Row(file, 1, Form.LAW, title, body, issued=dated[1] if dated else "", cells=(text,))


def read_text(text: str, file: str) -> Row:
    """A plain text. Its title is the first line that is no by-line (■ in front)."""
    lines = text.split("\n")
    first = next((at for at, line in enumerate(lines) if line.strip() and not line.startswith(_BYLINE)), None)
    if first is None:
        return Row(file, 1, Form.TEXT, "", text, cells=(text,))
    article = _FIRST_ARTICLE.fullmatch(lines[first].strip())
    if article:  # a collection without a title of its own: the line belongs to the article
        return Row(file, 1, Form.TEXT, article["title"], text, cells=(text,))
    body = "\n".join(lines[:first] + lines[first + 1 :])
    return Row(file, 1, Form.TEXT, lines[first], body, cells=(text,))
