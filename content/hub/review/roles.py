"""Giving roles: one group per role and unit, with its page permission at the root of the subtree and nowhere else.

A user with hundreds of page permissions brings Wagtail's explorer down (wagtail issue 14593). Nobody is ever given
publish_page: the finished review publishes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from content.hub.review.flows import Flow
from content.hub.review.models import RoleGroup, SeparatedApprovalTask
from content.hub.review.role import RIGHTS, Role, conflict_of
from content.hub.review.standing import flows
from content.hub.units.models import Unit, UnitPage
from content.record import UnitCode
from content.terms import Level

__all__ = ["Role", "create_account", "group_of", "set_up_review"]

_FILE_PERMISSIONS = ("add_image", "choose_image", "add_document", "choose_document")


def set_up_review(*, county: UnitCode) -> None:
    """Make the workflow of every flow and the county's own roles. Repeatable: a changed flow changes its workflow."""
    with transaction.atomic():
        declared = flows()
        for flow in declared.by_key.values():
            _workflow(flow)
        page = UnitPage.objects.get(unit_id=county)
        fallback = Workflow.objects.filter(workflow_tasks__task__separatedapprovaltask__flow=declared.kinds[-1].flow)
        WorkflowPage.objects.update_or_create(page=page, defaults={"workflow": fallback.first()})
        for role in Role:
            group_of(role=role, unit=county)


def _workflow(flow: Flow) -> None:
    """Bring one workflow in line with its flow. Tasks that the flow has no more stay on record, out of use."""
    tasks = []
    for step in flow.signs:
        task, _ = SeparatedApprovalTask.objects.update_or_create(
            flow=flow.key, step=step.key, defaults={"name": step.name, "active": True}
        )
        tasks.append(task)
    workflow = Workflow.objects.filter(workflow_tasks__task__separatedapprovaltask__flow=flow.key).first()
    if workflow is None:
        workflow = Workflow.objects.create(name=flow.name)
    Workflow.objects.filter(pk=workflow.pk).update(name=flow.name, active=True)
    WorkflowTask.objects.filter(workflow=workflow).exclude(task__in=tasks).delete()
    for order, task in enumerate(tasks, start=1):
        WorkflowTask.objects.update_or_create(workflow=workflow, task=task, defaults={"sort_order": order})


def group_of(*, role: Role, unit: UnitCode) -> Group:
    """The group of a role for a unit and all units below it, made when it is first asked for.

    Raises ValueError for a role that is not given at this unit's level.
    """
    place = Unit.objects.get(pk=unit)
    only_at = RIGHTS[role].only_at
    if only_at is not None and Level(place.level) is not only_at:
        raise ValueError(f"{role.value} is given for the county as a whole, not for {place.code!r}")
    with transaction.atomic():
        known = RoleGroup.objects.filter(role=role.key, unit=place).select_related("group").first()
        if known is not None:
            return known.group
        group = Group.objects.create(name=f"{role.value}·{place.name}({place.code})")
        RoleGroup.objects.create(group=group, role=role.key, unit=place)
        _allow(group, role, place.page)
    return group


def create_account(
    *, username: str, password: str, roles: Iterable[tuple[Role, UnitCode]] = (), is_superuser: bool = False
) -> Any:
    """A new account.

    Raises django.core.exceptions.ValidationError if the password is weak, the name taken, or the roles are such as
    nobody may hold together.
    """
    roles = list(roles)
    conflict = conflict_of(role for role, _ in roles)
    if conflict:
        raise ValidationError(conflict)
    if roles and is_superuser:
        raise ValidationError("系统管理员不得兼任角色：管机器的人不审稿")
    user = get_user_model()(username=username, is_superuser=is_superuser, is_staff=is_superuser)
    validate_password(password, user)
    user.set_password(password)
    user.full_clean()
    with transaction.atomic():
        user.save()
        user.groups.set([group_of(role=role, unit=unit) for role, unit in roles])
    return user


def _allow(group: Group, role: Role, page: UnitPage) -> None:
    group.permissions.add(_permission("wagtailadmin", "access_admin"))
    for codename in RIGHTS[role].page_permissions:
        GroupPagePermission.objects.create(group=group, page=page, permission=_permission("wagtailcore", codename))
    if role is Role.CLERK:
        group.permissions.add(_permission("feedback", "open_sealed"))
    if RIGHTS[role].uploads:
        root = Collection.get_first_root_node()
        for codename in _FILE_PERMISSIONS:
            app = "wagtailimages" if codename.endswith("image") else "wagtaildocs"
            GroupCollectionPermission.objects.create(
                group=group, collection=root, permission=_permission(app, codename)
            )


def _permission(app: str, codename: str) -> Permission:
    return Permission.objects.get(content_type__app_label=app, codename=codename)
