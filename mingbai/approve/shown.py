"""What an approver looks at: a line or a template in words, and its picture on every board, drawn on this machine.

The hub is not believed here: the payload is read by the rules, the picture is drawn from it and compared with the one
that it names, and what is signed is exactly the bytes that were shown.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from content.errors import TrustError
from content.feed.led_rules import read_led_line, read_led_template
from content.led_line import URGENCY_LABELS, LedLine, LedStyle, LedUrgency
from content.led_template import Blank, BlankForm, LedTemplate
from content.record import COUNTY_TIME
from display.board import Board
from display.errors import DisplayError
from mingbai.approve.waiting import Waiting, plain

RULE = "!" * 80
WARNINGS = {
    LedUrgency.DRILL: "【演练】 应急演练短讯:签满两人立即上屏,盖过一般短讯",
    LedUrgency.EMERGENCY: "【应急】 应急短讯:签满两人立即上屏,盖过其他一切内容,静默、关屏时段也点亮",
}
OF_TEMPLATE = "出自应急模板:您一人签名,立即上屏,不再经过第二人"
IS_TEMPLATE = "应急模板:签满两人后,任何一位审批人填好空格、签名即上屏,不再经过第二人"
STYLES = {LedStyle.SCROLL_LEFT: "左移", LedStyle.SCROLL_UP: "上移", LedStyle.STILL: "静止"}

Draw = Callable[[str, LedStyle, Board], bytes]


@dataclass(frozen=True)
class Shown:
    """A line or a template, its bytes, its picture (PNG) on every board. A template's has the longest fillings."""

    content: LedLine | LedTemplate
    payload: bytes
    previews: dict[str, bytes]


def show(waiting: Waiting, draw: Draw) -> Shown:
    """Read a line and draw it. Raises TrustError if it breaks a rule, cannot be drawn, or looks other than it says.

    The payload's preview hash, if it has one, is of the picture on the first of its boards.
    """
    payload = _payload(waiting, "line")
    line = read_led_line(payload)
    return Shown(line, payload, _drawn(f"line {waiting.request}", line, line.text, waiting, draw))


def show_template(waiting: Waiting, draw: Draw) -> Shown:
    """As ``show``, of a template."""
    payload = _payload(waiting, "template")
    template = read_led_template(payload)
    return Shown(template, payload, _drawn(f"template {waiting.request}", template, template.specimen(), waiting, draw))


def describe(shown: Shown, request: int, signed_by: Sequence[str]) -> str:
    """It in words, for the approver. Nothing of it can steer the terminal it is printed on."""
    content = shown.content
    rows = _of_line(content, request) if isinstance(content, LedLine) else _of_template(content, request)
    rows += [
        ("预览", "与所载一致" if content.preview_sha256 else "未载预览,图为本机所绘"),
        ("已签", "、".join(keyid[:8] for keyid in signed_by) or "无"),
    ]
    words = "\n".join(f"{label}  {plain(value)}" for label, value in rows)
    warning = _warning(content)
    return f"{RULE}\n{warning}\n{RULE}\n{words}\n{RULE}" if warning else words


def _warning(content: LedLine | LedTemplate) -> str:
    if isinstance(content, LedTemplate):
        return IS_TEMPLATE
    said = WARNINGS.get(content.urgency, "")
    return f"{OF_TEMPLATE}\n{said}" if content.template else said


def _of_line(line: LedLine, request: int) -> list[tuple[str, str]]:
    hours = (line.valid_until - line.valid_from).total_seconds() / 3600
    rows = [
        ("短讯", f"第 {request} 号,{line.id} 第 {line.rev} 版,序号 {line.seq}"),
        ("级别", URGENCY_LABELS[line.urgency]),
        ("内容", line.text),
        ("字数", f"{len(line.text)}"),
        ("方式", STYLES[line.style]),
        ("屏幕", "、".join(line.boards)),
        ("有效", f"{_term(line)},共 {hours:g} 小时"),
        ("依据", f"{line.disclosure} 第 {line.disclosure_rev} 版"),
    ]
    if line.template:
        rows.append(("模板", f"指纹 {line.template[:8]},填入:{'、'.join(line.fillings)}"))
    return rows


def _of_template(template: LedTemplate, request: int) -> list[tuple[str, str]]:
    return [
        ("模板", f"第 {request} 号,{template.name}"),
        ("级别", URGENCY_LABELS[template.urgency]),
        ("内容", template.text),
        *(("空格", f"{blank.name}:{_takes(blank)}") for blank in template.blanks),
        ("方式", STYLES[template.style]),
        ("屏幕", "、".join(template.boards)),
        ("有效", f"{_term(template)},每次最多 {template.max_hours} 小时"),
        ("依据", template.disclosure),
    ]


def _takes(blank: Blank) -> str:
    match blank.form:
        case BlankForm.CHOICE:
            return f"{len(blank.choices)} 个词:{'、'.join(blank.choices)}"
        case BlankForm.TIME:
            return "时刻,如 22:30"
        case BlankForm.DAY:
            return "日期,如 7月21日"
    return f"数字,{blank.least} 至 {blank.most},小数最多 {blank.decimals} 位"


def _term(content: LedLine | LedTemplate) -> str:
    begins, ends = (moment.astimezone(COUNTY_TIME) for moment in (content.valid_from, content.valid_until))
    return f"{begins:%Y-%m-%d %H:%M} 至 {ends:%Y-%m-%d %H:%M}(北京时间)"


def _payload(waiting: Waiting, noun: str) -> bytes:
    try:
        return base64.b64decode(waiting.payload, validate=True)
    except (binascii.Error, ValueError) as err:
        raise TrustError(f"{noun} {waiting.request}: payload is not base64") from err


def _drawn(what: str, content: LedLine | LedTemplate, text: str, waiting: Waiting, draw: Draw) -> dict[str, bytes]:
    shapes = {shape.id: shape for shape in waiting.boards}
    missing = [board for board in content.boards if board not in shapes]
    if missing:
        raise TrustError(f"{what}: the hub does not describe board {plain(', '.join(missing))}")
    try:
        previews = {board: draw(text, content.style, shapes[board].board()) for board in content.boards}
    except (DisplayError, ValueError) as err:
        raise TrustError(f"{what}: cannot be drawn, so nobody can approve it: {err}") from err
    found = hashlib.sha256(previews[content.boards[0]]).hexdigest()
    if content.preview_sha256 and found != content.preview_sha256:
        raise TrustError(
            f"{what}: drawn here its picture has sha256 {found[:12]}…, "
            f"it names {plain(content.preview_sha256[:12])}…; do not sign"
        )
    return previews
