"""Who may do what with a disclosure, each question a sentence. Being a superuser answers none of them.

Roles are groups (models.RoleGroup) that hold a page permission at the root of a subtree; see ``role`` and ``roles``.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from wagtail.models import GroupPagePermission, Page, Revision, TaskState, WorkflowState

from content.hub.review.role import BY_KEY, RIGHTS, Role
from content.hub.units.models import Unit
from content.terms import Level


def user_can_submit(user: Any, page: Any) -> bool:
    """An editor of the page's subtree, while nobody is reviewing it."""
    if page.workflow_in_progress:
        return False
    return bool(page.permissions_for_user(user).can_edit())


def user_can_approve(user: Any, page: Any) -> bool:
    """A reviewer of the step that the page waits for, who neither wrote this text nor reviewed it before."""
    task = page.current_workflow_task
    if task is None:
        return False
    return bool(task.specific.open_to(page, user))


def user_can_withdraw(user: Any, page: Any) -> bool:
    """Any editor or reviewer of the page's subtree: taking away must be easy. Not who only audits."""
    if not user.is_active:
        return False
    powerless = [role.key for role, rights in RIGHTS.items() if not rights.withdraws]
    held = _permissions_on(user, page).exclude(group__role_group__role__in=powerless)
    return bool(user.is_superuser or held.exists())


def user_can_erase(user: Any, page: Any) -> bool:
    """Who decides what is public, or what must stay secret, at or above the page. Erasing is for good, so no editor."""
    return any(user_holds(user, role, page) for role, rights in RIGHTS.items() if rights.erases)


def user_can_read(user: Any, page: Any) -> bool:
    """Whoever holds any role over the page's unit, and the administrators: reading drafts and the record of reviews."""
    return bool(user.is_active and (user.is_superuser or _permissions_on(user, page).exists()))


def units_read_by(user: Any) -> Any:
    """The units that somebody holds a role over, those below included; all of them for the administrators."""
    if user.is_superuser:
        return Unit.objects.all()
    return Unit.objects.filter(page__in=Page.objects.filter(pages_read_by(user)))


def pages_read_by(user: Any) -> Q:
    """The pages at and below which somebody holds a role, as a condition on pages; all of them for administrators."""
    if user.is_superuser:
        return Q()
    below = Q(pk__in=[])
    for path in _roots_of(user):
        # Between two paths, not "begins with": SQLite reads the whole table for the latter.
        below |= Q(path__range=(path, path + "Z" * Page.steplen))
    return below


def user_can_sign_led_line(user: Any, page: Any) -> bool:
    """An LED 审批人 of the page's subtree. That he did not propose it, and signs once, is asked of the line."""
    return user_holds(user, Role.LED_APPROVER, page)


def units_signed_for_by(user: Any) -> Any:
    """The units whose LED lines somebody may sign, as ``user_can_sign_led_line`` says of each; for lists."""
    if not user.is_active or user.is_superuser:
        return Unit.objects.none()
    if user.groups.filter(role_group__role=Role.AUDITOR.key).exists():
        return Unit.objects.none()
    signing = user.groups.filter(role_group__role=Role.LED_APPROVER.key)
    tops = Page.objects.filter(unitpage__unit__rolegroup__group__in=signing)
    below = Q(pk__in=[])
    for path in tops.values_list("path", flat=True):
        below |= Q(path__startswith=path)
    return Unit.objects.filter(page__in=Page.objects.filter(below))


def user_holds(user: Any, role: Role, page: Any) -> bool:
    """Whether somebody holds a role at or above a page. An administrator holds none, nor does who audits any other."""
    if not user.is_active or user.is_superuser:
        return False
    mine = set(user.groups.values_list("role_group__role", flat=True)) - {None}
    if role is not Role.AUDITOR and Role.AUDITOR.key in mine:
        return False
    units = Page.objects.filter(path__in=_paths_to(page)).values("unitpage__unit")
    return bool(user.groups.filter(role_group__role=role.key, role_group__unit__in=units).exists())


def user_can_propose_led_line(user: Any, page: Any) -> bool:
    """An editor of the page's subtree. The line is shown only after two approvers signed it."""
    if not user.is_active:
        return False
    return bool(user.is_superuser or _permissions_on(user, page).filter(permission__codename="change_page").exists())


