"""Both sources against what real servers and sticks do wrong: endless, trickled, cut and inflated answers."""

from __future__ import annotations

import gzip
import os
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.errors import FetchError
from content.feed.trust import OutOfStep
from content.sync.fetch import Fetched, FolderSource, HttpSource, Nothing, inflate, open_source

# --- a folder -----------------------------------------------------------------------------------------


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "metadata").mkdir()
    (tmp_path / "metadata" / "timestamp.json").write_bytes(b"one")
    (tmp_path / "page").write_bytes(b"x" * 100)
    return tmp_path


def test_folder_answers_unchanged_while_the_timestamp_is_the_same(stick: Path) -> None:
    source = FolderSource(stick)
    first = source.fetch("metadata/timestamp.json", 100)
    assert isinstance(first, Fetched)
    assert first.body == b"one"
    assert source.fetch("metadata/timestamp.json", 100, first.etag) is Nothing.UNCHANGED
    (stick / "metadata" / "timestamp.json").write_bytes(b"two")
    assert source.fetch("metadata/timestamp.json", 100, first.etag) != Nothing.UNCHANGED


def test_folder_says_absent_and_limits_sizes(stick: Path) -> None:
    source = FolderSource(stick)
    assert source.fetch("packs/00/0", 100) is Nothing.ABSENT
    assert source.fetch("page/below/a/file", 100) is Nothing.ABSENT
    assert source.fetch("page", 100) == Fetched(b"x" * 100, "")
    with pytest.raises(OutOfStep, match="larger than 99 bytes"):
        source.fetch("page", 99)


def test_stick_that_was_pulled_out_is_no_empty_feed(tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="is the stick plugged in"):
        FolderSource(tmp_path / "gone").fetch("metadata/timestamp.json", 100)


def test_pipe_and_folder_on_the_stick_do_not_hold_the_agent_up(stick: Path) -> None:
    os.mkfifo(stick / "pipe")
    for name in ("pipe", "metadata"):
        with pytest.raises(FetchError):
            FolderSource(stick).fetch(name, 100)


def test_settings_name_a_server_or_a_folder(tmp_path: Path) -> None:
    assert isinstance(open_source("https://gk.example.gov.cn/feed", 10), HttpSource)
    assert isinstance(open_source(str(tmp_path), 10), FolderSource)


# --- gzip ---------------------------------------------------------------------------------------------


def test_gzip_is_inflated_up_to_the_limit_and_no_further() -> None:
    packed = gzip.compress(b"a" * 1_000)
    assert inflate(packed, 1_000) == b"a" * 1_000
    assert inflate(packed, 999) is None
    assert inflate(packed[:-1], 1_000) is None
    assert inflate(b"no gzip", 1_000) is None


def test_bomb_is_not_unpacked() -> None:
    bomb = gzip.compress(gzip.compress(bytes(200_000_000))[:200_000] + bytes(100_000_000))
    assert inflate(bomb, 1_000_000) is None


@given(st.binary(), st.integers(0, 100))
def test_any_bytes_inflate_to_bytes_or_nothing(data: bytes, limit: int) -> None:
    found = inflate(data, limit)
    assert found is None or len(found) <= limit


# --- HTTP ---------------------------------------------------------------------------------------------

Answer = Callable[[socket.socket], None]


class Server:
    """Accepts connections on loopback and lets ``answer`` write whatever it wants after each request."""

    def __init__(self, answer: Answer) -> None:
        self.requests: list[bytes] = []
        self.ended = threading.Event()
        self._answer = answer
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}/feed"
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def stop(self) -> None:
        self.ended.set()
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join(10)

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(5)
                try:
                    while request := connection.recv(65_536):
                        self.requests.append(request)
                        self._answer(connection)
                except OSError:
                    continue


@pytest.fixture
def serve() -> Iterator[Callable[[Answer], Server]]:
    servers: list[Server] = []

    def start(answer: Answer) -> Server:
        servers.append(Server(answer))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


