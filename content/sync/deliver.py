"""From the outbox to the hub, one message at a time, each until the hub has confirmed it.

The idempotency key travels with the message: one whose confirmation was lost on the way is sent again and the
hub counts it once. 422 means that the hub will never take it: it is set aside, not lost.
"""

from __future__ import annotations

import http.client
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import requests
import urllib3

from content.errors import FetchError
from content.store.outbox import MessageKind, Outbox
from content.sync.fetch import DEADLINE_S, Deadline, reason, session

log = logging.getLogger(__name__)

PATHS: dict[MessageKind, str] = {  # what is taken where; display proofs wait until the hub has a place for them
    "opinion": "/api/v1/opinions",
    "survey-answers": "/api/v1/survey-answers",
    "wish": "/api/v1/wishes",
}
MAX_ANSWER_BYTES = 65_536
MAX_TOKEN_BYTES = 4_096
LONGEST_PAUSE_S = 3_600.0  # that a hub may ask for by Retry-After


@dataclass(frozen=True)
class Answer:
    """What the hub said. retry_after_s: how long it asks not to be troubled, 0 if it did not."""

    status: int
    text: str = ""
    retry_after_s: float = 0.0


class Hub(Protocol):
    """The device API of a county's hub."""

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Send one JSON body. Raises FetchError if there was no answer."""
        ...


@dataclass(frozen=True)
class Round:
    """One round of delivery. problem: why it ended before the outbox was empty, else ""."""

    delivered: int = 0
    refused: int = 0
    problem: str = ""
    pause_s: float = 0.0


class HttpHub:
    """The hub over HTTP(S), with this terminal's token. The token file is read anew each time: tokens change."""

    def __init__(self, base_url: str, token_file: Path | None, timeout_s: float) -> None:
        self._base_url = base_url.rstrip("/")
        self._token_file = token_file
        self._timeout_s = timeout_s
        self._deadline = Deadline(time.monotonic)
        self._session = session(self._deadline)

    def close(self) -> None:
        self._session.close()

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        url = f"{self._base_url}{path}"
        sent = {"Content-Type": "application/json", **headers}
        if self._token_file:
            sent["Authorization"] = f"Bearer {self._token(self._token_file)}"
        self._deadline.start(DEADLINE_S, self._timeout_s)
        try:
            with self._session.post(
                url, data=body, headers=sent, timeout=self._timeout_s, stream=True, allow_redirects=False
            ) as answer:
                text = answer.raw.read(MAX_ANSWER_BYTES, decode_content=False).decode("utf-8", "replace")
                return Answer(answer.status_code, text, _retry_after_s(answer.headers.get("Retry-After", "")))
        except (requests.RequestException, urllib3.exceptions.HTTPError, http.client.HTTPException, OSError) as err:
            raise FetchError(f"{url}: {reason(err)}") from err

    def _token(self, path: Path) -> str:
        try:
            with path.open("rb") as file:
                token = file.read(MAX_TOKEN_BYTES).decode("ascii").strip()
        except (OSError, UnicodeDecodeError) as err:
            raise FetchError(f"{path}: no token to be read: {err}") from err
        if not token or not token.isprintable() or " " in token:
            raise FetchError(f"{path}: expected one token on one line, as `mingbai hub enrol` prints it")
        return token


def deliver(outbox: Outbox, hub: Hub) -> Round:
    """Send everything that waits, each kind oldest first; stop at the first that the hub cannot take now.

    Raises StoreError.
    """
    done = Round()
    for kind, path in PATHS.items():
        done = _deliver(kind, path, outbox, hub, done)
        if done.problem:
            break
    return done


def _deliver(kind: MessageKind, path: str, outbox: Outbox, hub: Hub, done: Round) -> Round:
    delivered, refused = done.delivered, done.refused
    while messages := outbox.waiting(kind=kind):
        for message in messages:
            facts = {"kind": kind, "key": message.key}
            try:
                answer = hub.post(path, message.body, {"Idempotency-Key": message.key})
            except FetchError as err:
                return Round(delivered, refused, str(err))
            if answer.status in {200, 201}:
                outbox.delivered(message.key)
                delivered += 1
                log.info("message delivered", extra={**facts, "known_before": answer.status == 200})
            elif answer.status == 422:
                outbox.refused(message.key, answer.text[:1_000])
                refused += 1
                log.error("message refused by the hub, set aside", extra={**facts, "because": answer.text})
            else:
                return Round(delivered, refused, f"{path}: status {answer.status}", answer.retry_after_s)
    return Round(delivered, refused)


def _retry_after_s(value: str) -> float:
    """Seconds from a Retry-After header; a date, or anything else, is as good as none."""
    return min(float(value), LONGEST_PAUSE_S) if value.isascii() and value.isdigit() and len(value) < 10 else 0.0
