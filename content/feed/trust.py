"""The terminal's end of the signed repository: bytes go in, verified bytes come out.

The Update Framework (python-tuf's Updater) checks signatures, versions, hashes and expiry; this file feeds it
through our own fetcher, gives it our trusted time, and adds what the standard leaves to us: the county's id,
the signing time, and a second memory of the highest versions, because the Updater's files are not synced to
disk and a power cut may take them.

No network here: ``fetch(path, limit)`` is handed in and returns the file's bytes, or None if there is none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from securesystemslib.signer import Signature
from tuf.api.exceptions import DownloadError, DownloadHTTPError, RepositoryError
from tuf.api.metadata import Metadata, Root, Snapshot, T, Targets
from tuf.ngclient import FetcherInterface, Updater, UpdaterConfig

from content.errors import FetchError, StoreError, TrustError
from content.feed.pages import COUNTY_FIELD, SIGNED_AT_FIELD
from content.feed.signing import CANONICAL

TIMESTAMP_PATH = "metadata/timestamp.json"
MAX_TIMESTAMP_BYTES = 16_384

Fetch = Callable[[str, int], bytes | None]


class OutOfStep(FetchError):
    """A file that verified metadata names is missing or altered: released over in mid-pull, or tampered with.

    Worth one fresh start from the timestamp; after that it is the publisher's or the mirror's fault.
    """


@dataclass(frozen=True)
class RoleVersion:
    """How new a role is. ``keys`` stands for the keys that vouch for it: with other keys, counting starts anew."""

    role: str
    version: int
    keys: str


@dataclass(frozen=True)
class Target:
    """A signed file: sha256 in hex, size in bytes."""

    path: str
    sha256: str
    size: int


class TrustedFeed:
    """The repository as one signed timestamp shows it. Make one, ``refresh`` it once, then ask.

    folder: where the Updater keeps its metadata. root: the county's first root.json, installed by hand.
    now: trusted time. Raises TrustError if ``root`` itself is not usable.
    """

    def __init__(self, folder: Path, root: bytes, county: str, fetch: Fetch, now: datetime) -> None:
        self._county = county
        self._fetch = fetch
        self._digests: dict[tuple[str, ...], str] = {}
        with _reported("trusted root"):
            folder.mkdir(parents=True, exist_ok=True)
            self._fetcher = _Fetcher(fetch)
            self._updater = Updater(
                str(folder),
                "metadata/",
                fetcher=self._fetcher,
                config=UpdaterConfig(timestamp_max_length=MAX_TIMESTAMP_BYTES),
                bootstrap=root,
            )
        # python-tuf has no public way to say what time it is; tests/content/feed/test_trust.py holds it to this.
        self._set = self._updater._trusted_set
        self._set.reference_time = now
        self._set._load_data = _load  # type: ignore[assignment, method-assign, unused-ignore]
        self.signed_at = datetime.min.replace(tzinfo=UTC)  # when the timestamp was signed: that moment has passed

    def refresh(self, timestamp: bytes) -> None:
        """Verify root, timestamp, snapshot and top-level targets, starting from the timestamp just fetched.

        Raises TrustError, FetchError (OutOfStep where a fresh start may help) or StoreError.
        """
        self._fetcher.given[TIMESTAMP_PATH] = timestamp
        with _reported("feed"):
            self._updater.refresh()
        for signed in (self._set.timestamp, self._set.snapshot):
            found = signed.unrecognized_fields.get(COUNTY_FIELD)
            if found != self._county:
                raise TrustError(f"{signed.type}.json: of county {found!r}, expected {self._county!r}")
        self.signed_at = self._signed_at()

    def _signed_at(self) -> datetime:
        text = self._set.timestamp.unrecognized_fields.get(SIGNED_AT_FIELD)
        try:
            moment = datetime.fromisoformat(text) if isinstance(text, str) else None
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            raise TrustError(
                f"timestamp.json: {SIGNED_AT_FIELD} is {text!r}, expected a time such as 2026-11-22T03:00:00Z"
            )
        return moment

    @property
    def expires(self) -> datetime:
        """Until when the feed counts as fresh: the first of its top-level roles to expire."""
        return min(
            signed.expires for signed in (self._set.root, self._set.timestamp, self._set.snapshot, self._set.targets)
        )

    def top_versions(self) -> list[RoleVersion]:
        """root, timestamp, snapshot and targets as verified. Nothing makes root's count start anew."""
        root = self._set.root
        versions = [RoleVersion(Root.type, root.version, "")]
        for signed in (self._set.timestamp, self._set.snapshot, self._set.targets):
            versions.append(RoleVersion(signed.type, signed.version, _digest(root.roles[signed.type].keyids)))
        return versions

    def public_keys(self, role: str) -> dict[str, bytes]:
        """The Ed25519 keys of a delegated role, by key id: 32 raw bytes each; empty if it is not delegated."""
        delegations = self._set.targets.delegations
        delegated = delegations.roles.get(role) if delegations and delegations.roles else None
        if delegations is None or delegated is None:
            return {}
        keys = {keyid: delegations.keys[keyid] for keyid in delegated.keyids if keyid in delegations.keys}
        return {keyid: bytes.fromhex(key.keyval["public"]) for keyid, key in keys.items() if key.scheme == "ed25519"}

    def role_version(self, role: str) -> RoleVersion | None:
        """A delegated role's version as the snapshot names it, or None if it is not delegated or not there yet."""
        delegations = self._set.targets.delegations
        delegated = delegations.roles.get(role) if delegations and delegations.roles else None
        meta = self._set.snapshot.meta.get(f"{role}.json")
        if delegated is None or meta is None:
            return None
        # The snapshot vouches for the version, the role's own key for the content: a new key of either resets.
        keyids = (*delegated.keyids, *self._set.root.roles[Snapshot.type].keyids)
        if keyids not in self._digests:  # by default the same for every unit
            self._digests[keyids] = _digest(keyids)
        return RoleVersion(role, meta.version, self._digests[keyids])

    def target(self, path: str) -> Target | None:
        """The signed file at ``path``, or None if no role that may name it does.

        Fetches and verifies the delegated role. Raises TrustError, FetchError or StoreError.
        """
        with _reported(path):
            found = self._updater.get_targetinfo(path)
        if found is None:
            return None
        sha256 = found.hashes.get("sha256")
        if sha256 is None:
            raise TrustError(f"{path}: its role names no sha256")
        return Target(path, sha256, found.length)

    def read(self, target: Target, max_bytes: int) -> bytes:
        """The bytes of a signed file. Raises TrustError if it may not be so large, OutOfStep, FetchError."""
        if target.size > max_bytes:
            raise TrustError(f"{target.path}: {target.size} bytes, at most {max_bytes} are allowed")
        folder, _, name = f"targets/{target.path}".rpartition("/")
        return verified(self._fetch, f"{folder}/{target.sha256}.{name}", target.sha256, target.size)


