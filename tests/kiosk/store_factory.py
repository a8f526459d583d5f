"""A terminal's store as sync would leave it, filled with an invented county: for tests, trials and pictures.

    python -m tests.kiosk.store_factory FOLDER [--items N]

Everything is invented: the county, names (masked), telephone numbers (0900-555…) and sums. The tables are written
directly, so that the kiosk is tested without the agent.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import io
import sqlite3
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from nacl.public import PrivateKey
from pypinyin import Style as PinyinStyle
from pypinyin import lazy_pinyin

from content.blocks import (
    Block,
    Contact,
    Fact,
    Facts,
    Heading,
    Paragraph,
    People,
    Person,
    Picture,
    Question,
    Service,
    Step,
    Steps,
    Table,
    Unknown,
)
from content.county import County, SealingKey, Unit
from content.disclosure import Attachment, Disclosure, NoticePeriod, SearchText, TimeLimit
from content.feed.pages import PageRow
from content.receipt import matter_of, receipt_of, written
from content.record import COUNTY_TIME, DisclosureId, UnitCode, encode
from content.sealing import keyid_of
from content.short_text import short_text
from content.store.apply import INSERT, Item, item_values
from content.store.indexing import Indexing
from content.store.schema import LIBRARY, LIBRARY_EDITION, LIBRARY_FILE, open_writable
from content.store.search import spaced
from content.store.tally import Tally
from content.terms import Audience, DayKind, Level, SixOpen, Stage, Timing, Window

TOWNS = "柳溪镇 白杨镇 青石镇 龙泉镇 城关镇 沙河镇 石桥乡 北坡乡 南沟乡 红崖乡 双塔乡 槐树乡".split()
DEPARTMENTS = (
    "县委办 县政府办 县委组织部 县纪委监委 县发改局 县教育局 县公安局 县民政局 县司法局 县财政局 县人社局 "
    "县自然资源局 生态环境分局 县住建局 县交通局 县水务局 县农业农村局 县卫健局 县应急局 县审计局 县市场监管局 县信访局"
).split()
VILLAGES = "河东村 河西村 青石村 上沟村 下沟村 柳林村 石佛村 马家坪村 李家庄村 大榆树村 新民村 前进村 红旗村 东坡村 杨树湾村 小河子村 北关村".split()

LONG_TITLE = (
    "清源县人民政府办公室关于印发《清源县2026年农村人居环境整治提升、高标准农田建设、农村公路养护管理和村级集体经济"
    "发展四项重点工作实施方案》并公布各乡镇、各部门任务分工、完成时限与监督电话的通知（清政办发〔2026〕18号）"
)
RARE = "关于𠮷祥村村民代表䶮某等同志先进事迹的公示"
AT_BREAK = "清源县自然资源局关于柳溪镇河东村、青石村、上沟村（城南片区）“三块地”改革试点情况的公告"


SEALING_PRIVATE = bytes(range(32))  # of this invented county alone
ANSWERED = receipt_of("0b6e5f0e-3c1c-4a52-9f9a-6d1f3b0c8a11")  # 受理编号 of the opinion that has an answer
SIGNING_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))  # of its units, in place of a signer's
SEALS_UNTIL = datetime(2999, 1, 1, tzinfo=UTC)


def county(fictional: bool = True) -> County:
    """清源县: the county, 22 departments, 12 townships, 17 villages in each township."""
    root = UnitCode("qingyuan")
    units = [Unit(code=root, name="清源县", level=Level.COUNTY)]
    for number, name in enumerate(DEPARTMENTS, 1):
        units.append(Unit(code=UnitCode(f"d{number:02}"), name=name, level=Level.DEPARTMENT, parent=root))
    for number, name in enumerate(TOWNS, 1):
        town = UnitCode(f"t{number:02}")
        units.append(Unit(code=town, name=name, level=Level.TOWNSHIP, parent=root))
        for place, village in enumerate(VILLAGES, 1):
            code = UnitCode(f"{town}-v{place:02}")
            units.append(Unit(code=code, name=village, level=Level.VILLAGE, parent=town))
    return County(
        code="qingyuan", name="清源县", units=tuple(units), fictional=fictional, sealing_key=sealing_key(SEALS_UNTIL)
    )


def sealing_key(valid_until: datetime) -> SealingKey:
    """The public half of SEALING_PRIVATE."""
    raw = bytes(PrivateKey(SEALING_PRIVATE).public_key)
    return SealingKey(keyid=keyid_of(raw), public_key=base64.b64encode(raw).decode(), valid_until=valid_until)


class StoreFactory:
    """Writes library.sqlite and attachments into a terminal's folder, playing the part of sync."""

    def __init__(self, folder: Path, now: datetime, fictional: bool = True) -> None:
        self.folder = folder
        self.now = now
        self.db: sqlite3.Connection = open_writable(folder / LIBRARY_FILE, LIBRARY, LIBRARY_EDITION)
        self.db.execute("pragma synchronous = off")  # no power fails here, and a disk takes its time
        self._numbers: dict[str, int] = {}
        self.fact("county", encode(county(fictional)).decode())
        self.heard(now)

    def fact(self, key: str, value: str) -> None:
        self.db.execute("insert or replace into fact (key, value) values (?, ?)", (key, value))

    def heard(self, at: datetime, valid_for: timedelta = timedelta(days=7)) -> None:
        """The agent completed a pull at this time."""
        seconds = int(at.timestamp())
        for key in ("last-pull", "last-check", "time-floor"):
            self.fact(key, str(seconds))
        self.fact("metadata-expires", str(int((at + valid_for).timestamp())))

    def put(
        self,
        title: str,
        blocks: tuple[Block, ...] = (Paragraph("正文见附件。"),),
        *,
        unit: str = "t01",
        publisher: str = "柳溪镇人民政府",
        window: Window = Window.ENQUIRY,
        six_open: SixOpen = SixOpen.GOVERNMENT,
        hours_ago: float = 24,
        **more: object,
    ) -> Disclosure:
        """Make a disclosure and store it under the unit's next number."""
        self._numbers[unit] = self._numbers.get(unit, 0) + 1
        published = self.now - timedelta(hours=hours_ago)
        made = Disclosure(
            id=DisclosureId(f"{unit}/{self._numbers[unit]:06}"),
            unit=UnitCode(unit),
            rev=1,
            title=title,
            publisher=publisher,
            six_open=six_open,
            window=window,
            audience=more.pop("audience", Audience.PUBLIC),  # type: ignore[arg-type]
            timing=more.pop("timing", Timing.PROMPT),  # type: ignore[arg-type]
            published_at=published,
            valid_from=published,
            blocks=blocks,
            search=search_text(title),
            **more,  # type: ignore[arg-type]
        )
        made = msgspec.structs.replace(made, short_text=short_text(made, "ab" * 32, SIGNING_KEY.sign))
        self.store(made)
        return made

    def store(self, made: Disclosure) -> None:
        """Insert a disclosure, or put it in the place of its earlier revision."""
        self.db.execute("begin")
        remove(self.db, made.id)
        insert(self.db, made)
        self.db.execute("commit")

    def withdraw(self, disclosure_id: str, reason: str, replaced_by: str = "") -> None:
        """撤回: the item is gone, the reason stays."""
        self.db.execute("begin")
        rev, unit = self.db.execute("select rev, unit from item where id = ?", (disclosure_id,)).fetchone()
        remove(self.db, disclosure_id)
        self.db.execute(
            "insert into withdrawn (id, unit, rev, at, reason, replaced_by) values (?, ?, ?, ?, ?, ?)",
            (disclosure_id, unit, rev, int(time.time()), reason, replaced_by),
        )
        self.db.execute("commit")

    def attach(self, name: str, media_type: str, data: bytes) -> Attachment:
        """Lay a file where sync lays verified attachments."""
        sha256 = hashlib.sha256(data).hexdigest()
        path = self.folder / "attachments" / sha256[:2] / sha256
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return Attachment(sha256=sha256, size=len(data), name=name, media_type=media_type)

    def close(self) -> None:
        self.db.close()


