"""What people and machines send to the hub that they should not: refused in a sentence, or made harmless.

Bombs within files that are read: test_reading, test_imports. Forged rows and replayed reviews: test_forged_rows. Paths of
the feed: test_feed_door.
"""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from content.blocks import Paragraph
from tests.content.hub.conftest import Hub
from tests.content.hub.test_admin import client_of, edit_url
from tests.content.hub.test_reading import packed, pdf

SCRIPT = '<script>alert(1)</script><img src=x onerror="alert(2)">'
FORMULA = '=HYPERLINK("http://evil.example","点这里")'


def opinion(text: str, key: str = "bad-input-1") -> Any:
    from content.hub.feedback.models import Opinion
    from content.hub.terminals.services import enrol

    enrol(terminal="hall-1", kind="terminal", units=["t01"])
    return Opinion.objects.create(
        key=key, terminal_id="hall-1", unit_id="t01", at=datetime(2026, 11, 22, 3, tzinfo=UTC), text=text
    )


def upload(hub: Hub, name: str, data: bytes) -> Any:
    """As the page for new documents sends it."""
    file = SimpleUploadedFile(name, data, content_type="application/octet-stream")
    return client_of(hub.editor).post(
        reverse("wagtaildocs:add_multiple"), {"title": "附件", "files[]": file, "collection": "1"}, follow=False
    )


def stored() -> list[str]:
    from wagtail.documents import get_document_model

    return [document.file.name for document in get_document_model().objects.all()]


# --- formulas in exported cells -------------------------------------------------------------------------


@pytest.mark.parametrize("text", [FORMULA, "+1+1", "-2+3", "@SUM(A1)", "\t=1+1", "普通意见"])
def test_no_exported_cell_is_a_formula(hub: Hub, text: str) -> None:
    opinion(text)
    client = client_of(hub.editor)

    answer = client.get("/admin/opinions/?export=csv")
    (row,) = csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode()))
    assert row["意见"] == (text if text == "普通意见" else f"'{text}")

    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(b"".join(client.get("/admin/opinions/?export=xlsx").streaming_content)))
    cells = [cell for line in book.active.iter_rows() for cell in line]
    assert text in [cell.value for cell in cells]
    assert "f" not in {cell.data_type for cell in cells}


def test_titles_in_the_report_of_all_pages_are_no_formulas(hub: Hub) -> None:
    hub.draft(FORMULA)
    answer = client_of(hub.admin).get("/admin/reports/site-history/?export=csv")
    text = b"".join(answer.streaming_content).decode()
    rows = list(csv.reader(io.StringIO(text)))
    cells = [cell for row in rows for cell in row]
    assert f"'{FORMULA}" in cells
    assert [cell for cell in cells if cell.startswith(("=", "+", "@"))] == []


# --- script in what people write ------------------------------------------------------------------------


def scripts_in(html: str) -> list[str]:
    """What a browser would run of SCRIPT."""
    page = BeautifulSoup(html, "html.parser")
    return [str(tag) for tag in page.find_all(["script", "img"]) if "alert(" in str(tag)]


def test_script_in_an_opinion_is_text_on_every_page_that_shows_it(hub: Hub) -> None:
    said = opinion(SCRIPT)
    client = client_of(hub.editor)
    for path in ("/admin/opinions/", f"/admin/opinions/inspect/{said.pk}/"):
        html = client.get(path).content.decode()
        assert "alert(1)" in html, path
        assert scripts_in(html) == [], path


def test_script_in_a_title_and_a_paragraph_is_text_on_every_page_that_shows_it(hub: Hub) -> None:
    from content.hub.review.services import submit

    page = hub.draft(f"公示{SCRIPT}", blocks=(Paragraph(SCRIPT),))
    submit(page=page, by=hub.editor)
    for who, path in (
        (hub.first, "/admin/"),
        (hub.first, f"/admin/pages/{page.get_parent().pk}/"),
        (hub.first, f"/admin/review/{page.pk}/"),
        (hub.editor, f"/admin/pages/{page.pk}/history/"),
        (hub.editor, edit_url(page)),
    ):
        answer = client_of(who).get(path)
        assert answer.status_code == 200, path
        assert "alert(1)" in answer.content.decode(), path
        assert scripts_in(answer.content.decode()) == [], path


