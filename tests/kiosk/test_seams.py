"""Small parts between the kiosk and the machine: fonts, threads, the journal."""

from __future__ import annotations

import json
import logging
import threading
from pathlib import Path

import pytest

from kiosk import fonts
from kiosk.journal import Journal
from kiosk.keyboard import ROWS, Key, press
from kiosk.work import Mailbox, Worker


def faces(folder: Path, *names: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).write_bytes(b"")
    return folder


def test_the_first_folder_with_the_face_wins(tmp_path: Path) -> None:
    empty = faces(tmp_path / "a")
    full = faces(tmp_path / "b", fonts.REGULAR, fonts.BOLD)
    assert fonts.find([empty, full], tmp_path) == fonts.Fonts(full / fonts.REGULAR, full / fonts.BOLD)


def test_the_fonts_that_are_there_are_asked_for_what_the_face_lacks(tmp_path: Path) -> None:
    full = faces(tmp_path / "b", fonts.REGULAR, fonts.BOLD)
    unifont = faces(tmp_path / "opentype" / "unifont", "unifont.otf") / "unifont.otf"
    found = fonts.find([full], tmp_path)
    assert found is not None
    assert found.others == (unifont,)


def test_a_substitute_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    regular = faces(tmp_path / "opentype" / "noto", "NotoSansCJK-Regular.ttc") / "NotoSansCJK-Regular.ttc"
    with caplog.at_level(logging.WARNING):
        assert fonts.find([], tmp_path) == fonts.Fonts(regular, regular)
    assert "make setup" in caplog.text


def test_without_any_font_it_says_so_once_and_keeps_trying(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 3:
            faces(tmp_path / "fonts", fonts.REGULAR, fonts.BOLD)

    found = fonts.wait_for([tmp_path / "fonts"], sleep, tmp_path / "nothing")
    assert found.regular == tmp_path / "fonts" / fonts.REGULAR
    assert len(slept) == 3
    assert len([record for record in caplog.records if record.levelno == logging.ERROR]) == 1


def test_mail_from_another_thread_is_delivered_on_this_one() -> None:
    mailbox, woken, threads = Mailbox(), threading.Event(), []
    mailbox.wake_with(woken.set)
    worker = Worker("w")
    worker.do(lambda: mailbox.post(lambda: threads.append(threading.current_thread())))
    assert woken.wait(5)
    assert threads == []
    mailbox.empty_out()
    worker.stop()
    assert threads == [threading.current_thread()]


def test_a_failing_job_does_not_end_the_worker(caplog: pytest.LogCaptureFixture) -> None:
    done = threading.Event()
    worker = Worker("w")
    worker.do(lambda: 1 / 0)  # type: ignore[arg-type,return-value]
    worker.do(done.set)
    assert done.wait(5)
    worker.stop()
    assert "job failed" in caplog.text


def test_journal_writes_one_line_for_each_change(tmp_path: Path) -> None:
    times = iter([1.5, 2.5, 3.5])
    journal = Journal(tmp_path / "j" / "kiosk.jsonl", lambda: next(times))
    journal.drawn("a", "home", [], {"search": (40, 220, 1000, 96)}, 1)
    journal.drawn("a", "home", [], {"search": (40, 220, 1000, 96)}, 1)
    journal.drawn("b", "list", ["t01/000012@3"], {"row-0": (40, 176, 1000, 130)}, 1)
    journal.drawn("c", "list", ["t01/000012@3"], {"row-0": (40, 176, 1000, 130)}, 1)
    journal.close()
    lines = [json.loads(line) for line in (tmp_path / "j" / "kiosk.jsonl").read_text().splitlines()]
    assert lines == [
        {"at": 1.5, "route": "home", "items": [], "targets": {"search": [40, 220, 1000, 96]}, "store_version": 1},
        {
            "at": 2.5,
            "route": "list",
            "items": ["t01/000012@3"],
            "targets": {"row-0": [40, 176, 1000, 130]},
            "store_version": 1,
        },
        {
            "at": 3.5,
            "route": "list",
            "items": ["t01/000012@3"],
            "targets": {"row-0": [40, 176, 1000, 130]},
            "store_version": 1,
        },
    ]


def test_every_letter_and_digit_has_one_key() -> None:
    names = [key.name for row in ROWS for key in row]
    assert sorted(names) == sorted([*"abcdefghijklmnopqrstuvwxyz0123456789", "delete", "clear"])


PRESSES = [  # text, key, limit, text after
    ("", Key("a", "A"), 5, "a"),
    ("低保", Key("7", "7", "character"), 5, "低保7"),
    ("低保", Key("delete", "删除", "delete"), 5, "低"),
    ("", Key("delete", "删除", "delete"), 5, ""),
    ("低保", Key("clear", "清空", "clear"), 5, ""),
    ("abcde", Key("f", "F"), 5, "abcde"),
]


@pytest.mark.parametrize(("text", "key", "limit", "after"), PRESSES)
def test_press(text: str, key: Key, limit: int, after: str) -> None:
    assert press(text, key, limit) == after
