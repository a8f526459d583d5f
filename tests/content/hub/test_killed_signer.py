"""A signer that is killed with SIGKILL, really, between any two of its steps: the next one finishes what it began.

``test_signer`` cuts the same steps from within, a power cut with them; here a process dies, with whatever it held of
locks, of the ledger's transaction and of the hub's database.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from content.feed.files import Disk
from tests.content.hub.desk import Desk, desk, outcome_of

__all__ = ["desk"]  # a fixture

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.filterwarnings("ignore:This process.*is multi-threaded:DeprecationWarning"),
]


class DeadlyDisk(Disk):
    """Kills its own process before step ``at``."""

    def __init__(self, at: int) -> None:
        super().__init__()
        self._left = at

    def write(self, path: Path, data: bytes, mtime: int | None = None, mode: int = 0o644) -> None:
        self._step()
        super().write(path, data, mtime, mode)

    def rename(self, source: Path, target: Path) -> None:
        self._step()
        super().rename(source, target)

    def make_folder(self, path: Path) -> None:
        self._step()
        super().make_folder(path)

    def sync(self, paths: Sequence[Path]) -> None:
        self._step()
        super().sync(paths)

    def remove(self, path: Path) -> None:
        self._step()
        super().remove(path)

    def _step(self) -> None:
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self._left -= 1


def is_killed(act: Any) -> bool:
    """Whether a process of its own that does this was killed; False: it came to its end."""
    from django.db import connection

    connection.close()  # no process inherits an open one
    child = os.fork()
    if child == 0:
        status = 1
        try:
            act()
            status = 0
        finally:
            os._exit(status)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0
    return False


def test_killed_before_any_step_of_the_disk(desk: Desk) -> None:
    desk.hub.released("先有")
    desk.sign()
    shown = desk.titles()
    step = 0
    while True:
        request = desk.hub.released(f"第{step}步", unit="d01")
        killed = is_killed(lambda at=step: desk.sign(DeadlyDisk(at)))
        # Before the next signer looks, a terminal finds the old state or the new one, whole.
        assert desk.titles() in (shown, {**shown, request.disclosure: f"第{step}步"})
        desk.sign()
        shown[request.disclosure] = f"第{step}步"
        assert desk.titles() == shown
        assert outcome_of(request) == ("published", "")
        if not killed:
            break
        step += 1
    assert step > 12


@pytest.mark.parametrize("moment", ["before the answer", "within the answer", "after the answer"])
def test_killed_around_its_answer_to_the_hub(desk: Desk, monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    from content.hub.release import turn
    from content.hub.release.models import ReleaseOutcome

    answer, release = turn._answer, turn.Turn._release

    def die(*_: Any, **__: Any) -> Any:
        os.kill(os.getpid(), signal.SIGKILL)

    def dying(answers: Any) -> None:
        if moment == "before the answer":
            die()
        if moment == "within the answer":
            turn.ReleaseOutcome.objects.create = die
        answer(answers)

    def released(self: Any, taken: Any) -> None:
        release(self, taken)
        die()

    request = desk.hub.released("公开")

    def act() -> None:
        turn._answer = dying
        if moment == "after the answer":
            turn.Turn._release = released  # type: ignore[method-assign]  # in the child only
        desk.sign()

    assert is_killed(act)
    assert desk.titles() == {request.disclosure: "公开"}
    assert ReleaseOutcome.objects.count() == (1 if moment == "after the answer" else 0)
    desk.sign()
    assert outcome_of(request) == ("published", "")
    assert ReleaseOutcome.objects.count() == 1
    assert desk.titles() == {request.disclosure: "公开"}