# --- files ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["补贴.docm", "补贴.xlsm", "补贴.exe", "补贴.html", "补贴.svg", "补贴.pdf.js"])
def test_a_file_that_could_run_something_is_refused_by_its_kind(hub: Hub, name: str) -> None:
    answer = upload(hub, name, packed("word/document.xml", b"<a/>", **{"word/vbaProject.bin": b"macro"}))
    said = answer.json()
    assert said["success"] is False
    assert "pdf" in str(said).lower()
    assert stored() == []


def test_a_macro_under_the_name_of_a_pdf_is_refused_before_review(hub: Hub) -> None:
    from wagtail.documents import get_document_model

    from content.hub.review.services import submit

    macro = packed("word/document.xml", b"<a/>", **{"word/vbaProject.bin": b"macro"})
    upload(hub, "补贴.pdf", macro)
    page = hub.draft()
    page.files = page.files.stream_block.to_python([{"type": "file", "value": get_document_model().objects.get().pk}])
    page.save()
    with pytest.raises(ValidationError, match="《附件》不是 PDF、PNG 或 JPEG 文件"):
        submit(page=page, by=hub.editor)


@pytest.mark.parametrize(
    "name",
    ["../../hub.sqlite.pdf", "/etc/passwd.pdf", "..\\..\\a.pdf", "a/../../b.pdf", "%2e%2e%2fa.pdf", "名\x00.pdf"],
)
def test_a_path_in_a_file_s_name_leads_nowhere(hub: Hub, name: str) -> None:
    from django.conf import settings

    upload(hub, name, pdf(["正文"]))
    folder = settings.HUB.data_dir / "media" / "documents"
    for kept in stored():
        path = (settings.HUB.data_dir / "media" / kept).resolve()
        assert path.parent == folder.resolve()
        assert path.is_file()


@pytest.mark.parametrize(
    "path", ["../hub.sqlite", "..%2fhub.sqlite", "documents/../../secret-key", "/etc/passwd", "%00"]
)
def test_no_address_of_uploads_leads_out_of_their_folder(hub: Hub, path: str) -> None:
    assert client_of(hub.editor).get(f"/media/{path}").status_code in (301, 302, 400, 404)


NUL_ADDRESSES = [
    "/media/%00",
    "/admin/%00/",
    "/admin/login/?next=%00",
    "/admin/pages/search/?q=%E8%B4%A2%00",
    "/?%00=1",
]


@pytest.mark.parametrize("address", NUL_ADDRESSES)
def test_a_nul_in_an_address_is_refused_before_the_database_is_asked(hub: Hub, address: str) -> None:
    answer = client_of(hub.editor).get(address)
    assert (answer.status_code, answer.content.decode()[-5:]) == (400, "没有处理。")


def test_a_nul_in_a_name_to_sign_in_with_or_in_a_cookie_is_refused(hub: Hub) -> None:
    from django.conf import settings

    answer = Client().post("/admin/login/", {"username": "edi\0tor", "password": "x"})
    assert (answer.status_code, "NUL" in answer.content.decode()) == (400, True)
    stranger = Client(headers={"cookie": f'{settings.SESSION_COOKIE_NAME}="\\000abc"'})
    assert stranger.get("/admin/").status_code == 400


def test_a_title_with_unpaired_surrogates_or_nul_is_refused_or_cleaned(hub: Hub) -> None:
    answer = client_of(hub.editor).get("/admin/pages/search/", {"q": "财\x00务"})
    assert answer.status_code in (200, 400)
    assert Client().get("/admin/login/?next=%ff%fe").status_code in (200, 302)
