"""党务公开: the catalogue, who leads what, party dues, and what the township committees do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from content.blocks import Contact, Fact, Facts, Paragraph, People, Person, Table
from content.hub.disclosures.draft import Draft
from content.hub.sample.county import COUNTY, department, telephone, townships, villages_of
from content.hub.sample.days import last_quarter
from content.hub.sample.drawings import photograph
from content.hub.sample.scene import Scene, total, yuan
from content.record import UnitCode
from content.terms import FiveOpen, SixOpen, Stage, Timing, Window

_CATALOGUE = (
    ("思想建设", "理论学习计划及落实情况", "定期", "每季度"),
    ("思想建设", "党委（党组）重大决策部署贯彻落实情况", "及时", "形成后10个工作日"),
    ("组织建设", "领导班子成员分工", "长期", "变动后10个工作日"),
    ("组织建设", "干部选拔任用和任前公示", "逐段", "公示不少于5个工作日"),
    ("组织建设", "发展党员和党费收缴使用", "定期", "每季度"),
    ("作风建设", "为民办实事承诺及进展", "逐段", "每月"),
    ("作风建设", "年度工作考评结果", "定期", "次年1月"),
    ("制度建设", "党内规范性文件", "及时", "印发后20个工作日"),
    ("党风廉政", "廉政风险点及防控措施", "长期", "每年更新"),
    ("党风廉政", "违反中央八项规定精神问题通报", "及时", "批准后5个工作日"),
)
# Invented: name, post, duties, township looked after, hours for citizens.
_COMMITTEE = (
    ("高志远", "书记", "主持县委全面工作", "柳溪镇", "每月第一个工作周周二"),
    ("沈立群", "副书记、县长", "主持县人民政府全面工作", "城关镇", "每月第二个工作周周二"),
    ("钟秀兰", "副书记", "协助书记抓党的建设、农业农村工作", "石桥乡", "每月第三个工作周周二"),
    ("夏建平", "常委、常务副县长", "负责县人民政府常务工作，分管发改、财政、审计", "白杨镇", "每月第一个工作周周四"),
    ("石振华", "常委、纪委书记、监委主任", "主持县纪委监委全面工作", "青石镇", "每月第二个工作周周四"),
    ("范文博", "常委、组织部部长", "主持县委组织部全面工作", "龙泉镇", "每月第三个工作周周四"),
    ("任晓燕", "常委、宣传部部长", "主持县委宣传部全面工作", "沙河镇", "每月第四个工作周周二"),
    ("叶国栋", "常委、政法委书记", "主持县委政法委全面工作", "北坡乡", "每月第四个工作周周四"),
)
_TOWNSHIP_COMMITTEE = (
    ("党委书记", "主持党委全面工作，抓基层党建"),
    ("党委副书记、镇长", "主持政府全面工作"),
    ("党委副书记、政法委员", "信访维稳、综治、群团"),
    ("党委委员、纪委书记", "党风廉政建设，监督党务政务公开"),
    ("党委委员、组织委员", "组织人事、党费收缴、村级换届"),
    ("党委委员、宣传委员", "宣传思想、精神文明、政务公开"),
)


def drafts(scene: Scene) -> Iterator[Draft]:
    """Three of the county committee, and one of each township's."""
    yield _catalogue(scene)
    yield _division_of_work(scene)
    yield _dues(scene)
    for township, name in townships():
        yield _township_committee(scene, township, name)


def _catalogue(scene: Scene) -> Draft:
    unit, _ = department("县委办")
    return Draft(
        unit=unit,
        title=f"中共清源县委{scene.last(2, 26).year}年党务公开目录",
        publisher="中共清源县委员会",
        blocks=(
            Paragraph(
                "根据《中国共产党党务公开条例（试行）》，结合我县实际，制定本目录。各级党组织对照目录逐项公开，"
                "列入目录的事项调整时同步更新。"
            ),
            Table(("类别", "公开内容", "公开类型", "公开时限"), _CATALOGUE, "公开事项"),
            Paragraph("公开范围分为向社会公开、在党内公开、在本单位公开三种。涉及党和国家秘密的，一律不得公开。"),
            Facts(
                (Fact("意见反馈", telephone(unit)), Fact("公开渠道", "党务公开栏、触摸屏、县政府网站")), "反馈与渠道"
            ),
        ),
        six_open=SixOpen.PARTY,
        window=Window.PARTY,
        timing=Timing.LONG_TERM,
        five_open=FiveOpen.MANAGEMENT,
        genre="公开目录",
        category="党务/目录",
        domain="目录",
        document_number=f"清发〔{scene.last(2, 26).year}〕6号",
        formed_on=scene.last(2, 26),
        source="sample:party/catalogue",
    )


