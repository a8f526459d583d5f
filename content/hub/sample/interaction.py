"""在线互动与绩效评估: drafts put to the public, answers to opinions, reception days, and how offices were rated."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from content.blocks import Fact, Facts, Heading, Paragraph, Table
from content.disclosure import NoticePeriod
from content.hub.disclosures.draft import Draft, HeldStep, OpinionHeard
from content.hub.sample.county import COUNTY, DEPARTMENTS, department, telephone, townships
from content.hub.sample.days import chinese, is_workday, last_quarter, month_after, reported_month, running_days, short
from content.hub.sample.drawings import pages_as_pdf
from content.hub.sample.scene import Scene
from content.record import UnitCode
from content.terms import FiveOpen, SixOpen, Stage, Timing, Window

_RULES = (
    ("第一条", "为了加强农村公路养护管理，保障农村公路完好、安全、畅通，制定本办法。"),
    ("第二条", "本县行政区域内县道、乡道、村道的养护管理适用本办法。"),
    ("第三条", "农村公路养护实行县为主体、行业指导、乡镇尽责、村级参与的原则，推行县、乡、村三级路长制。"),
    ("第四条", "县道由县交通运输局负责养护，乡道由乡镇人民政府负责养护，村道由村民委员会在乡镇指导下组织养护。"),
    ("第五条", "养护资金列入县财政年度预算，县道每公里每年不低于1万元，乡道不低于5000元，村道不低于3000元。"),
    ("第六条", "村道日常养护优先聘用本村低收入劳动力，养护员名单、路段和补助标准在村务公开栏公布。"),
    ("第七条", "禁止在农村公路上设置障碍、挖沟引水、打场晒粮、倾倒垃圾和超限行驶。"),
    ("第八条", "养护质量按季检查、按年考核，结果向社会公开，并与养护资金拨付挂钩。"),
    ("第九条", "本办法自印发之日起施行，有效期五年。"),
)


def drafts(scene: Scene) -> Iterator[Draft]:
    """The county's, then one answer sheet a township."""
    yield _consultation(scene)
    yield _explanation(scene)
    yield _adopted(scene)
    yield _reception_days(scene)
    yield from _night_bus(scene)
    yield _fortnightly(scene)
    yield _commitments(scene)
    yield _survey(scene)
    for township, name in townships():
        yield _opinions_answered(scene, township, name)


def _consultation(scene: Scene) -> Draft:
    unit, publisher = department("县交通局")
    notice = _consultation_period(scene)
    lines = [f"{number} {text}" for number, text in _RULES]
    pages = [
        ("清源县农村公路养护管理办法", ["（征求意见稿）", *lines[:6]]),
        ("起草说明", [*lines[6:], "一、起草背景",
          "全县农村公路总里程1386公里，现行办法已满五年，养护责任和资金标准需要明确。",
          "二、主要内容", "明确三级养护责任、资金保障标准、村级养护员聘用和考核公开四个方面。",
          "三、征求意见方式", f"意见请于{chinese(notice.last_day)}前提出。（虚构示例）"]),
    ]  # fmt: skip
    return Draft(
        unit=unit,
        title="关于《清源县农村公路养护管理办法（征求意见稿）》公开征求意见的公告",
        publisher=publisher,
        blocks=(
            Paragraph(
                "为进一步规范农村公路养护管理，我局起草了《清源县农村公路养护管理办法（征求意见稿）》。根据"
                "《重大行政决策程序暂行条例》的规定，现向社会公开征求意见，期限30日。"
            ),
            Heading("主要条款"),
            *(Paragraph(f"{number} {text}") for number, text in _RULES),
            Facts(
                (
                    Fact("征求意见期限", f"{chinese(notice.first_day)}至{chinese(notice.last_day)}"),
                    Fact("触摸屏", "在本页按“我要留言”"),
                    Fact("来信地址", "清源县人民路8号 县交通局法规科，邮编 000000"),
                    Fact("联系电话", telephone(unit)),
                ),
                "提出意见的方式",
            ),
        ),
        window=Window.INTERACTION,
        timing=Timing.PROMPT,
        five_open=FiveOpen.DECISION,
        stage=Stage.BEFORE,
        genre="征求意见",
        category="政务/决策预公开",
        domain="规范性文件",
        formed_on=notice.first_day,
        notice=notice,
        explanation=(
            "全县农村公路总里程1386公里，现行办法已满五年，养护责任和资金标准需要明确。\n"
            "本办法明确三级养护责任、资金保障标准、村级养护员聘用和考核公开四个方面。"
        ),
        matter="农村公路养护管理办法",
        document_number=_consultation_number(notice.first_day),
        led_text=f"征求意见：《农村公路养护管理办法》{short(notice.last_day)}截止，扫码或触摸屏提交意见",
        source="sample:interaction/consultation",
        files=pages_as_pdf(pages, "农村公路养护管理办法（征求意见稿）.pdf", scene),
    )


