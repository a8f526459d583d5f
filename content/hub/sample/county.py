"""清源县, the county that ships with the project. It is invented (虚构示例): nothing and nobody in it exists."""

from __future__ import annotations

from content.county import County, Unit
from content.record import UnitCode
from content.terms import Level

CODE = "qingyuan"
NAME = "清源县"
COUNTY = UnitCode(CODE)

# Every office with the name it signs with, in display order: d01 … d22.
DEPARTMENTS = (
    ("县委办", "中共清源县委办公室"),
    ("县政府办", "清源县人民政府办公室"),
    ("县委组织部", "中共清源县委组织部"),
    ("县纪委监委", "中共清源县纪委 清源县监委"),
    ("县发改局", "清源县发展和改革局"),
    ("县教育局", "清源县教育局"),
    ("县公安局", "清源县公安局"),
    ("县民政局", "清源县民政局"),
    ("县司法局", "清源县司法局"),
    ("县财政局", "清源县财政局"),
    ("县人社局", "清源县人力资源和社会保障局"),
    ("县自然资源局", "清源县自然资源局"),
    ("生态环境分局", "市生态环境局清源分局"),
    ("县住建局", "清源县住房和城乡建设局"),
    ("县交通局", "清源县交通运输局"),
    ("县水务局", "清源县水务局"),
    ("县农业农村局", "清源县农业农村局"),
    ("县卫健局", "清源县卫生健康局"),
    ("县应急局", "清源县应急管理局"),
    ("县审计局", "清源县审计局"),
    ("县市场监管局", "清源县市场监督管理局"),
    ("县信访局", "清源县信访局"),
)

# Townships and their villages: t01 … t12, t01-v01 … Ten have 17 villages, two have 16: 202.
TOWNSHIPS = (
    ("柳溪镇", "河东 河西 青石 柳林 溪口 上柳 下柳 杨家湾 李家坪 石门 老庄 新庄 东岭 西岭 水磨 桥头 沙湾"),
    ("白杨镇", "白杨 小白杨 大营 小营 赵家庄 孙家堡 榆树沟 梨园 古井 南关 北关 马场 周家窑 平安 丰收 土岗 三岔"),
    ("青石镇", "青峰 石咀 石佛 碾子 槐荫 黑龙潭 郭家沟 韩家岭 王家庄 上石 下石 瓦窑 金岭 银坪 松树湾 泉子 白石"),
    ("龙泉镇", "龙泉 泉水 龙王庙 上泉 中泉 下泉 高家庄 刘家寨 何家坪 双龙 柏林 枣园 大槐 寺前 寺后 苇塘 莲池"),
    ("城关镇", "东街 西街 南街 北街 城南 城北 东门 十里铺 五里墩 教场 文昌 兴隆 富民 郝家桥 唐家巷 菜园 新华"),
    ("沙河镇", "沙河 上沙 下沙 渡口 大滩 小滩 河湾 堤南 堤北 苗家庄 陈家渡 芦苇 水源 柳堤 曹家营 东滩 西滩"),
    ("石桥乡", "石桥 桥南 桥北 大石 小石 卧牛 牛家沟 钱家山 吴家坪 山前 山后 磨盘 杏花 桃园 核桃 沟口 向阳"),
    ("北坡乡", "北坡 上北坡 坡头 坡底 冯家梁 贺家梁 羊坪 黄土 麻地 谷地 豆家湾 阳坡 背坡 塬上 塬下 胡家塬 窑头"),
    ("南沟乡", "南沟 上南沟 沟底 沟掌 程家沟 邓家沟 范家沟 柴家坪 药王 花椒 凤凰岭 石窑 土桥 响水 清水 井沟 白家崖"),
    ("红崖乡", "红崖 红土 红石 崖头 崖下 鹰嘴 罗家崖 段家山 余家坡 杜家岭 松岭 柏坡 桦树 草滩 驼峰 关帝 望月"),
    ("双塔乡", "双塔 东塔 西塔 塔前 塔后 苏家庄 崔家庄 魏家楼 蒋家楼 沈家营 叶家堡 宝塔 上院 下院 古城 新城"),
    ("槐树乡", "槐树 槐南 槐北 老槐 秦家庄 尤家庄 许家集 吕家集 施家营 张庄 三官 四合 五福 七里 八里 九里"),
)


def sample_county() -> County:
    """The unit tree: the county, 22 departments, 12 townships and 202 villages."""
    units = [Unit(code=COUNTY, name=NAME, level=Level.COUNTY)]
    for number, (short, _) in enumerate(DEPARTMENTS, start=1):
        units.append(Unit(code=UnitCode(f"d{number:02d}"), name=short, level=Level.DEPARTMENT, parent=COUNTY))
    for number, (township, villages) in enumerate(TOWNSHIPS, start=1):
        parent = UnitCode(f"t{number:02d}")
        units.append(Unit(code=parent, name=township, level=Level.TOWNSHIP, parent=COUNTY))
        for place, village in enumerate(villages.split(), start=1):
            code = UnitCode(f"{parent}-v{place:02d}")
            units.append(Unit(code=code, name=f"{village}村", level=Level.VILLAGE, parent=parent))
    return County(code=CODE, name=NAME, units=tuple(units), fictional=True)


def department(short: str) -> tuple[UnitCode, str]:
    """The code of a department and the name it signs with. Raises KeyError if there is none of that short name."""
    for number, (known, full) in enumerate(DEPARTMENTS, start=1):
        if known == short:
            return UnitCode(f"d{number:02d}"), full
    raise KeyError(short)


def villages_of(township: UnitCode) -> list[tuple[UnitCode, str]]:
    """The villages of a township, as code and name."""
    return [(unit.code, unit.name) for unit in sample_county().units if unit.parent == township]


def townships() -> list[tuple[UnitCode, str]]:
    """The twelve townships, as code and name."""
    return [(UnitCode(f"t{number:02d}"), name) for number, (name, _) in enumerate(TOWNSHIPS, start=1)]


def telephone(unit: UnitCode) -> str:
    """An invented office number: 0900 is no area code in use, 555 no exchange."""
    if unit == COUNTY:
        return "0900-5551234"
    head, _, village = unit.partition("-v")
    number = int(head[1:])
    if village:
        return f"0900-555{6000 + number * 100 + int(village):04d}"
    return f"0900-555{(1000 if head[0] == 'd' else 6000) + number * (10 if head[0] == 'd' else 100):04d}"
