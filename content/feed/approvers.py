"""审批人名单: people/approvers.json, who may sign for which unit and boards, signed by 2 of 3 officers.

A key id is computed from its key here, and keys and persons are compared themselves: whoever only counts key ids
takes one key under two ids for two people.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Protocol

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from securesystemslib.signer import SSlibKey

from content.errors import TrustError
from content.feed.limited import decoded, shortened, unbase64
from content.record import Moment, UnitCode

EVERY = "*"  # in an approver's units or boards: all of the county's
MAX_APPROVERS_BYTES = 262_144
KEY_BYTES = 32  # Ed25519, raw


class Placed(Protocol):
    """What is signed for: a unit, and ids of its boards."""

    @property
    def unit(self) -> UnitCode: ...

    @property
    def boards(self) -> tuple[str, ...]: ...


class Approver(msgspec.Struct, frozen=True, kw_only=True):
    """审批人: one person with one key.

    keyid: ``keyid_of`` the key. public_key: base64 of the 32 raw bytes of an Ed25519 key.
    units, boards: codes and ids this person may sign for, or EVERY.
    """

    keyid: str
    public_key: str
    person: str
    units: tuple[str, ...]
    boards: tuple[str, ...]
    valid_from: Moment
    valid_until: Moment

    def covers(self, placed: Placed) -> bool:
        """Whether this person may sign for the unit and every one of the boards."""
        return _in(placed.unit, self.units) and all(_in(board, self.boards) for board in placed.boards)


class ApproverList(msgspec.Struct, frozen=True, kw_only=True):
    """people/approvers.json of one county. Use ``load_approvers``: it checks what the type cannot."""

    v: int = 1
    county: str
    approvers: tuple[Approver, ...] = ()

    def by_keyid(self, keyid: str) -> Approver:
        """The approver with this key id. Raises TrustError."""
        for approver in self.approvers:
            if approver.keyid == keyid:
                return approver
        raise TrustError(f"key {shortened(keyid)} belongs to none of the county's {len(self.approvers)} approvers")


def load_approvers(data: bytes, county: str) -> ApproverList:
    """Read people/approvers.json of this county.

    Raises TrustError if it is malformed, another county's, or if a key or a person stands in it twice.
    """
    found = decoded(data, MAX_APPROVERS_BYTES, _APPROVERS.decode, "list of approvers")
    if found.v != 1:
        raise TrustError(f"list of approvers: version {found.v}, this program knows version 1")
    if found.county != county:
        raise TrustError(f"list of approvers: of county {found.county!r}, expected {county!r}")
    keys: dict[bytes, str] = {}
    people: dict[str, str] = {}
    for approver in found.approvers:
        raw = raw_key(approver)
        if approver.keyid != keyid_of(raw):
            raise TrustError(f"approver {approver.person}: key id {shortened(approver.keyid)} is not that of the key")
        if raw in keys:
            raise TrustError(f"approvers {keys[raw]} and {approver.person} have one and the same key")
        person = same_person(approver.person)
        if not person:
            raise TrustError(f"approver with key {shortened(approver.keyid)} has no name")
        if person in people:
            raise TrustError(f"approver {approver.person} stands in the list twice; one person has one key")
        if approver.valid_until <= approver.valid_from:
            raise TrustError(f"approver {approver.person}: valid_until is not after valid_from")
        keys[raw] = people[person] = approver.person
    return found


def encode_approvers(approvers: ApproverList) -> bytes:
    """The list as the bytes that the officers sign."""
    return msgspec.json.encode(approvers)


def keyid_of(raw_public_key: bytes) -> str:
    """The key id of an Ed25519 public key (32 raw bytes): what securesystemslib gives it by default."""
    return sslib_key(raw_public_key).keyid


def raw_key(approver: Approver) -> bytes:
    """The 32 bytes of an approver's key. Raises TrustError."""
    raw = unbase64(approver.public_key, f"public key of {approver.person}")
    if len(raw) != KEY_BYTES:
        raise TrustError(f"public key of {approver.person}: {len(raw)} bytes, expected {KEY_BYTES} (Ed25519)")
    return raw


def sslib_key(raw: bytes) -> SSlibKey:
    """An Ed25519 public key (32 raw bytes) as securesystemslib holds it."""
    return SSlibKey.from_crypto(Ed25519PublicKey.from_public_bytes(raw))


def same_person(name: str) -> str:
    """A name as it is compared: width, case, spaces and invisible characters make no second person."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(character for character in folded if unicodedata.category(character)[0] not in "ZC")


def _in(wanted: str, allowed: Sequence[str]) -> bool:
    return wanted in allowed or EVERY in allowed


_APPROVERS = msgspec.json.Decoder(ApproverList)
