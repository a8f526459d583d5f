"""The texts of bench.ten_counties as the hub keeps them: drafts, what waits for review, and what was released.

Each has the rows that the services write: its revision, its review with every consent of its flow, its registration,
its request and the signer's answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from content.disclosure import Disclosure
from content.record import encode
from content.terms import Level


def put_drafts(items: Sequence[Disclosure], by: Any) -> list[Any]:
    from content.hub.disclosures.draft import Draft
    from content.hub.disclosures.services import create_drafts

    drafts = [
        Draft(
            unit=item.unit,
            title=item.title,
            publisher=item.publisher,
            blocks=item.blocks,
            six_open=item.six_open,
            window=item.window,
            formed_on=item.formed_on,
            source=f"bench:{item.id}",
        )
        for item in items
    ]
    return create_drafts(drafts, by=by)


def put_released(items: Sequence[Disclosure], people: dict[str, Any]) -> None:
    """Drafts with their whole way: reviewed, registered, released, answered."""
    from django.db import transaction
    from wagtail.models import Page

    from content.hub.disclosures.models import Registration
    from content.hub.release.models import ReleaseOutcome, ReleaseRequest

    with transaction.atomic():
        pages = put_drafts(items, people["editor"])
        reviews = _reviews(pages, items, people, done=True)
        for page, item, (revision, _, _) in zip(pages, items, reviews, strict=True):
            page.live, page.has_unpublished_changes = True, False
            page.first_published_at = page.last_published_at = item.published_at
            page.latest_revision = page.live_revision = revision
            page.latest_revision_created_at = item.published_at
        Page.objects.bulk_update([_base(page) for page in pages], _PUBLISHED_FIELDS, batch_size=100)
        Registration.objects.bulk_create(
            [
                Registration(id=item.id, unit_id=item.unit, page_id=page.pk, rev=1)
                for page, item in zip(pages, items, strict=True)
            ],
            batch_size=100,
        )
        requests = []
        for item, (revision, state, approvals) in zip(items, reviews, strict=True):
            body = encode(item)
            requests.append(
                ReleaseRequest(
                    kind="publish",
                    disclosure=item.id,
                    unit=item.unit,
                    rev=1,
                    payload=body,
                    sha256=sha256(body).hexdigest(),
                    revision=revision.pk,
                    author=people["editor"].pk,
                    author_name="editor",
                    first_reviewer=approvals[0]["person"],
                    first_reviewer_name=approvals[0]["person_name"],
                    second_reviewer=approvals[-1]["person"],
                    second_reviewer_name=approvals[-1]["person_name"],
                    flow=state.flow_key,
                    review=state.pk,
                    approvals=approvals,
                )
            )
        ReleaseRequest.objects.bulk_create(requests, batch_size=30)
        ReleaseOutcome.objects.bulk_create(
            [ReleaseOutcome(request=request, status="published", version=1) for request in requests], batch_size=100
        )


_PUBLISHED_FIELDS = [
    "live",
    "has_unpublished_changes",
    "first_published_at",
    "last_published_at",
    "latest_revision",
    "live_revision",
    "latest_revision_created_at",
]


def _base(page: Any) -> Any:
    """The row of Wagtail's page table alone."""
    from wagtail.models import Page

    names = [field.attname for field in Page._meta.concrete_fields]
    return Page(**{name: getattr(page, name) for name in names})


def put_waiting(items: Sequence[Disclosure], people: dict[str, Any]) -> None:
    """Drafts that were handed in: each waits at the first step of its flow."""
    from django.db import transaction
    from wagtail.models import Page

    with transaction.atomic():
        pages = put_drafts(items, people["editor"])
        for page, (revision, _, _) in zip(pages, _reviews(pages, items, people, done=False), strict=True):
            page.latest_revision = revision
            page.latest_revision_created_at = revision.created_at
        Page.objects.bulk_update([_base(page) for page in pages], _PUBLISHED_FIELDS, batch_size=100)


