"""保密审查单: the questions that the law asks before anything is public, and what an answer means.

政府信息公开条例(2019) art. 14 to 17 and 保守国家秘密法(2024) art. 35 and 64. 先审查、后公开,一事一议: one sheet for one
revision, filled by one named person, kept for ever.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass

MAX_REASON_LENGTH = 1_000


class Answer(enum.Enum):
    """Whether the text touches upon it."""

    NO = "no"
    YES = "yes"
    UNSURE = "unsure"


ANSWER_LABELS = {Answer.NO: "不涉及", Answer.YES: "涉及", Answer.UNSURE: "不能确定"}


@dataclass(frozen=True)
class Question:
    """One row of the sheet. may_be_public: 涉及 is no end if the reason for disclosing it all the same is written."""

    key: str
    text: str
    basis: str
    may_be_public: bool = False


QUESTIONS = (
    Question("state-secret", "是否涉及国家秘密", "政府信息公开条例第十四条；保守国家秘密法第三十五条"),
    Question("work-secret", "是否涉及工作秘密", "保守国家秘密法第六十四条"),
    Question("forbidden", "是否属于法律、行政法规禁止公开的信息", "政府信息公开条例第十四条"),
    Question(
        "safety", "公开后是否可能危及国家安全、公共安全、经济安全、社会稳定", "政府信息公开条例第十四条"
    ),
    Question(
        "third-party",
        "是否涉及商业秘密、个人隐私等，公开会损害第三方合法权益",
        "政府信息公开条例第十五条：第三方同意，或者不公开会对公共利益造成重大影响的，予以公开",
        may_be_public=True,
    ),
    Question(
        "internal",
        "是否属于人事管理、后勤管理、内部工作流程等内部事务信息",
        "政府信息公开条例第十六条：可以不予公开",
        may_be_public=True,
    ),
    Question(
        "process",
        "是否属于讨论记录、过程稿、磋商信函、请示报告等过程性信息，或者行政执法案卷信息",
        "政府信息公开条例第十六条：可以不予公开，法律、法规、规章规定应当公开的除外",
        may_be_public=True,
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Sheet:
    """A filled sheet. answers and reasons: by the question's key."""

    answers: Mapping[str, Answer]
    reasons: Mapping[str, str]


def faults(sheet: Sheet) -> list[str]:
    """Why this sheet does not let the text become public, in Chinese; empty if it does."""
    found = []
    known = {question.key for question in QUESTIONS}
    for key in sorted((set(sheet.answers) | set(sheet.reasons)) - known):
        found.append(f"审查单上没有「{key}」这一项")
    for question in QUESTIONS:
        answer = sheet.answers.get(question.key)
        reason = sheet.reasons.get(question.key, "").strip()
        if len(reason) > MAX_REASON_LENGTH:
            found.append(f"「{question.text}」的理由超过 {MAX_REASON_LENGTH} 字")
        if answer is None:
            found.append(f"没有回答「{question.text}」")
        elif answer is Answer.UNSURE:
            found.append(f"「{question.text}」不能确定：应当报主管部门或者保密行政管理部门确定，确定以前不得公开")
        elif answer is Answer.YES and not question.may_be_public:
            found.append(f"「{question.text}」：涉及的不得公开，请退回({question.basis})")
        elif answer is Answer.YES and not reason:
            found.append(f"「{question.text}」：涉及而仍要公开的，须写明理由和依据({question.basis})")
    return found


def plain_sheet(answers: Mapping[str, str], reasons: Mapping[str, str]) -> Sheet:
    """A sheet from a form or from the record. Raises ValueError for an answer that is none."""
    return Sheet({key: Answer(value) for key, value in answers.items() if value}, dict(reasons))


def nothing_touched() -> Sheet:
    """不涉及 to every question."""
    return Sheet({question.key: Answer.NO for question in QUESTIONS}, {})
