"""The database itself refuses to change or delete these rows."""

from django.db import migrations

from content.hub.append_only import allow_changes, forbid_changes

TABLES = ("accounts_signin",)


def forbid(apps, schema_editor):
    for table in TABLES:
        forbid_changes(schema_editor, table)


def allow(apps, schema_editor):
    for table in TABLES:
        allow_changes(schema_editor, table)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunPython(forbid, allow)]
