"""What comes back to the hub of bench.ten_counties: terminals, boards, opinions, wishes; and lines for its boards."""

from __future__ import annotations

import hashlib
import json
import random
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.county import SEED
from config.settings import BoardSettings
from content.county import County
from content.disclosure import Disclosure

OPINIONS, WISHES, TERMINALS, BOARDS, LINES = 20_000, 2_000, 2_000, 400, 100
LINE_DAYS = 7
TOKENS_FILE = "tokens.json"


def put_machines_and_voices(folder: Path, county: County, released: Sequence[Disclosure]) -> None:
    """Terminals with their heartbeats, boards with their states, opinions, wishes."""
    from content.hub.feedback.models import Opinion, Wish
    from content.hub.terminals.models import Board, Heartbeat, Terminal
    from content.hub.terminals.services import TOKEN_BYTES, set_board
    from content.receipt import receipt_of

    chance = random.Random(SEED)
    now = datetime.now(UTC)
    units = [unit.code for unit in county.units[1:]]
    tokens = {}
    machines = []
    for number in range(TERMINALS):
        name = f"hall-{number:04}"
        tokens[name] = f"{name}.{secrets.token_urlsafe(TOKEN_BYTES)}"
        machines.append(
            Terminal(id=name, kind="terminal", token_sha256=hashlib.sha256(tokens[name].encode()).hexdigest())
        )
    Terminal.objects.bulk_create(machines, batch_size=100)
    through = Terminal.units.through
    through.objects.bulk_create(
        [through(terminal_id=machine.pk, unit_id=units[number]) for number, machine in enumerate(machines)],
        batch_size=200,
    )
    Heartbeat.objects.bulk_create(
        [Heartbeat(terminal=machine, at=now, version="0.1.0", last_pull=now) for machine in machines], batch_size=100
    )
    for number in range(BOARDS):
        board = BoardSettings(
            id=f"board-{number:04}", unit=units[number], model="onbon-bx5k", url="loop://", width_px=256, height_px=16
        )
        set_board(board=board, terminal=machines[number].pk)
    assert Board.objects.count() == BOARDS
    said = chance.choices(released, k=OPINIONS)
    where = {unit: number for number, unit in enumerate(units)}
    Opinion.objects.bulk_create(
        [
            Opinion(
                key=(key := f"bench-{number:08}"),
                receipt=receipt_of(key),
                terminal=machines[where[item.unit] % TERMINALS],
                unit_id=item.unit,
                at=now - timedelta(minutes=OPINIONS - number),
                disclosure=item.id,
                rev=1,
                rating=chance.choice(("satisfied", "basically-satisfied", "not-satisfied")),
                text="希望把补贴标准写得再清楚一些，公示的字也大一点。",
            )
            for number, item in enumerate(said)
        ],
        batch_size=80,
    )
    Wish.objects.bulk_create(
        [
            Wish(
                key=f"wish-{number:08}",
                terminal=machines[number % TERMINALS],
                unit_id=units[number % len(units)],
                at=now,
                topic="村级账目",
                text="想看修路的账",
            )
            for number in range(WISHES)
        ],
        batch_size=80,
    )
    (folder / TOKENS_FILE).write_text(json.dumps(tokens), encoding="utf-8")


def put_lines(released: Sequence[Disclosure], people: dict[str, Any]) -> None:
    """LED lines that wait for their signatures."""
    from content.hub.release.led_lines import propose_led_line
    from content.led_line import LedStyle

    now = datetime.now(UTC)
    for number in range(LINES):
        propose_led_line(
            disclosure_id=released[number].id,
            text=f"第{number}号公示请看大厅触摸屏",
            boards=[f"board-{number % BOARDS:04}"],
            style=LedStyle.SCROLL_LEFT,
            valid_from=now,
            valid_until=now + timedelta(days=LINE_DAYS),
            by=people["editor"],
        )
