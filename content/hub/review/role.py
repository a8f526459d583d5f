"""角色: who may do what within a unit and everything below it. A table; giving and asking is done elsewhere.

The people who keep the machine (superusers) hold no role and answer no step of a review; who audits does nothing
else, for 审计 looks at what the others did (GB/T 22239-2019: 系统管理员、审计管理员、安全管理员 apart).
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass

from content.terms import Level


class Role(enum.Enum):
    """角色; the value is its Chinese name."""

    EDITOR = "信息员"
    FIRST_REVIEWER = "初审"
    SECOND_REVIEWER = "复审"
    FINAL_REVIEWER = "终审"
    SECRECY_REVIEWER = "保密审查"
    SUPERVISOR = "监督员"
    LED_APPROVER = "LED 审批人"
    CLERK = "意见办理"
    COUNTY_OFFICE = "县公开办"
    AUDITOR = "审计"

    @property
    def key(self) -> str:
        """Its name in flows and on the command line: first-reviewer."""
        return self.name.lower().replace("_", "-")


@dataclass(frozen=True)
class Rights:
    """What a role carries.

    page_permissions: Wagtail's, at the root of the subtree. lock_page is the one that lets somebody see the subtree
    and change nothing in it; publish_page is given to nobody, for the finished review publishes.
    withdraws: takes disclosures of the subtree off the screens. erases: deletes one everywhere and for good.
    uploads: pictures and files.
    only_at: the only level at which it is given; None: at any.
    """

    does: str
    page_permissions: tuple[str, ...] = ("lock_page",)
    withdraws: bool = True
    erases: bool = False
    uploads: bool = False
    only_at: Level | None = None


RIGHTS = {
    Role.EDITOR: Rights("起草、修改、提交", ("add_page", "change_page"), uploads=True),
    Role.FIRST_REVIEWER: Rights("初审：内容、格式、校对"),
    Role.SECOND_REVIEWER: Rights("复审：政策、事实、数字"),
    Role.FINAL_REVIEWER: Rights("终审：决定公开、抹除泄露的内容", erases=True),
    Role.SECRECY_REVIEWER: Rights("填写保密审查单、抹除泄露的内容", erases=True),
    Role.SUPERVISOR: Rights("村务监督委员会等：审核村务公开"),
    Role.LED_APPROVER: Rights("在自己的设备上为显示屏短讯签名"),
    # Of the answers, which are reviewed like every disclosure.
    Role.CLERK: Rights("办理群众意见", ("add_page", "change_page")),
    Role.COUNTY_OFFICE: Rights("查看全县、撤下、抹除泄露的内容", erases=True, only_at=Level.COUNTY),
    Role.AUDITOR: Rights("查看全部记录，不作任何改动", withdraws=False),
}
BY_KEY = {role.key: role for role in Role}


def conflict_of(roles: Iterable[Role]) -> str:
    """Why one account may not hold all these roles, in Chinese; empty if it may."""
    held = set(roles)
    if Role.AUDITOR in held and len(held) > 1:
        others = "、".join(sorted(role.value for role in held - {Role.AUDITOR}))
        return f"审计不得兼任其他角色：{others}"
    return ""


def why_apart(held: Iterable[tuple[Role, str]], *, is_superuser: bool) -> list[str]:
    """For each two roles that one account may not hold, a sentence that names them and their units; in Chinese.

    held: roles, each with the name of its unit. Empty if all of them go together.
    """
    named = [(role, f"{role.value}（{unit}）") for role, unit in held]
    if is_superuser and named:
        roles = "、".join(name for _, name in named)
        return [f"系统管理员不得兼任角色：管机器的人不审稿。请取消“管理员”，或取消 {roles}。"]
    audits = [name for role, name in named if role is Role.AUDITOR]
    others = [name for role, name in named if role is not Role.AUDITOR]
    return [f"{one}与{other}不能由一个账号兼任：审计只看别人做了什么。" for one in audits for other in others]
