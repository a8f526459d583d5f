"""Personal data, and files that nobody can read, stop at submission, at release, and past both at the signer."""

from __future__ import annotations

import io
from typing import Any

import pytest
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfgen.canvas import Canvas

from content.blocks import Paragraph
from content.disclosure import decode_disclosure
from content.hub.disclosures.draft import DraftFile
from tests.content.hub.desk import Desk, desk, outcome_of

__all__ = ["desk"]  # a fixture


def pdf_of(line: str) -> bytes:
    """A page with one line of text, made with reportlab."""
    registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.setFont("STSong-Light", 12)
    canvas.drawString(60, 700, line)
    canvas.save()
    return out.getvalue()


def with_file(page: Any, name: str, data: bytes) -> None:
    """Attach a file as a clerk does, past the import."""
    from django.core.files.base import ContentFile
    from wagtail.documents import get_document_model

    document = get_document_model().objects.create(title=name, file=ContentFile(data, name="a.pdf"))
    page.files = page.files.stream_block.to_python([{"type": "file", "value": document.pk}])
    page.save()


def submit_by_editor(desk: Desk, page: Any) -> None:
    from content.hub.review.services import submit

    submit(page=page, by=desk.hub.editor)


def test_an_identity_number_that_slipped_through_review_stops_at_the_signer(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A hub whose own gate is gone: the example number of GB 11643-1999 is reviewed and approved.
    monkeypatch.setattr("content.hub.review.services.refuse_personal_data", lambda page: None)
    monkeypatch.setattr("content.hub.review.services.refuse_files", lambda page: None)
    monkeypatch.setattr("content.hub.release.services.certain_findings", lambda texts: [])
    request = desk.hub.released(blocks=(Paragraph("身份证 110105 1949 1231 002X"),))
    desk.sign()

    assert outcome_of(request) == ("refused", "personal data: 身份证号 11*************02X")
    assert desk.shown() == {}


def test_an_identity_number_in_a_pdf_stops_at_submission(desk: Desk) -> None:
    from django.core.exceptions import ValidationError

    page = desk.hub.draft()
    with_file(page, "名单.pdf", pdf_of("王* 110105 1949 1231 002X"))
    with pytest.raises(ValidationError, match=r"身份证号 11\*{13}02X（附件《名单.pdf》第 1 行）"):
        submit_by_editor(desk, page)


def test_an_identity_number_in_a_pdf_that_slipped_through_review_stops_at_the_signer(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("content.hub.review.services.refuse_personal_data", lambda page: None)
    monkeypatch.setattr("content.hub.review.services.refuse_files", lambda page: None)
    monkeypatch.setattr("content.hub.disclosures.services.certain_findings", lambda *_: [])
    file = DraftFile(name="名单.pdf", media_type="application/pdf", data=pdf_of("王* 110105 1949 1231 002X"))
    request = desk.hub.released(files=(file,))
    desk.sign()

    said = "personal data: 身份证号 11*************02X（附件《名单.pdf》第 1 行）"
    assert outcome_of(request) == ("refused", said)
    assert desk.shown() == {}


def test_a_scan_that_nobody_looked_at_is_not_signed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from io import BytesIO

    from PIL import Image

    from content.hub.checking.services import clear_all

    monkeypatch.setattr("content.hub.review.services.refuse_files", lambda page: None)
    scan = BytesIO()
    Image.new("L", (60, 80), 200).save(scan, "PDF")
    file = DraftFile(name="会议记录.pdf", media_type="application/pdf", data=scan.getvalue())
    request = desk.hub.released(files=(file,))
    desk.sign()
    status, reason = outcome_of(request)
    assert (status, reason) == ("refused", "nobody has looked at what cannot be read: 附件《会议记录.pdf》第 1 页")

    seen = desk.hub.draft(files=(file,))
    clear_all(page=seen, by=desk.hub.editor)
    request = desk.hub.reviewed(seen)
    desk.sign()
    assert outcome_of(request)[0] == "published"


def test_a_pdf_that_nobody_can_read_is_not_signed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("content.hub.review.services.refuse_personal_data", lambda page: None)
    monkeypatch.setattr("content.hub.review.services.refuse_files", lambda page: None)
    monkeypatch.setattr("content.hub.disclosures.services.certain_findings", lambda *_: [])
    broken = DraftFile(name="表.pdf", media_type="application/pdf", data=b"%PDF-1.4\n%%EOF\n")
    request = desk.hub.released(files=(broken,))
    desk.sign()

    assert outcome_of(request) == ("refused", "附件《表.pdf》不能识读：PDF 损坏，或加了密码")


def test_an_imported_draft_with_an_identity_number_in_its_pdf_is_refused(desk: Desk) -> None:
    file = DraftFile(name="名单.pdf", media_type="application/pdf", data=pdf_of("11010519491231002X"))
    with pytest.raises(ValueError, match=r"draft 1 .*身份证号 11\*{13}02X"):
        desk.hub.draft(files=(file,))


def test_the_hub_itself_does_not_release_what_slipped_through_review(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from content.hub.release.services import NotReleasable

    monkeypatch.setattr("content.hub.review.services.refuse_personal_data", lambda page: None)
    monkeypatch.setattr("content.hub.review.services.refuse_files", lambda page: None)
    with pytest.raises(NotReleasable, match="身份证号"):
        desk.hub.released(blocks=(Paragraph("身份证 110105 1949 1231 002X"),))


def test_an_attachment_changed_after_review_is_refused(desk: Desk) -> None:
    pdf = pdf_of("收入合计 1,264.30")
    request = desk.hub.released(files=(DraftFile(name="决算.pdf", media_type="application/pdf", data=pdf),))
    kept = decode_disclosure(bytes(request.payload)).attachments[0]
    path = desk.settings.data_dir / "attachments" / kept.sha256[:2] / kept.sha256
    path.write_bytes(pdf.replace(b"%%EOF", b"%%E0F"))
    desk.sign()

    assert outcome_of(request)[0] == "refused"
    assert "not those that were reviewed" in outcome_of(request)[1]
    path.unlink()
