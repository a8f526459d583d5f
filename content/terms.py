"""The field's terms (公开用语), and the Chinese words for them, which stand here once.

Enumerations: 政府信息公开条例 (2019), 国办发〔2019〕54号 (the standard catalogue's columns), 党务公开条例(试行).
"""

from __future__ import annotations

import enum


class SixOpen(enum.Enum):
    """六公开: whose affairs are disclosed."""

    PARTY = "party"
    GOVERNMENT = "government"
    JUDICIAL = "judicial"
    PUBLIC_SERVICE = "public-service"
    ENTERPRISE = "enterprise"
    VILLAGE = "village"


class FiveOpen(enum.Enum):
    """五公开: which part of the work is disclosed."""

    DECISION = "decision"
    EXECUTION = "execution"
    MANAGEMENT = "management"
    SERVICE = "service"
    RESULT = "result"


class Timing(enum.Enum):
    """公开时限类别: how long the item lives and how often it comes."""

    LONG_TERM = "long-term"
    PERIODIC = "periodic"
    STAGED = "staged"
    PROMPT = "prompt"


class Stage(enum.Enum):
    """事前→决策→执行→结果: where one matter stands."""

    BEFORE = "before"
    DECISION = "decision"
    EXECUTION = "execution"
    RESULT = "result"


class DayKind(enum.Enum):
    """How a legal time limit counts: 工作日, or every day of the calendar."""

    WORKDAY = "workday"
    CALENDAR_DAY = "calendar-day"


class Audience(enum.Enum):
    """公开对象. Only PUBLIC, or VILLAGERS on their own unit's terminal, ever leaves the hub."""

    PUBLIC = "public"
    VILLAGERS = "villagers"
    PARTY_MEMBERS = "party-members"
    INTERNAL = "internal"


SHOWABLE_AUDIENCES = frozenset({Audience.PUBLIC, Audience.VILLAGERS})


class Window(enum.Enum):
    """五个窗口: the five doors on the kiosk's home screen (岢岚县's five windows)."""

    PARTY = "party"
    SERVICES = "services"
    ENQUIRY = "enquiry"
    INTERACTION = "interaction"
    PERFORMANCE = "performance"


class Level(enum.Enum):
    """层级 of a unit."""

    COUNTY = "county"
    DEPARTMENT = "department"
    TOWNSHIP = "township"
    VILLAGE = "village"


SIX_OPEN_LABELS = {
    SixOpen.PARTY: "党务",
    SixOpen.GOVERNMENT: "政务",
    SixOpen.JUDICIAL: "司法",
    SixOpen.PUBLIC_SERVICE: "事务",
    SixOpen.ENTERPRISE: "厂务",
    SixOpen.VILLAGE: "村务",
}

FIVE_OPEN_LABELS = {
    FiveOpen.DECISION: "决策",
    FiveOpen.EXECUTION: "执行",
    FiveOpen.MANAGEMENT: "管理",
    FiveOpen.SERVICE: "服务",
    FiveOpen.RESULT: "结果",
}

TIMING_LABELS = {
    Timing.LONG_TERM: "长期",
    Timing.PERIODIC: "定期",
    Timing.STAGED: "逐段",
    Timing.PROMPT: "及时",
}

STAGE_LABELS = {
    Stage.BEFORE: "事前",
    Stage.DECISION: "决策",
    Stage.EXECUTION: "执行",
    Stage.RESULT: "结果",
}

DAY_KIND_LABELS = {
    DayKind.WORKDAY: "工作日",
    DayKind.CALENDAR_DAY: "自然日",
}

AUDIENCE_LABELS = {
    Audience.PUBLIC: "社会",
    Audience.VILLAGERS: "特定群体(村)",
    Audience.PARTY_MEMBERS: "党内",
    Audience.INTERNAL: "单位内",
}

WINDOW_LABELS = {
    Window.PARTY: "党务公开",
    Window.SERVICES: "网上办事",
    Window.ENQUIRY: "网上查询",
    Window.INTERACTION: "在线互动",
    Window.PERFORMANCE: "绩效评估",
}

LEVEL_LABELS = {
    Level.COUNTY: "县",
    Level.DEPARTMENT: "部门",
    Level.TOWNSHIP: "乡镇",
    Level.VILLAGE: "村",
}
