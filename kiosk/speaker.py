"""The voice: a thread that has speech-dispatcher read one sentence after another, and tells which one it is at.

speech-dispatcher is a service of the machine, listening on a socket in the file system; no port is opened. Where it
is absent there is no voice and no button; where it fails in the middle, the page says so and goes on being read by eye.
"""

from __future__ import annotations

import functools
import logging
import queue
import socket
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import Struct

from kiosk.ssip import BEGIN, CANCELLED, END, Answer, Answers, SsipError, greeting, speak, stop

log = logging.getLogger(__name__)

ANSWER_WITHIN_S = 5.0
LOOK_EVERY_S = 0.1  # for another wish while a sentence is being spoken
SENTENCE_WITHIN_S = 120.0

Told = Callable[[int | None, bool], None]
"""(number of the sentence that begins, or None at the end; whether the voice failed). On the speaker's thread."""


class Wish(Struct, frozen=True):
    """What is to be read. No sentences: silence."""

    sentences: tuple[str, ...] = ()
    language: str = "zh-CN"
    slow: bool = False
    told: Told = lambda number, failed: None


class Speaker:
    """Reads the newest wish; a wish that is still being read is broken off."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._wishes: queue.SimpleQueue[Wish | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    @property
    def is_there(self) -> bool:
        """Whether this machine has a voice at present."""
        return self._path.is_socket()

    def say(self, sentences: Sequence[str], language: str, *, slow: bool, told: Told) -> None:
        """Read these aloud, instead of what is being read."""
        self._wish(Wish(tuple(sentences), language, slow, told))

    def be_silent(self) -> None:
        """Stop at once."""
        if self._thread is not None:
            self._wish(Wish())

    def stop(self) -> None:
        """End the thread."""
        if self._thread is not None:
            self._wishes.put(None)
            self._thread.join(timeout=ANSWER_WITHIN_S)

    def _wish(self, wish: Wish) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="speaker", daemon=True)
            self._thread.start()
        self._wishes.put(wish)

    def _run(self) -> None:
        while (wish := self._taken()) is not None:
            if not wish.sentences:
                continue
            try:
                self._read(wish)
            except (OSError, SsipError) as err:
                log.warning("voice failed", extra={"problem": str(err)})
                wish.told(None, True)

    def _taken(self) -> Wish | None:
        """The newest wish, waited for; None at the end."""
        wish = self._wishes.get()
        while wish is not None and not self._wishes.empty():
            wish = self._wishes.get()
        return wish

    def _read(self, wish: Wish) -> None:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(ANSWER_WITHIN_S)
            line.connect(str(self._path))
            voice = _Voice(line)
            for command in greeting(wish.language, slow=wish.slow):
                voice.ask(command)
            for number, sentence in enumerate(wish.sentences):
                if not self._spoken(voice, sentence, functools.partial(wish.told, number, False)):
                    return
        wish.told(None, False)

    def _spoken(self, voice: _Voice, sentence: str, begun: Callable[[], None]) -> bool:
        """Have one sentence spoken to its end. False: another wish has come."""
        command, text = speak(sentence)
        voice.ask(command)
        message = voice.ask(text).message
        left_s = SENTENCE_WITHIN_S
        while left_s > 0:
            if not self._wishes.empty():
                voice.ask(stop())
                return False
            for event in voice.events(LOOK_EVERY_S):
                if event.message != message:
                    continue
                if event.code == BEGIN:
                    begun()
                elif event.code in {END, CANCELLED}:
                    return True
            left_s -= LOOK_EVERY_S
        raise SsipError(f"a sentence of {len(sentence)} characters did not end")


class _Voice:
    """One connection: commands and their answers, and the events in between."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._answers = Answers()
        self._events: list[Answer] = []

    def ask(self, data: bytes) -> Answer:
        """Send, and wait for the answer. Raises SsipError if it is no."""
        self._line.sendall(data)
        while True:
            answers = self._received()
            self._events += [answer for answer in answers if answer.is_event]
            for answer in answers:
                if answer.is_event:
                    continue
                if not 200 <= answer.code < 300:
                    raise SsipError(f"{data[:40]!r} was answered by {answer.code}")
                return answer

    def events(self, within_s: float) -> list[Answer]:
        """What has happened, waited for at most so long."""
        if not self._events:
            self._line.settimeout(within_s)
            try:
                self._events += [answer for answer in self._received() if answer.is_event]
            except TimeoutError:
                pass
            finally:
                self._line.settimeout(ANSWER_WITHIN_S)
        events, self._events = self._events, []
        return events

    def _received(self) -> list[Answer]:
        data = self._line.recv(4096)
        if not data:
            raise SsipError("the service hung up")
        return self._answers.feed(data)
