"""What the settings file tells the kiosk."""

from __future__ import annotations

from pathlib import Path

import msgspec

from config.errors import SettingsError
from kiosk.comfort import Comfort
from kiosk.theme import Panel, PaperSize

OFFLINE_AFTER_POLLS, OFFLINE_AT_LEAST_S = 20, 120.0


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """The part of TerminalSettings that the kiosk needs. width_px, height_px: 0 = the whole screen.

    printer: its CUPS queue, empty without one. comfort: how a visit begins.
    languages: the codes of those that can be chosen, the first is comfort's.
    screen_hours, volume: as in the settings, volume in per cent from a time of day on.
    offline_after_s: how long without a word from the source before the screen says 离线.
    """

    terminal: str
    data_dir: str
    unit: str
    width_px: int
    height_px: int
    idle_after_s: float
    public_url: str
    offline_after_s: float
    comfort: Comfort
    languages: tuple[str, ...]
    panel: Panel
    attract_after_s: float
    screen_hours: tuple[str, ...]
    volume: tuple[tuple[str, int], ...]
    maintenance_code: str
    speech_socket: str
    printer: str = ""
    printer_paper: PaperSize = "a4"


def tell(path: Path) -> Told:
    """Read and check the settings file; 20 MB of a validator come with it. Raises SettingsError."""
    from config.load import load_terminal

    settings = load_terminal(path)
    kiosk = settings.kiosk
    if kiosk is None:
        raise SettingsError([f"{path}: kiosk: missing; a terminal with a touch screen has a section [kiosk]"])
    return Told(
        terminal=settings.terminal,
        data_dir=str(settings.data_dir),
        unit=kiosk.unit,
        width_px=kiosk.width_px,
        height_px=kiosk.height_px,
        idle_after_s=kiosk.idle_after_s,
        public_url=kiosk.public_url or "",
        comfort=Comfort(kiosk.text_size, kiosk.contrast, kiosk.reach, kiosk.languages[0]),
        languages=kiosk.languages,
        panel=Panel(kiosk.diagonal_inches, kiosk.lower_edge_cm),
        offline_after_s=max(OFFLINE_AT_LEAST_S, OFFLINE_AFTER_POLLS * settings.sync.poll_every_s),
        attract_after_s=kiosk.attract_after_s,
        screen_hours=kiosk.screen_hours,
        volume=tuple((step.at, step.percent) for step in kiosk.volume),
        maintenance_code=kiosk.maintenance_code,
        speech_socket=str(kiosk.speech_socket),
        printer=kiosk.printer.name if kiosk.printer else "",
        printer_paper=kiosk.printer.paper if kiosk.printer else "a4",
    )
