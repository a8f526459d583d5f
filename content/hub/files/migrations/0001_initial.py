"""Files that were there before: of the units of the pages that use them, else of where their uploaders write now."""

import django.db.models.deletion
from django.db import migrations, models

STEP = 4  # characters of a path for each level of the page tree
FILES = (("document", "wagtaildocs", "Document"), ("image", "wagtailimages", "Image"))


def bring_over(apps, schema_editor):
    file_unit = apps.get_model("files", "FileUnit")
    role_group = apps.get_model("review", "RoleGroup")
    content_type = apps.get_model("contenttypes", "ContentType")
    paths = dict(apps.get_model("wagtailcore", "Page").objects.values_list("pk", "path"))
    units = dict(apps.get_model("units", "UnitPage").objects.values_list("path", "unit_id"))
    references = apps.get_model("wagtailcore", "ReferenceIndex").objects.filter(
        base_content_type__app_label="wagtailcore", base_content_type__model="page"
    )
    for kind, app, name in FILES:
        of_type = content_type.objects.filter(app_label=app, model=name.lower()).first()
        for file in apps.get_model(app, name).objects.all():
            users = references.filter(to_content_type=of_type, to_object_id=str(file.pk)).values_list("object_id", flat=True)
            used = {units.get(paths.get(int(key), "")[:-STEP]) for key in users} - {None}
            written = role_group.objects.filter(role="editor", group__user=file.uploaded_by_user_id)
            found = used or set(written.values_list("unit_id", flat=True) if file.uploaded_by_user_id else ())
            for unit in sorted(found):
                file_unit.objects.create(kind=kind, file=file.pk, unit_id=unit, by_use=bool(used))


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
        ('units', '0002_empty_tree'),
        ('review', '0004_full_width_marks'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
        ('wagtailimages', '0027_image_description'),
        ('wagtaildocs', '0014_alter_document_file_size'),
    ]

    operations = [
        migrations.CreateModel(
            name='FileUnit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('document', '文件'), ('image', '图片')], max_length=8, verbose_name='类别')),
                ('file', models.BigIntegerField(verbose_name='文件')),
                ('by_use', models.BooleanField(default=False, verbose_name='已使用')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='units.unit', verbose_name='单位')),
            ],
            options={
                'verbose_name': '文件归属',
                'verbose_name_plural': '文件归属',
            },
        ),
        migrations.AddConstraint(
            model_name='fileunit',
            constraint=models.UniqueConstraint(fields=('kind', 'file', 'unit'), name='a_file_of_a_unit_once'),
        ),
        migrations.RunPython(bring_over, migrations.RunPython.noop),
    ]
