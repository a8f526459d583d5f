"""设置 → 用户: what an administrator may not give there, and what the log tells of what he did."""

from __future__ import annotations

from typing import Any

from django.test import Client

from content.hub.review.role import Role
from content.record import UnitCode
from tests.content.hub.accounts.test_sessions import is_in, signed_in
from tests.content.hub.conftest import PASSWORD, Hub

NEW = "another-Pass-phrase-21"


def group(role: Role, unit: str) -> int:
    from content.hub.review.roles import group_of

    return int(group_of(role=role, unit=UnitCode(unit)).pk)


def fields(user: Any, *groups: int, **others: str) -> dict[str, Any]:
    """The form as it comes for this account, with these groups ticked."""
    given = {"username": user.get_username(), "email": "", "first_name": user.first_name, "last_name": user.last_name}
    return {**given, "password1": "", "password2": "", "is_active": "on", "groups": [*groups], **others}


def save(client: Client, user: Any, *groups: int, **others: str) -> Any:
    return client.post(f"/admin/users/edit/{user.pk}/", fields(user, *groups, **others))


def log_of(user: Any) -> list[tuple[str, str, str]]:
    """What happened, by whom, and the note; without signing in and out."""
    from content.hub.accounts.models import SignIn

    rows = SignIn.objects.filter(account=user.pk).exclude(happened__in=["signed-in", "ended"])
    return list(rows.order_by("id").values_list("happened", "by", "note"))


def test_roles_that_do_not_go_together_are_refused_by_name_and_unit(hub: Hub) -> None:
    client = signed_in("admin")
    chosen = [group(Role.AUDITOR, "qingyuan"), group(Role.EDITOR, "t01"), group(Role.FIRST_REVIEWER, "t02")]
    answer = save(client, hub.editor, *chosen)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "审计（清源县）与信息员（柳溪镇）不能由一个账号兼任" in page
    assert "审计（清源县）与初审（白杨镇）不能由一个账号兼任" in page
    assert set(hub.editor.groups.values_list("pk", flat=True)) == {group(Role.EDITOR, "qingyuan")}
    assert log_of(hub.editor) == []
    assert save(client, hub.editor, chosen[0]).status_code == 302, "audit alone is given"


def test_an_administrator_is_given_no_role_nor_gives_himself_one(hub: Hub) -> None:
    client = signed_in("admin")
    role = group(Role.FINAL_REVIEWER, "t01")
    for user, others in ((hub.editor, {"is_superuser": "on"}), (hub.admin, {})):
        page = save(client, user, role, **others).content.decode()
        assert "系统管理员不得兼任角色：管机器的人不审稿。" in page
        assert "终审（柳溪镇）" in page
    hub.editor.refresh_from_db()
    assert not hub.editor.is_superuser
    assert not hub.admin.groups.exists()


def test_a_new_account_with_roles_that_conflict_is_not_made(hub: Hub) -> None:
    from django.contrib.auth import get_user_model

    client = signed_in("admin")
    made = {"username": "new", "email": "", "first_name": "", "last_name": "", "password1": NEW, "password2": NEW}
    both = [group(Role.AUDITOR, "t01"), group(Role.LED_APPROVER, "t01")]
    assert "不能由一个账号兼任" in client.post("/admin/users/new/", {**made, "groups": both}).content.decode()
    assert not get_user_model().objects.filter(username="new").exists()

    assert client.post("/admin/users/new/", {**made, "groups": both[1:]}).status_code == 302
    user = get_user_model().objects.get(username="new")
    assert log_of(user) == [("added", "admin", ""), ("roles", "admin", "授予 LED 审批人·柳溪镇(t01)")]


def test_every_change_of_an_account_is_a_row_that_names_who_made_it(hub: Hub) -> None:
    client = signed_in("admin")
    theirs = signed_in("editor")
    kept = group(Role.EDITOR, "qingyuan")
    assert save(client, hub.editor, kept).status_code == 302
    assert log_of(hub.editor) == [], "nothing was changed"
    save(client, hub.editor, kept, last_name="王", first_name="某")
    save(client, hub.editor, group(Role.CLERK, "t01"), last_name="王", first_name="某")
    save(client, hub.editor, group(Role.CLERK, "t01"), password1=NEW, password2=NEW, last_name="王", first_name="某")
    out = fields(hub.editor, group(Role.CLERK, "t01"), last_name="王", first_name="某")
    del out["is_active"]
    client.post(f"/admin/users/edit/{hub.editor.pk}/", out)
    save(client, hub.editor, group(Role.CLERK, "t01"), last_name="王", first_name="某", username="wang")
    assert log_of(hub.editor) == [
        ("renamed", "admin", "姓名由 空 改为 王某"),
        ("roles", "admin", "授予 意见办理·柳溪镇(t01)"),
        ("roles", "admin", "收回 信息员·清源县(qingyuan)"),
        ("password-set", "admin", ""),
        ("put-out", "admin", ""),
        ("renamed", "admin", "原用户名 editor"),
        ("put-in", "admin", ""),
    ]
    assert not is_in(theirs)
    save(client, hub.first, is_superuser="on")
    assert [row for row in log_of(hub.first) if "系统管理员" in row[2]] == [("roles", "admin", "授予 系统管理员")]


def test_a_deleted_account_stays_in_the_log_that_who_audits_reads(hub: Hub) -> None:
    from content.hub.review.roles import create_account

    create_account(username="auditor", password=PASSWORD, roles=[(Role.AUDITOR, UnitCode("qingyuan"))])
    client, key = signed_in("admin"), hub.outsider.pk
    assert client.post(f"/admin/users/delete/{key}/").status_code == 302
    assert not type(hub.outsider).objects.filter(pk=key).exists()
    page = signed_in("auditor").get("/admin/sign-ins/?account=outsider").content.decode()
    assert "删除账号" in page
    assert "admin" in page


def test_many_accounts_at_once_are_changed_nowhere(hub: Hub) -> None:
    client = signed_in("admin")
    assert "/admin/bulk/" not in client.get("/admin/users/").content.decode()
    for action in ("assign_role", "set_active_state", "delete"):
        url = f"/admin/bulk/auth/user/{action}/?id={hub.editor.pk}"
        assert client.get(url).status_code == 404
        assert client.post(url, {"role": group(Role.AUDITOR, "t01"), "mark_as_active": "False"}).status_code == 404
    hub.editor.refresh_from_db()
    assert hub.editor.is_active
