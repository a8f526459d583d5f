"""A store on disk, filled by the factory, with a clock that stands still."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from content.clock import TrustedClock
from content.county import County
from content.record import UnitCode
from content.store.library import Library
from kiosk.viewmodel.context import Place
from tests.kiosk.filled_store import fill
from tests.kiosk.store_factory import StoreFactory, county

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # Monday, 12:00 in the county


class Hands:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def hands() -> Hands:
    return Hands(NOON)


@pytest.fixture
def clock(hands: Hands) -> TrustedClock:
    return TrustedClock(hands, lambda: (hands.now - NOON).total_seconds())


@pytest.fixture
def factory(tmp_path: Path) -> Iterator[StoreFactory]:
    """An empty store of 清源县."""
    made = StoreFactory(tmp_path, NOON)
    yield made
    made.close()


@pytest.fixture
def filled(factory: StoreFactory) -> StoreFactory:
    """The store with a few dozen disclosures in it."""
    fill(factory)
    return factory


@pytest.fixture
def library(factory: StoreFactory, clock: TrustedClock) -> Iterator[Library]:
    opened = Library(factory.folder, clock)
    yield opened
    opened.close()


@pytest.fixture
def here() -> Place:
    return Place(UnitCode("t01"), "t01-hall", "https://gk.example.gov.cn")


@pytest.fixture
def qingyuan() -> County:
    return county()
