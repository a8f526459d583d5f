"""Pictures among the text: framed, touched to see them large, and a sentence where one cannot be shown."""

from __future__ import annotations

from content.blocks import Picture
from kiosk.drawing import Pen
from kiosk.language import marked
from kiosk.marks import Rect
from kiosk.routes import AttachmentPage, Open
from kiosk.theme import CARD, LINE, SOFT_INK
from kiosk.viewmodel.text import one_line
from kiosk.widgets.paper import Paper

SHAPE = 0.62  # height of the frame for its width

# Why a file cannot be shown, in the reader's words; the keys are kiosk.raster's.
(BROKEN, ENCRYPTED, TOO_LARGE, TOO_LONG, NOT_WHOLE, MISSING) = marked(
    "这个文件已经损坏，本机无法显示。",
    "这个文件加了密码，本机无法显示。",
    "这个文件太大，本机无法显示。",
    "这个文件太复杂，本机打不开。",
    "这个文件没有完整送达本机，请稍后再看。",
    "这个文件还没有送达本机，请稍后再看。",
)
SENTENCES = {
    "broken": BROKEN,
    "encrypted": ENCRYPTED,
    "too-large": TOO_LARGE,
    "too-long": TOO_LONG,
    "not-whole": NOT_WHOLE,
    "missing": MISSING,
}


def why_not(pen: Pen, problem: str) -> str:
    """Why a file cannot be shown, as a sentence."""
    return pen.say(SENTENCES.get(problem, BROKEN))


def draw_picture(paper: Paper, block: Picture, x: int, y: int, width: int) -> int:
    """The picture with its description below. Returns the y below both."""
    theme, pen = paper.theme, paper.pen
    paper.may_break(y)
    frame = Rect(x, y, width, int(width * SHAPE))
    draw_framed(paper, block.attachment, frame, touchable=True)
    y = frame.bottom + theme.px(8)
    caption = one_line(block.alt)
    if block.attachment not in paper.problems and block.attachment in paper.media_types:
        caption = pen.say("{caption}（点按放大）", caption=caption) if caption else pen.say("点按放大")
    if caption:
        for line in pen.lines(caption, width, theme.note):
            pen.line(line, x + width // 2, y, theme.note, SOFT_INK, "centre")
            y += theme.note.line_px
    return y + theme.px(20)


def draw_framed(paper: Paper, sha256: str, at: Rect, touchable: bool) -> None:
    """A picture in its frame. touchable: a touch shows it large."""
    theme, pen = paper.theme, paper.pen
    pen.box(at, CARD, 0, LINE, theme.px(2))
    inner = at.inset(theme.px(8))
    media_type = paper.media_types.get(sha256)
    problem = paper.problems.get(sha256) or ("missing" if media_type is None else "")
    if problem or media_type is None:
        paper.said(why_not(pen, problem), inner, SOFT_INK)
        return
    pen.picture(inner, sha256, media_type)
    if touchable:
        number = sum(1 for target in paper.sheet.targets if target.name.startswith("picture-"))
        pen.target(at, f"picture-{number}", Open(AttachmentPage(paper.about, sha256)))
