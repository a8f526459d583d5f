"""负面清单: what is certain stops everywhere, what is not is decided by 保密审查 with a reason, a county changes the list."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from content.blocks import Paragraph
from content.disclosure import texts_of
from content.errors import TrustError
from content.hub.catalogue.negative import entries_of_item, matches_in, negative_list
from content.hub.deadlines.command import clocks
from content.hub.review.secrecy import QUESTIONS
from content.terms import SixOpen
from tests.content.hub.conftest import Hub
from tests.content.hub.test_admin import client_of, edit_form, edit_url
from tests.content.hub.test_reading import pdf

NATIONAL = negative_list()

MET = [  # text, entry, whether it is certain
    ("机密★10年", "secret-mark", True),
    ("秘密 ★ 3年", "secret-mark", True),
    ("密级:机密", "secret-level", True),
    ("内部资料，注意保存", "work-secret", True),
    ("本件不得外传", "not-to-be-passed-on", False),
    ("会议研究了涉密会议的安排", "secret-word", False),
    ("关于增加编制的请示", "instructions", False),
    ("现场检查笔录见附件", "case-file", False),
    ("不得将检举人的情况告知被检举单位", "informers", False),
]
NOT_MET = [
    "本信息不涉密，可以公开",
    "商业综合体项目进展",
    "开展保密宣传教育月活动，学习绝密级文件管理规定",
    "举报电话：12388",
    "请示报告制度落实情况",
    "镇村干部值班电话",
]


@pytest.mark.parametrize(("text", "key", "is_certain"), MET)
def test_a_text_meets_an_entry(text: str, key: str, is_certain: bool) -> None:
    (match,) = matches_in(text, NATIONAL)
    assert match.entry == NATIONAL[key]
    assert match.entry.is_certain is is_certain
    assert match.entry.article


@pytest.mark.parametrize("text", NOT_MET)
def test_ordinary_texts_meet_none(text: str) -> None:
    assert list(matches_in(text, NATIONAL)) == []


def test_every_entry_belongs_to_a_question_of_the_sheet_and_quotes_an_article() -> None:
    questions = {question.key: question for question in QUESTIONS}
    for entry in NATIONAL.values():
        assert "条" in entry.article
        assert not (entry.is_certain and questions[entry.question].may_be_public)
    assert {entry.question for entry in NATIONAL.values()} == set(questions), "each question of the law has an entry"


def test_the_sample_and_real_titles_are_hardly_ever_held_up() -> None:
    from content.hub.sample.load import sample_drafts
    from tests.factories import disclosure

    met = Counter(
        match.entry.label
        for draft in sample_drafts()
        for text in texts_of(disclosure(title=draft.title, blocks=draft.blocks))
        for match in matches_in(text, NATIONAL)
    )
    assert met == Counter(), met


def test_real_titles_are_hardly_ever_held_up() -> None:
    folder = Path(__file__).resolve().parents[4] / "shared" / "real" / "titles"
    if not folder.is_dir():
        pytest.skip("no ../shared/real on this machine")
    lines = [line for file in sorted(folder.glob("*.tsv")) for line in file.read_text(encoding="utf-8").splitlines()]
    met = [line for line in lines if list(matches_in(line, NATIONAL))]
    assert len(lines) > 10_000
    assert len(met) <= len(lines) // 500, met[:20]


# ---- packs


def pack(folder: Path, text: str) -> Path:
    file = folder / "county.toml"
    file.write_text('level = "county"\nname = "清源县"\n' + text, encoding="utf-8")
    return file


def test_a_county_changes_fields_and_adds_entries(tmp_path: Path) -> None:
    file = pack(
        tmp_path,
        '[negative.case-file]\nwords = ["办案卷宗"]\n'
        '[negative.reservoir]\nlabel = "水库防护"\nquestion = "safety"\nwords = ["青石水库值守"]\nis_certain = true\n'
        'items = ["水利/水库值守"]\nbasis = "县保密委〔2026〕3号"\n',
    )
    own = negative_list([file])
    assert [match.entry.label for match in matches_in("执法案卷和办案卷宗", own)] == ["行政执法案卷"]
    assert list(matches_in("询问笔录", own)) == []
    (entry,) = entries_of_item(("水利/水库值守/名单",), own)
    assert (entry.label, entry.article, entry.pack) == ("水库防护", "县保密委〔2026〕3号", "清源县")
    assert list(entries_of_item(("水利/水库值守员",), own)) == []
    assert clocks([file]).rules, "the same file may hold clocks, too"


WRONG = [
    ('[negative.x]\nlabel = "甲"\nquestion = "nobody"\n', "no question 'nobody'"),
    ('[negative.x]\nlabel = "甲"\nquestion = "internal"\nis_certain = true\n', "is never certain"),
    ('[negative.x]\nlabel = "甲"\nquestion = "safety"\npatterns = ["("]\n', "unterminated subpattern"),
    ('[negative.x]\nlabel = "甲"\n', "missing required field `question`"),
    ('[negative.x]\nlabel = "甲"\nquestion = "safety"\nword = ["乙"]\n', "unknown field `word`"),
]


@pytest.mark.parametrize(("text", "says"), WRONG)
def test_a_wrong_entry_is_named(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ValueError, match="清源县.*") as refused:
        negative_list([pack(tmp_path, text)])
    assert says in str(refused.value)


# ---- in the hub

UNSURE = "镇党委会议纪要摘录：同意将旧粮库出租。"


def asked(hub: Hub, page: Any) -> Any:
    """The question, put by a click on the edit page."""
    from content.hub.catalogue.models import NegativeQuestion

    html = client_of(hub.editor).get(edit_url(page)).content.decode()
    key = html.split('name="check-ask" value="')[1].split('"')[0]
    client_of(hub.editor).post(edit_url(page), {**edit_form(page), "check-ask": key})
    return NegativeQuestion.objects.get(page_id=page.pk)


def test_what_is_certain_is_stopped_with_its_article_and_nobody_confirms_it(hub: Hub) -> None:
    from content.hub.catalogue.models import NegativeQuestion
    from content.hub.catalogue.secrecy_services import ask
    from content.hub.checking.models import Confirmation
    from content.hub.checking.selectors import checked
    from content.hub.checking.services import confirm
    from content.hub.review.services import submit

    page = hub.draft(blocks=(Paragraph("机密★10年　防汛物资布点。"),))
    with pytest.raises(ValidationError, match="国家秘密标志.*政府信息公开条例第十四条"):
        submit(page=page, by=hub.editor)
    (finding,) = (one for one in checked(page).findings if one.fault.value == "negative-list")
    with pytest.raises(ValueError, match="不能由信息员确认"):
        confirm(page=page, findings=[finding], by=hub.editor)
    with pytest.raises(ValueError, match="不由保密审查人员决定"):
        ask(page=page, finding=finding, by=hub.editor)
    forged = {**edit_form(page), "check-confirm": finding.key, "check-ask": finding.key}
    assert client_of(hub.editor).post(edit_url(page), forged).status_code == 302
    assert not Confirmation.objects.exists()
    assert not NegativeQuestion.objects.exists()
    html = client_of(hub.editor).get(edit_url(page)).content.decode()
    assert "不得公开：删去这些内容" in html
    assert 'name="check-confirm"' not in html


def test_what_is_not_certain_waits_for_a_named_person_and_his_reason(hub: Hub) -> None:
    from content.hub.catalogue.secrecy_services import decide
    from content.hub.review.errors import ReviewError
    from content.hub.review.services import submit

    page = hub.draft(blocks=(Paragraph(UNSURE),))
    with pytest.raises(ValidationError, match="会议记录、讨论情况.*第十六条"):
        submit(page=page, by=hub.editor)
    question = asked(hub, page)
    with pytest.raises(ValidationError, match="会议记录、讨论情况"):
        submit(page=page, by=hub.editor)
    for person, says in ((hub.first, "不是此件的保密审查人员"), (hub.editor, "不是"), (hub.admin, "不是")):
        with pytest.raises(ReviewError, match=says):
            decide(question=question, may_be_public=True, reason="可以", by=person)
    with pytest.raises(ReviewError, match="须写明理由"):
        decide(question=question, may_be_public=True, reason="  ", by=hub.secrecy)

    decide(question=question, may_be_public=False, reason="过程性信息，不予公开", by=hub.secrecy)
    with pytest.raises(ValidationError, match="会议记录、讨论情况"):
        submit(page=page, by=hub.editor)
    decide(question=question, may_be_public=True, reason="决议已经村民会议通过，依第十九条公开", by=hub.secrecy)
    html = client_of(hub.editor).get(edit_url(page)).content.decode()
    assert "决议已经村民会议通过" in html
    request = hub.reviewed(page)
    assert request.pk


def test_a_decision_ends_with_the_words_it_was_made_for(hub: Hub) -> None:
    from content.hub.catalogue.secrecy_services import decide
    from content.hub.review.services import submit

    page = hub.draft(blocks=(Paragraph(UNSURE),))
    decide(question=asked(hub, page), may_be_public=True, reason="已公布", by=hub.secrecy)
    changed = type(page).objects.get(pk=page.pk).get_latest_revision_as_object()
    changed.body[0] = ("paragraph", UNSURE.replace("旧粮库", "镇政府大院"))
    changed.save_revision(user=hub.editor)
    with pytest.raises(ValidationError, match="会议记录、讨论情况"):
        submit(page=changed, by=hub.editor)


def test_the_pages_of_secrecy_review(hub: Hub) -> None:
    page = hub.draft("旧粮库出租情况", blocks=(Paragraph(UNSURE),))
    question = asked(hub, page)
    url = reverse("negative_question", args=[question.pk])
    secrecy = client_of(hub.secrecy)
    assert "旧粮库出租情况" in secrecy.get(reverse("wagtailadmin_home")).content.decode()
    assert "旧粮库出租情况" in secrecy.get(reverse("negative_questions")).content.decode()
    assert "旧粮库出租情况" not in client_of(hub.outsider).get(reverse("negative_questions")).content.decode()
    client_of(hub.outsider).post(url, {"decision": "public", "reason": "可以"})
    assert client_of(hub.first).post(url, {"decision": "public", "reason": "可以"}).status_code == 400
    assert not question.decisions.exists()
    assert "请选择可以公开或者不予公开" in secrecy.post(url, {"reason": "可以"}).content.decode()
    assert secrecy.post(url, {"decision": "public", "reason": "已公布"}).status_code == 302
    assert "没有等待您审查的内容" in secrecy.get(reverse("negative_questions")).content.decode()


def test_a_disclosure_of_a_forbidden_item_is_stopped(hub: Hub, monkeypatch: Any, tmp_path: Path) -> None:
    from django.conf import settings

    from content.hub.review.services import submit

    file = pack(tmp_path, '[negative.reservoir]\nlabel = "水库防护"\nquestion = "safety"\nitems = ["水利/水库值守"]\n'
                'is_certain = true\n')  # fmt: skip
    monkeypatch.setattr(settings, "HUB", settings.HUB.model_copy(update={"rule_packs": (file,)}))
    page = hub.draft("水库巡查安排")
    type(page).objects.filter(pk=page.pk).update(catalogue_item="水利/水库值守/名单")
    with pytest.raises(ValidationError, match="公开目录事项.*水库防护"):
        submit(page=type(page).objects.get(pk=page.pk), by=hub.editor)


def test_the_signer_refuses_what_the_hub_let_through(hub: Hub, monkeypatch: Any, tmp_path: Path) -> None:
    """The list grew after the review: the signer reads it anew, and so does the last approver's hub."""
    from datetime import UTC, datetime, timedelta

    from django.conf import settings

    from content.hub.disclosures.attachments import AttachmentFolder
    from content.hub.release.rules import Rules
    from content.hub.release.services import NotReleasable
    from content.hub.review.services import submit

    request = hub.released(
        "旧粮库出租情况", blocks=(Paragraph("旧粮库出租，年租金2万元。"),), six_open=SixOpen.GOVERNMENT
    )
    rules = Rules(AttachmentFolder(hub.settings.data_dir), lambda: datetime.now(UTC), timedelta(hours=72))
    rules.check(request)
    waiting = hub.draft("旧粮库出租情况二", blocks=(Paragraph("旧粮库出租，年租金3万元。"),))
    submit(page=waiting, by=hub.editor)

    file = pack(tmp_path, '[negative.granary]\nlabel = "粮库"\nquestion = "safety"\nwords = ["旧粮库"]\n')
    monkeypatch.setattr(settings, "HUB", settings.HUB.model_copy(update={"rule_packs": (file,)}))
    with pytest.raises(TrustError, match="negative list: .*粮库"):
        rules.check(request)
    with pytest.raises(NotReleasable, match="粮库"):
        hub.approved(waiting)


