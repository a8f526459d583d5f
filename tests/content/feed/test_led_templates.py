"""应急模板: one approver fills a text that two signed beforehand, and can do nothing else. Each attack is one test."""

from __future__ import annotations

import base64
import json
import re
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from securesystemslib.dsse import Envelope

from content.errors import TrustError
from content.feed.approvals import (
    LineOutOfTime,
    assemble,
    assemble_release,
    assemble_template,
    payload_of,
    sign_led_line,
    verify_led_line,
    verify_led_template,
    verify_one,
    verify_one_of_template,
)
from content.feed.approvers import ApproverList
from content.feed.envelope import SIGNATURES, sealed, sign
from content.feed.led_rules import read_led_template
from content.led_line import LED_PAYLOAD_TYPE, LED_RELEASE_PAYLOAD_TYPE, LedStyle, LedUrgency
from content.led_template import LED_TEMPLATE_PAYLOAD_TYPE, Blank, BlankForm, LedTemplate
from content.record import DisclosureId, encode
from tests.factories import (
    COUNTY,
    NOW,
    approver_list,
    filled_line,
    led_line,
    led_template,
    person,
    release_envelope,
    template_envelope,
    two_people,
)

FILLINGS = ("清水河", "31.5", "河东村", "7月21日", "22:30")
TEXT = "清水河水位31.5米,河东村群众7月21日22:30前转移到镇中学"


def refused(envelope: bytes, approvers: ApproverList | None = None, **arguments: Any) -> str:
    """Why the line is refused."""
    fields: dict[str, Any] = {"now": NOW, "county": COUNTY} | arguments
    with pytest.raises(TrustError) as err:
        verify_led_line(envelope, approvers or approver_list(), **fields)
    return str(err.value)


def forged(**changes: Any) -> bytes:
    """A release by a true approver, of a true template, of a line that was changed."""
    template = led_template()
    line = msgspec.structs.replace(filled_line(template, *FILLINGS), **changes)
    return release_envelope(line, template_envelope(template))


def test_one_approver_lights_what_two_signed_beforehand() -> None:
    template = led_template()
    line = filled_line(template, *FILLINGS)
    assert line.text == TEXT
    assert verify_led_line(release_envelope(line, template_envelope(template)), approver_list(), NOW, COUNTY) == line
    third = person("张某")
    by_another = release_envelope(line, template_envelope(template), third)
    assert verify_led_line(by_another, approver_list(*two_people(), third), NOW, COUNTY).text == TEXT


def test_both_envelopes_are_dsse_as_securesystemslib_reads_them() -> None:
    template = led_template()
    release = json.loads(release_envelope(filled_line(template, *FILLINGS), template_envelope(template)))
    one, two = two_people()
    inner = Envelope.from_dict(release.pop("template"))
    outer = Envelope.from_dict(release)
    assert (outer.payload_type, inner.payload_type) == (LED_RELEASE_PAYLOAD_TYPE, LED_TEMPLATE_PAYLOAD_TYPE)
    assert len(inner.verify([one.signer.public_key, two.signer.public_key], 2)) == 2
    assert len(outer.verify([one.signer.public_key], 1)) == 1
    assert json.loads(outer.payload)["template"] == sha256(inner.payload).hexdigest()


# --- who signed -----------------------------------------------------------------------------------------


def test_half_of_a_line_is_no_release() -> None:
    """王某 signed this as one of two. Nobody makes a release of that."""
    template = led_template()
    payload = encode(filled_line(template, *FILLINGS))
    half = sign(payload, LED_PAYLOAD_TYPE, two_people()[0].signer)
    assert "does not fit" in refused(assemble_release(payload, half, template_envelope(template)))
    both = [sign(payload, LED_PAYLOAD_TYPE, one.signer) for one in two_people()]
    assert "signed as what it is not" in refused(assemble(payload, both)), "nor is a release half of a line"


def test_a_line_without_its_template_needs_two() -> None:
    payload = encode(led_line(urgency=LedUrgency.EMERGENCY))
    one = sign_led_line(payload, two_people()[0].signer)
    assert "with 1 signatures, expected 2" in refused(assemble(payload, [one]))
    alone = sealed(payload, LED_RELEASE_PAYLOAD_TYPE, [one], template_envelope(led_template()))
    assert "does not fit" in refused(alone)
    bare = json.dumps(
        {"payload": base64.b64encode(payload).decode(), "payloadType": LED_RELEASE_PAYLOAD_TYPE, "signatures": []}
    )
    assert "a release has a template with it" in refused(bare.encode())


