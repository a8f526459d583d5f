"""Where a request comes from, as far as it can be known."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import Any

AGENT_LENGTH = 200


@dataclass(frozen=True)
class Origin:
    """address: of the browser. agent: what it calls itself, printable characters, at most 200."""

    address: str
    agent: str


def origin_of(request: Any) -> Origin:
    """The address of the other end; behind a proxy on this machine, the last one that the proxy has added.

    A client can write any X-Forwarded-For; what it writes stands before what the proxy adds, and a peer from elsewhere
    is no proxy of ours.
    """
    peer = (request.META.get("REMOTE_ADDR") or "").strip("[]")  # IPv6 may come in brackets
    told = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
    address = told if _is_loopback(peer) and _is_address(told) else peer
    agent = "".join(mark for mark in request.META.get("HTTP_USER_AGENT", "") if mark.isprintable())
    return Origin(address[:45], agent[:AGENT_LENGTH])


def _is_loopback(address: str) -> bool:
    return _is_address(address) and ipaddress.ip_address(address).is_loopback


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
