"""A county's signed repository in memory, written with python-tuf's metadata classes alone.

It shares no code with content.feed's own signer, and, unlike it, publishes whatever a test asks for: bodies under
wrong ids, old versions, foreign counties. ``files`` is the whole repository, path → bytes; a test may alter it.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from securesystemslib.dsse import Envelope
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import (
    DelegatedRole,
    Delegations,
    Metadata,
    MetaFile,
    Root,
    Snapshot,
    TargetFile,
    Targets,
    Timestamp,
)

from content.errors import FetchError
from content.feed.trust import OutOfStep
from content.sync.fetch import Fetched, Nothing

MORNING = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
COUNTY = "qingyuan"


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def to_json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def zulu(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def disclosure(item_id: str, rev: int = 1, **changes: Any) -> bytes:
    """A body as the hub writes it: 村务公开, public, shown from the morning on."""
    value = {
        "id": item_id,
        "unit": item_id.rpartition("/")[0],
        "rev": rev,
        "title": f"柳溪村第{rev}次财务公开",
        "publisher": "柳溪村村民委员会",
        "six_open": "village",
        "window": "party",
        "audience": "public",
        "timing": "periodic",
        "published_at": zulu(MORNING),
        "valid_from": zulu(MORNING),
        "blocks": [{"type": "paragraph", "text": "收入合计三千元。"}],
        "search": {"syllables": "liu xi cun cai wu gong kai", "initials": "lxccwgk"},
    }
    return to_json(value | changes)


def led_line(item_id: str, rev: int = 1, **changes: Any) -> bytes:
    """An LED line's envelope. Its signatures are not the agent's task, so one made-up key signs."""
    value = {
        "id": item_id,
        "unit": item_id.rpartition("/")[0],
        "rev": rev,
        "county": COUNTY,
        "boards": ["t01-gate"],
        "text": "柳溪村财务公开,12月1日前可提异议",
        "style": "scroll-left",
        "valid_from": zulu(MORNING),
        "valid_until": zulu(MORNING + timedelta(days=9)),
        "seq": 1,
        "disclosure": f"{item_id.rpartition('/')[0]}/000001",
        "disclosure_rev": 1,
    }
    envelope = Envelope(to_json(value | changes), "application/vnd.mingbai.led-line+json", {})
    signature = envelope.sign(CryptoSigner.generate_ed25519())
    return to_json(
        {
            "payload": base64.b64encode(envelope.payload).decode(),
            "payloadType": envelope.payload_type,
            "signatures": [
                {"keyid": signature.keyid, "sig": base64.b64encode(bytes.fromhex(signature.signature)).decode()}
            ],
        }
    )


@dataclass
class UnitContent:
    """One unit as it will be signed: pages of rows [id, rev, sha256, size, kind] or None."""

    pages: list[list[list[Any] | None]] = field(default_factory=list)
    withdrawn: list[dict[str, Any]] = field(default_factory=list)
    index: dict[str, Any] = field(default_factory=dict)  # what an attacker writes over the index
    page: dict[str, Any] = field(default_factory=dict)  # … and over every page


class CountyFeed:
    """``put`` and ``withdraw`` change units, ``release`` signs. now: when it is signed."""

    def __init__(self, *units: str, now: datetime = MORNING, rows_per_page: int = 64, county: str = COUNTY) -> None:
        self.now = now
        self.county = county
        self.files: dict[str, bytes] = {}
        self.units = {unit: UnitContent() for unit in units}
        self.rows_per_page = rows_per_page
        self.packs = True
        self.also_signed: dict[str, tuple[str, ...]] = {}  # unit → paths that its role names without being asked
        self.keys = {name: CryptoSigner.generate_ed25519() for name in ("timestamp", "snapshot", "targets", "unit")}
        self.root_keys = [CryptoSigner.generate_ed25519() for _ in range(3)]
        self.officers = [CryptoSigner.generate_ed25519() for _ in range(3)]
        self.versions = {"root": 0, "targets": 0, "snapshot": 0, "timestamp": 0, "people": 0}
        self.unit_versions = dict.fromkeys(units, 0)
        self.approvers: bytes | None = None
        self._bodies: dict[str, bytes] = {}
        self._dirty = set(units)
        self._people = to_json({})
        self.sign_root()
        self.root = self.files["metadata/1.root.json"]
        self.sign_targets()

    # --- content ---

    def put(self, body: bytes, *, row: dict[str, Any] | None = None, unit: str = "", kind: str = "disclosure") -> str:
        """Add or replace an item; returns its sha256. row: what its row says instead of the truth."""
        said = json.loads(body)
        if kind == "led-line":
            said = json.loads(base64.b64decode(said["payload"]))
        truth = {"id": said["id"], "rev": said["rev"], "sha256": sha256(body), "size": len(body), "kind": kind}
        values = list((truth | (row or {})).values())
        where = unit or said["unit"]
        content = self.units[where]
        self._dirty.add(where)
        self._bodies[truth["sha256"]] = body
        self.files[f"blobs/{truth['sha256'][:2]}/{truth['sha256']}"] = body
        for rows in content.pages:
            for slot, present in enumerate(rows):
                if present and present[0] == values[0]:
                    rows[slot] = values
                    return truth["sha256"]
        if not content.pages or len(content.pages[-1]) == self.rows_per_page:
            content.pages.append([])
        content.pages[-1].append(values)
        return truth["sha256"]

    def remove(self, item_id: str) -> None:
        """Empty the item's slot without a withdrawal, as at its end."""
        unit = item_id.rpartition("/")[0]
        for rows in self.units[unit].pages:
            for slot, present in enumerate(rows):
                if present and present[0] == item_id:
                    rows[slot] = None
        self._dirty.add(unit)

    def withdraw(self, item_id: str, rev: int, reason: str = "内容有误", *, listed_by: str = "") -> None:
        unit = item_id.rpartition("/")[0]
        if not listed_by:
            self.remove(item_id)
        self._dirty.add(listed_by or unit)
        self.units[listed_by or unit].withdrawn.append(
            {"id": item_id, "rev": rev, "at": zulu(self.now), "reason": reason}
        )

    def attach(self, content: bytes) -> dict[str, Any]:
        """Add a file; returns its entry for a disclosure's attachments."""
        name = sha256(content)
        self.files[f"blobs/{name[:2]}/{name}"] = content
        return {"sha256": name, "size": len(content), "name": "附件.pdf", "media_type": "application/pdf"}

    # --- signing ---

    def release(self) -> None:
        """Sign every changed unit, then snapshot and timestamp."""
        for unit in sorted(self._dirty):
            self.sign_unit(unit)
        self._dirty.clear()
        self.sign_snapshot()
        self.sign_timestamp()

    def sign_unit(self, unit: str) -> None:
        content = self.units[unit]
        refs = []
        for rows in content.pages:
            page = to_json({"v": 1, "unit": unit, "rows": rows} | content.page)
            name = sha256(page)
            refs.append([name, len(page), sum(row is not None for row in rows)])
            self.files[f"pages/{name[:2]}/{name}"] = page
            if self.packs:
                bodies = b"".join(self._bodies[row[2]] for row in rows if row and row[2] in self._bodies)
                self.files[f"packs/{name[:2]}/{name}.gz"] = gzip.compress(page + bodies, mtime=0)
        index = {"v": 1, "county": self.county, "unit": unit, "generated": zulu(self.now), "pages": refs}
        data = to_json(index | {"withdrawn": content.withdrawn} | content.index)
        self.unit_versions[unit] += 1
        targets = Targets(version=self.unit_versions[unit], expires=self.now + timedelta(days=365))
        targets.targets[f"{unit}/index.json"] = self._target(f"{unit}/index.json", data)
        for path in self.also_signed.get(unit, ()):
            targets.targets[path] = self._target(path, b"made up by a thief")
        self._write(f"{targets.version}.{unit}", targets, [self.keys["unit"]])

    def sign_targets(self) -> None:
        tree = [{"code": self.county, "name": "清源县", "level": "county"}]
        tree += [
            {"code": unit, "name": unit, "level": "village", "parent": self.county}
            for unit in self.units
            if unit != self.county
        ]
        self.versions["targets"] += 1
        targets = Targets(version=self.versions["targets"], expires=self.now + timedelta(days=365))
        county = to_json({"code": self.county, "name": "清源县", "units": tree})
        targets.targets["county.json"] = self._target("county.json", county)
        keys = [self.keys["unit"].public_key, *(officer.public_key for officer in self.officers)]
        roles = {
            unit: DelegatedRole(unit, [self.keys["unit"].public_key.keyid], 1, True, [f"{unit}/index.json"])
            for unit in self.units
        }
        officer_ids = [officer.public_key.keyid for officer in self.officers]
        roles["people"] = DelegatedRole("people", officer_ids, 2, True, ["people/approvers.json"])
        targets.delegations = Delegations({key.keyid: key for key in keys}, roles)
        self._write(f"{targets.version}.targets", targets, [self.keys["targets"]])

    def sign_people(self, approvers: bytes, signers: int = 2) -> None:
        """people/approvers.json by so many officers."""
        self.versions["people"] += 1
        targets = Targets(version=self.versions["people"], expires=self.now + timedelta(days=90))
        targets.targets["people/approvers.json"] = self._target("people/approvers.json", approvers)
        self._write(f"{targets.version}.people", targets, self.officers[:signers])

    def sign_snapshot(self) -> None:
        self.versions["snapshot"] += 1
        snapshot = Snapshot(version=self.versions["snapshot"], expires=self.now + timedelta(days=30))
        snapshot.meta = {f"{unit}.json": MetaFile(version) for unit, version in self.unit_versions.items()}
        snapshot.meta["targets.json"] = MetaFile(self.versions["targets"])
        if self.versions["people"]:
            snapshot.meta["people.json"] = MetaFile(self.versions["people"])
        self._mark(snapshot)
        self._write(f"{snapshot.version}.snapshot", snapshot, [self.keys["snapshot"]])

    def sign_timestamp(self) -> None:
        self.versions["timestamp"] += 1
        timestamp = Timestamp(version=self.versions["timestamp"], expires=self.now + timedelta(days=7))
        timestamp.snapshot_meta = MetaFile(self.versions["snapshot"])
        self._mark(timestamp)
        self._write("timestamp", timestamp, [self.keys["timestamp"]])

    def sign_root(self) -> None:
        """A new root, signed by two of three; with the keys as they are now."""
        self.versions["root"] += 1
        root = Root(version=self.versions["root"], expires=self.now + timedelta(days=730), consistent_snapshot=True)
        for key in self.root_keys:
            root.add_key(key.public_key, "root")
        root.roles["root"].threshold = 2
        for name in ("timestamp", "snapshot", "targets"):
            root.add_key(self.keys[name].public_key, name)
        self._write(f"{root.version}.root", root, self.root_keys[:2])

    def rotate(self, *names: str) -> None:
        """New keys for these roles, and a root that says so."""
        for name in names:
            self.keys[name] = CryptoSigner.generate_ed25519()
        self.sign_root()

    # --- helpers ---

    def _target(self, path: str, data: bytes) -> TargetFile:
        folder, _, name = path.rpartition("/")
        self.files[f"targets/{folder}{'/' if folder else ''}{sha256(data)}.{name}"] = data
        return TargetFile(len(data), {"sha256": sha256(data)}, path)

    def _mark(self, signed: Snapshot | Timestamp) -> None:
        signed.unrecognized_fields |= {"x-signed-at": zulu(self.now), "x-county": self.county}

    def _write(self, name: str, signed: Any, signers: list[CryptoSigner]) -> None:
        metadata = Metadata(signed)
        for signer in signers:
            metadata.sign(signer, append=True)
        self.files[f"metadata/{name}.json"] = metadata.to_bytes()


class MemorySource:
    """The fetch seam over a feed's files. ``requests`` lists every path asked for; ``cut_after`` breaks the line."""

    name = "memory"

    def __init__(self, feed: CountyFeed) -> None:
        self.feed = feed
        self.requests: list[str] = []
        self.cut_after: int | None = None

    def fetch(self, path: str, limit: int, etag: str = "") -> Fetched | Nothing:
        self.requests.append(path)
        if self.cut_after is not None and len(self.requests) > self.cut_after:
            raise FetchError(f"{path}: the line was cut")
        body = self.feed.files.get(path)
        if body is None:
            return Nothing.ABSENT
        if len(body) > limit:
            raise OutOfStep(f"{path}: larger than {limit} bytes, reading stopped")
        mark = sha256(body)
        return Nothing.UNCHANGED if etag == mark else Fetched(body, mark)

    def asked(self, start: str) -> list[str]:
        """Requests so far whose path begins so; the list starts anew."""
        found = [path for path in self.requests if path.startswith(start)]
        self.requests.clear()
        return found
