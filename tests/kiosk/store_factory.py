"""A terminal's store as sync would leave it, of an invented county: for tests, trials and pictures.

Everything is invented: the county, names (masked), telephone numbers (0900-555…) and sums. The tables are written
directly, so that the kiosk is tested without the agent.
"""

from __future__ import annotations

import base64
import hashlib
import sqlite3
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from nacl.public import PrivateKey
from pypinyin import Style as PinyinStyle
from pypinyin import lazy_pinyin

from content.blocks import (
    Block,
    Paragraph,
)
from content.county import County, SealingKey, Unit
from content.disclosure import Attachment, Disclosure, SearchText
from content.feed.pages import PageRow
from content.receipt import receipt_of
from content.record import DisclosureId, UnitCode, encode
from content.sealing import keyid_of
from content.short_text import short_text
from content.store.apply import INSERT, Item, item_values
from content.store.indexing import Indexing
from content.store.schema import LIBRARY, LIBRARY_EDITION, LIBRARY_FILE, open_writable
from content.store.search import spaced
from content.store.tally import Tally
from content.terms import Audience, Level, SixOpen, Timing, Window

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
