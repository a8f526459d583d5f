"""SSIP, the language of speech-dispatcher, as far as reading aloud needs it. No I/O.

    client → server   SPEAK                    then, after 230, the text and a line with a single dot
    server → client   225-7 / 225 OK …         the last line of an answer has a space behind its number
                      702-7 / 702-1 / 702 END  an event: message 7 of client 1 has been spoken

Source: the SSIP documentation of Speech Dispatcher 0.11 (info ssip): replies 2xx good, 3xx to 5xx errors,
events 700 INDEX MARK, 701 BEGIN, 702 END, 703 CANCELED.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

NORMAL_RATE, SLOW_RATE = -10, -50  # of -100 … 100; the usual 0 is quick for the elderly
CLIENT_NAME = "mingbai:kiosk:aloud"
BEGIN, END, CANCELLED = 701, 702, 703
MAX_BUFFERED = 65_536


class SsipError(Exception):
    """The service said no, or something that is not SSIP."""


class Answer(Struct, frozen=True):
    """code: of the last line. lines: what stood behind the number in the lines before it."""

    code: int
    lines: tuple[str, ...]

    @property
    def is_event(self) -> bool:
        return 700 <= self.code < 800

    @property
    def message(self) -> int:
        """Which message an event speaks of, or which number a queued message was given; 0 if none is named."""
        first = self.lines[0] if self.lines else ""
        return int(first) if first.isdecimal() else 0


class Answers:
    """Bytes in, answers out, whatever pieces they come in."""

    def __init__(self) -> None:
        self._buffer = b""
        self._lines: list[str] = []

    def feed(self, data: bytes) -> list[Answer]:
        """Raises SsipError."""
        self._buffer += data
        if len(self._buffer) > MAX_BUFFERED:
            raise SsipError("an answer without an end")
        *lines, self._buffer = self._buffer.split(b"\r\n")
        found = []
        for line in lines:
            text = line.decode("utf-8", "replace")
            code, mark, rest = text[:3], text[3:4], text[4:]
            if not code.isdecimal() or mark not in {"-", " "}:
                raise SsipError(f"expected three digits and a space or a dash, found {text[:60]!r}")
            if mark == "-":
                self._lines.append(rest)
            else:
                found.append(Answer(int(code), tuple(self._lines)))
                self._lines.clear()
        return found


def greeting(language: str, *, slow: bool) -> tuple[bytes, ...]:
    """What is said after connecting, each to be answered by 2xx. language: an ISO code such as zh-CN."""
    return _commands(
        f"SET self CLIENT_NAME {CLIENT_NAME}",
        "SET self NOTIFICATION ALL ON",
        f"SET self LANGUAGE {language}",
        f"SET self RATE {SLOW_RATE if slow else NORMAL_RATE}",
    )


def speak(text: str) -> tuple[bytes, bytes]:
    """The command, and what follows once it is answered."""
    lines = [f".{line}" if line.startswith(".") else line for line in text.splitlines()]
    return b"SPEAK\r\n", "\r\n".join([*lines, ".", ""]).encode()


def stop() -> bytes:
    """Be silent at once."""
    return b"CANCEL self\r\n"


def _commands(*words: str) -> tuple[bytes, ...]:
    return tuple(f"{one}\r\n".encode() for one in _printable(words))


def _printable(words: Iterable[str]) -> Iterable[str]:
    for one in words:
        if not one.isprintable():
            raise ValueError(f"{one!r}: a command is one line")
        yield one
