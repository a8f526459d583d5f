"""村务财务季度公开: a village's books for a quarter (村委会组织法 art. 30).

Opening + income − expenditure = closing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from random import Random

from content.blocks import Block, Fact, Facts, Heading, Paragraph, Table
from content.hub.disclosures.draft import Draft
from content.hub.sample.county import telephone, townships, villages_of
from content.hub.sample.days import Quarter, last_quarter
from content.hub.sample.scene import Scene, total, wan, yuan
from content.record import UnitCode
from content.terms import FiveOpen, SixOpen, Stage, Timing, Window

# Of every four villages three have their books out: the fourth is what supervision is for.
SKIP_EVERY = 4

_INCOME = (
    ("光伏电站分红", 6_000, 24_000),
    ("鱼塘承包费", 4_000, 15_000),
    ("集体林地承包费", 3_000, 18_000),
    ("机动地租金", 2_000, 12_000),
    ("门面房租金", 6_000, 30_000),
    ("冷库租赁费", 8_000, 26_000),
    ("合作社分红", 5_000, 20_000),
)
_GRANTS = (("上级转移支付（村级运转经费）", 15_000, 30_000), ("上级转移支付（一事一议）", 30_000, 60_000))
_EXPENDITURE = (
    ("村道路灯电费", 600, 2_400),
    ("卫生保洁", 3_000, 6_600),
    ("办公用品", 150, 900),
    ("会议误工补助", 600, 2_400),
    ("饮水管网维修", 800, 5_200),
    ("文化活动室取暖费", 900, 3_000),
    ("党报党刊订阅费", 300, 1_200),
    ("防火巡护补助", 900, 3_600),
    ("沟渠清淤", 2_000, 9_000),
    ("老年人活动慰问", 1_000, 4_000),
)
_WORKS = (
    ("路面硬化工程进度款", 18_000, 42_000),
    ("文化广场修缮款", 9_000, 26_000),
    ("安全饮水改造工程款", 12_000, 36_000),
)


def drafts(scene: Scene) -> Iterator[Draft]:
    """The last quarter of three villages in four, and the one before of every sixth."""
    quarter = last_quarter(scene.today)
    number = 0
    for township, township_name in townships():
        for code, name in villages_of(township):
            number += 1
            if number % SKIP_EVERY == 0:
                continue
            yield _quarter_of(scene, code, township_name, name, quarter)
            if number % 6 == 1:
                yield _quarter_of(scene, code, township_name, name, quarter.before())


def _quarter_of(scene: Scene, code: UnitCode, township: str, village: str, quarter: Quarter) -> Draft:
    random = scene.random(f"accounts/{code}/{quarter.year}/{quarter.number}")
    opening = _amount(random, 12_000, 90_000)
    income = [
        (what, _round_amount(random, low, high)) for what, low, high in random.sample(_INCOME, random.randint(1, 2))
    ]
    income += [(what, _round_amount(random, low, high)) for what, low, high in random.sample(_GRANTS, 1)]
    spent = [
        (what, _amount(random, low, high)) for what, low, high in random.sample(_EXPENDITURE, random.randint(3, 6))
    ]
    if random.random() < 0.4:
        what, low, high = random.choice(_WORKS)
        spent.append((what, _round_amount(random, low, min(high, int(opening)) if opening > low else low)))
    received, paid = total(amount for _, amount in income), total(amount for _, amount in spent)
    closing = opening + received - paid
    first_voucher = random.randint(1, 20)

    blocks: list[Block] = [
        Facts(
            (
                Fact("公开单位", f"{village}村民委员会"),
                Fact("所属期间", quarter.name),
                Fact("期初结余", f"{yuan(opening)}元"),
                Fact("本期收入", f"{yuan(received)}元"),
                Fact("本期支出", f"{yuan(paid)}元"),
                Fact("期末结余", f"{yuan(closing)}元"),
            ),
            "收支总况（期初结余+本期收入-本期支出=期末结余）",
        ),
        Heading("一、收入明细"),
        Table(
            ("摘要", "金额（元）"),
            tuple((what, yuan(amount)) for what, amount in income),
            "收入",
            ("合计", yuan(received)),
        ),
        Heading("二、支出明细"),
        Table(
            ("摘要", "金额（元）", "经手", "凭证号"),
            tuple(
                (what, yuan(amount), "村报账员", f"{quarter.number}-{first_voucher + place:03d}")
                for place, (what, amount) in enumerate(spent)
            ),
            "支出",
            ("合计", yuan(paid), "", ""),
        ),
        Paragraph(
            "以上收支经村务监督委员会逐笔审核，原始凭证存乡镇农村财务服务中心。村民对明细有疑问的，"
            "可在公开之日起10日内向村务监督委员会查询，也可向乡镇人民政府反映。"
        ),
        Facts(
            (
                Fact("审核", "村务监督委员会（3人）已审核"),
                Fact("查询地点", "村便民服务室，工作日8:30-12:00、14:30-18:00"),
                Fact("查询电话", telephone(code)),
                Fact("监督电话", telephone(UnitCode(code.partition("-")[0]))),
            ),
            "查询与监督",
        ),
    ]
    is_latest = quarter == last_quarter(scene.today)
    return Draft(
        unit=code,
        title=f"{township}{village}{quarter.name}村务财务公开表",
        publisher=f"{township}{village}村民委员会",
        blocks=tuple(blocks),
        six_open=SixOpen.VILLAGE,
        window=Window.ENQUIRY,
        timing=Timing.PERIODIC,
        five_open=FiveOpen.RESULT,
        stage=Stage.RESULT,
        genre="村务财务季度公开",
        category="村务/财务",
        domain="村务",
        index_number=f"QY-CW-{code}-{quarter.year}Q{quarter.number}",
        formed_on=quarter.last_day + timedelta(days=8),
        led_text=f"{village}{quarter.short}收入{wan(received)}万元、支出{wan(paid)}万元，明细见触摸屏"
        if is_latest
        else "",
        source=f"sample:accounts/{code}/{quarter.year}Q{quarter.number}",
    )


def _amount(random: Random, low: int, high: int) -> Decimal:
    """To ten cents, as bills are."""
    return Decimal(random.randint(low * 10, high * 10)) / 10


def _round_amount(random: Random, low: int, high: int) -> Decimal:
    """To a hundred yuan, as rents and grants are."""
    return Decimal(random.randint(low // 100, max(low, high) // 100) * 100)
