"""The zip archives that Word and Excel files are, opened within limits.

What an archive says of its own sizes is not believed: members are unpacked and counted, and the count stops at the
limit. XML with a document type is refused, for entities are what XML bombs are made of.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException  # type: ignore[import-untyped]  # it ships no types
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

from content.hub.reading.parts import Unreadable

MAX_MEMBERS = 5_000
MAX_MEMBER_BYTES = 60_000_000
MAX_UNPACKED_BYTES = 200_000_000
_CHUNK = 1_000_000


class Archive:
    """One archive; its members are measured when it is opened. Raises Unreadable."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as err:
            raise Unreadable(f"压缩包损坏：{err}") from err
        members = self._zip.infolist()
        if len(members) > MAX_MEMBERS:
            raise Unreadable(f"压缩包内文件 {len(members)} 个，最多 {MAX_MEMBERS} 个")
        if any(member.flag_bits & 1 for member in members):
            raise Unreadable("文件加了密码，不能识读")
        self.names = [member.filename for member in members]
        total = 0
        for member in members:
            total += sum(map(len, self._chunks(member)))
            if total > MAX_UNPACKED_BYTES:
                raise Unreadable(f"解压后超过 {MAX_UNPACKED_BYTES:,} 字节")

    def read(self, name: str) -> bytes:
        """One member. Raises Unreadable."""
        return b"".join(self._chunks(self._zip.getinfo(name)))

    def xml(self, name: str) -> Element:
        """One member as XML. Raises Unreadable."""
        try:
            root: Element = fromstring(self.read(name), forbid_dtd=True)
        except (DefusedXmlException, ParseError, LookupError, ValueError) as err:
            raise Unreadable(f"{name}:XML 损坏或含实体声明") from err
        return root

    def _chunks(self, member: zipfile.ZipInfo) -> Iterator[bytes]:
        size = 0
        try:
            with self._zip.open(member) as opened:
                while chunk := opened.read(_CHUNK):
                    size += len(chunk)
                    if size > MAX_MEMBER_BYTES:
                        raise Unreadable(f"{member.filename} 解压后超过 {MAX_MEMBER_BYTES:,} 字节")
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError) as err:
            raise Unreadable(f"压缩包损坏：{member.filename[:80]}") from err
