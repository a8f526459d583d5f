"""四议两公开: village matters from proposal to decision to result, and the bidding for a village's pond."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from content.blocks import Fact, Facts, Paragraph, Step, Steps, Table
from content.disclosure import NoticePeriod
from content.hub.disclosures.draft import Draft, HeldStep
from content.hub.sample.county import telephone, townships, villages_of
from content.hub.sample.days import chinese, running_days, short
from content.hub.sample.people import masked_names
from content.hub.sample.scene import Scene, total, yuan
from content.record import UnitCode
from content.terms import FiveOpen, SixOpen, Stage, Timing, Window

_WORKS = (
    ("村内道路硬化", "主巷道硬化1.2公里，路面宽4米、厚18厘米", 186_000),
    ("饮水管网改造", "更换主管道2.4公里，安装智能水表", 142_000),
    ("太阳能路灯安装", "安装6米太阳能路灯48盏", 96_000),
    ("文化广场建设", "铺装广场900平方米，配套健身器材", 128_000),
    ("田间沟渠清淤衬砌", "清淤3公里，衬砌渠道800米", 154_000),
    ("公厕改建", "改建水冲式公厕2座", 88_000),
)
_FOUR_TALKS = (
    ("党支部会提议", "村党支部"),
    ("两委会商议", "村党支部、村民委员会"),
    ("党员大会审议", "全体党员"),
    ("村民会议或村民代表会议决议", "村民代表"),
    ("决议公开", "村民委员会"),
    ("实施结果公开", "村民委员会"),
)


def drafts(scene: Scene) -> Iterator[Draft]:
    """In every township one village's work, at different stages; in six villages a pond or orchard let by bidding."""
    for place, (township, name) in enumerate(townships()):
        villages = villages_of(township)
        code, village = villages[2]
        yield from _work(scene, name, code, village, _WORKS[place % len(_WORKS)], stages=place % 3 + 1)
        if place % 2 == 0:
            code, village = villages[0]
            asset = "集体鱼塘" if place % 4 == 0 else "集体果园"
            yield from _bidding(scene, name, code, village, asset, is_finished=place % 4 == 2)


def _village_draft(
    code: UnitCode, village: str, township: str, title: str, formed: date, matter: str, stage: Stage, **fields: object
) -> Draft:
    named = {Stage.BEFORE: "before", Stage.DECISION: "decision", Stage.EXECUTION: "execution", Stage.RESULT: "result"}
    values: dict[str, object] = {
        "unit": code,
        "title": title,
        "publisher": f"{township}{village}村民委员会",
        "six_open": SixOpen.VILLAGE,
        "window": Window.ENQUIRY,
        "timing": Timing.STAGED,
        "stage": stage,
        "domain": "村务",
        "formed_on": formed,
        "matter": matter,
        "source": f"sample:decisions/{matter}/{named[stage]}",
        **fields,
    }
    return Draft(**values)  # type: ignore[arg-type]  # the names are Draft's own


def _progress(done: int) -> Steps:
    return Steps(
        tuple(
            Step(name, who, note="已完成" if place < done else "进行中" if place == done else "")
            for place, (name, who) in enumerate(_FOUR_TALKS)
        ),
        "“四议两公开”进展",
    )


