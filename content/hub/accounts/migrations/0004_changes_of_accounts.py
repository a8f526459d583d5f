"""The log of sign-ins tells more: renamed and deleted accounts."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_sign_outs_are_counted'),
    ]

    operations = [
        migrations.AlterField(
            model_name='signin',
            name='happened',
            field=models.CharField(choices=[('signed-in', '登录成功'), ('wrong-password', '口令错误'), ('wrong-code', '动态码错误'), ('turned-away', '锁定期间被拒'), ('recovery-code', '用恢复码登录'), ('signed-out', '退出'), ('ended', '登录自动失效'), ('everywhere', '退出所有设备'), ('factor-set', '绑定手机'), ('factor-reset', '解除手机绑定'), ('codes-made', '更换恢复码'), ('password-set', '设置口令'), ('added', '新增账号'), ('renamed', '更改姓名'), ('roles', '变更角色'), ('put-out', '停用账号'), ('put-in', '启用账号'), ('deleted', '删除账号'), ('lifted', '解除锁定')], max_length=20, verbose_name='事项'),
        ),
    ]
