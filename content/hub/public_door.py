"""The public pages straight from their folder, in front of Django, where one machine does without nginx.

    /t01/000001        t01/000001.html: the address in the QR codes
    /t01/000002        gone/t01/000002.html, with status 410, where that page was taken down
    /t01/, /           index.html of that folder
    /style-….css       named by its hash, never changes; everything else is asked for each time

What no page has goes on to the application behind: the admin, the device API, where an opinion stands.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from content.public_side.pages import GONE_FOLDER, gone_path
from content.record import DISCLOSURE_ID

POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".json": "application/feed+json; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".pdf": "application/pdf",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
}
ATOM_TYPE = "application/atom+xml; charset=utf-8"
# No dot at the start of a part, and none of the files that are not finished yet.
_PATH = re.compile(r"/(?:[a-z0-9-]+/)*(?:[A-Za-z0-9-]+(?:\.(?:html|css|xml|json|txt|svg|pdf|png|jpg))?)?")

Application = Callable[[Any, Any], Awaitable[None]]


class PublicDoor:
    """RSGI: a file of the public folder, or the application behind."""

    def __init__(self, folder: Path, behind: Application) -> None:
        self._root = os.fspath(folder)
        self._behind = behind

    async def __call__(self, scope: Any, protocol: Any) -> None:
        """One request. scope, protocol: granian's."""
        path: str = scope.path
        if scope.method not in ("GET", "HEAD"):
            await self._behind(scope, protocol)
            return
        name = _file_of(path)
        status = 200
        found = self._stat(name) if name else None
        id_ = path[1:].removesuffix(".html")
        if found is None and DISCLOSURE_ID.fullmatch(id_):
            status, name = 410, gone_path(id_)
            found = self._stat(name)
            if found is None and not path.endswith(".html"):
                status, name = 404, "404.html"
                found = self._stat(name)
        if found is None or name is None:
            await self._behind(scope, protocol)
            return
        etag = f'"{found.st_mtime_ns:x}-{found.st_size:x}"'
        headers = [
            ("content-type", content_type(name)),
            ("etag", etag),
            ("cache-control", cache_control(name)),
            ("content-security-policy", POLICY),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
        ]
        if status == 200 and etag in scope.headers.get("if-none-match", ""):
            protocol.response_empty(304, headers)
        elif scope.method == "HEAD":
            protocol.response_empty(status, [*headers, ("content-length", str(found.st_size))])
        else:
            protocol.response_file(status, headers, f"{self._root}/{name}")

    def _stat(self, name: str) -> os.stat_result | None:
        try:
            found = os.stat(f"{self._root}/{name}", follow_symlinks=False)  # noqa: PTH116  as in feed_door
        except (OSError, ValueError):
            return None
        return found if stat.S_ISREG(found.st_mode) else None


def content_type(name: str) -> str:
    """Of a public file, by its ending."""
    return ATOM_TYPE if name.endswith("atom.xml") else TYPES[os.path.splitext(name)[1]]  # noqa: PTH122  a name, no path


def cache_control(name: str) -> str:
    """A withdrawal must be seen at once; the style is named by its hash."""
    return "public, max-age=31536000, immutable" if name.startswith("style-") else "no-cache"


def _file_of(path: str) -> str | None:
    """The file that answers an address, or None if no public file can."""
    if not _PATH.fullmatch(path) or path.startswith(f"/{GONE_FOLDER}/"):
        return None
    if path.endswith("/"):
        return f"{path[1:]}index.html"
    return path[1:] if "." in path else f"{path[1:]}.html"
