"""The folder behind Debian's nginx with the snippet that is shipped; its pages in Chromium, judged by axe-core.

MINGBAI_SCREENS=DIR keeps the pictures.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import requests
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from content.blocks import Contact, Fact, Facts, Heading, Paragraph, Step, Steps, Table
from content.disclosure import NoticePeriod
from content.feed.rules import Withdrawal
from tests.content.public_side.site import Site
from tests.factories import change, disclosure

pytestmark = [pytest.mark.screen, pytest.mark.port, pytest.mark.slow]

BLOCKS = (
    Paragraph("根据2026年耕地地力保护补贴实施方案,现将发放情况公示如下。"),
    Table(
        ("序号", "户主", "村民小组", "面积(亩)", "标准(元/亩)", "金额(元)"),
        tuple((str(n), f"张*{n}", "河东一组", "3.4", "105", "357.00") for n in range(1, 13)),
        caption="河东村补贴发放表",
        total=("", "合计", "", "40.8", "", "4284.00"),
    ),
    Facts((Fact("补贴对象", "承包农户"), Fact("资金来源", "中央财政")), caption="要素"),
    Heading("办理流程"),
    Steps((Step("申报", "村民小组", "5个工作日"), Step("审核", "镇政府"))),
    Contact("联系方式", phone="0900-5550101", hours="工作日8:30-12:00"),
)
CONF = """
daemon off; master_process off; error_log {work}/error.log crit; pid {work}/pid; events {{ worker_connections 64; }}
http {{
    include /etc/nginx/mime.types; access_log off;
    client_body_temp_path {work}; proxy_temp_path {work}; fastcgi_temp_path {work};
    uwsgi_temp_path {work}; scgi_temp_path {work};
    server {{ listen 127.0.0.1:{port}; include {work}/public.conf; }}
}}
"""


@pytest.fixture
def address(site: Site, project: Path, tmp_path: Path) -> Iterator[str]:
    """The site, with one rich page and one withdrawn, served by nginx."""
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    if not Path(program).exists():
        pytest.skip("nginx is not installed")
    notice = NoticePeriod(date(2026, 11, 22), date(2026, 11, 28), "电话0900-5550101")
    site.release(change("t01/000003", title="耕地地力保护补贴发放公示(河东村)", blocks=BLOCKS, notice=notice))
    site.release(withdraw=(Withdrawal(disclosure("t01/000002").id, 1, "内容有误"),))
    while site.publisher.make_sheet() is not None:
        pass
    work = tmp_path / "nginx"
    work.mkdir()
    snippet = (project / "docs" / "deploy" / "hub" / "public.conf").read_text("utf-8")
    (work / "public.conf").write_text(snippet.replace("/srv/mingbai/public", str(site.public)), "utf-8")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (work / "nginx.conf").write_text(CONF.format(work=work, port=port))
    process = subprocess.Popen([program, "-p", str(work), "-c", str(work / "nginx.conf")], stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
    raise AssertionError("nginx does not answer")


@pytest.fixture
def chromium() -> Iterator[Any]:
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("chromium is not installed")
    with sync_playwright() as started:
        yield started.chromium.launch(executable_path=program, args=["--no-sandbox"])


PAGES = ("/", "/w/enquiry/", "/units/", "/t01/", "/t01/p1", "/t01/000003", "/t01/000002", "/none/000001")

SERVED = [  # address, status, type, caching
    ("/t01/000003", 200, "text/html; charset=utf-8", "no-cache"),
    ("/t01/", 200, "text/html; charset=utf-8", "no-cache"),
    ("/atom.xml", 200, "application/atom+xml; charset=utf-8", "no-cache"),
    ("/t01/feed.json", 200, "application/feed+json; charset=utf-8", "no-cache"),
    ("/t01/000003/a3.pdf", 200, "application/pdf", "no-cache"),
    ("/none/000001", 404, "text/html; charset=utf-8", "no-cache"),
    ("/t01/000009", 404, "text/html; charset=utf-8", "no-cache"),
    ("/t01/000002", 410, "text/html; charset=utf-8", "no-cache"),
    ("/t01/000002.html", 410, "text/html; charset=utf-8", "no-cache"),
    ("/gone/t01/000002.html", 404, "text/html; charset=utf-8", "no-cache"),
    ("/gone/t01/000002", 404, "text/html; charset=utf-8", "no-cache"),
    ("/t01/000003.html", 200, "text/html; charset=utf-8", "no-cache"),
    ("/index.html.tmp", 404, "text/html; charset=utf-8", "no-cache"),
]


def test_nginx_serves_the_folder_with_the_right_heads(site: Site, address: str) -> None:
    for path, status, media_type, caching in SERVED:
        answer = requests.get(address + path, timeout=10)
        seen = (answer.status_code, answer.headers["content-type"], answer.headers["cache-control"])
        assert seen == (status, media_type, caching), path
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
    gone = requests.get(f"{address}/t01/000002", timeout=10).text
    assert "已撤下" in gone and "由发布单位撤下" in gone and "柳溪镇财政预算" not in gone
    style = next(file.name for file in site.public.glob("style-*.css"))
    assert "immutable" in requests.get(f"{address}/{style}", timeout=10).headers["cache-control"]
    etag = requests.get(f"{address}/t01/000003", timeout=10).headers["etag"]
    again = requests.get(f"{address}/t01/000003", headers={"If-None-Match": etag}, timeout=10)
    assert again.status_code == 304
    for path in ("/t01/000003", "/t01/000002", "/"):
        assert requests.post(f"{address}{path}", timeout=10).status_code in (403, 405), path


def test_axe_finds_nothing_and_nothing_is_wider_than_a_phone(address: str, chromium: Any) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 800}, bypass_csp=True)
    page = context.new_page()
    for path in PAGES:
        page.goto(address + path)
        found = Axe().run(page).response["violations"]
        assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == [], path
        assert page.evaluate("document.documentElement.scrollWidth") == 360, path
        assert page.locator("html").get_attribute("lang") == "zh-CN"


def test_everything_is_read_without_scripts(address: str, chromium: Any, tmp_path: Path) -> None:
    pictures = Path(os.environ.get("MINGBAI_SCREENS") or tmp_path)
    pictures.mkdir(parents=True, exist_ok=True)
    for name, width, height in (("phone", 390, 844), ("desk", 1280, 900)):
        context = chromium.new_context(viewport={"width": width, "height": height}, java_script_enabled=False)
        page = context.new_page()
        problems: list[str] = []
        page.on("console", lambda message, seen=problems: seen.append(message.text))
        page.goto(address)
        page.screenshot(path=pictures / f"public-{name}-home.png")
        page.get_by_role("link", name="耕地地力保护补贴发放公示").first.click()
        assert page.get_by_role("heading", level=1).inner_text() == "耕地地力保护补贴发放公示(河东村)"
        assert page.get_by_text("4284.00").is_visible()
        page.screenshot(path=pictures / f"public-{name}.png")
        key = page.locator("tbody th.key").first
        before = key.bounding_box()["x"]
        page.locator(".wide").first.focus()
        page.keyboard.press("ArrowRight")
        assert key.bounding_box()["x"] <= before + 1
        assert problems == []
        context.close()
