"""Emulated BX-5K cards on pseudo terminals, in a process of their own: ``python -m bench.cards LINES BOARDS BAUD OUT``.

LINES pseudo terminals with BOARDS cards each, addresses from 1. It prints their paths, one a line, takes as long as
a real line for every byte (BAUD 0: none), and keeps the number of bytes and frames of each line in OUT as JSON.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.notice import board
from display.emulator import card_for
from display.fonts import Font
from display.protocols.onbon_frame import next_body

BITS_PER_BYTE = 10
SPIN_S = 0.0005


def main(arguments: list[str]) -> int:
    lines, boards, baud = map(int, arguments[:3])
    out = Path(arguments[3])
    font = Font(16)
    cards = [{n: card_for(board(address=n), font) for n in range(1, boards + 1)} for _ in range(lines)]
    ends = [os.openpty() for _ in range(lines)]
    for _, theirs in ends:
        tty.setraw(theirs)
    place = {ours: number for number, (ours, _) in enumerate(ends)}
    pending = [b""] * lines
    counts = [[0, 0] for _ in range(lines)]
    out.write_text(json.dumps(counts))
    for _, theirs in ends:
        print(os.ttyname(theirs), flush=True)
    while True:
        for ours in select.select(list(place), [], [])[0]:
            data = os.read(ours, 65_536)
            number = place[ours]
            # The card decodes while the bytes come in: its own thinking is no part of the line's time.
            last_byte_at_s = time.monotonic() + _wire_s(len(data), baud)
            pending[number] += data
            while True:
                body, used = next_body(pending[number])
                frame, pending[number] = pending[number][:used], pending[number][used:]
                if body is None:
                    break
                counts[number][1] += 1
                # Every card hears every frame; only the one that is meant decodes it here, for the others are silent.
                card = cards[number].get(int.from_bytes(body[:2], "little"))
                answer = card.feed(frame, time.monotonic()) if card else b""
                _wait_until(max(last_byte_at_s, time.monotonic()) + _wire_s(len(answer), baud))
                os.write(ours, answer)
            _wait_until(last_byte_at_s)  # a piece of a frame takes its time too
            counts[number][0] += len(data)
            if not baud:
                beside = out.with_suffix(".new")
                beside.write_text(json.dumps(counts))
                beside.replace(out)


@contextmanager
def cards(lines: int, boards: int, baud: int, out: Path) -> Iterator[list[str]]:
    """The cards as a process; the paths of their lines."""
    command = [sys.executable, "-m", "bench.cards", str(lines), str(boards), str(baud), str(out)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield [process.stdout.readline().strip() for _ in range(lines)]
    finally:
        process.kill()
        process.communicate()


def _wait_until(moment_s: float) -> None:
    """To some microseconds: a sleep ends late by a tenth of a millisecond, a bit on the wire does not."""
    while (left_s := moment_s - time.monotonic()) > 0:
        if left_s > SPIN_S:
            time.sleep(left_s - SPIN_S)


def _wire_s(count: int, baud: int) -> float:
    return count * BITS_PER_BYTE / baud if baud else 0.0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
