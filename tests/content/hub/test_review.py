"""两级审核: two different people besides the author, and exactly the revision they saw."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from content.blocks import Fact, Facts, Heading, Paragraph
from content.disclosure import NoticePeriod, decode_disclosure
from content.record import DisclosureId
from content.terms import Audience
from tests.content.hub.conftest import PASSWORD, Hub


def test_author_may_not_approve(hub: Hub) -> None:
    from content.hub.review.finish import ReviewError
    from content.hub.review.roles import Role, group_of
    from content.hub.review.services import approve, submit

    hub.editor.groups.add(group_of(role=Role.FIRST_REVIEWER, unit="qingyuan"))
    page = hub.draft()
    submit(page=page, by=hub.editor)

    with pytest.raises(ReviewError, match="editor 不能审核此件"):
        approve(page=page, by=hub.editor)


def test_nobody_approves_twice_even_as_a_member_of_both_groups(hub: Hub) -> None:
    from content.hub.release.models import ReleaseRequest
    from content.hub.review.finish import ReviewError
    from content.hub.review.roles import Role, group_of
    from content.hub.review.services import approve, submit

    hub.first.groups.add(group_of(role=Role.FINAL_REVIEWER, unit="qingyuan"))
    page = hub.draft()
    submit(page=page, by=hub.editor)
    approve(page=page, by=hub.first)

    with pytest.raises(ReviewError, match="已审核过"):
        approve(page=page, by=hub.first)
    assert ReleaseRequest.objects.count() == 0


@pytest.mark.parametrize("who", ["admin", "outsider", "second", "editor"])
def test_only_the_reviewer_of_the_step_and_subtree_approves(hub: Hub, who: str) -> None:
    from content.hub.review.permissions import user_can_approve
    from content.hub.review.services import submit

    page = hub.draft()
    submit(page=page, by=hub.editor)

    assert user_can_approve(hub.first, page)
    assert not user_can_approve(getattr(hub, who), page)


def test_wagtails_own_task_action_obeys_the_same_rule(hub: Hub) -> None:
    from content.hub.review.services import submit

    page = hub.draft()
    submit(page=page, by=hub.editor)
    state = page.current_workflow_task_state

    for user in (hub.admin, hub.editor, hub.second, hub.outsider):
        with pytest.raises(PermissionDenied):
            state.task.specific.on_action(state, user, "approve")


def test_a_user_who_was_deactivated_may_not_approve(hub: Hub) -> None:
    from content.hub.review.permissions import user_can_approve
    from content.hub.review.services import submit

    page = hub.draft()
    submit(page=page, by=hub.editor)
    hub.first.is_active = False
    hub.first.save()

    assert not user_can_approve(hub.first, page)


def test_release_is_exactly_what_was_reviewed(hub: Hub) -> None:
    request = hub.released(
        notice=NoticePeriod(date(2026, 12, 1), date(2026, 12, 9), "0900-5550101"),
        blocks=(Heading("名单"), Facts((Fact("姓名", "张*才"),), "基本情况"), Paragraph("特此公示。")),
        document_number="柳政〔2026〕7号",
    )
    body = decode_disclosure(bytes(request.payload))

    assert (request.kind, request.disclosure, request.unit, request.rev) == ("publish", "t01/000001", "t01", 1)
    assert (request.author_name, request.first_reviewer_name, request.second_reviewer_name) == (
        "editor",
        "first",
        "second",
    )
    assert body.title == "柳溪镇低保新增对象公示"
    assert body.blocks == (Heading("名单"), Facts((Fact("姓名", "张*才"),), "基本情况"), Paragraph("特此公示。"))
    assert body.document_number == "柳政〔2026〕7号"
    assert body.notice == NoticePeriod(date(2026, 12, 1), date(2026, 12, 9), "0900-5550101")
    # The notice's last day is shown to its end: midnight in Asia/Shanghai is 16:00 UTC.
    assert body.valid_until == datetime(2026, 12, 9, 16, tzinfo=UTC)
    assert body.search.initials.startswith("lxzdb")
    assert body.published_at == body.valid_from <= datetime.now(UTC)


def test_an_edit_between_the_two_reviews_sends_the_page_back_to_the_first(hub: Hub) -> None:
    from content.hub.release.models import ReleaseRequest
    from content.hub.review.finish import ReviewError
    from content.hub.review.services import approve, submit

    page = hub.draft()
    submit(page=page, by=hub.editor)
    approve(page=page, by=hub.first)
    page.title = "柳溪镇低保新增对象公示(改)"
    page.save_revision(user=hub.editor)

    # The second reviewer saw the old revision: his consent does not finish the review.
    assert approve(page=page, by=hub.second) is None
    assert ReleaseRequest.objects.count() == 0
    with pytest.raises(ReviewError):
        approve(page=page, by=hub.second)
    page.refresh_from_db()
    assert not page.live


def test_an_edit_after_the_last_review_is_not_released(hub: Hub) -> None:
    from wagtail.models import TaskState

    from content.hub.review.finish import ReviewError, release
    from content.hub.review.services import approve, submit

    page = hub.draft()
    submit(page=page, by=hub.editor)
    approve(page=page, by=hub.first)
    state = page.current_workflow_state
    other = page.save_revision(user=hub.editor)
    TaskState.objects.create(
        workflow_state=state,
        revision=other,
        task=page.current_workflow_task,
        status="approved",
        finished_by=hub.second,
        finished_at=datetime.now(UTC),
    )

    with pytest.raises(ReviewError, match="不是同一稿"), transaction.atomic():
        release(state)


def test_a_later_draft_does_not_change_what_is_live(hub: Hub) -> None:
    from content.hub.disclosures.models import DisclosurePage

    request = hub.released()
    page = DisclosurePage.objects.get(registration__pk=request.disclosure)
    page.title = "未经审核的标题"
    page.save_revision(user=hub.editor)
    page.refresh_from_db()

    assert page.live
    assert page.title == "柳溪镇低保新增对象公示"
    assert page.live_revision_id == request.revision


def test_a_second_release_has_the_same_id_and_the_next_revision(hub: Hub) -> None:
    from content.hub.disclosures.models import DisclosurePage
    from content.hub.review.services import approve, submit

    first = hub.released()
    page = DisclosurePage.objects.get(registration__pk=first.disclosure)
    page.title = "柳溪镇低保新增对象公示(更正)"
    page.save_revision(user=hub.editor)
    submit(page=page, by=hub.editor)
    approve(page=page, by=hub.first)
    second = approve(page=page, by=hub.second)

    assert second is not None
    assert (second.disclosure, second.rev) == (first.disclosure, 2)
    assert decode_disclosure(bytes(second.payload)).title == "柳溪镇低保新增对象公示(更正)"


def test_ids_count_by_unit(hub: Hub) -> None:
    assert [hub.released(unit=unit).disclosure for unit in ("t01", "d01", "t01", "t01-v01")] == [
        "t01/000001",
        "d01/000001",
        "t01/000002",
        "t01-v01/000001",
    ]


def test_an_identity_number_is_refused_at_submission(hub: Hub) -> None:
    from content.hub.review.services import submit

    # 11010519491231002X is the example of GB 11643-1999.
    page = hub.draft(blocks=(Paragraph("身份证号:110105 1949 1231 002X"),))

    with pytest.raises(ValidationError, match=r"11\*+02X"):
        submit(page=page, by=hub.editor)


def test_what_is_not_for_the_public_is_not_released(hub: Hub) -> None:
    from content.hub.release.models import ReleaseRequest
    from content.hub.release.services import NotReleasable
    from content.hub.review.services import approve, submit

    page = hub.draft(audience=Audience.INTERNAL)
    submit(page=page, by=hub.editor)
    approve(page=page, by=hub.first)

    with pytest.raises(NotReleasable, match="公开对象"):
        approve(page=page, by=hub.second)
    page.refresh_from_db()
    assert (page.live, ReleaseRequest.objects.count()) == (False, 0)
    assert page.current_workflow_task.name == "终审", "the refused consent was taken back"


def test_withdrawing_takes_one_person_and_a_reason(hub: Hub) -> None:
    from content.hub.disclosures.models import DisclosurePage
    from content.hub.review.finish import ReviewError
    from content.hub.review.services import withdraw

    id_ = DisclosureId(hub.released().disclosure)

    with pytest.raises(ReviewError):
        withdraw(disclosure_id=id_, reason="错误", by=hub.outsider)
    with pytest.raises(ValueError, match="needs a reason"):
        withdraw(disclosure_id=id_, reason=" ", by=hub.editor)
    request = withdraw(disclosure_id=id_, reason="金额有误", by=hub.first)

    assert (request.kind, request.rev, request.author_name) == ("withdraw", 1, "first")
    assert b'"reason":"\xe9\x87\x91\xe9\xa2\x9d\xe6\x9c\x89\xe8\xaf\xaf"' in bytes(request.payload)
    assert not DisclosurePage.objects.get(registration__pk=id_).live
    with pytest.raises(ValueError, match="not on display"):
        withdraw(disclosure_id=id_, reason="再来", by=hub.first)


def test_what_has_ended_is_withdrawn_once(hub: Hub) -> None:
    from django.utils import timezone

    from content.hub.disclosures.models import Registration
    from content.hub.release.models import ReleaseRequest
    from content.hub.release.services import withdraw_what_has_ended

    ended, running = hub.released(), hub.released(valid_until=date(2999, 1, 1))
    Registration.objects.filter(pk=ended.disclosure).update(ends_at=timezone.now() - timedelta(seconds=1))

    assert withdraw_what_has_ended() == 1
    assert withdraw_what_has_ended() == 0
    request = ReleaseRequest.objects.get(kind="withdraw")
    assert (request.disclosure, request.author, request.author_name) == (ended.disclosure, 0, "到期自动撤下")
    assert not Registration.objects.get(pk=running.disclosure).is_withdrawn


def test_nobody_holds_the_permission_to_publish(hub: Hub) -> None:
    from wagtail.models import GroupPagePermission

    held = GroupPagePermission.objects.values_list("permission__codename", flat=True)
    assert set(held) == {"add_page", "change_page", "lock_page"}


def test_a_reviewers_list_holds_what_he_may_act_on(hub: Hub) -> None:
    from wagtail.models import TaskState

    from content.hub.review.services import approve, submit

    first, second = hub.draft("一"), hub.draft("二")
    for page in (first, second):
        submit(page=page, by=hub.editor)
    approve(page=second, by=hub.first)

    def titles(user: object) -> list[str]:
        return [state.revision.as_object().title for state in TaskState.objects.reviewable_by(user)]

    assert titles(hub.first) == ["一"]
    assert titles(hub.second) == ["二"]
    assert titles(hub.editor) == titles(hub.admin) == titles(hub.outsider) == []


def test_passwords_are_long_and_uncommon(hub: Hub) -> None:
    from content.hub.review.roles import create_account

    for weak in ("short-9A", "1qaz2wsx3edc", "123456789012", "newcomer-9999"):
        with pytest.raises(ValidationError):
            create_account(username="newcomer", password=weak)
    create_account(username="newcomer", password=PASSWORD)


def test_a_user_with_too_many_page_permissions_is_pointed_out(hub: Hub) -> None:
    from django.contrib.auth.models import Group, Permission
    from wagtail.models import GroupPagePermission, Page

    from content.hub.review.checks import few_page_permissions

    assert few_page_permissions(None, databases=["default"]) == []
    permission = Permission.objects.get(codename="change_page")
    for number in range(49):  # with the two he has: one too many
        group = Group.objects.create(name=f"村 {number}")
        GroupPagePermission.objects.create(group=group, page=Page.objects.get(depth=2), permission=permission)
        hub.editor.groups.add(group)
    assert [warning.msg for warning in few_page_permissions(None, databases=["default"])] == [
        "editor holds 51 page permissions, at most 50 are well borne"
    ]
