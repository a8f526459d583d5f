"""Tokens → pages, in the database's own kind of index; written with PageWords, in the same transaction.

SQLite: FTS5 without a copy of the text. It forgets a row when it is told once more what the row said, hence PageWords
before it changes. Tokens are made here: ``ascii`` takes every character beyond ASCII for a letter, those that SQLite's
table of Unicode 6.1 does not know among them (names in extension E of the Chinese characters).
PostgreSQL: arrays beside the words, with a GIN index. pg_trgm cannot: two characters have no trigram.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL

from content.hub.search.models import PageWords
from content.hub.search.words import BREAK, tokens_of

FTS = "search_tokens"  # also in content.hub.erasures.traces
_TABLE = "search_pagewords"
_MAKE_SQLITE = (f"create virtual table {FTS} using fts5(title, body, content='', detail=column, tokenize='ascii')",)
_MAKE_POSTGRESQL = (
    f"alter table {_TABLE} add column title_tokens text[] not null default '{{}}'",
    f"alter table {_TABLE} add column tokens text[] not null default '{{}}'",
    f"create index {_TABLE}_title_tokens on {_TABLE} using gin (title_tokens)",
    f"create index {_TABLE}_tokens on {_TABLE} using gin (tokens)",
)


def make(schema_editor: Any) -> None:
    """For the migration."""
    for statement in _MAKE_SQLITE if schema_editor.connection.vendor == "sqlite" else _MAKE_POSTGRESQL:
        schema_editor.execute(statement)


def unmake(schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(f"drop table {FTS}")
        return
    schema_editor.execute(f"alter table {_TABLE} drop column title_tokens, drop column tokens")


def pages_with(tokens: Sequence[str], *, in_title: bool = False) -> RawSQL:
    """The keys of the pages that have all of the tokens, which must not be none, as a subquery."""
    if connection.vendor == "sqlite":
        asked = " ".join(f'"{token}"' for token in tokens)  # letters and digits alone: no quotation mark among them
        match = f"title : ({asked})" if in_title else asked
        return _keys(f"select rowid from {FTS} where {FTS} match %s", match)
    column = "title_tokens" if in_title else "tokens"
    return _keys(f"select page_id from {_TABLE} where {column} @> %s::text[]", [*tokens])


def count_with(tokens: Sequence[str], most: int, *, in_title: bool = False) -> int:
    """How many pages ``pages_with`` names; counted no further than ``most``."""
    keys = pages_with(tokens, in_title=in_title)
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from ({keys.sql} limit {int(most)}) as found", keys.params)
        return int(cursor.fetchone()[0])


def put(rows: Sequence[PageWords]) -> None:
    """Index rows that are saved already and not in the index."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(
                f"insert into {FTS} (rowid, title, body) values (%s, %s, %s)", [(row.pk, *_spaced(row)) for row in rows]
            )
            return
        values = [
            (sorted(tokens_of(row.title)), sorted(tokens_of(row.title + BREAK + row.body)), row.pk) for row in rows
        ]
        cursor.executemany(f"update {_TABLE} set title_tokens = %s, tokens = %s where page_id = %s", values)


def take_out(rows: Sequence[PageWords]) -> None:
    """Before rows change or go: as they are in the database."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.executemany(
            f"insert into {FTS} ({FTS}, rowid, title, body) values ('delete', %s, %s, %s)",
            [(row.pk, *_spaced(row)) for row in rows],
        )


def clear() -> None:
    """All of it, and all rows of PageWords."""
    with connection.cursor() as cursor:
        cursor.execute(f"delete from {_TABLE}")  # not by the model, whose rows are taken out one by one
        if connection.vendor == "sqlite":
            cursor.execute(f"insert into {FTS} ({FTS}) values ('delete-all')")


def _spaced(row: PageWords) -> tuple[str, str]:
    return " ".join(sorted(tokens_of(row.title))), " ".join(sorted(tokens_of(row.body)))


def _keys(sql: str, asked: Any) -> RawSQL:
    return RawSQL(sql, [asked])  # noqa: S611  # the statement is of this file's constants; what was asked is a parameter
