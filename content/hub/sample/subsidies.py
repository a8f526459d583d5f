"""涉农补贴: who in a village gets how much, by the area; township lists of machinery bought with a subsidy."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from content.blocks import Fact, Facts, Paragraph, Table
from content.hub.disclosures.draft import Draft
from content.hub.sample.county import telephone, townships, villages_of
from content.hub.sample.days import chinese, running_days, short
from content.hub.sample.people import masked, masked_names
from content.hub.sample.scene import Scene, total, yuan
from content.record import UnitCode
from content.terms import FiveOpen, SixOpen, Stage, Timing, Window

RATE = 105  # yuan for a mu of arable land
VILLAGES_PER_TOWNSHIP = 5
_GROUPS = "一二三四五"
_MACHINES = (
    ("轮式拖拉机（70马力）", 18_600),
    ("旋耕机（2.3米）", 2_300),
    ("玉米收获机（3行）", 39_800),
    ("免耕播种机（4行）", 6_400),
    ("植保无人机", 10_500),
    ("秸秆粉碎还田机", 3_100),
    ("谷物烘干机（10吨）", 21_000),
    ("打捆机", 16_900),
)
_MASKING = "名单中姓名隐去第二字，不公开身份证号、一卡通账号和手机号码。"


def drafts(scene: Scene) -> Iterator[Draft]:
    """Five villages of every township, and the township's own list."""
    for place, (township, name) in enumerate(townships()):
        for offset, (code, village) in enumerate(villages_of(township)[:VILLAGES_PER_TOWNSHIP]):
            yield _land_fertility(scene, township, name, code, village, begun=(place + offset) % 5)
        yield _machinery(scene, township, name, begun=place % 4)


def _land_fertility(
    scene: Scene, township: UnitCode, township_name: str, code: UnitCode, village: str, *, begun: int
) -> Draft:
    """耕地地力保护补贴 of one village."""
    random = scene.random(f"subsidies/land/{code}")
    short_name = village.removesuffix("村")
    rows = []
    areas = []
    names = masked_names(random, random.randint(6, 16))
    for place, name in enumerate(names):
        group = _GROUPS[place * min(5, max(2, len(names) // 4)) // len(names)]
        area = Decimal(random.randint(18, 96)) / 10
        areas.append(area)
        rows.append((f"{short_name}{group}组", name, f"{area:.1f}", str(RATE), yuan(area * RATE)))
    area, amount = total(areas), total(area * RATE for area in areas)
    phone = telephone(township)
    notice = running_days(scene.today, 7, f"电话 {phone}", begun=begun)
    return Draft(
        unit=code,
        title=f"{township_name}{scene.year}年耕地地力保护补贴发放公示（{village}）",
        publisher=f"{township_name}人民政府",
        blocks=(
            Paragraph(
                f"根据{scene.year}年耕地地力保护补贴实施方案，经农户申报、村民小组核实、村级公示、乡镇审核，"
                f"现将{village}补贴发放情况公示如下。补贴标准为每亩{RATE}元，通过一卡通直接发放到户。"
            ),
            Table(
                ("村民小组", "户主", "面积（亩）", "标准（元/亩）", "金额（元）"),
                tuple(rows),
                f"{village}补贴发放表",
                ("合计", f"{len(rows)}户", f"{area:.1f}", "", yuan(amount)),
            ),
            Paragraph(
                f"公示期：{chinese(notice.first_day)}至{chinese(notice.last_day)}。对面积、金额有异议的，"
                f"请在公示期内向{township_name}农业农村服务中心反映。"
            ),
            Facts(
                (Fact("异议电话", phone), Fact("监督电话", telephone(UnitCode("d17"))), Fact("说明", _MASKING)),
                "联系方式",
            ),
        ),
        six_open=SixOpen.VILLAGE,
        window=Window.ENQUIRY,
        timing=Timing.PROMPT,
        five_open=FiveOpen.RESULT,
        stage=Stage.RESULT,
        genre="涉农补贴",
        category="涉农补贴",
        domain="涉农补贴",
        index_number=f"QY-NB-{scene.year}-{code}",
        formed_on=notice.first_day - timedelta(days=3),
        notice=notice,
        valid_until=notice.last_day,
        max_offline_days=7,
        led_text=f"{village}耕地地力补贴公示：{len(rows)}户{area:.1f}亩{amount:.0f}元，每亩{RATE}元，有异议请打{phone}",
        source=f"sample:subsidies/land/{code}",
    )


def _machinery(scene: Scene, township: UnitCode, name: str, *, begun: int) -> Draft:
    """农机购置与应用补贴 of one township."""
    random = scene.random(f"subsidies/machinery/{township}")
    villages = villages_of(township)
    rows = []
    amounts = []
    for _ in range(random.randint(4, 9)):
        machine, amount = random.choice(_MACHINES)
        amounts.append(Decimal(amount))
        rows.append((random.choice(villages)[1], masked(random), machine, "1", str(amount)))
    phone = telephone(township)
    notice = running_days(scene.today, 7, f"电话 {phone}", begun=begun)
    return Draft(
        unit=township,
        title=f"{name}{scene.year}年农机购置与应用补贴受益对象公示（第二批）",
        publisher=f"{name}人民政府",
        blocks=(
            Paragraph(
                "下列购机者的申请资料、机具铭牌和人机合影已由乡镇核验，现予公示。公示无异议的，"
                "由县农业农村局审核后报县财政局兑付补贴资金。"
            ),
            Table(
                ("所在村", "购机者", "机具名称", "数量（台）", "补贴额（元）"),
                tuple(rows),
                "受益对象",
                ("合计", f"{len(rows)}户", "", str(len(rows)), f"{total(amounts):.0f}"),
            ),
            Paragraph(f"公示期：{chinese(notice.first_day)}至{chinese(notice.last_day)}。{_MASKING}"),
            Facts((Fact("异议电话", phone), Fact("县农业农村局监督电话", telephone(UnitCode("d17")))), "联系方式"),
        ),
        window=Window.ENQUIRY,
        timing=Timing.PERIODIC,
        five_open=FiveOpen.RESULT,
        stage=Stage.RESULT,
        genre="涉农补贴",
        category="涉农补贴",
        domain="涉农补贴",
        index_number=f"QY-NJ-{scene.year}-{township}",
        formed_on=notice.first_day - timedelta(days=2),
        notice=notice,
        valid_until=notice.last_day,
        max_offline_days=7,
        led_text=f"{name}农机补贴第二批{len(rows)}户公示至{short(notice.last_day)}，名单见触摸屏，异议电话{phone}",
        source=f"sample:subsidies/machinery/{township}",
    )
