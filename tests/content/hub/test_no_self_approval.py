"""Nobody approves his own text, whatever he holds and whichever of the admin's doors he tries.

The people here hold more than anybody should: every role at once, at the county, or are administrators in every group.
The flow is the party's: 审核, then 审批.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from content.record import UnitCode
from tests.content.hub.conftest import PASSWORD, Hub
from tests.content.hub.test_admin import client_of, edit_form, edit_url

XHR = {"x-requested-with": "XMLHttpRequest"}


@pytest.fixture(params=["every role", "administrator in every group"])
def mighty(hub: Hub, request: pytest.FixtureRequest) -> Any:
    """Somebody who writes, and could review as far as his groups go."""
    from content.hub.review.role import Role
    from content.hub.review.roles import create_account, group_of

    user = create_account(username="mighty", password=PASSWORD, is_superuser=request.param != "every role")
    for role in set(Role) - {Role.AUDITOR}:
        user.groups.add(group_of(role=role, unit=UnitCode("qingyuan")))
    return user


def written_by(user: Any, hub: Hub, **fields: Any) -> Any:
    """A draft with a revision of this person's."""
    page = hub.draft(**fields)
    page.save_revision(user=user)
    return type(page).objects.get(pk=page.pk)


def in_review(page: Any, by: Any) -> Any:
    from content.hub.review.services import submit

    submit(page=page, by=by)
    page = type(page).objects.get(pk=page.pk)
    assert page.current_workflow_task_state is not None
    return page


def tries_every_door(client: Client, page: Any) -> None:
    """Each way that the admin has to consent to a page, publish it or have it published."""
    state = page.current_workflow_task_state
    form = edit_form(page.get_latest_revision_as_object())
    for action in ("approve", "publish", "resume", "cancel-then-approve"):
        if state is not None:  # else Wagtail fails on the first of these
            client.post(edit_url(page), {**form, "action-workflow-action": "1", "workflow-action-name": action})
            client.post(
                reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, state.pk]), {"comment": "同意"}
            )
    client.post(reverse("review", args=[page.pk]), {"action": "approve", "state": getattr(state, "pk", 0)})
    client.post(edit_url(page), {**form, "action-publish": "1"})
    client.post(edit_url(page), {**form, "action-submit": "1", "action-publish": "1"})
    soon = timezone.now() - timedelta(minutes=1)
    client.post(edit_url(page), {**form, "go_live_at": soon.strftime("%Y-%m-%d %H:%M"), "action-publish": "1"})
    for action in ("publish", "unpublish"):
        client.post(
            reverse("wagtail_bulk_action", args=["wagtailcore", "page", action]) + f"?id={page.pk}",
            {"next": "/admin/", "include_descendants": "on"},
        )
    for action in ("publish", "unpublish", "convert_alias", "create_alias", "revert_to_page_revision"):
        client.post(f"/admin/api/main/pages/{page.pk}/action/{action}/", {"revision_id": page.latest_revision_id})
    client.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]), {})
    client.post(reverse("wagtailadmin_pages:convert_alias", args=[page.pk]), {})
    revision = reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, page.latest_revision_id])
    client.post(revision, {**form, "action-publish": "1"})


def published_and_requested(page: Any) -> tuple[bool, int]:
    from django.core.management import call_command

    from content.hub.release.models import ReleaseRequest

    call_command("publish_scheduled", verbosity=0)
    return bool(type(page).objects.get(pk=page.pk).live), ReleaseRequest.objects.count()


def test_the_author_opens_no_door_for_his_own_text(hub: Hub, mighty: Any) -> None:
    page = in_review(written_by(mighty, hub), by=hub.editor)
    state = page.current_workflow_task_state
    tries_every_door(client_of(mighty), page)
    state.refresh_from_db()
    assert published_and_requested(page) == (False, 0)
    assert (state.finished_by, state.status) in ((None, "in_progress"), (mighty, "cancelled"))


def test_a_draft_is_published_by_no_door_without_review(hub: Hub, mighty: Any) -> None:
    page = written_by(mighty, hub)
    tries_every_door(client_of(mighty), page)
    assert published_and_requested(page) == (False, 0)


def test_who_submitted_anothers_text_does_not_approve_it_either(hub: Hub, mighty: Any) -> None:
    from content.hub.review.permissions import user_can_submit

    page = written_by(hub.editor, hub)
    assert user_can_submit(mighty, page)
    page = in_review(page, by=mighty)
    tries_every_door(client_of(mighty), page)
    assert published_and_requested(page) == (False, 0)


