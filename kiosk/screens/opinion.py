"""意见: satisfied or not, a few words, perhaps a telephone number, and 提交."""

from __future__ import annotations

from content.store.outbox import MAX_OPINION_LENGTH, RATING_LABELS, Rating
from kiosk.drawing import Pen, Rect
from kiosk.forms import KeepInConfidence, Rate, Send, WriteInto, can_send
from kiosk.keyboard import Choose
from kiosk.language import marked
from kiosk.theme import CARD, FAINT_INK, INK, LINE, NOTICE_INK, NOTICE_TINT, ON_RED, RED, SOFT_INK, TINT
from kiosk.viewmodel.opinion import OpinionView
from kiosk.widgets.chrome import Around, Bar, draw_bar, draw_header, page_area
from kiosk.widgets.keys import draw_digits, draw_keys, draw_words, keys_height

PHRASES = marked("内容看不懂。", "内容不完整。", "公开不及时。", "请公开办理结果。", "请答复我。", "办得好，谢谢。")
ABOVE, BESIDE = marked("点按上面的短语，或用拼音打字。", "点按左边的短语，或用拼音打字。")
LEAST_LINES = 2  # of what has been written stay in sight, whatever else must go


def draw_opinion(pen: Pen, view: OpinionView, around: Around) -> None:
    theme = pen.theme
    draw_header(pen, around, pen.say("评价和意见"))
    area = page_area(pen)
    gap = theme.px(14)
    if theme.portrait:
        y = _about(pen, view, area)
        y = _ratings(pen, view, Rect(area.x, y + gap, area.w, _tall(pen, 118))) + gap
        typing = _typing(pen, view, area)
        send = Rect(area.x, typing - gap - _tall(pen, 112), area.w, _tall(pen, 112))
        private = Rect(area.x, send.y - gap - _tall(pen, 92), area.w, _tall(pen, 92))
        y = _phrases(pen, Rect(area.x, y, area.w, private.y - gap - _least_field(pen) - gap - y)) + gap
        _field(pen, view, Rect(area.x, y, area.w, private.y - gap - y))
    else:
        half = (area.w - 2 * theme.gap) // 2
        y = _about(pen, view, Rect(area.x, area.y, half, 0))
        y = _ratings(pen, view, Rect(area.x, y + gap, half, _tall(pen, 104))) + gap
        send = Rect(area.x, area.bottom - theme.px(8) - _tall(pen, 104), half, _tall(pen, 104))
        private = Rect(area.x, send.y - gap - _tall(pen, 92), half, _tall(pen, 92))
        _phrases(pen, Rect(area.x, y, half, private.y - gap - y))
        right = Rect(area.right - half, area.y, half, area.h - theme.px(8))
        typing = _typing(pen, view, right)
        _field(pen, view, Rect(right.x, right.y, half, typing - gap - right.y))
    _private(pen, view, private)
    _send(pen, view, send)
    count = pen.say("{written}/{most}字", written=len(view.form.text), most=MAX_OPINION_LENGTH)
    draw_bar(pen, around, Bar(info=count if view.form.text else ""))


def _tall(pen: Pen, least: float) -> int:
    """So high, and high enough for a button's line."""
    return max(pen.theme.px(least), pen.theme.button.line_px + pen.theme.px(24))


def _about(pen: Pen, view: OpinionView, at: Rect) -> int:
    text = pen.say("评价：《{title}》", title=view.about) if view.about else pen.say("对我们的公开工作，您有什么意见？")
    return pen.text(text, at.x, at.y, at.w, pen.theme.strong, INK, most=2 if view.about else 1)


def _ratings(pen: Pen, view: OpinionView, at: Rect) -> int:
    theme = pen.theme
    gap = theme.px(16)
    w = (at.w - 2 * gap) // 3
    for number, (rating, label) in enumerate(RATING_LABELS.items()):
        box = Rect(at.x + number * (w + gap), at.y, w, at.h)
        chosen = view.form.rating == rating
        pen.box(box, RED if chosen else CARD, theme.radius, RED, theme.px(3))
        said = pen.say(label)
        pen.centred(f"✓ {said}" if chosen else said, box, theme.button, ON_RED if chosen else RED)
        pen.target(box, f"rate-{_name(rating)}", Rate(rating))
    return at.bottom


def _name(rating: Rating) -> str:
    return {"satisfied": "satisfied", "basically-satisfied": "basically", "not-satisfied": "not"}[rating]