def user_can_propose_emergency(user: Any, page: Any) -> bool:
    """An editor of the whole county: such a line puts everybody else's off the boards it names."""
    if not user_can_propose_led_line(user, page):
        return False
    of_county = {"permission__codename": "change_page", "page__unitpage__unit__level": Level.COUNTY.value}
    return bool(user.is_superuser or _permissions_on(user, page).filter(**of_county).exists())


def user_can_handle_opinion(user: Any, unit_page: Any) -> bool:
    """A clerk for opinions (意见办理) of the unit or of one above it; that alone opens what was sealed."""
    if not user.is_active:
        return False
    clerks = {"group__permissions__content_type__app_label": "feedback", "group__permissions__codename": "open_sealed"}
    return bool(_permissions_on(user, unit_page).filter(**clerks).exists())


def user_can_approve_step(user: Any, page: Any, task: Any) -> bool:
    """Who holds the role of the step, at or above the page."""
    step = task.declared
    return step is not None and user_holds(user, BY_KEY[step.role], page)


def acted_on_this_text(user: Any, page: Any) -> bool:
    """Whether this person already answers for the text under review: as author, submitter or reviewer."""
    state = page.current_workflow_state
    if state is not None:
        waiting = state.current_task_state
        approved = state.task_states.filter(
            finished_by=user, status=TaskState.STATUS_APPROVED, revision=waiting.revision_id if waiting else None
        )
        if state.requested_by_id == user.pk or approved.exists():
            return True
    since = page.live_revision_id or 0
    return bool(Revision.objects.for_instance(page).filter(user=user, id__gt=since).exists())


def states_waiting_for(user: Any) -> Any:
    """All task states that this user may act on, of whatever flow."""
    from content.hub.review.models import SeparatedApprovalTask

    held = set(user.groups.values_list("role_group__role", flat=True))
    tasks = [task for task in SeparatedApprovalTask.objects.filter(active=True) if task.is_of(held)]
    keys = [key for task in tasks for key in states_open_to(user, task).values_list("pk", flat=True)]
    return TaskState.objects.filter(pk__in=keys)


def states_open_to(user: Any, task: Any) -> Any:
    """The task states of one step that this user may act on; for lists, hence in few queries."""
    waiting = task.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
    step = task.declared
    held = set(user.groups.values_list("role_group__role", flat=True))
    if step is None or step.role not in held or not user.is_active or user.is_superuser or Role.AUDITOR.key in held:
        return waiting.none()
    roots = Page.objects.filter(
        unitpage__unit__rolegroup__role=step.role, unitpage__unit__rolegroup__group__in=user.groups.all()
    )
    below = Q(pk__in=[])
    for path in roots.values_list("path", flat=True):
        below |= Q(path__startswith=path)
    rows = waiting.values_list("pk", "workflow_state_id", "workflow_state__object_id", "revision_id")
    state_of = {int(page): (pk, state, revision) for pk, state, page, revision in rows}
    live = dict(Page.objects.filter(below, pk__in=state_of).values_list("pk", "live_revision_id"))
    written: set[int] = set()
    texts = Revision.objects.filter(user=user, object_id__in=[str(pk) for pk in live])
    for revision, page in texts.values_list("pk", "object_id"):
        if revision > (live[int(page)] or 0):
            written.add(int(page))
    states = {state_of[page][1] for page in live}
    mine = TaskState.objects.filter(finished_by=user, status=TaskState.STATUS_APPROVED, workflow_state__in=states)
    approved = set(mine.values_list("workflow_state", "revision"))
    asked = set(WorkflowState.objects.filter(pk__in=states, requested_by=user).values_list("pk", flat=True))
    open_to_him = [
        state_of[page][0]
        for page in live
        if page not in written and state_of[page][1] not in asked and state_of[page][1:] not in approved
    ]
    return waiting.filter(pk__in=open_to_him)


def _permissions_on(user: Any, page: Any) -> Any:
    """The user's page permissions that reach this page."""
    return GroupPagePermission.objects.filter(group__user=user, page__path__in=_paths_to(page))


def _roots_of(user: Any) -> list[str]:
    """The paths of the pages at which the user's roles begin."""
    return list(GroupPagePermission.objects.filter(group__user=user).values_list("page__path", flat=True).distinct())


def _paths_to(page: Any) -> list[str]:
    """The page's path and those of all pages above it."""
    return [page.path[:end] for end in range(Page.steplen, len(page.path) + 1, Page.steplen)]
