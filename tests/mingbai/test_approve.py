"""`mingbai approve` believes nothing the hub says: it draws, compares, shows and signs the very bytes."""

from __future__ import annotations

import base64
import hashlib
import http.server
import io
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from content.errors import FetchError, TrustError
from content.feed.approvals import sign_led_line, verify_one, verify_one_of_template
from content.feed.keys import save_key
from content.led_line import LedLine, LedStyle, LedUrgency
from content.record import encode
from display.board import Board
from display.errors import TextRefused
from mingbai.approve.command import main
from mingbai.approve.shown import describe, show, show_template
from mingbai.approve.waiting import BoardShape, HttpHub, Waiting
from tests.factories import NOW, PASSPHRASE, approver_list, filled_line, led_line, led_template, two_people

SHAPE = BoardShape("t01-b1", "onbon-bx5k", 128, 32)


def picture(text: str, style: LedStyle, board: Board) -> bytes:
    """A stand-in for the drawing: bytes that depend on all that the picture depends on."""
    return f"PNG {text} {style} {board.id} {board.width_px}×{board.height_px}".encode()


def waiting(line: LedLine | None = None, *shapes: BoardShape, signed_by: tuple[str, ...] = ()) -> Waiting:
    payload = base64.b64encode(encode(line or led_line())).decode()
    return Waiting(7, payload, shapes or (SHAPE,), signed_by)


def test_the_line_is_shown_in_words_and_drawn_for_every_board() -> None:
    line = led_line(boards=("t01-b1", "t01-b2"))
    shown = show(waiting(line, SHAPE, BoardShape("t01-b2", "onbon-bx5k", 256, 16)), picture)
    assert shown.payload == encode(line)
    assert [data.decode().rpartition(" ")[2] for data in shown.previews.values()] == ["128×32", "256×16"]
    words = describe(shown, 7, ["abcdef0123"])
    for expected in (
        line.text,
        "t01-b1、t01-b2",
        "2026-11-22 17:00 至 2026-11-29 17:00",
        "t01/000001",
        "abcdef01",
        "左移",
    ):
        assert expected in words


def test_a_picture_that_is_not_the_one_named_is_refused() -> None:
    drawn = hashlib.sha256(picture(led_line().text, LedStyle.SCROLL_LEFT, SHAPE.board())).hexdigest()
    assert show(waiting(led_line(preview_sha256=drawn)), picture).content.preview_sha256 == drawn
    with pytest.raises(TrustError, match="do not sign"):
        show(waiting(led_line(preview_sha256="0" * 64)), picture)
    other_board = BoardShape("t01-b1", "onbon-bx5k", 160, 32)
    with pytest.raises(TrustError, match="do not sign"):
        show(waiting(led_line(preview_sha256=drawn), other_board), picture)


def test_a_line_without_a_picture_of_its_own_says_so() -> None:
    assert "未载预览" in describe(show(waiting(led_line()), picture), 7, [])


def test_what_cannot_be_shown_cannot_be_signed() -> None:
    def refuse(text: str, style: LedStyle, board: Board) -> bytes:
        raise TextRefused("character 㐀")

    plain = led_line()
    with pytest.raises(TrustError, match="cannot be drawn"):
        show(waiting(plain), refuse)
    with pytest.raises(TrustError, match="does not describe board t01-b1"):
        show(waiting(plain, BoardShape("other", "onbon-bx5k", 128, 32)), picture)
    with pytest.raises(TrustError, match="61 characters"):
        show(waiting(led_line(text="字" * 61)), picture)
    with pytest.raises(TrustError, match="not base64"):
        show(Waiting(7, "钥匙", (SHAPE,)), picture)


def test_no_text_from_the_hub_steers_the_approvers_terminal() -> None:
    line = led_line(boards=("\x1b[2J",))
    words = describe(show(waiting(line, BoardShape("\x1b[2J", "onbon-bx5k", 128, 32)), picture), 7, ["\x1b]0;x"])
    assert "\x1b" not in words


def test_a_template_is_shown_with_all_that_its_blanks_take() -> None:
    template = led_template()
    one = Waiting(3, base64.b64encode(encode(template)).decode(), (SHAPE,))
    shown = show_template(one, picture)
    assert "柳溪下游水位40.00米,河东村群众12月31日23:59前转移到镇中学" in shown.previews["t01-b1"].decode(), (
        "at its longest"
    )
    words = describe(shown, 3, [])
    for expected in (
        "防汛转移",
        "2 个词:清水河、柳溪下游",
        "数字,0 至 40,小数最多 2 位",
        "每次最多 24 小时",
        "不再经过第二人",
    ):
        assert expected in words


def test_who_releases_alone_is_told_so() -> None:
    line = filled_line(led_template(), "清水河", "31.5", "河东村", "7月21日", "22:30")
    words = describe(show(waiting(line), picture), 7, [])
    assert "您一人签名,立即上屏" in words
    assert "填入:清水河、31.5、河东村、7月21日、22:30" in words
    assert "您一人签名" not in describe(
        show(waiting(led_line(urgency=LedUrgency.EMERGENCY, valid_until=NOW + timedelta(days=1))), picture), 7, []
    )


