"""What a reader hands on: one row of a source as it stands there, or what kept it from being read."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from content.blocks import Table
from content.hub.imports.reasons import Refusal


class Form(enum.Enum):
    """What a row is, which decides whether a body is expected and how it is cut into blocks."""

    TITLE = "title"  # a title with its address and dates; the text is elsewhere
    DOCUMENT = "document"  # title and body
    LAW = "law"  # Markdown with chapters
    LIST = "list"  # a table of an Excel file
    TEXT = "text"  # a plain text whose title is its first line


@dataclass(frozen=True)
class Row:
    """One row, nothing repaired yet. Dates are as written; ``number`` is the line, item or record, from 1.

    body: None where the source has no column for it, "" where it has one and left it empty.
    cells: every text of the row, those that are not imported too, for the gate for personal data. table: of a list.
    """

    file: str
    number: int
    form: Form
    title: str
    body: str | None = None
    url: str = ""
    issued: str = ""
    published: str = ""
    publisher: str = ""
    document_number: str = ""
    index_number: str = ""
    cells: tuple[str, ...] = ()
    table: Table | None = None


@dataclass(frozen=True)
class Broken:
    """A row that could not be read, or, as row 0, a whole file."""

    file: str
    number: int
    refusal: Refusal
    detail: str