def test_a_mark_in_an_attachment_is_found_at_submission_and_by_the_signer(
    hub: Hub, monkeypatch: Any, tmp_path: Path
) -> None:
    from datetime import UTC, datetime, timedelta

    from django.conf import settings

    from content.hub.disclosures.attachments import AttachmentFolder
    from content.hub.disclosures.draft import DraftFile
    from content.hub.release.rules import Rules
    from content.hub.review.services import submit

    def attached(*lines: str) -> tuple[DraftFile, ...]:
        return (DraftFile(name="方案.pdf", media_type="application/pdf", data=pdf(["防汛方案"], list(lines))),)

    page = hub.draft(files=attached("机密★10年", "一、物资布点"))
    with pytest.raises(ValidationError, match="附件《方案.pdf》第 2 行：属于负面清单「国家秘密标志」.*第十四条"):
        submit(page=page, by=hub.editor)

    request = hub.released("防汛值守安排", files=attached("一、青石水库值守"))
    rules = Rules(AttachmentFolder(hub.settings.data_dir), lambda: datetime.now(UTC), timedelta(hours=72))
    rules.check(request)
    file = pack(tmp_path, '[negative.reservoir]\nlabel = "水库"\nquestion = "safety"\nwords = ["青石水库"]\n'
                'is_certain = true\n')  # fmt: skip
    monkeypatch.setattr(settings, "HUB", settings.HUB.model_copy(update={"rule_packs": (file,)}))
    with pytest.raises(TrustError, match="negative list: .*水库"):
        rules.check(request)


def test_a_line_for_a_board_holds_nothing_that_is_certain(hub: Hub) -> None:
    from content.hub.checking.selectors import forbidden_words

    assert forbidden_words("机密★10年 防汛物资已到位") != []
    assert forbidden_words("防汛物资已到位，咨询0900-5550101") == []
