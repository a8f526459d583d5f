"""`mingbai keys` as a person types it: clear sentences, exit statuses, nothing overwritten."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from content.feed.ceremony import state
from content.feed.keys import KeyRing, load_key
from content.feed.repository import Repository
from content.hub.feedback.sealing_ring import SealingRing
from content.record import encode
from mingbai.cli import main
from tests.factories import COUNTY, PASSPHRASE, change, make_county
from tests.fakes.terminal import PlainTerminal


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which `keys init` has run, and two approvers were named."""
    folder = tmp_path_factory.mktemp("keys")
    (folder / "county.json").write_bytes(encode(make_county()))
    (folder / "passphrase").write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    assert main(["keys", "init", "--county", str(folder / "county.json"), *places(folder, "--online")]) == 0
    return folder


def places(folder: Path, *names: str) -> list[str]:
    options = ["--passphrase-file", folder / "passphrase", "--offline", folder / "offline"]
    options += ["--repository", folder / "feed"]
    if "--online" in names:
        options += ["--online", folder / "online"]
    return [str(option) for option in options]


def test_the_ceremony_makes_a_feed_that_a_terminal_accepts(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    entries = []
    for number, name in enumerate(("王某", "李某")):
        key = made / f"approver{number}.pem"
        status = main(
            ["keys", "approver", "--name", name, "--out", str(key), "--passphrase-file", str(made / "passphrase")]
        )
        assert status == 0
        entries.append(json.loads(capsys.readouterr().out))
        assert load_key(key, PASSPHRASE).public_key.keyid == entries[-1]["keyid"]
    (made / "approvers.json").write_text(json.dumps(entries), encoding="utf-8")
    assert main(["keys", "approvers", "--list", str(made / "approvers.json"), *places(made)]) == 0
    assert "2 approvers, signed by two officers, valid for 90 days" in capsys.readouterr().out

    def now() -> datetime:
        return datetime.now(UTC)

    ring = KeyRing(made / "online")
    with Repository(made / "feed", ring, made / "online/ledger.sqlite", COUNTY, now) as repository:
        repository.release([change()])
        assert [one.person for one in repository.approvers.approvers] == ["王某", "李某"]
        assert main(["keys", "rotate", "timestamp", *places(made, "--online")]) == 0
        assert main(["keys", "rotate", "root", *places(made)]) == 0
        assert main(["keys", "rotate", "targets", *places(made)]) == 0
        assert main(["keys", "rotate", "officers", *places(made)]) == 0
        (made / "wider.json").write_bytes(encode(make_county(3)))
        assert main(["keys", "units", "--county", str(made / "wider.json"), *places(made)]) == 0
        repository.release([change("t01-v03/000001")])
    for path in (made / "online").glob("ledger.sqlite*"):
        path.unlink()
    again = ["--county", COUNTY, "--online", str(made / "online"), "--repository", str(made / "feed")]
    assert main(["keys", "read-back", *again]) == 0
    assert "2 items" in capsys.readouterr().out
    assert main(["keys", "read-back", *again]) == 1
    terminal = PlainTerminal(made / "terminal", made / "feed", (made / "online/root.json").read_bytes())
    assert terminal.pull(now(), "t01", "t01-v03").keys() == {"t01/000001", "t01-v03/000001"}
    assert terminal.updater(now())._trusted_set.root.version == 4
    assert state(made / "offline", now()).root.version == 4


def test_a_sealing_key_is_published_replaced_and_outlives_a_new_unit_tree(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "county.json").write_bytes(encode(make_county()))
    (tmp_path / "passphrase").write_text(PASSPHRASE, encoding="utf-8")
    assert main(["keys", "init", "--county", str(tmp_path / "county.json"), *places(tmp_path, "--online")]) == 0
    ring, now = SealingRing(tmp_path / "sealing"), datetime.now(UTC)
    old, new = ring.new_key(now, timedelta(days=30)), ring.new_key(now, timedelta(days=365))
    for key in (old, new):
        (tmp_path / "key.json").write_bytes(msgspec.json.encode(key))
        assert main(["keys", "sealing", "--key", str(tmp_path / "key.json"), *places(tmp_path)]) == 0
        assert state(tmp_path / "offline", now).county.sealing_key == key
    (tmp_path / "wider.json").write_bytes(encode(make_county(3)))
    assert main(["keys", "units", "--county", str(tmp_path / "wider.json"), *places(tmp_path)]) == 0
    signed = state(tmp_path / "offline", now).county
    assert (len(signed.units), signed.sealing_key) == (len(make_county(3).units), new)

    capsys.readouterr()
    over = msgspec.structs.replace(new, valid_until=now - timedelta(seconds=1))
    forged = msgspec.structs.replace(new, keyid="0" * 16)
    for wrong, sentence in ((over, "which is over"), (forged, "whose hash begins with the key id")):
        (tmp_path / "key.json").write_bytes(msgspec.json.encode(wrong))
        assert main(["keys", "sealing", "--key", str(tmp_path / "key.json"), *places(tmp_path)]) == 1
        assert sentence in capsys.readouterr().err
    (tmp_path / "key.json").write_text("[]", encoding="utf-8")
    assert main(["keys", "sealing", "--key", str(tmp_path / "key.json"), *places(tmp_path)]) == 1
    assert "no sealing key" in capsys.readouterr().err
    assert state(tmp_path / "offline", now).county.sealing_key == new


def test_init_says_who_keeps_what(tmp_path: Path, made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "passphrase").write_text(PASSPHRASE, encoding="utf-8")
    assert main(["keys", "init", "--county", str(made / "county.json"), *places(tmp_path, "--online")]) == 0
    said = capsys.readouterr().out
    for name in ("root-1", "targets", "officer-3", "trusted_root", "keys_dir", "incoming"):
        assert name in said
    assert PASSPHRASE not in said


def test_init_a_second_time_overwrites_nothing(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path: path.read_bytes() for path in made.rglob("*.pem")}
    assert main(["keys", "init", "--county", str(made / "county.json"), *places(made, "--online")]) == 1
    assert "is not empty; nothing was overwritten" in capsys.readouterr().err
    assert before == {path: path.read_bytes() for path in made.rglob("*.pem")}


def test_mistakes_are_one_sentence_and_status_1(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (made / "wrong").write_text("another passphrase", encoding="utf-8")
    (made / "broken.json").write_text('{"code": 1}', encoding="utf-8")
    (made / "nobody.json").write_text('[{"keyid": 7}]', encoding="utf-8")
    (made / "empty.json").write_text("[]", encoding="utf-8")
    wrong = [*places(made), "--passphrase-file", str(made / "wrong")]
    empty = made / "empty.json"
    cases: list[tuple[list[str], str]] = [
        (["approvers", "--list", str(empty), *wrong], "the passphrase is wrong"),
        (["approvers", "--list", str(made / "no.json"), *places(made)], "no.json: cannot be read"),
        (["approvers", "--list", str(made / "nobody.json"), *places(made)], "no list of approvers"),
        (["units", "--county", str(made / "broken.json"), *places(made)], "no county"),
        (["rotate", "snapshot", *places(made)], "--online is needed"),
        (
            ["approvers", "--list", str(empty), "--offline", str(made / "empty"), *places(made)[:2], *places(made)[4:]],
            "was mingbai keys init run with this folder?",
        ),
        (
            ["backup", "--folder", str(made / "online"), "--out", str(empty), *places(made)[:2]],
            "nothing was overwritten",
        ),
        (["backup", "--out", str(empty), "--verify", *places(made)[:2]], "is no backup of keys"),
    ]
    for arguments, sentence in cases:
        assert main(["keys", *arguments]) == 1, arguments
        said = capsys.readouterr().err
        assert sentence in said, arguments
        assert said.count("\n") == 1
        assert PASSPHRASE not in said


def test_without_a_terminal_nobody_is_asked_for_ever(
    made: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSPHRASE}\n" * 2))
    assert main(["keys", "approver", "--name", "某", "--out", str(made / "x.pem")]) == 1
    assert "give --passphrase-file" in capsys.readouterr().err
    assert not (made / "x.pem").exists()


def test_wrong_usage_is_status_2(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["keys", "rotate", "everything"])
    assert ended.value.code == 2


def test_a_backup_round_trip_on_the_command_line(made: Path, tmp_path: Path) -> None:
    passphrase = ["--passphrase-file", str(made / "passphrase")]
    archive, folder = str(tmp_path / "b"), str(made / "offline")
    assert main(["keys", "backup", "--folder", folder, "--out", archive, *passphrase]) == 0
    assert main(["keys", "backup", "--folder", folder, "--out", archive, "--verify", *passphrase]) == 0
    assert main(["keys", "restore", archive, "--folder", str(tmp_path / "back"), *passphrase]) == 0
    names = sorted(path.name for path in (tmp_path / "back").glob("*.pem"))
    assert names == sorted(path.name for path in (made / "offline").glob("*.pem"))
