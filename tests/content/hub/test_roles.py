"""角色和权限: by subtree, and with no way round for whoever keeps the machine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from config.settings import HubSettings
from content.hub.review.role import BY_KEY, RIGHTS, Role
from content.record import DisclosureId, UnitCode
from content.terms import SixOpen
from tests.content.hub.conftest import COUNTY, PASSWORD, DatabaseCopy, Hub


def account(username: str, *roles: tuple[Role, str]) -> Any:
    from content.hub.review.roles import create_account

    return create_account(username=username, password=PASSWORD, roles=[(role, UnitCode(unit)) for role, unit in roles])


def test_every_role_of_a_county_has_its_rights() -> None:
    named = "信息员 初审 复审 终审 保密审查 监督员 LED审批人 意见办理 县公开办 审计".split()
    assert [role.value.replace(" ", "") for role in Role] == named
    assert set(RIGHTS) == set(Role) == set(BY_KEY.values())
    assert not any("publish" in name for rights in RIGHTS.values() for name in rights.page_permissions)


# ---- across subtrees


@pytest.mark.parametrize(
    ("unit", "may"), [("qingyuan", True), ("t01", True), ("t01-v01", True), ("t02", False), ("d01", False)]
)
def test_a_role_reaches_its_unit_and_what_is_below(hub: Hub, unit: str, may: bool) -> None:
    from content.hub.review.permissions import user_can_approve
    from content.hub.review.services import submit

    page = hub.draft(unit="t01-v01")
    submit(page=page, by=hub.editor)
    assert user_can_approve(account("someone", (Role.FIRST_REVIEWER, unit)), page) is may


def test_nobody_reviews_reads_or_withdraws_in_another_subtree(hub: Hub) -> None:
    from django.test import Client
    from django.urls import reverse

    from content.hub.release.models import ReleaseRequest
    from content.hub.review.errors import ReviewError
    from content.hub.review.permissions import user_can_read
    from content.hub.review.services import approve, send_back, submit, withdraw

    waiting, released = hub.draft(), hub.released()
    submit(page=waiting, by=hub.editor)
    state = waiting.current_workflow_task_state

    for act in (
        lambda: approve(page=waiting, by=hub.outsider),
        lambda: send_back(page=waiting, by=hub.outsider, comment="不行"),
        lambda: withdraw(disclosure_id=DisclosureId(released.disclosure), reason="错误", by=hub.outsider),
    ):
        with pytest.raises(ReviewError):
            act()
    assert not user_can_read(hub.outsider, waiting)
    client = Client()
    client.force_login(hub.outsider)
    for name in ("approve", "reject"):
        client.post(reverse("wagtailadmin_pages:workflow_action", args=[waiting.pk, name, state.pk]), {"comment": "x"})
    state.refresh_from_db()
    assert (state.status, ReleaseRequest.objects.count()) == ("in_progress", 1)


# ---- who may hold what


def test_the_auditor_reads_and_changes_nothing(hub: Hub) -> None:
    from content.hub.review.errors import ReviewError
    from content.hub.review.permissions import user_can_read, user_can_submit
    from content.hub.review.services import withdraw

    auditor = account("auditor", (Role.AUDITOR, "qingyuan"))
    request = hub.released()
    page = hub.draft()

    assert user_can_read(auditor, page)
    assert not user_can_submit(auditor, page)
    with pytest.raises(ReviewError):
        withdraw(disclosure_id=DisclosureId(request.disclosure), reason="错误", by=auditor)


def test_an_auditor_who_was_put_into_a_reviewers_group_still_approves_nothing(hub: Hub) -> None:
    from content.hub.review.permissions import user_can_approve
    from content.hub.review.roles import group_of
    from content.hub.review.services import submit

    auditor = account("auditor", (Role.AUDITOR, "qingyuan"))
    auditor.groups.add(group_of(role=Role.FIRST_REVIEWER, unit=UnitCode("qingyuan")))
    page = hub.draft()
    submit(page=page, by=hub.editor)
    assert not user_can_approve(auditor, page)
    with pytest.raises(ValidationError, match="审计不得兼任其他角色"):
        account("both", (Role.AUDITOR, "qingyuan"), (Role.EDITOR, "t01"))


def test_the_county_office_is_of_the_county(hub: Hub) -> None:
    with pytest.raises(ValueError, match="given for the county as a whole"):
        account("office", (Role.COUNTY_OFFICE, "t01"))
    account("office", (Role.COUNTY_OFFICE, "qingyuan"))


def test_an_led_approver_signs_for_his_own_units(hub: Hub) -> None:
    from content.hub.review.permissions import user_can_sign_led_line

    approver, page = account("led", (Role.LED_APPROVER, "t01")), hub.draft(unit="t01-v01")
    assert user_can_sign_led_line(approver, page)
    assert not user_can_sign_led_line(approver, hub.draft(unit="t02"))
    assert not user_can_sign_led_line(hub.admin, page)
    assert not user_can_sign_led_line(hub.editor, page)


# ---- the superuser


def test_a_superuser_in_every_group_approves_nothing(hub: Hub) -> None:
    from content.hub.review.permissions import user_can_approve
    from content.hub.review.roles import create_account, group_of
    from content.hub.review.services import submit

    for role in (Role.FIRST_REVIEWER, Role.FINAL_REVIEWER):
        hub.admin.groups.add(group_of(role=role, unit=UnitCode("qingyuan")))
    page = hub.draft()
    submit(page=page, by=hub.editor)
    state = page.current_workflow_task_state

    assert not user_can_approve(hub.admin, page)
    with pytest.raises(PermissionDenied):
        state.task.specific.on_action(state, hub.admin, "approve")
    with pytest.raises(ValidationError, match="管机器的人不审稿"):
        create_account(username="both", password=PASSWORD, roles=[(Role.EDITOR, UnitCode("t01"))], is_superuser=True)


def test_a_superuser_gains_nothing_by_changing_tasks_and_workflows(hub: Hub) -> None:
    from wagtail.models import WorkflowTask

    from content.hub.release.models import ReleaseRequest
    from content.hub.review.errors import ReviewError
    from content.hub.review.services import approve, submit

    page = hub.draft()
    submit(page=page, by=hub.editor)
    state = page.current_workflow_state
    # What the admin's settings let him do: his own group at every task, and the second task thrown out.
    for task in state.workflow.tasks:
        task.specific.groups.add(*hub.outsider.groups.all())
    WorkflowTask.objects.filter(workflow=state.workflow).order_by("-sort_order").first().delete()

    with pytest.raises(ReviewError, match="不能审核"):
        approve(page=page, by=hub.outsider)
    with pytest.raises(ReviewError, match="缺少终审意见"):
        approve(page=page, by=hub.first)
    assert ReleaseRequest.objects.count() == 0


# ---- what was there before


@pytest.fixture
def old_database(hub_settings: HubSettings, _template: str) -> Iterator[None]:
    """A hub as it was before there were flows: tables, groups and a review of then."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    before = [("review", "0001_initial"), ("release", "0002_append_only")]
    with DatabaseCopy(_template, "before"):
        executor = MigrationExecutor(connection)
        executor.migrate(before)
        yield


