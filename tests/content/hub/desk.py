"""A hub that signs, and an independent terminal that reads what was signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from config.settings import HubSettings
from content.feed.approvals import sign_led_line
from content.led_line import LedStyle, LedUrgency
from content.record import DisclosureId
from tests.content.hub.conftest import COUNTY, Hub
from tests.factories import Person, make_keys
from tests.fakes.terminal import PlainTerminal

UNITS = [unit.code for unit in COUNTY.units]


@dataclass(frozen=True)
class Desk:
    """A hub with keys, and an independent terminal that reads what was signed."""

    hub: Hub
    settings: HubSettings
    terminal: PlainTerminal

    def sign(self, disk: Any = None) -> None:
        """One look of a fresh signer process."""
        from content.hub.release.signer import Loop, open_repository, turn_of

        with open_repository(self.settings, disk) as repository:
            Loop(turn_of(self.settings, repository), batch_s=0, monotonic=lambda: 0.0).step()

    def released(self) -> dict[str, Any]:
        """Every item of the whole county as it is published."""
        return self.terminal.pull(datetime.now(UTC), *UNITS)

    def shown(self) -> dict[str, Any]:
        """What was reviewed of it: everything but the short text, which the signer adds."""
        return {
            id_: {name: value for name, value in body.items() if name != "short_text"}
            for id_, body in self.released().items()
        }

    def titles(self) -> dict[str, str]:
        return {id_: body.get("title", "LED") for id_, body in self.shown().items()}


@pytest.fixture
def desk(hub: Hub, tmp_path: Path) -> Desk:
    done = make_keys(tmp_path, COUNTY)
    settings = hub.settings.model_copy(update={"repository_dir": tmp_path / "feed", "keys_dir": tmp_path / "online"})
    return Desk(hub, settings, PlainTerminal(tmp_path / "terminal", tmp_path / "feed", done.root))


def outcome_of(request: Any) -> tuple[str, str]:
    from content.hub.release.models import ReleaseOutcome

    outcome = ReleaseOutcome.objects.get(request=request)
    return outcome.status, outcome.reason


@pytest.fixture
def board(hub: Hub) -> str:
    from config.settings import BoardSettings
    from content.hub.terminals.services import set_board

    set_board(
        board=BoardSettings(id="t01-b1", unit="t01", model="onbon-bx5k", url="loop://", width_px=256, height_px=16)
    )
    return "t01-b1"


def proposed(
    hub: Hub,
    disclosure: str,
    board: str,
    text: str = "柳溪镇低保公示,12月1日前可提异议",
    *,
    urgency: LedUrgency = LedUrgency.ROUTINE,
    life: timedelta = timedelta(days=7),
    by: Any = None,
) -> Any:
    from content.hub.release.led_lines import propose_led_line

    now = datetime.now(UTC)
    return propose_led_line(
        disclosure_id=DisclosureId(disclosure),
        text=text,
        boards=[board],
        style=LedStyle.SCROLL_LEFT,
        valid_from=now,
        valid_until=now + life,
        by=by or hub.editor,
        urgency=urgency,
    )


def signed_by(desk: Desk, line: Any, person: Person) -> Any:
    """The release request after this person signed, if any."""
    from content.hub.release.approver_list import approvers_of
    from content.hub.release.led_lines import add_signature

    signature = sign_led_line(bytes(line.payload), person.signer)
    approvers = approvers_of(desk.settings, memory=f"test-{desk.settings.keys_dir.parent.name}")
    return add_signature(request=line, keyid=signature.keyid, sig=signature.sig, approvers=approvers)
