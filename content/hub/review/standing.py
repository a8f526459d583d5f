"""Where a page stands in its flow: the database's rows, as the pure table of ``flows`` reads them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from wagtail.models import Revision, TaskState, Workflow

from content.hub.review.errors import ReviewError
from content.hub.review.flow_packs import Flows, Subject, read_flows
from content.hub.review.flows import (
    OF_PAGE,
    Flow,
    Need,
    NotAllowed,
    Progress,
    StepKind,
    Taken,
    begin,
    check_ready,
    replay,
    take,
)
from content.hub.review.secrecy import Sheet, faults, plain_sheet
from content.record import COUNTY_TIME
from content.terms import Level, SixOpen, Stage

_NEVER_BY_A_TICK = OF_PAGE | {Need.SECRECY_SHEET}


def flows() -> Flows:
    """The flows of this hub: the national ones and the packs that hub.toml names."""
    return _flows(settings.HUB.flow_packs)


@cache
def _flows(packs: tuple[Path, ...]) -> Flows:
    return read_flows(packs)


def flow_of(page: Any, unit: Any) -> Flow:
    """The flow that a page of a unit takes, by what it says of itself (in the revision that is given)."""
    above, at = {unit.pk}, unit
    while at.parent_id:
        at = at.parent
        above.add(at.pk)
    stage = Stage(page.stage) if page.stage else None
    return flows().flow_of(
        Subject(frozenset(above), Level(unit.level), SixOpen(page.six_open), page.genre.strip(), stage)
    )


def unit_of_page(page: Any) -> Any:
    """The unit under which a page hangs."""
    return page.get_parent().specific.unit


def workflow_of(flow: Flow) -> Any:
    """Wagtail's workflow of a flow; None before ``set_up_review``."""
    return Workflow.objects.filter(workflow_tasks__task__separatedapprovaltask__flow=flow.key, active=True).first()


def recorded(page: Any, flow: Flow) -> list[tuple[str, Taken]]:
    """The steps that the page records, in the flow's order. Raises NotAllowed for two records of one step."""
    found: dict[str, Taken] = {}
    for row in page.step_records.all():
        if row.step in found:
            raise NotAllowed(f"「{row.get_step_display()}」记载了两次")
        found[row.step] = Taken(row.held_on, 0, row.entitled, row.present, row.agreed)
    earlier = _follows(page)
    for step in flow.recorded:
        if step.kind is StepKind.PUBLICATION and earlier is not None and step.key not in found:
            found[step.key] = Taken(_released_on(earlier))
        if step.kind is StepKind.PERIOD and earlier is not None and step.key not in found:
            if earlier.notice_last_day is None:
                raise NotAllowed(f"承接的「{earlier.title}」没有公示期")
            found[step.key] = Taken(earlier.notice_last_day)
    return [(step.key, found[step.key]) for step in flow.recorded if step.key in found]


def page_needs(page: Any, flow: Flow) -> frozenset[Need]:
    """What the page itself brings of the needs of its flow. Raises NotAllowed for what is there and wrong."""
    needs = set()
    procedure = next(iter(page.procedure.all()), None)
    if procedure is not None and procedure.explanation.strip():
        needs.add(Need.EXPLANATION)
    earlier = _follows(page)
    if earlier is not None and (not page.matter.strip() or page.matter != earlier.matter):
        raise NotAllowed(f"与承接的「{earlier.title}」须填同一个事项编号，群众才能在「全过程」里看到前后两件")
    if page.notice_first_day and page.notice_last_day and page.notice_contact.strip():
        days = (page.notice_last_day - page.notice_first_day).days + 1
        is_explained = procedure is not None and procedure.shortened_because.strip()
        if days < flow.least_comment_days and not is_explained:
            raise NotAllowed(
                f"征求意见 {days} 天，一般不少于 {flow.least_comment_days} 天；需要缩短的，填写「缩短期限的理由」"
            )
        needs.add(Need.COMMENT_PERIOD)
    opinions = list(page.opinions_taken.all())
    for row in opinions:
        if row.adoption != "adopted" and not row.reason.strip():
            raise NotAllowed(f"意见「{row.opinion[:20]}」没有采纳，须说明理由")
    if opinions:
        needs.add(Need.OPINIONS)
    return frozenset(needs)


def check_before_review(page: Any, flow: Flow) -> None:
    """Raise NotAllowed if the page lacks what its flow wants before anybody signs: meetings, days, an explanation."""
    today = today_here()
    progress = replay(flow, begin(), recorded(page, flow), today=today)
    check_ready(flow, progress, page_needs(page, flow), today=today)


def task_to_start(workflow_state: Any) -> Any:
    """The task that a review comes to next, in the flow that the newest text takes. Raises ReviewError; see above."""
    page = workflow_state.content_object
    text = page.get_latest_revision_as_object()
    flow = flow_of(text, unit_of_page(page))
    workflow = workflow_of(flow)
    if workflow is not None and workflow.pk != workflow_state.workflow_id:
        workflow_state.workflow = workflow
        workflow_state.save(update_fields=["workflow"])
    if not workflow_state.task_states.exists():
        try:
            check_before_review(text, flow)
        except NotAllowed as err:
            raise ReviewError(str(err)) from err
    return workflow_state.get_next_task()


