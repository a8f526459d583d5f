"""What the cabinet has besides the glass: the panel's power and the loudspeaker's volume, set when they change.

Both are told through programs of the system (xset of x11-xserver-utils, amixer of alsa-utils). A cabinet that
lacks one of them shows a black page instead of a dark panel, and is as loud as it was; the log says so once.
"""

from __future__ import annotations

import logging
import subprocess
from collections.abc import Callable, Sequence
from datetime import datetime

from config.hours import Level, level_at
from content.record import COUNTY_TIME

log = logging.getLogger(__name__)

PATIENCE_S = 5.0

Run = Callable[[Sequence[str]], None]  # raises OSError or subprocess.SubprocessError
Do = Callable[[Callable[[], None]], None]  # hands a job to the worker


def run(words: Sequence[str]) -> None:
    """Run one program to its end."""
    subprocess.run(words, check=True, timeout=PATIENCE_S, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


class Cabinet:
    """The last things told, and the wish to tell them again only when they change."""

    def __init__(self, volume: Sequence[Level], do: Do, run_program: Run = run) -> None:
        self._volume = tuple(volume)
        self._do = do
        self._run = run_program
        self._is_lit = True  # X lights the panel as it starts
        self._percent: int | None = None
        self._failed: set[str] = set()

    def look_after(self, now: datetime, *, lit: bool) -> None:
        """The panel lit or dark, the volume of this time of day."""
        if lit != self._is_lit:
            self._is_lit = lit
            # Forcing a level switches X's own timers on; 0 0 0 keeps them from darkening a page that is being read.
            self._tell(["xset", "dpms", "0", "0", "0", "dpms", "force", "on" if lit else "off"])
        percent = level_at(self._volume, now.astimezone(COUNTY_TIME).time())
        if percent is not None and percent != self._percent:
            self._percent = percent
            self._tell(["amixer", "--quiet", "set", "Master", f"{percent}%"])

    def _tell(self, words: list[str]) -> None:
        def job() -> None:
            try:
                self._run(words)
            except (OSError, subprocess.SubprocessError) as err:
                if words[0] not in self._failed:
                    self._failed.add(words[0])
                    log.warning("cabinet does not obey", extra={"program": words[0], "problem": str(err)})
            else:
                self._failed.discard(words[0])

        self._do(job)
