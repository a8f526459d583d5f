"""Rows that are written once and never again: in Python, and in the database itself.

One change is let through, where a table's migration names the columns for it: they may be emptied (抹除). Who did what
when stays; the words that had to go do not.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NoReturn

from django.db import models

_SQLITE = """
create trigger {table}_no_{verb} before {verb} on {table}
begin select raise(abort, '{table} is append-only'); end
"""
_POSTGRESQL_FUNCTION = """
create or replace function mingbai_append_only() returns trigger as $$
begin raise exception '% is append-only', tg_table_name; end $$ language plpgsql
"""
_POSTGRESQL = """
create trigger {table}_no_{verb} before {verb} on {table}
for each {each} execute function mingbai_append_only()
"""
# Whole rows are compared, so that a column that comes later is guarded as well.
_POSTGRESQL_EMPTYING = """
create trigger {table}_no_update before update on {table} for each row
when (not (to_jsonb(new.*) - array[{names}] = to_jsonb(old.*) - array[{names}] and {emptied}))
execute function mingbai_append_only()
"""
_SQLITE_EMPTYING = """
create trigger {table}_no_update before update on {table} when not ({same} and {emptied})
begin select raise(abort, '{table} is append-only'); end
"""
_EMPTY = "('', '{}', '[]')"


class AppendOnlyError(Exception):
    """Somebody tried to change or delete what must stay as it was written."""


class AppendOnlyQuerySet(models.QuerySet):
    """Inserts and reads."""

    def update(self, **_: Any) -> NoReturn:
        raise AppendOnlyError(f"{self.model._meta.verbose_name}: rows are never changed")

    def delete(self) -> NoReturn:
        raise AppendOnlyError(f"{self.model._meta.verbose_name}: rows are never deleted")

    def emptied(self, *columns: str) -> int:
        """抹除: empty these columns of every row; returns how many rows. The database refuses any but those named."""
        blank = {name: _blank(self.model._meta.get_field(name)) for name in columns}
        return int(models.QuerySet.update(self, **blank))


class AppendOnly(models.Model):
    """Base of such a table. Its migration calls ``forbid_changes`` for the database's own refusal."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError(f"{self._meta.verbose_name} {self.pk}: rows are never changed")
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *_: Any, **__: Any) -> NoReturn:
        raise AppendOnlyError(f"{self._meta.verbose_name} {self.pk}: rows are never deleted")


def forbid_changes(schema_editor: Any, table: str) -> None:
    """Make the database refuse updates and deletes of ``table``."""
    if schema_editor.connection.vendor == "sqlite":
        for verb in ("update", "delete"):
            schema_editor.execute(_SQLITE.format(table=table, verb=verb))
    else:
        schema_editor.execute(_POSTGRESQL_FUNCTION, None)  # no parameters: its % is its own
        for verb, each in (("update", "row"), ("delete", "row"), ("truncate", "statement")):
            schema_editor.execute(_POSTGRESQL.format(table=table, verb=verb, each=each))


def allow_changes(schema_editor: Any, table: str) -> None:
    """Take the refusal away again; only for reversing a migration."""
    on_table = "" if schema_editor.connection.vendor == "sqlite" else f" on {table}"
    verbs = ("update", "delete") if not on_table else ("update", "delete", "truncate")
    for verb in verbs:
        schema_editor.execute(f"drop trigger if exists {table}_no_{verb}{on_table}")


def allow_emptying(schema_editor: Any, table: str, columns: Sequence[str]) -> None:
    """Let the database take an update of ``table`` that empties some of these columns and changes nothing else.

    After ``forbid_changes``. A later migration that adds a column has to call it again: on SQLite the columns are
    listed one by one.
    """
    if schema_editor.connection.vendor == "sqlite":
        with schema_editor.connection.cursor() as cursor:
            found = schema_editor.connection.introspection.get_table_description(cursor, table)
        same = " and ".join(
            f'new."{column.name}" is old."{column.name}"' for column in found if column.name not in columns
        )
        emptied = " and ".join(
            f"(new.{name} is old.{name} or length(new.{name}) = 0 or new.{name} in {_EMPTY})" for name in columns
        )
        schema_editor.execute(f"drop trigger {table}_no_update")
        schema_editor.execute(_SQLITE_EMPTYING.format(table=table, same=same, emptied=emptied))
        return
    names = ", ".join(f"'{name}'" for name in columns)
    empty = "('', '{}', '[]', '\\x')"
    emptied = " and ".join(
        f"(new.{name} is not distinct from old.{name} or new.{name}::text in {empty})" for name in columns
    )
    schema_editor.execute(f"drop trigger {table}_no_update on {table}")
    schema_editor.execute(_POSTGRESQL_EMPTYING.format(table=table, names=names, emptied=emptied))


def _blank(field: Any) -> object:
    match field:
        case models.BinaryField():
            return b""
        case models.JSONField():
            return {}
    return ""
