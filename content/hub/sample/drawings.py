"""Pictures and files of the sample: flow charts and maps as PNG, explanations as PDF, drawn from its own data.

Without the face (Noto Sans CJK SC) nothing is drawn: a picture with boxes for characters would be worse than none.
"""

from __future__ import annotations

import hashlib
import io
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import struct_time

from PIL import Image, ImageDraw, ImageFont

from content.hub.disclosures.draft import DraftFile
from content.hub.sample.scene import Scene

log = logging.getLogger(__name__)

# Where distributions put it; in the collection the simplified-Chinese face is one of several.
FACES = (
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
    Path("/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc"),
    Path("/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc"),
)
_FAMILY = "Noto Sans CJK SC"

_INK, _SOFT, _LINE, _PAPER = "#1f2933", "#52606d", "#c4cdd5", "#ffffff"
_RED, _RED_SOFT, _BLUE, _BLUE_SOFT = "#b3261e", "#fdecea", "#1f5fa8", "#eaf2fb"
_LEVELS = {"高": ("#b3261e", "#fdecea"), "中": ("#b26a00", "#fff4e0"), "低": ("#2e7d32", "#e9f5ea")}


@dataclass(frozen=True)
class Drawing:
    """A finished picture and the name by which the text refers to it."""

    draft_file: DraftFile

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.draft_file.data).hexdigest()


@dataclass(frozen=True)
class Node:
    """One box of a flow chart; level is the integrity risk: 高, 中, 低 or none."""

    name: str
    who: str = ""
    limit: str = ""
    risk: str = ""
    level: str = ""


def find_face() -> Path | None:
    """The installed face, or None with one line in the log."""
    for path in FACES:
        if path.is_file():
            return path
    log.warning("face missing, the sample goes without pictures", extra={"looked_at": [str(path) for path in FACES]})
    return None


def flow_chart(title: str, nodes: Sequence[Node], scene: Scene) -> tuple[Drawing, ...]:
    """A chart from top to bottom: who does what, until when, and which risk lies there."""
    if scene.font is None:
        return ()
    width, margin, box, gap = 1000, 60, 132, 56
    height = 190 + len(nodes) * box + (len(nodes) - 1) * gap + 80
    image, draw = _sheet(width, height)
    head, name, small = (_font(scene.font, size) for size in (40, 34, 25))
    draw.rectangle((0, 0, width, 110), fill=_RED)
    draw.text((width / 2, 55), title, font=head, fill=_PAPER, anchor="mm")
    top = 160
    for number, node in enumerate(nodes, start=1):
        edge, fill = _LEVELS.get(node.level, (_BLUE, _BLUE_SOFT))
        draw.rounded_rectangle(
            (margin, top, width - margin, top + box), radius=14, fill=_BLUE_SOFT, outline=_BLUE, width=3
        )
        draw.ellipse((margin + 22, top + 36, margin + 82, top + 96), fill=_BLUE)
        draw.text((margin + 52, top + 65), str(number), font=name, fill=_PAPER, anchor="mm")
        draw.text((margin + 110, top + 44), node.name, font=name, fill=_INK, anchor="lm")
        details = "  ".join(part for part in (node.who, node.limit) if part)
        draw.text((margin + 110, top + 94), _fitting(details, small, 470, draw), font=small, fill=_SOFT, anchor="lm")
        if node.level:
            left = width - margin - 290
            draw.rounded_rectangle(
                (left, top + 20, width - margin - 20, top + box - 20), radius=10, fill=fill, outline=edge, width=2
            )
            draw.text((left + 135, top + 46), f"廉政风险：{node.level}", font=small, fill=edge, anchor="mm")
            draw.text((left + 135, top + 88), _fitting(node.risk, small, 250, draw), font=small, fill=edge, anchor="mm")
        if number < len(nodes):
            middle = width / 2
            draw.line((middle, top + box, middle, top + box + gap - 16), fill=_BLUE, width=5)
            draw.polygon(
                [
                    (middle - 13, top + box + gap - 20),
                    (middle + 13, top + box + gap - 20),
                    (middle, top + box + gap - 2),
                ],
                fill=_BLUE,
            )
        top += box + gap
    draw.text((width - margin, height - 34), "虚构示例", font=small, fill=_SOFT, anchor="rm")
    return (Drawing(DraftFile(name=f"{title}.png", media_type="image/png", data=_png(image))),)


def photograph(name: str, scene: Scene) -> tuple[Drawing, ...]:
    """In the place of an official's photograph (two inches, 35 × 49 mm): a figure that is nobody's likeness."""
    if scene.font is None:
        return ()
    random = scene.random(f"photograph/{name}")
    image = Image.new("RGB", (350, 490), random.choice(("#d8e2ea", "#e3e6da", "#e8dfd6")))
    draw = ImageDraw.Draw(image)
    draw.pieslice((30, 290, 320, 720), 180, 360, fill=random.choice(("#2f3b4a", "#3c4a3d", "#4a3b45")))
    draw.ellipse((110, 105, 240, 265), fill=random.choice(("#c79a78", "#d3a988", "#b98b6b")))
    draw.pieslice((100, 85, 250, 250), 180, 360, fill="#2b2622")
    font = _font(scene.font, 56)
    draw.text((175, 420), name[0], font=font, fill="#ffffff", anchor="mm")
    return (Drawing(DraftFile(name=f"{name}.png", media_type="image/png", data=_png(image))),)


