"""What the signing pages share: the signed list of approvers, a posted signature, an answer as JSON."""

from __future__ import annotations

import logging
from typing import Any

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from content.errors import FeedError
from content.feed.approvers import ApproverList
from content.hub.api import SignatureReport
from content.hub.release.approver_list import approvers_of

log = logging.getLogger(__name__)

MAX_SIGNATURE_BYTES = 1_024
NO_LIST = "暂时读不到审批人名单，请稍后再试，或告诉县里的技术员。"
NO_ROLE = "这个账号不是{unit}或其上级单位的 LED 审批人，只能查看，不能签名。需要签名的，请县里的系统管理员授予角色。"
_SIGNATURE = msgspec.json.Decoder(SignatureReport)


class NoSignature(Exception):
    """What was posted is none. ``answer`` goes back."""

    def __init__(self, answer: HttpResponse) -> None:
        super().__init__()
        self.answer = answer


def posted_signature(request: HttpRequest) -> SignatureReport:
    """The signature in the body. Raises NoSignature; the size is asked before the body is read."""
    length = request.headers.get("Content-Length", "")
    if not (length.isascii() and length.isdigit() and int(length) <= MAX_SIGNATURE_BYTES):
        raise NoSignature(answer({"error": "签名超过允许的大小。"}, 413))
    try:
        return _SIGNATURE.decode(request.body)
    except ValueError as err:
        log.info("no signature", extra={"why": str(err)})
        raise NoSignature(answer({"error": "签名没有收下：它的写法不对。"}, 422)) from err


def approvers_now() -> tuple[ApproverList, str]:
    """The list from the signed feed; an empty one, and a sentence, if it cannot be read just now."""
    try:
        return approvers_of(settings.HUB, memory="hub-metadata"), ""
    except FeedError as err:
        log.warning("no list of approvers", extra={"why": str(err)})
        return ApproverList(county=settings.HUB.county), NO_LIST


def listed(approvers: ApproverList) -> Any:
    """The list as a page's script reads it."""
    return msgspec.to_builtins(approvers.approvers)


def answer(value: object, status: int) -> HttpResponse:
    """A JSON answer."""
    return HttpResponse(msgspec.json.encode(value), status=status, content_type="application/json")
