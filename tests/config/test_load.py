"""A settings file gives settings, or every mistake in it at once: file, key, what was found, what is allowed."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError

from config.load import MAX_SETTINGS_BYTES, SettingsError, load_hub, load_terminal
from config.mistakes import mistakes_in
from config.settings import HubSettings, TerminalSettings

TERMINAL = """
terminal = "t01-hall"
county = "qingyuan"
data_dir = "data"
[sync]
source = "../feed"
units = ["t01"]
trusted_root = "/etc/mingbai/root.json"
"""
BOARD = """
[[boards]]
id = "gate"
unit = "t01"
model = "onbon-bx5k"
url = "/dev/ttyUSB0"
width_px = 128
height_px = 32
"""
HUB = 'county = "qingyuan"\ndata_dir = "a"\nrepository_dir = "b"\nkeys_dir = "c"\n'
CODE = "lower-case letters, digits and single hyphens, such as t01-v03, at most 40 characters"


def write(folder: Path, text: str | bytes) -> Path:
    file = folder / "settings.toml"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


def mistakes(file: Path) -> list[str]:
    """What load_terminal says, without the file name that begins every line."""
    with pytest.raises(SettingsError) as caught:
        load_terminal(file)
    assert all(line.startswith(f"{file}: ") for line in caught.value.mistakes), caught.value.mistakes
    return [line.removeprefix(f"{file}: ") for line in caught.value.mistakes]


def test_relative_paths_are_seen_from_the_file(tmp_path: Path) -> None:
    settings = load_terminal(write(tmp_path, TERMINAL))
    assert settings.data_dir == tmp_path / "data"
    assert settings.sync.source == str(tmp_path / "../feed")
    assert settings.sync.trusted_root == Path("/etc/mingbai/root.json")


def test_what_is_left_out_has_the_documented_default(tmp_path: Path) -> None:
    settings = load_terminal(write(tmp_path, TERMINAL + BOARD))
    board = settings.boards[0]
    assert (settings.sync.poll_every_s, board.baud, board.deadman_s, board.characters_per_s) == (15, 57_600, 120, 4)
    assert settings.kiosk is None


def test_settings_cannot_be_changed(tmp_path: Path) -> None:
    settings = load_hub(write(tmp_path, HUB))
    with pytest.raises(ValueError, match="frozen"):
        settings.county = "elsewhere"  # type: ignore[misc]  # the point of the test


def test_every_mistake_of_a_file_is_listed(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        """
terminal = "T01_Hall"
county = 5
[sync]
source = "ftp://gk.example.gov.cn"
units = ["t01", "Village 3"]
trusted_root = "root.json"
poll_every_s = "soon"
pol_every_s = 15
[kiosk]
unit = "t01"
width_px = -1
[[boards]]
id = "gate"
unit = "t01"
model = "onbon"
url = "/dev/ttyUSB0"
width_px = 128.5
height_px = true
baud = 1250
""",
    )
    assert sorted(mistakes(file)) == sorted(
        [
            f'terminal: found "T01_Hall"; allowed: {CODE}',
            f"county: found 5; allowed: {CODE}",
            "data_dir: missing; allowed: a path, such as /var/lib/mingbai",
            'sync.source: found "ftp://gk.example.gov.cn"; '
            "allowed: http://…, https://… or a folder such as /media/usb/feed",
            f'sync.units[2]: found "Village 3"; allowed: {CODE}',
            'sync.poll_every_s: found "soon"; allowed: a number from 1 to 86400',
            "sync.pol_every_s: found a key that is not known here; allowed: source, units, trusted_root, hub, "
            "token_file, poll_every_s, request_timeout_s (did you mean poll_every_s?)",
            "kiosk.width_px: found -1; allowed: a whole number from 0 to 7680",
            'boards[1].model: found "onbon"; allowed: one of "onbon-bx5k", "onbon-bx6k", "onbon-bx6", '
            '"jetfile2", "alpha", "am03127", "cpower1200", "hanover", "modbus-text", "window"',
            "boards[1].width_px: found 128.5; allowed: a whole number from 8 to 8192",
            "boards[1].height_px: found true; allowed: a whole number from 8 to 1024",
            "boards[1].baud: found 1250; allowed: one of 300, 1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200",
        ]
    )


RULES_BETWEEN_KEYS = [  # what is added to a good file, the one line about it
    (
        BOARD + "area = {x_px = 100, width_px = 100, height_px = 32}\n",
        "boards[1]: area reaches 200×32 px, the board has 128×32 px",
    ),
    (BOARD + "resend_every_s = 120\n", "boards[1]: resend_every_s 120 must be below deadman_s 120"),
    (BOARD + BOARD, "(whole file): board id used twice: gate"),
    (
        BOARD.replace("/dev/ttyUSB0", "window://:0"),
        "boards[1]: url window://:0: a board of model window has window:// and an X display, no other has",
    ),
    (
        "".join(
            BOARD.replace("gate", f"wall{number}").replace("onbon-bx5k", "window").replace("/dev/ttyUSB0", url)
            for number, url in enumerate(("window://:0", "window://:1"))
        ),
        "(whole file): two boards of model window: a terminal has one window",
    ),
    (
        BOARD + "network_id = 1\n",
        "boards[1]: network_id: a board of model onbon-bx5k has none, only cpower1200 has",
    ),
    (
        BOARD.replace("/dev/ttyUSB0", "socket://10.0.0.9:5005") + "kernel_rs485 = true\n",
        "boards[1]: kernel_rs485: socket://10.0.0.9:5005 is no serial port of this machine, so it cannot turn that line",
    ),
    (
        BOARD + BOARD.replace("gate", "hall") + "address = 2\nkernel_rs485 = true\n",
        "(whole file): boards on /dev/ttyUSB0: baud, line, local_echo and kernel_rs485 must be the same for all of them",
    ),
    (BOARD + BOARD.replace("gate", "hall"), "(whole file): boards on /dev/ttyUSB0: address used twice: 1"),
    (
        BOARD + BOARD.replace("gate", "hall") + "address = 2\nbaud = 9600\n",
        "(whole file): boards on /dev/ttyUSB0: baud, line, local_echo and kernel_rs485 must be the same for all of them",
    ),
    (
        "".join(BOARD.replace("gate", f"b{number}") + f"address = {number}\n" for number in range(1, 34)),
        "(whole file): 33 boards on /dev/ttyUSB0: a line carries at most 32",
    ),
]


@pytest.mark.parametrize(("added", "line"), RULES_BETWEEN_KEYS)
def test_a_rule_between_several_keys_says_what_clashes(tmp_path: Path, added: str, line: str) -> None:
    assert mistakes(write(tmp_path, TERMINAL + added)) == [line]


NO_SETTINGS = [  # bytes of a file, how the line about it begins
    (b"\xff\xfet", "not UTF-8 at byte 0; save the file as UTF-8"),
    (b"county: qingyuan", "not TOML: "),
    (b"county = " + b"9" * 5000, "not TOML: "),
    (b"county = " + b"[" * 50_000, "nested too deeply; this is no settings file"),
    (b"#" * (MAX_SETTINGS_BYTES + 1), f"larger than {MAX_SETTINGS_BYTES} bytes; this is no settings file"),
]


@pytest.mark.parametrize(("content", "begins"), NO_SETTINGS)
def test_a_file_that_is_no_settings_file_is_named_as_such(tmp_path: Path, content: bytes, begins: str) -> None:
    found = mistakes(write(tmp_path, content))
    assert len(found) == 1
    assert found[0].startswith(begins)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert mistakes(tmp_path / "absent.toml") == ["cannot be read: No such file or directory"]


HUB_MISTAKES = [
    ('time_zone = "Asia/Taiyuan"', 'time_zone: found "Asia/Taiyuan"; allowed: a time zone, such as Asia/Shanghai'),
    (
        'database_url = "mysql://hub@db/hub"',
        'database_url: found "mysql://hub@db/hub"; allowed: empty for SQLite, or postgresql://user@host/name',
    ),
    ("listen_port = 84800", "listen_port: found 84800; allowed: a whole number from 0 to 65535"),
    ('allowed_hosts = "localhost"', 'allowed_hosts: found "localhost"; allowed: a list, each text'),
    ("batch_s = 61", "batch_s: found 61; allowed: a number from 0 to 60"),
    ("tls = {}", "tls.certificate: missing; allowed: a path, such as /var/lib/mingbai"),
]


@pytest.mark.parametrize(("added", "line"), HUB_MISTAKES)
def test_hub_settings_are_held_to_their_bounds(tmp_path: Path, added: str, line: str) -> None:
    file = write(tmp_path, HUB + added)
    with pytest.raises(SettingsError) as caught:
        load_hub(file)
    assert caught.value.mistakes[0] == f"{file}: {line}"


KEYS = st.sampled_from(
    sorted({*TerminalSettings.model_fields, *HubSettings.model_fields, "source", "units", "area", "id", "unit", "x"})
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=50) | st.datetimes() | st.binary(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=12,
)


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
@example(b'data_dir = "\\u0000"')
@example(b'"a\\nb" = 1')
@example(b"county = 2026-02-30")
@example(b'[sync]\nsource = "http://["')
def test_any_bytes_give_settings_or_a_settings_error(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = write(Path(folder), content)
        for load in (load_hub, load_terminal):
            try:
                load(file)
            except SettingsError as err:
                assert err.mistakes
                assert all("\n" not in line for line in err.mistakes)


@given(st.dictionaries(KEYS, VALUES))
def test_any_values_under_known_keys_give_settings_or_one_line_each(values: dict[str, object]) -> None:
    for model in (TerminalSettings, HubSettings):
        try:
            model.model_validate(values)
        except ValidationError as err:
            lines = mistakes_in(Path("t.toml"), model, err)
            assert len(lines) == err.error_count()
            assert all(line.startswith("t.toml: ") and "\n" not in line for line in lines)