def progress_of(flow: Flow, workflow_state: Any, revision: Any) -> Progress:
    """How far one revision has come. Raises NotAllowed if its steps were not taken as the flow demands."""
    reviewed, today = revision.as_object(), today_here()
    brought = page_needs(reviewed, flow)
    steps = recorded(reviewed, flow)
    taken = dict(steps)
    for step in flow.signs:
        state = approval_of(workflow_state, revision, flow, step.key)
        if state is not None:
            needs = brought | _confirmed(state)
            taken[step.key] = Taken(state.finished_at.astimezone(COUNTY_TIME).date(), state.finished_by_id, needs=needs)
    in_order = [(step.key, taken[step.key]) for step in flow.steps if step.key in taken]
    return replay(flow, begin(*authors_of(workflow_state, revision)), in_order, today=today)


def authors_of(workflow_state: Any, revision: Any) -> set[int]:
    """Everybody who answers for the text: who wrote it or a draft of it since the last release, who submitted it."""
    page = workflow_state.content_object
    drafts = Revision.objects.for_instance(page).filter(id__lte=revision.pk)
    before = _released(page).filter(revision__lt=revision.pk).order_by("-revision").values_list("revision", flat=True)
    wrote = drafts.filter(id__gt=before.first() or 0, user__isnull=False)
    people = set(wrote.values_list("user_id", flat=True))
    return people | ({workflow_state.requested_by_id} if workflow_state.requested_by_id else set())


def record_consent(task_state: Any, user: Any, *, confirmed: Iterable[Need], sheet: Sheet | None, comment: str) -> None:
    """Write down what a reviewer confirms, if the flow allows him the step now. Raises ReviewError."""
    from content.hub.review.models import Consent

    task = task_state.task.specific
    flow = flows().by_key.get(task.flow)
    if flow is None or task.declared is None:
        raise ReviewError("这个流程已停用，请取消审核后重新提交")
    needs = frozenset(confirmed) - _NEVER_BY_A_TICK
    if sheet is not None:
        found = faults(sheet)
        if found:
            raise ReviewError("；".join(found))
        needs |= {Need.SECRECY_SHEET}
    try:
        progress = progress_of(flow, task_state.workflow_state, task_state.revision)
        brought = page_needs(task_state.revision.as_object(), flow)
        today = today_here()
        take(flow, progress, task.step, Taken(today, user.pk, needs=needs | brought), today=today)
    except NotAllowed as err:
        raise ReviewError(str(err)) from err
    Consent.objects.create(
        task_state=task_state.pk,
        flow=task.flow,
        step=task.step,
        revision=task_state.revision_id,
        person=user.pk,
        person_name=user.get_username(),
        confirmed=sorted(need.value for need in needs),
        answers={key: answer.value for key, answer in sheet.answers.items()} if sheet else {},
        reasons={key: reason for key, reason in sheet.reasons.items() if reason.strip()} if sheet else {},
        comment=comment,
    )


def today_here() -> date:
    """The county's own day."""
    today: date = timezone.now().astimezone(COUNTY_TIME).date()
    return today


def approval_of(workflow_state: Any, revision: Any, flow: Flow, step: str) -> Any:
    """The approving task state of a step for a revision; None while there is none."""
    return (
        TaskState.objects.filter(
            workflow_state=workflow_state,
            revision=revision,
            status=TaskState.STATUS_APPROVED,
            task__separatedapprovaltask__flow=flow.key,
            task__separatedapprovaltask__step=step,
            finished_by__isnull=False,
        )
        .order_by("-finished_at", "-pk")
        .first()
    )


def _confirmed(state: Any) -> frozenset[Need]:
    """What the record of a consent holds, read anew: a sheet that would not pass is none."""
    from content.hub.review.models import Consent

    by_him = Consent.objects.filter(task_state=state.pk, person=state.finished_by_id)
    consent = by_him.filter(revision=state.revision_id).first()
    if consent is None:
        return frozenset()
    needs = {Need(value) for value in consent.confirmed} - _NEVER_BY_A_TICK
    if consent.answers and not faults(plain_sheet(consent.answers, consent.reasons)):
        needs.add(Need.SECRECY_SHEET)
    return frozenset(needs)


def _follows(page: Any) -> Any:
    procedure = next(iter(page.procedure.all()), None)
    return procedure.follows if procedure is not None else None


def _released_on(page: Any) -> date:
    """The day on which a page was first released. Raises NotAllowed if it never was."""
    from content.hub.release.models import Kind, ReleaseRequest, Status

    first = ReleaseRequest.objects.filter(
        kind=Kind.PUBLISH, disclosure__in=_ids(page), outcome__status=Status.PUBLISHED
    ).first()
    if first is None:
        raise NotAllowed(f"承接的「{page.title}」还没有公开")
    day: date = first.created_at.astimezone(COUNTY_TIME).date()
    return day


def _released(page: Any) -> Any:
    from content.hub.release.models import Kind, ReleaseRequest

    return ReleaseRequest.objects.filter(kind=Kind.PUBLISH, disclosure__in=_ids(page))


def _ids(page: Any) -> Any:
    from content.hub.disclosures.models import Registration

    return Registration.objects.filter(page_id=page.pk).values("pk")