@given(st.binary(max_size=200))
def test_any_payload_is_shown_or_a_trust_error(payload: bytes) -> None:
    with pytest.raises(TrustError):
        show(Waiting(1, base64.b64encode(payload).decode(), (SHAPE,)), picture)


# --- the command, with files and with a hub ----------------------------------------------------------------


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """王某's machine: key, passphrase, token."""
    save_key(tmp_path / "approver.pem", two_people()[0].signer, PASSPHRASE, rounds=1)
    (tmp_path / "passphrase").write_text(PASSPHRASE, encoding="utf-8")
    (tmp_path / "token").write_text("the-token\n", encoding="utf-8")
    return tmp_path


def as_json(one: Waiting) -> bytes:
    return msgspec.json.encode(one)


def signing(desk: Path, *more: str) -> list[str]:
    return [
        *("--key", str(desk / "approver.pem"), "--passphrase-file", str(desk / "passphrase")),
        *("--preview", str(desk / "preview.png"), *more),
    ]


@pytest.fixture
def plain_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command draws with the stand-in, so that no font is needed."""
    monkeypatch.setattr("mingbai.approve.command.preview_png", picture)


@pytest.mark.usefixtures("plain_drawing")
def test_a_line_from_a_file_is_signed_into_a_file(desk: Path) -> None:
    line = led_line()
    (desk / "line.json").write_bytes(as_json(waiting(line)))
    arguments = ["--line", str(desk / "line.json"), "--out", str(desk / "signature.json"), *signing(desk, "--yes")]
    assert main(arguments) == 0
    signature = json.loads((desk / "signature.json").read_bytes())
    assert verify_one(encode(line), signature["keyid"], signature["sig"], approver_list()).person == "王某"
    assert (desk / "preview.png").read_bytes() == picture(line.text, line.style, SHAPE.board())
    assert main(arguments) == 1, "the signature is not overwritten"


@pytest.mark.usefixtures("plain_drawing")
def test_nothing_is_signed_without_a_yes(
    desk: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (desk / "line.json").write_bytes(as_json(waiting(led_line())))
    monkeypatch.setattr("sys.stdin", io.StringIO("yes\n"))
    assert main(["--line", str(desk / "line.json"), "--out", str(desk / "out"), *signing(desk)]) == 1
    assert "no terminal to ask on" in capsys.readouterr().err
    assert not (desk / "out").exists()


def real_picture(text: str, style: LedStyle, board: Board) -> bytes:
    """A PNG, for lines whose picture is drawn on."""
    out = io.BytesIO()
    Image.new("RGB", (board.width_px, board.height_px), (1, 2, 3)).save(out, "PNG")
    return out.getvalue()


URGENT = [  # urgency, text, what is said, what must be typed, the colour of the frame
    (LedUrgency.EMERGENCY, "请立即撤离", "【应急】", "应急", (200, 0, 0)),
    (LedUrgency.DRILL, "【演练】请立即撤离【演练】", "【演练】 应急演练短讯", "演练", (0, 80, 170)),
]


@pytest.mark.parametrize(("urgency", "text", "said", "word", "colour"), URGENT)
def test_an_urgent_line_cannot_be_taken_for_another(
    desk: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    urgency: LedUrgency,
    text: str,
    said: str,
    word: str,
    colour: tuple[int, int, int],
) -> None:
    line = led_line(urgency=urgency, text=text)
    (desk / "line.json").write_bytes(as_json(waiting(line)))
    monkeypatch.setattr("mingbai.approve.command.preview_png", real_picture)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    arguments = ["--line", str(desk / "line.json"), "--out", str(desk / "signature.json")]

    for wrong in ("同意", "yes", ""):
        monkeypatch.setattr("builtins.input", lambda _, typed=wrong: typed)
        assert main([*arguments, *signing(desk)]) == 1
    for otherwise in ([], ["--urgent", "drill" if urgency is LedUrgency.EMERGENCY else "emergency"]):
        assert main([*arguments, *signing(desk, "--yes", *otherwise)]) == 1
    assert not (desk / "signature.json").exists()

    monkeypatch.setattr("builtins.input", lambda _: word)
    assert main([*arguments, *signing(desk)]) == 0
    (desk / "signature.json").unlink()
    assert main([*arguments, *signing(desk, "--yes", "--urgent", urgency.value)]) == 0
    first = capsys.readouterr().out.splitlines()
    assert first[0] == "!" * 80
    assert said in first[1]
    with Image.open(desk / "preview.png") as saved:
        assert (saved.getpixel((0, 0)), saved.getpixel((0, saved.height - 1))) == (colour, colour)
        inside = saved.crop((16, saved.height - 16 - 32, 16 + 128, saved.height - 16))
        assert inside.tobytes() == bytes((1, 2, 3)) * 128 * 32, "the picture itself is left alone"


def test_a_routine_line_has_no_warning_and_no_frame(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (desk / "line.json").write_bytes(as_json(waiting(led_line())))
    monkeypatch.setattr("mingbai.approve.command.preview_png", real_picture)
    arguments = ["--line", str(desk / "line.json"), "--out", str(desk / "signature.json"), *signing(desk, "--yes")]
    assert main(arguments) == 0
    assert (desk / "preview.png").read_bytes() == real_picture("", LedStyle.STILL, SHAPE.board())
    assert "!" not in describe(show(waiting(led_line()), picture), 7, [])


@dataclass
class FakeHub:
    """A web server with lines that wait; keeps what is posted."""

    lines: list[Waiting]
    status: int = 201
    posted: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    url: str = ""
    answer: bytes | None = None


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    fake = FakeHub([waiting(led_line())])

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            fake.tokens.append(self.headers["Authorization"])
            body = fake.answer or b'{"lines":[' + b",".join(map(as_json, fake.lines)) + b"]}"
            self._reply(200 if self.path == "/api/v1/led-lines" else 404, body)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            fake.posted.append((self.path, json.loads(body)))
            self._reply(fake.status, b'{"error":"signature does not fit\\u001b[2J"}')

        def _reply(self, status: int, body: bytes) -> None:
            self.send_response(status)
            if status == 302:
                self.send_header("Location", f"{fake.url}/api/v1/led-lines/8/signatures")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    fake.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield fake
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def at(hub: FakeHub, desk: Path) -> list[str]:
    return ["--hub", hub.url, "--token-file", str(desk / "token")]


@pytest.mark.port
@pytest.mark.usefixtures("plain_drawing")
def test_a_line_at_the_hub_is_listed_and_signed(hub: FakeHub, desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*at(hub, desk), "--list"]) == 0
    assert led_line().text in capsys.readouterr().out
    assert main([*at(hub, desk), "--request", "7", *signing(desk, "--yes")]) == 0
    expected = sign_led_line(encode(led_line()), two_people()[0].signer)
    assert hub.posted == [("/api/v1/led-lines/7/signatures", {"keyid": expected.keyid, "sig": expected.sig})]
    assert set(hub.tokens) == {"Bearer the-token"}


@pytest.mark.port
def test_a_template_at_the_hub_is_signed_as_a_template(
    hub: FakeHub, desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("mingbai.approve.command.preview_png", real_picture)
    payload = encode(led_template())
    one = Waiting(3, base64.b64encode(payload).decode(), (SHAPE,))
    hub.answer = b'{"lines":[],"templates":[' + as_json(one) + b"]}"
    assert main([*at(hub, desk), "--list"]) == 0
    assert "防汛转移" in capsys.readouterr().out
    assert main([*at(hub, desk), "--template", "3", *signing(desk, "--yes")]) == 1, (
        "an emergency is not signed by habit"
    )
    assert main([*at(hub, desk), "--template", "3", *signing(desk, "--yes", "--urgent", "emergency")]) == 0
    path, posted = hub.posted[0]
    assert path == "/api/v1/led-templates/3/signatures"
    assert verify_one_of_template(payload, posted["keyid"], posted["sig"], approver_list()).person == "王某"


@pytest.mark.port
@pytest.mark.usefixtures("plain_drawing")
def test_the_hubs_no_is_said_in_its_words(hub: FakeHub, desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hub.status = 422
    assert main([*at(hub, desk), "--request", "7", *signing(desk, "--yes")]) == 1
    said = capsys.readouterr().err
    assert "the hub refused the signature: signature does not fit□[2J" in said


@pytest.mark.port
@pytest.mark.usefixtures("plain_drawing")
def test_a_redirect_carries_neither_token_nor_signature_elsewhere(hub: FakeHub, desk: Path) -> None:
    hub.status = 302
    assert main([*at(hub, desk), "--request", "7", *signing(desk, "--yes")]) == 1
    assert [path for path, _ in hub.posted] == ["/api/v1/led-lines/7/signatures"]


@pytest.mark.port
@pytest.mark.usefixtures("plain_drawing")
def test_one_key_does_not_sign_twice(hub: FakeHub, desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hub.lines = [waiting(led_line(), signed_by=(two_people()[0].entry.keyid,))]
    assert main([*at(hub, desk), "--request", "7", *signing(desk, "--yes")]) == 1
    assert "a second person must" in capsys.readouterr().err
    assert hub.posted == []


@pytest.mark.port
@pytest.mark.parametrize("answer", [b"<html>", b'{"lines":[{"request":"x"}]}', b"[" * 100_000, b" " * 1_000_001])
def test_any_answer_of_the_hub_is_a_list_or_our_error(hub: FakeHub, answer: bytes) -> None:
    hub.answer = answer
    client = HttpHub(hub.url, "the-token")
    with pytest.raises((TrustError, FetchError)):
        client.waiting()
    client.close()


@pytest.mark.port
def test_a_hub_that_is_not_there_is_one_sentence(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--hub", "http://127.0.0.1:1", "--token-file", str(desk / "token"), "--list"]) == 1
    assert "Connection refused" in capsys.readouterr().err


def test_wrong_usage_is_status_2(desk: Path) -> None:
    for arguments in (["--hub", "http://x"], ["--line", "x"], ["--hub", "x", "--token-file", "x", "--request", "1"]):
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        assert ended.value.code == 2
