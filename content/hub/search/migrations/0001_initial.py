"""The words of pages; they are read into it by mingbai hub migrate, after this."""

import django.db.models.deletion
from django.db import migrations, models

from content.hub.search import index


def make(apps, schema_editor):
    index.make(schema_editor)


def unmake(apps, schema_editor):
    index.unmake(schema_editor)


class Migration(migrations.Migration):
    initial = True
    dependencies = [("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes")]
    operations = [
        migrations.CreateModel(
            name="PageWords",
            fields=[
                (
                    "page",
                    models.OneToOneField(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="wagtailcore.page",
                        verbose_name="页面",
                    ),
                ),
                ("title", models.TextField(verbose_name="标题")),
                ("body", models.TextField(verbose_name="正文")),
            ],
            options={"verbose_name": "检索用词", "verbose_name_plural": "检索用词", "default_permissions": ()},
        ),
        migrations.RunPython(make, unmake),
    ]
