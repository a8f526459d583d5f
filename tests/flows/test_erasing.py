"""抹除 from the signer's folder over real nginx to a terminal's disk: nowhere on the way are the bytes still served."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from content.blocks import Paragraph
from content.clock import TrustedClock
from content.feed.rules import Withdrawal
from content.record import DisclosureId, UnitCode
from content.store.apply import open_library
from content.sync.fetch import HttpSource
from content.sync.pull import Puller, Subscription
from tests.content.feed.test_erasing import holding
from tests.factories import COUNTY, Feed, change, make_repository

pytestmark = [pytest.mark.port, pytest.mark.slow]

LEAK = "110105194912310021"
CONF = """
daemon off; master_process off; error_log {work}/error.log crit; pid {work}/pid; events {{ worker_connections 64; }}
http {{
    include /etc/nginx/mime.types; access_log off;
    client_body_temp_path {work}; proxy_temp_path {work}; fastcgi_temp_path {work};
    uwsgi_temp_path {work}; scgi_temp_path {work};
    server {{ listen 127.0.0.1:{port};
{locations}
    }}
}}
"""


@pytest.fixture
def served(tmp_path: Path, project: Path) -> Iterator[tuple[Feed, str]]:
    """A county with a leak in it, and the address under which nginx serves it as it is shipped."""
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    if not Path(program).exists():
        pytest.skip("nginx is not installed")
    leak = (Paragraph(f"张三 {LEAK}"),)
    feed = make_repository(tmp_path, change("t01/000001", blocks=leak), change("t01/000002", title="留下的一件"))
    feed.clock.advance(seconds=2)
    feed.repository.release([change("t01/000001", rev=2, blocks=leak)])
    shipped = (project / "docs" / "deploy" / "hub" / "nginx.conf").read_text("utf-8")
    locations = re.search(r"    location /feed/ \{.*?\n    \}\n    location = /feed/.*?\n    \}\n", shipped, re.DOTALL)
    assert locations is not None
    work = tmp_path / "nginx"
    work.mkdir()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    text = CONF.format(work=work, port=port, locations=locations[0].replace("/srv/mingbai/feed", str(feed.root)))
    (work / "nginx.conf").write_text(text, "utf-8")
    process = subprocess.Popen([program, "-p", str(work), "-c", str(work / "nginx.conf")], stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield feed, f"http://127.0.0.1:{port}/feed/"
    finally:
        process.terminate()
        process.wait(10)
        feed.repository.close()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
    raise AssertionError("nginx does not answer")


def test_after_an_erasure_nothing_on_the_way_serves_it_and_the_terminal_holds_nothing(
    served: tuple[Feed, str], tmp_path: Path
) -> None:
    feed, address = served
    library = open_library(tmp_path / "terminal")
    puller = Puller(
        source=HttpSource(address, 10),
        library=library,
        subscription=Subscription(COUNTY, (UnitCode("t01"),), frozenset()),
        trusted_root=(feed.online / "root.json").read_bytes(),
        clock=TrustedClock(feed.clock, time.monotonic),
        monotonic=time.monotonic,
        chance=lambda: 0.0,
    )
    puller.pull_once()
    assert library.items(["t01/000001"])["t01/000001"][0] == 2
    leaking = holding(feed.root, LEAK)
    assert {requests.get(address + path, timeout=10).status_code for path in leaking} == {200}
    assert holding(tmp_path / "terminal", LEAK) != []

    feed.clock.advance(seconds=2)
    feed.repository.release((), [Withdrawal(DisclosureId("t01/000001"), 2, "发布单位已删除此内容", erase=True)])
    assert {requests.get(address + path, timeout=10).status_code for path in leaking} == {404}
    outcome = puller.pull_once()

    assert (outcome.removed, dict(outcome.problems)) == (1, {})
    assert set(library.items(["t01/000001", "t01/000002"])) == {"t01/000002"}
    assert holding(tmp_path / "terminal", LEAK) == []
    library.close()
