"""民生: heating, water, food checks, housing, schools, relief, penalties and warnings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from content.blocks import Block, Fact, Facts, Paragraph, Table
from content.hub.disclosures.draft import Draft, DraftFile
from content.hub.sample.county import COUNTY, department, telephone, townships, villages_of
from content.hub.sample.days import (
    chinese,
    last_quarter,
    month_after,
    reported_month,
    running_days,
    short,
    workday_before,
)
from content.hub.sample.drawings import pages_as_pdf
from content.hub.sample.people import masked, masked_names
from content.hub.sample.scene import Scene, total
from content.record import UnitCode
from content.terms import FiveOpen, Stage, Timing, Window

_WINTER = (11, 12, 1, 2, 3)


def drafts(scene: Scene) -> Iterator[Draft]:
    """One of each."""
    yield _heating(scene)
    yield _drinking_water(scene)
    yield _food_checks(scene)
    yield _penalty(scene)
    yield _rental_housing(scene)
    yield _dilapidated_houses(scene)
    yield _schools(scene)
    yield _destitute(scene)
    yield _budget_change(scene)
    yield _warning(scene)


def _draft(office: str, title: str, blocks: tuple[Block, ...], source: str, **fields: object) -> Draft:
    unit, publisher = department(office)
    values: dict[str, object] = {
        "unit": unit,
        "publisher": publisher,
        "title": title,
        "blocks": blocks,
        "source": f"sample:livelihood/{source}",
        "window": Window.ENQUIRY,
        **fields,
    }
    return Draft(**values)  # type: ignore[arg-type]  # the names are Draft's own


def _heating(scene: Scene) -> Draft:
    start = scene.last(10, 28).year
    guide: tuple[DraftFile, ...] = pages_as_pdf(
        [
            ("居民供暖服务指南", ["一、供暖时间",
              f"{start}年11月15日至{start + 1}年3月15日，共四个月。遇极端天气，提前或延长供暖另行公告。",
              "二、室温标准", "供暖期间，居民卧室、起居室温度不低于18℃。室温不达标的，24小时内上门检测。",
              "三、收费标准",
              "居民按建筑面积每平方米每采暖期21元，非居民32元。低保、特困家庭凭民政部门名单减半收取。"]),
            ("报修与退费", ["一、报修",
              "拨打供热服务电话0900-5559000，24小时有人接听；一般故障4小时内到场，12小时内处理完毕。",
              "二、退费", "经检测室温低于18℃的，自报修之日起按日退费；低于14℃的，当日热费全额退还。",
              "三、监督", "对服务不满意的，可向县住建局或12345热线反映，五个工作日内答复。", "（虚构示例）"]),
        ],
        "居民供暖服务指南.pdf",
        scene,
    )  # fmt: skip
    return _draft(
        "县住建局",
        "今冬供暖时间及收费标准",
        (
            Facts(
                (
                    Fact("供暖时间", f"{start}年11月15日至{start + 1}年3月15日"),
                    Fact("居民收费", "21元/平方米·采暖期"),
                    Fact("非居民收费", "32元/平方米·采暖期"),
                    Fact("室温标准", "不低于18℃"),
                    Fact("减免", "低保、特困家庭减半收取"),
                    Fact("缴费", "供热公司营业厅、手机银行、各乡镇便民服务中心代收点"),
                ),
                "供暖要点",
            ),
            Table(
                ("换热站", "供暖区域", "报修电话"),
                (
                    ("城北站", "东街村、西街村、北街村、文昌村", "0900-5559001"),
                    ("城南站", "南街村、城南村、十里铺村", "0900-5559002"),
                    ("新区站", "新华村、富民村、县政务服务中心", "0900-5559003"),
                ),
                "换热站",
            ),
            Paragraph("报修24小时受理，一般故障4小时内到场。室温不达标的，按附件规定退费。"),
        ),
        "heating",
        timing=Timing.PERIODIC,
        five_open=FiveOpen.SERVICE,
        stage=Stage.DECISION,
        genre="公用事业",
        category="公用事业",
        domain="市政服务",
        formed_on=scene.last(10, 28),
        led_text="今冬供暖11月15日起，居民21元/㎡，缴费咨询0900-5559000",
        files=guide,
    )


def _drinking_water(scene: Scene) -> Draft:
    month = reported_month(scene.today)
    rows = (
        ("浑浊度（NTU）", "≤1", "0.32", "0.41", "合格"),
        ("色度（铂钴色度单位）", "≤15", "<5", "<5", "合格"),
        ("pH值", "6.5-8.5", "7.62", "7.48", "合格"),
        ("总硬度（mg/L）", "≤450", "218", "236", "合格"),
        ("余氯（mg/L）", "≥0.05", "0.22", "0.18", "合格"),
        ("菌落总数（CFU/mL）", "≤100", "6", "9", "合格"),
        ("总大肠菌群", "不得检出", "未检出", "未检出", "合格"),
    )
    return _draft(
        "生态环境分局",
        f"县城集中式饮用水水源水质月报（{month.month}月）",
        (
            Table(
                ("项目", "限值", "县水厂出厂水", "管网末梢水", "评价"), rows, f"{month.year}年{month.month}月监测结果"
            ),
            Paragraph(
                f"监测表明，{month.month}月县城饮用水各项指标均符合国家《生活饮用水卫生标准》。水源地一级保护区未发现新的污染源。"
            ),
            Facts(
                (Fact("环境举报热线", "12369"), Fact("供水服务电话", telephone(department("县水务局")[0]))), "联系方式"
            ),
        ),
        f"water/{month:%Y%m}",
        timing=Timing.PERIODIC,
        five_open=FiveOpen.RESULT,
        stage=Stage.RESULT,
        genre="监测报告",
        category="环境",
        domain="生态环境",
        formed_on=month_after(reported_month(scene.today)) + timedelta(days=6),
        led_text=f"{month.month}月县城饮用水水质监测7项全部合格，详情见触摸屏，举报热线12369",
    )


def _food_checks(scene: Scene) -> Draft:
    quarter = last_quarter(scene.today)
    rows = (
        ("粮食加工品", 48, 48),
        ("食用农产品", 126, 122),
        ("餐饮食品", 74, 72),
        ("肉制品", 35, 35),
        ("食用油", 22, 22),
        ("糕点", 40, 39),
    )
    checked, passed = sum(row[1] for row in rows), sum(row[2] for row in rows)
    return _draft(
        "县市场监管局",
        f"{quarter.name}食品安全监督抽检结果",
        (
            Paragraph(
                f"{quarter.short}共抽检食品{checked}批次，合格{passed}批次，不合格{checked - passed}批次。"
                "不合格产品已全部下架封存，并依法立案查处。"
            ),
            Table(
                ("食品类别", "抽检批次", "合格批次", "不合格批次"),
                tuple((name, str(all_), str(good), str(all_ - good)) for name, all_, good in rows),
                "抽检结果",
                ("合计", str(checked), str(passed), str(checked - passed)),
            ),
            Paragraph("消费者购买到不合格食品的，请保留凭证并拨打12315投诉举报。"),
        ),
        f"food/{quarter.year}Q{quarter.number}",
        timing=Timing.PERIODIC,
        five_open=FiveOpen.RESULT,
        stage=Stage.RESULT,
        genre="抽检公告",
        category="监管",
        domain="食品药品监管",
        formed_on=quarter.last_day + timedelta(days=18),
        led_text=f"{quarter.short}食品抽检{checked}批次，不合格{checked - passed}批次已下架查处，投诉举报12315",
    )


def _penalty(scene: Scene) -> Draft:
    decided = workday_before(scene.today - timedelta(days=6))
    number = f"清市监罚〔{scene.year}〕41号"
    return _draft(
        "县市场监管局",
        f"行政处罚决定公开：{number}",
        (
            Facts(
                (
                    Fact("决定书文号", number),
                    Fact("当事人", "清源县好日子副食店（虚构）"),
                    Fact("违法事实", "销售超过保质期的食品（调味酱6瓶）"),
                    Fact("处罚依据", "《中华人民共和国食品安全法》第一百二十四条第一款第五项"),
                    Fact("处罚内容", "没收违法经营的食品6瓶，罚款5000元"),
                    Fact("决定日期", chinese(decided)),
                    Fact("公示期限", "自作出决定之日起，按信用修复有关规定撤下"),
                ),
                "处罚信息",
            ),
            Paragraph(
                "当事人如认为公开的信息有误，可以向作出决定的机关申请更正。决定被依法变更、撤销的，三日内撤回本信息并公开说明理由。"
            ),
        ),
        "penalty",
        timing=Timing.PROMPT,
        five_open=FiveOpen.RESULT,
        stage=Stage.RESULT,
        genre="行政处罚",
        category="行政执法",
        domain="行政执法",
        document_number=number,
        formed_on=decided,
    )


def _rental_housing(scene: Scene) -> Draft:
    random = scene.random("livelihood/housing")
    unit, _ = department("县住建局")
    notice = running_days(scene.today, 10, f"县住房保障中心，电话 {telephone(unit)}", begun=3)
    names = masked_names(random, 14)
    rows = tuple(
        (
            str(place),
            name,
            random.choice(("城关镇", "柳溪镇", "沙河镇")),
            str(random.randint(1, 4)),
            random.choice(("一居室", "两居室")),
        )
        for place, name in enumerate(names, start=1)
    )
    return _draft(
        "县住建局",
        "公租房第八批分配对象公示",
        (
            Paragraph("经申请、初审、联审，下列家庭符合公共租赁住房保障条件，拟按轮候顺序分配，现予公示。"),
            Table(("序号", "申请人", "户籍乡镇", "家庭人口", "拟配户型"), rows, f"拟分配对象（{len(rows)}户）"),
            Facts(
                (
                    Fact("公示期", f"{chinese(notice.first_day)}至{chinese(notice.last_day)}"),
                    Fact("异议电话", telephone(unit)),
                    Fact("摇号选房", "公示期满后五个工作日内，现场直播"),
                ),
                "公示与异议",
            ),
        ),
        "housing",
        timing=Timing.PROMPT,
        five_open=FiveOpen.DECISION,
        stage=Stage.BEFORE,
        genre="住房保障公示",
        category="住房",
        domain="保障性住房",
        formed_on=notice.first_day - timedelta(days=1),
        notice=notice,
        valid_until=notice.last_day,
        max_offline_days=7,
        led_text=f"公租房第八批{len(rows)}户分配对象公示至{short(notice.last_day)}，名单见触摸屏，异议电话{telephone(unit)}",
    )


def _dilapidated_houses(scene: Scene) -> Draft:
    random = scene.random("livelihood/houses")
    unit, _ = department("县住建局")
    notice = running_days(scene.today, 7, f"县住建局，电话 {telephone(unit)}", begun=1)
    rows, amounts = [], []
    for township, name in townships():
        kind, amount = random.choice((("C级修缮", 12_000), ("D级重建", 30_000)))
        amounts.append(Decimal(amount))
        rows.append((name, random.choice(villages_of(township))[1], masked(random), kind, str(amount)))
    return _draft(
        "县住建局",
        f"{scene.year}年农村危房改造补助对象及金额公示",
        (
            Paragraph("下列农户危房改造已竣工并验收合格，拟拨付补助资金，现予公示。补助资金通过一卡通直接发放。"),
            Table(
                ("乡镇", "村", "户主", "改造方式", "补助金额（元）"),
                tuple(rows),
                "补助对象",
                ("合计", "", f"{len(rows)}户", "", f"{total(amounts):.0f}"),
            ),
            Facts(
                (
                    Fact("公示期", f"{chinese(notice.first_day)}至{chinese(notice.last_day)}"),
                    Fact("异议电话", telephone(unit)),
                ),
                "公示与异议",
            ),
        ),
        "houses",
        timing=Timing.PROMPT,
        five_open=FiveOpen.RESULT,
        stage=Stage.RESULT,
        genre="危房改造公示",
        category="住房",
        domain="农村危房改造",
        formed_on=notice.first_day - timedelta(days=2),
        notice=notice,
        valid_until=notice.last_day,
        max_offline_days=7,
    )


def _schools(scene: Scene) -> Draft:
    unit, _ = department("县教育局")
    rows = (
        ("第一小学", "东街村、北街村、文昌村", "6", "270"),
        ("第二小学", "西街村、南街村、兴隆村", "5", "225"),
        ("第三小学", "城南村、新华村、富民村", "6", "270"),
        ("第一初级中学", "第一、第二小学毕业生", "10", "500"),
        ("第二初级中学", "第三小学及城关镇其他小学毕业生", "8", "400"),
    )
    return _draft(
        "县教育局",
        f"{scene.last(6, 12).year}年秋季县城义务教育学校招生划片范围",
        (
            Paragraph(
                "县城义务教育学校实行免试就近入学。划片依据学校规模、学龄人口分布和行走距离确定，进城务工人员随迁子女同等对待。"
            ),
            Table(
                ("学校", "划片范围", "班数", "学位"),
                rows,
                "划片与学位",
                ("合计", "", str(sum(int(row[2]) for row in rows)), str(sum(int(row[3]) for row in rows))),
            ),
            Facts(
                (
                    Fact("网上登记", "每年7月1日至10日"),
                    Fact("现场核验", "每年7月15日至20日"),
                    Fact("咨询电话", telephone(unit)),
                ),
                "登记与咨询",
            ),
        ),
        "schools",
        timing=Timing.PERIODIC,
        five_open=FiveOpen.DECISION,
        stage=Stage.DECISION,
        genre="招生公告",
        category="教育",
        domain="义务教育",
        formed_on=scene.last(6, 12),
    )


def _destitute(scene: Scene) -> Draft:
    """特困人员: by number, no names: the support has ended."""
    township = UnitCode("t02")
    rows = (("北关村", "1", "户籍迁出"), ("古井村", "1", "户籍注销"), ("周家窑村", "1", "法定赡养人恢复赡养能力"))
    month = reported_month(scene.today)
    return Draft(
        unit=township,
        title=f"白杨镇特困人员救助供养终止情况公示（{month.month}月）",
        publisher="白杨镇人民政府",
        blocks=(
            Paragraph("依据《特困人员救助供养办法》，经动态核查，下列人员不再符合救助供养条件，自次月起终止供养。"),
            Table(("村", "人数", "终止原因"), rows, "终止情况", ("合计", "3", "")),
            Facts(
                (Fact("异议受理", telephone(township)), Fact("县民政局", telephone(department("县民政局")[0]))),
                "联系方式",
            ),
        ),
        window=Window.ENQUIRY,
        timing=Timing.PROMPT,
        five_open=FiveOpen.RESULT,
        stage=Stage.RESULT,
        genre="救助公示",
        category="社会救助",
        domain="社会救助",
        formed_on=month_after(reported_month(scene.today)) + timedelta(days=1),
        source=f"sample:livelihood/destitute/{month:%Y%m}",
    )


def _budget_change(scene: Scene) -> Draft:
    unit, _ = department("县财政局")
    rows = (
        ("一般公共服务", 23_800, -600),
        ("教育", 57_900, 1_200),
        ("社会保障和就业", 42_100, 900),
        ("卫生健康", 29_300, 400),
        ("农林水", 46_500, 2_300),
        ("其他", 21_900, -200),
    )
    before, change = sum(row[1] for row in rows), sum(row[2] for row in rows)
    return _draft(
        "县财政局",
        f"清源县{scene.year}年本级预算调整方案",
        (
            Paragraph(
                "因上级新增一般债券和转移支付，需对年初预算进行调整。本方案已经县人民代表大会常务委员会会议审查批准。"
            ),
            Table(
                ("支出科目", "年初预算（万元）", "调整数（万元）", "调整后（万元）"),
                tuple((name, str(plan), f"{delta:+d}", str(plan + delta)) for name, plan, delta in rows),
                "支出预算调整",
                ("合计", str(before), f"{change:+d}", str(before + change)),
            ),
            Paragraph(
                f"新增支出{change}万元，资金来源为：一般债券转贷收入2500万元，上级转移支付1500万元。调整后收支平衡。"
            ),
            Facts((Fact("咨询电话", telephone(unit)), Fact("监督电话", telephone(COUNTY))), "联系方式"),
        ),
        "budget-change",
        timing=Timing.PROMPT,
        five_open=FiveOpen.DECISION,
        stage=Stage.DECISION,
        genre="预算调整",
        category="财政",
        domain="财政预决算",
        formed_on=workday_before(scene.today - timedelta(days=25)),
    )


def _warning(scene: Scene) -> Draft:
    """应急插播: by the season; it ends by itself."""
    if scene.today.month in _WINTER:
        name, signal = "寒潮", "预计未来24小时气温下降8至10℃，伴有4到5级偏北风，最低气温零下7℃"
        advice = (
            "注意防寒保暖，老人、儿童减少外出",
            "使用煤炉取暖的要通风，严防一氧化碳中毒",
            "设施大棚加固棚膜，牲畜圈舍保温",
            "道路可能结冰，出行注意安全",
        )
        led = "寒潮蓝色预警：今夜降温8至10℃，请防寒保暖，煤炉取暖注意通风"
    else:
        name, signal = "暴雨", "预计未来12小时有大到暴雨，局地小时雨量可达40毫米"
        advice = (
            "远离河道、低洼地带和危险边坡",
            "不在树下、广告牌下避雨",
            "地质灾害隐患点居民听从安排转移",
            "驾车避开积水路段",
        )
        led = "暴雨蓝色预警：今晚有大到暴雨，请远离河道、低洼地带"
    return _draft(
        "县应急局",
        f"{name}蓝色预警及避险提示",
        (
            Paragraph(f"县气象台{chinese(scene.today)}发布{name}蓝色预警信号：{signal}。"),
            Table(("序号", "防御提示"), tuple((str(place), text) for place, text in enumerate(advice, start=1))),
            Facts(
                (Fact("应急值班电话", telephone(department("县应急局")[0])), Fact("报警求助", "110、119、120")),
                "联系方式",
            ),
        ),
        f"warning/{scene.today:%Y%m%d}",
        timing=Timing.PROMPT,
        five_open=FiveOpen.SERVICE,
        genre="应急信息",
        category="应急",
        domain="突发事件",
        formed_on=scene.today,
        valid_until=scene.today + timedelta(days=1),
        max_offline_days=1,
        led_text=led,
    )
