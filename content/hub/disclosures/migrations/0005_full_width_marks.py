"""The words of the admin with full-width marks; nothing changes in the database."""

import wagtail.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('disclosures', '0004_catalogue_item'),
    ]

    operations = [
        migrations.AlterField(
            model_name='disclosurepage',
            name='body',
            field=wagtail.fields.StreamField([('heading', 0), ('paragraph', 1), ('facts', 7), ('table', 11), ('steps', 19), ('picture', 22), ('people', 31), ('service', 38), ('contact', 43), ('question', 48)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'icon': 'title', 'label': '小标题', 'max_length': 200}), 1: ('wagtail.blocks.TextBlock', (), {'icon': 'pilcrow', 'label': '段落', 'rows': 4}), 2: ('wagtail.blocks.CharBlock', (), {'label': '标题', 'max_length': 200, 'required': False}), 3: ('wagtail.blocks.CharBlock', (), {'label': '名称', 'max_length': 100}), 4: ('wagtail.blocks.TextBlock', (), {'label': '内容', 'max_length': 500, 'rows': 1}), 5: ('wagtail.blocks.StructBlock', [[('label', 3), ('value', 4)]], {'label': '一项'}), 6: ('wagtail.blocks.ListBlock', (5,), {'label': '各项', 'min_num': 1}), 7: ('wagtail.blocks.StructBlock', [[('caption', 2), ('rows', 6)]], {}), 8: ('wagtail.blocks.CharBlock', (), {'label': '文字', 'max_length': 500, 'required': False}), 9: ('wagtail.contrib.typed_table_block.blocks.TypedTableBlock', [[('text', 8)]], {'label': '表格'}), 10: ('wagtail.blocks.BooleanBlock', (), {'label': '末行为合计', 'required': False}), 11: ('wagtail.blocks.StructBlock', [[('grid', 9), ('has_total', 10)]], {}), 12: ('wagtail.blocks.CharBlock', (), {'label': '环节', 'max_length': 100}), 13: ('wagtail.blocks.CharBlock', (), {'label': '承办', 'max_length': 100, 'required': False}), 14: ('wagtail.blocks.CharBlock', (), {'label': '地点', 'max_length': 100, 'required': False}), 15: ('wagtail.blocks.CharBlock', (), {'label': '时限', 'max_length': 100, 'required': False}), 16: ('wagtail.blocks.CharBlock', (), {'label': '说明', 'max_length': 500, 'required': False}), 17: ('wagtail.blocks.StructBlock', [[('name', 12), ('who', 13), ('where', 14), ('limit', 15), ('note', 16)]], {'label': '一步'}), 18: ('wagtail.blocks.ListBlock', (17,), {'label': '各步', 'min_num': 1}), 19: ('wagtail.blocks.StructBlock', [[('caption', 2), ('steps', 18)]], {}), 20: ('wagtail.images.blocks.ImageChooserBlock', (), {'label': '图片'}), 21: ('wagtail.blocks.CharBlock', (), {'label': '文字说明', 'max_length': 200}), 22: ('wagtail.blocks.StructBlock', [[('image', 20), ('alt', 21)]], {}), 23: ('wagtail.images.blocks.ImageChooserBlock', (), {'label': '照片', 'required': False}), 24: ('wagtail.blocks.CharBlock', (), {'label': '姓名', 'max_length': 40}), 25: ('wagtail.blocks.CharBlock', (), {'label': '职务', 'max_length': 100, 'required': False}), 26: ('wagtail.blocks.TextBlock', (), {'label': '分工', 'max_length': 500, 'required': False, 'rows': 2}), 27: ('wagtail.blocks.CharBlock', (), {'help_text': '只填办公电话，不填个人手机号码。', 'label': '办公电话', 'max_length': 40, 'required': False}), 28: ('wagtail.blocks.CharBlock', (), {'help_text': '联系的村或单位。', 'label': '联系点', 'max_length': 100, 'required': False}), 29: ('wagtail.blocks.StructBlock', [[('photo', 23), ('name', 24), ('post', 25), ('duties', 26), ('phone', 27), ('contact', 28)]], {'label': '一人'}), 30: ('wagtail.blocks.ListBlock', (29,), {'label': '各人', 'min_num': 1}), 31: ('wagtail.blocks.StructBlock', [[('caption', 2), ('people', 30)]], {}), 32: ('wagtail.blocks.CharBlock', (), {'label': '事项', 'max_length': 200, 'required': False}), 33: ('wagtail.blocks.CharBlock', (), {'help_text': '不收费的，写「不收费」。', 'label': '收费', 'max_length': 200}), 34: ('wagtail.blocks.CharBlock', (), {'label': '收费依据', 'max_length': 200, 'required': False}), 35: ('wagtail.blocks.CharBlock', (), {'label': '法定时限', 'max_length': 100, 'required': False}), 36: ('wagtail.blocks.CharBlock', (), {'label': '承诺时限', 'max_length': 100, 'required': False}), 37: ('wagtail.blocks.CharBlock', (), {'label': '时限依据', 'max_length': 200, 'required': False}), 38: ('wagtail.blocks.StructBlock', [[('caption', 32), ('fee', 33), ('fee_basis', 34), ('legal_limit', 35), ('promised_limit', 36), ('limit_basis', 37)]], {}), 39: ('wagtail.blocks.CharBlock', (), {'label': '单位或窗口', 'max_length': 100}), 40: ('wagtail.blocks.CharBlock', (), {'label': '电话', 'max_length': 100, 'required': False}), 41: ('wagtail.blocks.CharBlock', (), {'label': '地址', 'max_length': 200, 'required': False}), 42: ('wagtail.blocks.CharBlock', (), {'label': '时间', 'max_length': 200, 'required': False}), 43: ('wagtail.blocks.StructBlock', [[('name', 39), ('phone', 40), ('address', 41), ('hours', 42), ('note', 16)]], {}), 44: ('wagtail.blocks.CharBlock', (), {'label': '题目', 'max_length': 200}), 45: ('wagtail.blocks.CharBlock', (), {'label': '选项', 'max_length': 60}), 46: ('wagtail.blocks.ListBlock', (45,), {'label': '选项', 'max_num': 20, 'min_num': 2}), 47: ('wagtail.blocks.BooleanBlock', (), {'label': '可多选', 'required': False}), 48: ('wagtail.blocks.StructBlock', [[('text', 44), ('choices', 46), ('several', 47)]], {})}, verbose_name='正文'),
        ),
        migrations.AlterField(
            model_name='disclosurepage',
            name='explains',
            field=models.CharField(blank=True, help_text='政策解读填所解读文件的文号；没有文号的，填其编号。', max_length=100, verbose_name='所解读的文件'),
        ),
        migrations.AlterField(
            model_name='disclosurepage',
            name='led_text',
            field=models.CharField(blank=True, max_length=60, verbose_name='显示屏短讯（拟）'),
        ),
        migrations.AlterField(
            model_name='disclosurepage',
            name='limit_begins_on',
            field=models.DateField(blank=True, help_text='受理、批准等开始计时的那一天；当日不计入。', null=True, verbose_name='起算日'),
        ),
        migrations.AlterField(
            model_name='disclosurepage',
            name='valid_until',
            field=models.DateField(blank=True, help_text='到期自动撤下；此处为空的，公示期满撤下。', null=True, verbose_name='展示至（含当日）'),
        ),
    ]
