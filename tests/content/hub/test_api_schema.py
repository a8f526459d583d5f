"""The device API keeps to its own document: schemathesis asks everything that it allows, and much that it does not."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings

from config.settings import HubSettings
from tests.content.hub.conftest import Hub
from tests.content.hub.test_api import OPINION, post

EXAMPLES = 120  # for each operation
OWN = {"terminal": "hall-1", "unit": "t01"}  # what the token of these tests may say of itself
# These need a released questionnaire and a line that waits: test_api, test_surveys_and_wishes.
NEVER_TAKEN = {"survey-answers", "led-lines/{line}/signatures", "led-templates/{template}/signatures"}
PATHS = (
    "opinions",
    "survey-answers",
    "wishes",
    "heartbeat",
    "led-lines",
    "led-lines/{line}/signatures",
    "led-templates/{template}/signatures",
)


def test_the_document_is_public_and_names_every_address_of_the_api(hub: Hub) -> None:
    from content.hub.urls import urlpatterns

    answer = Client().get("/api/v1/openapi.json")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    routes = {re.sub(r"<int:(\w+)>", r"{\1}", f"/{one.pattern}") for one in urlpatterns}
    expected = {route for route in routes if route.startswith("/api/v1/")} - {"/api/v1/openapi.json"}
    assert set(answer.json()["paths"]) == expected == {f"/api/v1/{path}" for path in PATHS}


def test_each_operation_has_one_method_and_says_what_its_token_must_be(hub_settings: HubSettings) -> None:
    from content.hub.api_schema import OPERATIONS, document

    for operation in OPERATIONS:
        described = document()["paths"][f"/api/v1/{operation.path}"]
        assert list(described) == [operation.method]
        assert operation.opens in described[operation.method]["description"]


@pytest.mark.parametrize(
    "path", ["nothing", "opinions/", "led-lines/x/signatures", "led-lines/-1/signatures", "../api/"]
)
def test_what_is_not_there_is_said_as_everything_else_is(hub: Hub, path: str) -> None:
    answer = post(path, OPINION)
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/json")
    assert answer.json()["error"].startswith("nothing at /api")


def test_a_wrong_method_is_told_the_right_one(hub: Hub) -> None:
    from content.hub.api_schema import OPERATIONS

    for operation in OPERATIONS:
        path = f"/api/v1/{operation.path.replace('{line}', '1').replace('{template}', '1')}"
        answer = Client().delete(path)
        assert (answer.status_code, answer["Allow"]) == (405, operation.method.upper())


@pytest.fixture
def token(hub: Hub) -> str:
    from content.hub.terminals.services import enrol

    return enrol(terminal="hall-1", kind="terminal", units=["t01"])


@pytest.fixture
def approver(hub: Hub) -> str:
    from content.hub.terminals.services import enrol

    return enrol(terminal="desk-1", kind="approver", units=["t01"])


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.filterwarnings("ignore::DeprecationWarning:schemathesis.*")
@pytest.mark.parametrize("path", PATHS)
def test_the_api_answers_as_its_document_says(hub: Hub, token: str, approver: str, path: str) -> None:
    import schemathesis
    from django.core.wsgi import get_wsgi_application
    from schemathesis.specs.openapi.checks import positive_data_acceptance  # a document cannot say whose terminal it is

    from content.hub.api_schema import OPERATIONS

    operation = next(one for one in OPERATIONS if one.path == path)
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    described = schema[f"/api/v1/{operation.path}"][operation.method.upper()]
    bearer = token if operation.opens == "terminal" else approver
    statuses = set()

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(case=described.as_strategy())
    def attempt(case: Any) -> None:
        if case.meta.generation.mode is schemathesis.GenerationMode.POSITIVE and isinstance(case.body, dict):
            for name in case.body.keys() & OWN:
                case.body[name] = OWN[name]
        answer = case.call_and_validate(
            headers={"Authorization": f"Bearer {bearer}"}, excluded_checks=[positive_data_acceptance]
        )
        statuses.add(answer.status_code)

    attempt()
    assert statuses <= {int(status) for status in described.definition.raw["responses"]}
    assert min(statuses) < 300 or path in NEVER_TAKEN, statuses


def test_the_document_tells_the_bounds_of_an_opinion(hub_settings: HubSettings) -> None:
    from content.hub.api_schema import document

    opinion = document()["components"]["schemas"]["Opinion"]
    assert opinion["required"] == ["terminal", "unit", "at"]
    assert opinion["properties"]["text"]["maxLength"] == 500
    assert re.fullmatch(opinion["properties"]["disclosure"]["pattern"], OPINION["disclosure"])
    assert not re.fullmatch(opinion["properties"]["disclosure"]["pattern"], "t01/1")
