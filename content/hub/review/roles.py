"""Roles by subtree: 编辑, 初审, 终审, 意见办理 of a unit and everything below it.

One group per role and unit, with its page permission at the root of the subtree and nowhere else: a user with
hundreds of page permissions brings Wagtail's explorer down (hub notes, measured at 400). Nobody is ever given
publish_page: the finished review publishes.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from content.disclosure import UnitCode
from content.hub.review.models import STEP_LABELS, SeparatedApprovalTask, Step
from content.hub.units.models import Unit, UnitPage

WORKFLOW_NAME = "两级审核"


class Role(enum.Enum):
    """角色; the value is its Chinese name."""

    EDITOR = "编辑"
    FIRST_REVIEWER = "初审"
    SECOND_REVIEWER = "终审"
    CLERK = "意见办理"


# A reviewer reads and decides; lock_page is the page permission that lets him see the subtree and change nothing.
_PAGE_PERMISSIONS = {
    Role.EDITOR: ("add_page", "change_page"),
    Role.FIRST_REVIEWER: ("lock_page",),
    Role.SECOND_REVIEWER: ("lock_page",),
    Role.CLERK: ("add_page", "change_page"),  # of the answers, which are reviewed like every disclosure
}
_STEPS = {Role.FIRST_REVIEWER: Step.FIRST, Role.SECOND_REVIEWER: Step.SECOND}
_FILE_PERMISSIONS = ("add_image", "choose_image", "add_document", "choose_document")


def set_up_review(*, county: UnitCode) -> None:
    """Make the two-step workflow of the county's whole tree, and the four roles at its root. Repeatable."""
    with transaction.atomic():
        workflow, _ = Workflow.objects.get_or_create(name=WORKFLOW_NAME)
        for step in Step:
            task, _ = SeparatedApprovalTask.objects.get_or_create(step=step, defaults={"name": STEP_LABELS[step]})
            WorkflowTask.objects.get_or_create(workflow=workflow, task=task, defaults={"sort_order": step.value})
        page = UnitPage.objects.get(unit_id=county)
        WorkflowPage.objects.update_or_create(page=page, defaults={"workflow": workflow})
        for role in Role:
            group_of(role=role, unit=county)


def group_of(*, role: Role, unit: UnitCode) -> Group:
    """The group of a role for a unit and all units below it, made when it is first asked for."""
    place = Unit.objects.get(pk=unit)
    with transaction.atomic():
        group, is_new = Group.objects.get_or_create(name=f"{role.value}·{place.name}({place.code})")
        if is_new:
            _allow(group, role, place.page)
        if role in _STEPS:
            SeparatedApprovalTask.objects.get(step=_STEPS[role]).groups.add(group)
    return group


def create_account(
    *, username: str, password: str, roles: Iterable[tuple[Role, UnitCode]] = (), is_superuser: bool = False
) -> Any:
    """A new account. Raises django.core.exceptions.ValidationError if the password is weak or the name taken."""
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
    for codename in _PAGE_PERMISSIONS[role]:
        GroupPagePermission.objects.create(group=group, page=page, permission=_permission("wagtailcore", codename))
    if role is Role.CLERK:
        group.permissions.add(_permission("feedback", "open_sealed"))
    if role is Role.EDITOR:
        root = Collection.get_first_root_node()
        for codename in _FILE_PERMISSIONS:
            app = "wagtailimages" if codename.endswith("image") else "wagtaildocs"
            GroupCollectionPermission.objects.create(
                group=group, collection=root, permission=_permission(app, codename)
            )


def _permission(app: str, codename: str) -> Permission:
    return Permission.objects.get(content_type__app_label=app, codename=codename)
