"""The hub reads the county's approvers from the signed feed, however many ask for them at once."""

from __future__ import annotations

from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from config.settings import HubSettings
from content.hub.release.approver_list import approvers_of
from tests.factories import NOW, make_repository

TIMES, THREADS, PROCESSES = 12, 3, 2
PEOPLE = {"王某", "李某"}


@pytest.fixture
def settings(tmp_path: Path) -> HubSettings:
    make_repository(tmp_path).repository.close()
    return HubSettings(
        county="qingyuan", data_dir=tmp_path / "hub", repository_dir=tmp_path / "feed", keys_dir=tmp_path / "online"
    )


def read_often(settings: HubSettings) -> list[set[str]]:
    """What several threads of this process find, over and over."""

    def read(_: int) -> set[str]:
        found = approvers_of(settings, memory="hub-metadata", now=lambda: NOW)
        return {approver.person for approver in found.approvers}

    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(read, range(TIMES)))


def test_threads_of_several_processes_read_the_list_at_once(settings: HubSettings) -> None:
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as processes:
        futures: list[Future[list[set[str]]]] = [processes.submit(read_often, settings) for _ in range(PROCESSES)]
        found = [people for future in futures for people in future.result(timeout=60)]
    assert found == [PEOPLE] * (PROCESSES * TIMES)
