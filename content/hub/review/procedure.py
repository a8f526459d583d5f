"""What a page says of its own procedure: kept from a draft, and shown to citizens as blocks after its text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from content.blocks import Block, Heading, Paragraph, Table
from content.hub.disclosures.draft import Draft
from content.hub.review.models import Adoption, OpinionTaken, Procedure, StepRecord


def keep_procedures(pairs: Sequence[tuple[Any, Draft]]) -> None:
    """Write down what drafts bring of their procedure, for pages that were just made.

    Raises ValueError if the disclosure that one follows is on no page.
    """
    from content.hub.disclosures.models import DisclosurePage

    records, procedures, opinions = [], [], []
    for page, draft in pairs:
        for order, held in enumerate(draft.steps_held):
            records.append(
                StepRecord(
                    page_id=page.pk,
                    sort_order=order,
                    step=held.step,
                    held_on=held.on,
                    entitled=held.entitled,
                    present=held.present,
                    agreed=held.agreed,
                    note=held.note,
                )
            )
        if draft.explanation or draft.shortened_because or draft.follows:
            follows = DisclosurePage.objects.filter(source=draft.follows).first() if draft.follows else None
            if draft.follows and follows is None:
                raise ValueError(f"{draft.title[:40]} follows {draft.follows!r}, which is on no page")
            procedures.append(
                Procedure(
                    page_id=page.pk,
                    explanation=draft.explanation,
                    shortened_because=draft.shortened_because,
                    follows=follows,
                )
            )
        for order, one in enumerate(draft.opinions):
            opinions.append(
                OpinionTaken(
                    page_id=page.pk,
                    sort_order=order,
                    opinion=one.opinion,
                    people=one.people,
                    adoption=one.adoption,
                    reason=one.reason,
                )
            )
    StepRecord.objects.bulk_create(records)
    Procedure.objects.bulk_create(procedures)
    OpinionTaken.objects.bulk_create(opinions)


def blocks_of_procedure(page: Any) -> tuple[Block, ...]:
    """What citizens read of it, after the text: the explanation, the meetings with their votes, what was adopted."""
    # Imported here: the pages' own services keep procedures.
    from content.hub.disclosures.models import Registration

    blocks: list[Block] = []
    for procedure in page.procedure.all():
        if procedure.explanation.strip():
            blocks.append(Heading("起草说明"))
            blocks += [Paragraph(line.strip()) for line in procedure.explanation.splitlines() if line.strip()]
        if procedure.shortened_because.strip():
            blocks.append(Paragraph(f"缩短征求意见期限的理由：{procedure.shortened_because.strip()}"))
        if procedure.follows is not None:
            # The id, which never changes: the signer builds this text again, and a title may have changed by then.
            earlier = Registration.objects.filter(page_id=procedure.follows_id).first()
            if earlier is not None:
                blocks.append(Paragraph(f"本件承接的公开事项：{earlier.pk}"))
    records = list(page.step_records.all())
    if records:
        rows = tuple(
            (one.get_step_display(), one.held_on.isoformat(), *_votes(one), one.note.strip()) for one in records
        )
        blocks.append(Table(("步骤", "日期", "应到", "实到", "同意", "记载"), rows, "过程记录"))
    opinions = list(page.opinions_taken.all())
    if opinions:
        heard = tuple(
            (one.opinion.strip(), str(one.people), Adoption(one.adoption).label, one.reason.strip()) for one in opinions
        )
        blocks.append(Table(("意见", "提出人数", "采纳情况", "理由"), heard, "意见采纳情况"))
    return tuple(blocks)


def texts_of_procedure(page: Any) -> list[str]:
    """Every text of it that may reach a citizen, for the checks while it is being written."""
    texts = [text for one in page.procedure.all() for text in (one.explanation, one.shortened_because)]
    texts += [one.note for one in page.step_records.all()]
    return texts + [text for one in page.opinions_taken.all() for text in (one.opinion, one.reason)]


def _votes(record: StepRecord) -> tuple[str, str, str]:
    if not record.entitled:
        return "", "", ""
    return str(record.entitled), str(record.present), str(record.agreed)
