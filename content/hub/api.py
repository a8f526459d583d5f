"""The device API: the way back from terminals, and the lines that wait for approvers.

    POST /api/v1/opinions                  Idempotency-Key; content.store.outbox.Opinion → 201 new, 200 known
    POST /api/v1/survey-answers            the same; content.store.outbox.SurveyAnswers
    POST /api/v1/wishes                    the same; content.store.outbox.Wish
    POST /api/v1/heartbeat                 {terminal, at, version, last_pull, problems, boards} → 204, or 200 with
                                           {"ignored": {board: reason}} for boards that are not this terminal's
    GET  /api/v1/led-lines                 approvers only → {"lines": [{request, payload, boards, signed_by}],
                                           "templates": the same of templates}
    POST /api/v1/led-lines/<n>/signatures  approvers only; {keyid, sig} → 201
    POST /api/v1/led-templates/<n>/signatures  approvers only; {keyid, sig} → 201
    GET  /api/v1/openapi.json              this, as an OpenAPI document: content.hub.api_schema

Every request carries ``Authorization: Bearer <token>``. Errors are {"error": "…"}: 401 wrong token, 403 wrong
kind of token, 404, 405, 413 too large, 422 malformed or refused, 503 the feed cannot be read just now.
"""

from __future__ import annotations

import base64
import functools
import logging
import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

import msgspec
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from content.errors import FeedError, TrustError
from content.hub.feedback.services import receive_opinion, receive_survey_answers, receive_wish
from content.hub.release.led_lines import add_signature, waiting_lines
from content.hub.release.led_templates import sign_template, waiting_templates
from content.hub.release.models import EmergencyTemplate, LedLineRequest
from content.hub.terminals.models import Kind, Terminal
from content.hub.terminals.services import record_heartbeat, terminal_of
from content.record import COUNTY_TIME, DISCLOSURE_ID, MAX_ID_LENGTH, Moment
from content.sealing import KEYID, MAX_BOX_LENGTH
from content.store.board_report import MAX_BOARDS, BoardReport
from content.store.outbox import MAX_OPINION_LENGTH, MAX_WISH_LENGTH, Opinion, SurveyAnswers, Wish

log = logging.getLogger(__name__)

MAX_REQUEST_BYTES = 65_536
IDEMPOTENCY_KEY = re.compile(r"[A-Za-z0-9._-]{8,64}")

Short = Annotated[str, msgspec.Meta(max_length=200)]
View = Callable[..., HttpResponse]
T = TypeVar("T", Opinion, SurveyAnswers, Wish)


class HeartbeatReport(msgspec.Struct, frozen=True, kw_only=True):
    """What a terminal says of itself."""

    terminal: Short
    at: Moment
    version: Annotated[str, msgspec.Meta(max_length=40)] = ""
    last_pull: Moment | None = None
    problems: Annotated[list[Annotated[str, msgspec.Meta(max_length=500)]], msgspec.Meta(max_length=50)] = []
    boards: Annotated[list[BoardReport], msgspec.Meta(max_length=MAX_BOARDS)] = []


class SignatureReport(msgspec.Struct, frozen=True):
    """One approver's signature over a line, base64."""

    keyid: Annotated[str, msgspec.Meta(min_length=8, max_length=128)]
    sig: Annotated[str, msgspec.Meta(min_length=8, max_length=200)]


