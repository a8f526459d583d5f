"""What the review page shows: the text under review, what it changes, and where it stands in its flow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils import timezone

from content.disclosure import Disclosure, decode_disclosure
from content.hub.disclosures.attachments import AttachmentFolder
from content.hub.disclosures.body import disclosure_of
from content.hub.disclosures.models import Registration
from content.hub.release.models import Kind, ReleaseRequest, Status
from content.hub.review.differences import Differences, Line, differences, lines_of
from content.hub.review.flows import (
    NEED_LABELS,
    OF_PAGE,
    STEP_KIND_LABELS,
    Flow,
    Need,
    NotAllowed,
    Progress,
    Step,
    StepKind,
    Taken,
    begin,
    earliest,
    next_step,
    replay,
)
from content.hub.review.models import Consent
from content.hub.review.role import BY_KEY
from content.hub.review.standing import flow_of, flows, progress_of, recorded, today_here, unit_of_page
from content.record import DisclosureId, UnitCode


@dataclass(frozen=True)
class StepShown:
    """One step as the page draws it. state: done, now, later. who: a person, or the role that is waited for."""

    name: str
    kind: str
    state: str
    who: str
    on: date | None
    note: str


@dataclass(frozen=True)
class FlowShown:
    """Where a page stands. text: the revision under review, or the newest draft; task_state, waiting: what waits for
    a consent, if anything does. problem: why the text cannot go on, in Chinese.
    """

    flow: Flow
    steps: list[StepShown]
    text: Any
    task_state: Any
    waiting: Step | None
    problem: str

    @property
    def ticks(self) -> list[tuple[str, str]]:
        """What whoever signs confirms with a tick: key and words."""
        needs = self.waiting.needs if self.waiting else ()
        return [(one.value, NEED_LABELS[one]) for one in needs if one not in OF_PAGE | {Need.SECRECY_SHEET}]


@dataclass(frozen=True)
class Reading:
    """What a reviewer reads. disclosure: as citizens would get it, None with ``problem`` if they could not.

    before: what is released now, if anything is; changes: what the text changes in it.
    """

    disclosure: Disclosure | None
    lines: list[Line]
    before: ReleaseRequest | None
    changes: Differences | None
    consents: list[Consent]
    problem: str


def flow_shown(page: Any) -> FlowShown:
    """The flow of the text that is under review, or of the newest draft, with its steps so far."""
    state = page.current_workflow_state
    task_state = state.current_task_state if state is not None and page.workflow_in_progress else None
    revision = task_state.revision if task_state is not None else None
    text = revision.as_object() if revision is not None else page.get_latest_revision_as_object()
    flow = flow_of(text, unit_of_page(page))
    if task_state is not None:  # the flow that it was handed to, even if its kind takes another by now
        flow = flows().by_key.get(task_state.task.specific.flow, flow)
    problem = ""
    try:
        progress = _progress(flow, state, revision, text)
    except NotAllowed as err:
        progress, problem = begin(), str(err)
    waiting = task_state.task.specific.declared if task_state is not None else None
    return FlowShown(flow, _shown(flow, progress), text, task_state, waiting, problem)


def is_on_display(page: Any) -> bool:
    """Whether it was released and nobody has asked to withdraw it."""
    return bool(Registration.objects.filter(page_id=page.pk, is_withdrawn=False, rev__gt=0).exists())


def reading_of(page: Any, shown: FlowShown) -> Reading:
    """The text of ``shown``, with what it changes in what citizens see now."""
    before = _released(page)
    disclosure, problem = _as_released(shown.text, unit_of_page(page).pk, before)
    old = decode_disclosure(bytes(before.payload)) if before is not None else None
    return Reading(
        disclosure=disclosure,
        lines=lines_of(disclosure.blocks) if disclosure else [],
        before=before,
        changes=differences(old, disclosure) if old and disclosure else None,
        consents=list(Consent.objects.filter(revision=shown.task_state.revision_id)) if shown.task_state else [],
        problem=problem,
    )


def _progress(flow: Flow, state: Any, revision: Any, text: Any) -> Progress:
    if revision is not None:
        return progress_of(flow, state, revision)
    return replay(flow, begin(), recorded(text, flow), today=today_here())


def _shown(flow: Flow, progress: Progress) -> list[StepShown]:
    people = {taken.person for taken in progress.taken.values()}
    names = dict(get_user_model().objects.filter(pk__in=people).values_list("pk", "username"))
    waiting = next_step(flow, progress)
    first_day = earliest(flow, progress)
    shown = []
    for step in flow.steps:
        taken = progress.taken.get(step.key)
        state = "done" if taken else "now" if step == waiting else "later"
        role = BY_KEY[step.role].value if step.kind is StepKind.SIGN else ""
        note = _votes(taken) if taken else ""
        if state == "now" and first_day is not None and first_day > today_here():
            note = f"最早 {first_day}"
        elif not taken and step.gap_days:
            note = f"与上一步间隔 {step.gap_days} 天"
        who = names.get(taken.person, "") if taken else role
        shown.append(StepShown(step.name, STEP_KIND_LABELS[step.kind], state, who, taken.on if taken else None, note))
    return shown


def _votes(taken: Taken) -> str:
    return f"到会 {taken.present}/{taken.entitled}，同意 {taken.agreed}" if taken.entitled else ""


def _released(page: Any) -> ReleaseRequest | None:
    """The release that citizens see now."""
    registration = Registration.objects.filter(page_id=page.pk, is_withdrawn=False).first()
    if registration is None:
        return None
    found: ReleaseRequest | None = ReleaseRequest.objects.filter(
        kind=Kind.PUBLISH, disclosure=registration.pk, outcome__status=Status.PUBLISHED
    ).last()
    return found


def _as_released(text: Any, unit: str, before: ReleaseRequest | None) -> tuple[Disclosure | None, str]:
    """The text as citizens would get it; or why it cannot be released."""
    try:
        disclosure = disclosure_of(
            text,
            id=DisclosureId(before.disclosure if before else f"{unit}/000000"),
            unit=UnitCode(unit),
            rev=before.rev + 1 if before else 1,
            published_at=timezone.now().replace(microsecond=0),
            folder=AttachmentFolder(settings.HUB.data_dir),
        )
    except ValueError as err:
        return None, str(err)
    return disclosure, ""
