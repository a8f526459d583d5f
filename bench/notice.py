"""The notice that the boards' figures are taken with: 280 Chinese characters and 20 of ASCII, 580 bytes of GB2312."""

from __future__ import annotations

from display.board import Board

_SENTENCES = (
    "为切实保障困难群众基本生活，根据省、市有关文件精神，经个人申请、入户核查、民主评议、乡镇审核、县民政局审批，",
    "现将我镇本季度最低生活保障对象名单及补助金额予以公示，公示期内任何单位和个人如有异议，请以书面或者电话方式",
    "向镇便民服务中心反映，反映情况应当实事求是，并留下真实姓名和联系方式，我们将依法为反映人保密。",
    "惠农补贴资金通过社会保障卡直接发放到户，任何部门和个人不得截留、挪用、抵扣，发现违规行为请向纪检监察机关举报，",
    "经查实将严肃处理。公示名单、政策依据、办理流程和发放标准可在大厅触摸屏查询，也可向村民委员会索取纸质材料，谢谢大家对我们工作的支持与监督，"
    "村务公开栏同步张贴，欢迎查阅",
)
_LATIN = "Tel 0763-1234567 B12"


def notice(number: int = 0) -> str:
    """300 characters; another number is another notice of the same length."""
    chinese = "".join(_SENTENCES)
    turned = chinese[number % len(chinese) :] + chinese[: number % len(chinese)]
    return turned[:280] + _LATIN


def board(**fields: object) -> Board:
    """A BX-5K board of 128 × 32 dots."""
    return Board(**{"id": "gate", "model": "onbon-bx5k", "width_px": 128, "height_px": 32, **fields})  # type: ignore[arg-type]
