"""意见: satisfied or not, a few words from presets or the key grid, and 提交."""

from __future__ import annotations

from content.store.outbox import MAX_OPINION_LENGTH, RATING_LABELS, Rating
from kiosk.drawing import Pen, Rect
from kiosk.language import marked
from kiosk.routes import Choose, Rate, Send, can_send
from kiosk.theme import CARD, FAINT_INK, INK, LINE, NOTICE_INK, NOTICE_TINT, ON_RED, RED, SOFT_INK, TINT
from kiosk.viewmodel.opinion import OpinionView
from kiosk.widgets.chrome import Around, Bar, draw_bar, draw_header, page_area
from kiosk.widgets.keys import draw_keys, draw_words, keys_height

PHRASES = marked(
    "内容看不懂。", "内容不完整。", "公开不及时。", "请公开办理结果。", "希望有人电话联系我：", "办得好，谢谢。"
)


def draw_opinion(pen: Pen, view: OpinionView, around: Around) -> None:
    theme = pen.theme
    draw_header(pen, around, pen.say("评价和意见"))
    area = page_area(pen)
    gap = theme.px(14)
    keys, words = keys_height(pen), theme.px(92)
    if theme.portrait:
        y = _about(pen, view, Rect(area.x, area.y, area.w, 0))
        y = _ratings(pen, view, Rect(area.x, y + gap, area.w, theme.px(118))) + gap
        y = _phrases(pen, Rect(area.x, y, area.w, 0), 2) + gap
        typing = Rect(area.x, area.bottom - keys - words - gap, area.w, 0)
        send = Rect(area.x, typing.y - gap - theme.px(116), area.w, theme.px(116))
        _field(pen, view, Rect(area.x, y, area.w, send.y - gap - y))
        _send(pen, view, send)
    else:
        half = (area.w - 2 * theme.gap) // 2
        y = _about(pen, view, Rect(area.x, area.y, half, 0))
        y = _ratings(pen, view, Rect(area.x, y + gap, half, theme.px(112))) + gap
        y = _phrases(pen, Rect(area.x, y, half, 0), 2) + gap
        send = Rect(area.x, area.bottom - theme.px(120), half, theme.px(112))
        _send(pen, view, send)
        right = area.right - half
        typing = Rect(right, area.bottom - keys - words - gap - theme.px(8), half, 0)
        _field(pen, view, Rect(right, area.y, half, typing.y - gap - area.y))
    hint = pen.say("点按上面的短语，或用拼音打字。") if theme.portrait else pen.say("点按左边的短语，或用拼音打字。")
    letters = len(view.form.letters)
    draw_words(pen, view.words, letters, Rect(typing.x, typing.y, area.w if theme.portrait else half, words), hint)
    draw_keys(pen, Rect(typing.x, typing.y + words + gap, area.w if theme.portrait else half, keys))
    written = len(view.form.text)
    info = pen.say("{written}/{most}字", written=written, most=MAX_OPINION_LENGTH) if written else ""
    draw_bar(pen, around, Bar(info=info))


def _about(pen: Pen, view: OpinionView, at: Rect) -> int:
    theme = pen.theme
    if view.about:
        text = pen.say("评价：《{title}》", title=view.about)
    else:
        text = pen.say("对我们的公开工作，您有什么意见？")
    return pen.text(text, at.x, at.y, at.w, theme.strong, INK, most=2)


def _ratings(pen: Pen, view: OpinionView, at: Rect) -> int:
    theme = pen.theme
    gap = theme.px(16)
    w = (at.w - 2 * gap) // 3
    for number, (rating, label) in enumerate(RATING_LABELS.items()):
        box = Rect(at.x + number * (w + gap), at.y, w, at.h)
        chosen = view.form.rating == rating
        pen.box(box, RED if chosen else CARD, theme.radius, RED, theme.px(3))
        pen.centred(pen.say(label), box, theme.button, ON_RED if chosen else RED)
        pen.target(box, f"rate-{_name(rating)}", Rate(rating))
    return at.bottom


def _name(rating: Rating) -> str:
    return {"satisfied": "satisfied", "basically-satisfied": "basically", "not-satisfied": "not"}[rating]


def _phrases(pen: Pen, at: Rect, columns: int) -> int:
    theme = pen.theme
    gap = theme.px(12)
    w = (at.w - (columns - 1) * gap) // columns
    h = theme.touch
    for number, phrase in enumerate(PHRASES):
        row, column = divmod(number, columns)
        box = Rect(at.x + column * (w + gap), at.y + row * (h + gap), w, h)
        pen.box(box, TINT, theme.radius, LINE, theme.px(2))
        said = pen.say(phrase)
        pen.centred(said, box, theme.strong, INK)
        pen.target(box, f"phrase-{number}", Choose(said))
    rows = (len(PHRASES) + columns - 1) // columns
    return at.y + rows * h + (rows - 1) * gap


def _field(pen: Pen, view: OpinionView, at: Rect) -> None:
    """What has been written; the end stays in sight."""
    theme = pen.theme
    pen.box(at, CARD, theme.radius, LINE, theme.px(2))
    pad = theme.px(18)
    inner = Rect(at.x + pad, at.y + theme.px(10), at.w - 2 * pad, at.h - theme.px(20))
    text = view.form.text + view.form.letters
    if view.form.problem:
        pen.box(Rect(at.x, at.bottom - theme.px(60), at.w, theme.px(60)), NOTICE_TINT, theme.radius)
        pen.text(view.form.problem, inner.x, at.bottom - theme.px(52), inner.w, theme.note, NOTICE_INK, most=1)
        inner = Rect(inner.x, inner.y, inner.w, inner.h - theme.px(60))
    if not text:
        pen.text(pen.say("您的意见（可以不写）"), inner.x, inner.y, inner.w, theme.body, SOFT_INK, most=1)
        return
    lines = pen.lines(text, inner.w, theme.body)
    room = max(1, inner.h // theme.body.line_px)
    y = inner.y
    for line in lines[-room:]:
        pen.line(line, inner.x, y, theme.body, INK)
        y += theme.body.line_px


def _send(pen: Pen, view: OpinionView, at: Rect) -> None:
    theme = pen.theme
    if not can_send(view.form):
        pen.box(at, TINT, theme.radius, LINE, theme.px(2))
        pen.centred(pen.say("正在提交") if view.form.sending else pen.say("提交"), at, theme.button, FAINT_INK)
        return
    pen.box(at, RED, theme.radius)
    pen.centred(pen.say("提交"), at, theme.button, ON_RED)
    pen.target(at, "send", Send())