def _division_of_work(scene: Scene) -> Draft:
    unit, _ = department("县委办")
    photos = {person[0]: drawing for person in _COMMITTEE for drawing in photograph(person[0], scene)}
    people = tuple(
        Person(name, post, duties, telephone(unit), township, photos[name].sha256 if name in photos else "")
        for name, post, duties, township, _ in _COMMITTEE
    )
    return Draft(
        unit=unit,
        title="县委常委班子成员分工及接待群众安排",
        publisher="中共清源县委办公室",
        blocks=(
            People(people, "班子成员分工"),
            Table(
                ("职务", "接待群众时间"), tuple((post, hours) for _, post, _, _, hours in _COMMITTEE), "接待群众安排"
            ),
            Paragraph("接待地点：县信访局一楼接待大厅，上午9时至11时30分。需要预约的，请在接待日前一天拨打预约电话。"),
            Contact(
                "县信访局预约窗口",
                telephone(department("县信访局")[0]),
                "县信访局一楼接待大厅",
                "工作日8:30-12:00，14:30-18:00",
                f"县委办值班电话 {telephone(unit)}",
            ),
        ),
        six_open=SixOpen.PARTY,
        window=Window.PARTY,
        timing=Timing.LONG_TERM,
        five_open=FiveOpen.MANAGEMENT,
        genre="机构职能",
        category="党务/机构",
        domain="机构职能",
        formed_on=scene.last(7, 8),
        source="sample:party/division",
        files=tuple(drawing.draft_file for drawing in photos.values()),
    )


def _dues(scene: Scene) -> Draft:
    unit, publisher = department("县委组织部")
    quarter = last_quarter(scene.today)
    opening = Decimal("186420.50")
    received = (
        ("县直机关党支部", Decimal("98645.00")),
        ("乡镇党委", Decimal("64218.40")),
        ("国有企业和社会组织党支部", Decimal("21306.80")),
    )
    spent = (
        ("上缴市委组织部", Decimal("55251.10")),
        ("党员教育培训", Decimal("36800.00")),
        ("慰问困难党员和老党员", Decimal("28500.00")),
        ("补助基层党组织活动", Decimal("40000.00")),
        ("订阅党员学习资料", Decimal("9860.00")),
    )
    income, paid = total(a for _, a in received), total(a for _, a in spent)
    return Draft(
        unit=unit,
        title=f"清源县{quarter.name}党费收缴使用情况",
        publisher=publisher,
        blocks=(
            Facts(
                (
                    Fact("上期结余", f"{yuan(opening)}元"),
                    Fact("本期收缴", f"{yuan(income)}元"),
                    Fact("本期支出", f"{yuan(paid)}元"),
                    Fact("期末结余", f"{yuan(opening + income - paid)}元"),
                ),
                "总体情况（上期结余+本期收缴-本期支出=期末结余）",
            ),
            Table(("来源", "金额（元）"), tuple((w, yuan(a)) for w, a in received), "收缴情况", ("合计", yuan(income))),
            Table(("用途", "金额（元）"), tuple((w, yuan(a)) for w, a in spent), "使用情况", ("合计", yuan(paid))),
            Paragraph("党费由县委组织部代县委统一管理，专户存储，使用由部务会集体研究决定。"),
        ),
        six_open=SixOpen.PARTY,
        window=Window.PARTY,
        timing=Timing.PERIODIC,
        five_open=FiveOpen.RESULT,
        stage=Stage.RESULT,
        genre="党费公示",
        category="党务/党费",
        domain="党务",
        formed_on=quarter.last_day + timedelta(days=12),
        source=f"sample:party/dues/{quarter.year}Q{quarter.number}",
    )


def _township_committee(scene: Scene, township: UnitCode, name: str) -> Draft:
    villages = [village for _, village in villages_of(township)]
    chief = "镇长" if name.endswith("镇") else "乡长"
    share = -(-len(villages) // len(_TOWNSHIP_COMMITTEE))
    rows = tuple(
        (post.replace("镇长", chief), work, "、".join(villages[place * share : (place + 1) * share]))
        for place, (post, work) in enumerate(_TOWNSHIP_COMMITTEE)
    )
    return Draft(
        unit=township,
        title=f"{name}党委班子成员分工及联村安排",
        publisher=f"中共{name}委员会",
        blocks=(
            Table(("职务", "分工", "联系村"), rows, "分工与联村"),
            Paragraph("联村领导每月到村不少于4次，接待群众、检查公开栏和触摸屏更新情况，收集的意见在一周内答复。"),
            Facts((Fact("值班电话", telephone(township)), Fact("监督电话", telephone(COUNTY))), "联系方式"),
        ),
        six_open=SixOpen.PARTY,
        window=Window.PARTY,
        timing=Timing.LONG_TERM,
        five_open=FiveOpen.MANAGEMENT,
        genre="机构职能",
        category="党务/机构",
        domain="机构职能",
        formed_on=scene.last(3, 5),
        source=f"sample:party/{township}",
    )