def test_one_person_with_every_role_consents_once(hub: Hub) -> None:
    from content.hub.review.role import Role
    from content.hub.review.roles import create_account, group_of
    from content.hub.review.services import approve

    everything = create_account(username="everything", password=PASSWORD)
    for role in set(Role) - {Role.AUDITOR, Role.EDITOR}:
        everything.groups.add(group_of(role=role, unit=UnitCode("qingyuan")))
    page = in_review(written_by(hub.editor, hub), by=hub.editor)
    approve(page=page, by=everything)
    page = type(page).objects.get(pk=page.pk)
    assert page.current_workflow_task.name == "终审"
    tries_every_door(client_of(everything), page)
    assert published_and_requested(page) == (False, 0)
    assert approve(page=page, by=hub.second) is not None, "the second person ends it"


def test_a_copy_or_an_alias_carries_no_consent(hub: Hub, mighty: Any) -> None:
    """A text that everybody agreed to, copied by its author: the copy is a draft like any other."""
    from content.hub.disclosures.models import DisclosurePage
    from content.hub.release.models import ReleaseRequest

    request = hub.reviewed(written_by(hub.editor, hub))
    page = DisclosurePage.objects.get(registration__pk=request.disclosure)
    before = set(DisclosurePage.objects.values_list("pk", flat=True))
    client = client_of(mighty)
    for number, more in enumerate(
        ({}, {"publish_copies": "on"}, {"alias": "on"}, {"alias": "on", "publish_copies": "on"})
    ):
        fields = {
            "new_title": f"副本{number}",
            "new_slug": f"copy-{number}",
            "new_parent_page": str(page.get_parent().pk),
            "copy_subpages": "on",
        }
        client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), {**fields, **more})
    for data in ({"keep_live": True, "slug": "api-1"}, {"alias": True, "slug": "api-2"}, {"slug": "api-3"}):
        for action in ("copy", "create_alias"):
            client.post(f"/admin/api/main/pages/{page.pk}/action/{action}/", data, content_type="application/json")
    copies = DisclosurePage.objects.exclude(pk__in=before)
    assert not [copy.title for copy in copies if copy.live]
    assert ReleaseRequest.objects.count() == 1
    for copy in copies:
        assert copy.current_workflow_state is None


def test_a_moved_text_under_review_stays_with_the_reviewers_of_its_new_place(hub: Hub) -> None:
    """Its reviewer here may not be its reviewer there: rights are asked where the page stands now."""
    from content.hub.review.permissions import user_can_approve
    from content.hub.units.models import UnitPage

    page = in_review(written_by(hub.editor, hub), by=hub.editor)
    assert not user_can_approve(hub.outsider, page)
    page.move(UnitPage.objects.get(unit="t02"), pos="last-child")
    page = type(page).objects.get(pk=page.pk)
    assert user_can_approve(hub.outsider, page)
    client = client_of(hub.outsider)
    client.post(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, UnitPage.objects.get(unit="t01").pk]))
    assert type(page).objects.get(pk=page.pk).get_parent().specific.unit_id == "t02"


def test_a_reviewer_who_changed_the_text_became_its_author(hub: Hub) -> None:
    from content.hub.review.permissions import user_can_approve
    from content.hub.review.services import send_back, submit

    page = in_review(written_by(hub.editor, hub), by=hub.editor)
    assert user_can_approve(hub.first, page)
    send_back(page=page, by=hub.middle if user_can_approve(hub.middle, page) else hub.first, comment="改")
    page = type(page).objects.get(pk=page.pk)
    page.save_revision(user=hub.first)
    submit(page=page, by=hub.editor)
    page = type(page).objects.get(pk=page.pk)
    assert not user_can_approve(hub.first, page)
    tries_every_door(client_of(hub.first), page)
    assert published_and_requested(page) == (False, 0)


def test_a_task_of_one_page_is_not_answered_by_way_of_another(hub: Hub, mighty: Any) -> None:
    """The address names a page that he may review, and the task of his own one."""
    own = in_review(written_by(mighty, hub), by=hub.editor)
    others = in_review(written_by(hub.editor, hub), by=hub.editor)
    task = own.current_workflow_task_state
    for name in ("workflow_action", "collect_workflow_action_data"):
        url = reverse(f"wagtailadmin_pages:{name}", args=[others.pk, "approve", task.pk])
        client_of(mighty).post(url, {"comment": "同意"}, headers=XHR)
    task.refresh_from_db()
    assert (task.status, task.finished_by) == ("in_progress", None)
    assert published_and_requested(own) == (False, 0)


def test_whoever_renames_himself_or_changes_his_groups_stays_who_he_is(hub: Hub, mighty: Any) -> None:
    from content.hub.review.permissions import user_can_approve

    page = in_review(written_by(mighty, hub), by=hub.editor)
    mighty.username = "somebody-else"
    mighty.is_superuser = False
    mighty.save()
    assert not user_can_approve(type(mighty).objects.get(pk=mighty.pk), page)
