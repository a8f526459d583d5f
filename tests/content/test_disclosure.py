"""The data model: what its JSON looks like byte by byte, and that no bytes at all get past it unread."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.blocks import (
    Contact,
    Fact,
    Facts,
    Heading,
    Paragraph,
    People,
    Person,
    Picture,
    Service,
    Step,
    Steps,
    Table,
    Unknown,
    attachments_shown,
)
from content.county import County, Unit, decode_county
from content.disclosure import (
    Attachment,
    Disclosure,
    NoticePeriod,
    SearchText,
    TimeLimit,
    decode_disclosure,
    document_key,
    texts_of,
)
from content.led_line import LedLine, LedStyle, decode_led_line
from content.record import DisclosureId, UnitCode, encode, unit_of
from content.terms import (
    AUDIENCE_LABELS,
    DAY_KIND_LABELS,
    FIVE_OPEN_LABELS,
    LEVEL_LABELS,
    SIX_OPEN_LABELS,
    STAGE_LABELS,
    TIMING_LABELS,
    WINDOW_LABELS,
    Audience,
    DayKind,
    FiveOpen,
    Level,
    SixOpen,
    Stage,
    Timing,
    Window,
)

MORNING = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)

NOTICE = Disclosure(
    id=DisclosureId("d03/000012"),
    unit=UnitCode("d03"),
    rev=2,
    title="拟任职干部任前公示",
    publisher="县委组织部",
    six_open=SixOpen.PARTY,
    window=Window.PARTY,
    audience=Audience.PUBLIC,
    timing=Timing.PROMPT,
    published_at=MORNING,
    valid_from=MORNING,
    stage=Stage.BEFORE,
    notice=NoticePeriod(date(2026, 11, 22), date(2026, 11, 28), "0900-5550101"),
    blocks=(
        Heading("公示对象"),
        Facts((Fact("姓名", "周某"),)),
        Table(("项目", "金额"), (("收入", "3000"),), total=("合计", "3000")),
        Steps((Step("受理", who="窗口", limit="1日"),)),
        Picture("a" * 64, "公示照片"),
        Paragraph("如有异议,请反映。"),
    ),
    attachments=(Attachment(sha256="a" * 64, size=3, name="照片.png", media_type="image/png"),),
    search=SearchText("ni ren zhi", "nrz"),
)
NOTICE_JSON = (
    '{"id":"d03/000012","unit":"d03","rev":2,"title":"拟任职干部任前公示","publisher":"县委组织部",'
    '"six_open":"party","window":"party","audience":"public","timing":"prompt",'
    '"published_at":"2026-11-22T01:00:00Z","valid_from":"2026-11-22T01:00:00Z",'
    '"blocks":[{"type":"heading","text":"公示对象"},'
    '{"type":"facts","rows":[{"label":"姓名","value":"周某"}]},'
    '{"type":"table","columns":["项目","金额"],"rows":[["收入","3000"]],"total":["合计","3000"]},'
    '{"type":"steps","steps":[{"name":"受理","who":"窗口","limit":"1日"}]},'
    f'{{"type":"picture","attachment":"{"a" * 64}","alt":"公示照片"}},'
    '{"type":"paragraph","text":"如有异议,请反映。"}],'
    '"stage":"before",'
    '"notice":{"first_day":"2026-11-22","last_day":"2026-11-28","contact":"0900-5550101"},'
    f'"attachments":[{{"sha256":"{"a" * 64}","size":3,"name":"照片.png","media_type":"image/png"}}],'
    '"search":{"syllables":"ni ren zhi","initials":"nrz"}}'
).encode()


def test_disclosure_travels_as_these_bytes() -> None:
    assert encode(NOTICE) == NOTICE_JSON
    assert decode_disclosure(NOTICE_JSON) == NOTICE


def test_county_travels_as_these_bytes() -> None:
    county = County(
        code="qingyuan",
        name="清源县",
        fictional=True,
        units=(
            Unit(code=UnitCode("qingyuan"), name="清源县", level=Level.COUNTY),
            Unit(code=UnitCode("t01"), name="柳溪镇", level=Level.TOWNSHIP, parent=UnitCode("qingyuan")),
        ),
    )
    data = (
        '{"code":"qingyuan","name":"清源县","units":['
        '{"code":"qingyuan","name":"清源县","level":"county"},'
        '{"code":"t01","name":"柳溪镇","level":"township","parent":"qingyuan"}],"fictional":true}'
    ).encode()
    assert encode(county) == data
    assert decode_county(data) == county


def test_led_line_travels_as_these_bytes() -> None:
    line = LedLine(
        id=DisclosureId("t01/000101"),
        unit=UnitCode("t01"),
        rev=1,
        county="qingyuan",
        boards=("t01-gate",),
        text="公示",
        style=LedStyle.STILL,
        valid_from=MORNING,
        valid_until=datetime(2026, 11, 29, 1, 0, tzinfo=UTC),
        seq=7,
        disclosure=DisclosureId("t01/000100"),
        disclosure_rev=3,
    )
    data = (
        '{"id":"t01/000101","unit":"t01","rev":1,"county":"qingyuan","boards":["t01-gate"],"text":"公示",'
        '"style":"still","valid_from":"2026-11-22T01:00:00Z","valid_until":"2026-11-29T01:00:00Z","seq":7,'
        '"disclosure":"t01/000100","disclosure_rev":3}'
    ).encode()
    assert encode(line) == data
    assert decode_led_line(data) == line


def test_every_text_is_found_in_reading_order() -> None:
    assert [text for text in texts_of(NOTICE) if text] == [
        "拟任职干部任前公示",
        "县委组织部",
        "公示对象",
        "姓名",
        "周某",
        "项目",
        "金额",
        "收入",
        "3000",
        "合计",
        "3000",
        "受理",
        "窗口",
        "1日",
        "公示照片",
        "如有异议,请反映。",
        "0900-5550101",
        "照片.png",
    ]


@pytest.mark.parametrize(
    ("enumeration", "labels"),
    [
        (SixOpen, SIX_OPEN_LABELS),
        (FiveOpen, FIVE_OPEN_LABELS),
        (Timing, TIMING_LABELS),
        (Stage, STAGE_LABELS),
        (Audience, AUDIENCE_LABELS),
        (Window, WINDOW_LABELS),
        (Level, LEVEL_LABELS),
        (DayKind, DAY_KIND_LABELS),
    ],
)
def test_every_key_has_its_own_chinese_label(enumeration: Any, labels: dict[Any, str]) -> None:
    assert set(labels) == set(enumeration)
    assert len(set(labels.values())) == len(labels)


@pytest.mark.parametrize(("item_id", "unit"), [("qingyuan/000001", "qingyuan"), ("t01-v03/999999", "t01-v03")])
def test_unit_stands_in_the_id(item_id: str, unit: str) -> None:
    assert unit_of(item_id) == unit


@pytest.mark.parametrize(
    "item_id",
    ["", "t01", "t01/", "t01/1", "t01/0000001", "t01/00000a", "/000001", "T01/000001", "t01/000001 ", "t01/000001\n",
     "../000001", "t01//000001", "t01-/000001", "t01/０00001", "1t/000001"],
)  # fmt: skip
def test_other_ids_are_refused(item_id: str) -> None:
    with pytest.raises(ValueError, match="expected <unit>/<six digits>"):
        unit_of(item_id)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (b"", "Input data was truncated"),
        (b"[]", "Expected `object`"),
        (NOTICE_JSON.replace(b'"rev":2', b'"rev":"2"'), r"Expected `int`, got `str` - at `\$\.rev`"),
        (NOTICE_JSON.replace(b'"party"', b'"partly"', 1), r"Invalid enum value 'partly' - at `\$\.six_open`"),
        (NOTICE_JSON.replace(b"01:00:00Z", b"01:00:00"), "timezone"),
        (NOTICE_JSON.replace(b'"heading"', b"7"), r"Expected `str` - at `\$\.blocks\[0\]\.type`"),
        (NOTICE_JSON.replace(b'"text":"\xe5\x85\xac', b'"txt":"\xe5\x85\xac', 1), "missing required field `text`"),
        (NOTICE_JSON.replace(b'"heading"', b'"hologram"').replace(b'"title"', b'"titel"'), "required field `title`"),
        (NOTICE_JSON.replace(b'"title"', b'"titel"'), "missing required field `title`"),
    ],
)
def test_malformed_disclosure_is_refused_by_the_name_of_its_field(wrong: bytes, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        decode_disclosure(wrong)


def test_field_that_a_later_version_adds_does_not_disturb() -> None:
    assert decode_disclosure(NOTICE_JSON.replace(b'{"id"', b'{"hologram":[1,2],"id"', 1)) == NOTICE


def test_block_that_a_later_version_adds_is_named_and_the_rest_is_read() -> None:
    hologram = b'{"type":"hologram","depth":{"cm":[3,4]},"text":"' + "立体".encode() + b'"}'
    newer = NOTICE_JSON.replace(b'"blocks":[', b'"blocks":[' + hologram + b",")

    found = decode_disclosure(newer)

    assert found.blocks == (Unknown("hologram"), *NOTICE.blocks)
    assert (found.title, found.notice, found.attachments) == (NOTICE.title, NOTICE.notice, NOTICE.attachments)
    assert "立体" not in "".join(texts_of(found))


def test_cards_limit_and_explanation_travel_as_these_bytes() -> None:
    card = msgspec.structs.replace(
        NOTICE,
        blocks=(
            People(
                (Person("周某", "镇长", "主持全面工作", "0900-5550102", "河东村", "a" * 64), Person("吴某")), "班子"
            ),
            Service("不收费", legal_limit="20个工作日", promised_limit="5个工作日"),
            Contact("便民服务中心", phone="0900-5550103", address="2号窗口"),
            Steps((Step("受理", where="2号窗口"),)),
        ),
        limit=TimeLimit(
            days=20,
            counted_in=DayKind.WORKDAY,
            begins_on=date(2026, 9, 1),
            due_on=date(2026, 9, 28),
            basis="行政许可法第四十二条",
        ),
        explains="清政办发〔2026〕18号",
    )
    blocks = (
        '"blocks":[{"type":"people","people":[{"name":"周某","post":"镇长","duties":"主持全面工作",'
        f'"phone":"0900-5550102","contact":"河东村","photo":"{"a" * 64}"}},{{"name":"吴某"}}],"caption":"班子"}},'
        '{"type":"service","fee":"不收费","legal_limit":"20个工作日","promised_limit":"5个工作日"},'
        '{"type":"contact","name":"便民服务中心","phone":"0900-5550103","address":"2号窗口"},'
        '{"type":"steps","steps":[{"name":"受理","where":"2号窗口"}]}],'
    ).encode()
    tail = (
        '"limit":{"days":20,"counted_in":"workday","begins_on":"2026-09-01","due_on":"2026-09-28",'
        '"basis":"行政许可法第四十二条"},"explains":"清政办发〔2026〕18号"}'
    ).encode()

    assert blocks in encode(card)
    assert encode(card).endswith(tail)
    assert decode_disclosure(encode(card)) == card
    assert [attachments_shown(block) for block in card.blocks] == [("a" * 64,), (), (), ()]
    assert {"0900-5550102", "0900-5550103", "行政许可法第四十二条"} <= set(texts_of(card))


@pytest.mark.parametrize(
    "written",
    [
        "清政办发〔2026〕18号",
        "清政办发[2026]18号",
        "清政办发［２０２６］ 18 号",
        " 清政办发（2026）18号\n",
        "清政办发【2026】18号",
    ],
)
def test_a_document_number_is_the_same_however_its_brackets_are_written(written: str) -> None:
    assert document_key(written) == "清政办发〔2026〕18号"


@given(st.binary())
def test_any_bytes_give_a_value_or_a_value_error(data: bytes) -> None:
    for decode in (decode_disclosure, decode_led_line, decode_county):
        with pytest.raises(ValueError, match="."):
            decode(data)


@given(st.integers(0, len(NOTICE_JSON) - 1), st.integers(0, 255))
def test_any_damaged_byte_gives_a_value_or_a_value_error(at: int, byte: int) -> None:
    damaged = NOTICE_JSON[:at] + bytes([byte]) + NOTICE_JSON[at + 1 :]
    try:
        found = decode_disclosure(damaged)
    except ValueError:
        return
    assert isinstance(found, Disclosure)
