"""``mingbai hub serve`` as browsers, terminals and slow strangers meet it: the real program on a port."""

from __future__ import annotations

import contextlib
import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

pytestmark = [pytest.mark.port, pytest.mark.slow]

SLOW_SENDERS = 40


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory, new_database: Callable[[], str]) -> Iterator[int]:
    folder: Path = tmp_path_factory.mktemp("serving")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    (folder / "feed/metadata").mkdir(parents=True)
    (folder / "feed/metadata/timestamp.json").write_bytes(b'{"signed": {}}')
    settings = folder / "hub.toml"
    settings.write_text(
        f'county = "qingyuan"\ndata_dir = "data"\nrepository_dir = "feed"\nkeys_dir = "keys"\nlisten_port = {port}\n'
        f'database_url = "{new_database()}"\n'
    )
    command = [sys.executable, "-m", "mingbai.cli", "hub", "--config", str(settings)]
    subprocess.run([*command, "migrate"], check=True, timeout=100)
    process = subprocess.Popen([*command, "serve"])
    try:
        deadline = time.monotonic() + 60
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert process.poll() is None, "the hub ended"
            assert time.monotonic() < deadline, "the hub does not listen"
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def ask(
    port: int, path: str, method: str = "GET", body: bytes | None = None, **headers: str
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def test_a_browser_finds_the_admin_with_its_styles(port: int) -> None:
    status, headers, _ = ask(port, "/admin/")
    assert (status, headers["location"]) == (302, "/admin/login/?next=/admin/")
    status, headers, page = ask(port, "/admin/login/?next=/admin/")
    assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert 'name="password"' in page.decode()
    style = page.decode().split('<link rel="stylesheet" href="')[1].split('"')[0]
    status, headers, sheet = ask(port, style)
    assert (status, headers["content-type"].split(";")[0]) == (200, "text/css")
    assert len(sheet) == int(headers["content-length"]) > 1_000


def test_a_terminal_is_told_that_nothing_is_new(port: int) -> None:
    status, headers, body = ask(port, "/feed/metadata/timestamp.json")
    assert (status, body, headers["content-length"]) == (200, b'{"signed": {}}', "14")
    status, _, body = ask(port, "/feed/metadata/timestamp.json", If_None_Match=headers["etag"])
    assert (status, body) == (304, b"")
    assert ask(port, "/feed/metadata/%2e%2e/keys")[0] == 404


def test_the_body_and_its_headers_reach_the_device_api(port: int) -> None:
    assert ask(port, "/api/v1/opinions", "POST", b"{}", Authorization="Bearer nobody")[0] == 401
    assert ask(port, "/api/v1/opinions", "GET")[0] == 405
    assert ask(port, quote("/没有这一页"))[0] == 404


def test_requests_that_never_finish_do_not_stop_the_feed(port: int) -> None:
    """Anybody can send the head of a form and leave the rest out."""
    slow = []
    try:
        for _ in range(SLOW_SENDERS):
            sender = socket.create_connection(("127.0.0.1", port))
            sender.sendall(b"POST /admin/login/ HTTP/1.1\r\nHost: hub\r\nContent-Length: 1000\r\n\r\nuser")
            slow.append(sender)
        time.sleep(0.5)
        assert ask(port, "/feed/metadata/timestamp.json")[0] == 200
        assert ask(port, "/admin/login/")[0] == 200
    finally:
        for sender in slow:
            sender.close()


@pytest.mark.parametrize("path", ["/api/v1/opinions", "/admin/documents/multiple/add/"])
def test_an_upload_of_200_mb_is_refused_before_it_comes(port: int, path: str) -> None:
    """Whoever sends it need not even be logged in: Django would write it to disk first and ask then."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as sender:
        sender.sendall(f"POST {path} HTTP/1.1\r\nHost: hub\r\nContent-Length: 200000000\r\n\r\nabc".encode())
        answer = sender.recv(4096).decode()
    assert answer.startswith("HTTP/1.1 413 ")
    assert ("26214400 bytes" if path.startswith("/api") else "最多上传 25 MB") in answer


def test_an_upload_that_does_not_say_its_length_is_cut_off(port: int) -> None:
    megabyte = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
    answer = b""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as sender:
        sender.sendall(b"POST /admin/login/ HTTP/1.1\r\nHost: hub\r\nTransfer-Encoding: chunked\r\n\r\n")
        sent = 0
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # the hub hangs up, as it should
            for _ in range(200):
                sender.sendall(megabyte)
                sent += 1
        with contextlib.suppress(ConnectionResetError):
            answer = sender.recv(4096)
    assert sent < 200 or answer.startswith(b"HTTP/1.1 413 ")
    assert ask(port, "/feed/metadata/timestamp.json")[0] == 200
