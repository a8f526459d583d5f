"""What a database still holds of rows that are no more: free pages, search tables, logs.

SQLite: VACUUM writes the file anew from what lives, and the log is cut to nothing: afterwards no byte of it is left
in the database's files.
PostgreSQL: VACUUM FULL writes the tables concerned anew. Their old rows remain in the write-ahead log until the server
uses those segments again, in its archive, and on its standbys: see docs/adr/0029.
Neither reaches a backup, nor the blocks that a file system or a flash disk has set free.
"""

from __future__ import annotations

from django.apps import apps
from django.db import connection

from content.errors import StoreError

_SEARCH_TABLES = ("wagtailsearch_indexentry_fts", "search_tokens")
_CONCERNED = (  # apps whose tables may have held the text
    "disclosures", "release", "review", "checking", "catalogue", "feedback", "terminals", "erasures",
    "search", "wagtailcore", "wagtaildocs", "wagtailimages", "wagtailsearch",
)  # fmt: skip


def erase_traces() -> None:
    """Raises StoreError while somebody holds the log open, and Django's database errors; then call it again."""
    if connection.in_atomic_block:
        raise StoreError("a database cannot be written anew inside a transaction")
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            for label in _CONCERNED:
                for model in apps.get_app_config(label).get_models(include_auto_created=True):
                    cursor.execute(f"vacuum (full) {connection.ops.quote_name(model._meta.db_table)}")
            return
        for table in set(_SEARCH_TABLES).intersection(connection.introspection.table_names(cursor)):
            cursor.execute(f"insert into {table} ({table}) values ('optimize')")
        cursor.execute("vacuum")
        cursor.execute("pragma wal_checkpoint(truncate)")
        (is_held, *_) = cursor.fetchone()
    if is_held:
        raise StoreError("the database's log, which may hold what was erased, is being read; tried once more")
