"""The words of the admin with full-width marks; nothing changes in the database."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('terminals', '0003_board_state'),
    ]

    operations = [
        migrations.AlterField(
            model_name='board',
            name='font_px',
            field=models.PositiveSmallIntegerField(default=16, verbose_name='字号（点）'),
        ),
        migrations.AlterField(
            model_name='board',
            name='height_px',
            field=models.PositiveIntegerField(verbose_name='高（点）'),
        ),
        migrations.AlterField(
            model_name='board',
            name='width_px',
            field=models.PositiveIntegerField(verbose_name='宽（点）'),
        ),
    ]
