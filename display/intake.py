"""One board's lines from the library: looked for, admitted, made into faces, remembered as shown.

A store that is missing or damaged takes nothing away: what was admitted stays until it ends by itself.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from content.errors import StoreError
from content.store.board_status import Reason
from display.admission import Admission, Source, Verifier, admit
from display.board import Board
from display.compose import compose
from display.errors import FontMissing, ProtocolError, TextRefused
from display.programme import BoardLine
from display.protocols.base import BoardProtocol, Face
from display.shown import Shown, ShownFile

LOOK_AGAIN_EVERY_S = 5.0  # approvers and disclosures also end by time, without a change of the store
REOPEN_EVERY_S = 1.0

log = logging.getLogger(__name__)


class Intake:
    """``admission`` is what the last good look gave; ``last_pull`` when the centre was heard, by that look.

    Of its lines, ``faces`` holds those that this board can show and ``faults`` why it cannot show the others, both
    by the line's hash.
    """

    def __init__(
        self,
        board: Board,
        protocol: BoardProtocol,
        open_source: Callable[[], Source],
        verify: Verifier,
        clock: Callable[[], datetime],
        monotonic: Callable[[], float],
        record: ShownFile,
    ) -> None:
        self.admission = Admission()
        self.faces: dict[str, Face] = {}
        self.faults: dict[str, Reason] = {}
        self.last_pull: datetime | None = None
        self._board = board
        self._protocol = protocol
        self._open_source = open_source
        self._verify = verify
        self._clock = clock
        self._monotonic = monotonic
        self._record = record
        self._shown = self._loaded()
        self._source: Source | None = None
        self._look_at_s = 0.0
        self._store_failed = False
        self._has_news = False

    def close(self) -> None:
        """Let go of the library."""
        if self._source is not None:
            self._source.close()
            self._source = None

    def has_news(self) -> bool:
        """Whether the library has changed since the last look. Raises StoreError."""
        if self._source is not None and not self._has_news:
            self._has_news = self._source.changed()
        return self._has_news

    def look(self) -> None:
        """See whether the library says something new."""
        now_s = self._monotonic()
        try:
            if self._source is None:
                if now_s < self._look_at_s:
                    return
                self._look_at_s = now_s + REOPEN_EVERY_S
                self._source = self._open_source()
                changed = True
            else:
                changed = self.has_news()
            self._has_news = False
            if changed or now_s >= self._look_at_s:
                self._admit(self._source)
                self._look_at_s = now_s + LOOK_AGAIN_EVERY_S
        except StoreError as err:
            self.close()
            self._look_at_s = now_s + REOPEN_EVERY_S
            if not self._store_failed:
                self._store_failed = True
                log.error(
                    "store unreadable, the last good lines stay until they end",
                    extra={"board": self._board.id, "lines": len(self.admission.lines), "error": err},
                )
        else:
            if self._store_failed:
                self._store_failed = False
                log.info("store readable again", extra={"board": self._board.id})

    # --- helpers ---

    def _admit(self, source: Source) -> None:
        before = {refused.sha256 for refused in self.admission.refused}
        admission = admit(source, self._verify, self._board.id, self._shown, self._clock())
        for refused in admission.refused:
            if refused.sha256 not in before:
                facts = {"board": self._board.id, "line": refused.id, "why": refused.reason.sentence}
                log.warning("line refused", extra=facts)
        self.admission = admission
        self.last_pull = source.freshness().last_pull
        self._compose(admission.lines)
        shown = self._shown.with_programme(line for line in admission.lines if line.sha256 in self.faces)
        if shown != self._shown:
            self._shown = shown
            try:
                self._record.save(shown)
            except StoreError as err:
                log.error("record of shown lines not written", extra={"board": self._board.id, "error": err})

    def _compose(self, lines: tuple[BoardLine, ...]) -> None:
        faces, faults = {}, {}
        for line in lines:
            if line.sha256 in self.faces:
                faces[line.sha256] = self.faces[line.sha256]
            elif line.sha256 in self.faults:
                faults[line.sha256] = self.faults[line.sha256]
            else:
                try:
                    face = compose(line.text, line.style, self._board, self._protocol.capabilities)
                    self._protocol.show(face, self._board, first=True)  # what no frame can carry is never sent
                    faces[line.sha256] = face
                except (TextRefused, FontMissing, ProtocolError) as err:
                    faults[line.sha256] = err.reason
                    facts = {"board": self._board.id, "line": line.id, "why": err}
                    log.warning("line cannot be shown", extra=facts)
        self.faces, self.faults = faces, faults

    def _loaded(self) -> Shown:
        try:
            return self._record.load()
        except StoreError as err:
            log.error("record of shown lines unreadable, beginning anew", extra={"board": self._board.id, "error": err})
            return Shown()
