from __future__ import annotations

from pathlib import Path

import pytest

from config.errors import SettingsError
from kiosk.comfort import Comfort
from kiosk.theme import Panel
from kiosk.told import Told, tell
from tests.kiosk.store_factory import write_settings


def test_told_holds_what_the_file_says(tmp_path: Path) -> None:
    assert tell(write_settings(tmp_path, idle_after_s=45)) == Told(
        terminal="t01-hall",
        data_dir=str(tmp_path),
        unit="t01",
        width_px=0,
        height_px=0,
        idle_after_s=45.0,
        public_url="https://gk.example.gov.cn",
        comfort=Comfort(language="zh"),
        languages=("zh", "en"),
        panel=Panel(),
        offline_after_s=300.0,  # 20 polls of 15 s
        attract_after_s=120.0,
        screen_hours=(),
        volume=(),
        maintenance_code="",
        speech_socket="/run/mingbai-speech/socket",
    )


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    path = write_settings(tmp_path)
    path.write_text(path.read_text().replace('"t01-hall"', '"T 01"').replace("= 60", "= 1"))
    with pytest.raises(SettingsError) as caught:
        tell(path)
    assert len(caught.value.mistakes) == 2
    assert any("terminal" in line for line in caught.value.mistakes)
    assert any("idle_after_s" in line for line in caught.value.mistakes)


def test_a_terminal_without_a_touch_screen_is_a_mistake(tmp_path: Path) -> None:
    path = write_settings(tmp_path)
    path.write_text(path.read_text().split("[kiosk]")[0])
    with pytest.raises(SettingsError, match="kiosk: missing"):
        tell(path)


def test_a_missing_file_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        tell(tmp_path / "nowhere.toml")
