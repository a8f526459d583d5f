"""The metadata that the signer signs by itself: unit roles, snapshot, timestamp. Bytes out, nothing written.

Versions and times come in. One version counts for everything signed in one release.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from securesystemslib.signer import Signer
from tuf.api.metadata import Metadata, MetaFile, Signed, Snapshot, T, TargetFile, Targets, Timestamp
from tuf.api.serialization import SignedSerializer
from tuf.api.serialization.json import CanonicalJSONSerializer

from content.feed.pages import COUNTY_FIELD, SIGNED_AT_FIELD
from content.record import UnitCode

UNIT_LIFE = timedelta(days=365)
SNAPSHOT_LIFE = timedelta(days=30)
TIMESTAMP_LIFE = timedelta(days=7)  # a holiday's outage of the hub must not make the county stale


def unit_role(unit: UnitCode, version: int, index_sha256: str, index_size: int, now: datetime, signer: Signer) -> bytes:
    """N.<unit>.json: names the unit's one target, its index."""
    name = index_target(unit)
    target = TargetFile(index_size, {"sha256": index_sha256}, name)
    return signed(Targets(version=version, expires=_whole(now + UNIT_LIFE), targets={name: target}), signer)


def snapshot(versions: Mapping[str, int], version: int, county: str, now: datetime, signer: Signer) -> bytes:
    """N.snapshot.json. versions: role name → version; a role once named is always named."""
    meta = {f"{role}.json": MetaFile(number) for role, number in versions.items()}
    fields = _fields(county, now)
    return signed(
        Snapshot(version=version, expires=_whole(now + SNAPSHOT_LIFE), meta=meta, unrecognized_fields=fields), signer
    )


def timestamp(snapshot_version: int, version: int, county: str, now: datetime, signer: Signer) -> bytes:
    """timestamp.json: names the snapshot."""
    return signed(
        Timestamp(
            version=version,
            expires=_whole(now + TIMESTAMP_LIFE),
            snapshot_meta=MetaFile(snapshot_version),
            unrecognized_fields=_fields(county, now),
        ),
        signer,
    )


def signed(metadata: T, *signers: Signer) -> bytes:
    """The metadata with one signature of each signer, as it is published."""
    wrapped = Metadata(metadata)
    for signer in signers:
        wrapped.sign(signer, append=True, signed_serializer=CANONICAL)
    return wrapped.to_bytes()


def index_target(unit: UnitCode) -> str:
    """The target path that a unit's role may sign, and no other."""
    return f"{unit}/index.json"


def _fields(county: str, now: datetime) -> dict[str, str]:
    return {SIGNED_AT_FIELD: _whole(now).strftime("%Y-%m-%dT%H:%M:%SZ"), COUNTY_FIELD: county}


def _whole(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)


class _QuickCanonical(SignedSerializer):
    """Canonical JSON (OLPC) by the standard library's encoder: a third of the time for a snapshot of 250 roles.

    Both agree but for control characters, which canonical JSON leaves as they are; no field of ours holds any.
    """

    def serialize(self, signed_obj: Signed) -> bytes:
        text = json.dumps(signed_obj.to_dict(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        if _ESCAPED_CONTROL.search(text):
            return CanonicalJSONSerializer().serialize(signed_obj)
        return text.encode()


_ESCAPED_CONTROL = re.compile(r'\\[^"\\]')
CANONICAL = _QuickCanonical()
