"""long-text and big-picture: a disclosure of 20,000 characters, and one with a picture of 9,000 × 6,000 pixels.

long-text is from the finger's release on the row to the finished page, and then one frame of dragging the page, as
the kiosk's loop draws it: layout of what is seen, meshes, raster, flip. big-picture is what the kiosk's proportional
set has grown by once the picture stands on the screen, beside the same kiosk with a small picture.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

from PIL import Image

from bench.county import CLAUSES, SEED, fill_store
from bench.finger import Finger
from bench.framebuffer import Framebuffer
from bench.lobby import HEIGHT_PX, ROWS, UNIT, WIDTH_PX, keep_picture, kiosk_command, pss_mb, running
from bench.visitor import Visitor
from content.blocks import Block, Paragraph, Picture
from content.clock import system_now
from content.disclosure import Attachment, Disclosure
from content.record import DisclosureId, UnitCode
from content.terms import Audience, SixOpen, Timing, Window

ITEMS = 500
CHARACTERS = 20_000
VOCABULARY = 3_000  # different characters
OPENINGS = 12
MOST_FIRST_MS, MOST_FRAME_MS, MOST_PICTURE_MB = 80.0, 25.0, 40.0
SIDES = (9_000, 6_000)
PICTURE_WITHIN_S = 20.0


def measure() -> list[dict[str, Any]]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        screen = stack.enter_context(Framebuffer(folder, WIDTH_PX, HEIGHT_PX))
        large, small = put_picture(folder / "data", SIDES), put_picture(folder / "data", (900, 600))
        extra = (
            special(1, f"{CHARACTERS}字的公开内容", long_text()),
            special(2, "有一幅大图的公开内容", (Paragraph("见图。"), Picture(large.sha256, "大图")), (large,)),
            special(3, "有一幅小图的公开内容", (Paragraph("见图。"), Picture(small.sha256, "小图")), (small,)),
        )
        fill_store(folder / "data", ITEMS, extra)
        empty = screen.rows(ROWS)
        command = [*kiosk_command(folder), "--journal", str(folder / "journal")]
        with running(command, screen, empty), Finger(screen.display) as finger:
            screen.wait_until_still(ROWS, empty)
            visitor = Visitor(finger, folder / "journal")
            visitor.touch("newest")
            opened = []
            for _ in range(OPENINGS):
                opened.append(visitor.touch(row_of(visitor, extra[0])))
                visitor.touch("back")
                time.sleep(0.3)
        grown = {}
        for one in extra[1:]:
            with running(command, screen, empty) as (_, kiosk), Finger(screen.display) as finger:
                screen.wait_until_still(ROWS, empty)
                visitor = Visitor(finger, folder / "journal")
                visitor.touch("newest")
                before = pss_mb(kiosk.pid)
                visitor.touch(row_of(visitor, one))
                most = watched_mb(kiosk.pid, screen)
                keep_picture(screen, f"picture-{one.id[-1]}")
                grown[one.id] = pss_mb(kiosk.pid) - before, most - before
        frames = dragged(folder, screen.display, extra[0].id)
    first, later = opened[0], statistics.median(opened[1:])
    frame_p95 = sorted(frames)[int(0.95 * len(frames))]
    by_large, most_large = grown[extra[1].id]
    by_small, _ = grown[extra[2].id]
    return [
        {
            "name": "long-text-first",
            "value": round(first, 1),
            "unit": f"ms to the first page of {CHARACTERS} characters (again: {later:.1f})",
            "against": None,
            "ratio": None,
            "goal": f"≤ {MOST_FIRST_MS:g} ms",
            "met": first <= MOST_FIRST_MS,
        },
        {
            "name": "long-text-frame",
            "value": round(frame_p95, 1),
            "unit": f"ms a frame at p95 of {len(frames)} (p50 {statistics.median(frames):.1f})",
            "against": None,
            "ratio": None,
            "goal": f"≤ {MOST_FRAME_MS:g} ms",
            "met": frame_p95 <= MOST_FRAME_MS,
        },
        {
            "name": "big-picture",
            "value": round(by_large, 1),
            "unit": f"MB, {SIDES[0]} × {SIDES[1]} pixels (decoding, in a process of its own: {most_large:.0f})",
            "against": f"{by_small:.1f} MB for 900 × 600",
            "ratio": None,
            "goal": f"≤ {MOST_PICTURE_MB:g} MB",
            "met": by_large <= MOST_PICTURE_MB,
        },
    ]


def long_text() -> tuple[Block, ...]:
    """Paragraphs of some 200 characters, CHARACTERS in all; half of them as frequent as in any text (Zipf's law)."""
    chance = random.Random(SEED)
    characters = [chr(code) for code in range(0x4E00, 0x4E00 + VOCABULARY)]
    weights = [1 / rank for rank in range(1, VOCABULARY + 1)]
    paragraphs, left = [], CHARACTERS
    while left > 0:
        text = "".join(chance.choices(CLAUSES, k=3)) + "".join(chance.choices(characters, weights, k=100)) + "。"
        paragraphs.append(Paragraph(text[:left]))
        left -= len(text)
    return tuple(paragraphs)


def special(number: int, title: str, blocks: tuple[Block, ...], attachments: tuple[Attachment, ...] = ()) -> Disclosure:
    """A disclosure newer than all others."""
    now = system_now()
    return Disclosure(
        id=DisclosureId(f"{UNIT}/90000{number}"),
        unit=UnitCode(UNIT),
        rev=1,
        title=title,
        publisher="第01乡镇",
        six_open=SixOpen.GOVERNMENT,
        window=Window.ENQUIRY,
        audience=Audience.PUBLIC,
        timing=Timing.PROMPT,
        published_at=now - timedelta(minutes=number),
        valid_from=now - timedelta(minutes=number),
        blocks=blocks,
        attachments=attachments,
    )


def put_picture(data_dir: Path, size: tuple[int, int]) -> Attachment:
    """A PNG of this size among the terminal's attachments."""
    file = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(file, "PNG", compress_level=1)
    content = file.getvalue()
    sha256 = hashlib.sha256(content).hexdigest()
    path = data_dir / "attachments" / sha256[:2] / sha256
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return Attachment(sha256=sha256, size=len(content), name="图.png", media_type="image/png")


def row_of(visitor: Visitor, wanted: Disclosure) -> str:
    """The row of the list that shows it: rows stand in the order of the page's items."""
    page = visitor.page()
    assert page is not None
    return f"row-{page.items.index(f'{wanted.id}@1')}"


def watched_mb(pid: int, screen: Framebuffer) -> float:
    """The most that the kiosk and its helper take until the page is at rest."""
    most, seen, since = 0.0, screen.rows(ROWS), time.perf_counter()
    give_up = since + PICTURE_WITHIN_S
    while time.perf_counter() < give_up and time.perf_counter() - since < 4:
        most = max(most, pss_mb(pid))
        if (now := screen.rows(ROWS)) != seen:
            seen, since = now, time.perf_counter()
        time.sleep(0.02)
    return most


def dragged(folder: Path, display: str, disclosure: DisclosureId) -> list[float]:
    """Milliseconds of single frames while the long page is dragged by 20, 60 and 200 pixels a frame."""
    words = [str(folder / "data"), UNIT, str(WIDTH_PX), str(HEIGHT_PX), disclosure]
    done = subprocess.run(
        [sys.executable, "-m", "bench.scrolled", *words],
        env={**os.environ, "DISPLAY": display},
        capture_output=True,
        check=True,
        timeout=120,
    )
    found: list[float] = json.loads(done.stdout.splitlines()[-1])
    return found
