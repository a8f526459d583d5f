"""Key files are what OpenSSL reads; the ring finds keys by what metadata calls for, and refuses open ones."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st

from content.feed.backup import backup, restore, verify
from content.feed.keys import KeyFileError, KeyRing, load_key, new_key, online_name, save_key
from tests.factories import PASSPHRASE, make_keys


def openssl(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["openssl", *map(str, arguments)], capture_output=True, text=True, timeout=60)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs the openssl program as an independent reader")
def test_openssl_opens_a_protected_key_with_its_passphrase_only(tmp_path: Path) -> None:
    key = new_key()
    path = tmp_path / "officer-1.pem"
    save_key(path, key, "口令 is long enough")
    good = openssl("pkey", "-in", path, "-passin", "pass:口令 is long enough", "-text_pub", "-noout")
    assert good.returncode == 0, good.stderr
    printed = "".join(good.stdout.partition("pub:")[2].split()).replace(":", "")
    assert printed == key.public_key.keyval["public"]
    assert openssl("pkey", "-in", path, "-passin", "pass:wrong wrong wrong").returncode != 0
    rounds = openssl("asn1parse", "-in", path).stdout
    assert "0927C0" in rounds, "600,000 rounds of PBKDF2, as the OWASP sheet asks"
    assert "hmacWithSHA256" in rounds


def test_a_key_comes_back_with_its_passphrase(tmp_path: Path) -> None:
    key = new_key()
    save_key(tmp_path / "a.pem", key, PASSPHRASE, rounds=1)
    assert load_key(tmp_path / "a.pem", PASSPHRASE).public_key == key.public_key
    assert (tmp_path / "a.pem").stat().st_mode & 0o777 == 0o600


def test_what_is_wrong_with_a_key_file_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.pem"
    with pytest.raises(KeyFileError, match="there is no such key file"):
        load_key(path, PASSPHRASE)
    with pytest.raises(KeyFileError, match="at least 12"):
        save_key(path, new_key(), "short")
    save_key(path, new_key(), PASSPHRASE, rounds=1)
    with pytest.raises(KeyFileError, match="nothing was overwritten"):
        save_key(path, new_key(), PASSPHRASE, rounds=1)
    with pytest.raises(KeyFileError, match="the passphrase is wrong"):
        load_key(path, "another passphrase")
    with pytest.raises(KeyFileError, match="none was given"):
        load_key(path, None)
    (tmp_path / "b.pem").write_bytes(b"no key")
    with pytest.raises(KeyFileError, match="no private key in PEM"):
        load_key(tmp_path / "b.pem", None)
    curve = generate_private_key(SECP256R1())
    (tmp_path / "c.pem").write_bytes(curve.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with pytest.raises(KeyFileError, match="expected Ed25519"):
        load_key(tmp_path / "c.pem", None)


@given(st.binary(max_size=400), st.booleans())
def test_any_bytes_are_no_key(tmp_path_factory: pytest.TempPathFactory, data: bytes, looks_like_one: bool) -> None:
    path = tmp_path_factory.getbasetemp() / "any.pem"
    marks = (b"-----BEGIN ENCRYPTED PRIVATE KEY-----\n", b"\n-----END ENCRYPTED PRIVATE KEY-----\n")
    path.write_bytes(marks[0] + data + marks[1] if looks_like_one else data)
    with pytest.raises(KeyFileError):
        load_key(path, PASSPHRASE)


def test_the_ring_finds_a_key_that_came_after_it_was_opened(tmp_path: Path) -> None:
    first, second = new_key(), new_key()
    save_key(tmp_path / online_name("timestamp", first), first, None)
    ring = KeyRing(tmp_path)
    assert ring.find([second.public_key.keyid]) is None
    save_key(tmp_path / online_name("timestamp", second), second, None)
    found = ring.find(["0" * 64, second.public_key.keyid])
    assert found is not None
    assert found.public_key == second.public_key


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    key = new_key()
    save_key(tmp_path / "units.pem", key, None)
    (tmp_path / "units.pem").chmod(0o640)
    with pytest.raises(KeyFileError, match="mode 0640 lets others read"):
        KeyRing(tmp_path)


def test_an_empty_folder_is_no_ring(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="holds no keys"):
        KeyRing(tmp_path)


# --- backups -----------------------------------------------------------------------------------------------


def test_a_backup_brings_every_key_back(tmp_path: Path) -> None:
    make_keys(tmp_path)
    (tmp_path / "online/ledger.sqlite").write_bytes(b"a database")
    for folder in ("offline", "online"):
        archive = tmp_path / f"{folder}.backup"
        names = backup(tmp_path / folder, archive, PASSPHRASE)
        assert verify(archive, PASSPHRASE, tmp_path / folder) == names
        assert restore(archive, PASSPHRASE, tmp_path / f"{folder}-restored") == names
        for name in names:
            assert (tmp_path / f"{folder}-restored" / name).read_bytes() == (tmp_path / folder / name).read_bytes()
    assert archive.stat().st_mode & 0o777 == 0o600
    assert "ledger.sqlite" not in names
    assert "root.json" in names
    KeyRing(tmp_path / "online-restored")


def test_a_backup_shows_no_key_and_opens_with_its_passphrase_only(tmp_path: Path) -> None:
    make_keys(tmp_path)
    archive = tmp_path / "online.backup"
    backup(tmp_path / "online", archive, PASSPHRASE)
    sealed = archive.read_bytes()
    assert b"PRIVATE KEY" not in sealed
    with pytest.raises(KeyFileError, match="passphrase is wrong, or the file is damaged"):
        verify(archive, "another passphrase")
    archive.write_bytes(sealed[:-1] + bytes([sealed[-1] ^ 1]))
    with pytest.raises(KeyFileError, match="passphrase is wrong, or the file is damaged"):
        verify(archive, PASSPHRASE)


def test_a_backup_that_is_out_of_date_says_which_files_differ(tmp_path: Path) -> None:
    make_keys(tmp_path)
    backup(tmp_path / "online", tmp_path / "b", PASSPHRASE)
    (tmp_path / "online/root.json").write_bytes(b"{}")
    with pytest.raises(KeyFileError, match=r"differs from .* in root\.json"):
        verify(tmp_path / "b", PASSPHRASE, tmp_path / "online")


def test_nothing_is_overwritten_by_backup_or_restore(tmp_path: Path) -> None:
    make_keys(tmp_path)
    backup(tmp_path / "online", tmp_path / "b", PASSPHRASE)
    with pytest.raises(KeyFileError, match="nothing was overwritten"):
        backup(tmp_path / "online", tmp_path / "b", PASSPHRASE)
    with pytest.raises(KeyFileError, match="nothing was overwritten"):
        restore(tmp_path / "b", PASSPHRASE, tmp_path / "offline")
    with pytest.raises(KeyFileError, match="no such folder"):
        backup(tmp_path / "nowhere", tmp_path / "c", PASSPHRASE)
    with pytest.raises(KeyFileError, match="is no backup"):
        verify(tmp_path / "online/root.json", PASSPHRASE)