def _work(
    scene: Scene, township: str, code: UnitCode, village: str, work: tuple[str, str, int], *, stages: int
) -> Iterator[Draft]:
    """stages: 1 proposed only, 2 decided, 3 finished."""
    random = scene.random(f"decisions/works/{code}")
    name, content, budget = work
    matter = f"四议两公开-{code}-{name}"
    begun = scene.today - timedelta(days={1: 2, 2: 24, 3: 110}[stages])
    subsidy = Decimal(budget) * 6 / 10
    own = Decimal(budget) - subsidy
    contact = f"{village}村务监督委员会，电话 {telephone(code)}"
    notice = running_days(scene.today, 7, contact, begun=2) if stages == 1 else None
    yield _village_draft(
        code,
        village,
        township,
        f"{village}“四议两公开”事前公示：{name}",
        begun,
        matter,
        Stage.BEFORE,
        five_open=FiveOpen.DECISION,
        genre="四议两公开",
        category="村务/决策",
        blocks=(
            Paragraph(f"经村党支部会提议、村“两委”会商议，拟实施{name}项目，现就初步方案征求全体村民意见，公示期7天。"),
            Facts(
                (
                    Fact("建设内容", content),
                    Fact("概算投资", f"{yuan(Decimal(budget))}元"),
                    Fact("资金来源", f"财政奖补{yuan(subsidy)}元，村集体自筹{yuan(own)}元"),
                    Fact("意见反馈", contact),
                ),
                "方案要点",
            ),
            _progress(2),
        ),
        notice=notice,
        led_text=f"{village}拟实施{name}，意见征集至{short(notice.last_day)}，可在触摸屏留言或打{telephone(code)}"
        if notice
        else "",
    )
    if stages == 1:
        return
    voters = random.randint(28, 45)
    present = voters - random.randint(1, 5)
    agreed = present - random.randint(0, 3)
    decided = begun + timedelta(days=12)
    members = random.randint(24, 40)
    came = members - random.randint(0, 4)
    vote = HeldStep(step="resolution", on=decided, entitled=voters, present=present, agreed=agreed, note="村民代表会议")
    talks = (
        HeldStep(step="proposal", on=begun - timedelta(days=4), note="村党支部会议"),
        HeldStep(step="consultation", on=begun - timedelta(days=2), note="村“两委”联席会议"),
        HeldStep(
            step="deliberation",
            on=decided - timedelta(days=3),
            entitled=members,
            present=came,
            agreed=came - random.randint(0, 2),
            note="党员大会",
        ),
        vote,
    )
    yield _village_draft(
        code,
        village,
        township,
        f"{village}“四议两公开”决议公告：{name}",
        decided,
        matter,
        Stage.DECISION,
        five_open=FiveOpen.DECISION,
        genre="四议两公开",
        category="村务/决策",
        blocks=(
            Paragraph(
                f"{chinese(decided)}，{village}召开村民代表会议，就{name}项目进行表决。应到代表{voters}人，实到{present}人，"
                f"同意{agreed}人，反对或弃权{present - agreed}人，决议通过。"
            ),
            Facts(
                (
                    Fact("建设内容", content),
                    Fact("概算投资", f"{yuan(Decimal(budget))}元"),
                    Fact("实施方式", "进入乡镇小型工程交易平台公开比选"),
                    Fact("监督", "村务监督委员会全程监督质量和资金"),
                ),
                "决议事项",
            ),
            _progress(4),
        ),
        steps_held=talks,
        led_text=f"{village}村民代表会议通过{name}决议，{present}人到会{agreed}人同意，详见触摸屏"
        if stages == 2
        else "",
    )
    if stages == 2:
        return
    parts = [
        ("材料费", Decimal(budget) * 58 / 100),
        ("人工费", Decimal(budget) * 27 / 100),
        ("机械费", Decimal(budget) * 9 / 100),
    ]
    settled = total(amount for _, amount in parts)
    yield _village_draft(
        code,
        village,
        township,
        f"{village}{name}项目竣工决算公示",
        scene.today - timedelta(days=9),
        matter,
        Stage.RESULT,
        five_open=FiveOpen.RESULT,
        genre="四议两公开",
        category="村务/项目",
        blocks=(
            Paragraph(
                f"{name}项目已完工，经乡镇组织验收合格，决算结果如下。"
                f"比概算节约{yuan(Decimal(budget) - settled)}元，结余留存村集体账户。"
            ),
            Table(
                ("费用", "金额（元）"),
                tuple((what, yuan(amount)) for what, amount in parts),
                "竣工决算",
                ("合计", yuan(settled)),
            ),
            Facts((Fact("验收结论", "合格"), Fact("保修期", "两年"), Fact("监督电话", telephone(code))), "验收与监督"),
            _progress(6),
        ),
        steps_held=(
            vote,
            HeldStep(step="resolution-published", on=decided + timedelta(days=1), note="村务公开栏"),
            HeldStep(step="implementation", on=scene.today - timedelta(days=12), note="乡镇组织验收，合格"),
        ),
    )


