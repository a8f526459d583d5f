"""The commands as an operator types them, and the hub as a terminal reaches it over the network."""

from __future__ import annotations

import http.client
import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from content.county import decode_county
from tests.factories import make_keys

PASSWORD = "a-long-Pass-phrase-9"


@dataclass(frozen=True)
class Answer:
    """What the hub said."""

    status: int
    body: bytes
    etag: str


class Operator:
    """Types commands on a machine where a hub is being installed."""

    def __init__(self, folder: Path, project: Path, database_url: str = "") -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.folder = folder
        self.project = project
        self.config = folder / "hub.toml"
        self.config.write_text(
            'county = "qingyuan"\ndata_dir = "data"\nrepository_dir = "feed"\nkeys_dir = "online"\n'
            f'listen_port = {self.port}\npublic_url = "http://127.0.0.1:{self.port}"\n'
            f'database_url = "{database_url}"\n'
        )

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "mingbai.cli", words[0], "--config", str(self.config), *words[1:]]

    def types(self, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*words), input=stdin, capture_output=True, text=True, cwd=self.project, timeout=110
        )

    @contextmanager
    def running(self, *words: str) -> Iterator[subprocess.Popen[bytes]]:
        with (self.folder / f"{words[0]}.log").open("wb") as log:
            process = subprocess.Popen(self.command(*words), cwd=self.project, stdout=log, stderr=log)
            try:
                yield process
            finally:
                process.terminate()
                assert process.wait(20) in (0, -15)

    def asks(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
            answer = connection.getresponse()
            return Answer(answer.status, answer.read(), answer.headers.get("ETag", ""))
        finally:
            connection.close()


@pytest.mark.slow
@pytest.mark.port
@pytest.mark.timeout(240)
def test_from_an_empty_folder_to_a_served_feed(tmp_path: Path, project: Path, new_database: Callable[[], str]) -> None:
    operator = Operator(tmp_path, project, new_database())
    early = operator.types("hub", "load")
    assert (early.returncode, "mingbai hub migrate" in early.stderr) == (1, True)

    assert operator.types("hub", "migrate").returncode == 0
    weak = operator.types("hub", "create-admin", "root", "--password-stdin", stdin="short\n")
    assert (weak.returncode, "至少 12 个字符" in weak.stderr) == (1, True)
    assert operator.types("hub", "create-admin", "root", "--password-stdin", stdin=PASSWORD + "\n").returncode == 0
    assert "no terminal" in operator.types("hub", "create-admin", "root2").stderr
    loaded = operator.types("hub", "load", "--by", "root")
    drafts = re.search(r"(\d+) 件新草稿，0 件", loaded.stdout)
    assert drafts is not None, loaded.stderr
    assert int(drafts[1]) >= 400
    assert f"0 件新草稿，{drafts[1]} 件已在平台上" in operator.types("hub", "load").stdout

    county = decode_county(operator.types("hub", "export-county").stdout.encode())
    assert (len(county.units), county.fictional) == (1 + 22 + 12 + 202, True)
    make_keys(tmp_path, county)
    assert operator.types("signer", "--once").returncode == 0
    token = operator.types(
        "hub", "enrol", "--terminal", "hall-1", "--kind", "terminal", "--units", "t01"
    ).stdout.strip()
    assert token.startswith("hall-1.")
    unknown = operator.types("hub", "enrol", "--terminal", "hall-2", "--kind", "terminal", "--units", "t99")
    assert (unknown.returncode, "no unit t99" in unknown.stderr) == (1, True)

    with operator.running("hub", "serve") as hub:
        for _ in range(150):
            assert hub.poll() is None, (tmp_path / "hub.log").read_text()
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", operator.port)) == 0:
                    break
            time.sleep(0.2)
        answer = operator.asks("GET", "/feed/metadata/timestamp.json")
        assert json.loads(answer.body)["signed"]["_type"] == "timestamp"
        again = operator.asks("GET", "/feed/metadata/timestamp.json", If_None_Match=answer.etag)
        assert (again.status, again.body) == (304, b"")
        opinion = {"terminal": "hall-1", "unit": "t01", "at": "2026-11-22T03:00:00Z", "rating": "satisfied"}
        sent = operator.asks(
            "POST",
            "/api/v1/opinions",
            json.dumps(opinion).encode(),
            Authorization=f"Bearer {token}",
            Idempotency_Key="0b6e5f0e-3c1c",
            Content_Type="application/json",
        )
        assert sent.status == 201
        endless = operator.asks("POST", "/api/v1/opinions", b"x" * 70_000, Authorization=f"Bearer {token}")
        assert endless.status in (413, 422)
        login = operator.asks("GET", "/admin/login/").body.decode()
        assert "登录" in login
        for asset in re.findall(r'(?:src|href)="(/static/[^"]+)"', login):
            assert operator.asks("GET", asset).status == 200, asset
        assert operator.asks("GET", "/feed/../data/secret-key").status == 404


@pytest.mark.parametrize("command", ["hub", "signer", "clock"])
def test_a_wrong_settings_file_is_usage(tmp_path: Path, project: Path, command: str) -> None:
    wrong = tmp_path / "hub.toml"
    wrong.write_text('county = "清源"\nlisten_port = 99999\n')
    words = [sys.executable, "-m", "mingbai.cli", command, "--config", str(wrong)]
    done = subprocess.run(
        [*words, *(["migrate"] if command == "hub" else [])], capture_output=True, text=True, cwd=project, timeout=60
    )
    assert done.returncode == 2
    for key in ("county", "listen_port", "data_dir", "repository_dir", "keys_dir"):
        assert f"{wrong}: {key}: " in done.stderr


def test_an_operator_sees_the_flows_of_the_county_and_what_is_wrong_in_its_pack(tmp_path: Path, project: Path) -> None:
    operator = Operator(tmp_path, project)
    pack = tmp_path / "flows.toml"
    text = operator.config.read_text()
    operator.config.write_text(text + f'flow_packs = ["{pack}"]\n')
    pack.write_text('level = "county"\nname = "清源县"\n[flows.village-result]\ngaps = { implementation = 10 }\n')

    shown = operator.types("hub", "flows").stdout.splitlines()
    place = shown.index("village-result\t四议两公开：实施结果公开\t清源县（默认写法，请核对）")
    assert shown[place + 3] == "\t实施完毕（验收）\t会议\t\t间隔 10 天"
    assert "\t保密审查\t保密审查\t保密审查单" in shown

    pack.write_text('level = "county"\nname = "清源县"\n[flows.party]\nsteps = []\n')
    wrong = operator.types("hub", "flows")
    assert wrong.returncode == 1
    assert "flow 'party' of 清源县: the last step must be the page's own publication" in wrong.stderr
    assert "Traceback" not in wrong.stderr
