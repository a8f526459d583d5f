"""One row of a catalogue (公开事项), and the words of its columns. Pure.

Columns as in the standard catalogues of the 26 domains (国办发〔2019〕54号): 序号, 公开事项 (一级, 二级),
公开内容(要素), 公开依据, 公开时限, 公开主体, 公开渠道和载体, 公开对象, 公开方式, 公开层级.
"""

from __future__ import annotations

import enum

import msgspec

from content.terms import Level

ITEM_LABELS = {
    "number": "序号",
    "code": "编码",
    "domain": "领域",
    "first": "一级事项",
    "second": "二级事项",
    "content": "公开内容(要素)",
    "basis": "公开依据",
    "limit": "公开时限",
    "publisher": "公开主体",
    "channels": "公开渠道和载体",
    "audience": "公开对象",
    "manner": "公开方式",
    "levels": "公开层级",
}
CHANNELS = (  # the boxes of the standard catalogues, in their order
    "政府网站",
    "政府公报",
    "两微一端",
    "发布会/听证会",
    "广播电视",
    "纸质媒体",
    "公开查阅点",
    "政务服务中心",
    "便民服务站",
    "入户/现场",
    "社区/企事业单位/村公示栏(电子屏)",
    "精准推送",
    "12345政务服务热线",
)


class ItemLevel(enum.Enum):
    """公开层级."""

    COUNTY = "县级"
    TOWNSHIP = "乡级"
    VILLAGE = "村级"


LEVEL_OF_UNIT = {
    Level.COUNTY: ItemLevel.COUNTY,
    Level.DEPARTMENT: ItemLevel.COUNTY,
    Level.TOWNSHIP: ItemLevel.TOWNSHIP,
    Level.VILLAGE: ItemLevel.VILLAGE,
}


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One item.

    code: its number in the county's list of items, empty where the catalogue has none. channels: those that are
    ticked. to_all: 全社会. to_group: 特定群众, in words; empty if it is not for any. on_own: 主动; on_request: 依申请.
    """

    domain: str
    first: str
    second: str = ""
    number: str = ""
    code: str = ""
    content: str
    basis: str
    limit: str
    publisher: str
    channels: tuple[str, ...] = ()
    to_all: bool = False
    to_group: str = ""
    on_own: bool = False
    on_request: bool = False
    levels: tuple[ItemLevel, ...] = ()

    @property
    def path(self) -> str:
        """社会救助/最低生活保障/审核信息."""
        return "/".join(filter(None, (self.domain, self.first, self.second)))

    @property
    def key(self) -> str:
        """What a disclosure names, the same in every version: the code, else the path."""
        return self.code or self.path

    def texts(self) -> dict[str, str]:
        """Every column as people read it, by the keys of ITEM_LABELS."""
        audience = [word for word, holds in (("全社会", self.to_all), (self.to_group, self.to_group)) if holds]
        manner = [word for word, holds in (("主动", self.on_own), ("依申请", self.on_request)) if holds]
        return {
            "number": self.number,
            "code": self.code,
            "domain": self.domain,
            "first": self.first,
            "second": self.second,
            "content": self.content,
            "basis": self.basis,
            "limit": self.limit,
            "publisher": self.publisher,
            "channels": "、".join(self.channels),
            "audience": "、".join(audience),
            "manner": "、".join(manner),
            "levels": "、".join(level.value for level in self.levels),
        }
