"""What a browser calls itself, in words that its person knows: Chrome 138，Windows. Pure; a guess, and no proof."""

from __future__ import annotations

import re

# The first that is found is the one: nearly every browser calls itself Chrome and Safari, too.
_BROWSERS = (
    ("MicroMessenger", "微信"),
    ("DingTalk", "钉钉"),
    ("QQBrowser", "QQ 浏览器"),
    ("QihooBrowser", "360 浏览器"),
    ("360SE", "360 浏览器"),
    ("UBrowser", "UC 浏览器"),
    ("HuaweiBrowser", "华为浏览器"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("HeadlessChrome", "Chrome"),
    ("Chrome", "Chrome"),
    ("Version", "Safari"),
)
_SYSTEMS = (
    ("HarmonyOS", "鸿蒙"),
    ("OpenHarmony", "鸿蒙"),
    ("Android", "安卓手机"),
    ("iPhone", "苹果手机"),
    ("iPad", "苹果平板"),
    ("UOS", "统信"),
    ("Kylin", "麒麟"),
    ("Windows", "Windows"),
    ("Mac OS X", "苹果电脑"),
    ("Linux", "Linux"),
)


def browser_name(agent: str) -> str:
    """agent: the header User-Agent. What it says of browser and system; its beginning if it says neither."""
    browser = next((f"{name} {_version(agent, mark)}".strip() for mark, name in _BROWSERS if mark in agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    return "，".join(filter(None, (browser, system))) or agent[:40]


def _version(agent: str, mark: str) -> str:
    """The first number of its version: the others change every week."""
    found = re.search(rf"{re.escape(mark)}\w*/(\d+)", agent)
    return found[1] if found else ""
