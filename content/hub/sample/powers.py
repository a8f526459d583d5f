"""权力运行流程图: how a power is used, step by step, with the integrity risk of each step and what is done about it."""

from __future__ import annotations

from collections.abc import Iterator

from content.blocks import Block, Fact, Facts, Paragraph, Picture, Step, Steps, Table
from content.hub.disclosures.draft import Draft
from content.hub.sample.county import COUNTY, department, telephone
from content.hub.sample.drawings import Node, flow_chart
from content.hub.sample.scene import Scene
from content.terms import FiveOpen, Timing, Window

_DRAWN = 6  # the first charts come as a picture too

# kind of power, its name, department, promised days of the decision
_POWERS = (
    ("行政许可", "食品经营许可", "县市场监管局", 10),
    ("行政许可", "建筑工程施工许可", "县住建局", 7),
    ("行政许可", "取水许可", "县水务局", 20),
    ("行政许可", "道路货物运输经营许可", "县交通局", 5),
    ("行政处罚", "安全生产违法行为处罚", "县应急局", 20),
    ("行政处罚", "生态环境违法行为处罚", "生态环境分局", 20),
    ("行政许可", "医疗机构执业登记", "县卫健局", 15),
    ("行政许可", "民办学校设立许可", "县教育局", 30),
    ("行政许可", "林木采伐许可", "县自然资源局", 10),
    ("行政确认", "农村宅基地使用权登记", "县自然资源局", 15),
    ("行政确认", "最低生活保障对象确认", "县民政局", 25),
    ("行政给付", "耕地地力保护补贴发放", "县农业农村局", 30),
    ("行政给付", "被征地农民养老保险补助", "县人社局", 20),
    ("行政处罚", "食品安全违法行为处罚", "县市场监管局", 30),
    ("行政检查", "“双随机、一公开”监督抽查", "县市场监管局", 20),
    ("行政检查", "预算执行情况审计", "县审计局", 60),
    ("行政许可", "特种行业许可", "县公安局", 10),
    ("其他权力", "政府投资项目审批", "县发改局", 15),
    ("其他权力", "财政专项资金拨付", "县财政局", 7),
    ("行政裁决", "信访事项复查", "县信访局", 30),
)


def drafts(scene: Scene) -> Iterator[Draft]:
    """A chart for each power, and one department's list of risks."""
    for number, (kind, name, office, days) in enumerate(_POWERS, start=217):
        yield _chart(scene, number, kind, name, office, days)
    yield _risk_list(scene)


def _nodes(kind: str, days: int) -> tuple[tuple[Node, str], ...]:
    """The steps with what is done against each risk."""
    match kind:
        case "行政处罚":
            return (
                (Node("立案", "执法机构", "7个工作日", "有案不立", "中"), "线索登记、双人核查"),
                (Node("调查取证", "两名以上执法人员", "60日", "选择性取证", "高"), "执法全过程记录"),
                (Node("法制审核", "法制机构", "5个工作日", "走形式", "中"), "审核意见书面留存"),
                (Node("告知和听证", "执法机构", "5日内提出", "剥夺陈述申辩权", "中"), "告知书送达回证"),
                (Node("处罚决定", "负责人集体讨论", f"{days}个工作日", "滥用自由裁量", "高"), "裁量基准公开"),
                (Node("送达执行并公开", "执法机构", "7个工作日内公开", "不公开", "低"), "系统自动推送公开"),
            )
        case "行政检查":
            return (
                (Node("制定计划", "牵头科室", "每年1月", "随意检查", "中"), "年度计划公开"),
                (Node("抽取对象和人员", "监管平台", "检查前3日", "人为指定", "中"), "系统随机摇号"),
                (Node("实施检查", "两名以上人员", f"{days}个工作日", "吃拿卡要", "高"), "扫码入企、群众评价"),
                (Node("结果公开", "牵头科室", "20个工作日内", "不公开", "低"), "到期自动提醒"),
            )
        case "行政给付" | "其他权力" | "行政裁决":
            return (
                (Node("申报", "申请人", "随时"), ""),
                (Node("初审", "乡镇或科室", "5个工作日", "优亲厚友", "高"), "村级公示、交叉核查"),
                (Node("审核", "业务科室", f"{days}个工作日", "数据不实", "中"), "部门数据比对"),
                (Node("审定", "局务会", "5个工作日", "个人说了算", "中"), "集体研究、会议纪要"),
                (Node("兑现并公开", "经办岗", "10个工作日", "截留挪用", "高"), "一卡通直达、结果公开"),
            )
        case _:
            return (
                (Node("申请", "申请人"), ""),
                (Node("受理", "受理岗", "当场或5个工作日内告知补正", "无正当理由拒收", "低"), "一次性告知单"),
                (
                    Node("现场核查", "两名以上执法人员", "5个工作日", "核查走过场、吃拿卡要", "高"),
                    "双随机派员、全程记录",
                ),
                (Node("审批决定", "分管领导", f"{days}个工作日", "超时、违规准许", "中"), "超时自动督办"),
                (Node("发证并公开", "发证岗", "7个工作日内公开", "不公开", "中"), "系统自动推送公开"),
            )


