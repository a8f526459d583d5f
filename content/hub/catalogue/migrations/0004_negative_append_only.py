"""The database itself refuses to change or delete these rows."""

from django.db import migrations

from content.hub.append_only import allow_changes, forbid_changes

TABLES = ("catalogue_negativequestion", "catalogue_negativedecision")


def forbid(apps, schema_editor):
    for table in TABLES:
        forbid_changes(schema_editor, table)


def allow(apps, schema_editor):
    for table in TABLES:
        allow_changes(schema_editor, table)


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0003_negative_list")]
    operations = [migrations.RunPython(forbid, allow)]
