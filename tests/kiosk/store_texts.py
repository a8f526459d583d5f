"""What the invented county discloses, by kind: notices, subsidies, guides, and everyday matters."""

from __future__ import annotations

from datetime import date, timedelta

from content.blocks import (
    Block,
    Fact,
    Facts,
    Heading,
    Paragraph,
    Picture,
    Step,
    Steps,
    Table,
)
from content.disclosure import NoticePeriod
from content.terms import Audience, SixOpen, Stage, Window
from tests.kiosk.store_factory import AT_BREAK, VILLAGES, StoreFactory
from tests.kiosk.store_files import chart_png, pdf_of


def put_notices(factory: StoreFactory, today: date) -> None:
    person = (
        Fact("姓名", "周明远"),
        Fact("性别", "男"),
        Fact("民族", "汉族"),
        Fact("出生年月", "1983年6月"),
        Fact("学历", "大学"),
        Fact("政治面貌", "中共党员"),
        Fact("现任职务", "柳溪镇党委副书记、镇长"),
        Fact("拟任职务", "拟任乡镇党委书记"),
    )
    factory.put(
        "清源县委组织部拟任职干部任前公示",
        (
            Paragraph(
                "根据《党政领导干部选拔任用工作条例》等有关规定，为充分发扬民主，广泛听取意见，把干部选准用好，"
                "现将县委研究的拟任职人选的有关情况公示如下，请广大干部群众予以监督。"
            ),
            Facts(person, caption="拟任职人选（一）"),
            Paragraph(
                "公示期间，干部群众可通过来信、来电、来访等方式，反映公示对象在德、能、勤、绩、廉方面的情况和问题。"
                "反映问题应坚持实事求是的原则，反对借机诽谤和诬告。以个人名义反映的，提倡署报本人真实姓名和联系方式。"
            ),
        ),
        unit="d03",
        publisher="中共清源县委组织部",
        window=Window.PARTY,
        six_open=SixOpen.PARTY,
        hours_ago=5,
        genre="任前公示",
        category="党务/干部",
        stage=Stage.BEFORE,
        index_number="QY0101-2026-0113",
        notice=NoticePeriod(
            today - timedelta(days=1),
            today + timedelta(days=3),
            "县委组织部干部监督室 0900-5551238；信箱：清源县人民路1号干部监督室",
        ),
    )
    factory.put(
        AT_BREAK,
        (
            Heading("一、征收范围"),
            Paragraph(
                "柳溪镇河东村、青石村、上沟村，四至范围见附图；总面积7.1535公顷，其中耕地6.341公顷、建设用地0.8125公顷。"
            ),
            Heading("二、补偿标准"),
            Facts(
                (
                    Fact("区片综合地价", "4.2万元/亩"),
                    Fact("青苗补偿", "1400元/亩"),
                    Fact("安置方式", "货币安置＋被征地农民社会保障"),
                )
            ),
            Heading("三、办理步骤"),
            Steps(
                (
                    Step("发布征收土地预公告", "县人民政府", "不少于10个工作日", "在乡镇、村、组范围内张贴"),
                    Step("土地现状调查和社会稳定风险评估", "县自然资源局、柳溪镇人民政府"),
                    Step("发布征地补偿安置方案公告", "县人民政府", "不少于30日"),
                    Step("组织听证", "县自然资源局", "", "过半数被征地的村民认为方案不符合规定的，应当组织听证。"),
                    Step("办理补偿登记、签订协议", "柳溪镇人民政府", "公告载明的期限内"),
                    Step("支付补偿款并公示", "县财政局", "批准后3个月内"),
                ),
                caption="征收土地的程序",
            ),
        ),
        unit="d12",
        publisher="清源县自然资源局",
        hours_ago=30,
        genre="征地公告",
        category="征地",
        document_number="清政征〔2026〕7号",
        stage=Stage.BEFORE,
        notice=NoticePeriod(today - timedelta(days=20), today + timedelta(days=10), "县自然资源局 0900-5556103"),
    )
    factory.put(
        "柳溪镇2026年11月城乡低保新增对象公示",
        _low_income(),
        unit="t01",
        hours_ago=50,
        genre="低保公示",
        category="社会救助",
        audience=Audience.VILLAGERS,
        max_offline_days=7,
        notice=NoticePeriod(today - timedelta(days=7), today, "柳溪镇民政办 0900-5556101"),
    )


