"""A publication names its flow and everybody who consented. The table stays append-only: its refusals are made anew,
for SQLite loses them with the copy that a new column makes.
"""

from django.db import migrations, models

from content.hub.append_only import allow_changes, forbid_changes

TABLE = "release_releaserequest"


def forbid(apps, schema_editor):
    forbid_changes(schema_editor, TABLE)


def allow(apps, schema_editor):
    allow_changes(schema_editor, TABLE)


class Migration(migrations.Migration):
    dependencies = [("release", "0002_append_only")]
    operations = [
        migrations.RunPython(allow, forbid),
        migrations.AddField(
            "releaserequest", "flow", models.CharField("流程", max_length=40, blank=True, default="")
        ),
        migrations.AddField("releaserequest", "review", models.BigIntegerField("审核", null=True, blank=True)),
        migrations.AddField("releaserequest", "approvals", models.JSONField("审签", default=list, blank=True)),
        migrations.RunPython(forbid, allow),
    ]