class HastyTime:
    """A monotonic clock that runs 10 s at every look, so that a deadline comes without waiting for it."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 10
        return self.now


def says(raw: bytes) -> Answer:
    return lambda connection: connection.sendall(raw)


def plain(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


@pytest.mark.port
def test_request_is_short_and_conditional(serve: Callable[[Answer], Server]) -> None:
    server = serve(says(plain(b"{}", 'ETag: "abc"')))
    source = HttpSource(server.url, 5)
    assert source.fetch("metadata/timestamp.json", 100, '"old"') == Fetched(b"{}", '"abc"')
    source.close()
    lines = server.requests[0].decode().split("\r\n")
    assert lines[0] == "GET /feed/metadata/timestamp.json HTTP/1.1"
    assert 'If-None-Match: "old"' in lines
    assert "Accept-Encoding: gzip" in lines
    assert len(server.requests[0]) < 200


@pytest.mark.port
@pytest.mark.parametrize(
    ("status", "nothing"),
    [("304 Not Modified", Nothing.UNCHANGED), ("404 Not Found", Nothing.ABSENT), ("403 Forbidden", Nothing.ABSENT)],
)
def test_answers_without_a_file(serve: Callable[[Answer], Server], status: str, nothing: Nothing) -> None:
    server = serve(says(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode()))
    source = HttpSource(server.url, 5)
    assert source.fetch("metadata/timestamp.json", 100, '"x"') is nothing
    assert source.fetch("metadata/timestamp.json", 100, '"x"') is nothing  # on the same connection
    source.close()


@pytest.mark.port
def test_gzip_on_the_way_is_undone(serve: Callable[[Answer], Server]) -> None:
    server = serve(says(plain(gzip.compress(b"page" * 100), "Content-Encoding: gzip")))
    source = HttpSource(server.url, 5)
    assert source.fetch("pages/00/0", 400) == Fetched(b"page" * 100, "")
    source.close()


@pytest.mark.port
@pytest.mark.parametrize(
    ("raw", "says_what"),
    [
        (plain(b"x" * 101), "larger than 100 bytes, reading stopped"),
        (plain(gzip.compress(bytes(10_000_000)), "Content-Encoding: gzip"), "larger than 100 bytes"),
        (plain(gzip.compress(bytes(10_000)), "Content-Encoding: gzip"), "its gzip is damaged, or larger than 100"),
        (plain(b"x", "Content-Encoding: br"), "encoding 'br', expected gzip or none"),
        (plain(b"", "Location: http://portal/", status="302 Found"), "status 302, expected 200"),
        (plain(b"", status="500 Oops"), "status 500, expected 200"),
        (plain(b"", status="204 No Content"), "status 204, expected 200"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "SSH-2.0-OpenSSH_9.2"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n", "more than 100 headers"),
    ],
)
def test_wrong_answer_is_a_fetch_error(serve: Callable[[Answer], Server], raw: bytes, says_what: str) -> None:
    def answer(connection: socket.socket) -> None:
        connection.sendall(raw)
        connection.shutdown(socket.SHUT_WR)

    server = serve(answer)
    source = HttpSource(server.url, 5)
    with pytest.raises(FetchError, match=says_what):
        source.fetch("pages/00/0", 100)
    source.close()


@pytest.mark.port
def test_answer_that_is_cut_short_is_a_fetch_error(serve: Callable[[Answer], Server]) -> None:
    def answer(connection: socket.socket) -> None:
        connection.sendall(plain(b"x" * 50)[:-10])
        connection.shutdown(socket.SHUT_WR)

    server = serve(answer)
    source = HttpSource(server.url, 5)
    with pytest.raises(FetchError, match="cut off, 10 bytes are missing"):
        source.fetch("pages/00/0", 100)
    source.close()


@pytest.mark.port
def test_endless_answer_is_read_no_further_than_the_limit(serve: Callable[[Answer], Server]) -> None:
    sent = 0

    def answer(connection: socket.socket) -> None:
        nonlocal sent
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            sent += connection.send(b"x" * 65_536)

    server = serve(answer)
    source = HttpSource(server.url, 5)
    with pytest.raises(OutOfStep, match="larger than 1000 bytes, reading stopped"):
        source.fetch("pages/00/0", 1_000)
    source.close()
    assert sent < 20_000_000  # what fits into the sockets' buffers


@pytest.mark.port
@pytest.mark.parametrize("start", [b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", b"HTTP/1.1 200 OK\r\nX-Slow: "])
def test_trickled_answer_ends_at_the_deadline(serve: Callable[[Answer], Server], start: bytes) -> None:
    """Each byte comes in good time; the whole does not. In the headers, too."""

    def answer(connection: socket.socket) -> None:
        connection.sendall(start)
        while not server.ended.wait(0.01):
            connection.sendall(b"x")

    server = serve(answer)
    source = HttpSource(server.url, 5, HastyTime())
    with pytest.raises(FetchError, match="timed out"):
        source.fetch("pages/00/0", 10_000)
    source.close()


@pytest.mark.port
def test_kept_alive_connection_that_the_server_has_closed_is_opened_again(serve: Callable[[Answer], Server]) -> None:
    def answer(connection: socket.socket) -> None:
        connection.sendall(plain(b"x"))
        connection.close()

    server = serve(answer)
    source = HttpSource(server.url, 5)
    for _ in range(3):
        assert source.fetch("pages/00/0", 10) == Fetched(b"x", "")
    source.close()


@pytest.mark.port
def test_nobody_listening_is_told_in_words() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    with pytest.raises(FetchError, match="Connection refused"):
        HttpSource(f"http://127.0.0.1:{port}", 5).fetch("metadata/timestamp.json", 100)
