"""Who may do what with a disclosure, each question a sentence. Being a superuser answers none of them.

Roles are groups that hold a page permission at the root of a subtree (``roles``); a reviewer's group is also
named by the task of its step.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from wagtail.models import GroupPagePermission, Page, Revision, TaskState, WorkflowState

from content.disclosure import Level


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
    return user_can_approve_step(user, page, task) and not wrote_or_reviewed(user, page)


def user_can_withdraw(user: Any, page: Any) -> bool:
    """Any editor or reviewer of the page's subtree: taking away must be easy."""
    if not user.is_active:
        return False
    return bool(user.is_superuser or _permissions_on(user, page).exists())


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
    """A member of one of the task's groups, if that group holds a permission at or above the page."""
    if not user.is_active:
        return False
    return bool(_permissions_on(user, page).filter(group__in=task.groups.all()).exists())


def wrote_or_reviewed(user: Any, page: Any) -> bool:
    """Whether this person already answers for the text under review: as author, submitter or reviewer."""
    state = page.current_workflow_state
    if state is not None and (state.requested_by_id == user.pk or state.task_states.filter(finished_by=user).exists()):
        return True
    since = page.live_revision_id or 0
    return bool(Revision.objects.for_instance(page).filter(user=user, id__gt=since).exists())


def states_open_to(user: Any, task: Any) -> Any:
    """The task states of one step that this user may act on; for lists, hence in few queries."""
    waiting = task.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
    roots = GroupPagePermission.objects.filter(group__user=user, group__in=task.groups.all())
    paths = list(roots.values_list("page__path", flat=True).distinct())
    if not user.is_active or not paths:
        return waiting.none()
    below = Q()
    for path in paths:
        below |= Q(path__startswith=path)
    rows = waiting.values_list("pk", "workflow_state_id", "workflow_state__object_id")
    page_of = {int(page): (pk, state) for pk, state, page in rows}
    live = dict(Page.objects.filter(below, pk__in=page_of).values_list("pk", "live_revision_id"))
    written: set[int] = set()
    texts = Revision.objects.filter(user=user, object_id__in=[str(pk) for pk in live])
    for revision, page in texts.values_list("pk", "object_id"):
        if revision > (live[int(page)] or 0):
            written.add(int(page))
    states = {page_of[page][1] for page in live}
    acted = set(
        TaskState.objects.filter(finished_by=user, workflow_state__in=states).values_list("workflow_state", flat=True)
    ) | set(WorkflowState.objects.filter(pk__in=states, requested_by=user).values_list("pk", flat=True))
    mine = [page_of[page][0] for page in live if page not in written and page_of[page][1] not in acted]
    return waiting.filter(pk__in=mine)


def _permissions_on(user: Any, page: Any) -> Any:
    """The user's page permissions that reach this page."""
    steps = range(Page.steplen, len(page.path) + 1, Page.steplen)
    return GroupPagePermission.objects.filter(group__user=user, page__path__in=[page.path[:end] for end in steps])
