"""Conditional GETs of timestamp.json: the hub's own door beside Debian's nginx.

All serve the same folder on loopback, one worker each, one after the other and in turns; wrk asks with 64
connections for what has not changed. Each round asks all; the ratio is the median of the rounds' ratios, for other
work on the machine comes and goes. nginx is set as Debian's nginx.conf sets it, but for one worker; it keeps an
access log there and the hub keeps none, so that its rate without the log is told beside it. On two cores the
client, granian's two threads and the system share too little room for a steady figure: ratios of 0.57 to 0.82
(0.49 to 0.67 without the log) were seen within one hour.
"""

from __future__ import annotations

import http.client
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

GOAL = 0.6
ROUNDS = 7
SECONDS = 3
CONNECTIONS = 64
PATH = "metadata/timestamp.json"
# As long as a real one: versions, hashes, one signature.
TIMESTAMP = (
    b'{"signatures":[{"keyid":"%s","sig":"%s"}],"signed":{"_type":"timestamp","expires":"2026-11-29T09:00:00Z",'
    b'"meta":{"snapshot.json":{"version":1795338000}},"spec_version":"1.0.31","version":1795338000}}'
    % (b"a" * 64, b"b" * 128)
)

_NGINX = """
daemon off; master_process off; error_log {work}/error.log crit; pid {work}/pid; worker_processes 1;
events {{ worker_connections 256; }}
http {{
    access_log {log}; sendfile on; gzip on; tcp_nopush on;
    client_body_temp_path {work}; proxy_temp_path {work}; fastcgi_temp_path {work};
    uwsgi_temp_path {work}; scgi_temp_path {work};
    types {{ application/json json; }}
    server {{ listen 127.0.0.1:{port}; location /feed/ {{ alias {feed}/; add_header Cache-Control no-cache; }} }}
}}
"""


def measure() -> list[dict[str, Any]]:
    """One figure: the hub's rate as a share of nginx's."""
    wrk = shutil.which("wrk")
    if wrk is None:
        raise RuntimeError("wrk is not installed")
    with tempfile.TemporaryDirectory(prefix="hub-304-") as folder:
        work = Path(folder)
        feed = work / "feed"
        (feed / "metadata").mkdir(parents=True)
        (feed / PATH).write_bytes(TIMESTAMP)
        with _hub(work) as hub, _nginx(work, "access.log") as nginx, _nginx(work, "off") as silent:
            rates: dict[str, list[float]] = {hub: [], nginx: [], silent: []}
            for _ in range(ROUNDS):
                for url, found in rates.items():
                    found.append(_rate(wrk, url))
    ours, theirs, without_log = (statistics.median(found) for found in rates.values())
    ratio, ratio_without_log = (
        statistics.median(mine / its for mine, its in zip(rates[hub], rates[other], strict=True))
        for other in (nginx, silent)
    )
    return [
        {
            "name": "hub-304",
            "value": round(ours),
            "unit": "304/s",
            "against": f"nginx {round(theirs)} 304/s "
            f"(without its access log {round(without_log)}, ratio {ratio_without_log:.2f})",
            "ratio": round(ratio, 3),
            "goal": f"≥ {GOAL} × nginx",
            "met": ratio >= GOAL,
        }
    ]


def _rate(wrk: str, url: str) -> float:
    """304s per second. Raises RuntimeError if anything but 304 came."""
    etag = _etag(url)
    done = subprocess.run(
        [wrk, "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "-H", f"If-None-Match: {etag}", url],
        capture_output=True,
        text=True,
        check=True,
        timeout=SECONDS + 30,
    )
    found = re.search(r"Requests/sec:\s+([0-9.]+)", done.stdout)
    if found is None or "Non-2xx" in done.stdout or "Socket errors" in done.stdout:
        raise RuntimeError(f"{url}: {done.stdout}")
    return float(found[1])


def _etag(url: str) -> str:
    """The file's entity tag; checks that asking with it gives 304 without a body."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    try:
        connection.request("GET", parts.path)
        answer = connection.getresponse()
        body, etag = answer.read(), answer.headers["ETag"]
        connection.request("GET", parts.path, headers={"If-None-Match": etag})
        again = connection.getresponse()
        if body != TIMESTAMP or again.status != 304 or again.read():
            raise RuntimeError(f"{url}: expected the timestamp, then 304 without a body")
    finally:
        connection.close()
    return str(etag)


@contextmanager
def _hub(work: Path) -> Iterator[str]:
    """``mingbai hub serve``: granian, one worker, our door before Django."""
    port = free_port()
    settings = work / "hub.toml"
    settings.write_text(
        f'county = "qingyuan"\ndata_dir = "data"\nrepository_dir = "feed"\nkeys_dir = "keys"\nlisten_port = {port}\n'
    )
    command = [sys.executable, "-m", "mingbai.cli", "hub", "--config", str(settings), "serve"]
    with running(command, port, work / "hub.log"):
        yield f"http://127.0.0.1:{port}/feed/{PATH}"


@contextmanager
def _nginx(work: Path, log: str) -> Iterator[str]:
    port = free_port()
    own = work / f"nginx-{log}"
    own.mkdir()
    named = log if log == "off" else own / log
    (own / "nginx.conf").write_text(_NGINX.format(work=own, feed=work / "feed", port=port, log=named))
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    with running([program, "-p", str(own), "-c", str(own / "nginx.conf")], port, own / "log"):
        yield f"http://127.0.0.1:{port}/feed/{PATH}"


@contextmanager
def running(command: list[str], port: int, log: Path) -> Iterator[None]:
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output)
        try:
            deadline = time.monotonic() + 60
            while not _answers(port):
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"{command[0]} does not answer:\n{log.read_text(errors='replace')[-2000:]}")
                time.sleep(0.1)
            yield
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(5)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
