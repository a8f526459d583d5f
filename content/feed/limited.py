"""Reading bytes that anybody may have written: a limit before the decoding, and a sentence for what is wrong."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from content.errors import TrustError

T = TypeVar("T")


def decoded(data: bytes, max_bytes: int, decode: Callable[[bytes], T], what: str) -> T:
    """What ``decode`` makes of at most ``max_bytes``. Raises TrustError that names the thing."""
    if len(data) > max_bytes:
        raise TrustError(f"{what}: {len(data)} bytes, at most {max_bytes} are allowed")
    try:
        return decode(data)
    except (ValueError, RecursionError) as err:
        raise TrustError(f"{what}: {err}") from err


def unbase64(text: str, what: str) -> bytes:
    """The bytes that base64 without anything else stands for. Raises TrustError that names the thing."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as err:
        raise TrustError(f"{what}: not base64: {err}") from err


def check(holds: bool, otherwise: str) -> None:
    """Raises ValueError with this sentence unless it holds; see ``reported``."""
    if not holds:
        raise ValueError(otherwise)


@contextmanager
def reported(what: str) -> Iterator[None]:
    """Turn ValueError into TrustError that names the thing."""
    try:
        yield
    except ValueError as err:
        raise TrustError(f"{what}: {err}") from err


def shortened(text: str) -> str:
    """At most 40 characters of what somebody sent, for a message."""
    return text if len(text) <= 40 else text[:16] + "…"