def _adopted(scene: Scene) -> Draft:
    """意见采纳情况 of an earlier draft whose comment period is over."""
    unit, publisher = department("县卫健局")
    closed = scene.today - timedelta(days=40)
    opened = closed - timedelta(days=29)
    return Draft(
        unit=unit,
        title="《清源县村卫生室运行补助办法》公开征求意见采纳情况",
        publisher=publisher,
        blocks=(
            Paragraph(
                f"{chinese(opened)}至{chinese(closed)}，《清源县村卫生室运行补助办法（征求意见稿）》公开征求意见，"
                "共收到意见19条，归并为3类。采纳情况公布如下，修改后的办法按程序报审。"
            ),
        ),
        window=Window.INTERACTION,
        timing=Timing.PROMPT,
        five_open=FiveOpen.DECISION,
        stage=Stage.DECISION,
        genre="意见采纳情况",
        category="政务/决策预公开",
        domain="规范性文件",
        formed_on=scene.today - timedelta(days=6),
        matter="村卫生室运行补助办法",
        source="sample:interaction/adopted",
        steps_held=(
            HeldStep(step="pre-disclosure", on=opened, note="县政府公开栏、触摸屏"),
            HeldStep(step="comments-closed", on=closed),
        ),
        opinions=(
            OpinionHeard(opinion="补助按季发放，不要年底一次结清", people=11, adoption="adopted"),
            OpinionHeard(
                opinion="偏远村提高补助标准",
                people=6,
                adoption="partly",
                reason="山区村每年另加1200元；其余村的标准由县财政承受能力决定，两年后再评估",
            ),
            OpinionHeard(
                opinion="取消年度考核",
                people=2,
                adoption="not",
                reason="补助是财政资金，考核结果与补助挂钩是上级办法的要求",
            ),
        ),
    )


def _consultation_period(scene: Scene) -> NoticePeriod:
    unit, _ = department("县交通局")
    return running_days(scene.today, 30, f"县交通局，电话 {telephone(unit)}；本屏“在线互动”留言", begun=11)


def _consultation_number(day: date) -> str:
    return f"清交发〔{day.year}〕21号"


def _explanation(scene: Scene) -> Draft:
    """政策解读 of the draft under consultation, in plain words."""
    unit, publisher = department("县交通局")
    notice = _consultation_period(scene)
    return Draft(
        unit=unit,
        title="一问一答：农村公路养护管理办法（征求意见稿）讲了什么",
        publisher=publisher,
        blocks=(
            Heading("村里的路坏了找谁？"),
            Paragraph("县道找县交通局，乡道找乡镇，村道找村民委员会。三级都设了路长，姓名和电话写在路边的公示牌上。"),
            Heading("修路的钱从哪里来？"),
            Paragraph("县财政按县道、乡道、村道的里程每年列入预算，用了多少、用在哪里，每半年在触摸屏上公布一次。"),
            Heading("养护员怎么选？"),
            Paragraph("优先聘用本村低收入家庭的劳动力，村里公示5天没有异议后上岗，每季度考核一次，结果公开。"),
            Heading("怎么提意见？"),
            Paragraph(f"{chinese(notice.last_day)}以前，在本屏按“评价”留言，或打电话 {telephone(unit)}。"),
        ),
        window=Window.INTERACTION,
        timing=Timing.PROMPT,
        five_open=FiveOpen.DECISION,
        genre="政策解读",
        category="政务/政策解读",
        domain="规范性文件",
        formed_on=notice.first_day,
        explains=_consultation_number(notice.first_day),
        source="sample:interaction/explanation",
    )