def test_a_template_that_one_person_signed_makes_nothing() -> None:
    template = led_template()
    payload, line = encode(template), filled_line(template, *FILLINGS)
    wang, _ = two_people()
    once = sign(payload, LED_TEMPLATE_PAYLOAD_TYPE, wang.signer)
    for signatures, why in (([once], "with 1 signatures, expected 2"), ([once, once], "twice with one key")):
        assert why in refused(release_envelope(line, assemble_template(payload, signatures)))
    again = person("王 某")
    entry = msgspec.structs.replace(again.entry, person="王 某")
    listed = ApproverList(county=COUNTY, approvers=(wang.entry, entry))
    second = sign(payload, LED_TEMPLATE_PAYLOAD_TYPE, again.signer)
    assert "expected 2 persons" in refused(release_envelope(line, assemble_template(payload, [once, second])), listed)


def test_strangers_and_those_who_left_sign_neither() -> None:
    template, stranger = led_template(), person("生人")
    line = filled_line(template, *FILLINGS)
    wang, li = two_people()
    assert "belongs to none" in refused(release_envelope(line, template_envelope(template), stranger))
    assert "belongs to none" in refused(release_envelope(line, template_envelope(template, wang, stranger)))
    left = msgspec.structs.replace(li.entry, valid_until=NOW)
    listed = ApproverList(county=COUNTY, approvers=(wang.entry, left))
    why = refused(release_envelope(line, template_envelope(template)), listed)
    assert "approver 李某 is valid" in why, "what they signed goes with them"


def test_others_boards_are_not_theirs() -> None:
    elsewhere = person("赵某", units=("t02",), boards=("*",))
    template = led_template()
    line = filled_line(template, *FILLINGS)
    listed = approver_list(*two_people(), elsewhere)
    assert "赵某 may not sign for unit t01" in refused(
        release_envelope(line, template_envelope(template), elsewhere), listed
    )
    assert "赵某 may not sign" in refused(
        release_envelope(line, template_envelope(template, two_people()[0], elsewhere)), listed
    )


# --- what was filled in ---------------------------------------------------------------------------------


def test_nothing_but_the_blanks_can_be_changed() -> None:
    other = TEXT.replace("转移到镇中学", "不必转移")
    assert "expected '清水河水位31.5米" in refused(forged(text=other))
    assert "blank '村' does not take '全县'" in refused(
        forged(text=TEXT.replace("河东村", "全县"), fillings=("清水河", "31.5", "全县", "7月21日", "22:30"))
    )
    assert "4 fillings for 5 blanks" in refused(forged(fillings=FILLINGS[:4]))
    assert "style" in refused(forged(style=LedStyle.STILL))
    assert "urgency" in refused(forged(urgency=LedUrgency.ROUTINE))
    assert "disclosure t01/000002" in refused(forged(disclosure=DisclosureId("t01/000002")))
    assert "at most 24 h are" in refused(forged(valid_until=NOW + timedelta(hours=24, seconds=1)))


def test_boards_may_be_left_out_and_none_added() -> None:
    wide = [person(name, boards=("*",)) for name in ("王某", "李某")]
    template = led_template(boards=("t01-b1", "t01-b2"))
    listed = approver_list(*wide)
    one = filled_line(template, *FILLINGS, boards=("t01-b2",))
    envelope = release_envelope(one, template_envelope(template, *wide), wide[0])
    assert verify_led_line(envelope, listed, NOW, COUNTY).boards == ("t01-b2",)
    more = filled_line(template, *FILLINGS, boards=("t01-b2", "t01-b3"))
    assert "boards t01-b3 are not of the template" in refused(
        release_envelope(more, template_envelope(template, *wide), wide[0]), listed
    )


def test_another_template_of_the_same_people_does_not_serve() -> None:
    template, other = led_template(), led_template(name="另一个")
    line = filled_line(template, *FILLINGS)
    assert "made from template" in refused(release_envelope(line, template_envelope(other)))


