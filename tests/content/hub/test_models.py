"""Rows that are written once, in Python and in the database; ids, tree and drafts."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.db import DatabaseError, connection, transaction
from PIL import Image

from config.settings import HubSettings
from content.blocks import Contact, Fact, Facts, Heading, Paragraph, People, Person, Service, Step, Steps, Table
from content.disclosure import TimeLimit
from content.hub.disclosures.draft import Draft, DraftFile
from content.record import UnitCode
from content.terms import DayKind
from tests.content.hub.conftest import COUNTY, Hub

PNG = bytes.fromhex(  # one white pixel
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8ffff3f0005fe02fe0def46b80000000049454e44ae426082"
)


def test_no_account_exists_after_installation(empty_hub: HubSettings) -> None:
    from django.contrib.auth import get_user_model
    from django.contrib.auth.models import Group
    from wagtail.models import Page, Workflow

    assert get_user_model().objects.count() == 0
    assert (Group.objects.count(), Workflow.objects.count()) == (0, 0)
    assert list(Page.objects.values_list("depth", "numchild")) == [(1, 0)]


def test_the_secret_key_is_the_hubs_own(empty_hub: HubSettings) -> None:
    from content.hub.settings import kept_secret

    path = empty_hub.data_dir / "secret-key"
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(path.read_text()) >= 60
    assert kept_secret(path) == path.read_text()


def test_a_release_request_is_never_changed_or_deleted(hub: Hub) -> None:
    from content.hub.append_only import AppendOnlyError
    from content.hub.release.models import ReleaseRequest

    request = hub.released()
    request.sha256 = "0" * 64

    with pytest.raises(AppendOnlyError):
        request.save()
    with pytest.raises(AppendOnlyError):
        request.delete()
    with pytest.raises(AppendOnlyError):
        ReleaseRequest.objects.update(rev=2)
    with pytest.raises(AppendOnlyError):
        ReleaseRequest.objects.all().delete()


@pytest.mark.parametrize(
    "statement", ["update release_releaserequest set rev = 9", "delete from release_releaserequest"]
)
def test_the_database_itself_refuses_to_change_a_release_request(hub: Hub, statement: str) -> None:
    from content.hub.release.models import ReleaseRequest

    request = hub.released()

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert ReleaseRequest.objects.get().rev == request.rev


def test_loading_the_county_again_changes_nothing_and_renames(hub: Hub) -> None:
    import msgspec
    from wagtail.models import Page

    from content.hub.units.models import UnitPage
    from content.hub.units.selectors import current_county
    from content.hub.units.services import load_county

    before = list(Page.objects.order_by("path").values_list("pk", "path", "title", "numchild"))
    load_county(COUNTY)
    assert list(Page.objects.order_by("path").values_list("pk", "path", "title", "numchild")) == before
    assert current_county() == COUNTY

    renamed = msgspec.structs.replace(COUNTY.units[2], name="柳溪街道")
    load_county(msgspec.structs.replace(COUNTY, units=(*COUNTY.units[:2], renamed, *COUNTY.units[3:])))
    assert UnitPage.objects.get(unit="t01").title == "柳溪街道"
    with pytest.raises(ValueError, match="serves the county 'qingyuan'"):
        load_county(msgspec.structs.replace(COUNTY, code="other"))


def test_drafts_leave_the_tree_and_the_reference_index_as_wagtail_would(hub: Hub) -> None:
    from wagtail.models import Page, PageLogEntry, ReferenceIndex

    from content.hub.disclosures.models import DisclosurePage
    from content.hub.disclosures.services import create_drafts
    from content.hub.units.models import UnitPage

    by_hand = DisclosurePage(title="手工", publisher="县民政局", live=False)
    UnitPage.objects.get(unit="t01").add_child(instance=by_hand)
    file = DraftFile(name="公示表.png", media_type="image/png", data=PNG)
    drafts = [
        Draft(unit=UnitCode(unit), title=f"第{n}号", publisher="县民政局", blocks=(), files=(file,) if n == 3 else ())
        for n, unit in enumerate(["t01", "d01", "t01", "t01-v01", "t01"], start=1)
    ]
    pages = create_drafts(drafts, by=hub.editor)

    assert Page.find_problems() == ([], [], [], [], [])
    assert [page.get_parent().specific.unit_id for page in pages] == ["t01", "d01", "t01", "t01-v01", "t01"]
    town = UnitPage.objects.get(unit="t01")
    assert [child.title for child in town.get_children()] == ["柳溪村", "手工", "第1号", "第3号", "第5号"]
    assert [page.url_path for page in pages] == [f"{page.get_parent().url_path}{page.slug}/" for page in pages]
    assert PageLogEntry.objects.filter(action="wagtail.create", user=hub.editor).count() == 5

    rows = lambda: set(ReferenceIndex.objects.values_list("object_id", "to_object_id", "model_path"))  # noqa: E731
    before = rows()
    for page in [*pages, *UnitPage.objects.all(), by_hand]:
        ReferenceIndex.create_or_update_for_object(page)
    assert rows() == before
    # Wagtail itself goes on below the same parent.
    UnitPage.objects.get(unit="t01").add_child(instance=DisclosurePage(title="再来", publisher="县民政局", live=False))
    assert Page.find_problems() == ([], [], [], [], [])


def test_every_kind_of_block_survives_the_way_through_the_admin(hub: Hub) -> None:
    from content.disclosure import decode_disclosure

    blocks = (
        Heading("一、基本情况"),
        Paragraph("第一行\n第二行 <b>不是标记</b>"),
        Facts((Fact("受理电话", "0900-5550101"), Fact("地点", "二楼\n三号窗口")), "办理须知"),
        Table(("姓名", "金额(元)"), (("张*才", "1,200.00"), ("欧阳*平", "800.00")), "名单", ("合计", "2,000.00")),
        Table(("姓名",), (("王*",),)),
        Steps((Step("申请", "本人", "当日", "带户口簿", "2号窗口"), Step("审核")), "流程"),
        People((Person("周某", "镇长", "主持全面工作", "0900-5550102", "河东村"), Person("吴某")), "班子成员"),
        Service("不收费", "财税〔2015〕1号", "20个工作日", "5个工作日", "行政许可法第四十二条", "食品经营许可"),
        Service("不收费"),
        Contact("便民服务中心", "0900-5550103", "人民路1号2号窗口", "工作日8:30-12:00", "节假日预约"),
    )

    assert decode_disclosure(bytes(hub.released(blocks=blocks).payload)).blocks == blocks


def test_limit_and_explanation_go_out_counted(hub: Hub) -> None:
    from content.disclosure import decode_disclosure

    # 2026-09-01 is a Tuesday; 9-20 (Sunday) is worked, 9-25 to 9-27 is 中秋: 国务院办公厅's notice for 2026.
    limit = TimeLimit(days=20, counted_in=DayKind.WORKDAY, begins_on=date(2026, 9, 1), basis="行政许可法第四十二条")
    body = decode_disclosure(bytes(hub.released(limit=limit, explains="清政办发〔2026〕18号").payload))

    assert body.limit == TimeLimit(
        days=20,
        counted_in=DayKind.WORKDAY,
        begins_on=date(2026, 9, 1),
        due_on=date(2026, 9, 29),
        basis="行政许可法第四十二条",
    )
    assert body.explains == "清政办发〔2026〕18号"


def test_a_photograph_of_an_official_travels_as_an_attachment(hub: Hub) -> None:
    from hashlib import sha256

    from content.disclosure import decode_disclosure
    from content.hub.checking.services import clear_all

    digest = sha256(PNG).hexdigest()
    people = People((Person("周某", "镇长", photo=digest),))
    photo = DraftFile(name="周某.png", media_type="image/png", data=PNG)
    page = hub.draft(blocks=(people,), files=(photo,))
    clear_all(page=page, by=hub.editor)
    body = decode_disclosure(bytes(hub.reviewed(page).payload))

    assert body.blocks == (people,)
    assert [file.sha256 for file in body.attachments] == [digest]


@pytest.mark.parametrize(
    ("phone", "is_refused"), [("13800138000", True), ("138 0013 8000", True), ("0900-5550102", False)]
)
def test_a_card_of_an_official_takes_no_private_telephone(phone: str, is_refused: bool, hub: Hub) -> None:
    from django.core.exceptions import ValidationError

    from content.hub.disclosures.blocks import PeopleBlock

    block = PeopleBlock()
    person = {"photo": None, "name": "周某", "post": "镇长", "duties": "", "phone": phone, "contact": ""}
    value = block.to_python({"caption": "", "people": [{"type": "item", "value": person, "id": "a"}]})
    if is_refused:
        with pytest.raises(ValidationError) as caught:
            block.clean(value)
        assert "周某的电话像是个人手机号码" in str(caught.value.non_block_errors)  # type: ignore[attr-defined]
    else:
        assert block.clean(value)["people"][0]["phone"] == phone


def test_a_draft_that_cannot_be_kept_is_named_and_nothing_is_kept(hub: Hub) -> None:
    from content.hub.disclosures.models import DisclosurePage
    from content.hub.disclosures.services import create_drafts

    good = Draft(unit=UnitCode("t01"), title="好", publisher="县民政局", blocks=())
    for bad, message in [
        (Draft(unit=UnitCode("t99"), title="坏", publisher="县民政局", blocks=()), "draft 2.*no unit 't99'"),
        (Draft(unit=UnitCode("t01"), title="长" * 256, publisher="县民政局", blocks=()), "title: 256 characters"),
        (Draft(unit=UnitCode("t01"), title=" ", publisher="县民政局", blocks=()), "title is empty"),
        (
            Draft(
                unit=UnitCode("t01"),
                title="附件",
                publisher="县民政局",
                blocks=(),
                files=(DraftFile(name="a.pdf", media_type="application/pdf", data=PNG),),
            ),
            "application/pdf by name, image/png by its bytes",
        ),
    ]:
        with pytest.raises(ValueError, match=message):
            create_drafts([good, bad], by=hub.editor)
    assert DisclosurePage.objects.count() == 0


def test_a_picture_and_a_file_travel_as_attachments(hub: Hub) -> None:
    from hashlib import sha256

    from content.blocks import Picture
    from content.disclosure import Attachment, decode_disclosure
    from content.hub.checking.services import clear_all
    from content.hub.disclosures.attachments import AttachmentFolder

    digest = sha256(PNG).hexdigest()
    scan = BytesIO()
    Image.new("L", (60, 80), 200).save(scan, "PDF")
    pdf = scan.getvalue()
    page = hub.draft(
        blocks=(Picture(digest, "会议照片"),),
        files=(
            DraftFile(name="会议照片.png", media_type="image/png", data=PNG),
            DraftFile(name="决算表.pdf", media_type="application/pdf", data=pdf),
        ),
    )
    clear_all(page=page, by=hub.editor)
    request = hub.reviewed(page)
    body = decode_disclosure(bytes(request.payload))

    assert body.blocks == (Picture(digest, "会议照片"),)
    assert body.attachments == (
        Attachment(sha256=digest, size=len(PNG), name="会议照片.png", media_type="image/png"),
        Attachment(sha256=sha256(pdf).hexdigest(), size=len(pdf), name="决算表.pdf", media_type="application/pdf"),
    )
    folder = AttachmentFolder(hub.settings.data_dir)
    assert [folder.read(attachment) for attachment in body.attachments] == [PNG, pdf]
