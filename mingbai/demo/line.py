"""One demo line, from bare folders to a running county: each method is one step, in the order they are called."""

from __future__ import annotations

import http.client
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

from config.load import load_terminal
from content.county import County
from content.hub.disclosures.draft import Draft
from content.record import COUNTY_TIME, DisclosureId
from mingbai.demo.hub import Account, DemoHub, Released
from mingbai.demo.keys import DemoApprover, hold_ceremony
from mingbai.demo.place import BAUD, BOARD_HEIGHT_PX, BOARD_ID, BOARD_WIDTH_PX, TERMINAL_ID, Place
from mingbai.demo.processes import Child, Children, DemoError, run_mingbai
from mingbai.demo.screen import KioskJournal, Screen
from mingbai.demo.witness import Witness

APPROVER_TERMINAL = "approvers-desk"


class Line:
    """Hub, signer, agent, board and kiosk of one demo, and the hands that work them.

    results: where the board's bytes and picture go.
    """

    def __init__(self, place: Place, children: Children, results: Path) -> None:
        self.place = place
        self.children = children
        self.board_bytes = results / "board.bin"
        self.board_picture = place.folder / "board.png"
        self.board_link = place.folder / "board"
        self.journal = KioskJournal(place.folder / "kiosk.jsonl")
        self.witness = Witness(
            library_file=place.terminal / "library.sqlite",
            board_state_file=place.folder / "board.json",
            board_bytes=self.board_bytes,
            journal=self.journal,
        )
        self.hub: DemoHub
        self.county: County
        self.approvers: list[DemoApprover] = []
        self.accounts: list[Account] = []
        self._agent: Child | None = None

    # --- the county ---

    def found_county(self, county: County) -> None:
        """Keys, database, units, people: what a county does once."""
        self.county = county
        self.place.write_hub_settings(county.code)
        self.approvers = hold_ceremony(self.place, county, datetime.now(UTC))
        self.hub = DemoHub(self.place.hub_toml)
        self.hub.create_database()
        self.hub.load_county(county)
        self.accounts = self.hub.create_people()

    def reopen_county(self, county: County) -> None:
        """A county founded by an earlier run: everything is there but its people's passwords."""
        self.county = county
        self.place.write_hub_settings(county.code)
        self.hub = DemoHub(self.place.hub_toml)
        self.accounts = self.hub.create_people()

    def start_hub(self) -> None:
        """The web process, the signer and the public pages, until the feed can be read over HTTP."""
        settings = str(self.place.hub_toml)
        self.children.mingbai("hub", "hub", "--config", settings, "serve")
        self.children.mingbai("signer", "signer", "--config", settings)
        self.children.mingbai("public", "public", "--config", settings)
        self.children.wait_until(
            "the hub serves the signed feed",
            lambda: _answers(self.place.hub_port, "/feed/metadata/timestamp.json"),
            within_s=90,
        )

    def publish_all(self, pages: Sequence[object], within_s: float = 600) -> list[Released]:
        """Review and release, and wait for the signer. Raises DemoError if it refused one."""
        released = [self.hub.publish(page) for page in pages]
        self.wait_for_signer(within_s)
        return released

    def publish_first(self, drafts: Sequence[Draft], count: int) -> list[Any]:
        """Load drafts, publish so many of them, and light the first line; returns the pages still to be published."""
        pages = self.hub.create_drafts(drafts)
        announced = next(n for n, draft in enumerate(drafts) if draft.led_text)
        first = [*pages[:count], *pages[announced : announced + 1]] if announced >= count else pages[:count]
        self.publish_all(first)
        released, text = self.hub.first_with_led_text()
        self.approve_line(self.propose_line(released.disclosure, text))
        return [page for page in pages if page not in first]

    def wait_for_signer(self, within_s: float = 60) -> None:
        """Until every release request is answered. Raises DemoError with the reasons of what was refused."""
        self.children.wait_until(
            "the signer answers every request", lambda: self.hub.unanswered() == 0, within_s=within_s, every_s=0.2
        )
        refused = self.hub.refusals()
        if refused:
            raise DemoError("the signer refused: " + "; ".join(refused))

    # --- the terminal ---

    def install_terminal(self, size_px: tuple[int, int]) -> None:
        """Enrol the terminal and the approvers' desk, and write the terminal's settings."""
        units = [unit.code for unit in self.county.units]
        _write_token(self.place.token_file, self.hub.enrol(TERMINAL_ID, units))
        token = self.hub.enrol(APPROVER_TERMINAL, units, is_approver=True)
        _write_token(self.place.approver_token_file, token)
        self.place.write_terminal_settings(self.county.code, units, str(self.board_link), size_px)
        for board in load_terminal(self.place.terminal_toml).boards:
            self.hub.know_board(board, TERMINAL_ID)

    def start_board(self) -> None:
        """The emulated card on a pty that takes as long as its wire, and the player that feeds it."""
        self.children.mingbai(
            "board",
            *("board", "emulate", "--model", "onbon-bx5k", "--size", f"{BOARD_WIDTH_PX}x{BOARD_HEIGHT_PX}"),
            *("--link", str(self.board_link), "--baud", str(BAUD)),
            *("--record", str(self.board_bytes), "--png", str(self.board_picture)),
            *("--state", str(self.witness.board_state_file)),
        )
        self.children.wait_until("the emulated board is there", self.board_link.exists, within_s=30)
        journal = self.place.folder / "board.jsonl"
        self.children.mingbai(
            "display", "display", "--config", str(self.place.terminal_toml), "--journal", str(journal)
        )

    def start_agent(self) -> None:
        """The agent: pulls every two seconds."""
        self._agent = self.children.mingbai("sync", "sync", "--config", str(self.place.terminal_toml))

    def stop_agent(self) -> None:
        """End the agent, as before maintenance."""
        if self._agent:
            self.children.forget(self._agent)
            self._agent = None

    def start_kiosk(self, screen: Screen | None, size_px: tuple[int, int], name: str = "kiosk") -> KioskJournal:
        """The touch screen, on this display or on the machine's own; returns the journal of what it draws."""
        file = self.place.folder / f"{name}.jsonl"
        width_px, height_px = size_px
        self.children.mingbai(
            name,
            *("kiosk", "--config", str(self.place.terminal_toml), "--size", f"{width_px}x{height_px}"),
            *("--journal", str(file)),
            environment=screen.environment if screen else None,
        )
        journal = KioskJournal(file)
        self.children.wait_until("the kiosk has drawn its first page", journal.last, within_s=60)
        return journal

    def wait_for_first_pull(self, within_s: float = 180) -> None:
        """Until the terminal has everything once."""
        self.children.wait_until("the first pull is complete", self.witness.has_pulled, within_s=within_s)

    def wait_until_held(self, released: Released, within_s: float = 30) -> None:
        """Until the terminal holds exactly this revision."""
        self.children.wait_until(
            f"the terminal holds {released.item}",
            lambda: self.witness.holds(released.disclosure, released.rev),
            within_s=within_s,
        )

    def wait_for_refused_lines(self, count: int, within_s: float = 20) -> None:
        """Until the player has said of so many lines that it refuses them."""
        log_file = self.place.logs / "display.log"
        self.children.wait_until(
            f"the player refuses {count} lines",
            lambda: log_file.read_text(encoding="utf-8").count("line refused") >= count,
            within_s=within_s,
        )

    def send_opinion_again(self, key: str, body: bytes) -> int:
        """Post an opinion once more under its key, as after a lost answer; returns the hub's status."""
        headers = {
            "Authorization": f"Bearer {self.place.token_file.read_text(encoding='ascii').strip()}",
            "Idempotency-Key": key,
            "Content-Type": "application/json",
        }
        return _request(self.place.hub_port, "POST", "/api/v1/opinions", body, headers)

    # --- LED lines ---

    def propose_line(self, disclosure: DisclosureId, text: str) -> int:
        """Offer a line for the board at the gate to the approvers; returns its number."""
        return self.hub.propose_led_line(disclosure, text, [BOARD_ID])

    def sign_line(self, number: int, approver: DemoApprover) -> None:
        """What an approver does on the own machine: look at the preview and sign. Raises DemoError if it failed."""
        done = run_mingbai(*self.approve_arguments(number, approver))
        if done.returncode != 0:
            raise DemoError(f"mingbai approve ended with status {done.returncode}: {done.stderr.strip()[-400:]}")

    def approve_arguments(self, number: int, approver: DemoApprover) -> list[str]:
        """The approver's command line."""
        return [
            *("approve", "--hub", self.place.hub_url, "--token-file", str(self.place.approver_token_file)),
            *("--key", str(approver.key_file), "--passphrase-file", str(approver.passphrase_file)),
            *("--request", str(number), "--preview", str(approver.key_file.parent / "preview.png"), "--yes"),
        ]

    def approve_line(self, number: int) -> None:
        """Both approvers, one after the other."""
        for approver in self.approvers:
            self.sign_line(number, approver)


def publishable(drafts: Sequence[Draft]) -> list[Draft]:
    """Drafts whose time is not over: the sample has past notices too, for the archive, which no signer releases."""
    today = datetime.now(COUNTY_TIME).date()

    def last_day(draft: Draft) -> date:
        ends = draft.valid_until or (draft.notice.last_day if draft.notice else None)
        return ends or date.max

    return [draft for draft in drafts if last_day(draft) >= today]


def _answers(port: int, path: str) -> bool:
    try:
        return _request(port, "GET", path) == HTTPStatus.OK
    except (http.client.HTTPException, OSError):
        return False


def _request(port: int, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, path, body, dict(headers or {}))
        return connection.getresponse().status
    finally:
        connection.close()


def _write_token(path: Path, token: str) -> None:
    path.touch(mode=0o600)
    path.write_text(token + "\n", encoding="ascii")