def test_a_template_ends_and_so_does_its_line() -> None:
    ended = led_template(valid_until=NOW)
    assert "LED template '防汛转移'" in refused(
        release_envelope(filled_line(ended, *FILLINGS), template_envelope(ended))
    )
    short = led_template(valid_until=NOW + timedelta(minutes=30))
    assert "the template" in refused(release_envelope(filled_line(short, *FILLINGS), template_envelope(short)))
    with pytest.raises(LineOutOfTime):
        verify_led_line(forged(), approver_list(), NOW + timedelta(hours=1), COUNTY)


def test_a_template_of_another_county_is_none_here() -> None:
    foreign = led_template(county="360099")
    line = filled_line(foreign, *FILLINGS)
    assert "of county '360099'" in refused(release_envelope(line, template_envelope(foreign)))


def test_a_release_does_not_stand_in_a_release() -> None:
    template = led_template()
    line = filled_line(template, *FILLINGS)
    release = json.loads(release_envelope(line, template_envelope(template)))
    release["template"] = json.loads(json.dumps(release))
    assert "no template" in refused(json.dumps(release).encode())


def test_whoever_only_wants_to_know_which_line_it_is_can_read_it() -> None:
    assert json.loads(payload_of(forged()))["text"] == TEXT
    with pytest.raises(TrustError, match="payload type"):
        payload_of(template_envelope(led_template()))


def test_one_signature_is_checked_as_it_arrives() -> None:
    template, (wang, _) = led_template(), two_people()
    for payload, kind, verify in (
        (encode(template), LED_TEMPLATE_PAYLOAD_TYPE, verify_one_of_template),
        (encode(filled_line(template, *FILLINGS)), LED_RELEASE_PAYLOAD_TYPE, verify_one),
    ):
        good = sign(payload, kind, wang.signer)
        assert verify(payload, good.keyid, good.sig, approver_list()).person == "王某"
        other = sign(payload, LED_PAYLOAD_TYPE, wang.signer)
        with pytest.raises(TrustError, match="does not fit"):
            verify(payload, other.keyid, other.sig, approver_list())
    assert SIGNATURES == {LED_PAYLOAD_TYPE: 2, LED_TEMPLATE_PAYLOAD_TYPE: 2, LED_RELEASE_PAYLOAD_TYPE: 1}


# --- what a blank takes ---------------------------------------------------------------------------------

TAKEN = {
    "水位": (["0", "7", "31.5", "31.50", "40", "40.00", "0.05"], ["", "-1", "40.01", "041", "31.", ".5", "+3", "31.555", "3e1", "３１", "31,5", " 7", "NaN", "-0", "00"]),
    "村": (["河东村", "河西村"], ["", "河东", "河东村 ", "河东村河西村", "{村}"]),
    "日期": (["1月1日", "2月29日", "12月31日"], ["13月1日", "2月30日", "4月31日", "01月1日", "1月0日", "1月32日", "７月2日", "7月21", ""]),
    "时间": (["00:00", "09:05", "23:59"], ["24:00", "9:05", "12:60", "1205", "12:00:00", "１２:00", ""]),
}  # fmt: skip


@pytest.mark.parametrize("name", TAKEN)
def test_what_a_blank_takes(name: str) -> None:
    blank = next(blank for blank in led_template().blanks if blank.name == name)
    taken, left = TAKEN[name]
    assert [filling for filling in taken if not blank.takes(filling)] == []
    assert [filling for filling in left if blank.takes(filling)] == []


def test_a_number_below_zero_needs_a_bound_below_zero() -> None:
    cold = Blank(name="气温", form=BlankForm.NUMBER, least=Decimal(-40), most=Decimal(45))
    assert [one for one in ("-40", "-5", "0", "45", "-41", "-0", "- 5", "-05", "5.0") if cold.takes(one)] == [
        "-40",
        "-5",
        "0",
        "45",
    ]


PATTERN = re.compile(
    r"(清水河|柳溪下游)水位[0-9.]{1,5}米,(河东村|河西村)群众\d{1,2}月\d{1,2}日\d\d:\d\d前转移到镇中学", re.ASCII
)
SOME = st.one_of(st.text(max_size=8), st.sampled_from(FILLINGS), st.from_regex(r"[0-9.:月日-]{1,6}"))


@given(st.lists(SOME, min_size=5, max_size=5))
def test_whatever_is_tried_the_text_stays_the_one_that_was_signed(fillings: list[str]) -> None:
    template = led_template()
    try:
        text = template.filled(fillings)
    except ValueError:
        return
    assert PATTERN.fullmatch(text)


