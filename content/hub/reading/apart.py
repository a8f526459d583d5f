"""Reading a stranger's file in a process of its own, which may use only so much memory and time.

pdfium and calamine are large programs in C++ and Rust, and a file may be made to break them. Whatever happens to that
process, this one gets findings or Unreadable; the signer, which holds keys, never opens a PDF itself.

    python -m content.hub.reading.apart NAME  < the file   > findings as JSON
"""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path

import msgspec

from content.hub.reading.parts import MAX_FILE_BYTES, Unreadable
from content.hub.reading.scan import FileFinding, scan

MAX_MEMORY_BYTES = 1_500_000_000
MAX_CPU_S = 30
MAX_WAIT_S = 300.0  # on a machine that has others to serve
CANNOT_READ = 3
_PROJECT = Path(__file__).resolve().parents[3]


class _Question(msgspec.Struct, frozen=True):
    """What the other process is told beside the bytes."""

    name: str
    office_numbers: tuple[str, ...]


def findings_in_file(data: bytes, name: str, office_numbers: Collection[str] = ()) -> list[FileFinding]:
    """Personal data in one file. Raises Unreadable."""
    from content.hub.reading.read import is_plain, read

    if len(data) > MAX_FILE_BYTES:
        raise Unreadable(f"{len(data):,} 字节,最多 {MAX_FILE_BYTES:,} 字节")
    if is_plain(data):
        return scan(read(data, name), office_numbers)
    question = msgspec.json.encode(_Question(name, tuple(office_numbers)))
    try:
        ran = subprocess.run(
            [sys.executable, "-m", "content.hub.reading.apart"],
            input=len(question).to_bytes(8) + question + data,
            capture_output=True,
            cwd=_PROJECT,
            timeout=MAX_WAIT_S,
            check=False,
        )
    except subprocess.TimeoutExpired as err:
        raise Unreadable(f"{MAX_WAIT_S:g} 秒内没有读完") from err
    if ran.returncode == CANNOT_READ:
        raise Unreadable(ran.stderr.decode(errors="replace").strip())
    if ran.returncode != 0:
        raise Unreadable("读取时超出内存、时间限制,或文件有意损坏")
    return msgspec.json.decode(ran.stdout, type=list[FileFinding])


def main() -> int:
    """The process apart."""
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_CPU_S, MAX_CPU_S))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from content.hub.reading.read import read

    length = int.from_bytes(sys.stdin.buffer.read(8))
    question = msgspec.json.decode(sys.stdin.buffer.read(length), type=_Question)
    try:
        found = scan(read(sys.stdin.buffer.read(), question.name), question.office_numbers)
    except Unreadable as err:
        print(err, file=sys.stderr)
        return CANNOT_READ
    sys.stdout.buffer.write(msgspec.json.encode(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
