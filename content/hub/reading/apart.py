"""Reading a stranger's file in a process of its own, which may use only so much memory and time.

pdfium and calamine are large programs in C++ and Rust, and a file may be made to break them. Whatever happens to that
process, this one gets findings or Unreadable; the signer, which holds keys, never opens a PDF itself.

    python -m content.hub.reading.apart  < the question, the file   > findings, or the sheets of an Excel file, as JSON
"""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Collection, Sequence
from pathlib import Path

import msgspec

from content.hub.reading.parts import MAX_FILE_BYTES, Grid, Unreadable
from content.hub.reading.scan import FileFinding, Wanted, WordFinding, scan, words_in

MAX_MEMORY_BYTES = 1_500_000_000
MAX_CPU_S = 30
MAX_WAIT_S = 300.0  # on a machine that has others to serve
CANNOT_READ = 3
_PROJECT = Path(__file__).resolve().parents[3]


class _Question(msgspec.Struct, frozen=True):
    """What the other process is told beside the bytes. wants_findings: with the sheets, these too."""

    name: str = ""
    office_numbers: tuple[str, ...] = ()
    wants_grids: bool = False
    wants_findings: bool = False
    wanted: tuple[Wanted, ...] = ()


class FileContents(msgspec.Struct, frozen=True):
    """What was found in a file: personal data, and the words that were asked for."""

    findings: list[FileFinding]
    words: list[WordFinding] = []


def findings_in_file(data: bytes, name: str, office_numbers: Collection[str] = ()) -> list[FileFinding]:
    """Personal data in one file. Raises Unreadable."""
    return contents_of_file(data, name, office_numbers).findings


def contents_of_file(
    data: bytes, name: str, office_numbers: Collection[str] = (), wanted: Sequence[Wanted] = ()
) -> FileContents:
    """Personal data in one file, and the words that are wanted. Raises Unreadable."""
    from content.hub.reading.read import is_plain, read

    _check_size(data)
    if is_plain(data):
        parts = list(read(data, name))
        return FileContents(scan(parts, office_numbers), words_in(parts, wanted))
    question = _Question(name, tuple(office_numbers), wanted=tuple(wanted))
    return msgspec.json.decode(_asked(question, data), type=FileContents)


def grids_in_file(data: bytes) -> list[Grid]:
    """The sheets of an Excel file. Raises Unreadable."""
    _check_size(data)
    return msgspec.json.decode(_asked(_Question(wants_grids=True), data), type=list[Grid])


class Workbook(msgspec.Struct, frozen=True):
    """The sheets of an Excel file, and the personal data anywhere in it."""

    grids: list[Grid]
    findings: list[FileFinding]


def workbook_in_file(data: bytes, name: str, office_numbers: Collection[str] = ()) -> Workbook:
    """Both, from one reading. Raises Unreadable."""
    _check_size(data)
    asked = _Question(name, tuple(office_numbers), wants_grids=True, wants_findings=True)
    return msgspec.json.decode(_asked(asked, data), type=Workbook)


def _check_size(data: bytes) -> None:
    if len(data) > MAX_FILE_BYTES:
        raise Unreadable(f"{len(data):,} 字节，最多 {MAX_FILE_BYTES:,} 字节")


def _asked(asked: _Question, data: bytes) -> bytes:
    question = msgspec.json.encode(asked)
    return ask_apart(__name__, len(question).to_bytes(8) + question + data)


def ask_apart(module: str, question: bytes) -> bytes:
    """Run a module as a process of its own, which calls ``confine`` first; what it writes. Raises Unreadable.

    It ends with CANNOT_READ, and a sentence for the clerk on its standard error, where a file cannot be read.
    """
    try:
        ran = subprocess.run(
            [sys.executable, "-m", module],
            input=question,
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
        raise Unreadable("读取时超出内存、时间限制，或文件有意损坏")
    return ran.stdout


def confine() -> None:
    """This process may use so much memory and time, and no more."""
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_CPU_S, MAX_CPU_S))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> int:
    """The process apart."""
    confine()
    from content.hub.reading.read import grids, read

    length = int.from_bytes(sys.stdin.buffer.read(8))
    question = msgspec.json.decode(sys.stdin.buffer.read(length), type=_Question)
    data = sys.stdin.buffer.read()
    try:
        found: FileContents | list[Grid] | Workbook
        if not question.wants_grids:
            parts = list(read(data, question.name))
            found = FileContents(scan(parts, question.office_numbers), words_in(parts, question.wanted))
        else:
            found = list(grids(data))
            if question.wants_findings:
                found = Workbook(found, scan(read(data, question.name), question.office_numbers))
    except Unreadable as err:
        print(err, file=sys.stderr)
        return CANNOT_READ
    sys.stdout.buffer.write(msgspec.json.encode(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
