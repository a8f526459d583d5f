"""An invented county of full size: 240 units, 30,000 disclosures, the same ones every time."""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

from msgspec.structs import replace

from content.blocks import Paragraph, Table
from content.county import County, Unit
from content.disclosure import Disclosure, NoticePeriod, SearchText
from content.feed.pages import PageRow
from content.hub.disclosures.pinyin import search_text
from content.record import DisclosureId, UnitCode, encode
from content.store.apply import Item, UnitChange, open_library
from content.store.library import COUNTY, LAST_PULL
from content.terms import Audience, Level, SixOpen, Timing, Window

SEED = 20_261_122
ITEMS = 30_000
_DIGITS = re.compile("[0-9]+")
KINDS = (  # title, its window, whose affairs
    ("{year}年{unit}财务收支情况公开(第{number}期)", Window.ENQUIRY, SixOpen.VILLAGE),
    ("关于{unit}拟任职干部的任前公示(第{number}号)", Window.PARTY, SixOpen.PARTY),
    ("{unit}城乡居民最低生活保障对象名单公示({year}年第{number}批)", Window.ENQUIRY, SixOpen.PUBLIC_SERVICE),
    ("{unit}办理医疗保险参保登记服务指南({year}年版第{number}号)", Window.SERVICES, SixOpen.GOVERNMENT),
    ("{unit}{year}年度惠民惠农补贴发放明细(第{number}批)", Window.ENQUIRY, SixOpen.GOVERNMENT),
    ("群众意见建议办理情况的答复({unit}{year}年第{number}号)", Window.INTERACTION, SixOpen.GOVERNMENT),
    ("{unit}{year}年第{number}次政务服务满意度测评结果", Window.PERFORMANCE, SixOpen.GOVERNMENT),
)
CLAUSES = (
    "现将有关情况予以公开，接受群众监督。",
    "本次收支经村务监督委员会逐笔审核，票据齐全，手续完备。",
    "如对公示内容有异议，请于公示期内以书面形式向监督举报电话所列部门反映。",
    "资金通过一卡通系统发放，任何单位和个人不得截留、挪用。",
    "办理时限为五个工作日，材料齐全的当场办结。",
    "会议应到代表四十三人，实到四十一人，同意四十人，弃权一人。",
)


def invented_county() -> County:
    """清源县: 12 townships, 22 departments, 205 villages; 240 units with the county itself."""
    units = [Unit(code=UnitCode("qingyuan"), name="清源县", level=Level.COUNTY)]
    add = units.append
    for number in range(1, 23):
        code = UnitCode(f"d{number:02}")
        add(Unit(code=code, name=f"县直部门{number:02}", level=Level.DEPARTMENT, parent=UnitCode("qingyuan")))
    for number in range(1, 13):
        code = UnitCode(f"t{number:02}")
        add(Unit(code=code, name=f"第{number:02}乡镇", level=Level.TOWNSHIP, parent=UnitCode("qingyuan")))
        for village in range(1, 18 + (number == 1)):
            name = f"第{number:02}乡镇{village:02}村"
            add(Unit(code=UnitCode(f"{code}-v{village:02}"), name=name, level=Level.VILLAGE, parent=code))
    return County(code="qingyuan", name="清源县", units=tuple(units), fictional=True)


def disclosures(units: Sequence[Unit], items: int, now: datetime) -> Iterator[Disclosure]:
    """``items`` disclosures, spread evenly over the units, the newest an hour before ``now``."""
    chance = random.Random(SEED)
    for position in range(items):
        unit = units[position * len(units) // items]
        number = position + 1
        title, window, six_open = KINDS[position % len(KINDS)]
        published = now - timedelta(hours=1, minutes=chance.randrange(1_000_000))
        rows = tuple((str(row), f"第{row}组", f"{chance.randrange(100, 9000)}.00") for row in range(1, 9))
        ends = published.date() + timedelta(days=7)
        yield Disclosure(
            id=DisclosureId(f"{unit.code}/{number:06}"),
            unit=unit.code,
            rev=1,
            title=title.format(year=published.year, unit=unit.name, number=number),
            publisher=unit.name,
            six_open=six_open,
            window=window,
            audience=Audience.PUBLIC,
            timing=Timing.PROMPT,
            published_at=published,
            valid_from=published,
            notice=NoticePeriod(published.date(), ends) if window is Window.PARTY else None,
            formed_on=date(published.year, published.month, published.day),
            blocks=(
                *(Paragraph("".join(chance.choices(CLAUSES, k=4))) for _ in range(3)),
                Table(columns=("序号", "小组", "金额(元)"), rows=rows),
            ),
        )


@cache
def _search_text(title: str) -> SearchText:
    """Titles that differ in their numbers only are read alike: the hub spells out no digits."""
    return search_text(title)


def fill_store(folder: Path, items: int = ITEMS, extra: Sequence[Disclosure] = ()) -> None:
    """Write library.sqlite as the agent does after a complete pull, titles with their pinyin.

    extra: disclosures of the county's own, besides the invented ones.
    """
    now = datetime.now(UTC)
    county = invented_county()
    by_unit: dict[UnitCode, list[Item]] = {unit.code: [] for unit in county.units}
    for made in (*disclosures(county.units, items, now), *extra):
        disclosure = replace(made, search=_search_text(_DIGITS.sub("0", made.title)))
        body = encode(disclosure)
        row = PageRow(disclosure.id, 1, hashlib.sha256(body).hexdigest(), len(body), "disclosure")
        by_unit[disclosure.unit].append(Item(row, body, disclosure))
    folder.mkdir(parents=True, exist_ok=True)
    writer = open_library(folder)
    writer.apply(
        [UnitChange(unit, 1, "", items=held) for unit, held in by_unit.items()],
        subscribed=list(by_unit),
        problems={},
        facts={COUNTY: encode(county).decode(), LAST_PULL: str(int(now.timestamp()))},
        now=now,
    )
    writer.close()
