"""What a start remembers of the last one: the settings as understood, and the window's size."""

from __future__ import annotations

import stat
from pathlib import Path

import msgspec
import pytest

from config.errors import SettingsError
from kiosk.remembered import FILE, expected_size, remember_size, told_by
from kiosk.told import Told, tell
from tests.kiosk.store_factory import write_settings


class Checks:
    """Counts how often the settings were checked."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, path: Path) -> Told:
        self.count += 1
        return tell(path)


def test_the_same_text_is_checked_once(tmp_path: Path) -> None:
    path, checks = write_settings(tmp_path), Checks()
    first = told_by(path, checks)
    assert told_by(path, checks) == first == tell(path)
    assert checks.count == 1
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


def test_a_changed_text_is_checked_anew_and_a_mistake_in_it_is_told(tmp_path: Path) -> None:
    path, checks = write_settings(tmp_path), Checks()
    told_by(path, checks)
    path.write_text(path.read_text().replace("= 60", "= 90"))
    assert told_by(path, checks).idle_after_s == 90
    path.write_text(path.read_text().replace("= 90", "= 1"))
    with pytest.raises(SettingsError, match="idle_after_s"):
        told_by(path, checks)
    assert checks.count == 3


def test_the_same_text_elsewhere_means_another_folder(tmp_path: Path) -> None:
    text = write_settings(tmp_path).read_text()
    assert 'data_dir = "."' in text
    folders = [tmp_path / "one", tmp_path / "two"]
    found = []
    for folder in folders:
        folder.mkdir()
        (folder / "terminal.toml").write_text(text)
        found.append(told_by(folder / "terminal.toml").data_dir)
    assert list(map(Path, found)) == folders
    (folders[1] / FILE).write_bytes((folders[0] / FILE).read_bytes())
    assert Path(told_by(folders[1] / "terminal.toml").data_dir) == folders[1]


@pytest.mark.parametrize("damage", [b"", b"{", b'{"told": 1}', b"\xff" * 100, b'{"\xff": 1}'])
def test_a_damaged_note_is_no_note(tmp_path: Path, damage: bytes) -> None:
    path, checks = write_settings(tmp_path), Checks()
    first = told_by(path, checks)
    (tmp_path / FILE).write_bytes(damage)
    assert told_by(path, checks) == first
    assert checks.count == 2


def test_where_nothing_can_be_written_it_is_checked_each_time(tmp_path: Path) -> None:
    path, checks = write_settings(tmp_path), Checks()
    path.write_text(path.read_text().replace('data_dir = "."', 'data_dir = "not-there-yet"'))
    assert told_by(path, checks) == told_by(path, checks)
    assert checks.count == 2


def test_the_size_is_that_of_the_settings_else_that_of_the_last_window(tmp_path: Path) -> None:
    whole = tell(write_settings(tmp_path))
    assert expected_size(whole) is None
    remember_size(whole, (1920, 1080))
    assert expected_size(whole) == (1920, 1080)
    fixed = msgspec.structs.replace(whole, width_px=1080, height_px=1920)
    remember_size(fixed, (800, 600))
    assert expected_size(fixed) == (1080, 1920)
    assert expected_size(whole) == (1920, 1080)
