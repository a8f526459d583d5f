"""``mingbai display`` before it opens a port: what it refuses in the settings, and what it makes of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.load import SettingsError, load_terminal
from display.__main__ import boot_id, check_boards, heartbeat_of
from display.heartbeat import FileHeartbeat
from display.transport import SerialLineHeartbeat

TERMINAL = """
terminal = "t01-hall"
county = "qingyuan"
data_dir = "data"
[sync]
source = "../feed"
units = ["t01"]
trusted_root = "/etc/mingbai/root.json"
[[boards]]
id = "gate"
unit = "t01"
model = "onbon-bx5k"
url = "/dev/ttyUSB0"
width_px = 128
height_px = 32
"""


def written(folder: Path, more: str) -> Path:
    file = folder / "terminal.toml"
    file.write_text(TERMINAL + more, encoding="utf-8")
    return file


def test_a_text_for_an_event_is_checked_against_the_board_before_anything_starts(tmp_path: Path) -> None:
    good = written(tmp_path, '[boards.fail_messages]\nreset = "清源镇人民政府"\n')
    check_boards(load_terminal(good), good)
    bad = written(tmp_path, '[boards.fail_messages]\nreset = "镕"\n')
    with pytest.raises(SettingsError) as caught:
        check_boards(load_terminal(bad), bad)
    (mistake,) = caught.value.mistakes
    assert mistake.startswith(f"{bad}: board gate: fail_messages: ")
    assert "镕" in mistake


def test_a_board_that_its_model_cannot_be_is_told_once(tmp_path: Path) -> None:
    file = written(tmp_path, 'font_px = 32\n[boards.fail_messages]\nreset = "镕"\n')
    with pytest.raises(SettingsError) as caught:
        check_boards(load_terminal(file), file)
    assert caught.value.mistakes == [f"{file}: board gate: font_px 32: onbon-bx5k can show 16 px"]


@pytest.mark.parametrize(
    ("kind", "output", "expected"),
    [
        ("dtr", "/dev/ttyUSB7", SerialLineHeartbeat),
        ("rts", "/dev/ttyUSB7", SerialLineHeartbeat),
        ("gpio", "/sys/class/gpio/gpio17/value", FileHeartbeat),
    ],
)
def test_a_relay_listens_to_a_line_or_to_a_pin(tmp_path: Path, kind: str, output: str, expected: type) -> None:
    file = written(tmp_path, f'heartbeat = {{ kind = "{kind}", output = "{output}" }}\n')
    assert isinstance(heartbeat_of(load_terminal(file).boards[0]), expected)


def test_without_a_relay_there_is_no_heartbeat(tmp_path: Path) -> None:
    assert heartbeat_of(load_terminal(written(tmp_path, "")).boards[0]) is None


MISTAKES = [
    ('quiet_hours = ["22-6"]', "quiet_hours", "hours of the day, such as 22:00-06:00"),
    ('powered_hours = ["24:00-06:00"]', "powered_hours", "hours of the day, such as 22:00-06:00"),
    ('brightness = [{ at = "7:00", percent = 50 }]', "brightness", "a time of day, such as 06:30"),
    ('brightness = [{ at = "07:00", percent = 0 }]', "percent", "a whole number from 1 to 100"),
    ('heartbeat = { kind = "usb", output = "/dev/a" }', "kind", '"dtr", "rts", "gpio"'),
    ("full_resend_every_s = 5.0", "full_resend_every_s", "a number from 60 to 86400"),
    ("[boards.fail_messages]\nfire = 'x'", "fire", "not known here"),
]


@pytest.mark.parametrize(("line", "key", "allowed"), MISTAKES)
def test_a_mistake_names_the_key_and_what_is_allowed(tmp_path: Path, line: str, key: str, allowed: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_terminal(written(tmp_path, line + "\n"))
    assert any(key in mistake and allowed in mistake for mistake in caught.value.mistakes), caught.value.mistakes


def test_a_run_of_the_machine_has_a_name() -> None:
    assert boot_id() == boot_id()
    assert len(boot_id()) in (0, 36)
