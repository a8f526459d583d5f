"""重大项目与承诺: projects from tender to progress, the ten promises, and the year's tasks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from content.blocks import Fact, Facts, Paragraph, Step, Steps, Table
from content.disclosure import TimeLimit
from content.hub.disclosures.draft import Draft
from content.hub.sample.county import COUNTY, department, telephone
from content.hub.sample.days import chinese, last_quarter, month_after, reported_month, running_days, workday_before
from content.hub.sample.scene import Scene
from content.terms import DayKind, FiveOpen, Stage, Timing, Window

# name, this year's investment (万元), done by the end of last month (%), responsible
_PROJECTS = (
    ("县中医院综合楼", 4_200, 62, "县卫健局"),
    ("城南片区集中供热站", 6_800, 0, "县住建局"),
    ("G3线至县城连接道", 9_500, 0, "县交通局"),
    ("响水水厂及配套管网", 2_600, 91, "县水务局"),
    ("第三小学教学楼", 3_100, 78, "县教育局"),
    ("高标准农田建设（2.1万亩）", 4_410, 86, "县农业农村局"),
    ("县城污水处理厂提标改造", 5_200, 73, "生态环境分局"),
    ("农村寄递物流中心", 880, 100, "县交通局"),
)
_PROMISES = (
    ("硬化通村道路40公里", "县交通局", 90),
    ("改造农村户厕1200户", "县农业农村局", 84),
    ("新建村级养老互助点15个", "县民政局", 80),
    ("免费技能培训2000人次", "县人社局", 100),
    ("更新城区公交车12辆", "县交通局", 100),
    ("农村妇女“两癌”免费筛查6000人", "县卫健局", 95),
    ("改造老旧小区6个", "县住建局", 72),
    ("解决3个村季节性缺水", "县水务局", 100),
    ("新增公办幼儿园学位360个", "县教育局", 100),
    ("便民服务中心触摸屏乡镇全覆盖", "县政府办", 92),
)
_TASKS = (
    ("地区生产总值增长6%左右", "县发改局", "累计增长6.2%", "达到序时进度"),
    ("一般公共预算收入增长5%", "县财政局", "完成年度任务的76.4%", "达到序时进度"),
    ("粮食播种面积稳定在38万亩", "县农业农村局", "38.2万亩", "已完成"),
    ("城镇新增就业2400人", "县人社局", "2068人", "达到序时进度"),
    ("空气质量优良天数310天以上", "生态环境分局", "247天", "达到序时进度"),
    ("新建改建农村公路120公里", "县交通局", "97公里", "达到序时进度"),
    ("老旧小区改造6个", "县住建局", "完工4个，在建2个", "略滞后"),
    ("政务服务事项网上可办率98%", "县政府办", "98.6%", "已完成"),
)


def drafts(scene: Scene) -> Iterator[Draft]:
    """Six: tasks, projects, promises, and the hospital from tender to progress."""
    yield _tasks(scene)
    yield _projects(scene)
    yield _promises(scene)
    yield from _hospital(scene)


def _tasks(scene: Scene) -> Draft:
    unit, publisher = department("县政府办")
    quarter = last_quarter(scene.today)
    return Draft(
        unit=unit,
        title=f"清源县{quarter.year}年政府工作报告重点任务分工及进展（{quarter.name[5:]}）",
        publisher=publisher,
        blocks=(
            Paragraph("政府工作报告确定的重点任务已分解到责任单位，县政府办按季调度、按季公布，接受群众监督。"),
            Table(("重点任务", "牵头单位", "进展", "评价"), _TASKS, "任务进展"),
            Paragraph("进展滞后的任务，由牵头单位在下一季度首月向县政府常务会议说明原因和赶超措施。"),
        ),
        window=Window.PERFORMANCE,
        timing=Timing.STAGED,
        five_open=FiveOpen.EXECUTION,
        stage=Stage.EXECUTION,
        genre="工作进展",
        category="政务/执行",
        domain="重大决策",
        formed_on=quarter.last_day + timedelta(days=15),
        led_text=f"政府工作报告重点任务{quarter.short}进展已公布：{len(_TASKS)}项任务，详见触摸屏绩效评估窗口",
        source=f"sample:works/tasks/{quarter.year}Q{quarter.number}",
    )


def _projects(scene: Scene) -> Draft:
    unit, publisher = department("县发改局")
    month = reported_month(scene.today)
    invested = sum(plan for _, plan, _, _ in _PROJECTS)
    return Draft(
        unit=unit,
        title=f"清源县重点建设项目清单及{month.month}月进度",
        publisher=publisher,
        blocks=(
            Table(
                ("项目", "年度投资（万元）", "形象进度", "责任单位"),
                tuple(
                    (name, str(plan), f"{done}%" if done else "前期手续", office)
                    for name, plan, done, office in _PROJECTS
                ),
                f"截至{month.month}月底",
                ("合计", str(invested), "", ""),
            ),
            Paragraph("项目批准、招标投标、征收土地、质量安全监督和竣工信息，分别由行政审批、交易中心和责任单位公开。"),
            Facts((Fact("咨询电话", telephone(unit)),), "联系方式"),
        ),
        window=Window.PERFORMANCE,
        timing=Timing.STAGED,
        five_open=FiveOpen.EXECUTION,
        stage=Stage.EXECUTION,
        genre="项目进度",
        category="重大项目",
        domain="重大建设项目",
        formed_on=month_after(reported_month(scene.today)) + timedelta(days=4),
        source=f"sample:works/projects/{month:%Y%m}",
    )


def _promises(scene: Scene) -> Draft:
    unit, publisher = department("县政府办")
    month = reported_month(scene.today)
    done = sum(progress == 100 for _, _, progress in _PROMISES)
    return Draft(
        unit=unit,
        title=f"为民办实事十件：{month.month}月进展",
        publisher=publisher,
        blocks=(
            Paragraph(
                f"年初向全县人民承诺的十件实事，截至{month.month}月底已完成{done}件，"
                f"其余{len(_PROMISES) - done}件按计划推进。"
            ),
            Table(
                ("序号", "实事", "责任单位", "进度"),
                tuple(
                    (str(place), promise, office, "已完成" if progress == 100 else f"{progress}%")
                    for place, (promise, office, progress) in enumerate(_PROMISES, start=1)
                ),
                "实事进展",
            ),
            Paragraph("办得好不好，群众说了算。请在本屏“在线互动”评价：满意、基本满意、不满意。"),
        ),
        window=Window.PERFORMANCE,
        timing=Timing.STAGED,
        five_open=FiveOpen.EXECUTION,
        stage=Stage.EXECUTION,
        genre="承诺践诺",
        category="承诺",
        domain="承诺践诺",
        formed_on=month_after(reported_month(scene.today)) + timedelta(days=5),
        matter=f"为民办实事-{scene.year}",
        led_text=f"为民办实事十件：截至{month.month}月底完成{done}件，进展见触摸屏，欢迎评价",
        source=f"sample:works/promises/{month:%Y%m}",
    )


def _hospital(scene: Scene) -> Iterator[Draft]:
    """县中医院综合楼: tender, award, progress."""
    unit, publisher = department("县卫健局")
    matter = "项目-县中医院综合楼"
    common = {
        "unit": unit,
        "publisher": publisher,
        "window": Window.ENQUIRY,
        "timing": Timing.STAGED,
        "category": "招投标",
        "domain": "公共资源交易",
        "matter": matter,
    }
    tender = workday_before(scene.today - timedelta(days=75))
    yield Draft(
        **common,  # type: ignore[arg-type]  # the names are Draft's own
        title="县中医院综合楼内装修及设备安装工程招标公告",
        stage=Stage.BEFORE,
        five_open=FiveOpen.DECISION,
        genre="招标公告",
        formed_on=tender,
        source="sample:works/hospital/tender",
        blocks=(
            Paragraph("县中医院综合楼内装修及设备安装工程已经县发展和改革局批准建设，资金已落实，现公开招标。"),
            Facts(
                (
                    Fact("建设规模", "地上六层，建筑面积8600平方米"),
                    Fact("最高投标限价", "1286.00万元"),
                    Fact("工期", "240日历天"),
                    Fact("投标人资格", "建筑装修装饰工程专业承包二级及以上"),
                    Fact("文件获取", f"{chinese(tender)}起在公共资源交易平台下载"),
                    Fact("开标地点", "县公共资源交易中心第一开标室"),
                ),
                "招标要点",
            ),
        ),
    )
    notice = running_days(scene.today, 7, f"县卫健局，电话 {telephone(unit)}", begun=2)
    bids = (
        ("甲装饰工程公司（虚构）", "1198.60", "92.4", "第一中标候选人"),
        ("乙建设集团（虚构）", "1215.30", "90.1", "第二中标候选人"),
        ("丙安装公司（虚构）", "1240.00", "87.6", "第三中标候选人"),
    )
    yield Draft(
        **common,  # type: ignore[arg-type]
        title="县中医院综合楼内装修及设备安装工程中标候选人公示",
        stage=Stage.DECISION,
        five_open=FiveOpen.RESULT,
        genre="中标公示",
        formed_on=notice.first_day,
        notice=notice,
        limit=TimeLimit(
            days=3,
            counted_in=DayKind.CALENDAR_DAY,
            begins_on=notice.first_day - timedelta(days=2),
            ended_on=notice.first_day,
            basis="《招标投标法实施条例》第五十四条：收到评标报告3日内公示",
        ),
        led_text="县中医院综合楼装修工程中标候选人公示中，最低报价1198.60万元，异议请打" + telephone(unit),
        source="sample:works/hospital/award",
        blocks=(
            Table(("投标人", "报价（万元）", "得分", "结果"), bids, "评标结果"),
            Facts(
                (
                    Fact("公示期", f"{chinese(notice.first_day)}至{chinese(notice.last_day)}"),
                    Fact("异议受理", f"招标人 {publisher}，{telephone(unit)}"),
                    Fact("投诉受理", f"县发改局，{telephone(department('县发改局')[0])}"),
                ),
                "公示与异议",
            ),
        ),
    )
    yield Draft(
        **common,  # type: ignore[arg-type]
        title=f"县中医院综合楼主体工程进展（{reported_month(scene.today).month}月）",
        stage=Stage.EXECUTION,
        five_open=FiveOpen.EXECUTION,
        genre="项目进度",
        formed_on=month_after(reported_month(scene.today)) + timedelta(days=2),
        source="sample:works/hospital/progress",
        blocks=(
            Steps(
                (
                    Step("地基与基础", "施工单位", note="已完成"),
                    Step("主体结构封顶", "施工单位", note="已完成"),
                    Step("二次结构砌筑", "施工单位", note="进行中"),
                    Step("内装修及设备安装", "招标中", note=""),
                    Step("竣工验收", "建设单位", date(scene.year + 1, 9, 30).strftime("计划%Y年9月")),
                ),
                "工程进展",
            ),
            Facts(
                (
                    Fact("累计完成投资", "2604万元，占年度计划4200万元的62%"),
                    Fact("质量安全监督", "县建设工程质量安全站"),
                ),
                "投资与监督",
            ),
            Facts((Fact("监督电话", telephone(COUNTY)),), "联系方式"),
        ),
    )
