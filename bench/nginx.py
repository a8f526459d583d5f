"""Debian's nginx serving a feed's folder on loopback, and its own count of every byte, headers included."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_CONF = """
daemon off; master_process off; error_log {work}/error.log crit; pid {work}/pid;
events {{ worker_connections 64; }}
http {{
    log_format bytes "$request_length $bytes_sent $status $request_uri";
    access_log {work}/access.log bytes;
    client_body_temp_path {work}; proxy_temp_path {work}; fastcgi_temp_path {work};
    uwsgi_temp_path {work}; scgi_temp_path {work};
    types {{ application/json json; application/gzip gz; }}
    default_type application/json;
    gzip on; gzip_types application/json; gzip_min_length 200; gzip_comp_level 6;
    keepalive_requests 100000;
    server_tokens off;
    server {{ listen 127.0.0.1:{port}; root {root}; }}
}}
"""


@dataclass(frozen=True)
class Traffic:
    """What went over the wire: bytes from the terminal, bytes to it, requests."""

    up: int
    down: int
    requests: int


class Nginx:
    """A running server. ``traffic`` counts since the last call."""

    def __init__(self, url: str, log: Path) -> None:
        self.url = url
        self._log = log
        self._at = 0

    def traffic(self) -> Traffic:
        time.sleep(0.05)  # nginx writes its log line after the last byte of the answer
        with self._log.open() as file:
            file.seek(self._at)
            lines = [line.split(maxsplit=3) for line in file]
            self._at = file.tell()
        return Traffic(sum(int(line[0]) for line in lines), sum(int(line[1]) for line in lines), len(lines))


@contextmanager
def served(root: Path, work: Path) -> Iterator[Nginx]:
    """Serve ``root``; ``work`` is an empty folder for nginx's own files."""
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    work.mkdir(parents=True, exist_ok=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    conf = work / "nginx.conf"
    conf.write_text(_CONF.format(work=work, root=root, port=port))
    (work / "access.log").touch()
    process = subprocess.Popen([program, "-p", str(work), "-c", str(conf)], stderr=subprocess.DEVNULL)
    try:
        _wait_for(port, process)
        yield Nginx(f"http://127.0.0.1:{port}", work / "access.log")
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(100):
        if process.poll() is not None:
            raise RuntimeError(f"nginx ended with status {process.returncode}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("nginx does not answer")
