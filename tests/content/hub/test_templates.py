"""模板: each filled in passes every check and becomes a disclosure, each left empty is refused with what it lacks."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from content.county import Unit
from content.disclosure import decode_disclosure
from content.hub.checking.finding import Fault
from content.hub.deadlines.command import clocks
from content.hub.drafting.templates import Template, draft_of, templates_of
from content.record import UnitCode, encode
from content.terms import Level
from tests.content.hub.conftest import Hub
from tests.content.hub.filled import filled
from tests.content.hub.test_admin import client_of

CLOCKS = clocks()
NATIONAL = templates_of((), CLOCKS.kinds)
TODAY = date(2026, 11, 29)
UNITS = {
    Level.COUNTY: "qingyuan",
    Level.DEPARTMENT: "d01",
    Level.TOWNSHIP: "t01",
    Level.VILLAGE: "t01-v01",
}


def test_there_are_the_eight_common_kinds_and_the_fifteen_of_a_township() -> None:
    """Eight: what the hub's rule packs have known from the beginning. Fifteen: 政府信息公开条例 arts. 20, 21 and others."""
    groups: dict[str, list[Template]] = {}
    for template in NATIONAL.values():
        groups.setdefault(template.group, []).append(template)
    assert {group: len(templates) for group, templates in groups.items()} == {"常用公开事项": 8, "乡镇公开事项": 15}
    assert {template.kind for template in groups["常用公开事项"]} == {
        "任前公示", "低保公示", "征求意见", "涉农补贴", "办事指南", "村务财务季度公开", "财政决算", "行政处罚",
    }  # fmt: skip
    assert all(Level.TOWNSHIP in template.levels for template in groups["乡镇公开事项"])
    # 条例第二十一条 names these for townships, word by word.
    labels = " ".join(template.label for template in groups["乡镇公开事项"])
    for named in ("农业农村政策", "农田水利工程建设运营", "农村土地承包经营权流转", "宅基地使用审核", "土地征收", "房屋征收",
                  "筹资筹劳", "社会救助"):  # fmt: skip
        assert named in labels


@pytest.mark.parametrize("key", NATIONAL)
def test_every_template_has_a_basis_and_required_parts(key: str) -> None:
    template = NATIONAL[key]
    assert template.basis
    assert CLOCKS.kinds[template.kind].parts


def page_of(hub: Hub, key: str, *, is_filled: bool) -> Any:
    from content.hub.disclosures.services import create_drafts
    from content.hub.units.selectors import current_county

    county = current_county()
    assert county is not None
    code = UNITS[NATIONAL[key].levels[-1]]
    unit = next(unit for unit in county.units if unit.code == code)
    draft = draft_of(NATIONAL[key], unit, TODAY)
    return create_drafts([filled(draft) if is_filled else draft], by=hub.editor)[0]


@pytest.mark.parametrize("key", NATIONAL)
def test_a_filled_template_passes_every_check_and_the_schema(hub: Hub, key: str) -> None:
    from datetime import UTC, datetime

    from content.hub.checking.selectors import checked
    from content.hub.disclosures.attachments import AttachmentFolder
    from content.hub.disclosures.body import disclosure_of
    from content.record import DisclosureId

    page = page_of(hub, key, is_filled=True)
    found = [one for one in checked(page).findings if one.is_certain]
    assert [(one.label, one.place, one.says) for one in found] == []
    unit = page.get_parent().specific.unit_id
    disclosure = disclosure_of(
        page,
        id=DisclosureId(f"{unit}/000001"),
        unit=UnitCode(unit),
        rev=1,
        published_at=datetime(2026, 11, 29, tzinfo=UTC),
        folder=AttachmentFolder(hub.settings.data_dir),
    )
    assert decode_disclosure(encode(disclosure)) == disclosure
    assert "待填" not in encode(disclosure).decode()


@pytest.mark.parametrize("key", NATIONAL)
def test_an_empty_template_is_refused_with_every_part_it_lacks(hub: Hub, key: str) -> None:
    from content.hub.checking.selectors import checked
    from content.hub.review.services import submit

    page = page_of(hub, key, is_filled=False)
    found = checked(page).findings
    kind = CLOCKS.kinds[NATIONAL[key].kind]
    missing = [one.says for one in found if one.fault is Fault.MISSING_PART]
    assert len(missing) == len(kind.parts)
    for part in kind.parts:
        assert any(CLOCKS.parts[part].label in says for says in missing), part
    with pytest.raises(ValidationError, match="稿件体检未通过.*应当写明"):
        submit(page=page, by=hub.editor)


def test_a_blank_is_a_fault_that_nobody_confirms(hub: Hub) -> None:
    from content.blocks import Paragraph
    from content.hub.checking.finding import Answerer
    from content.hub.checking.selectors import checked
    from content.hub.checking.services import confirm

    page = hub.draft(blocks=(Paragraph("受理电话：【待填：受理电话】。"), Paragraph("地址：【待填】")))
    found = checked(page).findings
    assert [(one.fault, one.says, one.answered_by) for one in found] == [
        (Fault.BLANK, "「受理电话」还没有填写。", Answerer.NOBODY),
        (Fault.BLANK, "还没有填写。", Answerer.NOBODY),
    ]
    with pytest.raises(ValueError, match="不能由信息员确认"):
        confirm(page=page, findings=found, by=hub.editor)


# ---- packs


def pack(folder: Path, text: str) -> Path:
    file = folder / "county.toml"
    file.write_text('level = "county"\nname = "清源县"\n' + text, encoding="utf-8")
    return file


