"""Who issued a document and what kind it is, as far as its title and address tell."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

# The issuer stands before the verb: 国务院办公厅 | 转发国家计委关于…
_VERB = re.compile(
    r"关于|印发|转发|批转|发布|公布|贯彻|批准|同意|授予|表彰|废止|修改|对.{2,30}(?:提案|建议)的答复|拟任职|公告|公报|令"
)
_ISSUER_ENDS = re.compile(
    r"(?:国务院|政府|办公[厅室]|委员?会?|军委|军区|[厅局部署院处科]|机制|小组|指挥部|联席会议|法院|检察院|协会|中心|公司|集团)$"
)
_MAX_ISSUER = 60

# Whose site it is, for titles that name no issuer (条例, 办法).
SITES = {
    "www.gov.cn": "国务院",
    "www.henan.gov.cn": "河南省人民政府",
    "www.sc.gov.cn": "四川省人民政府",
    "www.mohurd.gov.cn": "住房和城乡建设部",
    "www.mca.gov.cn": "民政部",
    "www.safe.gov.cn": "国家外汇管理局",
}

# 公文种类 (党政机关公文处理工作条例, art. 8) and the kinds of law (立法法); the longer first.
KINDS = (
    "实施细则 实施办法 实施意见 若干意见 指导意见 工作方案 实施方案 应急预案 条例 规定 办法 细则 规则 决议 决定 命令 "
    "公报 公告 通告 意见 通知 通报 报告 请示 批复 议案 复函 函 纪要 令 答复 方案 预案 规划 贺电 法"
).split()
_KIND = re.compile(rf"(?P<kind>{'|'.join(KINDS)})(?:[（(【\[][^）)】\]]*[）)】\]])*$")


def issuer(title: str, url: str, hint: str) -> str:
    """The issuing authority: from the title, else as the source says, else from the site; "" if none tells."""
    verb = _VERB.search(title)
    if verb:
        named = title[: verb.start()].strip(" 《")
        if 2 <= len(named) <= _MAX_ISSUER and _ISSUER_ENDS.search(named):
            return named
    if hint.strip():
        return hint.strip()[:100]
    return SITES.get(urlsplit(url).hostname or "", "")


def kind(title: str) -> str:
    """公文种类, such as 通知; "" if the title does not end with one."""
    found = _KIND.search(title.strip())
    return found["kind"] if found else ""