class Refused(Exception):
    """The request gets this status and this sentence."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


def for_machine(method: str, *kinds: str) -> Callable[[View], View]:
    """A view of one method for machines of these kinds: size, token and kind are checked before it runs."""

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def checked(request: HttpRequest, **arguments: Any) -> HttpResponse:
            try:
                if request.method != method:
                    raise Refused(405, f"expected {method}")
                terminal = _terminal(request)
                if terminal.kind not in kinds:
                    raise Refused(403, f"a token of kind {terminal.kind} does not open this")
                return view(request, terminal, **arguments)
            except Refused as refused:
                answer = _json({"error": str(refused)}, refused.status)
                if refused.status == 405:
                    answer["Allow"] = method  # RFC 9110, 15.5.6
                return answer

        return csrf_exempt(checked)  # type: ignore[no-any-return]  # no cookie is looked at

    return decorate


@for_machine("POST", str(Kind.TERMINAL))
def opinions(request: HttpRequest, terminal: Terminal) -> HttpResponse:
    def receive(key: str, opinion: Opinion) -> bool:
        _check_opinion(opinion)
        return receive_opinion(key=key, terminal=terminal, opinion=opinion)

    return _received(request, terminal, _OPINION, receive)


@for_machine("POST", str(Kind.TERMINAL))
def survey_answers(request: HttpRequest, terminal: Terminal) -> HttpResponse:
    def receive(key: str, answers: SurveyAnswers) -> bool:
        _check_item(answers.disclosure, answers.rev)
        return receive_survey_answers(key=key, terminal=terminal, answers=answers)

    return _received(request, terminal, _SURVEY_ANSWERS, receive)


@for_machine("POST", str(Kind.TERMINAL))
def wishes(request: HttpRequest, terminal: Terminal) -> HttpResponse:
    def receive(key: str, wish: Wish) -> bool:
        _check_wish(wish)
        return receive_wish(key=key, terminal=terminal, wish=wish)

    return _received(request, terminal, _WISH, receive)


def _received(
    request: HttpRequest, terminal: Terminal, decoder: msgspec.json.Decoder[T], receive: Callable[[str, T], bool]
) -> HttpResponse:
    """One message from an outbox, kept once: 201 new, 200 known, 422 what can never be taken."""
    key = request.headers.get("Idempotency-Key", "")
    if not IDEMPOTENCY_KEY.fullmatch(key):
        raise Refused(422, "Idempotency-Key: expected 8 to 64 letters, digits, dots, dashes or underscores")
    message: T = _decoded(request, decoder)
    message = msgspec.structs.replace(message, at=_in_utc("at", message.at))
    try:
        is_new = receive(key, message)
    except ValueError as err:
        raise Refused(422, str(err)) from err
    if is_new:
        log.info("message received", extra={"terminal": terminal.pk, "kind": type(message).__name__})
    return _json({"key": key}, 201 if is_new else 200)


@for_machine("POST", str(Kind.TERMINAL))
def heartbeat(request: HttpRequest, terminal: Terminal) -> HttpResponse:
    report = _decoded(request, _HEARTBEAT)
    if report.terminal != terminal.pk:
        raise Refused(422, f"terminal: {report.terminal!r}, but the token is {terminal.pk}'s")
    texts = [_clean(report.version), *map(_clean, report.problems)]
    boards = msgspec.convert(_all_clean(msgspec.to_builtins(report.boards)), list[BoardReport])
    ignored = record_heartbeat(
        terminal=terminal,
        at=_in_utc("at", report.at),
        version=texts[0],
        last_pull=_in_utc("last_pull", report.last_pull) if report.last_pull else None,
        problems=texts[1:],
        boards=boards,
    )
    return _json({"ignored": ignored}, 200) if ignored else HttpResponse(status=204)


@for_machine("GET", str(Kind.APPROVER))
def led_lines(request: HttpRequest, terminal: Terminal) -> HttpResponse:
    units = list(terminal.units.values_list("pk", flat=True))
    lines, templates = waiting_lines(units=units), waiting_templates(units=units)
    return _json({"lines": [_waiting(one) for one in lines], "templates": [_waiting(one) for one in templates]}, 200)


@for_machine("POST", str(Kind.APPROVER))
def led_line_signatures(request: HttpRequest, terminal: Terminal, line: int) -> HttpResponse:
    report = _decoded(request, _SIGNATURE)
    found = LedLineRequest.objects.filter(pk=line, registration__unit__in=terminal.units.all()).first()
    if found is None:
        raise Refused(404, f"no LED line {line} for this machine")
    _taken(lambda: add_signature(request=found, keyid=report.keyid, sig=report.sig))
    log.info("LED line signed", extra={"line": found.registration_id, "by": terminal.pk})
    return _json({"request": line}, 201)


@for_machine("POST", str(Kind.APPROVER))
def led_template_signatures(request: HttpRequest, terminal: Terminal, template: int) -> HttpResponse:
    report = _decoded(request, _SIGNATURE)
    found = EmergencyTemplate.objects.filter(pk=template, announces__unit__in=terminal.units.all()).first()
    if found is None:
        raise Refused(404, f"no LED template {template} for this machine")
    _taken(lambda: sign_template(template=found, keyid=report.keyid, sig=report.sig))
    log.info("LED template signed", extra={"template": found.pk, "by": terminal.pk})
    return _json({"request": template}, 201)


def _taken(sign: Callable[[], object]) -> None:
    """Take a signature. Raises Refused: for good, or while the list of approvers cannot be read."""
    try:
        sign()
    except (TrustError, ValueError) as err:
        raise Refused(422, str(err)) from err
    except FeedError as err:
        raise Refused(503, str(err)) from err


def _nothing_here(request: HttpRequest, rest: str) -> HttpResponse:
    """Every other address of the API: a machine gets the same kind of answer everywhere."""
    return _json({"error": f"nothing at {request.path[:200]}"}, 404)


nothing_here: View = csrf_exempt(_nothing_here)
_OPINION = msgspec.json.Decoder(Opinion)
_SURVEY_ANSWERS = msgspec.json.Decoder(SurveyAnswers)
_WISH = msgspec.json.Decoder(Wish)
_HEARTBEAT = msgspec.json.Decoder(HeartbeatReport)
_SIGNATURE = msgspec.json.Decoder(SignatureReport)


def _terminal(request: HttpRequest) -> Terminal:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    terminal = terminal_of(token=token.strip()) if scheme.lower() == "bearer" and token else None
    if terminal is None:
        raise Refused(401, "expected Authorization: Bearer <token of an enrolled machine>")
    return terminal


def _decoded(request: HttpRequest, decoder: msgspec.json.Decoder[Any]) -> Any:
    # A body without a length is not read at all: the limit comes before the bytes.
    length = request.headers.get("Content-Length", "0")
    if not length.isascii() or not length.isdigit() or int(length) > MAX_REQUEST_BYTES:
        raise Refused(413, f"at most {MAX_REQUEST_BYTES} bytes are allowed")
    try:
        return decoder.decode(request.read(MAX_REQUEST_BYTES))
    except (ValueError, RecursionError) as err:
        raise Refused(422, str(err)) from err
    except OSError as err:  # the terminal hung up in mid-sentence
        raise Refused(422, "the body was cut off") from err


def _in_utc(name: str, moment: datetime) -> datetime:
    """The same moment as every database keeps it: PostgreSQL takes no offset of 16 hours and more.

    A terminal whose clock is wrong is heard all the same, as long as there is a day on which clerks can read it.
    """
    try:
        moment.astimezone(COUNTY_TIME)
        return moment.astimezone(UTC)
    except OverflowError as err:
        raise Refused(422, f"{name}: {moment.isoformat()} is outside the years 1 to 9999") from err


def _check_opinion(opinion: Opinion) -> None:
    if len(opinion.text) > MAX_OPINION_LENGTH:
        raise Refused(422, f"text: {len(opinion.text)} characters, at most {MAX_OPINION_LENGTH} are allowed")
    if not opinion.text.strip() and opinion.rating is None and opinion.sealed is None:
        raise Refused(422, "neither a rating nor a text")
    if opinion.sealed and not (KEYID.fullmatch(opinion.sealed.keyid) and len(opinion.sealed.box) <= MAX_BOX_LENGTH):
        raise Refused(422, f"sealed: expected a key id and at most {MAX_BOX_LENGTH} characters of base64")
    if opinion.disclosure:
        _check_item(opinion.disclosure, opinion.rev)
    elif opinion.rev:
        raise Refused(422, f"rev: {opinion.rev}")
    if "\0" in opinion.text + opinion.unit + opinion.terminal:
        raise Refused(422, "a NUL character")


def _check_item(disclosure: str, rev: int) -> None:
    if len(disclosure) > MAX_ID_LENGTH or not DISCLOSURE_ID.fullmatch(disclosure):
        raise Refused(422, f"disclosure: {disclosure[:60]!r} is no id")
    if not 0 <= rev < 2**31:
        raise Refused(422, f"rev: {rev}")


def _check_wish(wish: Wish) -> None:
    if not (wish.topic + wish.text).strip():
        raise Refused(422, "neither a topic nor a text")
    if max(len(wish.topic), len(wish.text)) > MAX_WISH_LENGTH:
        raise Refused(422, f"topic or text: more than {MAX_WISH_LENGTH} characters")
    if "\0" in wish.topic + wish.text:
        raise Refused(422, "a NUL character")


def _clean(text: str) -> str:
    """One line without control characters, for a list that people read."""
    return "".join(" " if unicodedata.category(character) == "Cc" else character for character in text)


def _all_clean(value: Any) -> Any:
    """The same JSON with every text in it clean: a NUL is a text that PostgreSQL does not keep."""
    if isinstance(value, str):
        return _clean(value)
    if isinstance(value, dict):
        return {key: _all_clean(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_all_clean(inner) for inner in value]
    return value


def _waiting(line: LedLineRequest | EmergencyTemplate) -> dict[str, object]:
    return {
        "request": line.pk,
        "payload": base64.b64encode(bytes(line.payload)).decode(),
        "boards": [
            {
                "id": board.pk,
                "model": board.model,
                "width_px": board.width_px,
                "height_px": board.height_px,
                "font_px": board.font_px,
                "colours": board.colours,
            }
            for board in line.boards.all()
        ],
        "signed_by": [signature.keyid for signature in line.signatures.all()],
    }


def _json(value: object, status: int) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(value), status=status, content_type="application/json")