def test_a_county_changes_a_template_its_parts_and_its_least_period(tmp_path: Path) -> None:
    file = pack(
        tmp_path,
        '[templates.relief]\ntitle = "{unit}{year}年救助公示"\n'
        '[templates.well]\nlabel = "机井管护"\nkind = "机井管护"\nlevels = ["village"]\ntitle = "{unit}机井管护"\n'
        'publisher = "{unit}村民委员会"\nblocks = [{ type = "facts", rows = ["管护人"] }]\n'
        "[rules.7wd-notice]\ncount = 9\n"
        '[parts.keeper]\nlabel = "管护人"\nwords = ["管护人"]\n'
        '[kinds."机井管护"]\nparts = ["keeper"]\n'
        '[kinds."救助公示"]\nnotice = "7wd-notice"\nparts = ["list", "contact"]\n',
    )
    own = clocks([file])
    templates = templates_of([file], own.kinds)
    unit = Unit(code=UnitCode("t01"), name="柳溪镇", level=Level.TOWNSHIP)
    assert draft_of(templates["relief"], unit, TODAY).title == "柳溪镇2026年救助公示"
    assert templates["relief"].blocks == NATIONAL["relief"].blocks
    assert templates["well"].pack == "清源县"
    assert own.rules["7wd-notice"].count == 9
    assert own.kinds["救助公示"].parts == ("list", "contact")
    assert CLOCKS.kinds["救助公示"].parts == ("list",)


def test_the_countys_least_period_and_parts_hold_at_submission(hub: Hub, monkeypatch: Any, tmp_path: Path) -> None:
    from django.conf import settings

    from content.blocks import Paragraph
    from content.disclosure import NoticePeriod
    from content.hub.checking.services import refuse_unsettled

    file = pack(tmp_path, '[rules.7wd-notice]\ncount = 9\n[kinds."低保公示"]\nparts = ["contact", "standard"]\n')
    # 1 December 2026 is a Tuesday: seven working days end on Wednesday the 9th, nine on Friday the 11th.
    notice = NoticePeriod(date(2026, 12, 1), date(2026, 12, 9), "电话 0900-5550101")
    page = hub.draft(genre="低保公示", notice=notice, blocks=(Paragraph("现将对象予以公示。"),))
    refuse_unsettled(page)
    monkeypatch.setattr(settings, "HUB", settings.HUB.model_copy(update={"rule_packs": (file,)}))
    with pytest.raises(ValidationError) as refused:
        refuse_unsettled(page)
    assert "应当写明补助标准" in str(refused.value)
    assert "应至 2026-12-11 止" in str(refused.value)


WRONG = [
    ('[templates.x]\nlabel = "甲"\nkind = "没有的体裁"\n', "no kind '没有的体裁'"),
    ('[templates.x]\nlabel = "甲"\nkind = "低保公示"\ntitle = "{unit}{month}"\n', "found 'month'"),
    ('[templates.x]\nlabel = "甲"\nkind = "低保公示"\nblocks = [{ type = "film" }]\n', "Invalid value 'film'"),
]


@pytest.mark.parametrize(("text", "says"), WRONG)
def test_a_wrong_template_is_named(tmp_path: Path, text: str, says: str) -> None:
    rest = {"title": '"{unit}"', "publisher": '"{unit}"', "blocks": "[]", "levels": '["village"]'}
    whole = text + "".join(f"{name} = {value}\n" for name, value in rest.items() if f"{name} =" not in text)
    with pytest.raises(ValueError, match="清源县") as refused:
        templates_of([pack(tmp_path, whole)], CLOCKS.kinds)
    assert says in str(refused.value)


# ---- the pages


def test_a_draft_from_a_template_opens_in_the_editor(hub: Hub) -> None:
    from content.hub.disclosures.models import DisclosurePage
    from content.hub.units.models import UnitPage

    township = UnitPage.objects.get(unit_id="t01")
    url = reverse("templates_of_unit", args=[township.pk])
    client = client_of(hub.editor)
    html = client.get(url).content.decode()
    assert "宅基地使用审核" in html
    assert "干部任前公示" not in html, "that is not a township's"
    assert "流程：政府信息公开（三审三校）" in html
    assert "必备：名单或者明细表、面积、受理异议、意见的方式" in html
    answer = client.post(url, {"template": "homestead"})
    page = DisclosurePage.objects.get()
    assert answer.url == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert page.owner == hub.editor
    assert (page.genre, page.publisher) == ("宅基地审批", "柳溪镇人民政府")
    assert "【待填：批次】" in page.title
    edit = client.get(answer.url).content.decode()
    assert "「宅基地审批」应当写明名单或者明细表" in edit


def test_who_may_not_write_there_begins_nothing(hub: Hub) -> None:
    from content.hub.disclosures.models import DisclosurePage
    from content.hub.units.models import UnitPage

    url = reverse("templates_of_unit", args=[UnitPage.objects.get(unit_id="t01").pk])
    for person in (hub.first, hub.outsider):
        assert client_of(person).post(url, {"template": "homestead"}).status_code in (302, 403)
    client_of(hub.editor).post(url, {"template": "appointment"})
    assert not DisclosurePage.objects.exists()


def test_the_units_of_a_person_are_listed(hub: Hub) -> None:
    client = client_of(hub.editor)
    html = client.get(reverse("templates")).content.decode()
    assert all(name in html for name in ("清源县", "县民政局", "柳溪镇", "柳溪村"))
    found = client.get(reverse("templates") + "?q=白杨").content.decode()
    assert "白杨镇" in found
    assert "柳溪镇" not in found
    assert "您没有可以起草公开事项的单位" in client_of(hub.first).get(reverse("templates")).content.decode()
