"""征地补偿安置公告: three takings of land, each at another stage of the law's procedure.

Preliminary notice ≥ 10 workdays, compensation plan ≥ 30 days, then approval, then payment
(土地管理法 art. 47; 土地管理法实施条例 arts. 26–31).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from content.blocks import Block, Fact, Facts, Paragraph, Picture, Step, Steps, Table
from content.disclosure import NoticePeriod
from content.hub.disclosures.draft import Draft
from content.hub.sample.county import COUNTY, telephone
from content.hub.sample.days import chinese, running_days, running_workdays, short, workday_before, workdays_from
from content.hub.sample.drawings import parcel_map
from content.hub.sample.scene import Scene, total
from content.record import UnitCode
from content.terms import FiveOpen, Stage, Timing, Window

PUBLISHER = "清源县人民政府"
_STAGES = (
    ("预公告", "不少于10个工作日"),
    ("土地现状调查和社会稳定风险评估", "预公告期内"),
    ("补偿安置方案公告", "不少于30日"),
    ("听证", "多数成员有异议时组织"),
    ("报批", "按批准权限"),
    ("批后公告", "收到批准文件15个工作日内"),
    ("补偿款支付公示", "足额支付后"),
)
_PRICE = Decimal("4.2")  # 万元 a mu: 区片综合地价
_MU = 15  # mu in a hectare


@dataclass(frozen=True)
class Taking:
    """One project. parcels: village, arable and other land in hectares."""

    key: str
    name: str
    purpose: str
    township: UnitCode
    township_name: str
    parcels: tuple[tuple[str, Decimal, Decimal], ...]

    @property
    def villages(self) -> str:
        return f"{self.township_name}{'、'.join(village for village, _, _ in self.parcels)}"

    @property
    def area(self) -> Decimal:
        return total(arable + other for _, arable, other in self.parcels)


HEATING = Taking(
    "城南片区",
    "清源县城南片区",
    "县城南部集中供热站（基础设施）",
    UnitCode("t01"),
    "柳溪镇",
    (("河东村", Decimal("4.1260"), Decimal("0.5125")), ("青石村", Decimal("2.2150"), Decimal("0.3000"))),
)
LINK_ROAD = Taking(
    "G3线连接道",
    "清源县G3线连接道项目",
    "G3线至县城连接道（交通设施）",
    UnitCode("t06"),
    "沙河镇",
    (("渡口村", Decimal("3.0420"), Decimal("0.2210")), ("河湾村", Decimal("1.8875"), Decimal("0.1460"))),
)
RESERVOIR = Taking(
    "响水水厂",
    "清源县响水水厂项目",
    "乡镇集中供水厂（水利设施）",
    UnitCode("t09"),
    "南沟乡",
    (("响水村", Decimal("0.9640"), Decimal("0.1035")), ("清水村", Decimal("0.4125"), Decimal("0.0400"))),
)


def drafts(scene: Scene) -> Iterator[Draft]:
    """Link road: preliminary notice running. Heating: plan running. Waterworks: all the way to payment."""
    today = scene.today
    yield _preliminary(scene, LINK_ROAD, running_workdays(today, 10, _contact(), begun=4))
    begun = workday_before(today - timedelta(days=62))
    yield _preliminary(scene, HEATING, NoticePeriod(begun, workdays_from(begun, 10), _contact()))
    yield _plan(scene, HEATING, running_days(today, 32, _contact(), begun=12), 7)
    begun = workday_before(today - timedelta(days=190))
    yield _preliminary(scene, RESERVOIR, NoticePeriod(begun, workdays_from(begun, 10), _contact()))
    begun = workday_before(today - timedelta(days=160))
    yield _plan(scene, RESERVOIR, NoticePeriod(begun, begun + timedelta(days=31), _contact()), 3)
    yield _approved(scene, RESERVOIR, workday_before(today - timedelta(days=70)))
    yield _paid(scene, RESERVOIR, workday_before(today - timedelta(days=20)))


def _contact() -> str:
    return f"书面送县自然资源局；电话 {telephone(UnitCode('d12'))}"


def _draft(
    taking: Taking, title: str, stage: Stage, blocks: tuple[Block, ...], formed: date, step: str
) -> dict[str, object]:
    """What all four notices have in common."""
    return {
        "unit": COUNTY,
        "title": title,
        "publisher": PUBLISHER,
        "blocks": blocks,
        "window": Window.ENQUIRY,
        "timing": Timing.PROMPT,
        "stage": stage,
        "genre": "征地补偿安置公告",
        "category": "征地",
        "domain": "征地补偿",
        "formed_on": formed,
        "matter": f"征地-{taking.key}",
        "source": f"sample:land/{taking.key}/{step}",
    }


def _steps(current: int) -> Steps:
    notes = ["已完成"] * current + ["进行中"] + [""] * (len(_STAGES) - current - 1)
    return Steps(
        tuple(Step(name, limit=limit, note=note) for (name, limit), note in zip(_STAGES, notes, strict=True)),
        "征收程序",
    )


def _land_table(taking: Taking) -> Table:
    arable = total(parcel[1] for parcel in taking.parcels)
    other = total(parcel[2] for parcel in taking.parcels)
    return Table(
        ("村", "耕地（公顷）", "建设用地（公顷）", "合计（公顷）"),
        tuple((village, f"{a:.4f}", f"{o:.4f}", f"{a + o:.4f}") for village, a, o in taking.parcels),
        "拟征收土地",
        ("合计", f"{arable:.4f}", f"{other:.4f}", f"{taking.area:.4f}"),
    )


def _preliminary(scene: Scene, taking: Taking, notice: NoticePeriod) -> Draft:
    is_running = notice.last_day >= scene.today
    blocks = (
        Paragraph(
            f"因{taking.purpose}建设需要，拟征收{taking.villages}集体土地。根据《中华人民共和国土地管理法》第四十七条、"
            "《中华人民共和国土地管理法实施条例》第二十六条的规定，现予预公告。"
        ),
        _land_table(taking),
        Paragraph(
            f"自{chinese(notice.first_day)}起，县自然资源局将组织开展土地现状调查和社会稳定风险评估，请有关单位和个人配合。"
            "自公告之日起，任何单位和个人不得在拟征收范围内抢栽抢建；违反规定的部分不予补偿。"
        ),
        _steps(0 if is_running else 2),
        Facts(
            (
                Fact("公告期限", f"{chinese(notice.first_day)}至{chinese(notice.last_day)}（10个工作日）"),
                Fact("联系单位", "清源县自然资源局"),
                Fact("联系电话", telephone(UnitCode("d12"))),
            ),
            "公告与联系",
        ),
    )
    fields = _draft(taking, f"征收土地预公告（{taking.name}）", Stage.BEFORE, blocks, notice.first_day, "preliminary")
    led = (
        f"征地预公告：{taking.villages}，公告至{short(notice.last_day)}，禁止抢栽抢建，咨询{telephone(UnitCode('d12'))}"
    )
    return Draft(**fields, five_open=FiveOpen.DECISION, notice=notice, led_text=led if is_running else "")  # type: ignore[arg-type]


def _plan(scene: Scene, taking: Taking, notice: NoticePeriod, number: int) -> Draft:
    is_running = notice.last_day >= scene.today
    files = parcel_map(taking.name, [village for village, _, _ in taking.parcels], scene)
    picture = [Picture(file.sha256, f"{taking.name}征收范围示意图") for file in files]
    arable = total(parcel[1] for parcel in taking.parcels)
    blocks: tuple[Block, ...] = (
        Paragraph(
            f"根据《中华人民共和国土地管理法》《中华人民共和国土地管理法实施条例》，结合土地现状调查结果，"
            f"县自然资源局会同财政、农业农村、人力资源社会保障等部门拟定了{taking.name}征地补偿安置方案，现予公告。"
        ),
        _land_table(taking),
        Facts(
            (
                Fact("征收范围", f"{taking.villages}，四至见示意图"),
                Fact("征收目的", taking.purpose),
                Fact("补偿标准", f"区片综合地价{_PRICE}万元/亩；青苗1400元/亩"),
                Fact("土地补偿费估算", f"{(taking.area * _MU * _PRICE).quantize(Decimal('0.01'))}万元"),
                Fact("青苗补偿费估算", f"{(arable * _MU * 1400 / 10_000).quantize(Decimal('0.01'))}万元"),
                Fact("安置方式", "货币安置+被征地农民社会保障"),
                Fact("补偿登记", f"{short(notice.last_day)}前持权属证明到{taking.township_name}自然资源所办理"),
                Fact("异议渠道", "书面向县自然资源局提出；多数成员认为方案不符合法律法规的，组织听证"),
            ),
            "方案要点",
        ),
        *picture,
        _steps(2 if is_running else 3),
        Facts(
            (
                Fact("公告期限", f"{chinese(notice.first_day)}至{chinese(notice.last_day)}（不少于30日）"),
                Fact("张贴范围", f"{taking.township_name}及所涉村、村民小组"),
                Fact("联系电话", telephone(UnitCode("d12"))),
            ),
            "公告与联系",
        ),
    )
    fields = _draft(taking, f"{taking.name}征地补偿安置方案公告", Stage.DECISION, blocks, notice.first_day, "plan")
    place = taking.township_name[-1]
    led = f"{taking.key}征地补偿安置方案公告至{short(notice.last_day)}，请持证到{place}自然资源所登记"
    return Draft(
        **fields,  # type: ignore[arg-type]
        five_open=FiveOpen.DECISION,
        notice=notice,
        document_number=f"清政征〔{scene.year}〕{number}号",
        index_number=f"QY-ZD-{scene.year}-{number:04d}",
        led_text=led if is_running else "",
        files=tuple(file.draft_file for file in files),
    )


def _approved(scene: Scene, taking: Taking, day: date) -> Draft:
    blocks = (
        Paragraph(
            f"{taking.name}征收土地已经省人民政府批准。根据《中华人民共和国土地管理法》第四十七条的规定，"
            "现将批准征收的范围、用途和补偿登记等事项公告如下。"
        ),
        _land_table(taking),
        Facts(
            (
                Fact("批准用途", taking.purpose),
                Fact("补偿登记", "已全部完成，逾期未登记的以调查结果为准"),
                Fact("权利救济", "对征收决定不服的，可自公告之日起60日内申请行政复议，或者6个月内提起行政诉讼"),
            ),
            "批准情况",
        ),
        _steps(5),
    )
    fields = _draft(taking, f"征收土地公告（{taking.name}）", Stage.EXECUTION, blocks, day, "approved")
    return Draft(**fields, five_open=FiveOpen.EXECUTION, document_number=f"清政征〔{day.year}〕5号")  # type: ignore[arg-type]


def _paid(scene: Scene, taking: Taking, day: date) -> Draft:
    rows = []
    land_sum, crop_sum = [], []
    for village, arable, other in taking.parcels:
        land = ((arable + other) * _MU * _PRICE).quantize(Decimal("0.01"))
        crops = (arable * _MU * 1400 / 10_000).quantize(Decimal("0.01"))
        land_sum.append(land)
        crop_sum.append(crops)
        rows.append((village, f"{land:.2f}", f"{crops:.2f}", f"{land + crops:.2f}"))
    blocks = (
        Paragraph(
            f"{taking.name}征地补偿款已于{chinese(day)}足额支付到被征地村集体经济组织和农户，现将支付情况公布如下。"
        ),
        Table(
            ("村", "土地补偿费（万元）", "青苗补偿费（万元）", "合计（万元）"),
            tuple(rows),
            "支付情况",
            ("合计", f"{total(land_sum):.2f}", f"{total(crop_sum):.2f}", f"{total(land_sum) + total(crop_sum):.2f}"),
        ),
        Paragraph("村集体经济组织对土地补偿费的分配方案，由村民会议讨论决定，并在村务公开栏和本屏公布。"),
        Steps(tuple(Step(name, limit=limit, note="已完成") for name, limit in _STAGES), "征收程序"),
        Facts((Fact("查询电话", telephone(taking.township)), Fact("监督电话", telephone(COUNTY))), "联系方式"),
    )
    fields = _draft(taking, f"{taking.name}征地补偿款支付公示", Stage.RESULT, blocks, day, "paid")
    return Draft(**fields, five_open=FiveOpen.RESULT)  # type: ignore[arg-type]
