"""The real thing on one machine: real keys, a real store, pyserial, an emulated card behind a pty or a TCP port."""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from PIL import Image
from securesystemslib.signer import CryptoSigner

from content.feed.approvals import (
    assemble,
    assemble_release,
    assemble_template,
    sign_led_line,
    sign_led_template,
)
from content.feed.approvers import Approver, ApproverList, encode_approvers, keyid_of
from content.led_line import LedLine, LedUrgency
from content.led_template import Blank, BlankForm, LedTemplate
from content.record import COUNTY_TIME, UnitCode, encode
from content.store.schema import LIBRARY, LIBRARY_FILE, open_writable
from display.errors import TransportError
from display.transport import SerialTransport
from tests.display.fakes import ACK, disclosure, led_line
from tests.display.test_board_command import TERMINAL

pytestmark = pytest.mark.port

PING = bytes.fromhex("a5a5a5a5a5a5a5a501000080000000000000fe020500a20001000068f85a")
TEXT = "关于2026年惠农政策的公示"
PATIENCE_S = 30.0


def wait_for(happened: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not happened():
        assert time.monotonic() < deadline, f"waited {PATIENCE_S} s for: {what}"
        time.sleep(0.05)


class Program:
    """`mingbai …` as a process of its own."""

    def __init__(self, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "mingbai.cli", *arguments], stdout=subprocess.PIPE, text=True, bufsize=1
        )

    def first_line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def end(self) -> int:
        self.process.terminate()
        self.process.communicate(timeout=PATIENCE_S)
        return self.process.returncode


@pytest.fixture
def started() -> Iterator[Callable[..., Program]]:
    programs: list[Program] = []

    def start(*arguments: object) -> Program:
        programs.append(Program(*map(str, arguments)))
        return programs[-1]

    yield start
    for program in programs:
        if program.process.poll() is None:
            program.process.kill()
        program.process.wait()
        if program.process.stdout:
            program.process.stdout.close()