def insert(db: sqlite3.Connection, made: Disclosure) -> None:
    """Write an item's row and its search entry as sync does."""
    body = encode(made)
    row = PageRow(made.id, made.rev, hashlib.sha256(body).hexdigest(), len(body), "disclosure")
    at = db.execute(INSERT, item_values(Item(row, body, made))).lastrowid
    tally, indexing = Tally(db), Indexing(db)
    tally.comes(int(at or 0))
    indexing.comes(int(at or 0), int(made.published_at.timestamp()))
    indexing.write()
    tally.write()


def remove(db: sqlite3.Connection, disclosure_id: str) -> None:
    """Delete an item's row and its search entry as sync does."""
    for (at,) in db.execute("select rowid from item where id = ?", (disclosure_id,)).fetchall():
        tally = Tally(db)
        tally.goes(at)
        tally.write()
        Indexing(db).goes(at)
        db.execute("delete from item where rowid = ?", (at,))


def search_text(title: str) -> SearchText:
    hanzi = [c for c in title if len(spaced(c)) == 1 and not c.isascii()]
    syllables = lazy_pinyin(hanzi)
    initials = lazy_pinyin(hanzi, style=PinyinStyle.FIRST_LETTER)
    return SearchText(syllables=" ".join(syllables), initials="".join(initials))


