"""What the log of sign-ins tells."""

from __future__ import annotations

import enum


class Happened(enum.Enum):
    """事项."""

    SIGNED_IN = "signed-in"
    WRONG_PASSWORD = "wrong-password"
    WRONG_CODE = "wrong-code"
    TURNED_AWAY = "turned-away"
    RECOVERY_CODE = "recovery-code"
    SIGNED_OUT = "signed-out"
    ENDED = "ended"
    SIGNED_OUT_EVERYWHERE = "everywhere"
    FACTOR_SET = "factor-set"
    FACTOR_RESET = "factor-reset"
    CODES_MADE = "codes-made"
    PASSWORD_SET = "password-set"
    ADDED = "added"
    RENAMED = "renamed"
    ROLES = "roles"
    PUT_OUT = "put-out"
    PUT_IN = "put-in"
    DELETED = "deleted"
    LIFTED = "lifted"


HAPPENED_LABELS = {
    Happened.SIGNED_IN: "登录成功",
    Happened.WRONG_PASSWORD: "口令错误",
    Happened.WRONG_CODE: "动态码错误",
    Happened.TURNED_AWAY: "锁定期间被拒",
    Happened.RECOVERY_CODE: "用恢复码登录",
    Happened.SIGNED_OUT: "退出",
    Happened.ENDED: "登录自动失效",
    Happened.SIGNED_OUT_EVERYWHERE: "退出所有设备",
    Happened.FACTOR_SET: "绑定手机",
    Happened.FACTOR_RESET: "解除手机绑定",
    Happened.CODES_MADE: "更换恢复码",
    Happened.PASSWORD_SET: "设置口令",
    Happened.ADDED: "新增账号",
    Happened.RENAMED: "更改姓名",
    Happened.ROLES: "变更角色",
    Happened.PUT_OUT: "停用账号",
    Happened.PUT_IN: "启用账号",
    Happened.DELETED: "删除账号",
    Happened.LIFTED: "解除锁定",
}
