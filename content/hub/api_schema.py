"""The device API as an OpenAPI 3.1 document, at /api/v1/openapi.json; bodies are computed from what decodes them.

Who builds another terminal reads it; a test asks the API everything that it allows and much that it does not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse

from content.hub.api import (
    IDEMPOTENCY_KEY,
    MAX_REQUEST_BYTES,
    HeartbeatReport,
    SignatureReport,
)
from content.record import DISCLOSURE_ID, MAX_ID_LENGTH
from content.sealing import KEYID, MAX_BOX_LENGTH
from content.store.outbox import MAX_OPINION_LENGTH, MAX_WISH_LENGTH, Opinion, SurveyAnswers, Wish

JSON = "application/json"
VERSION = "1"


class Problem(msgspec.Struct, frozen=True):
    """What is wrong, in a sentence."""

    error: str


class Kept(msgspec.Struct, frozen=True):
    """The key of a message that is on the hub's disk."""

    key: str


class Ignored(msgspec.Struct, frozen=True):
    """Boards of a heartbeat that are not this terminal's: id → reason."""

    ignored: dict[str, str]


class OfferedBoard(msgspec.Struct, frozen=True):
    """A board that is to show a line; pixels."""

    id: str
    model: str
    width_px: int
    height_px: int
    font_px: int
    colours: str


class OfferedLine(msgspec.Struct, frozen=True):
    """A line that waits for signatures. payload: base64 of the exact bytes to sign. signed_by: key ids."""

    request: int
    payload: str
    boards: list[OfferedBoard]
    signed_by: list[str]


class Lines(msgspec.Struct, frozen=True):
    """All lines that wait for this approver, and all templates."""

    lines: list[OfferedLine]
    templates: list[OfferedLine]


class Signed(msgspec.Struct, frozen=True):
    """The number of the line whose signature was taken."""

    request: int


@dataclass(frozen=True)
class Operation:
    """One address and method. answers: status → its body, None for an empty one."""

    method: str
    path: str
    summary: str
    opens: str
    answers: dict[int, type | None]
    body: type | None = None
    is_once: bool = False


OPERATIONS = (
    Operation("post", "opinions", "One opinion", "terminal", {201: Kept, 200: Kept}, Opinion, is_once=True),
    Operation(
        "post",
        "survey-answers",
        "One citizen's answers to a questionnaire",
        "terminal",
        {201: Kept, 200: Kept},
        SurveyAnswers,
        is_once=True,
    ),
    Operation("post", "wishes", "What is to be disclosed next", "terminal", {201: Kept, 200: Kept}, Wish, is_once=True),
    Operation("post", "heartbeat", "A sign of life", "terminal", {204: None, 200: Ignored}, HeartbeatReport),
    Operation("get", "led-lines", "LED lines that wait for signatures", "approver", {200: Lines}),
    Operation(
        "post", "led-lines/{line}/signatures", "One approver's signature", "approver", {201: Signed}, SignatureReport
    ),
    Operation(
        "post",
        "led-templates/{template}/signatures",
        "One approver's signature over a template",
        "approver",
        {201: Signed},
        SignatureReport,
    ),
)
PROBLEMS = {
    401: "no token of an enrolled machine",
    403: "a token of another kind",
    404: "not there",
    405: "another method",
    413: f"more than {MAX_REQUEST_BYTES} bytes",
    422: "malformed, or refused for good",
    503: "the feed cannot be read just now",
}
# What the API asks of a field beyond its type: struct → field → JSON Schema.
_DISCLOSURE = rf"^({DISCLOSURE_ID.pattern.replace('?P<unit>', '').replace('?P<number>', '')})?$"
_BOUNDS: dict[str, dict[str, dict[str, Any]]] = {
    "Opinion": {
        "text": {"maxLength": MAX_OPINION_LENGTH},
        "disclosure": {"pattern": _DISCLOSURE, "maxLength": MAX_ID_LENGTH},
        "rev": {"minimum": 0, "maximum": 2**31 - 1},
    },
    "SurveyAnswers": {
        "disclosure": {"pattern": _DISCLOSURE, "maxLength": MAX_ID_LENGTH},
        "rev": {"minimum": 0, "maximum": 2**31 - 1},
    },
    "Wish": {"topic": {"maxLength": MAX_WISH_LENGTH}, "text": {"maxLength": MAX_WISH_LENGTH}},
    "Sealed": {"keyid": {"pattern": f"^{KEYID.pattern}$"}, "box": {"maxLength": MAX_BOX_LENGTH}},
}


def document() -> dict[str, Any]:
    """The whole document."""
    bodies = [operation.body for operation in OPERATIONS if operation.body is not None]
    answers = [body for operation in OPERATIONS for body in operation.answers.values() if body is not None]
    _, schemas = msgspec.json.schema_components(
        [*bodies, *answers, Problem], ref_template="#/components/schemas/{name}"
    )
    for name, fields in _BOUNDS.items():
        for field, bounds in fields.items():
            schemas[name]["properties"][field] |= bounds
    paths: dict[str, Any] = {}
    for operation in OPERATIONS:
        paths.setdefault(f"/api/v1/{operation.path}", {})[operation.method] = _described(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Mingbai device API",
            "version": VERSION,
            "description": "The way back from terminals, and the lines that wait for approvers.",
        },
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": "as `mingbai hub enrol` prints it"}
            },
        },
    }


def openapi(request: HttpRequest) -> HttpResponse:
    """The document for whoever asks: it tells nothing of this county."""
    return HttpResponse(msgspec.json.encode(document()), content_type=JSON)


def _described(operation: Operation) -> dict[str, Any]:
    found: dict[str, Any] = {
        "operationId": f"{operation.method}-{re.sub(r'/{[a-z]+}/', '-', operation.path)}",
        "summary": operation.summary,
        "description": f"For a token of kind {operation.opens}.",
        "security": [{"token": []}],
        "parameters": [],
        "responses": {
            **{str(status): _answer(body) for status, body in operation.answers.items()},
            **{str(status): _answer(Problem, why) for status, why in PROBLEMS.items()},
        },
    }
    for name in re.findall(r"{([a-z]+)}", operation.path):
        found["parameters"].append(
            {"name": name, "in": "path", "required": True, "schema": {"type": "integer", "minimum": 0}}
        )
    if operation.is_once:
        found["parameters"].append(
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": True,
                "description": "Sent again with the same key, a message is kept once.",
                "schema": {"type": "string", "pattern": f"^{IDEMPOTENCY_KEY.pattern}$"},
            }
        )
    if operation.body is not None:
        found["requestBody"] = {"required": True, "content": {JSON: {"schema": _ref(operation.body)}}}
    return found


def _answer(body: type | None, why: str = "done") -> dict[str, Any]:
    if body is None:
        return {"description": why}
    return {"description": why, "content": {JSON: {"schema": _ref(body)}}}


def _ref(body: type) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{body.__name__}"}
