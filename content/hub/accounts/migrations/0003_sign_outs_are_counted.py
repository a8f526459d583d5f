"""How often an account was signed out everywhere: a clock that is set back must not keep a session alive."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_append_only'),
    ]

    operations = [
        migrations.AddField(
            model_name='signedout',
            name='times',
            field=models.PositiveIntegerField(default=0, verbose_name='次数'),
        ),
    ]
