"""应急模板, with their signatures, which the database itself refuses to change."""

import django.db.models.deletion
from django.db import migrations, models

from content.hub.append_only import allow_changes, forbid_changes

SIGNATURES = "release_emergencytemplatesignature"


class Migration(migrations.Migration):

    dependencies = [
        ('disclosures', '0005_full_width_marks'),
        ('release', '0004_erase'),
        ('terminals', '0004_full_width_marks'),
    ]

    operations = [
        migrations.CreateModel(
            name='EmergencyTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=20, verbose_name='名称')),
                ('payload', models.BinaryField(verbose_name='待签内容')),
                ('sha256', models.CharField(max_length=64, unique=True, verbose_name='指纹')),
                ('text', models.CharField(max_length=200, verbose_name='模板')),
                ('valid_until', models.DateTimeField(verbose_name='有效至')),
                ('proposed_by', models.BigIntegerField(verbose_name='提出人账号')),
                ('proposed_by_name', models.CharField(max_length=150, verbose_name='提出人')),
                ('proposed_at', models.DateTimeField(auto_now_add=True, verbose_name='提出时间')),
                ('is_retired', models.BooleanField(default=False, verbose_name='已停用')),
                ('retired_by_name', models.CharField(blank=True, default='', max_length=150, verbose_name='停用人')),
                ('announces', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='templates', to='disclosures.registration', verbose_name='依据')),
                ('boards', models.ManyToManyField(to='terminals.board', verbose_name='显示屏')),
            ],
            options={
                'verbose_name': '应急模板',
                'verbose_name_plural': '应急模板',
                'ordering': ['name', 'id'],
            },
        ),
        migrations.AddField(
            model_name='ledlinerequest',
            name='template',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='release.emergencytemplate', verbose_name='应急模板'),
        ),
        migrations.CreateModel(
            name='EmergencyTemplateSignature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('keyid', models.CharField(max_length=128, verbose_name='密钥')),
                ('sig', models.CharField(max_length=200, verbose_name='签名')),
                ('person', models.CharField(max_length=100, verbose_name='审批人')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='时间')),
                ('template', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='release.emergencytemplate', verbose_name='应急模板')),
            ],
            options={
                'verbose_name': '模板签名',
                'verbose_name_plural': '模板签名',
                'constraints': [models.UniqueConstraint(fields=('template', 'keyid'), name='one_template_signature_per_key')],
            },
        ),
        migrations.RunPython(
            lambda _, editor: forbid_changes(editor, SIGNATURES), lambda _, editor: allow_changes(editor, SIGNATURES)
        ),
    ]
