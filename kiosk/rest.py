"""Everything behind the home screen: imported once the first page is on the glass, before somebody touches it."""

from __future__ import annotations

import importlib

BEHIND_HOME = ("kiosk.viewmodel.every_screen", "kiosk.screens.every_screen", "kiosk.sending", "kiosk.widgets.stay")


def import_the_rest() -> None:
    """A tenth of a second of work that a first page should not wait for. On the worker's thread."""
    for module in BEHIND_HOME:
        importlib.import_module(module)
