"""What can be found, and what one finding says."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Kind(enum.Enum):
    """What was found. UNREADABLE: a page without text, such as a scan, that a person must look at."""

    IDENTITY_NUMBER = "identity-number"
    OLD_IDENTITY_NUMBER = "old-identity-number"
    MOBILE_NUMBER = "mobile-number"
    BANK_CARD = "bank-card"
    PLATE = "plate"
    ADDRESS = "address"
    HEALTH = "health"
    MINOR = "minor"
    UNREADABLE = "unreadable-page"


KIND_LABELS = {
    Kind.IDENTITY_NUMBER: "身份证号",
    Kind.OLD_IDENTITY_NUMBER: "15位旧身份证号",
    Kind.MOBILE_NUMBER: "手机号码",
    Kind.BANK_CARD: "银行卡号",
    Kind.PLATE: "车牌号",
    Kind.ADDRESS: "乡镇以下住址",
    Kind.HEALTH: "姓名旁的疾病或残疾",
    Kind.MINOR: "受助未成年人姓名",
    Kind.UNREADABLE: "不能识读的页面",
}


@dataclass(frozen=True)
class Finding:
    """One thing found.

    span: its place in the text, [start, end). masked: safe to show in a report or a log.
    certain: it must not be published; otherwise a person should look.
    """

    kind: Kind
    span: tuple[int, int]
    masked: str
    certain: bool


def without_overlaps(found: list[Finding]) -> list[Finding]:
    """In order of place, and of two that share a place only the one that stands first in the list."""
    kept: list[Finding] = []
    places: set[int] = set()
    for finding in found:
        own = range(*finding.span)
        if places.isdisjoint(own):
            kept.append(finding)
            places.update(own)
    return sorted(kept, key=lambda finding: finding.span)
