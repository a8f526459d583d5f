"""The whole line, checked: one story from the key ceremony to the attacks, told in the order it happens.

Everything runs as in a county, as processes of their own; what is asserted comes from the far end of the line:
the terminal's store, the bytes that reached the card, the pixels of the X server, the hub's table of opinions.
"""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from typing import Any

from content.hub.imports.assign import spread
from content.hub.imports.run import import_files
from content.hub.sample.load import sample_county, sample_drafts
from content.record import COUNTY_TIME, UnitCode
from content.terms import Level
from mingbai.demo.attacks import (
    TakenOverSigner,
    alter_blob,
    alter_metadata,
    copy_feed,
    forge_lines,
    published_body,
)
from mingbai.demo.hub import Released
from mingbai.demo.line import Line, publishable
from mingbai.demo.place import BOARD_ID, KIOSK_UNIT, Place
from mingbai.demo.processes import Children, DemoError, free_port, run_mingbai
from mingbai.demo.report import CheckReport
from mingbai.demo.screen import start_screen
from mingbai.demo.visit import Visitor

log = logging.getLogger(__name__)

PORTRAIT = (1080, 1920)
LANDSCAPE = (1920, 1080)
REAL_CHOSEN, REAL_SEED = 300, 2026
SEARCHED = "cwgk"  # 财务公开, by its initials
SOON_S = 20.0  # far beyond the goal: what takes longer has failed


def check(out: Path, real: Path | None) -> CheckReport:
    """Run the story. Never raises: what went wrong is in the report. ``out`` is made if it is missing."""
    out.mkdir(parents=True, exist_ok=True)
    report = CheckReport()
    began = time.monotonic()
    with Children(out / "line" / "logs") as children:
        try:
            Check(Line(Place(out / "line", free_port()), children, out), report, out).run(real)
        except (DemoError, OSError) as err:
            report.failed = str(err)
            log.error("check stopped", extra={"reason": err})
    report.duration_s = round(time.monotonic() - began, 1)
    report.write(out / "report.json")
    return report