def _reception_days(scene: Scene) -> Draft:
    unit, publisher = department("县信访局")
    days = [
        day
        for offset in range(1, 30)
        if is_workday(day := scene.today + timedelta(days=offset)) and day.weekday() in (1, 3)
    ]
    posts = (
        "县委书记",
        "县长",
        "县委副书记",
        "常务副县长",
        "县纪委书记",
        "县委组织部部长",
        "县委宣传部部长",
        "县委政法委书记",
    )
    rows = tuple(
        (chinese(day), "星期" + "一二三四五"[day.weekday()], post) for day, post in zip(days, posts, strict=False)
    )
    first = days[0]
    return Draft(
        unit=unit,
        title="信访指南与县级领导接访日安排",
        publisher=publisher,
        blocks=(
            Table(("日期", "星期", "接访领导"), rows, "近期接访安排"),
            Facts(
                (
                    Fact("接访地点", "县信访局一楼接待大厅"),
                    Fact("接访时间", "上午9时至11时30分"),
                    Fact("预约电话", telephone(unit)),
                    Fact("网上信访", "国家信访局网站或手机客户端"),
                    Fact("办理期限", "15日内告知是否受理，自受理之日起60日内办结"),
                    Fact("复查复核", "不服处理意见的，30日内可请求复查"),
                ),
                "信访指南",
            ),
            Paragraph(
                "多人提出共同信访事项的，应当推选代表，代表人数不超过5人。诉讼、仲裁、行政复议等法定途径解决的事项，引导到有关机关办理。"
            ),
        ),
        window=Window.INTERACTION,
        timing=Timing.PERIODIC,
        five_open=FiveOpen.SERVICE,
        genre="信访指南",
        category="信访",
        domain="信访",
        formed_on=month_after(reported_month(scene.today)),
        led_text=f"{short(first)}县领导接访：县信访局一楼，上午9时至11时30分",
        source="sample:interaction/reception",
    )


def _night_bus(scene: Scene) -> Iterator[Draft]:
    """A citizen's wish, the decision, and what came of it."""
    unit, publisher = department("县交通局")
    matter = "群众意见-夜间公交"
    asked, decided, done = (scene.today - timedelta(days=days) for days in (64, 38, 5))
    common = {
        "unit": unit,
        "publisher": publisher,
        "window": Window.INTERACTION,
        "timing": Timing.PROMPT,
        "category": "互动",
        "domain": "意见反馈",
        "genre": "意见反馈",
        "matter": matter,
    }
    yield Draft(
        **common,  # type: ignore[arg-type]  # the names are Draft's own
        title="群众意见受理：关于延长夜间公交运营时间的建议",
        stage=Stage.BEFORE,
        five_open=FiveOpen.SERVICE,
        formed_on=asked,
        source="sample:interaction/night-bus/asked",
        blocks=(
            Paragraph(
                f"{chinese(asked)}，群众通过城关镇便民服务中心触摸屏留言：晚自习和医院下班后没有公交车，建议1路、3路末班车延长。"
            ),
            Facts(
                (
                    Fact("留言类型", "建议"),
                    Fact("同类留言", "17条"),
                    Fact("承办单位", publisher),
                    Fact("答复期限", "15个工作日"),
                ),
                "受理情况",
            ),
        ),
    )
    yield Draft(
        **common,  # type: ignore[arg-type]
        title="关于延长县城1路、3路公交末班车时间的决定",
        stage=Stage.DECISION,
        five_open=FiveOpen.DECISION,
        formed_on=decided,
        source="sample:interaction/night-bus/decided",
        blocks=(
            Paragraph("经客流调查和成本测算，县公交公司职工代表大会讨论，县交通局研究决定采纳群众建议。"),
            Table(
                ("线路", "原末班车", "现末班车", "发车间隔"),
                (("1路（车站—中医院）", "19:30", "21:30", "20分钟"), ("3路（一中—城南）", "19:00", "21:30", "25分钟")),
                "调整方案",
            ),
            Paragraph("新增运营成本每年约23.6万元，列入公交运营补贴。先行试运行一个月，根据客流再作优化。"),
        ),
    )
    yield Draft(
        **common,  # type: ignore[arg-type]
        title="群众意见“关于延长夜间公交”处理反馈",
        stage=Stage.RESULT,
        five_open=FiveOpen.RESULT,
        formed_on=done,
        led_text="群众建议夜间公交延长已采纳，1路、3路末班车延至21:30",
        source="sample:interaction/night-bus/done",
        blocks=(
            Paragraph(
                "1路、3路末班车延长至21:30试运行一个月，夜间日均客流412人次，群众评价如下。县交通局决定转为正式班次。"
            ),
            Table(
                ("评价", "人数", "占比"),
                (("满意", "164", "82%"), ("基本满意", "28", "14%"), ("不满意", "8", "4%")),
                "满意度（现场问卷200份）",
                ("合计", "200", "100%"),
            ),
            Paragraph("不满意的主要是2路未延长。2路客流调查已开始，结果将在本屏公布。"),
        ),
    )