# --- what is a template ---------------------------------------------------------------------------------


def number(**fields: Any) -> tuple[Blank, ...]:
    return (Blank(name="数", form=BlankForm.NUMBER, **fields),)


BAD: list[tuple[dict[str, Any], str]] = [
    ({"urgency": LedUrgency.ROUTINE}, "needs no template"),
    ({"name": ""}, "name"),
    ({"name": "防汛\u202e"}, "U+202E"),
    ({"boards": ()}, "0 boards"),
    ({"boards": ("*",)}, "a board without an id"),
    ({"max_hours": 0}, "0 hours"),
    ({"max_hours": 169}, "169 hours"),
    ({"valid_until": NOW + timedelta(days=300)}, "up to 366 days"),
    ({"text": "无空格"}, "the text has the blanks ()"),
    ({"text": "{河段}{水位}{村}{日期}{时间}{时间}"}, "the text has the blanks"),
    ({"text": "{水位}{河段}{村}{日期}{时间}"}, "the text has the blanks"),
    ({"text": "{河段}{水位}{村}{日期}{时间}}"}, "a brace"),
    ({"text": "{河段}{水位}{村}{日期}{时间}" + "长" * 38}, "61 characters"),
    ({"text": "{河段}{水位}{村}{日期}{时间}【演练】"}, "in a line that is no drill"),
    ({"urgency": LedUrgency.DRILL}, "a drill, expected"),
    ({"text": "{数}米", "blanks": number(most=Decimal("Infinity"))}, "bound Infinity"),
    ({"text": "{数}米", "blanks": number(most=Decimal("NaN"))}, "bound NaN"),
    ({"text": "{数}米", "blanks": number(most=Decimal(1000000))}, "bound 1000000"),
    ({"text": "{数}米", "blanks": number(most=Decimal("0.5"))}, "with more than 0 decimals"),
    ({"text": "{数}米", "blanks": number(most=Decimal(-1))}, "from 0 to -1"),
    ({"text": "{数}米", "blanks": number(decimals=3)}, "3 decimals"),
    ({"text": "{数}米", "blanks": number(choices=("一",))}, "choices of what is no choice"),
    ({"text": "{村}", "blanks": (Blank(name="村", form=BlankForm.CHOICE),)}, "0 choices"),
    ({"text": "{村}", "blanks": (Blank(name="村", form=BlankForm.CHOICE, choices=("甲", "甲")),)}, "a choice twice"),
    ({"text": "{村}", "blanks": (Blank(name="村", form=BlankForm.CHOICE, choices=("甲" * 21,)),)}, "21 characters"),
    ({"text": "{村}", "blanks": (Blank(name="村", form=BlankForm.CHOICE, choices=("{甲}",)),)}, "braces"),
    ({"text": "{时}" * 2, "blanks": (Blank(name="时", form=BlankForm.TIME),) * 2}, "two blanks of one name"),
]  # the longest fillings have 4 + 5 + 3 + 6 + 5 = 23 characters, and 38 more are one too many


@pytest.mark.parametrize(("fields", "why"), BAD, ids=[why for _, why in BAD])
def test_what_cannot_be_limited_is_no_template(fields: dict[str, Any], why: str) -> None:
    template: LedTemplate = led_template(**fields)
    with pytest.raises(TrustError) as err:
        read_led_template(encode(template))
    assert why in str(err.value)


def test_a_drill_is_made_of_a_template_that_says_so() -> None:
    template = led_template(
        urgency=LedUrgency.DRILL,
        text="【演练】{村}群众转移【演练】",
        blanks=(Blank(name="村", form=BlankForm.CHOICE, choices=("河东村",)),),
    )
    line = filled_line(template, "河东村")
    made = verify_led_line(release_envelope(line, template_envelope(template)), approver_list(), NOW, COUNTY)
    assert (made.urgency, made.text) == (LedUrgency.DRILL, "【演练】河东村群众转移【演练】")


def test_a_template_is_verified_by_itself_before_anybody_fills_it() -> None:
    template = led_template()
    assert verify_led_template(template_envelope(template), approver_list(), NOW, COUNTY) == template
    with pytest.raises(TrustError, match="payload type"):
        verify_led_template(forged(), approver_list(), NOW, COUNTY)
