"""浏览器: what a log of sign-ins calls it."""

from __future__ import annotations

import pytest

from content.hub.accounts.browser import browser_name

_WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
CASES = [  # as browsers send it (MDN, "User-Agent"; WeChat and 360 from their own pages for developers)
    (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_WEBKIT} Chrome/138.0.0.0 Safari/537.36", "Chrome 138，Windows"),
    (f"Mozilla/5.0 (Windows NT 10.0) {_WEBKIT} Chrome/138.0.0.0 Safari/537.36 Edg/138.0.0.0", "Edge 138，Windows"),
    ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox 140，Linux"),
    (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
        "Version/18.5 Mobile/15E148 Safari/604.1",
        "Safari 18，苹果手机",
    ),
    (
        f"Mozilla/5.0 (Linux; Android 14; V2) {_WEBKIT} Chrome/126.0 Mobile Safari/537.36 MicroMessenger/8.0.49",
        "微信 8，安卓手机",
    ),
    (f"Mozilla/5.0 (Windows NT 6.1) {_WEBKIT} Chrome/86.0 Safari/537.36 QIHU 360SE", "360 浏览器，Windows"),
    ("curl/7.88.1", "curl/7.88.1"),
    ("", ""),
    ("x" * 200, "x" * 40),
]


@pytest.mark.parametrize(("agent", "name"), CASES)
def test_a_browser_has_a_name_that_its_person_knows(agent: str, name: str) -> None:
    assert browser_name(agent) == name
