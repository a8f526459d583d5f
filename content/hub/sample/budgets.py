"""财政决算: the county's final accounts, and those of every department and township, with 三公 expenses."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from content.blocks import Block, Fact, Facts, Heading, Paragraph, Table
from content.hub.disclosures.draft import Draft
from content.hub.sample.county import COUNTY, DEPARTMENTS, department, telephone, townships
from content.hub.sample.days import chinese
from content.hub.sample.drawings import pages_as_pdf
from content.hub.sample.scene import Scene, total
from content.record import UnitCode
from content.terms import FiveOpen, Stage, Timing, Window

# 万元; the county's accounts. Income 233,000 = expenditure 222,500 + carried over 10,500.
INCOME = (("税收收入", 31_250), ("非税收入", 11_480), ("上级补助收入", 186_700), ("上年结余", 3_570))
EXPENDITURE = (
    ("一般公共服务", 24_100),
    ("教育", 58_300),
    ("社会保障和就业", 41_200),
    ("卫生健康", 28_600),
    ("农林水", 47_900),
    ("其他", 22_400),
)
SANGONG = (("因公出国（境）", 0), ("公务用车购置及运行", 186), ("公务接待", 74))

_DEPARTMENT_INCOME = (("一般公共预算财政拨款收入", 600, 4_200), ("其他收入", 5, 120), ("年初结转和结余", 0, 180))
_DEPARTMENT_EXPENDITURE = (("基本支出：人员经费", 0.46), ("基本支出：公用经费", 0.12), ("项目支出", 0.34))
_SIGNED = "批复文号见县财政局批复；公开依据：《中华人民共和国预算法》第十四条，批复后二十日内向社会公开。"


def drafts(scene: Scene) -> Iterator[Draft]:
    """One for the county, and one for each department and township."""
    yield _county(scene)
    for number, (short, full) in enumerate(DEPARTMENTS, start=1):
        yield _unit(scene, UnitCode(f"d{number:02d}"), full, f"{short}")
    for code, name in townships():
        yield _unit(scene, code, f"{name}人民政府", name)


def _county(scene: Scene) -> Draft:
    approved = scene.last(9, 28)
    year = approved.year - 1
    unit, publisher = department("县财政局")
    income, spent = sum(amount for _, amount in INCOME), sum(amount for _, amount in EXPENDITURE)
    sangong = sum(amount for _, amount in SANGONG)
    blocks: list[Block] = [
        Paragraph(
            f"清源县{year}年度财政决算已经县人民代表大会常务委员会{chinese(approved)}会议审查批准，"
            f"按照《中华人民共和国预算法》第十四条的规定，在批准后二十日内向社会公开。"
        ),
        Facts(
            (
                Fact("收入总计", f"{income:,}万元"),
                Fact("支出总计", f"{spent:,}万元"),
                Fact("结转下年", f"{income - spent:,}万元"),
                Fact("“三公”经费合计", f"{sangong}万元"),
            ),
            "总体情况（收入总计-支出总计=结转下年）",
        ),
        Heading("一、收入决算"),
        _table("收入", INCOME),
        Heading("二、支出决算"),
        _table("支出", EXPENDITURE),
        Heading("三、“三公”经费决算"),
        _table("“三公”经费", SANGONG),
        Paragraph(
            "“三公”经费比上年减少，主要原因是落实过紧日子要求，压减公务接待和车辆运行支出。"
            "举借债务、机关运行经费、政府采购和转移支付安排的说明见附件。"
        ),
        Facts((Fact("咨询电话", telephone(unit)), Fact("政务公开监督电话", telephone(COUNTY))), "联系方式"),
    ]
    appendix = [
        (
            f"清源县{year}年度财政决算情况说明",
            [
                "一、决算编制的范围",
                "本决算包括县本级和12个乡镇的一般公共预算收支。政府性基金、国有资本经营和社会保险基金决算另行公开。",
                "二、收入情况",
                *(f"{what}：{amount:,}万元。" for what, amount in INCOME),
                f"以上合计{income:,}万元。上级补助收入主要用于教育、社会保障和农林水支出。",
                "三、支出情况",
                *(f"{what}：{amount:,}万元。" for what, amount in EXPENDITURE),
                f"以上合计{spent:,}万元，结转下年{income - spent:,}万元。",
            ],
        ),
        (
            "有关事项的说明",
            [
                "一、政府债务",
                "县本级未举借新的政府债务，存量债务余额控制在批准的限额以内，按期还本付息。",
                "二、机关运行经费",
                "机关运行经费用于办公及印刷、邮电、差旅、会议、日常维修、取暖、物业管理和公务用车运行等支出。",
                "三、政府采购",
                "政府采购项目全部进入公共资源交易平台，采购意向、公告、结果和合同均已公开。",
                "四、“三公”经费",
                *(f"{what}：{amount}万元。" for what, amount in SANGONG),
                f"合计{sangong}万元，未超过预算。",
                "（虚构示例）",
            ],
        ),
    ]
    files = pages_as_pdf(appendix, f"清源县{year}年度财政决算说明.pdf", scene)
    return Draft(
        unit=unit,
        title=f"清源县{year}年度财政决算及“三公”经费决算",
        publisher=publisher,
        blocks=tuple(blocks),
        window=Window.ENQUIRY,
        timing=Timing.PERIODIC,
        five_open=FiveOpen.RESULT,
        stage=Stage.RESULT,
        genre="财政决算",
        category="财政",
        domain="财政预决算",
        index_number=f"QY-CZ-{approved.year}-0007",
        formed_on=approved,
        matter=f"财政决算-{year}",
        led_text=f"{year}年县级财政决算已公开，“三公”经费{sangong}万元，详见一楼触摸屏",
        source=f"sample:budgets/county/{year}",
        files=files,
    )


def _unit(scene: Scene, unit: UnitCode, publisher: str, name: str) -> Draft:
    """部门决算: what is not spent is carried over."""
    published = scene.last(10, 12)
    year = published.year - 1
    random = scene.random(f"budgets/{unit}")
    income = [(what, _hundredths(random.uniform(low, high))) for what, low, high in _DEPARTMENT_INCOME]
    received = total(amount for _, amount in income)
    spent = [
        (what, _hundredths(float(received) * share * random.uniform(0.93, 1.07)))
        for what, share in _DEPARTMENT_EXPENDITURE
    ]
    paid = total(amount for _, amount in spent)
    carried = received - paid
    sangong = [
        ("因公出国（境）", Decimal("0.00")),
        ("公务用车购置及运行", _hundredths(random.uniform(2, 12))),
        ("公务接待", _hundredths(random.uniform(0.2, 3))),
    ]
    plain = name if name.endswith(("镇", "乡")) else publisher
    return Draft(
        unit=unit,
        title=f"{plain}{year}年度部门决算及“三公”经费决算",
        publisher=publisher,
        blocks=(
            Facts(
                (
                    Fact("收入总计", f"{received}万元"),
                    Fact("支出总计", f"{paid}万元"),
                    Fact("年末结转和结余", f"{carried}万元"),
                ),
                "总体情况（收入总计-支出总计=年末结转和结余）",
            ),
            Heading("一、收入决算"),
            _decimal_table("收入", income),
            Heading("二、支出决算"),
            _decimal_table("支出", spent),
            Heading("三、“三公”经费支出决算"),
            _decimal_table("“三公”经费", sangong),
            Paragraph(_SIGNED),
            Facts((Fact("咨询电话", telephone(unit)),), "联系方式"),
        ),
        window=Window.ENQUIRY,
        timing=Timing.PERIODIC,
        five_open=FiveOpen.RESULT,
        stage=Stage.RESULT,
        genre="财政决算",
        category="财政",
        domain="财政预决算",
        index_number=f"QY-JS-{year}-{unit}",
        formed_on=published,
        source=f"sample:budgets/{unit}/{year}",
    )


def _hundredths(amount: float) -> Decimal:
    return Decimal(round(amount * 100)) / 100 + Decimal("0.00")


def _table(caption: str, rows: tuple[tuple[str, int], ...]) -> Table:
    return Table(
        ("项目", "金额（万元）"),
        tuple((what, str(amount)) for what, amount in rows),
        caption,
        ("合计", str(sum(amount for _, amount in rows))),
    )


def _decimal_table(caption: str, rows: list[tuple[str, Decimal]]) -> Table:
    return Table(
        ("项目", "金额（万元）"),
        tuple((what, f"{amount:.2f}") for what, amount in rows),
        caption,
        ("合计", f"{total(amount for _, amount in rows):.2f}"),
    )
