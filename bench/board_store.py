"""A terminal's store with signed LED lines, as the agent writes it: two approvers, one disclosure, lines for boards."""

from __future__ import annotations

import base64
import hashlib
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from securesystemslib.signer import CryptoSigner

from content.disclosure import Disclosure
from content.feed.approvals import assemble, sign_led_line
from content.feed.approvers import Approver, ApproverList, encode_approvers, keyid_of
from content.led_line import LedLine, LedStyle
from content.record import DisclosureId, UnitCode, encode
from content.store.schema import LIBRARY, LIBRARY_FILE, open_writable
from content.terms import Audience, SixOpen, Timing, Window

COUNTY, UNIT = "bench", "t01"
_ABOUT = DisclosureId(f"{UNIT}/000001")


class BoardStore:
    """library.sqlite in ``folder``; every line is for one board and stands for an hour."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._database = open_writable(folder / LIBRARY_FILE, LIBRARY)
        self._keys = [CryptoSigner.generate_ed25519() for _ in range(2)]
        self._now = datetime.now(UTC).replace(microsecond=0)
        self._database.execute("insert into fact values ('approvers', ?)", (encode_approvers(self._list()).decode(),))
        self._database.execute("insert into fact values ('last-pull', ?)", (str(int(time.time())),))
        self._put(_ABOUT, "disclosure", encode(self._disclosure()))

    def publish(self, board: str, number: int, text: str) -> None:
        """A line that both approvers have signed."""
        line = LedLine(
            id=DisclosureId(f"{UNIT}/{number:06d}"),
            unit=UnitCode(UNIT),
            rev=1,
            county=COUNTY,
            boards=(board,),
            text=text,
            style=LedStyle.SCROLL_LEFT,
            valid_from=self._now - timedelta(hours=1),
            valid_until=self._now + timedelta(hours=1),
            seq=number,
            disclosure=_ABOUT,
            disclosure_rev=1,
        )
        payload = encode(line)
        self._put(line.id, "led-line", assemble(payload, [sign_led_line(payload, key) for key in self._keys]))

    def pulled(self) -> None:
        """What every pull does to the store: the time of the newest contact changes."""
        self._database.execute("update fact set value = ? where key = 'last-pull'", (str(int(time.time())),))

    def close(self) -> None:
        self._database.close()

    def _list(self) -> ApproverList:
        raw: Sequence[bytes] = [bytes.fromhex(key.public_key.keyval["public"]) for key in self._keys]
        return ApproverList(
            county=COUNTY,
            approvers=tuple(
                Approver(
                    keyid=keyid_of(key),
                    public_key=base64.b64encode(key).decode(),
                    person=person,
                    units=(UNIT,),
                    boards=("*",),
                    valid_from=self._now - timedelta(days=1),
                    valid_until=self._now + timedelta(days=1),
                )
                for key, person in zip(raw, ("甲某", "乙某"), strict=True)
            ),
        )

    def _disclosure(self) -> Disclosure:
        return Disclosure(
            id=_ABOUT,
            unit=UnitCode(UNIT),
            rev=1,
            title="关于2026年惠农政策的公示",
            publisher="清源镇人民政府",
            six_open=SixOpen.GOVERNMENT,
            window=Window.ENQUIRY,
            audience=Audience.PUBLIC,
            timing=Timing.PROMPT,
            published_at=self._now,
            valid_from=self._now - timedelta(hours=1),
            blocks=(),
        )

    def _put(self, item: str, kind: str, body: bytes) -> None:
        now = int(time.time())
        row: dict[str, object] = dict.fromkeys(
            ("title", "six_open", '"window"', "genre", "category", "stage", "matter"), ""
        )
        row |= {"id": item, "unit": UNIT, "rev": 1, "sha256": hashlib.sha256(body).hexdigest(), "kind": kind}
        row |= {"published_at": now, "valid_from": now - 3600, "valid_until": now + 3600, "max_offline_s": 0}
        row["body"] = body
        marks = ", ".join("?" * len(row))
        self._database.execute(f"insert into item ({', '.join(row)}) values ({marks})", tuple(row.values()))
