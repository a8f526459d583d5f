"""What a checked demo found: report.json."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec


class CheckReport(msgspec.Struct, kw_only=True):
    """Filled in as the check goes on; what it did not come to keeps its pessimistic default.

    published: disclosures on display at the hub whose audience this terminal may show; on_terminal: how many
    it holds. on_board: the text that the emulated card decoded from the bytes on its wire. Times in seconds
    from the moment the hub recorded the release, the signature or the withdrawal.
    """

    published: int = 0
    on_terminal: int = 0
    on_board: str = ""
    publish_to_kiosk_s: float | None = None
    publish_to_board_s: float | None = None
    withdraw_to_dark_s: float | None = None
    tampered_refused: bool = False
    rollback_refused: bool = False
    unsigned_line_refused: bool = False
    opinion_arrived_once: bool = False
    import_: dict[str, Any] = msgspec.field(
        name="import", default_factory=lambda: {"read": 0, "accepted": 0, "repaired": {}, "refused": {}}
    )
    pictures: list[str] = msgspec.field(default_factory=list)
    duration_s: float | None = None
    failed: str = ""

    def problems(self) -> list[str]:
        """What did not hold, in words; empty if all did."""
        rows = self.import_
        expectations = {
            "something is published": self.published > 0,
            "the terminal holds exactly what is published": self.on_terminal == self.published,
            "the board showed the approved line": bool(self.on_board),
            "a change reached the kiosk": self.publish_to_kiosk_s is not None,
            "a line reached the board": self.publish_to_board_s is not None,
            "a withdrawal darkened both": self.withdraw_to_dark_s is not None,
            "an altered repository was refused": self.tampered_refused,
            "an old repository was refused": self.rollback_refused,
            "lines without two good signatures were refused": self.unsigned_line_refused,
            "the opinion arrived exactly once": self.opinion_arrived_once,
            "every imported row is accounted for": rows["read"] == rows["accepted"] + sum(rows["refused"].values()),
        }
        failed = [self.failed] if self.failed else []
        return failed + [f"does not hold: {what}" for what, holds in expectations.items() if not holds]

    def write(self, path: Path) -> None:
        """Save as indented JSON."""
        path.write_bytes(msgspec.json.format(msgspec.json.encode(self), indent=2) + b"\n")