def _fortnightly(scene: Scene) -> Draft:
    unit, publisher = department("县政府办")
    random = scene.random("interaction/fortnightly")
    is_second = scene.today.day > 16
    month = scene.today if is_second else scene.today.replace(day=1) - timedelta(days=1)
    half = "上半月" if is_second else "下半月"
    rows = []
    for short_name, _ in DEPARTMENTS[:8]:
        due = random.randint(6, 18)
        late = random.choice((0, 0, 0, 1, 2))
        rows.append((short_name, str(due), str(due - late), str(late), str(100 - late * 5)))
    for _, name in townships():
        due = random.randint(8, 24)
        late = random.choice((0, 0, 1, 1, 2))
        rows.append((name, str(due), str(due - late), str(late), str(100 - late * 5)))
    due, done, late = (sum(int(row[column]) for row in rows) for column in (1, 2, 3))
    return Draft(
        unit=unit,
        title=f"清源县政务公开考核半月通报（{month.month}月{half}）",
        publisher=publisher,
        blocks=(
            Paragraph(
                f"本期应公开{due}条，按期公开{done}条，逾期{late}条。逾期一条扣5分，已发督办单限三个工作日补齐。"
            ),
            Table(
                ("单位", "应公开", "按期公开", "逾期", "得分"),
                tuple(rows),
                "考核得分",
                ("合计", str(due), str(done), str(late), ""),
            ),
            Facts((Fact("通报单位", publisher), Fact("申诉电话", telephone(unit))), "说明"),
        ),
        window=Window.PERFORMANCE,
        timing=Timing.PERIODIC,
        five_open=FiveOpen.MANAGEMENT,
        stage=Stage.RESULT,
        genre="考核通报",
        category="监督",
        domain="考核",
        formed_on=scene.today - timedelta(days=2),
        led_text=f"政务公开半月通报：应公开{due}条，逾期{late}条已督办，得分见触摸屏绩效评估窗口",
        source=f"sample:interaction/fortnightly/{scene.today:%Y%m%d}",
    )


def _commitments(scene: Scene) -> Draft:
    unit, publisher = department("县委组织部")
    quarter = last_quarter(scene.today)
    rows = (("公开承诺事项", "342"), ("已践诺", "318"), ("正在推进", "24"))
    return Draft(
        unit=unit,
        title=f"党组织公开承诺践诺及满意度测评结果（{quarter.name[5:]}）",
        publisher=publisher,
        blocks=(
            Table(("项目", "件数"), rows, "承诺践诺"),
            Table(
                ("评价", "票数", "占比"),
                (("满意", "1876", "93.8%"), ("基本满意", "102", "5.1%"), ("不满意", "22", "1.1%")),
                "满意度测评（发放2000份，收回2000份）",
                ("合计", "2000", "100%"),
            ),
            Paragraph("不满意的22票涉及便民服务窗口排队、村内路灯损坏两类问题，已交责任单位限期整改，结果在本屏公布。"),
        ),
        six_open=SixOpen.PARTY,
        window=Window.PERFORMANCE,
        timing=Timing.STAGED,
        five_open=FiveOpen.RESULT,
        stage=Stage.RESULT,
        genre="承诺践诺",
        category="承诺",
        domain="承诺践诺",
        formed_on=quarter.last_day + timedelta(days=20),
        source=f"sample:interaction/commitments/{quarter.year}Q{quarter.number}",
    )


