"""The whole line, from the key ceremony to the attacks, as its own processes; judged from what it left behind."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from content.hub.sample.load import sample_drafts

REAL = Path(__file__).parents[3] / "shared" / "real"
PORTRAIT, LANDSCAPE = (1080, 1920), (1920, 1080)
PICTURES = ("home", "list", "detail", "search")

pytestmark = [pytest.mark.slow, pytest.mark.screen, pytest.mark.port, pytest.mark.timeout(1800)]


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any], subprocess.CompletedProcess[str]]:
    """One run of the check, with the real files where they are: (its folder, its report, what it said)."""
    out = tmp_path_factory.mktemp("whole-line")
    real = ["--real", str(REAL)] if REAL.is_dir() else []
    done = subprocess.run(
        [sys.executable, "-m", "mingbai.cli", "demo", "--check", "--out", str(out), *real],
        capture_output=True,
        text=True,
        timeout=1700,
        check=False,
    )
    return out, json.loads((out / "report.json").read_text(encoding="utf-8")), done


def test_everything_held(checked: Any) -> None:
    _, report, done = checked
    assert done.returncode == 0, done.stderr[-3000:]
    assert report["failed"] == ""
    assert report["published"] == report["on_terminal"] >= 400
    refusals = ("tampered_refused", "rollback_refused", "unsigned_line_refused", "opinion_arrived_once")
    assert [report[name] for name in refusals] == [True] * 4
    for name in ("publish_to_kiosk_s", "publish_to_board_s", "withdraw_to_dark_s"):
        assert 0 < report[name] < 60, name


def test_the_board_was_sent_the_approved_text_in_gb2312(checked: Any) -> None:
    """The bytes are taken apart by hand here: frames between A5 and 5A, four escapes (BX-5K protocol)."""
    out, report, _ = checked
    sent = (out / "board.bin").read_bytes()
    texts = []
    for frame in re.findall(rb"\xa5{8}([^\xa5\x5a]*)\x5a", sent):
        plain = re.sub(
            rb"\xa6[\x01\x02]|\x5b[\x01\x02]",
            lambda found: {b"\xa6\x02": b"\xa5", b"\xa6\x01": b"\xa6", b"\x5b\x02": b"\x5a", b"\x5b\x01": b"\x5b"}[
                found[0]
            ],
            frame,
        )
        texts.append(plain)
    assert report["on_board"] in {draft.led_text for draft in sample_drafts()}
    assert any(report["on_board"].encode("gb2312") in text for text in texts)


def test_every_picture_is_there_in_its_size_and_shows_something(checked: Any) -> None:
    out, _, _ = checked
    for suffix, size in (("", PORTRAIT), ("-landscape", LANDSCAPE)):
        for name in PICTURES:
            with Image.open(out / f"kiosk-{name}{suffix}.png") as picture:
                assert picture.size == size
                colours = picture.convert("RGB").getcolors(maxcolors=1 << 24)
            assert colours is not None
            assert len(colours) > 100, f"kiosk-{name}{suffix}.png is all but empty"
            assert max(count for count, _ in colours) < 0.9 * size[0] * size[1]
    with Image.open(out / "board.png") as board:
        dots = board.convert("RGB").getcolors(maxcolors=1 << 24)
    assert dots is not None
    lit = sum(count for count, (red, green, _) in dots if red > 200 > green)
    assert lit > 1000


def test_no_process_ended_with_an_exception(checked: Any) -> None:
    out, _, _ = checked
    logs = {path.name: path.read_text(encoding="utf-8") for path in (out / "line" / "logs").glob("*.log")}
    assert {"hub.log", "signer.log", "sync.log", "display.log", "kiosk.log", "board.log"} <= set(logs)
    assert [name for name, text in logs.items() if "Traceback" in text] == []


@pytest.mark.skipif(not REAL.is_dir(), reason="no real input in ../shared/real")
def test_every_real_row_is_accounted_for(checked: Any) -> None:
    """Counted here by other means: 12,595 titles, 25 documents, 60 feed items, 7 laws and 5 texts."""
    _, report, _ = checked
    rows = report["import"]
    assert rows["read"] == 12_595 + 25 + 60 + 7 + 5
    assert rows["read"] == rows["accepted"] + sum(rows["refused"].values())
    assert rows["accepted"] > 12_000