def pdf_of(pages: int) -> bytes:
    """An A4 document with a grid on every page."""
    from PIL import Image, ImageDraw

    sheets = []
    for page in range(pages):
        sheet = Image.new("RGB", (827, 1170), "white")
        pen = ImageDraw.Draw(sheet)
        pen.rectangle((60, 60, 767, 1110), outline="black", width=2)
        for row in range(22):
            pen.line((60, 120 + row * 45, 767, 120 + row * 45), fill="#888888")
        pen.text((80, 80), f"Attachment, page {page + 1} of {pages}", fill="black", font_size=28)
        sheets.append(sheet)
    out = io.BytesIO()
    sheets[0].save(out, "PDF", save_all=True, append_images=sheets[1:], resolution=100)
    return out.getvalue()


def chart_png() -> bytes:
    """A bar chart, wider than high."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (1600, 900), "#FFFFFF")
    pen = ImageDraw.Draw(picture)
    for number, height in enumerate((320, 610, 470, 700, 540, 260)):
        pen.rectangle((140 + number * 235, 800 - height, 300 + number * 235, 800), fill="#9B1B1E")
    pen.line((90, 800, 1540, 800), fill="black", width=4)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def fill(factory: StoreFactory) -> None:
    """A few dozen disclosures with every kind of block and every kind of trouble."""
    today = factory.now.astimezone(COUNTY_TIME).date()
    _notices(factory, today)
    _subsidies(factory, today)
    _guides(factory)
    _plain(factory)
    _troubles(factory)
    _cards(factory)
    _matter(factory, today)
    _policy(factory)
    _tables(factory)
    _interaction(factory)


def _notices(factory: StoreFactory, today: date) -> None:
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


def _subsidies(factory: StoreFactory, today: date) -> None:
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


def _guides(factory: StoreFactory) -> None:
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


def _plain(factory: StoreFactory) -> None:
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


def _interaction(factory: StoreFactory) -> None:
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


def _troubles(factory: StoreFactory) -> None:
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


def photo_png(shade: str) -> bytes:
    """An official's photograph: head and shoulders as two shapes."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (350, 490), "#D8E2EA")
    pen = ImageDraw.Draw(picture)
    pen.ellipse((105, 90, 245, 260), fill=shade)
    pen.pieslice((30, 280, 320, 700), 180, 360, fill="#2F3B4A")
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _cards(factory: StoreFactory) -> None:
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


def _matter(factory: StoreFactory, today: date) -> None:
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


def _policy(factory: StoreFactory) -> None:
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


def _tables(factory: StoreFactory) -> None:
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


def fill_to(factory: StoreFactory, count: int) -> None:
    """Bring the store to so many items, in one transaction: for memory and search at county size."""
    kinds = ("村务财务公开表", "耕地地力保护补贴发放公示", "党费收缴使用情况", "低保对象公示", "道路硬化工程结算公告")
    have = factory.db.execute("select count(*) from item").fetchone()[0]
    body_text = "经村民代表会议讨论通过，村务监督委员会审核，现予公开，请村民监督。" * 8
    seconds = int(factory.now.timestamp())
    windows = list(Window)
    factory.db.execute("begin")
    for number in range(have, count):
        town, village = TOWNS[number % 12], VILLAGES[number % 17]
        unit = f"t{number % 12 + 1:02}-v{number % 17 + 1:02}"
        title = f"{town}{village}{2020 + number % 7}年第{number % 4 + 1}季度{kinds[number % 5]}（{number}）"
        published = datetime.fromtimestamp(seconds - 400 * 3600 - number * 600, UTC)
        made = Disclosure(
            id=DisclosureId(f"{unit}/{500_000 + number:06}"),
            unit=UnitCode(unit),
            rev=1,
            title=title,
            publisher=f"{village}村民委员会",
            six_open=SixOpen.VILLAGE,
            window=windows[number % 5],
            audience=Audience.PUBLIC,
            timing=Timing.PERIODIC,
            published_at=published,
            valid_from=published,
            blocks=(Paragraph(body_text),),
            search=search_text(title),
        )
        insert(factory.db, made)
    factory.db.execute("commit")


SETTINGS = """terminal = "t01-hall"
county = "qingyuan"
data_dir = "."

[sync]
source = "./feed"
trusted_root = "root.json"
units = ["qingyuan", "t01"]

[kiosk]
unit = "t01"
idle_after_s = {idle_after_s}
{more}
"""


def write_settings(folder: Path, *, idle_after_s: int = 60, public_url: str = "https://gk.example.gov.cn") -> Path:
    """A terminal.toml beside the store."""
    path = folder / "terminal.toml"
    more = f'public_url = "{public_url}"' if public_url else ""
    path.write_text(SETTINGS.format(idle_after_s=idle_after_s, more=more), encoding="utf-8")
    return path


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="store_factory")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--items", type=int, default=0)
    options = parser.parse_args(arguments)
    factory = StoreFactory(options.folder, datetime.now(UTC))
    fill(factory)
    if options.items:
        fill_to(factory, options.items)
    factory.close()
    write_settings(options.folder)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
