"""Why a disclosure is not shown any more, and what is said when nothing can be shown."""

from __future__ import annotations

from msgspec import Struct

from content.record import DisclosureId
from kiosk import wording
from kiosk.language import Language
from kiosk.viewmodel.context import Context
from kiosk.viewmodel.text import one_line


class GoneView(Struct, frozen=True):
    """A disclosure that was here: why it is not shown any more, and what took its place."""

    headline: str
    sentence: str
    replaced_by: DisclosureId | None = None


class SafeView(Struct, frozen=True):
    """Nothing verified can be shown at present."""

    headline: str
    sentence: str


def waiting(language: Language) -> SafeView:
    """There is no store, or it holds nothing."""
    return SafeView(
        language.say("内容正在准备"),
        language.say(
            "本机还没有可以展示的公开内容。内容送达并核验后会自动显示，请您稍候，也可以查看大厅公开栏或向工作人员咨询。"
        ),
    )


def unreadable(language: Language) -> GoneView:
    """The disclosure cannot be decoded."""
    return GoneView(
        language.say("这条公开内容暂时无法显示"),
        language.say("本机读取这条内容时出错，已经记录。请返回查看其他内容。"),
    )


def gone(disclosure_id: DisclosureId, context: Context) -> GoneView:
    """Why this disclosure may not be shown."""
    last_seen, say = context.last_seen, context.say
    withdrawn = context.library.withdrawal(disclosure_id)
    if withdrawn is not None and (last_seen is None or last_seen.id != disclosure_id or last_seen.rev <= withdrawn.rev):
        reason = one_line(withdrawn.reason).rstrip("。")
        when = wording.minute(withdrawn.at, context.language)
        replaced = DisclosureId(withdrawn.replaced_by) if withdrawn.replaced_by else None
        why = say("撤回原因：{reason}。", reason=reason) if reason else say("发布单位没有写明原因，可向发布单位询问。")
        sentence = say("发布单位已于{when}撤回这条内容。{why}", when=when, why=why)
        return GoneView(say("这条公开内容已经撤回"), sentence, replaced)
    if last_seen is not None and last_seen.id == disclosure_id:
        if last_seen.valid_until is not None and last_seen.valid_until <= context.now:
            until = wording.minute(last_seen.valid_until, context.language)
            sentence = say("按照规定，这条内容展示到{until}为止，现已从屏幕上撤下。", until=until)
            return GoneView(say("这条公开内容展示期已满"), sentence)
        if last_seen.max_offline_days:
            days = last_seen.max_offline_days
            return GoneView(
                say("这条公开内容暂停展示"),
                say(
                    "本机已超过{days}天没有联网核验。为避免展示过时的名单，这条内容暂停展示，恢复联网后会自动出现。",
                    days=days,
                ),
            )
    return GoneView(say("这条公开内容现在不能展示"), say("它可能已经撤下、期满或还没有开始公开。请返回查看其他内容。"))
