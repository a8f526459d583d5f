"""What the kiosk is made from, put together in __main__."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from config.hours import Level
from config.watchdog import Watchdog
from content.clock import TrustedClock
from kiosk.comfort import Comfort
from kiosk.fonts import Fonts
from kiosk.gate import Gate
from kiosk.glyphs import Glyphs
from kiosk.journal import Journal
from kiosk.language import CHINESE, Language
from kiosk.popular import Popular
from kiosk.reader import Reader
from kiosk.speaker import Speaker
from kiosk.theme import Panel
from kiosk.unattended import Rules
from kiosk.viewmodel.context import Place
from kiosk.work import Mailbox

if TYPE_CHECKING:
    from kiosk.printing import PrinterQueue


@dataclass(frozen=True)
class Parts:
    """comfort: how every visit begins. languages: those that can be chosen, never none.

    forepage: what stands on the window until the kiosk has drawn its first page.
    """

    window: Any
    fonts: Fonts
    glyphs: Glyphs
    reader: Reader
    mailbox: Mailbox
    clock: TrustedClock
    place: Place
    data_dir: Path
    unattended: Rules
    volume: tuple[Level, ...]
    gate: Gate
    watchdog: Watchdog
    speaker: Speaker
    journal: Journal | None = None
    comfort: Comfort = Comfort()
    languages: tuple[Language, ...] = (CHINESE,)
    panel: Panel = Panel()
    popular: Popular = field(default_factory=Popular)
    printer: PrinterQueue | None = None
    forepage: Any = None