def _reviews(pages: Sequence[Any], items: Sequence[Disclosure], people: dict[str, Any], *, done: bool) -> list[Any]:
    """A revision of each page and its review: (revision, workflow state, approvals)."""
    from django.contrib.contenttypes.models import ContentType
    from modelcluster.models import get_all_child_relations, get_serializable_data_for_fields
    from wagtail.models import Page, PageLogEntry, Revision, TaskState, WorkflowState

    from content.hub.disclosures.models import DisclosurePage
    from content.hub.review.flow_packs import Subject
    from content.hub.review.models import Consent, SeparatedApprovalTask
    from content.hub.review.secrecy import nothing_touched
    from content.hub.review.standing import flows, workflow_of

    kind = ContentType.objects.get_for_model(DisclosurePage)
    base = ContentType.objects.get_for_model(Page)
    tasks = {(task.flow, task.step): task for task in SeparatedApprovalTask.objects.all()}
    moments = [item.published_at for item in items]
    nothing_below: dict[str, Any] = {
        relation.get_accessor_name(): [] for relation in get_all_child_relations(DisclosurePage)
    }
    revisions = Revision.objects.bulk_create(
        [
            Revision(
                content_type=kind,
                base_content_type=base,
                object_id=str(page.pk),
                created_at=at,
                user=people["editor"],
                object_str=page.title,
                content={**get_serializable_data_for_fields(page), **nothing_below},
            )
            for page, at in zip(pages, moments, strict=True)
        ],
        batch_size=60,
    )
    of_flow: dict[str, Any] = {}
    chosen = [
        flows().flow_of(Subject(frozenset({item.unit}), Level.VILLAGE, item.six_open, "", None)) for item in items
    ]
    for flow in chosen:
        of_flow.setdefault(flow.key, workflow_of(flow))
    states = WorkflowState.objects.bulk_create(
        [
            WorkflowState(
                content_type=kind,
                base_content_type=base,
                object_id=str(page.pk),
                workflow=of_flow[flow.key],
                status=WorkflowState.STATUS_APPROVED if done else WorkflowState.STATUS_IN_PROGRESS,
                created_at=at,
                requested_by=people["editor"],
            )
            for page, at, flow in zip(pages, moments, chosen, strict=True)
        ],
        batch_size=100,
    )
    rows: list[Any] = []
    owners: list[tuple[int, Any, Any]] = []
    task_type = ContentType.objects.get_for_model(TaskState)
    for position, (flow, state, revision, at) in enumerate(zip(chosen, states, revisions, moments, strict=True)):
        state.flow_key = flow.key
        for step in flow.signs if done else flow.signs[:1]:
            person = people[step.role]
            rows.append(
                TaskState(
                    workflow_state=state,
                    revision=revision,
                    task_id=tasks[flow.key, step.key].pk,
                    status=TaskState.STATUS_APPROVED if done else TaskState.STATUS_IN_PROGRESS,
                    started_at=at,
                    finished_at=at if done else None,
                    finished_by=person if done else None,
                    content_type=task_type,
                )
            )
            owners.append((position, step, person))
    TaskState.objects.bulk_create(rows, batch_size=100)
    approvals: list[list[dict[str, Any]]] = [[] for _ in items]
    consents = []
    current: dict[int, Any] = {}
    sheet = nothing_touched()
    for row, (position, step, person) in zip(rows, owners, strict=True):
        current[position] = row
        if not done:
            continue
        name = person.get_username()
        approvals[position].append({"step": step.key, "name": step.name, "person": person.pk, "person_name": name})
        consents.append(
            Consent(
                task_state=row.pk,
                flow=chosen[position].key,
                step=step.key,
                revision=revisions[position].pk,
                person=person.pk,
                person_name=name,
                confirmed=sorted(need.value for need in step.needs),
                answers={key: answer.value for key, answer in sheet.answers.items()} if step.asks_sheet else {},
            )
        )
    Consent.objects.bulk_create(consents, batch_size=60)
    for position, state in enumerate(states):
        state.current_task_state = current[position]
    WorkflowState.objects.bulk_update(states, ["current_task_state"], batch_size=200)
    actions = (
        "wagtail.edit",
        "wagtail.workflow.start",
        *(["wagtail.workflow.approve", "wagtail.publish"] if done else []),
    )
    PageLogEntry.objects.bulk_create(
        [
            PageLogEntry(
                page_id=page.pk,
                content_type=kind,
                label=page.title,
                action=action,
                timestamp=at,
                user=people["editor"],
                content_changed=True,
                deleted=False,
                data={},
                revision=revision,
            )
            for page, revision, at in zip(pages, revisions, moments, strict=True)
            for action in actions
        ],
        batch_size=80,
    )
    return list(zip(revisions, states, approvals, strict=True))


def count_numbers() -> None:
    """What next_id would have counted."""
    from content.hub.disclosures.models import Registration
    from content.hub.units.models import Unit

    last: dict[str, int] = {}
    for pk in Registration.objects.values_list("pk", flat=True):
        unit, _, number = pk.partition("/")
        last[unit] = max(last.get(unit, 0), int(number))
    units = list(Unit.objects.filter(pk__in=last))
    for unit in units:
        unit.last_number = last[unit.pk]
    Unit.objects.bulk_update(units, ["last_number"], batch_size=200)
