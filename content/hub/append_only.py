"""Rows that are written once and never again: in Python, and in the database itself."""

from __future__ import annotations

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


class AppendOnlyError(Exception):
    """Somebody tried to change or delete what must stay as it was written."""


class AppendOnlyQuerySet(models.QuerySet):
    """Inserts and reads."""

    def update(self, **_: Any) -> NoReturn:
        raise AppendOnlyError(f"{self.model._meta.verbose_name}: rows are never changed")

    def delete(self) -> NoReturn:
        raise AppendOnlyError(f"{self.model._meta.verbose_name}: rows are never deleted")


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