def _chart(scene: Scene, number: int, kind: str, name: str, office: str, days: int) -> Draft:
    unit, publisher = department(office)
    nodes = _nodes(kind, days)
    title = f"{kind}权力运行流程图：{name}"
    drawn = flow_chart(f"{name}权力运行流程图", [node for node, _ in nodes], scene) if number < 217 + _DRAWN else ()
    risks = tuple((node.name, node.risk, node.level, control) for node, control in nodes if node.level)
    blocks: list[Block] = [
        Facts(
            (
                Fact("职权名称", name),
                Fact("职权类别", kind),
                Fact("行使主体", publisher),
                Fact("职权编码", f"QY-QL-{number:04d}"),
            ),
            "职权信息",
        ),
        *(
            Picture(drawing.sha256, f"{name}权力运行流程图：{'→'.join(node.name for node, _ in nodes)}")
            for drawing in drawn
        ),
        Steps(tuple(Step(node.name, node.who, node.limit) for node, _ in nodes), "运行流程"),
        Table(("环节", "廉政风险点", "等级", "防控措施"), risks, "廉政风险及防控"),
        Facts(
            (Fact("咨询电话", telephone(unit)), Fact("廉政监督电话", telephone(department("县纪委监委")[0]))),
            "联系方式",
        ),
    ]
    return Draft(
        unit=unit,
        title=title,
        publisher=publisher,
        blocks=tuple(blocks),
        window=Window.SERVICES if kind == "行政许可" else Window.ENQUIRY,
        timing=Timing.LONG_TERM,
        five_open=FiveOpen.MANAGEMENT,
        genre="权力运行流程图",
        category="权力运行",
        domain="权责清单",
        index_number=f"QY-QL-{scene.year}-{number:04d}",
        formed_on=scene.last(3, 10),
        source=f"sample:powers/{number}",
        files=tuple(drawing.draft_file for drawing in drawn),
    )


def _risk_list(scene: Scene) -> Draft:
    unit, publisher = department("县自然资源局")
    rows = (
        ("征地补偿登记", "虚报面积、附着物", "高", "无人机影像比对、登记结果公示"),
        ("矿业权出让", "泄露底价、围标串标", "高", "全部进入公共资源交易平台"),
        ("不动产登记", "违规办理、泄露信息", "中", "查询留痕、权限分级"),
        ("宅基地审批", "优亲厚友", "中", "村级公示、乡镇联审"),
        ("执法检查", "以罚代管、说情干预", "中", "过问干预登记制度"),
        ("林木采伐许可", "超量审批", "低", "限额指标公开"),
    )
    return Draft(
        unit=unit,
        title="县自然资源局廉政风险点及防控措施清单",
        publisher=publisher,
        blocks=(
            Paragraph(
                "按照权力公开透明运行工作安排，我局对照权责清单逐岗查找廉政风险点，经集体研究和县纪委监委备案，现予公布。"
            ),
            Table(("事项", "风险点", "等级", "防控措施"), rows, "廉政风险点及防控措施"),
            Facts(
                (Fact("监督电话", telephone(department("县纪委监委")[0])), Fact("政务公开热线", telephone(COUNTY))),
                "监督",
            ),
        ),
        window=Window.PERFORMANCE,
        timing=Timing.LONG_TERM,
        five_open=FiveOpen.MANAGEMENT,
        genre="廉政风险清单",
        category="权力运行",
        domain="权责清单",
        formed_on=scene.last(4, 2),
        source="sample:powers/risks",
    )
