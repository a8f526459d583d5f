"""The voice against the real speech-dispatcher, which speaks into a sound card that throws everything away."""

from __future__ import annotations

import os
import queue
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.speaker import Speaker

PATIENCE_S = 20.0
MODULE = Path("/usr/lib/speech-dispatcher-modules/sd_espeak-ng")

pytestmark = [pytest.mark.port, pytest.mark.slow]

CONFIGURATION = """
LogLevel 3
LogDir "{folder}"
AudioOutputMethod "libao"
AddModule "espeak-ng" "sd_espeak-ng" "espeak-ng.conf"
DefaultModule espeak-ng
"""


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Path]:
    """A running speech-dispatcher; the path of its socket."""
    if shutil.which("speech-dispatcher") is None or not MODULE.exists():
        pytest.skip("speech-dispatcher with espeak-ng is not installed")
    (tmp_path / "modules").mkdir()
    shutil.copy("/etc/speech-dispatcher/modules/espeak-ng.conf", tmp_path / "modules")
    (tmp_path / "speechd.conf").write_text(CONFIGURATION.format(folder=tmp_path), encoding="ascii")
    (tmp_path / ".libao").write_text("default_driver=null\n", encoding="ascii")
    path = tmp_path / "socket"
    words = ["speech-dispatcher", "-s", "-c", "unix_socket", "-S", str(path), "-t", "0", "-C", str(tmp_path)]
    with (tmp_path / "out.log").open("wb") as log:
        process = subprocess.Popen(
            [*words, "-P", str(tmp_path / "pid")], env=os.environ | {"HOME": str(tmp_path)}, stdout=log, stderr=log
        )
        try:
            until = time.monotonic() + PATIENCE_S
            while not _answers(path):
                assert time.monotonic() < until, (tmp_path / "out.log").read_text()
                time.sleep(0.02)
            yield path
        finally:
            process.terminate()
            process.wait(10)


def _answers(path: Path) -> bool:
    """Whether somebody listens there: the socket is in its place a moment before."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        return line.connect_ex(str(path)) == 0


class Heard:
    """What the speaker tells."""

    def __init__(self) -> None:
        self._told: queue.SimpleQueue[tuple[int | None, bool]] = queue.SimpleQueue()

    def __call__(self, number: int | None, failed: bool) -> None:
        self._told.put((number, failed))

    def next(self) -> tuple[int | None, bool]:
        return self._told.get(timeout=PATIENCE_S)

    def rest(self) -> list[tuple[int | None, bool]]:
        """What has been told and not been looked at."""
        return [self._told.get() for _ in range(self._told.qsize())]


def test_sentences_are_told_one_after_another_and_then_the_end(service: Path) -> None:
    speaker, heard = Speaker(service), Heard()
    assert speaker.is_there
    speaker.say(["关于惠农政策的公示。", "共三千元。", "如有异议，请致电。"], "zh-CN", slow=True, told=heard)
    assert [heard.next() for _ in range(4)] == [(0, False), (1, False), (2, False), (None, False)]
    speaker.stop()


def test_a_newer_wish_takes_the_place_of_the_older(service: Path) -> None:
    speaker, first, second = Speaker(service), Heard(), Heard()
    speaker.say(["很长的一段话。" * 200] * 50, "zh-CN", slow=True, told=first)
    assert first.next() == (0, False)
    speaker.say(["短。"], "zh-CN", slow=False, told=second)
    assert [second.next(), second.next()] == [(0, False), (None, False)]
    speaker.stop()
    assert all(number is not None for number, _ in first.rest())


def test_a_service_that_dies_in_mid_sentence_is_told_once(service: Path, tmp_path: Path) -> None:
    speaker, heard = Speaker(service), Heard()
    speaker.say(["很长的一段话。" * 400] * 20, "zh-CN", slow=True, told=heard)
    assert heard.next() == (0, False)
    os.kill(int((tmp_path / "pid").read_text()), 15)
    while (told := heard.next())[0] is not None:
        continue
    assert told == (None, True)
    speaker.stop()


def test_without_a_service_there_is_no_voice(tmp_path: Path) -> None:
    speaker, heard = Speaker(tmp_path / "none"), Heard()
    assert not speaker.is_there
    speaker.say(["一。"], "zh-CN", slow=False, told=heard)
    assert heard.next() == (None, True)
    speaker.stop()
