"""`mingbai verify-qr`: from a released disclosure to the code, and what is said of a forged, replaced, withdrawn one."""

from __future__ import annotations

from pathlib import Path

import pytest

from content.disclosure import decode_disclosure
from content.feed.rules import Change, Withdrawal
from content.record import UnitCode, encode
from content.short_text import short_text
from mingbai.cli import main
from tests.factories import Clock, change, make_county, make_keys, open_repository

SETTINGS = """terminal = "t01-hall"
county = "{county}"
data_dir = "data"

[sync]
source = "./feed"
trusted_root = "root.json"
units = ["t01"]

[kiosk]
unit = "t01"
"""


@pytest.fixture
def said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A feed with one disclosure, its short text in a file, and a terminal's settings."""
    from datetime import UTC, datetime

    now = datetime.now(UTC)
    county = make_county()
    done = make_keys(tmp_path, county, now)
    (tmp_path / "root.json").write_bytes(done.root)
    (tmp_path / "terminal.toml").write_text(SETTINGS.format(county=county.code), encoding="utf-8")
    with open_repository(tmp_path, Clock(now)) as repository:
        made = change()
        keyid, sign = repository.sign_for(UnitCode("t01"))
        text = short_text(decode_disclosure(made.body), keyid, sign)
        repository.release([made])
    (tmp_path / "qr.txt").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def verify(folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    status = main(["verify-qr", "--config", str(folder / "terminal.toml"), str(folder / "qr.txt")])
    told = capsys.readouterr()
    return status, told.out + told.err


def release(folder: Path, *changes: Change, withdrawals: tuple[Withdrawal, ...] = ()) -> None:
    from datetime import UTC, datetime

    with open_repository(folder, Clock(datetime.now(UTC))) as repository:
        assert repository.release(list(changes), list(withdrawals)).refused == ()


def test_a_genuine_one_that_stands(said: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, told = verify(said, capsys)
    assert status == 0, told
    assert "属实" in told and "现行有效" in told
    assert decode_disclosure(change().body).title in told


def test_a_changed_word_is_not_confirmed(said: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = said / "qr.txt"
    path.write_text("假" + path.read_text(encoding="utf-8"), encoding="utf-8")
    status, told = verify(said, capsys)
    assert status == 1
    assert "不能证实" in told and "可能被改动过" in told


def test_a_key_of_somebody_else_is_not_confirmed(said: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    forged = short_text(decode_disclosure(change().body), "ab" * 32, Ed25519PrivateKey.generate().sign)
    (said / "qr.txt").write_text(forged, encoding="utf-8")
    status, told = verify(said, capsys)
    assert status == 1
    assert "不是本县" in told


def test_what_became_of_it_is_told(said: Path, capsys: pytest.CaptureFixture[str]) -> None:
    release(said, change(rev=2))
    assert "已有新版本" in verify(said, capsys)[1]
    release(said, withdrawals=(Withdrawal(change().id, 2, "有误"),))
    assert "已经撤回" in verify(said, capsys)[1]


def test_no_feed_and_no_text_are_one_sentence(said: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (said / "qr.txt").write_text("只是一句话", encoding="utf-8")
    assert verify(said, capsys)[0] == 1
    text = short_text(decode_disclosure(change().body), "ab" * 32, lambda data: bytes(64))
    (said / "qr.txt").write_text(text, encoding="utf-8")
    (said / "feed" / "metadata" / "timestamp.json").unlink()
    status, told = verify(said, capsys)
    assert status == 1
    assert told.startswith("mingbai verify-qr: ")
    assert encode(decode_disclosure(change().body)) == change().body
