"""低保公示: this month's proposals by township, for the villagers of the place; last month's results without names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from content.blocks import Fact, Facts, Paragraph, Table
from content.hub.disclosures.draft import Draft
from content.hub.sample.county import telephone, townships, villages_of
from content.hub.sample.days import chinese, month_after, reported_month, running_workdays, short
from content.hub.sample.people import masked_names
from content.hub.sample.scene import Scene, total
from content.record import UnitCode
from content.terms import Audience, FiveOpen, Stage, Timing, Window

# Yuan a month for one person, by class.
_CLASSES = (("A类", 520), ("B类", 390), ("C类", 230))


def drafts(scene: Scene) -> Iterator[Draft]:
    """Two a township."""
    for place, (township, name) in enumerate(townships()):
        yield _proposed(scene, township, name, begun=place % 5)
        yield _decided(scene, township, name)


def _proposed(scene: Scene, township: UnitCode, name: str, *, begun: int) -> Draft:
    random = scene.random(f"allowances/proposed/{township}")
    villages = villages_of(township)
    rows = []
    persons, amounts = [], []
    for applicant in masked_names(random, random.randint(3, 8)):
        kind, rate = random.choice(_CLASSES)
        people = random.randint(1, 4)
        persons.append(people)
        amounts.append(Decimal(people * rate))
        rows.append((random.choice(villages)[1], applicant, str(people), kind, str(people * rate)))
    rows.sort(key=lambda row: [village for _, village in villages].index(row[0]))
    phone = telephone(township)
    notice = running_workdays(scene.today, 7, f"{name}民政办，电话 {phone}", begun=begun)
    month = scene.today.month
    return Draft(
        unit=township,
        title=f"清源县{scene.year}年{month}月城乡低保新增对象公示（{name}）",
        publisher=f"{name}人民政府",
        blocks=(
            Paragraph(
                f"经本人申请、家庭经济状况核对、入户调查和民主评议，下列家庭拟纳入{scene.year}年{month}月最低生活保障范围，"
                f"现予公示。公示期为{chinese(notice.first_day)}至{chinese(notice.last_day)}。"
            ),
            Table(
                ("村（社区）", "申请人", "保障人口", "拟保类别", "月保障金（元）"),
                tuple(rows),
                "拟新增对象",
                (f"合计{len(rows)}户", "", str(sum(persons)), "", f"{total(amounts):.0f}"),
            ),
            Paragraph(
                "对公示对象有异议的，请在公示期内实名反映，受理机关为反映人保密。公示期满，名单自动撤下，只保留统计结果。"
            ),
            Facts(
                (
                    Fact("受理机关", f"{name}民政办"),
                    Fact("联系电话", phone),
                    Fact("县民政局监督电话", telephone(UnitCode("d08"))),
                    Fact("不公开的内容", "身份证号、银行账号、电话、住址门牌、病情病种、未成年人姓名"),
                ),
                "异议受理",
            ),
        ),
        window=Window.ENQUIRY,
        audience=Audience.VILLAGERS,
        timing=Timing.PERIODIC,
        five_open=FiveOpen.DECISION,
        stage=Stage.BEFORE,
        genre="低保公示",
        category="社会救助",
        domain="社会救助",
        index_number=f"QY-MZ-{scene.year}{month:02d}-{township}",
        formed_on=notice.first_day - timedelta(days=2),
        notice=notice,
        valid_until=notice.last_day,
        max_offline_days=3,
        matter=f"低保-{township}-{scene.year}{month:02d}",
        led_text=f"{name}{month}月低保新增{len(rows)}户公示至{short(notice.last_day)}，名单见{name[-1]}便民中心触摸屏",
        source=f"sample:allowances/proposed/{township}/{scene.year}{month:02d}",
    )


def _decided(scene: Scene, township: UnitCode, name: str) -> Draft:
    """What came of last month's list, as numbers."""
    random = scene.random(f"allowances/decided/{township}")
    month = reported_month(scene.today)
    rows = []
    households, persons, amounts = [], [], []
    for kind, rate in _CLASSES:
        count = random.randint(18, 90)
        people = count + random.randint(4, count)
        households.append(count)
        persons.append(people)
        amounts.append(Decimal(people * rate))
        rows.append((kind, str(count), str(people), str(rate), str(people * rate)))
    added, left = random.randint(2, 7), random.randint(1, 5)
    return Draft(
        unit=township,
        title=f"{name}{month.year}年{month.month}月城乡低保发放情况",
        publisher=f"{name}人民政府",
        blocks=(
            Paragraph(
                f"{month.month}月份，全{name[-1]}新增低保对象{added}户、退出{left}户。经县民政局确认，"
                f"保障金已于{month.month}月下旬通过社会救助专户发放到户。"
            ),
            Table(
                ("类别", "户数", "人数", "月人均标准（元）", "发放金额（元）"),
                tuple(rows),
                "发放汇总",
                ("合计", str(sum(households)), str(sum(persons)), "", f"{total(amounts):.0f}"),
            ),
            Facts(
                (Fact("政策咨询", telephone(township)), Fact("社会救助服务热线", telephone(UnitCode("d08")))),
                "联系方式",
            ),
        ),
        window=Window.ENQUIRY,
        timing=Timing.PERIODIC,
        five_open=FiveOpen.RESULT,
        stage=Stage.RESULT,
        genre="低保公示",
        category="社会救助",
        domain="社会救助",
        index_number=f"QY-MZ-{month:%Y%m}-{township}-R",
        formed_on=month_after(reported_month(scene.today)),
        source=f"sample:allowances/decided/{township}/{month:%Y%m}",
    )