def verified(fetch: Fetch, path: str, sha256: str, size: int) -> bytes:
    """Fetch a file whose hash and size are known. Raises OutOfStep if it is missing or differs, FetchError."""
    content = fetch(path, size)
    if content is None:
        raise OutOfStep(f"{path}: not there, though verified metadata names it")
    found = hashlib.sha256(content).hexdigest()
    if len(content) != size or found != sha256:
        raise OutOfStep(f"{path}: {len(content)} bytes with sha256 {found}, expected {size} bytes with {sha256}")
    return content


def check_versions(seen: Mapping[str, RoleVersion], found: RoleVersion) -> None:
    """Refuse a role older than one already verified under the same keys. Raises TrustError."""
    before = seen.get(found.role)
    if before is not None and before.keys == found.keys and found.version < before.version:
        raise TrustError(f"rollback: {found.role} version {found.version}, but version {before.version} was seen")


def _load(
    role: type[T], data: bytes, delegator: Root | Targets | None = None, role_name: str | None = None
) -> tuple[T, bytes, dict[str, Signature]]:
    """Read and verify one metadata file, as python-tuf's own _load_from_metadata does, but for the encoder.

    Its canonical JSON is pure Python and was half of what a poll cost; ours gives the same bytes.
    """
    metadata = Metadata[T].from_bytes(data)
    if metadata.signed.type != role.type:
        raise RepositoryError(f"Expected '{role.type}', got '{metadata.signed.type}'")
    try:
        signed_bytes = CANONICAL.serialize(metadata.signed)
    except UnicodeEncodeError as err:
        raise RepositoryError(f"{role.type}: half a surrogate pair in a text") from err
    if delegator:
        delegator.verify_delegate(role_name or role.type, signed_bytes, metadata.signatures)
    return metadata.signed, signed_bytes, metadata.signatures


class _Fetcher(FetcherInterface):
    """python-tuf's idea of a network, on top of ``fetch``. ``given``: files that were fetched already."""

    def __init__(self, fetch: Fetch) -> None:
        self._read = fetch
        self.given: dict[str, bytes] = {}

    def download_bytes(self, url: str, max_length: int) -> bytes:
        if url in self.given:
            return self.given.pop(url)
        content = self._read(url, max_length)
        if content is None:
            raise DownloadHTTPError(f"{url}: not there", 404)
        return content

    def _fetch(self, url: str) -> Iterator[bytes]:
        raise NotImplementedError("the Updater is only asked for metadata, through download_bytes")


def _digest(keyids: Iterable[str]) -> str:
    return hashlib.sha256(",".join(sorted(keyids)).encode()).hexdigest()[:32]


@contextmanager
def _reported(what: str) -> Iterator[None]:
    try:
        yield
    except RepositoryError as err:
        raise TrustError(f"{what}: {err or type(err).__name__}") from err
    except DownloadHTTPError as err:
        raise OutOfStep(str(err)) from err
    except DownloadError as err:
        raise FetchError(f"{what}: {err}") from err
    except OSError as err:
        raise StoreError(f"{what}: {err}") from err
