"""The words of the admin with full-width marks; nothing changes in the database."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('disclosures', '0005_full_width_marks'),
        ('review', '0003_flows_data'),
        ('wagtaildocs', '0014_alter_document_file_size'),
    ]

    operations = [
        migrations.AlterField(
            model_name='opiniontaken',
            name='reason',
            field=models.CharField(blank=True, help_text='未采纳和部分采纳的，必须说明理由。', max_length=500, verbose_name='理由'),
        ),
        migrations.AlterField(
            model_name='procedure',
            name='explanation',
            field=models.TextField(blank=True, help_text='预公开必填：为什么起草、依据什么、主要内容。', verbose_name='起草说明'),
        ),
        migrations.AlterField(
            model_name='procedure',
            name='follows',
            field=models.ForeignKey(blank=True, help_text='意见采纳情况填原预公开；实施结果填原决议公开。', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='disclosures.disclosurepage', verbose_name='承接的公开事项'),
        ),
        migrations.AlterField(
            model_name='procedure',
            name='shortened_because',
            field=models.CharField(blank=True, help_text='征求意见的期限短于规定时必填，一并公布。', max_length=300, verbose_name='缩短期限的理由'),
        ),
        migrations.AlterField(
            model_name='steprecord',
            name='evidence',
            field=models.ForeignKey(blank=True, help_text='会议记录、签到表、公示照片；只供审核人查看，不对外公开。', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wagtaildocs.document', verbose_name='凭证'),
        ),
        migrations.AlterField(
            model_name='steprecord',
            name='note',
            field=models.CharField(blank=True, help_text='地点、主持人、会议记录编号等；群众看得到。', max_length=200, verbose_name='记载'),
        ),
    ]
