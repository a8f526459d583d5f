"""What the settings file tells the kiosk, read in a child process.

The validator behind the settings (pydantic) needs 20 MB that would stay for as long as the screen runs; a child
that reads the file and ends takes them away again. The kiosk must hold a county in 200 MB. And it needs a sixth
of the time that a start may take: the child spends it while this process imports what draws the screen.
"""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from config.errors import SettingsError
from kiosk.comfort import Comfort
from kiosk.taking import PaperSize
from kiosk.theme import Panel

OFFLINE_AFTER_POLLS, OFFLINE_AT_LEAST_S = 20, 120.0
MOST_BYTES = 1_000_000


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


class _Wrong(msgspec.Struct, frozen=True, tag=True):
    mistakes: list[str]


class _Right(msgspec.Struct, frozen=True, tag=True):
    told: Told


_ANSWER: msgspec.json.Decoder[_Wrong | _Right] = msgspec.json.Decoder(_Wrong | _Right)


class Asked:
    """A question to the settings file, on its way. Ask before any thread is started."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._pipe, writing = os.pipe()
        self._child = os.fork()
        if self._child == 0:
            try:
                os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"  # or it reads what every installed package offers
                with os.fdopen(writing, "wb") as pipe:
                    pipe.write(msgspec.json.encode(_answer(path)))
                os._exit(0)
            finally:
                os._exit(1)  # whatever happened, the child never runs the parent's code
        os.close(writing)

    def told(self) -> Told:
        """Wait for the answer. Raises SettingsError."""
        with os.fdopen(self._pipe, "rb") as pipe:
            data = pipe.read(MOST_BYTES)
        os.waitpid(self._child, 0)
        try:
            answer = _ANSWER.decode(data)
        except msgspec.DecodeError as err:
            raise SettingsError([f"{self._path}: cannot be read; `mingbai doctor` may tell why"]) from err
        if isinstance(answer, _Wrong):
            raise SettingsError(answer.mistakes)
        return answer.told


def _answer(path: Path) -> _Wrong | _Right:
    """In the child."""
    from config.load import load_terminal

    try:
        settings = load_terminal(path)
        kiosk = settings.kiosk
        if kiosk is None:
            raise SettingsError([f"{path}: kiosk: missing; a terminal with a touch screen has a section [kiosk]"])
    except SettingsError as err:
        return _Wrong(err.mistakes)
    return _Right(
        Told(
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
    )
