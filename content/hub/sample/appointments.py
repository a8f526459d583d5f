"""任前公示: cadres proposed for office. Names are given in full here, and only here: the rules want it so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from content.blocks import Fact, Facts, Paragraph, Table
from content.disclosure import NoticePeriod
from content.hub.disclosures.draft import Draft
from content.hub.sample.county import department
from content.hub.sample.days import chinese, running_workdays, short, workday_before, workdays_from
from content.hub.sample.scene import Scene
from content.terms import FiveOpen, SixOpen, Stage, Timing, Window

CONTACT = "电话 0900-5551238；信箱 清源县人民路1号 干部监督室，邮编 000000"
_COLUMNS = ("姓名", "性别", "民族", "出生年月", "学历", "政治面貌", "现任职务", "拟任职务")

# Invented persons; birth to the month only, as 干部任前公示 demands.
_BATCHES = (
    (
        ("周明远", "男", "汉族", "1983.06", "大学", "中共党员", "柳溪镇党委副书记、镇长", "拟任乡镇党委书记"),
        ("何晓岚", "女", "汉族", "1986.11", "研究生", "中共党员", "县审计局党组成员、副局长", "拟任县直部门正职"),
    ),
    (
        ("林若溪", "女", "汉族", "1989.03", "大学", "中共党员", "龙泉镇党委委员、宣传委员", "拟提名为乡镇副镇长人选"),
        ("高志恒", "男", "汉族", "1985.09", "大学", "中共党员", "县水务局水利工程站站长", "拟任县直部门副职"),
        ("白雪松", "男", "回族", "1987.01", "大学", "中共党员", "北坡乡党委委员、武装部部长", "拟任乡镇党委副书记"),
    ),
    (
        ("沈知秋", "女", "汉族", "1990.07", "研究生", "中共党员", "县教育局办公室主任", "拟任县直部门副职"),
        ("段云飞", "男", "汉族", "1984.12", "大学", "中共党员", "石桥乡党委副书记、乡长", "拟任乡镇党委书记"),
    ),
    (("纪长风", "男", "汉族", "1982.04", "大学", "中共党员", "县住建局党组成员、副局长", "拟任县直部门正职"),),
)
_LED = "任前公示：{names}同志，公示期{first}至{last}，监督电话0900-5551238"


def drafts(scene: Scene) -> Iterator[Draft]:
    """Two notices that are running, and two that led to a decision."""
    for number, begun in enumerate((0, 3)):
        notice = running_workdays(scene.today, 5, CONTACT, begun=begun)
        yield _notice(scene, number, notice, is_running=True)
    for number, weeks in ((2, 5), (3, 10)):
        first = workday_before(scene.today - timedelta(weeks=weeks))
        notice = NoticePeriod(first, workdays_from(first, 5), CONTACT)
        yield _notice(scene, number, notice, is_running=False)
        yield _decision(scene, number, notice)


def _notice(scene: Scene, number: int, notice: NoticePeriod, *, is_running: bool) -> Draft:
    unit, publisher = department("县委组织部")
    people = _BATCHES[number]
    names = "、".join(person[0] for person in people)
    return Draft(
        unit=unit,
        title=f"清源县委组织部拟任职干部任前公示（{scene.year}年第{9 - number}批）",
        publisher=publisher,
        blocks=(
            Paragraph(
                "为进一步扩大选人用人民主，加强干部监督，根据《党政领导干部选拔任用工作条例》有关规定，"
                "经县委研究，现将拟任职人选的有关情况公示如下。"
            ),
            *(
                Facts(tuple(Fact(label, value) for label, value in zip(_COLUMNS, person, strict=True)), person[0])
                for person in people
            ),
            Paragraph(
                f"公示时间：{chinese(notice.first_day)}至{chinese(notice.last_day)}（5个工作日）。"
                "公示期间，干部群众可通过来信、来电、来访等方式反映问题。反映问题应当实事求是，提倡实名，"
                "以便核实和反馈；受理部门严格保密。"
            ),
            Facts(
                (
                    Fact("受理部门", "中共清源县委组织部干部监督室"),
                    Fact("监督电话", "0900-5551238"),
                    Fact("来信地址", "清源县人民路1号 干部监督室"),
                    Fact("邮政编码", "000000"),
                    Fact("要求", "实名，署真实联系方式"),
                ),
                "意见受理",
            ),
        ),
        six_open=SixOpen.PARTY,
        window=Window.PARTY,
        timing=Timing.PROMPT,
        five_open=FiveOpen.DECISION,
        stage=Stage.BEFORE,
        genre="任前公示",
        category="党务/干部",
        domain="人事",
        index_number=f"QY0103-{scene.year}-{113 - number:04d}",
        formed_on=workday_before(notice.first_day - timedelta(days=2)),
        notice=notice,
        valid_until=notice.last_day if is_running else None,
        max_offline_days=7 if is_running else 0,
        matter=f"任免-{scene.year}-{9 - number}",
        led_text=_LED.format(names=names, first=short(notice.first_day), last=short(notice.last_day))
        if is_running
        else "",
        source=f"sample:appointments/{number}",
    )


def _decision(scene: Scene, number: int, notice: NoticePeriod) -> Draft:
    unit, publisher = department("县委组织部")
    decided = workdays_from(notice.last_day, 4)
    rows = tuple((person[0], person[7].removeprefix("拟任").removeprefix("拟提名为")) for person in _BATCHES[number])
    return Draft(
        unit=unit,
        title=f"关于{_BATCHES[number][0][0]}等同志任职的通知" if len(rows) > 1 else f"关于{rows[0][0]}同志任职的通知",
        publisher=publisher,
        blocks=(
            Paragraph(f"任前公示期间未收到影响任职的反映。经县委{chinese(decided)}研究决定，下列同志任职："),
            Table(("姓名", "任职"), rows),
            Paragraph("按规定试用的，试用期一年，自决定之日起计算。"),
        ),
        six_open=SixOpen.PARTY,
        window=Window.PARTY,
        timing=Timing.PROMPT,
        five_open=FiveOpen.RESULT,
        stage=Stage.RESULT,
        genre="任免通知",
        category="党务/干部",
        domain="人事",
        document_number=f"清组干〔{decided.year}〕{31 - number}号",
        index_number=f"QY0103-{scene.year}-{213 - number:04d}",
        formed_on=decided,
        matter=f"任免-{scene.year}-{9 - number}",
        source=f"sample:appointments/{number}/decision",
    )
