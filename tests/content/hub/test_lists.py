"""A list of many rows asks the database as often as a list of few."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.content.hub.conftest import Hub
from tests.content.hub.test_admin import client_of
from tests.content.hub.test_bad_input import opinion


def more_opinions(hub: Hub, number: int) -> None:
    opinion("字再大一点", key=f"list-{number:04}")


def more_wishes(hub: Hub, number: int) -> None:
    from content.hub.feedback.models import Topic, Wish

    said = opinion("字再大一点", key=f"list-{number:04}")
    wish = Wish.objects.create(
        key=f"wish-{number:04}", terminal_id="hall-1", unit_id="t01", at=said.at, topic="账目", text="修路"
    )
    Topic.objects.create(title=f"选题{number}", unit_id="t01").wishes.add(wish)


def more_releases(hub: Hub, number: int) -> None:
    hub.released(f"第{number}件")


def more_in_review(hub: Hub, number: int) -> None:
    from content.hub.review.services import submit

    submit(page=hub.draft(f"第{number}件"), by=hub.editor)


def explorer(hub: Hub) -> str:
    from content.hub.units.models import UnitPage

    return f"/admin/pages/{UnitPage.objects.get(unit='t01').pk}/"


LISTS: list[tuple[str, Callable[[Hub, int], None]]] = [
    ("/admin/opinions/", more_opinions),
    ("/admin/wishes/", more_wishes),
    ("/admin/topics/", more_wishes),
    ("/admin/releases/", more_releases),
    ("/admin/reports/workflow/", more_in_review),
    ("/admin/pages/usage/disclosures/disclosurepage/", more_releases),
    ("explorer", more_releases),
    ("/admin/pages/search/?q=第", more_releases),
]


@pytest.mark.parametrize(("path", "more"), LISTS, ids=[f"{path}-{more.__name__}" for path, more in LISTS])
def test_a_row_costs_no_query(hub: Hub, path: str, more: Callable[[Hub, int], None]) -> None:
    client: Any = client_of(hub.editor)
    address = explorer(hub) if path == "explorer" else path
    counts = []
    for size in (2, 6):
        for number in range(size):
            more(hub, size * 100 + number)
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_first_page_shows_the_newest_of_what_one_has_handed_in(hub: Hub) -> None:
    from content.hub.admin.home import MOST_OF_YOURS

    for number in range(MOST_OF_YOURS + 2):
        more_in_review(hub, number)
    html = client_of(hub.editor).get("/admin/").content.decode()
    shown = [number for number in range(MOST_OF_YOURS + 2) if f">第{number}件<" in html.replace("\n", "")]
    assert shown[0] >= 1
    assert shown[-1] == MOST_OF_YOURS + 1


def test_the_report_of_reviews_says_of_each_step_what_wagtail_says(hub: Hub) -> None:
    """One review is through, one is at its second step, one was sent back and handed in anew, with another text."""
    from wagtail.models import WorkflowState

    from content.hub.admin.reports import with_steps
    from content.hub.review.services import approve, step_waiting, submit

    hub.released("甲")
    second, again = hub.draft("乙"), hub.draft("丙")
    for page in (second, again):
        submit(page=page, by=hub.editor)
        approve(page=page, by=hub.first, confirmed=step_waiting(page).needs, sheet=None)
    again.current_workflow_state.current_task_state.specific.reject(user=hub.second)
    again.title = "丙，改过"
    again.save_revision(user=hub.editor)
    again.current_workflow_state.resume(user=hub.editor)
    states = list(WorkflowState.objects.order_by("pk"))
    theirs = [[(task.pk, task.status) for task in one.all_tasks_with_status()] for one in states]
    ours = [[(task.pk, task.status) for task in one.all_tasks_with_status] for one in with_steps(states)]
    assert ours == theirs
    assert {status for one in ours for _, status in one} == {"approved", "in_progress", None}