class Check:
    """The story's characters: the line, the citizen at the kiosk, the report that is written."""

    def __init__(self, line: Line, report: CheckReport, out: Path) -> None:
        self._line = line
        self._report = report
        self._out = out
        self._visitor: Visitor
        self._lit: Released  # the disclosure whose line is on the board
        self._lit_text = ""

    def run(self, real: Path | None) -> None:
        self._chapter("keys, database, units, people", lambda: self._line.found_county(sample_county()))
        self._chapter("hub and signer", self._line.start_hub)
        self._chapter("disclosures reviewed and published", lambda: self._publish_county(real))
        self._chapter("terminal: agent, board, kiosk", self._open_terminal)
        self._chapter("a line on the board", self._light_a_line)
        self._chapter("a citizen looks around", self._look_around)
        self._chapter("a change reaches the kiosk", self._change_one)
        self._chapter("an opinion comes back", self._send_an_opinion)
        self._chapter("old and altered repositories", self._replay_and_alter)
        self._chapter("lines that nobody may light", self._try_forged_lines)
        self._chapter("a withdrawal", self._withdraw_one)
        self._chapter("the same in landscape", self._look_around_in_landscape)

    def _chapter(self, what: str, happen: Callable[[], None]) -> None:
        log.info("chapter begins", extra={"what": what})
        began = time.monotonic()
        happen()
        log.info("chapter ends", extra={"what": what, "seconds": round(time.monotonic() - began, 1)})

    # --- the county ---

    def _publish_county(self, real: Path | None) -> None:
        hub = self._line.hub
        pages: list[Any] = list(hub.create_drafts(publishable(sample_drafts())))
        if real is not None:
            pages += hub.choose(self._import(real), REAL_CHOSEN, REAL_SEED)
        self._line.publish_all(pages)

    def _import(self, real: Path) -> list[int]:
        """Import everything in the folder as drafts of the townships; returns the pages it made."""
        hub = self._line.hub
        before = set(hub.all_drafts())
        townships = [unit.code for unit in self._line.county.units if unit.level is Level.TOWNSHIP]
        found = import_files(
            [real], hub.create_drafts, assign=spread(townships, REAL_SEED), today=datetime.now(COUNTY_TIME).date()
        )
        found.write(self._out / "import.json")
        self._report.import_ = found.summary()
        return [page for page in hub.all_drafts() if page not in before]

    # --- the terminal ---

    def _open_terminal(self) -> None:
        line = self._line
        line.install_terminal(PORTRAIT)
        line.start_board()
        line.start_agent()
        screen = start_screen(line.children, *PORTRAIT)
        self._visitor = Visitor(screen, line.start_kiosk(screen, PORTRAIT), line.children)
        line.wait_for_first_pull()
        # Lists of names go to their own villagers' terminals only; this terminal is the first township's.
        self._report.published = len(line.hub.on_display(KIOSK_UNIT))
        self._report.on_terminal = line.witness.disclosures()

    def _light_a_line(self) -> None:
        line = self._line
        self._lit, self._lit_text = line.hub.first_with_led_text()
        number = line.propose_line(self._lit.disclosure, self._lit_text)
        line.approve_line(number)
        released = line.hub.line_release(number)
        if released is None:
            raise DemoError("two approvers signed, and no release request came of it")
        line.children.wait_until(
            "the board shows the approved line", lambda: line.witness.board().text == self._lit_text, within_s=SOON_S
        )
        face = line.witness.board()
        self._report.publish_to_board_s = round(face.at - released.at, 2)
        self._report.on_board = face.text
        # The emulator's picture follows the board; this one is of the moment when the line is lit.
        line.children.wait_until(
            "the board's picture is drawn", lambda: line.board_picture.stat().st_mtime >= face.at, within_s=SOON_S
        )
        shutil.copyfile(line.board_picture, self._out / "board.png")
        self._report.pictures.append("board.png")

    def _look_around(self) -> None:
        """The four pictures of the portrait kiosk."""
        for name in self._tour(self._visitor, ""):
            self._report.pictures.append(name)

    def _look_around_in_landscape(self) -> None:
        line = self._line
        screen = start_screen(line.children, *LANDSCAPE, name="xvfb-landscape")
        journal = line.start_kiosk(screen, LANDSCAPE, name="kiosk-landscape")
        for name in self._tour(Visitor(screen, journal, line.children), "-landscape"):
            self._report.pictures.append(name)

    def _tour(self, visitor: Visitor, suffix: str) -> Iterator[str]:
        """Home, a list, a disclosure and a search, as a citizen touches through them."""
        visitor.go_home()
        yield visitor.photograph(self._out / f"kiosk-home{suffix}.png")
        visitor.tap("window-enquiry", "list")
        yield visitor.photograph(self._out / f"kiosk-list{suffix}.png")
        visitor.tap("row-0", "detail")
        yield visitor.photograph(self._out / f"kiosk-detail{suffix}.png")
        visitor.go_home()
        visitor.tap("search", "search")
        visitor.type(SEARCHED)
        yield visitor.photograph(self._out / f"kiosk-search{suffix}.png")
        visitor.go_home()

    # --- the content lives ---

    def _change_one(self) -> None:
        line = self._line
        self._visitor.go_home()
        changed, position = self._publish_change("更正")
        drawn_at = line.children.wait_until(
            "the kiosk has drawn the change",
            lambda: line.witness.drawn_since(position, changed.item),
            within_s=SOON_S,
        )
        self._report.publish_to_kiosk_s = round(drawn_at - changed.at, 2)
        line.wait_for_signer()

    def _publish_change(self, mark: str) -> tuple[Released, int]:
        """Change the title of the disclosure on the kiosk's home; (its release, the journal's end before it)."""
        hub = self._line.hub
        page = hub.mark_title(hub.first_without_led_text(), mark)
        position = self._line.journal.end()
        return hub.publish(page), position

    def _withdraw_one(self) -> None:
        """The disclosure whose line is lit, while a citizen reads it."""
        line = self._line
        line.children.wait_until(
            "the line is lit again", lambda: line.witness.board().text == self._lit_text, within_s=SOON_S
        )
        self._open_on_kiosk(self._lit)
        position = line.journal.end()
        withdrawn = line.hub.withdraw(self._lit.disclosure, "发布内容有误，更正后重新公开")
        line.children.wait_until("the board is dark", lambda: line.witness.board().is_dark, within_s=SOON_S)
        dark_at = line.witness.board().at
        gone_at = line.children.wait_until(
            "the kiosk has taken it away",
            lambda: line.witness.gone_since(position, self._lit.disclosure),
            within_s=SOON_S,
        )
        self._report.withdraw_to_dark_s = round(max(dark_at, gone_at) - withdrawn.at, 2)
        self._visitor.photograph(self._out / "kiosk-withdrawn.png")
        self._report.pictures.append("kiosk-withdrawn.png")

    def _open_on_kiosk(self, released: Released) -> None:
        """Find a disclosure as a citizen would: by typing the first letters of its title."""
        self._visitor.go_home()
        self._visitor.tap("search", "search")
        drawn = self._visitor.type(self._line.hub.initials(released.disclosure)[:8])
        row = next((n for n, item in enumerate(drawn.items) if item.startswith(f"{released.disclosure}@")), None)
        if row is None:
            raise DemoError(f"searching for {released.disclosure} by its initials found {drawn.items}")
        self._visitor.tap(f"row-{row}", "detail")

    def _send_an_opinion(self) -> None:
        line = self._line
        self._visitor.go_home()
        self._visitor.tap("new-0", "detail")
        self._visitor.tap("opinion", "opinion")
        self._visitor.tap("rate-satisfied", "opinion")
        self._visitor.tap("phrase-0", "opinion")
        self._visitor.tap("send", "thanks")
        key = line.children.wait_until(
            "the opinion is at the hub", lambda: next(iter(line.hub.opinions()), None), within_s=SOON_S
        )
        opinion = line.hub.opinions()[key]
        again = line.send_opinion_again(key, opinion)  # as if the first answer had been lost
        self._report.opinion_arrived_once = again == HTTPStatus.OK and list(line.hub.opinions()) == [key]

    # --- the enemies ---

    def _replay_and_alter(self) -> None:
        line, place = self._line, self._line.place
        old = copy_feed(place.feed, place.folder / "feed-old")
        changed, _ = self._publish_change("再次更正")
        line.wait_for_signer()
        line.wait_until_held(changed)
        line.stop_agent()
        self._report.rollback_refused = self._is_refused(old, because="New timestamp version")

        newer, _ = self._publish_change("三次更正")
        line.wait_for_signer()
        altered = copy_feed(place.feed, place.folder / "feed-altered-body")
        body = published_body(altered, newer.disclosure, newer.rev)
        alter_blob(altered, body)
        relabelled = copy_feed(place.feed, place.folder / "feed-altered-timestamp")
        alter_metadata(relabelled)
        self._report.tampered_refused = self._is_refused(
            relabelled, because="was signed by 0/1 keys"
        ) and self._is_refused(altered, because=f"expected {len(body)} bytes with {sha256(body).hexdigest()}")
        line.start_agent()
        line.wait_until_held(newer)  # and the honest feed goes on as if nothing had been

    def _is_refused(self, feed: Path, *, because: str) -> bool:
        """Pull once from this folder: it must fail for this reason, and every byte that could be shown must stay."""
        line = self._line
        before = line.witness.content_hash()
        done = run_mingbai("sync", "--config", str(line.place.terminal_toml), "--once", "--from", str(feed))
        said = next((line for line in done.stderr.splitlines() if " WARNING " in line or " ERROR " in line), "")
        log.info("pulled from an enemy", extra={"feed": feed.name, "status": done.returncode, "said": said})
        return done.returncode == 1 and because in said and line.witness.content_hash() == before

    def _try_forged_lines(self) -> None:
        """At the hub one signature, or one key twice, releases nothing; at the board forged envelopes stay dark."""
        line, place = self._line, self._line.place
        number = line.propose_line(self._lit.disclosure, "只有一个人签过名的短讯")
        line.sign_line(number, line.approvers[0])
        run_mingbai(*line.approve_arguments(number, line.approvers[0]))
        hub_refuses = line.hub.line_release(number) is None

        forged = forge_lines(
            line.approvers, line.county.code, self._lit.disclosure, self._lit.rev, BOARD_ID, datetime.now(UTC)
        )
        line.stop_agent()
        enemy = copy_feed(place.feed, place.folder / "feed-taken-over")
        TakenOverSigner(enemy, place.online_keys).publish(UnitCode(self._lit.disclosure.split("/")[0]), forged)
        run_mingbai("sync", "--config", str(place.terminal_toml), "--once", "--from", str(enemy))
        reached_player = line.witness.led_lines() >= 1 + len(forged)
        line.wait_for_refused_lines(len(forged) - 1)  # the one that has ended is not even handed to the player
        sent = line.witness.sent_to_board()
        # The approved text is the control: by the same look it must be found among the bytes.
        nothing_forged = not any(one.text.encode("gb2312") in sent for one in forged)
        can_be_found = self._lit_text.encode("gb2312") in sent
        self._report.unsigned_line_refused = hub_refuses and reached_player and can_be_found and nothing_forged
        line.start_agent()
