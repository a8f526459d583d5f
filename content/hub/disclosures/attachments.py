"""Files that go out with disclosures, kept by hash where the signer finds them: data_dir/attachments/<aa>/<sha256>.

Written before the release request that names them; a name is its content, so writing again changes nothing.
"""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

from content.disclosure import MAX_ATTACHMENT_BYTES, Attachment

_SIGNATURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"%PDF-": "application/pdf"}


class AttachmentFolder:
    """The folder of one hub."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / "attachments"

    def keep(self, name: str, data: bytes) -> Attachment:
        """Keep one file. Raises ValueError if it is too large or neither PNG, JPEG nor PDF by its first bytes."""
        if len(data) > MAX_ATTACHMENT_BYTES:
            raise ValueError(f"{name}: {len(data)} bytes, at most {MAX_ATTACHMENT_BYTES} are allowed")
        kind = media_type(data)
        if kind is None:
            raise ValueError(f"{name}: neither PNG, JPEG nor PDF")
        digest = sha256(data).hexdigest()
        path = self._path(digest)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            beside = path.with_name(f".{digest}.{os.getpid()}")
            with beside.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        return Attachment(sha256=digest, size=len(data), name=name, media_type=kind)

    def read(self, attachment: Attachment) -> bytes:
        """The bytes of one file. Raises ValueError if they are missing or are not what the name says."""
        path = self._path(attachment.sha256)
        try:
            with path.open("rb") as file:
                data = file.read(MAX_ATTACHMENT_BYTES + 1)
        except OSError as err:
            raise ValueError(f"attachment {attachment.name}: {err.strerror}") from err
        if len(data) != attachment.size or sha256(data).hexdigest() != attachment.sha256:
            raise ValueError(f"attachment {attachment.name}: its bytes are not those that were reviewed")
        if media_type(data) != attachment.media_type:
            raise ValueError(f"attachment {attachment.name}: {attachment.media_type} by name, not by its bytes")
        return data

    def _path(self, digest: str) -> Path:
        if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
            raise ValueError(f"{digest[:80]!r} is no sha256 in lower-case hex")
        return self._folder / digest[:2] / digest


def media_type(data: bytes) -> str | None:
    """What the first bytes say; None for anything but PNG, JPEG and PDF."""
    return next((kind for start, kind in _SIGNATURES.items() if data.startswith(start)), None)