def parcel_map(title: str, villages: Sequence[str], scene: Scene) -> tuple[Drawing, ...]:
    """征收范围示意图: a sketch of the villages' parcels along a river and a road."""
    if scene.font is None:
        return ()
    width, height = 1000, 720
    image, draw = _sheet(width, height)
    head, name, small = (_font(scene.font, size) for size in (36, 30, 24))
    random = scene.random(f"map/{title}")
    draw.rectangle((40, 110, width - 40, height - 70), fill="#f4f1e6", outline=_LINE, width=2)
    river = [(40 + step * 46, 210 + random.randint(-22, 22) + step * 6) for step in range(21)]
    draw.line(river, fill="#9cc4e4", width=30, joint="curve")
    draw.text((130, 252), "清源河", font=small, fill=_BLUE, anchor="mm")
    draw.line((40, 570, width - 40, 500), fill="#ffffff", width=26)
    draw.line((40, 570, width - 40, 500), fill="#8a8f98", width=2)
    draw.text((190, 590), "县道", font=small, fill=_SOFT, anchor="mm")
    share = (width - 260) / len(villages)
    for number, village in enumerate(villages):
        left, right = 130 + number * share, 130 + (number + 1) * share - 24
        corners = [
            (left, 320),
            (right - random.randint(10, 50), 300),
            (right, 462),
            (left + random.randint(10, 40), 482),
        ]
        draw.polygon(corners, fill=_RED_SOFT, outline=_RED, width=4)
        draw.text(((left + right) / 2, 392), village, font=name, fill=_RED, anchor="mm")
    draw.text(
        (width / 2, 56), _fitting(f"{title}征收范围示意图", head, width - 120, draw), font=head, fill=_INK, anchor="mm"
    )
    draw.polygon([(905, 150), (889, 196), (905, 184), (921, 196)], fill=_INK)
    draw.text((905, 134), "北", font=small, fill=_INK, anchor="mm")
    draw.rectangle((60, height - 52, 92, height - 28), fill=_RED_SOFT, outline=_RED, width=3)
    draw.text((104, height - 40), "拟征收范围", font=small, fill=_INK, anchor="lm")
    draw.text((width - 40, height - 40), "示意图，不作为测量依据 · 虚构示例", font=small, fill=_SOFT, anchor="rm")
    return (Drawing(DraftFile(name=f"{title}征收范围示意图.png", media_type="image/png", data=_png(image))),)


def pages_as_pdf(pages: Sequence[tuple[str, Sequence[str]]], name: str, scene: Scene) -> tuple[DraftFile, ...]:
    """A PDF of A4 pages at 150 dots an inch, each with a heading and lines of text."""
    if scene.font is None:
        return ()
    sheets = []
    head, text, small = (_font(scene.font, size) for size in (46, 30, 24))
    for number, (heading, lines) in enumerate(pages, start=1):
        image, draw = _sheet(1240, 1754)
        draw.text((620, 170), heading, font=head, fill=_INK, anchor="mm")
        draw.line((160, 226, 1080, 226), fill=_RED, width=4)
        top = 300
        for line in lines:
            is_heading = line[:1] in "一二三四五六" and line[1:2] == "、"
            for row in _wrapped(("" if is_heading else "\u3000\u3000") + line, text, 920, draw):
                draw.text((160, top), row, font=text, fill=_RED if is_heading else _INK)
                top += 54
            top += 10
        draw.text((620, 1668), f"— {number} —", font=small, fill=_SOFT, anchor="mm")
        sheets.append(image.convert("L"))
    made = struct_time((scene.year, scene.today.month, scene.today.day, 0, 0, 0, 0, 1, 0))
    buffer = io.BytesIO()
    sheets[0].save(
        buffer, "PDF", save_all=True, append_images=sheets[1:], resolution=150.0, quality=88,
        title=name.removesuffix(".pdf"), author="清源县（虚构示例）", creationDate=made, modDate=made,
    )  # fmt: skip
    return (DraftFile(name=name, media_type="application/pdf", data=buffer.getvalue()),)


def _sheet(width: int, height: int) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGB", (width, height), _PAPER)
    return image, ImageDraw.Draw(image)


def _font(path: Path, size: int) -> ImageFont.FreeTypeFont:
    """The simplified-Chinese face of the collection; 清源 is drawn otherwise in the Japanese one."""
    for index in range(12):
        try:
            font = ImageFont.truetype(path, size, index=index)
        except OSError:
            break
        if font.getname()[0] == _FAMILY:
            return font
    return ImageFont.truetype(path, size)


def _png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.quantize(64).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _fitting(text: str, font: ImageFont.FreeTypeFont, width: float, draw: ImageDraw.ImageDraw) -> str:
    while draw.textlength(text, font=font) > width:
        text = text[:-2] + "…"
    return text


def _wrapped(text: str, font: ImageFont.FreeTypeFont, width: float, draw: ImageDraw.ImageDraw) -> list[str]:
    """Lines no wider than that, none beginning with a closing mark."""
    lines = [""]
    for character in text:
        if draw.textlength(lines[-1] + character, font=font) > width and character not in "，。；：、）”》,;:)":
            lines.append("")
        lines[-1] += character
    return lines