def state(path: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
    return found


def test_a_card_on_a_tcp_port_answers(started: Callable[..., Program], tmp_path: Path) -> None:
    emulator = started("board", "emulate", "--listen", "127.0.0.1:0", "--record", tmp_path / "board.bin")
    transport = SerialTransport(emulator.first_line(), 57600)
    assert transport.exchange(PING, 10.0) == ACK
    transport.close()
    assert (tmp_path / "board.bin").read_bytes() == PING
    assert emulator.end() == 0


def test_a_pty_survives_its_driver_and_a_port_is_taken_by_one_program_only(
    started: Callable[..., Program], tmp_path: Path
) -> None:
    link = tmp_path / "ttyBOARD"
    emulator = started("board", "emulate", "--size", "64x16", "--link", link)
    path = emulator.first_line()
    assert link.resolve() == Path(path)
    first, second = SerialTransport(str(link), 57600), SerialTransport(str(link), 57600)
    assert first.exchange(PING, 10.0) == ACK
    with pytest.raises(TransportError, match="ttyBOARD"):
        second.exchange(PING, 10.0)
    first.close()
    assert second.exchange(PING, 10.0) == ACK
    second.close()
    assert emulator.end() == 0
    assert not link.is_symlink()
    with pytest.raises(TransportError, match="ttyBOARD"):
        first.exchange(PING, 1.0)


def test_a_port_that_went_away_is_opened_anew(started: Callable[..., Program], tmp_path: Path) -> None:
    link = tmp_path / "ttyBOARD"
    emulator = started("board", "emulate", "--link", link)
    emulator.first_line()
    transport = SerialTransport(str(link), 57600)
    assert transport.exchange(PING, 10.0) == ACK
    emulator.process.kill()
    emulator.process.wait()
    with pytest.raises(TransportError):
        transport.exchange(PING, 1.0)
    started("board", "emulate", "--link", link).first_line()
    assert transport.exchange(PING, 10.0) == ACK
    transport.close()


@pytest.mark.slow
def test_a_hand_sent_text_is_marked_and_goes_out_by_itself(started: Callable[..., Program], tmp_path: Path) -> None:
    settings, seen, picture = tmp_path / "terminal.toml", tmp_path / "state.json", tmp_path / "board.png"
    link = tmp_path / "ttyBOARD"
    limits = "\ndeadman_s = 6\nresend_every_s = 5\n"
    settings.write_text(TERMINAL.replace("/dev/serial/by-id/none", str(link)) + limits, encoding="utf-8")
    emulator = started("board", "emulate", "--config", settings, "--link", link, "--state", seen, "--png", picture)
    emulator.first_line()
    sent = started("board", "send", "--config", settings, "--text", "公示", "--style", "still", "--yes")
    assert sent.process.wait(PATIENCE_S) == 0
    wait_for(lambda: state(seen)["text"] == "【测试】公示", "the marked text")
    with Image.open(picture) as image:
        assert image.size == (64 * 8 + 28, 16 * 8 + 28)
    wait_for(lambda: state(seen)["text"] == "" and state(seen)["lit"] == 0, "the card's own timeout")


class Signers:
    """Two approvers with real Ed25519 keys, and their list."""

    def __init__(self) -> None:
        self.keys = [CryptoSigner.generate_ed25519() for _ in range(2)]
        now = datetime.now(UTC)
        self.list = ApproverList(
            county="qingyuan",
            approvers=tuple(
                Approver(
                    keyid=keyid_of(self._raw(key)),
                    public_key=base64.b64encode(self._raw(key)).decode(),
                    person=person,
                    units=("t01",),
                    boards=("t01-gate",),
                    valid_from=now - timedelta(days=1),
                    valid_until=now + timedelta(days=1),
                )
                for key, person in zip(self.keys, ("甲某", "乙某"), strict=True)
            ),
        )

    def envelope(self, line: LedLine, signers: tuple[int, ...]) -> bytes:
        payload = encode(line)
        return assemble(payload, [sign_led_line(payload, self.keys[place]) for place in signers])

    @staticmethod
    def _raw(key: CryptoSigner) -> bytes:
        return bytes.fromhex(key.public_key.keyval["public"])


class Store:
    """library.sqlite as sync writes it."""

    def __init__(self, folder: Path, signers: Signers) -> None:
        self._db = open_writable(folder / LIBRARY_FILE, LIBRARY)
        self._signers = signers
        now = int(time.time())
        self._db.execute("insert into fact values ('approvers', ?)", (encode_approvers(signers.list).decode(),))
        self._db.execute("insert into fact values ('last-pull', ?)", (str(now),))
        self._item("t01/000001", "disclosure", encode(disclosure()))

    def publish(self, line: LedLine, signers: tuple[int, ...]) -> None:
        self._item(line.id, "led-line", self._signers.envelope(line, signers))

    def publish_release(self, line: LedLine, template: LedTemplate, by: int) -> None:
        """A line of a template that both have signed, released by one of them."""
        both = encode(template)
        envelope = assemble_template(both, [sign_led_template(both, key) for key in self._signers.keys])
        self._item(
            line.id,
            "led-line",
            assemble_release(encode(line), sign_led_line(encode(line), self._signers.keys[by]), envelope),
        )

    def list_only(self, *places: int) -> None:
        """The officers sign a list with these approvers only."""
        kept = ApproverList(county="qingyuan", approvers=tuple(self._signers.list.approvers[one] for one in places))
        self._db.execute("update fact set value = ? where key = 'approvers'", (encode_approvers(kept).decode(),))

    def withdraw(self, line_id: str) -> None:
        self._db.execute("delete from item where id = ?", (line_id,))

    def close(self) -> None:
        self._db.close()

    def _item(self, item: str, kind: str, body: bytes) -> None:
        now = int(time.time())
        row = {
            "id": item,
            "unit": "t01",
            "rev": 1,
            "sha256": hashlib.sha256(body).hexdigest(),
            "kind": kind,
            "published_at": now,
            "valid_from": now - 3600,
            "valid_until": now + 3600,
            "max_offline_s": 0,
            "body": body,
        } | dict.fromkeys(("title", "six_open", '"window"', "genre", "category", "stage", "matter"), "")
        marks = ", ".join("?" * len(row))
        self._db.execute(f"insert into item ({', '.join(row)}) values ({marks})", tuple(row.values()))


def test_from_the_store_to_the_dots_and_dark_again(started: Callable[..., Program], tmp_path: Path) -> None:
    settings, seen, journal = tmp_path / "terminal.toml", tmp_path / "state.json", tmp_path / "journal.jsonl"
    link = tmp_path / "ttyBOARD"
    settings.write_text(TERMINAL.replace("/dev/serial/by-id/none", str(link)), encoding="utf-8")
    emulator = started("board", "emulate", "--config", settings, "--link", link, "--state", seen, "--baud", 57600)
    emulator.first_line()
    player = started("display", "--config", settings, "--journal", journal)
    wait_for(lambda: journal.exists() and "dark" in journal.read_text(encoding="utf-8"), "a dark board, no store yet")

    store = Store(tmp_path / "data", Signers())
    now = datetime.now(UTC)
    times = {"valid_from": now - timedelta(hours=1), "valid_until": now + timedelta(hours=1)}
    store.publish(led_line(5, text="一人签名", **times), (0,))
    store.publish(led_line(6, text="一钥两用", **times), (0, 0))
    store.publish(led_line(4, text=TEXT, **times), (0, 1))
    wait_for(lambda: state(seen)["text"] == TEXT, "the signed line")
    store.withdraw("t01/000004")
    wait_for(lambda: state(seen)["text"] == "", "darkness after the withdrawal")
    store.close()

    assert player.end() == 0
    entries = [json.loads(line) for line in journal.read_text(encoding="utf-8").splitlines()]
    assert [(entry["state"], entry["line"], entry["text"]) for entry in entries] == [
        ("dark", None, ""),
        ("shown", "t01/000004", TEXT),
        ("dark", None, ""),
    ]
    assert {entry["board"] for entry in entries} == {"t01-gate"}
    assert state(seen)["errors"] == []


def test_a_c_power_card_behind_its_network_port_is_driven_from_the_settings_file(
    started: Callable[..., Program], tmp_path: Path
) -> None:
    """The maker's network frames: id code, length, two zeros, nothing escaped; a card at 5 and the id code 00A5AE01."""
    seen, recorded = tmp_path / "state.json", tmp_path / "heard"
    emulator = started(
        "board", "emulate", "--model", "cpower1200", "--address", 5, "--size", "64x16",
        "--listen", "127.0.0.1:0", "--state", seen, "--record", recorded,
    )  # fmt: skip
    url = emulator.first_line()
    settings = tmp_path / "terminal.toml"
    board = TERMINAL.replace("onbon-bx5k", "cpower1200").replace("/dev/serial/by-id/none", url)
    settings.write_text(board + "address = 5\nnetwork_id = 0x00A5AE01\n", encoding="utf-8")
    sender = started("board", "send", "--config", settings, "--text", "公示", "--yes")
    assert sender.first_line() == "t01-gate: shown, and it stays until something else is sent: 【测试】公示"
    assert state(seen)["text"] == "【测试】公示"
    assert state(seen)["errors"] == []
    frames = recorded.read_bytes()
    # window 0 over 64x16: type 68 32, card 5, code 7B, answer wanted, 10 bytes, packet 0 of 0; its sum 0177, by hand
    window = bytes.fromhex("00a5ae01 1500 0000 6832057b01 0a00 0000 0101 0000000000400010 7701")
    assert frames.startswith(window + bytes.fromhex("00a5ae01"))


def test_an_emergency_on_its_way_to_the_dots_and_off_them(started: Callable[..., Program], tmp_path: Path) -> None:
    settings, seen, link = tmp_path / "terminal.toml", tmp_path / "state.json", tmp_path / "ttyBOARD"
    here = datetime.now(COUNTY_TIME)
    hours = f"{here - timedelta(hours=1):%H:%M}-{here + timedelta(hours=2):%H:%M}"
    settings.write_text(
        TERMINAL.replace("/dev/serial/by-id/none", str(link)) + f'\nquiet_hours = ["{hours}"]\n', encoding="utf-8"
    )
    emulator = started("board", "emulate", "--config", settings, "--link", link, "--state", seen, "--baud", 57600)
    emulator.first_line()
    store = Store(tmp_path / "data", Signers())
    now = datetime.now(UTC)
    times = {"valid_from": now - timedelta(hours=1), "valid_until": now + timedelta(hours=1)}
    flood, drill = "暴雨红色预警,请立即转移", "【演练】请立即转移【演练】"
    store.publish(led_line(4, text=TEXT, **times), (0, 1))
    player = started("display", "--config", settings)
    status = tmp_path / "data" / "boards" / "t01-gate.status.json"
    wait_for(lambda: status.exists() and state(status)["state"] == "dark", "a board that is dark in its quiet hours")
    store.publish(led_line(5, text=drill, urgency=LedUrgency.DRILL, **times), (0, 1))
    store.publish(led_line(6, text=flood, urgency=LedUrgency.EMERGENCY, **times), (0, 1))
    wait_for(lambda: state(seen)["text"] == flood, "the emergency, in spite of the hour")
    wait_for(lambda: (state(status)["line"], state(status)["urgency"]) == ("t01/000006", "emergency"), "its status")
    store.withdraw("t01/000006")
    wait_for(lambda: state(seen)["text"] == "", "darkness after the withdrawal")
    store.close()
    assert player.end() == 0


def test_an_emergency_of_a_template_goes_dark_with_who_signed_the_template(
    started: Callable[..., Program], tmp_path: Path
) -> None:
    settings, seen, link = tmp_path / "terminal.toml", tmp_path / "state.json", tmp_path / "ttyBOARD"
    settings.write_text(TERMINAL.replace("/dev/serial/by-id/none", str(link)), encoding="utf-8")
    emulator = started("board", "emulate", "--config", settings, "--link", link, "--state", seen, "--baud", 57600)
    emulator.first_line()
    store = Store(tmp_path / "data", Signers())
    now = datetime.now(UTC)
    template = LedTemplate(
        name="防汛转移",
        unit=UnitCode("t01"),
        county="qingyuan",
        boards=("t01-gate",),
        text="水位{水位}米,请转移",
        blanks=(Blank(name="水位", form=BlankForm.NUMBER, most=Decimal(40), decimals=1),),
        style=led_line(1).style,
        urgency=LedUrgency.EMERGENCY,
        valid_from=now - timedelta(days=30),
        valid_until=now + timedelta(days=30),
        max_hours=24,
        disclosure=led_line(1).disclosure,
    )
    fields = {
        "valid_from": now - timedelta(hours=1),
        "valid_until": now + timedelta(hours=1),
        "urgency": LedUrgency.EMERGENCY,
        "template": hashlib.sha256(encode(template)).hexdigest(),
    }
    store.publish_release(led_line(5, text="水位90米,请转移", fillings=("90",), **fields), template, by=0)
    store.publish_release(led_line(6, text="大坝已垮,请转移", fillings=("31.5",), **fields), template, by=0)
    store.publish_release(led_line(7, text="水位31.5米,请转移", fillings=("31.5",), **fields), template, by=0)
    player = started("display", "--config", settings)
    wait_for(
        lambda: state(seen)["text"] == "水位31.5米,请转移", "the one line that is the template with its blanks filled"
    )
    store.list_only(0)
    wait_for(lambda: state(seen)["text"] == "", "darkness: 乙某, who signed the template, is no approver any more")
    store.close()
    assert player.end() == 0


def test_once_says_by_its_status_whether_the_board_confirmed(started: Callable[..., Program], tmp_path: Path) -> None:
    settings, link = tmp_path / "terminal.toml", tmp_path / "ttyBOARD"
    settings.write_text(TERMINAL.replace("/dev/serial/by-id/none", str(link)), encoding="utf-8")
    assert started("display", "--config", settings, "--once").process.wait(PATIENCE_S) == 1
    started("board", "emulate", "--config", settings, "--link", link).first_line()
    assert started("display", "--config", settings, "--once").process.wait(PATIENCE_S) == 0