def _survey(scene: Scene) -> Draft:
    unit, publisher = department("县政府办")
    return Draft(
        unit=unit,
        title=f"{scene.year + 1}年为民办实事项目征集公告",
        publisher=publisher,
        blocks=(
            Paragraph("群众关注什么就办什么。现面向全县征集明年为民办实事项目建议，欢迎提出。"),
            Table(
                ("方面", "例如"),
                (
                    ("出行", "道路、公交、停车"),
                    ("看病", "门诊报销、村卫生室"),
                    ("上学", "校车、午餐"),
                    ("养老", "互助点、适老化改造"),
                    ("环境", "垃圾清运、污水治理"),
                ),
                "征集范围",
            ),
            Facts(
                (
                    Fact(
                        "征集期限",
                        f"{chinese(scene.today - timedelta(days=7))}至{chinese(scene.today + timedelta(days=30))}",
                    ),
                    Fact("触摸屏", "在本页按“我要留言”"),
                    Fact("电话", telephone(unit)),
                    Fact("结果公开", "采纳情况经县人大会议审议后公布"),
                ),
                "提交方式",
            ),
        ),
        window=Window.INTERACTION,
        timing=Timing.PROMPT,
        five_open=FiveOpen.DECISION,
        stage=Stage.BEFORE,
        genre="意见征集",
        category="互动",
        domain="承诺践诺",
        formed_on=scene.today - timedelta(days=7),
        valid_until=scene.today + timedelta(days=30),
        matter=f"为民办实事-{scene.year + 1}",
        led_text=f"{scene.year + 1}年为民办实事项目征集中，可在触摸屏留言或拨打{telephone(unit)}",
        source="sample:interaction/survey",
    )


def _opinions_answered(scene: Scene, township: UnitCode, name: str) -> Draft:
    random = scene.random(f"interaction/opinions/{township}")
    month = reported_month(scene.today)
    kinds = ("道路交通", "环境卫生", "供水供电", "惠农补贴", "窗口服务")
    rows = []
    for kind in kinds:
        got = random.randint(1, 9)
        answered = got - random.choice((0, 0, 0, 1))
        rows.append((kind, str(got), str(answered), str(got - answered)))
    got, answered, rest = (sum(int(row[column]) for row in rows) for column in (1, 2, 3))
    return Draft(
        unit=township,
        title=f"{name}{month.month}月群众意见建议办理情况",
        publisher=f"{name}人民政府",
        blocks=(
            Paragraph(
                f"{month.month}月通过触摸屏、意见箱、电话收到群众意见建议{got}件，已答复{answered}件，正在办理{rest}件。"
            ),
            Table(
                ("类别", "收到", "已答复", "办理中"),
                tuple(rows),
                "办理情况",
                ("合计", str(got), str(answered), str(rest)),
            ),
            Paragraph(
                "答复内容不涉及个人隐私的，在村务公开栏和本屏公布；对答复不满意的，可以再次反映，由纪委书记包案。"
            ),
            Facts((Fact("受理电话", telephone(township)), Fact("监督电话", telephone(COUNTY))), "联系方式"),
        ),
        window=Window.INTERACTION,
        timing=Timing.PERIODIC,
        five_open=FiveOpen.RESULT,
        stage=Stage.RESULT,
        genre="意见反馈",
        category="互动",
        domain="意见反馈",
        formed_on=month_after(month) + timedelta(days=2),
        source=f"sample:interaction/opinions/{township}/{month:%Y%m}",
    )
