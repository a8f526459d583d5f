"""What became of a questionnaire: its questions as they were released, and how often each choice was taken."""

from __future__ import annotations

from dataclasses import dataclass

from content.blocks import Question
from content.disclosure import decode_disclosure, questions_of
from content.hub.feedback.models import SurveyAnswers
from content.hub.release.models import Kind, ReleaseOutcome, Status


@dataclass(frozen=True)
class Counted:
    """One question. choices: text and how often it was taken. answered: by how many citizens."""

    text: str
    several: bool
    answered: int
    choices: tuple[tuple[str, int], ...]

    def shares(self) -> tuple[tuple[str, int, int], ...]:
        """Text, count and percent of those who answered, rounded to whole ones."""
        return tuple((text, count, round(100 * count / max(1, self.answered))) for text, count in self.choices)


def questions_as_released(disclosure: str, rev: int) -> tuple[Question, ...]:
    """The questions that citizens saw. Raises ValueError if no questionnaire was released under this revision."""
    released = (
        ReleaseOutcome.objects.filter(
            request__disclosure=disclosure, request__rev=rev, request__kind=Kind.PUBLISH, status=Status.PUBLISHED
        )
        .select_related("request")
        .first()
    )
    body = bytes(released.request.payload) if released else b""  # empty, too, once it was erased
    questions = questions_of(decode_disclosure(body)) if body else ()
    if not questions:
        raise ValueError(f"no questionnaire {disclosure!r} was released at revision {rev}")
    return questions


def counted(disclosure: str, rev: int) -> tuple[Counted, ...]:
    """How often each choice of one revision was taken. Raises ValueError as ``questions_as_released`` does."""
    questions = questions_as_released(disclosure, rev)
    tallies = [[0] * len(question.choices) for question in questions]
    total = 0
    for answers in SurveyAnswers.objects.filter(disclosure=disclosure, rev=rev).values_list("answers", flat=True):
        total += 1
        for tally, taken in zip(tallies, answers, strict=True):
            for choice in taken:
                tally[choice] += 1
    return tuple(
        Counted(question.text, question.several, total, tuple(zip(question.choices, tally, strict=True)))
        for question, tally in zip(questions, tallies, strict=True)
    )
