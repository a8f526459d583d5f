"""Where a demo lives: its folders and the settings files of its hub and its terminal.

line/hub.toml terminal.toml          what each process is started with
line/hub/                            database and uploads
line/signer/                         the on-line keys
line/offline/                        what would be three safes: root, targets, officers, approvers
line/feed/                           the signed repository
line/terminal/                       store, outbox, TUF metadata
line/logs/                           one file per process
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

BOARD_ID = "t01-gate"
BOARD_WIDTH_PX, BOARD_HEIGHT_PX = 192, 32
TERMINAL_ID = "t01-hall"
KIOSK_UNIT = "t01"
BAUD = 57_600


@dataclass(frozen=True)
class Place:
    """Every path of one demo, under one folder."""

    folder: Path
    hub_port: int

    @property
    def hub_toml(self) -> Path:
        return self.folder / "hub.toml"

    @property
    def terminal_toml(self) -> Path:
        return self.folder / "terminal.toml"

    @property
    def feed(self) -> Path:
        return self.folder / "feed"

    @property
    def online_keys(self) -> Path:
        return self.folder / "signer"

    @property
    def offline_keys(self) -> Path:
        return self.folder / "offline"

    @property
    def terminal(self) -> Path:
        return self.folder / "terminal"

    @property
    def token_file(self) -> Path:
        return self.folder / "terminal.token"

    @property
    def approver_token_file(self) -> Path:
        return self.folder / "approver.token"

    @property
    def trusted_root(self) -> Path:
        return self.folder / "root.json"

    @property
    def logs(self) -> Path:
        return self.folder / "logs"

    @property
    def hub_url(self) -> str:
        return f"http://127.0.0.1:{self.hub_port}"

    def write_hub_settings(self, county: str, batch_s: float = 2.0) -> None:
        """hub.toml: one machine, SQLite, loopback only."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.hub_toml.write_text(
            f'county = "{county}"\n'
            'data_dir = "hub"\n'
            'repository_dir = "feed"\n'
            'keys_dir = "signer"\n'
            'listen_host = "127.0.0.1"\n'
            f"listen_port = {self.hub_port}\n"
            f'public_url = "{self.hub_url}"\n'
            f"batch_s = {batch_s}\n"
            "second_factor_for = []\n",  # throw-away accounts on one machine
            encoding="utf-8",
        )

    def write_terminal_settings(
        self,
        county: str,
        units: Sequence[str],
        board_url: str,
        size_px: tuple[int, int],
        poll_every_s: float = 2.0,
    ) -> None:
        """terminal.toml: the hall of the first township, with a touch screen and one board at the gate."""
        names = ", ".join(f'"{unit}"' for unit in units)
        width_px, height_px = size_px
        self.terminal_toml.write_text(
            f'terminal = "{TERMINAL_ID}"\ncounty = "{county}"\ndata_dir = "terminal"\n\n'
            f'[sync]\nsource = "{self.hub_url}/feed"\nhub = "{self.hub_url}"\n'
            f'token_file = "{self.token_file.name}"\ntrusted_root = "{self.trusted_root.name}"\n'
            f"units = [{names}]\npoll_every_s = {poll_every_s}\n\n"
            f'[kiosk]\nunit = "{KIOSK_UNIT}"\nwidth_px = {width_px}\nheight_px = {height_px}\n'
            f'public_url = "{self.hub_url}"\n\n'
            f'[[boards]]\nid = "{BOARD_ID}"\nunit = "{KIOSK_UNIT}"\nmodel = "onbon-bx5k"\nurl = "{board_url}"\n'
            f"width_px = {BOARD_WIDTH_PX}\nheight_px = {BOARD_HEIGHT_PX}\nbaud = {BAUD}\n",
            encoding="utf-8",
        )