def test_a_hub_from_before_the_flows_keeps_its_people_and_its_reviews(old_database: None) -> None:
    from django.contrib.auth.models import Group
    from django.core.management import call_command
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor
    from wagtail.models import Workflow

    from content.hub.release.models import ReleaseRequest
    from content.hub.review.models import RoleGroup, SeparatedApprovalTask
    from content.hub.review.roles import set_up_review
    from content.hub.units.services import load_county

    load_county(COUNTY)
    old = MigrationExecutor(connection).loader.project_state(
        [("review", "0001_initial"), ("release", "0002_append_only")]
    ).apps  # fmt: skip
    group = old.get_model("auth", "Group")
    for name in ("编辑·清源县(qingyuan)", "终审·柳溪镇(t01)", "别的群组", "编辑·别处(x)"):
        group.objects.create(name=name)
    task_model, content_type = old.get_model("review", "SeparatedApprovalTask"), old.get_model(
        "contenttypes", "ContentType"
    )  # fmt: skip
    kind = content_type.objects.get(app_label="review", model="separatedapprovaltask")
    keys = [
        task_model.objects.create(name=name, step=step, content_type=kind).pk
        for step, name in ((1, "初审"), (2, "终审"))
    ]
    old.get_model("release", "ReleaseRequest").objects.create(
        kind="publish", disclosure="t01/000001", unit="t01", rev=1, payload=b"{}", sha256="0", author=1,
        first_reviewer=2, first_reviewer_name="甲", second_reviewer=3, second_reviewer_name="乙",
    )  # fmt: skip
    workflow = Workflow.objects.create(name="两级审核")
    for order, key in enumerate(keys):
        old.get_model("wagtailcore", "WorkflowTask").objects.create(
            workflow_id=workflow.pk, task_id=key, sort_order=order
        )

    call_command("migrate", verbosity=0, interactive=False)
    set_up_review(county=UnitCode("qingyuan"))

    assert set(Group.objects.filter(name__startswith="信息员").values_list("name", flat=True)) == {
        "信息员·清源县(qingyuan)"
    }
    held = RoleGroup.objects.values_list("role", "unit")
    assert {("editor", "qingyuan"), ("final-reviewer", "t01")} <= set(held)
    assert [
        (task.pk, task.flow, task.step) for task in SeparatedApprovalTask.objects.filter(flow="two-step").order_by("pk")
    ] == [(keys[0], "two-step", "first"), (keys[1], "two-step", "final")]
    assert [task.pk for task in Workflow.objects.get(pk=workflow.pk).tasks] == keys
    request = ReleaseRequest.objects.get()
    assert (request.flow, request.approvals, request.consents()) == ("", [], "甲、乙")
    for statement in ("update release_releaserequest set rev = 2", "delete from release_releaserequest"):
        with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_kind_decides_the_workflow(hub: Hub) -> None:
    tasks = {
        six_open: [task.name for task in hub.draft(six_open=six_open).get_workflow().tasks]
        for six_open in (SixOpen.PARTY, SixOpen.GOVERNMENT, SixOpen.VILLAGE)
    }
    assert tasks == {
        SixOpen.PARTY: ["审核", "审批"],
        SixOpen.GOVERNMENT: ["初审", "复审", "保密审查", "终审"],
        SixOpen.VILLAGE: ["村务监督委员会审核", "终审"],
    }


def test_roles_that_do_not_go_together_are_pointed_out(hub: Hub) -> None:
    from content.hub.review.checks import roles_apart
    from content.hub.review.roles import group_of

    assert roles_apart(None, databases=["default"]) == []
    county = UnitCode("qingyuan")
    hub.admin.groups.add(group_of(role=Role.EDITOR, unit=county))
    hub.first.groups.add(group_of(role=Role.AUDITOR, unit=county))
    assert [warning.msg for warning in roles_apart(None, databases=["default"])] == [
        "first: 审计不得兼任其他角色：初审",
        "admin: 系统管理员不得兼任角色：管机器的人不审稿",
    ]
