"""What the touch screen draws in its own ways: cards, matters, policies, long tables, surveys; and trouble."""

from __future__ import annotations

from datetime import date, timedelta

from content.blocks import (
    Contact,
    Heading,
    Paragraph,
    People,
    Person,
    Question,
    Service,
    Step,
    Steps,
    Table,
    Unknown,
)
from content.disclosure import TimeLimit
from content.receipt import matter_of, written
from content.terms import DayKind, SixOpen, Stage, Window
from tests.kiosk.store_factory import ANSWERED, LONG_TITLE, RARE, VILLAGES, StoreFactory
from tests.kiosk.store_files import photo_png


def put_interaction(factory: StoreFactory) -> None:
    factory.put(
        "柳溪镇公共服务满意度调查问卷",
        (
            Paragraph("为改进镇便民服务中心的工作，请您用两分钟填写。不记名。"),
            Question("您对窗口人员的服务态度满意吗？", ("满意", "基本满意", "不满意", "没有去过")),
            Question(
                "您希望先改进哪些方面？",
                (
                    "办事材料再少一些",
                    "办事时间再短一些",
                    "村级代办点再多一些",
                    "上门服务行动不便的老人",
                    "公开办理进度",
                ),
                several=True,
            ),
        ),
        window=Window.INTERACTION,
        genre="调查问卷",
        domain="政务服务",
        hours_ago=410,
    )
    factory.put(
        "关于群众意见“河东村路灯坏了三个月”的答复",
        (
            Heading("群众意见"),
            Paragraph("河东村路灯坏了三个月，晚上老人出门不方便。"),
            Paragraph(f"受理编号：{written(ANSWERED)}"),
            Heading("答复"),
            Paragraph("已于11月25日修好17盏路灯，今后由村级电工每周巡查一次。"),
        ),
        window=Window.INTERACTION,
        genre="答复",
        matter=matter_of(ANSWERED),
        domain="村务",
        hours_ago=400,
    )


def put_troubles(factory: StoreFactory) -> None:
    factory.put(
        LONG_TITLE,
        (Paragraph("各乡镇人民政府，县政府各部门：" + "现将实施方案印发给你们，请结合实际认真贯彻执行。" * 6),),
        unit="d02",
        publisher="清源县人民政府办公室",
        hours_ago=8,
        document_number="清政办发〔2026〕18号",
    )
    factory.put(
        RARE,
        (
            Paragraph(
                "村民代表䶮某、㐂某，𠮷祥村人；现予公示。详见 https://gk.example.gov.cn/a/long/address/"
                "that/does/not/fit/one/line.html，或拨打0900-5551234（工作日8:30—18:00）……"
            ),
        ),
        hours_ago=12,
    )
    clause = "各级行政机关应当加强组织领导，明确责任分工；对应当公开而未公开的，由上一级机关责令改正，并予以通报批评。"
    factory.put(
        "清源县农村公路养护管理办法（征求意见稿）",
        tuple(block for number in range(1, 31) for block in (Heading(f"第{number}条"), Paragraph(clause * 4))),
        unit="d15",
        publisher="县交通局",
        window=Window.INTERACTION,
        hours_ago=16,
        stage=Stage.BEFORE,
    )


def put_cards(factory: StoreFactory) -> None:
    photos = [
        factory.attach(f"{name}.png", "image/png", photo_png(shade))
        for name, shade in (("周明远", "#C79A78"), ("吴晓兰", "#D3A988"))
    ]
    torn = factory.attach("赵建国.png", "image/png", photo_png("#B98B6B")[:900])
    factory.put(
        "柳溪镇领导班子成员分工及联系方式",
        (
            Paragraph("根据工作需要，经镇党委会议研究，现将领导班子成员分工公布如下。"),
            People(
                (
                    Person(
                        "周明远",
                        "党委书记",
                        "主持党委全面工作，分管组织、武装工作。",
                        "0900-5556100",
                        "河东村",
                        photos[0].sha256,
                    ),
                    Person(
                        "吴晓兰",
                        "党委副书记、镇长",
                        "主持政府全面工作，分管财政、审计、自然资源、村镇建设和应急管理工作。",
                        "0900-5556101",
                        "青石村、上沟村",
                        photos[1].sha256,
                    ),
                    Person("赵建国", "副镇长", "分管农业农村、水利、林业。", "0900-5556102", "下沟村", torn.sha256),
                    Person("欧阳慧", "党委委员、宣传委员"),
                ),
                "班子成员",
            ),
            Contact(
                "柳溪镇党政综合办公室",
                "0900-5556188",
                "清源县柳溪镇人民路1号镇政府二楼",
                "工作日8:30-12:00，14:30-18:00",
                "来访请先电话预约。",
            ),
        ),
        window=Window.PARTY,
        six_open=SixOpen.PARTY,
        hours_ago=93,
        genre="班子分工",
        attachments=(*photos, torn),
    )
    factory.put(
        "食品经营许可办事指南（收费、时限、步骤）",
        (
            Service(
                "不收费",
                "财税〔2015〕1号",
                "20个工作日",
                "5个工作日",
                "《行政许可法》第四十二条",
                "食品经营许可证核发",
            ),
            Service("换领20元，补领40元", legal_limit="60日", caption="居民身份证申领"),
            Steps(
                (
                    Step("申请", "申请人", "随时", where="县政务服务中心一楼市场准入窗口"),
                    Step("现场核查", "两名以上执法人员", "5个工作日", "提前一天电话告知", "经营场所"),
                    Step("领证", "申请人", "当日", where="县政务服务中心一楼市场准入窗口"),
                ),
                "办理步骤",
            ),
            Contact("市场准入窗口", "0900-5556177"),
            Unknown("hologram"),
        ),
        unit="d21",
        publisher="县市场监管局",
        window=Window.SERVICES,
        hours_ago=94,
        genre="办事指南",
    )


