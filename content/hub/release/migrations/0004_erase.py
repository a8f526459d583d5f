"""A fourth kind of request: 抹除."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("release", "0003_flows")]
    operations = [
        migrations.AlterField(
            "releaserequest",
            "kind",
            models.CharField(
                "类型",
                max_length=10,
                choices=[
                    ("publish", "发布"), ("withdraw", "撤回"), ("erase", "抹除"), ("led-line", "显示屏短讯"),
                ],
            ),
        ),
    ]
