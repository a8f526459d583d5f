"""What boards report, in the words of clerks and technicians: one table for each kind of fact. No Django here.

Terminals send kinds (content.store.board_status.ReasonKind), names of NTCIP 1203 and model names, never sentences that
would have to be translated. A kind of a later version is told as 其他原因; the English sentence is the technician's.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from content.led_line import LED_STYLE_LABELS
from content.store.board_status import Reason, ReasonKind

MODEL_LABELS = MappingProxyType(
    {
        "onbon-bx5k": "仰邦 BX-5K",
        "onbon-bx6k": "仰邦 BX-6K",
        "onbon-bx6": "仰邦 BX-6 图文卡",
        "jetfile2": "JetFile II",
        "alpha": "Alpha",
        "am03127": "AM03127",
        "cpower1200": "流明 C-Power 1200",
        "hanover": "Hanover 翻板屏",
        "modbus-text": "Modbus 文字屏",
        "window": "全彩屏（HDMI 窗口）",
    }
)
CLASS_LABELS = MappingProxyType(
    {
        "A": "A 类：主机停机后，卡到时自己变黑",
        "B": "B 类：主机停机后，继电器断开屏的电源",
        "C": "C 类：没有保证，主机停机后最后一行字一直留着",
    }
)
WARNING_OF_C = (
    "C 类屏：终端一旦停机或断线，这行字会一直留在屏上，到期、撤回都撤不下来，要有人到现场断电。"
    "只放长期有效的话，或安排专人看守。"
)
_REASONS: Mapping[str, str] = MappingProxyType(
    {
        ReasonKind.SIGNATURES: "两位审批人的签名没有通过核验",
        ReasonKind.NOT_YET: "展示期还没有开始",
        ReasonKind.OVER: "展示期已过",
        ReasonKind.WITHDRAWN: "短讯已撤回",
        ReasonKind.DISCLOSURE_WITHDRAWN: "所公告的事项 {about} 已撤下",
        ReasonKind.DISCLOSURE_ABSENT: "终端上没有所公告的事项 {about}：还没有同步到，或不属于这台终端订阅的单位",
        ReasonKind.DISCLOSURE_CHANGED: "所公告的事项 {about} 已更新，短讯须按新版重新拟",
        ReasonKind.SUPERSEDED: "这块屏已经显示过更新的短讯，旧的不再上屏",
        ReasonKind.EMERGENCY_FIRST: "应急短讯（或演练）占用全屏，结束后恢复",
        ReasonKind.GONE: "短讯 {about} 已从终端撤下",
        ReasonKind.EMPTY: "短讯是空的",
        ReasonKind.CHARACTER: "这块屏显示不了「{about}」，请改写",
        ReasonKind.INVISIBLE: "短讯里有看不见的控制字符({about}),请删去后重拟",
        ReasonKind.STYLE: "这种型号的屏不会「{about}」，请换一种显示方式",
        ReasonKind.LENGTH: "短讯太长，这块屏放不下，请缩短",
        ReasonKind.FONT: "画字用的字库文件没有装好，请联系技术员",
        ReasonKind.SETTINGS: "这块屏的参数与它的型号不符，请联系技术员",
        ReasonKind.FORMAT: "这种型号的屏收不了这条内容，请联系技术员",
        ReasonKind.CARD_REFUSED: "屏回答：不接受",
        ReasonKind.BUSY: "屏回答：忙，或没有收清楚",
        ReasonKind.NO_ANSWER: "屏没有应答",
        ReasonKind.GARBLED: "收到的不是有效应答，可能是波特率、接线或型号不对",
        ReasonKind.NEVER_ANSWERS: "这种型号的屏从不应答",
        ReasonKind.CABLE: "到屏的线路不通",
        ReasonKind.QUIET_HOURS: "静默时段，按设定不显示",
        ReasonKind.UNPOWERED: "供电时段以外，按设定关屏",
        ReasonKind.NO_LINE: "没有要显示的短讯",
        ReasonKind.EVENT: "{about}",
        ReasonKind.OTHER: "其他原因，请联系技术员",
    }
)
_STATES = MappingProxyType(
    {
        "": "还没有发送",
        "shown": "已显示，屏已确认",
        "dark": "黑屏，屏已确认",
        "unconfirmed": "已发出，未确认",
        "unreachable": "联系不上屏",
    }
)
_SOURCES = MappingProxyType(
    {
        "local": "现场操作",
        "external": "外部触发",
        "central": "平台直接下发",
        "timebasedScheduler": "按节目单",
        "powerRecovery": "断电恢复之后",
        "reset": "程序重新启动之后",
        "commLoss": "与平台失去联系之后",
        "powerLoss": "主机断电",
        "endDuration": "展示时间已到",
    }
)
_ERRORS = MappingProxyType(
    {
        "communications": "通信故障",
        "power": "电源故障",
        "attached_device": "心跳输出（继电器）故障",
        "lamp": "灯故障",
        "pixel": "像素故障",
        "photocell": "光敏故障",
        "message": "有短讯未能激活",
        "controller": "控制卡故障",
        "temperature_warning": "温度警告",
        "climate_control": "温控故障",
        "critical_temperature": "温度过高",
        "drum_rotor": "翻转机构故障",
        "door_open": "箱门打开",
        "humidity": "湿度警告",
    }
)
_STYLES = MappingProxyType({style.value: label for style, label in LED_STYLE_LABELS.items()})


def model_label(model: str) -> str:
    """型号 as the wiring guide names it; a model of a later version by its own name."""
    return MODEL_LABELS.get(model, model)


def class_label(safety_class: str) -> str:
    """安全等级 with its meaning."""
    return CLASS_LABELS.get(safety_class, "未知")


def state_label(state: str) -> str:
    return _STATES.get(state, f"未知状态 {state}")


def source_label(source: str) -> str:
    return _SOURCES.get(source, source)


def error_label(error: str) -> str:
    return _ERRORS.get(error, error)


def reason_label(reason: Reason) -> str:
    """Why, for people; the English sentence is not part of it."""
    words = _REASONS.get(reason.kind, _REASONS[ReasonKind.OTHER])
    about = reason.about
    if reason.kind == ReasonKind.STYLE:
        about = _STYLES.get(about, about)
    elif reason.kind == ReasonKind.EVENT:
        about = source_label(about)
    return words.format(about=about)
