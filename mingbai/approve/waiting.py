"""What waits for an approver's signature at a hub, and its way there and back: the device API over HTTP(S).

Nothing that comes from the hub is believed: see mingbai.approve.shown.
"""

from __future__ import annotations

import http.client
import time
from typing import Annotated, Literal, Protocol

import msgspec
import requests
import urllib3

from content.errors import FetchError, TrustError
from content.feed.envelope import LineSignature
from content.sync.fetch import DEADLINE_S, Deadline, reason, session
from display.board import Board

LINES_PATH = "/api/v1/led-lines"
TEMPLATES_PATH = "/api/v1/led-templates"
MAX_ANSWER_BYTES = 1_000_000
IDLE_S = 10.0
Pixels = Annotated[int, msgspec.Meta(ge=8, le=8192)]


class BoardShape(msgspec.Struct, frozen=True):
    """A board as the hub describes it: enough to draw the line."""

    id: Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
    model: Annotated[str, msgspec.Meta(max_length=40)]
    width_px: Pixels
    height_px: Annotated[int, msgspec.Meta(ge=8, le=1024)]
    font_px: Annotated[int, msgspec.Meta(ge=8, le=64)] = 16
    colours: Literal["red", "green", "red-green"] = "red"

    def board(self) -> Board:
        return Board(
            id=self.id,
            model=self.model,
            width_px=self.width_px,
            height_px=self.height_px,
            font_px=self.font_px,
            colours=self.colours,
        )


class Waiting(msgspec.Struct, frozen=True):
    """A line or a template that waits for signatures. payload: base64 of the exact bytes to sign."""

    request: int
    payload: str
    boards: tuple[BoardShape, ...]
    signed_by: tuple[str, ...] = ()


class WaitingList(msgspec.Struct, frozen=True):
    lines: tuple[Waiting, ...]
    templates: tuple[Waiting, ...] = ()


class Hub(Protocol):
    """Where lines and templates wait and signatures go. Raises FeedError."""

    def waiting(self) -> WaitingList: ...

    def post(self, path: str, request: int, signature: LineSignature) -> None: ...


class HttpHub:
    """The hub's device API over HTTP(S), with a token of kind approver. Redirects are not followed."""

    def __init__(self, base_url: str, token: str) -> None:
        self._base_url = base_url.rstrip("/")
        self._deadline = Deadline(time.monotonic)
        self._session = session(self._deadline)
        self._session.headers["Authorization"] = f"Bearer {token}"

    def close(self) -> None:
        self._session.close()

    def waiting(self) -> WaitingList:
        status, body = self._exchange("GET", LINES_PATH, None)
        if status != 200:
            raise FetchError(f"{self._base_url}{LINES_PATH}: status {status}: {sentence(body)}")
        try:
            return _WAITING.decode(body)
        except (ValueError, RecursionError) as err:
            raise TrustError(f"{self._base_url}{LINES_PATH}: no list of lines: {err}") from err

    def post(self, path: str, request: int, signature: LineSignature) -> None:
        """path: LINES_PATH or TEMPLATES_PATH."""
        path = f"{path}/{request}/signatures"
        status, body = self._exchange("POST", path, msgspec.json.encode(signature))
        if status == 422:
            raise TrustError(f"the hub refused the signature: {sentence(body)}")
        if status != 201:
            raise FetchError(f"{self._base_url}{path}: status {status}: {sentence(body)}")

    def _exchange(self, method: str, path: str, body: bytes | None) -> tuple[int, bytes]:
        url = f"{self._base_url}{path}"
        headers = {"Content-Type": "application/json"} if body is not None else {}
        self._deadline.start(DEADLINE_S, IDLE_S)
        try:
            with self._session.request(
                method, url, data=body, headers=headers, timeout=IDLE_S, stream=True, allow_redirects=False
            ) as answer:
                data = answer.raw.read(MAX_ANSWER_BYTES + 1, decode_content=True)
                status = answer.status_code
        except (requests.RequestException, urllib3.exceptions.HTTPError, http.client.HTTPException, OSError) as err:
            raise FetchError(f"{url}: {reason(err)}") from err
        if len(data) > MAX_ANSWER_BYTES:
            raise FetchError(f"{url}: the answer is larger than {MAX_ANSWER_BYTES} bytes")
        return status, data


def plain(text: str) -> str:
    """Text that only prints: whatever else a terminal would obey becomes a box."""
    return "".join(character if character.isprintable() or character == "\u3000" else "□" for character in text)


def sentence(body: bytes) -> str:
    """What the hub says of its refusal."""
    try:
        return plain(_PROBLEM.decode(body).error[:300])
    except (ValueError, RecursionError):
        return f"{len(body)} bytes that are no explanation"


class _Problem(msgspec.Struct):
    error: str


_WAITING = msgspec.json.Decoder(WaitingList)
_PROBLEM = msgspec.json.Decoder(_Problem)
