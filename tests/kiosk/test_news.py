"""What counts as news for a screen at which nobody stands."""

from __future__ import annotations

from content.store.filter import After
from kiosk.news import News


def test_only_what_came_after_everything_before_is_news() -> None:
    news = News()
    assert not news.came(None)  # an empty store
    assert not news.came(After(1000, 5))  # what the start found
    assert not news.came(After(1000, 5))
    assert news.came(After(1000, 6))  # of the same second, stored later
    assert news.came(After(2000, 7))
    assert not news.came(After(1000, 6))  # the newest was withdrawn
    assert not news.came(After(2000, 7))  # and is back
    assert news.came(After(3000, 2))
