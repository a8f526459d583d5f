"""答复: an opinion's public answer is a disclosure like any other: drafted here, reviewed by two, signed, released.

It carries the opinion's 受理编号 as its matter, by which the citizen finds it at any kiosk.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from content.blocks import Heading, Paragraph
from content.hub.disclosures.draft import Draft
from content.hub.disclosures.models import DisclosurePage
from content.hub.disclosures.services import create_drafts
from content.hub.feedback.models import Answer, Opinion
from content.hub.review.permissions import user_can_handle_opinion
from content.personal_data import masked
from content.receipt import matter_of, written
from content.record import UnitCode
from content.terms import Stage, Window

GENRE = "答复"
MAX_QUOTED = 200  # characters
MAX_SUBJECT = 30  # characters


def draft_answer(*, opinion: Opinion, by: Any) -> DisclosurePage:
    """The page on which the answer is written, made when it is first asked for.

    What the citizen said in public is quoted, what looks like somebody's data masked; what was sealed
    is not. Raises PermissionDenied, or ValueError if the opinion has no number.
    """
    if not user_can_handle_opinion(by, opinion.unit.page):
        raise PermissionDenied("not a clerk for the opinions of this unit")
    if not opinion.receipt:
        raise ValueError("此意见没有受理编号，不能公开答复。")
    with transaction.atomic():
        known = Answer.objects.select_for_update().filter(opinion=opinion).select_related("page").first()
        if known is not None:
            written_before: DisclosurePage = known.page
            return written_before
        quoted = masked(opinion.text)[:MAX_QUOTED]
        draft = Draft(
            unit=UnitCode(opinion.unit_id),
            title=f"关于群众意见“{_subject(opinion, quoted)}”的答复",
            publisher=opinion.unit.name,
            window=Window.INTERACTION,
            genre=GENRE,
            stage=Stage.RESULT,
            matter=matter_of(opinion.receipt),
            blocks=(
                Heading("群众意见"),
                Paragraph(quoted or f"评价：{opinion.get_rating_display() or '(未公开)'}"),
                Paragraph(f"受理编号：{written(opinion.receipt)}"),
                Heading("答复"),
            ),
        )
        page = create_drafts([draft], by=by)[0]
        Answer.objects.create(opinion=opinion, page=page)
    return page


def _subject(opinion: Opinion, quoted: str) -> str:
    about = DisclosurePage.objects.filter(registration__pk=opinion.disclosure).first() if opinion.disclosure else None
    subject = about.title if about else quoted.replace("\n", " ") or "公开工作"
    return subject if len(subject) <= MAX_SUBJECT else subject[: MAX_SUBJECT - 1] + "…"