def put_matter(factory: StoreFactory, today: date) -> None:
    """河东村到青石村道路硬化: decided, being built, the result not yet disclosed; the permit came in time."""
    key = "道路硬化-柳溪-2026"
    for days, stage, title, limit in (
        (96, Stage.BEFORE, "河东村至青石村道路硬化工程项目建议公示", None),
        (
            80,
            Stage.DECISION,
            "河东村至青石村道路硬化工程施工许可决定",
            TimeLimit(
                days=20,
                counted_in=DayKind.WORKDAY,
                begins_on=today - timedelta(days=90),
                due_on=today - timedelta(days=62),
                ended_on=today - timedelta(days=80),
                days_used=7,
                basis="《行政许可法》第四十二条",
            ),
        ),
        (
            12,
            Stage.EXECUTION,
            "河东村至青石村道路硬化工程10月进度",
            TimeLimit(
                days=60,
                counted_in=DayKind.CALENDAR_DAY,
                begins_on=today - timedelta(days=65),
                due_on=today - timedelta(days=5),
                basis="施工合同第三条",
            ),
        ),
    ):
        factory.put(
            title,
            hours_ago=24 * days,
            stage=stage,
            matter=key,
            limit=limit,
            formed_on=today - timedelta(days=days),
            genre="工程建设",
        )


def put_policy(factory: StoreFactory) -> None:
    factory.put(
        "清源县城乡居民基本医疗保险参保补助办法",
        unit="d18",
        publisher="清源县人民政府",
        hours_ago=70,
        document_number="清政发〔2026〕9号",
        genre="规范性文件",
    )
    factory.put(
        "一图读懂：城乡居民医保补助怎么领",
        unit="d18",
        publisher="县卫健局",
        hours_ago=69,
        explains="清政发[2026]9号",
        genre="政策解读",
    )


def subsidy_rows(count: int) -> tuple[tuple[str, ...], ...]:
    """A township's list of subsidies: number, village, masked name, area, amount."""
    surnames = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
    return tuple(
        (
            str(number + 1),
            VILLAGES[number % 17],
            f"{surnames[number * 7 % len(surnames)]}*{'英国华明平芳'[number % 6]}",
            f"{(24 + number * 7 % 61) / 10:.1f}",
            f"{(24 + number * 7 % 61) * 10.5:.2f}",
        )
        for number in range(count)
    )


def put_tables(factory: StoreFactory) -> None:
    """As long as a table can be and as wide; one whose total is wrong; one with rows of different lengths."""
    factory.put(
        "柳溪镇2026年耕地地力保护补贴全镇发放名单",
        (Table(("序号", "村", "户主", "面积（亩）", "金额（元）"), subsidy_rows(1_200), "全镇发放名单"),),
        hours_ago=95,
        genre="涉农补贴",
    )
    months = tuple(f"{month}月（万元）" for month in range(1, 13))
    wide = tuple(
        (name, *(str(base + month) for month in range(12)), str(base * 12 + 66))
        for name, base in (("城关镇", 120), ("柳溪镇", 88), ("白杨镇", 67))
    )
    total = ("合计", *(str(275 + 3 * month) for month in range(12)), str(275 * 12 + 198))
    factory.put(
        "清源县2026年各乡镇分月支出表",
        (Table(("乡镇", *months, "合计"), wide, "各乡镇分月支出", total),),
        unit="d10",
        publisher="县财政局",
        hours_ago=60,
    )
    factory.put(
        "河东村2026年第三季度收支明细（合计有误）",
        (
            Table(("项目", "金额（元）"), (("收入", "1200.00"), ("支出", "800.00")), "收支明细", ("合计", "2100.00")),
            Table(("项目", "金额"), (("多一格", "1", "2"), ("少一格",))),
        ),
        unit="t03-v01",
        publisher="河东村村民委员会",
        hours_ago=61,
    )
    factory.put(
        "\u202e公告\u202c\x07" + "长标题" * 165,
        (Paragraph("<b>不是标记</b>[color=ff0000]也不是[/color]\u200b字\uffff字\u0301\u0301\u0301\u0301\u0301\x00"),),
        hours_ago=62,
    )