def _bidding(
    scene: Scene, township: str, code: UnitCode, village: str, asset: str, *, is_finished: bool
) -> Iterator[Draft]:
    """Notice of the bidding, its result, and, where it is over, the contract with the first rent paid."""
    random = scene.random(f"decisions/bidding/{code}")
    matter = f"三资-{code}-{asset}"
    reserve = random.randint(60, 110) * 100
    bidders = masked_names(random, 3)
    offers = sorted((reserve + random.randint(2, 60) * 100 for _ in bidders), reverse=True)
    years = 5
    contact = f"{village}村务监督委员会，电话 {telephone(code)}"
    opened = scene.today - timedelta(days=95 if is_finished else 30)
    yield _village_draft(
        code,
        village,
        township,
        f"{village}{asset}承包公开竞价公告",
        opened,
        matter,
        Stage.BEFORE,
        five_open=FiveOpen.DECISION,
        genre="集体三资",
        category="村务/三资",
        blocks=(
            Paragraph(f"经村民代表会议讨论通过，{village}{asset}面向社会公开竞价发包，现将有关事项公告如下。"),
            Facts(
                (
                    Fact("标的", f"{asset}一处，承包期{years}年"),
                    Fact("起始价", f"{reserve}元/年"),
                    Fact("保证金", "2000元，未中标的3日内退还"),
                    Fact("报名", f"{chinese(opened)}起10日内到村便民服务室"),
                    Fact("竞价方式", "书面报价、当场开封，价高者得"),
                ),
                "发包事项",
            ),
        ),
    )
    first = opened + timedelta(days=20)
    notice = NoticePeriod(first, first + timedelta(days=6), contact)
    if not is_finished:
        notice = running_days(scene.today, 7, contact, begun=3)
    led = (
        f"{village}{asset}竞价结果公示：最高报价{offers[0]}元/年，公示至{short(notice.last_day)}，异议{telephone(code)}"
    )
    yield _village_draft(
        code,
        village,
        township,
        f"{village}{asset}承包竞价结果公示",
        notice.first_day,
        matter,
        Stage.DECISION,
        five_open=FiveOpen.RESULT,
        genre="集体三资",
        category="村务/三资",
        blocks=(
            Paragraph(f"竞价会由乡镇农村经营管理站现场监督，共{len(bidders)}人报价。公示无异议后签订合同。"),
            Table(
                ("名次", "竞价人", "报价（元/年）", "结果"),
                tuple(
                    (str(place), name, str(offer), "拟中标" if place == 1 else "")
                    for place, (name, offer) in enumerate(zip(bidders, offers, strict=True), start=1)
                ),
                "报价结果",
            ),
            Facts(
                (
                    Fact("公示期", f"{chinese(notice.first_day)}至{chinese(notice.last_day)}"),
                    Fact("异议受理", contact),
                ),
                "公示与异议",
            ),
        ),
        notice=notice,
        led_text="" if is_finished else led,
    )
    if not is_finished:
        return
    signed = notice.last_day + timedelta(days=3)
    yield _village_draft(
        code,
        village,
        township,
        f"{village}{asset}承包合同签订及首年承包费到账情况",
        signed + timedelta(days=5),
        matter,
        Stage.RESULT,
        five_open=FiveOpen.RESULT,
        genre="集体三资",
        category="村务/三资",
        blocks=(
            Paragraph(
                f"竞价结果公示期满无异议，{chinese(signed)}签订承包合同，首年承包费已汇入村集体账户，全部用于村级公益事业。"
            ),
            Facts(
                (
                    Fact("承包人", bidders[0]),
                    Fact("承包期", f"{years}年"),
                    Fact("年承包费", f"{offers[0]}元"),
                    Fact("合同总额", f"{offers[0] * years}元"),
                    Fact("首年到账", f"{offers[0]}元"),
                    Fact("合同查阅", "村便民服务室，凭本村户籍查阅"),
                ),
                "合同要点",
            ),
        ),
    )
