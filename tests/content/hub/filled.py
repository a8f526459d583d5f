"""What a clerk writes into the templates: by the prompt of a blank, the label of a row, the head of a column."""

from __future__ import annotations

import re
from datetime import date

from msgspec import structs

from content.blocks import Block, Contact, Fact, Facts, Heading, Paragraph, Service, Step, Steps, Table
from content.disclosure import NoticePeriod
from content.hub.disclosures.draft import Draft

PROMPTS = {
    "主要内容": "本办法共五章二十条，规定了养护责任、资金来源和考核办法。",
    "事项名称": "老年人优待证办理",
    "文件名称": "清源县农村公路养护办法",
    "应到人数": "36", "实到人数": "33", "同意人数": "31",
    "地块名称": "镇东一号地块", "工程名称": "东干渠维修工程", "项目名称": "村内道路硬化项目",
    "季度": "三", "年度": "2025", "批次": "3", "月份": "11", "期间": "上半年",
    "审核意见": "票据齐全，账目相符",
    "当事人": "某某建材经营部", "案由": "占道经营案",
    "情况说明": "机关运行经费支出比上年减少，政府采购全部在公共资源交易平台进行。",
    "批准机关": "镇人民代表大会", "批准日期": "2026年3月20日",
    "收支说明": "收支平衡，没有赤字",
    "政策名称": "耕地地力保护补贴政策", "补贴名称": "耕地地力保护补贴",
    "救助标准": "按照县定低保标准的六倍以内核定", "补助标准": "每户不超过12000元", "补贴标准": "每亩105元",
    "材料清单": "身份证件原件和一寸照片两张，原件当场退还。",
    "查询方式": "凭登记编号到镇信访接待室或者拨打电话查询",
}  # fmt: skip
LABELS = {
    "姓名": "周明远", "性别": "男", "民族": "汉族", "出生年月": "1983.06", "学历": "大学", "政治面貌": "中共党员",
    "现任职务": "柳溪镇副镇长", "拟任职务": "拟任乡镇党委副书记",
    "政策文件": "《耕地地力保护补贴实施方案》", "设定依据": "《中华人民共和国老年人权益保障法》",
    "处罚依据": "《城市市容和环境卫生管理条例》", "处罚内容": "罚款500元", "违法事实": "占用人行道堆放建材",
    "决定书文号": "清城罚决字〔2026〕18号", "决定日期": "2026年11月2日", "处罚机关": "清源县城市管理局",
}  # fmt: skip
COLUMNS = {  # first row, second row, sum: added up by hand
    "保障人数": ("2", "1", "3"), "月保障金额（元）": ("860.00", "430.00", "1,290.00"),
    "救助金额（元）": ("3,000.00", "1,500.00", "4,500.00"), "补助金额（元）": ("12,000.00", "9,000.00", "21,000.00"),
    "面积（亩）": ("4.0", "6.5", "10.5"), "补贴金额（元）": ("420.00", "682.50", "1,102.50"),
    "期初余额（元）": ("1,000.00", "200.00", "1,200.00"), "本期收入（元）": ("500.00", "50.00", "550.00"),
    "本期支出（元）": ("300.00", "0.00", "300.00"), "期末余额（元）": ("1,200.00", "250.00", "1,450.00"),
    "金额（元）": ("180.00", "120.00", "300.00"), "金额（万元）": ("1,286.40", "36.20", "1,322.60"),
    "流转面积（亩）": ("120.0", "80.5", "200.5"), "流转价款（元）": ("60,000.00", "40,250.00", "100,250.00"),
    "筹资金额（元）": ("3,200.00", "1,800.00", "5,000.00"), "筹劳（工日）": ("64", "36", "100"),
    "参加人数": ("64", "36", "100"), "受益户数": ("210", "96", "306"),
    "建筑面积（平方米）": ("120.0", "95.5", "215.5"), "宅基地面积（平方米）": ("160", "140", ""),
    "姓名": ("张*才", "欧阳*平", ""), "户主": ("王*", "李*军", ""), "序号": ("1", "2", ""), "家庭人口": ("4", "3", ""),
    "日期": ("7月6日", "8月11日", ""), "办公电话": ("0900-5550102", "0900-5550103", ""),
}  # fmt: skip
NOTICE = NoticePeriod(date(2026, 12, 1), date(2027, 1, 15), "受理电话 0900-5550101")
NEEDS_NOTICE = frozenset(("任前公示", "征求意见", "土地征收", "房屋征收", "低保公示"))


def filled(draft: Draft) -> Draft:
    """The draft as it is when a clerk has written everything."""
    notice = NOTICE if draft.genre in NEEDS_NOTICE else None
    return structs.replace(draft, title=_written(draft.title), blocks=tuple(map(_block, draft.blocks)), notice=notice)


def _block(block: Block) -> Block:
    match block:
        case Heading() | Paragraph():
            return structs.replace(block, text=_written(block.text))
        case Facts():
            rows = tuple(Fact(row.label, LABELS.get(row.label) or _value(row.label)) for row in block.rows)
            return structs.replace(block, rows=rows)
        case Table():
            cells = [COLUMNS.get(column, (f"{column}甲", f"{column}乙", "")) for column in block.columns]
            rows = tuple(tuple(cell[number] for cell in cells) for number in (0, 1))
            total = ("合计", *(cell[2] for cell in cells[1:])) if block.total else ()
            return structs.replace(block, rows=rows, total=total)
        case Steps():
            return structs.replace(
                block, steps=tuple(Step(name, "便民服务中心") for name in ("申请", "受理", "审核", "办结"))
            )
        case Service():
            return structs.replace(block, fee="不收费", legal_limit="20个工作日", promised_limit="当场办结")
        case Contact():
            return Contact("柳溪镇便民服务中心", "0900-5550101", "柳溪镇人民路1号", "工作日9时至17时")
    raise AssertionError(block)


def _value(label: str) -> str:
    return "0900-5550101" if "电话" in label else f"{label}见柳溪镇人民政府公告栏"


def _written(text: str) -> str:
    return re.sub("【待填：([^】]*)】", lambda blank: PROMPTS[blank[1]], text)
