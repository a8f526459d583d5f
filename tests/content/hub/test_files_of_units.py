"""Whose a picture or document is: of the unit, not of the person who brought it."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image as Picture

from content.hub.review.role import Role
from content.record import UnitCode
from tests.content.hub.conftest import PASSWORD, Hub
from tests.content.hub.test_admin import client_of, edit_form, edit_url

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


def person(name: str, *roles: tuple[Role, str]) -> Any:
    from content.hub.review.roles import create_account

    return create_account(username=name, password=PASSWORD, roles=[(role, UnitCode(unit)) for role, unit in roles])


def scan() -> io.BytesIO:
    """A picture of a page, as a file of its own."""
    file = io.BytesIO()
    Picture.new("L", (8, 8)).save(file, "PNG")
    file.seek(0)
    file.name = "minutes.png"  # type: ignore[attr-defined]  # what a browser names it
    return file


def upload(user: Any, title: str) -> Any:
    """A document as a clerk brings it, through the chooser of the edit page."""
    from wagtail.documents import get_document_model

    body = {"document-chooser-upload-title": title, "document-chooser-upload-file": scan()}
    answer = client_of(user).post("/admin/documents/chooser/create/", body)
    assert answer.status_code == 200, answer.content
    return get_document_model().objects.get(title=title)


def chooses(user: Any, title: str) -> bool:
    return title in client_of(user).get("/admin/documents/chooser/results/?q=").content.decode()


def sees(user: Any, file: Any) -> bool:
    answer = client_of(user).get(file.url, headers={"x-requested-with": "XMLHttpRequest"})
    answer.close()
    assert answer.status_code in (200, 403)
    return bool(answer.status_code == 200)


def test_a_file_is_its_units_colleagues_and_those_above_have_it_and_nobody_else(hub: Hub) -> None:
    one = person("one", (Role.EDITOR, "t01"))
    file = upload(one, "柳溪镇会议记录")
    may = {  # who reviews writes nothing, so he chooses none
        "a colleague who writes": (Role.EDITOR, "t01", True, True),
        "who writes for the county": (Role.EDITOR, "qingyuan", True, True),
        "a reviewer of the township": (Role.FINAL_REVIEWER, "t01", False, True),
        "a reviewer of the county": (Role.SECRECY_REVIEWER, "qingyuan", False, True),
        "a village below": (Role.EDITOR, "t01-v01", False, False),
        "another township": (Role.EDITOR, "t02", False, False),
        "a department": (Role.FINAL_REVIEWER, "d01", False, False),
    }
    for number, (who, (role, unit, may_choose, may_see)) in enumerate(may.items()):
        user = person(f"p{number}", (role, unit))
        assert (chooses(user, file.title), sees(user, file)) == (may_choose, may_see), who
    assert sees(hub.admin, file)
    assert Client().get(file.url)["Location"].startswith("/admin/login/")


def test_who_changes_his_post_takes_no_file_along(hub: Hub) -> None:
    from content.hub.review.roles import group_of

    one, colleague = person("one", (Role.EDITOR, "t01")), person("colleague", (Role.EDITOR, "t01"))
    file = upload(one, "柳溪镇会议记录")
    one.groups.set([group_of(role=Role.EDITOR, unit=UnitCode("t02"))])
    there = person("there", (Role.EDITOR, "t02"))
    assert [sees(user, file) for user in (colleague, there, one)] == [True, False, False]
    assert [chooses(user, file.title) for user in (colleague, there, one)] == [True, False, False]
    one.delete()
    file.refresh_from_db()
    assert (file.uploaded_by_user, sees(colleague, file)) == (None, True), "the account is gone, the file is not"


def test_a_file_follows_the_page_that_has_it(hub: Hub) -> None:
    both = person("both", (Role.EDITOR, "t01"), (Role.EDITOR, "t02"))
    here, there = person("here", (Role.FIRST_REVIEWER, "t01")), person("there", (Role.FIRST_REVIEWER, "t02"))
    file = upload(both, "证明材料")
    assert [sees(user, file) for user in (here, there)] == [True, True], "for whom it is nobody can know yet"
    page = hub.draft(unit="t01")
    attach(both, page, file)
    assert [sees(user, file) for user in (here, there, both)] == [True, False, True]


def test_naming_a_file_by_its_number_opens_nothing(hub: Hub) -> None:
    one, thief = person("one", (Role.EDITOR, "t01")), person("thief", (Role.EDITOR, "t02"))
    file = upload(one, "柳溪镇会议记录")
    page = hub.draft(unit="t02")
    attach(thief, page, file)
    assert [sees(user, file) for user in (one, thief)] == [True, False]


def attach(user: Any, page: Any, file: Any) -> None:
    """Save the page with the file, as the edit page sends it."""
    from wagtail.test.utils.form_data import nested_form_data, streamfield

    files = nested_form_data({"files": streamfield([("file", file.pk)])})
    form = {key: value for key, value in edit_form(page).items() if not key.startswith("files-")}
    answer = client_of(user).post(edit_url(page), {**form, **{key: str(value) for key, value in files.items()}})
    assert answer.status_code == 302, answer.context_data["form"].errors  # type: ignore[attr-defined]  # of a TemplateResponse


def test_what_an_import_brings_is_of_the_unit_it_was_imported_for(hub: Hub) -> None:
    from wagtail.documents import get_document_model

    from content.hub.disclosures.draft import DraftFile

    files = (DraftFile(name="决议.png", media_type="image/png", data=scan().getvalue()),)
    hub.draft(unit="t01-v01", files=files)
    file = get_document_model().objects.get()
    seen = {unit: sees(person(f"of-{unit}", (Role.EDITOR, unit)), file) for unit in ("t01-v01", "t01", "t02", "d01")}
    assert seen == {"t01-v01": True, "t01": True, "t02": False, "d01": False}


def test_a_document_is_not_handed_out_by_its_place_in_the_folder(hub: Hub) -> None:
    file = upload(person("one", (Role.EDITOR, "t01")), "柳溪镇会议记录")
    for user in (hub.outsider, hub.editor):
        assert client_of(user).get(reverse("media", args=[file.file.name])).status_code == 404
