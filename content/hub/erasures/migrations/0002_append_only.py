"""The record of erasures never changes; what it is a record of may be emptied where it stands in other such tables."""

from django.db import migrations

from content.hub.append_only import allow_changes, allow_emptying, forbid_changes

OURS = ("erasures_erasure", "erasures_erasurestep")
MAY_BE_EMPTIED = {
    "release_releaserequest": ("payload",),
    "checking_confirmation": ("says",),
    "checking_clearedpage": ("file_name",),
    "review_consent": ("comment", "reasons"),
    "catalogue_negativequestion": ("says", "quote"),
    "catalogue_negativedecision": ("reason",),
}


def forbid(apps, schema_editor):
    for table in OURS:
        forbid_changes(schema_editor, table)
    for table, columns in MAY_BE_EMPTIED.items():
        allow_emptying(schema_editor, table, columns)


def allow(apps, schema_editor):
    for table in OURS:
        allow_changes(schema_editor, table)
    for table in MAY_BE_EMPTIED:
        allow_changes(schema_editor, table)
        forbid_changes(schema_editor, table)


class Migration(migrations.Migration):
    dependencies = [
        ("erasures", "0001_initial"),
        ("release", "0004_erase"),
        ("checking", "0002_append_only"),
        ("catalogue", "0004_negative_append_only"),
        ("review", "0003_flows_data"),
    ]
    operations = [migrations.RunPython(forbid, allow)]
