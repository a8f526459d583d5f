"""Every address of the hub that names an object, asked for by people of another township.

The addresses come from the URL resolver: a new one that this table does not know makes the test fail.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver

from content.led_line import LedStyle, LedUrgency
from content.led_template import Blank, BlankForm
from content.record import DisclosureId, UnitCode
from tests.content.hub.conftest import PASSWORD, Hub
from tests.content.hub.test_admin import client_of, known_board
from tests.content.hub.test_board_pages import heard, released_line

# Wagtail makes small pictures through temporary files that it leaves to the collector of litter.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

REFUSED = {401, 403, 404, 405}

# What these show or do is not of a unit: one reason each.
NOT_OF_A_UNIT = {
    "wagtailadmin_pages:type_use": "a list; see the test of lists",
    "wagtailadmin_pages:type_use_results": "a list; see the test of lists",
    "wagtailadmin_pages:choose_parent": "leads to one's own units",
    "wagtailadmin_workflows:task_chosen": "names of steps, which every flow tells",
    "wagtailadmin_editing_sessions:release": "ends one's own session of editing, and no other's",
    "catalogue_version": "the catalogue is the county's, and public",
    "catalogue_export": "the catalogue is the county's, and public",
    "public-receipt": "a citizen's own number, and no account at all",
}

NO_LISTS = {"wagtailadmin_error_test", "wagtailadmin_logout"}  # one fails on purpose, one takes the cookie away

KINDS = {
    "content_type_app_name": "disclosures",
    "content_type_model_name": "disclosurepage",
    "app_label": "disclosures",
    "model_name": "disclosurepage",
    "app_name": "taggit",
}


@dataclass(frozen=True)
class Address:
    """One pattern of the resolver. name: with its namespaces. parameters: names of what it captures."""

    route: str
    name: str
    parameters: tuple[str, ...]


def addresses(patterns: Any, before: str = "", spaces: tuple[str, ...] = ()) -> Iterator[Address]:
    for one in patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, route, (*spaces, one.namespace) if one.namespace else spaces)
        else:
            regex = one.pattern.regex
            unnamed = tuple(f"_{number}" for number in range(regex.groups - len(regex.groupindex)))
            yield Address(route, ":".join((*spaces, one.name or "")), (*regex.groupindex, *unnamed))


@dataclass(frozen=True)
class Things:
    """One object of each kind, all of township t01, its village or the county; none of t02."""

    pages: tuple[int, ...]  # of disclosures, and of the unit itself
    by_parameter: dict[str, Any]
    by_space: dict[str, Any]

    def arguments(self, address: Address) -> list[dict[str, Any]]:
        """Values for an address, for each page where it takes one."""
        known = {**KINDS, **self.by_parameter}
        if "pk" in address.parameters or "number" in address.parameters:
            space = next((space for space in self.by_space if address.name.startswith(space)), None)
            assert space is not None, f"{address}: which object is this about? Say it in things()."
            known |= {"pk": self.by_space[space], "number": self.by_space[space]}
        unknown = {*address.parameters} - PAGE - set(known)
        assert not unknown, f"{address}: which object is {unknown}? Say it in things()."
        values = {name: known[name] for name in address.parameters if name not in PAGE}
        wanted = [name for name in address.parameters if name in PAGE]
        pages = self.pages if wanted else (0,)
        if address.name == "wagtailadmin_choose_page_child":
            pages = pages[:-1]  # not the unit's own page: names of units are public
        return [{**values, **dict.fromkeys(wanted, page)} for page in pages]


PAGE = {"page_id", "parent_page_id", "page_to_move_id", "page_pk", "_0"}


@pytest.fixture
def things(hub: Hub) -> Things:
    from django.contrib.auth.models import Group
    from django.core.files.base import ContentFile
    from django.core.files.images import ImageFile
    from django.utils import timezone
    from PIL import Image as Picture
    from wagtail.admin.models import EditingSession
    from wagtail.documents import get_document_model
    from wagtail.images import get_image_model
    from wagtail.models import Collection, Workflow

    from content.hub.catalogue.models import NegativeQuestion
    from content.hub.disclosures.models import DisclosurePage
    from content.hub.erasures.models import Erasure, What
    from content.hub.feedback.models import Opinion, Topic, Wish
    from content.hub.release.led_templates import propose_template
    from content.hub.review.roles import Role, create_account
    from content.hub.review.services import submit
    from content.hub.units.models import Unit, UnitPage

    writer = create_account(username="of-t01", password=PASSWORD, roles=[(Role.EDITOR, UnitCode("t01"))])
    draft, waiting = hub.draft("甲机密草稿"), hub.draft("乙机密待审", unit="t01-v01")
    draft.save_revision(user=hub.editor)
    submit(page=waiting, by=hub.editor)
    known_board("t01-b1", "onbon-bx5k")
    request = hub.released()
    released = DisclosurePage.objects.get(registration__pk=request.disclosure)
    heard()
    line = released_line(hub, "低保公示", "t01-b1", announced=request.disclosure)
    template = propose_template(
        disclosure_id=DisclosureId(request.disclosure),
        name="癸机密停水",
        text="今日{时间}起停水",
        blanks=[Blank(name="时间", form=BlankForm.TIME)],
        boards=["t01-b1"],
        style=LedStyle.STILL,
        urgency=LedUrgency.EMERGENCY,
        valid_until=datetime.now(UTC) + timedelta(days=90),
        max_hours=12,
        by=hub.editor,
    )
    picture = io.BytesIO()
    Picture.new("L", (8, 8)).save(picture, "PNG")
    image = get_image_model().objects.create(
        title="丁机密图", file=ImageFile(io.BytesIO(picture.getvalue()), "a.png"), uploaded_by_user=writer
    )
    document = get_document_model().objects.create(
        title="丙机密会议记录", file=ContentFile(b"%PDF-1.4 secret", "a.pdf"), uploaded_by_user=writer
    )
    township = Unit.objects.get(pk="t01")
    said = {"unit": township, "terminal_id": "hall-1", "at": timezone.now()}
    opinion = Opinion.objects.create(key="k1", text="戊机密路灯坏了", **said)
    wish = Wish.objects.create(key="k2", text="己机密公开路灯经费", topic="财务", **said)
    topic = Topic.objects.create(title="庚机密路灯经费", unit=township)
    question = NegativeQuestion.objects.create(
        page_id=draft.pk,
        key="k",
        place="正文",
        says="辛机密",
        quote="辛机密引文",
        asked_by=writer,
        asked_by_name="of-t01",
    )
    erasure = Erasure.objects.create(
        unit="t01", page=draft.pk, what=What.choices[0][0], reason="壬机密理由", sha256="0" * 64, person=writer.pk,
        person_name="of-t01",
    )  # fmt: skip
    state = waiting.current_workflow_task_state
    session = EditingSession.objects.create(user=hub.editor, content_object=draft, last_seen_at=timezone.now())
    return Things(
        pages=(draft.pk, waiting.pk, released.pk, UnitPage.objects.get(unit="t01").pk),
        by_parameter={
            "line": line.pk,
            "line_id": line.pk,
            "template": template.pk,
            "board": "t01-b1",
            "action_name": "approve",
            "task_state_id": state.pk,
            "task_id": state.task_id,
            "revision_id": draft.latest_revision_id,
            "workflow_state_id": state.workflow_state_id,
            "destination_id": UnitPage.objects.get(unit="t02").pk,
            "workflow_pk": Workflow.objects.first().pk,
            "collection_id": Collection.get_first_root_node().pk,
            "account": hub.first.pk,
            "action": "delete",
            "object_id": str(draft.pk),
            "session_id": session.pk,
            "document_id": document.pk,
            "doc_id": document.pk,
            "image_id": image.pk,
            "filter_spec": "original",
            "uploaded_file_id": 1,
            "restriction_id": 1,
            "_1": "earliest",
            "_2": "latest",
            "uidb64": "MQ",
            "token": "abc-123",
            "path": image.file.name,
            "unit": UnitPage.objects.get(unit="t01").pk,
            "rest": "v1/unknown",
        },
        by_space={
            "catalogue": 1,
            "negative": question.pk,
            "erasure": erasure.pk,
            "emergency": template.pk,
            "led_approval": line.pk,
            "wish": wish.pk,
            "opinion": opinion.pk,
            "topics": topic.pk,
            "releases": request.pk,
            "led-lines": line.pk,
            "terminals": "hall-1",
            "boards": "t01-b1",
            "wagtailadmin_api:pages": draft.pk,
            "wagtailadmin_api:documents": document.pk,
            "wagtailadmin_api:images": image.pk,
            "wagtailadmin_collections": Collection.get_first_root_node().pk,
            "wagtailadmin_workflows:edit_task": state.task_id,
            "wagtailadmin_workflows:disable_task": state.task_id,
            "wagtailadmin_workflows:enable_task": state.task_id,
            "wagtailadmin_workflows": Workflow.objects.first().pk,
            "wagtailusers_users": hub.editor.pk,
            "wagtailusers_groups": Group.objects.first().pk,
            "wagtaildocs_chooser": document.pk,
            "wagtailimages_chooser": image.pk,
            "public-receipt": 1,
        },
    )


def filled(address: Address, values: dict[str, Any]) -> str:
    """The path of an address: its pattern with every captured part put in."""
    path = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(values[found[1]]), address.route)
    for name in ("_0", "_1", "_2", "number"):
        if name in values:
            path = re.sub(r"\((?!\?:)[^()]*\)", str(values[name]), path, count=1)
    return "/" + path.replace("^", "").replace("$", "").replace("\\.", ".")


def township(hub: Hub) -> list[Any]:
    """Everybody of t02: who writes, answers and signs lines there, who reviews, who audits."""
    from content.hub.review.roles import Role, create_account

    unit = UnitCode("t02")
    doers = [(role, unit) for role in (Role.EDITOR, Role.CLERK, Role.LED_APPROVER)]
    return [
        create_account(username="of-t02", password=PASSWORD, roles=doers),
        hub.outsider,
        create_account(username="audits-t02", password=PASSWORD, roles=[(Role.AUDITOR, unit)]),
    ]


def state_of_everything() -> str:
    """A hash of every row that somebody might have changed."""
    from django.apps import apps
    from django.core import serializers

    seen = hashlib.sha256()
    for label in ("wagtailcore", "disclosures", "review", "release", "feedback", "catalogue", "wagtaildocs"):
        for model in sorted(apps.get_app_config(label).get_models(), key=lambda model: model.__name__):
            seen.update(serializers.serialize("json", model._base_manager.order_by("pk")).encode())
    return seen.hexdigest()


def is_refusal(answer: Any) -> bool:
    """403, 404, a method that is not open, a token that is missing; or the way to where one may be."""
    answer.close()
    return answer.status_code in REFUSED or (
        answer.status_code == 302 and answer["Location"] in ("/admin/", "/admin/pages/6/")
    )


@pytest.mark.timeout(300)
@pytest.mark.parametrize("who", [0, 1, 2])
def test_people_of_another_township_are_refused_at_every_address(hub: Hub, things: Things, who: int) -> None:
    client = client_of(township(hub)[who])
    before = state_of_everything()
    asked = 0
    open_to_them = []
    for address in addresses(get_resolver().url_patterns):
        if not address.parameters or address.name in NOT_OF_A_UNIT:
            continue
        for values in things.arguments(address):
            for ask in (client.get, client.post):
                asked += 1
                answer = ask(filled(address, values), headers={"x-requested-with": "XMLHttpRequest"})
                if not is_refusal(answer):
                    open_to_them.append((address.name, ask.__name__, filled(address, values), answer.status_code))
    assert open_to_them == []
    assert asked > 300, "the resolver was walked"
    assert state_of_everything() == before


def test_every_exception_still_has_an_address() -> None:
    names = {address.name for address in addresses(get_resolver().url_patterns)}
    assert set(NOT_OF_A_UNIT) - names == set()


@pytest.mark.timeout(300)
@pytest.mark.parametrize("who", [0, 1, 2])
def test_no_list_and_no_search_shows_what_another_township_has_not_published(
    hub: Hub, things: Things, who: int
) -> None:
    assert secrets_listed_for(client_of(township(hub)[who])) == set()


@pytest.mark.timeout(300)
def test_the_lists_show_each_of_them_to_its_own_people(hub: Hub, things: Things) -> None:
    found = secrets_listed_for(client_of(hub.editor)) | secrets_listed_for(client_of(hub.secrecy))
    assert {secret[0] for secret in found} == set("甲乙丙丁戊己庚辛壬癸")


def secrets_listed_for(client: Client) -> set[str]:
    """Every secret in every list, without and with a search for it: its mark and the address."""
    found = set()
    for address in addresses(get_resolver().url_patterns):
        is_list = not address.parameters or "content_type_model_name" in address.parameters
        if not is_list or not address.route.startswith("admin/") or address.name in NO_LISTS:
            continue
        url = filled(address, {**KINDS, "parent_page_id": 5})
        for query in ("", "?q=机密"):
            found |= {f"{mark} {url}{query}" for mark in secrets_in(client.get(url + query))}
    return found


def secrets_in(answer: Any) -> set[str]:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    answer.close()
    text = content.decode(errors="replace")
    return {mark for mark in "甲乙丙丁戊己庚辛壬癸" if f"{mark}机密" in text or json.dumps(f"{mark}机密")[1:-1] in text}


def test_a_document_is_handed_out_to_its_own_people_alone(hub: Hub, things: Things) -> None:
    from wagtail.documents import get_document_model

    url = get_document_model().objects.get().url
    assert Client().get(url)["Location"].startswith("/admin/login/")
    statuses = []
    for client in (*map(client_of, township(hub)), client_of(hub.editor), client_of(hub.first)):
        answer = client.get(url, headers={"x-requested-with": "XMLHttpRequest"})
        answer.close()
        statuses.append(answer.status_code)
    assert statuses == [403, 403, 403, 200, 200]