def _phrases(pen: Pen, at: Rect) -> int:
    """Two beside each other, as many rows as there is room for."""
    theme = pen.theme
    gap = theme.px(12)
    w, h = (at.w - gap) // 2, _tall(pen, 92)
    y = at.y
    for row in range(len(PHRASES) // 2):
        if y + h > at.bottom:
            break
        for column in range(2):
            phrase = pen.say(PHRASES[2 * row + column])
            box = Rect(at.x + column * (w + gap), y, w, h)
            pen.box(box, TINT, theme.radius, LINE, theme.px(2))
            pen.centred(phrase, box, theme.strong, INK)
            pen.target(box, f"phrase-{2 * row + column}", Choose(phrase))
        y += h + gap
    return y - gap if y > at.y else y


def _least_field(pen: Pen) -> int:
    return LEAST_LINES * pen.theme.body.line_px + pen.theme.px(20)


def _field(pen: Pen, view: OpinionView, at: Rect) -> None:
    """What has been written; the end stays in sight. Touched, the keys write into it."""
    theme, form = pen.theme, view.form
    active = form.field == "text"
    pen.box(at, CARD, theme.radius, RED if active else LINE, theme.px(3 if active else 2))
    pen.target(at, "field-text", WriteInto("text"))
    pad = theme.px(18)
    inner = Rect(at.x + pad, at.y + theme.px(10), at.w - 2 * pad, at.h - theme.px(20))
    if form.problem:
        problem = pen.say(form.problem)
        lines = pen.lines(problem, inner.w, theme.note_strong, 2)
        high = len(lines) * theme.note_strong.line_px + theme.px(20)
        pen.box(Rect(at.x, at.bottom - high, at.w, high), NOTICE_TINT, theme.radius)
        pen.text(form.problem, inner.x, at.bottom - high + theme.px(10), inner.w, theme.note_strong, NOTICE_INK, most=2)
        inner = Rect(inner.x, inner.y, inner.w, inner.h - high)
    text = form.text + form.letters
    if not text:
        hint = pen.say("您的意见（可以不写）")
        pen.text(hint, inner.x, inner.y, inner.w, theme.body, SOFT_INK, most=1)
        return
    lines = pen.lines(text, inner.w, theme.body)
    room = max(1, inner.h // theme.body.line_px)
    y = inner.y
    for line in lines[-room:]:
        pen.line(line, inner.x, y, theme.body, INK)
        y += theme.body.line_px


def _private(pen: Pen, view: OpinionView, at: Rect) -> None:
    """The telephone number, and whether the text too is for the clerk alone."""
    theme, form = pen.theme, view.form
    if view.sealing_key is None:
        pen.box(at, TINT, theme.radius, LINE, theme.px(2))
        pen.centred(pen.say("本机暂时不能留电话；意见照常提交。"), at.inset(theme.px(8)), theme.note, SOFT_INK)
        return
    gap = theme.px(16)
    phone = Rect(at.x, at.y, (at.w - gap) * 58 // 100, at.h)
    active = form.field == "phone"
    pen.box(phone, CARD, theme.radius, RED if active else LINE, theme.px(3 if active else 2))
    said = _phone_said(pen, form.phone, active)
    pen.centred(said, phone.inset(theme.px(8)), theme.strong, INK if form.phone else SOFT_INK)
    pen.target(phone, "field-phone", WriteInto("phone"))
    secret = Rect(phone.right + gap, at.y, at.right - phone.right - gap, at.h)
    kept = form.in_confidence
    pen.box(secret, RED if kept else CARD, theme.radius, RED, theme.px(2))
    label = pen.say("只给经办人看")
    pen.centred(f"✓ {label}" if kept else label, secret.inset(theme.px(8)), theme.strong, ON_RED if kept else RED)
    pen.target(secret, "in-confidence", KeepInConfidence())


def _phone_said(pen: Pen, phone: str, active: bool) -> str:
    """The digits in groups while they are typed; their middle hidden as soon as the keys write elsewhere."""
    if not phone:
        return pen.say("联系电话（可以不留）")
    shown = phone if active else phone[:3] + "*" * max(0, len(phone) - 7) + phone[-min(4, max(0, len(phone) - 3)) :]
    if phone.startswith("0"):
        area = 3 if phone.startswith(("010", "02")) else 4
        return f"{shown[:area]} {shown[area:]}".strip()
    return " ".join(part for part in (shown[:3], shown[3:7], shown[7:]) if part)


def _typing(pen: Pen, view: OpinionView, area: Rect) -> int:
    """Keys and what stands above them, at the bottom of the area. Returns where they begin."""
    theme, form = pen.theme, view.form
    gap = theme.px(14)
    above = _tall(pen, 92)
    top = area.bottom - keys_height(pen) - gap - above
    strip = Rect(area.x, top, area.w, above)
    keys = Rect(area.x, top + above + gap, area.w, 0)
    if form.field == "phone":
        why = pen.say("电话只供经办人回复您用，提交时立即加密，在本机上谁也看不到。")
        lines = pen.lines(why, strip.w, theme.note, 2)
        y = strip.y + (strip.h - len(lines) * theme.note.line_px) // 2
        pen.text(why, strip.x, y, strip.w, theme.note, SOFT_INK, most=2)
        draw_digits(pen, keys)
    else:
        draw_words(pen, view.words, len(form.letters), strip, pen.say(ABOVE if theme.portrait else BESIDE))
        draw_keys(pen, keys)
    return top


def _send(pen: Pen, view: OpinionView, at: Rect) -> None:
    theme = pen.theme
    if not can_send(view.form):
        pen.box(at, TINT, theme.radius, LINE, theme.px(2))
        pen.centred(pen.say("正在提交") if view.form.sending else pen.say("提交"), at, theme.button, FAINT_INK)
        return
    pen.box(at, RED, theme.radius)
    pen.centred(pen.say("提交"), at, theme.button, ON_RED)
    pen.target(at, "send", Send())
