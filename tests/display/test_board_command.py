"""`mingbai board` as a person or another program calls it."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from PIL import Image

from display.board_command import main

TERMINAL = """
terminal = "t01-hall"
county = "qingyuan"
data_dir = "data"
[sync]
source = "http://127.0.0.1:9/feed"
trusted_root = "root.json"
units = ["t01"]
[[boards]]
id = "t01-gate"
unit = "t01"
model = "onbon-bx5k"
url = "/dev/serial/by-id/none"
width_px = 64
height_px = 16
"""


@pytest.fixture
def terminal(tmp_path: Path) -> Path:
    path = tmp_path / "terminal.toml"
    path.write_text(TERMINAL, encoding="utf-8")
    return path


def feed_stdin(monkeypatch: pytest.MonkeyPatch, text: bytes) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text)))


def test_frames_and_decode_are_each_other_s_reverse(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    golden = json.loads((Path(__file__).parents[1] / "golden/display/onbon/frames.json").read_text(encoding="utf-8"))
    mine = [frame for frame in golden if frame["protocol"] == "onbon-bx5k"]
    objects = "\n".join(json.dumps(frame["object"], ensure_ascii=False) for frame in mine)
    feed_stdin(monkeypatch, objects.encode())
    assert main(["frames", "--protocol", "onbon-bx5k"]) == 0
    frames = capsys.readouterr().out
    assert frames.splitlines() == [frame["hex"] for frame in mine]
    feed_stdin(monkeypatch, frames.encode())
    assert main(["decode", "--protocol", "onbon-bx5k"]) == 0
    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == [frame["object"] for frame in mine]


def test_wrong_objects_are_named_with_their_line_and_the_others_come_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    feed_stdin(monkeypatch, b'{"do":"ping","colour":1}\n\n{"do":"ping"}\n{"do":"brightness","level":1}\n\xff\n')
    assert main(["frames", "--protocol", "onbon-bx6k"]) == 2
    out, err = capsys.readouterr()
    assert out == "a5a5a5a5a5a5a5a501000080000000000000fe020500a20001000068f85a\n"
    said = err.splitlines()
    assert [line.split(":")[0] for line in said] == ["line 1", "line 4", "line 5"]
    assert "colour" in said[0]
    assert "brightness" in said[1]


def test_illegal_bytes_become_error_objects_in_their_place(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ping = b"a5 a5 a5 a5 a5 a5 a5 a5 01000080000000000000fe020500a20001000068f85a"
    feed_stdin(monkeypatch, b"a5a5\n" + ping + b"\nxyz\n\xff\xfe\n")
    assert main(["decode", "--protocol", "onbon-bx5k"]) == 1
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert found[1] == {"do": "ping", "address": 1}
    assert [item.get("line") for item in found] == [1, None, 3, 4]
    assert all("error" in found[place] for place in (0, 2, 3))


def test_preview_saves_a_picture_that_opens(terminal: Path, tmp_path: Path) -> None:
    for name in ("board.png", "board.gif"):
        out = tmp_path / name
        assert main(["preview", "--config", str(terminal), "--text", "政务公开", "--out", str(out)]) == 0
        with Image.open(out) as image:
            assert image.width == 64 * 8 + 28


def test_a_text_the_board_cannot_show_is_refused_by_name(
    terminal: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "board.png"
    assert main(["preview", "--config", str(terminal), "--text", "张镕", "--out", str(out)]) == 2
    assert "「镕」 U+9555" in capsys.readouterr().err
    assert not out.exists()


def test_an_unknown_board_is_told_which_there_are(
    terminal: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [
        "preview",
        "--config",
        str(terminal),
        "--board",
        "t09",
        "--text",
        "x",
        "--out",
        str(tmp_path / "x.png"),
    ]
    assert main(arguments) == 2
    assert "no board 't09'; boards there: t01-gate" in capsys.readouterr().err


def test_a_hand_sent_text_needs_a_yes(terminal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["send", "--config", str(terminal), "--text", "公示"]) == 2
    assert "--yes" in capsys.readouterr().err


def test_a_port_that_is_not_there_is_one_clear_line(terminal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["send", "--config", str(terminal), "--text", "公示", "--yes"]) == 1
    assert "/dev/serial/by-id/none" in capsys.readouterr().err.splitlines()[-1]


def test_what_the_model_cannot_do_is_a_mistake_in_the_settings(
    terminal: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal.write_text(TERMINAL.replace("height_px = 16", "height_px = 32\nfont_px = 32"), encoding="utf-8")
    assert main(["preview", "--config", str(terminal), "--text", "公示", "--out", str(tmp_path / "x.png")]) == 2
    assert "terminal.toml: board t01-gate: font_px 32: onbon-bx5k can show 16 px" in capsys.readouterr().err


@pytest.mark.parametrize("size", ["4x4", "12", "x", "99999x16"])
def test_a_wrong_size_is_a_usage_error(size: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["emulate", "--size", size])
    assert ended.value.code == 2