def _low_income() -> tuple[Block, ...]:
    rows = (
        ("河东村", "孙*英", "2", "B类", "780"),
        ("青石村", "吴*", "1", "A类", "520"),
        ("沙河社区", "刘*成", "3", "C类", "690"),
    )
    return (
        Paragraph("经个人申请、村级评议、镇级审核，拟将下列3户家庭纳入城乡最低生活保障，现予公示。"),
        Table(
            ("村（社区）", "申请人", "保障人口", "拟保类别", "月保障金（元）"),
            rows,
            total=("合计", "3户", "6", "", "1990"),
        ),
    )


def put_subsidies(factory: StoreFactory, today: date) -> None:
    groups = ("河东一组", "河东二组", "河东三组", "河东四组")
    names = ("张*才", "李*花", "王*", "赵*国", "欧阳*平", "陈*", "孙*英", "刘*成", "周*", "吴*明")
    rows, tenths = [], 0
    for number in range(40):
        area = 24 + number * 7 % 61  # tenths of a mu
        tenths += area
        rows.append(
            (str(number + 1), groups[number // 10], names[number % 10], f"{area / 10:.1f}", "105", f"{area * 10.5:.2f}")
        )
    total = ("合计", "", "40户", f"{tenths / 10:.1f}", "", f"{tenths * 10.5:.2f}")
    chart = factory.attach("各组补贴金额.png", "image/png", chart_png())
    pdf = factory.attach("柳溪镇2026年耕地地力保护补贴发放明细表（盖章扫描件）.pdf", "application/pdf", pdf_of(3))
    factory.put(
        "柳溪镇河东村2026年耕地地力保护补贴发放公示",
        (
            Paragraph(
                "按照县财政局、县农业农村局《关于做好2026年耕地地力保护补贴工作的通知》要求，补贴标准为每亩105元，"
                "通过惠农惠民“一卡通”发放。现将河东村发放情况公示如下："
            ),
            Table(
                ("序号", "村民小组", "户主", "面积（亩）", "标准（元/亩）", "金额（元）"),
                tuple(rows),
                total=total,
                caption="河东村耕地地力保护补贴发放表",
            ),
            Picture(chart.sha256, "图：河东村各组补贴金额（单位：元）"),
            Paragraph("群众如有异议，请在公示期内向柳溪镇财政所反映。"),
        ),
        hours_ago=2,
        genre="涉农补贴",
        category="涉农补贴",
        stage=Stage.RESULT,
        attachments=(pdf, chart),
        six_open=SixOpen.VILLAGE,
        notice=NoticePeriod(today - timedelta(days=3), today + timedelta(days=5), "柳溪镇财政所 0900-5556101"),
    )
    factory.put(
        "清源县2025年度财政决算及“三公”经费决算",
        (
            Heading("收入决算"),
            Table(
                ("项目", "金额（万元）"),
                (("税收收入", "31,250"), ("非税收入", "11,480"), ("上级补助收入", "186,700"), ("上年结余", "3,570")),
                total=("合计", "233,000"),
            ),
            Heading("“三公”经费"),
            Table(
                ("项目", "2024年决算（万元）", "2025年预算（万元）", "2025年决算（万元）", "比上年增减（%）", "说明"),
                (
                    ("因公出国（境）", "0", "0", "0", "—", "无此项支出"),
                    ("公务用车购置及运行", "201", "190", "186", "-7.5", "落实过紧日子要求，压减用车"),
                    ("公务接待", "88", "80", "74", "-15.9", "严格执行接待标准"),
                ),
                total=("合计", "289", "270", "260", "-10.0", ""),
            ),
        ),
        unit="d10",
        publisher="清源县财政局",
        hours_ago=80,
        genre="财政决算",
        category="财政",
        stage=Stage.RESULT,
    )
    wide = tuple(f"{month}月" for month in range(1, 11))
    factory.put(
        "县城集中式饮用水水源水质月报",
        (Table(("监测项目", *wide), (("pH值", *["7.2"] * 10), ("总硬度（毫克/升）", *["186"] * 10))),),
        unit="d13",
        publisher="生态环境分局",
        hours_ago=90,
        genre="监测月报",
        category="生态环境",
    )


def put_guides(factory: StoreFactory) -> None:
    factory.put(
        "农村宅基地及建房审批办事指南",
        (
            Facts(
                (
                    Fact("事项名称", "农村村民宅基地和建房（规划许可）审批"),
                    Fact("设定依据", "《土地管理法》第六十二条"),
                    Fact("申请条件", "一户一宅；本集体经济组织成员；符合村庄规划"),
                    Fact("办理材料", "申请表\n农村宅基地使用承诺书\n户口簿（窗口核验，不留存复印件）"),
                    Fact("办理地点", "各乡镇便民服务中心2号窗口"),
                    Fact("办理时间", "工作日8:30-12:00，14:30-18:00"),
                    Fact("收费标准", "不收费"),
                    Fact("咨询电话", "0900-5556102"),
                ),
                caption="办事要素",
            ),
            Steps(
                (
                    Step("村民申请", "申请人", "随时"),
                    Step("村民小组讨论并公示", "村民小组", "公示不少于5日"),
                    Step("村级审查", "村民委员会", "3个工作日"),
                    Step("乡镇审核批准", "乡镇人民政府", "10个工作日"),
                    Step("开工丈量", "乡镇自然资源所", "5个工作日"),
                    Step("竣工验收", "乡镇人民政府", "5个工作日"),
                ),
                caption="办理流程",
            ),
        ),
        unit="d17",
        publisher="县农业农村局、各乡镇人民政府",
        window=Window.SERVICES,
        hours_ago=200,
        genre="办事指南",
        category="办事指南",
    )
    for number, name in enumerate(
        ("城乡居民基本养老保险参保登记", "残疾人两项补贴申领", "食品经营许可", "临时救助申请")
    ):
        factory.put(
            f"{name}办事指南",
            (Facts((Fact("收费标准", "不收费"), Fact("法定时限", "20个工作日"), Fact("承诺时限", "5个工作日"))),),
            unit="d11",
            publisher="县人社局",
            window=Window.SERVICES,
            hours_ago=220 + number * 5,
            genre="办事指南",
        )


def put_plain(factory: StoreFactory) -> None:
    for number, (title, window) in enumerate(
        (
            ("清源县2026年第三季度党费收缴使用情况", Window.PARTY),
            ("中共清源县委2026年党务公开目录", Window.PARTY),
            ("县委常委班子成员分工及联系方式", Window.PARTY),
            ("党组织公开承诺书及满意度测评结果", Window.PERFORMANCE),
            ("清源县政务公开考核半月通报（11月上半月）", Window.PERFORMANCE),
            ("为民办实事十件：10月进展", Window.PERFORMANCE),
            ("群众意见“关于延长夜间公交”处理反馈", Window.INTERACTION),
            ("信访指南与11月县级领导接访日安排", Window.INTERACTION),
            ("公租房第八批分配对象公示", Window.ENQUIRY),
            ("2026年第四季度食品安全监督抽检结果", Window.ENQUIRY),
            ("行政处罚决定公开：清市监罚〔2026〕41号", Window.ENQUIRY),
            ("今冬供暖时间及收费标准", Window.ENQUIRY),
            ("清源县重点建设项目清单及10月进度", Window.ENQUIRY),
        )
    ):
        factory.put(
            title,
            (Paragraph(f"{title}。有关情况已经县政务公开领导小组办公室审核，现予公开，欢迎群众监督。"),),
            unit=("qingyuan", "d01", "d02")[number % 3],
            publisher="清源县人民政府",
            window=window,
            hours_ago=100 + number * 9,
            genre="通报" if window is Window.PERFORMANCE else "",
        )
    for place, village in enumerate(VILLAGES[:8], 1):
        factory.put(
            f"柳溪镇{village}2026年第三季度村务财务公开表",
            unit=f"t01-v{place:02}",
            publisher=f"{village}村民委员会",
            six_open=SixOpen.VILLAGE,
            hours_ago=300 + place,
            genre="村务财务",
            category="村务/财务",
        )
