"""The words of the admin with full-width marks; nothing changes in the database."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('feedback', '0006_surveys_append_only'),
    ]

    operations = [
        migrations.AlterField(
            model_name='topic',
            name='note',
            field=models.TextField(blank=True, help_text='不宜公开的，写明依据。', max_length=500, verbose_name='说明'),
        ),
    ]
