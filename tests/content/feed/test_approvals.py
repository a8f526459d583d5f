"""An LED line is shown only while two persons with two keys answer for it. Each attack is one test."""

from __future__ import annotations

import base64
import contextlib
import json
from datetime import timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from securesystemslib.dsse import Envelope
from securesystemslib.signer import SSlibKey

from content.errors import TrustError
from content.feed.approvals import assemble, payload_of, sign_led_line, verify_led_line, verify_one
from content.feed.approvers import Approver, ApproverList, encode_approvers, keyid_of, load_approvers
from content.feed.envelope import MAX_RELEASE_BYTES, LineSignature
from content.feed.keys import new_key, raw_public_key
from content.feed.led_rules import read_led_line
from content.led_line import LED_PAYLOAD_TYPE, LedUrgency, decode_led_line
from content.record import encode
from tests.factories import COUNTY, NOW, Person, approver_list, led_envelope, led_line, person, two_people

EMERGENCY, DRILL = LedUrgency.EMERGENCY, LedUrgency.DRILL


def rebuilt(entry: Approver, **fields: object) -> Approver:
    return msgspec.structs.replace(entry, **fields)


def refused(envelope: bytes, approvers: ApproverList | None = None, **arguments: object) -> str:
    """Why the line is refused."""
    fields: dict[str, object] = {"now": NOW, "county": COUNTY} | arguments
    with pytest.raises(TrustError) as err:
        verify_led_line(envelope, approvers or approver_list(), **fields)  # type: ignore[arg-type]
    return str(err.value)


def test_two_approvers_of_the_unit_and_board_make_a_line() -> None:
    line = led_line()
    assert verify_led_line(led_envelope(line), approver_list(), NOW, COUNTY) == line


def test_the_envelope_is_dsse_as_securesystemslib_reads_it() -> None:
    one, two = two_people()
    envelope = Envelope.from_dict(json.loads(led_envelope(led_line())))
    keys: list[SSlibKey] = [one.signer.public_key, two.signer.public_key]
    assert envelope.payload_type == "application/vnd.mingbai.led-line+json" == LED_PAYLOAD_TYPE
    assert len(envelope.verify(list(keys), 2)) == 2
    assert decode_led_line(envelope.payload) == led_line()


def test_the_key_id_is_the_one_that_securesystemslib_computes() -> None:
    signer = new_key()
    assert keyid_of(raw_public_key(signer)) == signer.public_key.keyid


def test_one_signature_is_refused() -> None:
    assert "1 signatures, expected 2" in refused(led_envelope(led_line(), two_people()[0]))


def test_three_signatures_are_refused() -> None:
    third = person("赵某")
    envelope = led_envelope(led_line(), *two_people(), third)
    assert "3 signatures, expected 2" in refused(envelope, approver_list(*two_people(), third))


def test_the_same_signature_twice_is_refused() -> None:
    one, _ = two_people()
    assert "one key" in refused(led_envelope(led_line(), one, one))


def test_one_key_under_two_key_ids_is_refused() -> None:
    """securesystemslib accepts it: Envelope.verify counts key ids."""
    one, _ = two_people()
    payload = encode(led_line())
    signature = sign_led_line(payload, one.signer)
    twin = rebuilt(one.entry, keyid="f" * 64, person="李某")
    envelope = assemble(payload, [signature, LineSignature(twin.keyid, signature.sig)])

    as_dsse = Envelope.from_dict(json.loads(envelope))
    key = one.signer.public_key
    assert len(as_dsse.verify([key, SSlibKey(twin.keyid, key.keytype, key.scheme, key.keyval)], 2)) == 2

    assert "one key" in refused(envelope, ApproverList(county=COUNTY, approvers=(one.entry, twin)))


def test_two_keys_of_one_person_are_refused() -> None:
    one, other = person("王某"), person(" 王 某\u200b")
    assert "twice by" in refused(led_envelope(led_line(), one, other), approver_list(one, other))


def test_a_key_that_is_no_approvers_is_refused() -> None:
    stranger = person("某某")
    assert "belongs to none" in refused(led_envelope(led_line(), two_people()[0], stranger))


@pytest.mark.parametrize(
    ("units", "boards", "holds"),
    [
        (("t01",), ("t01-b1",), True),
        (("*",), ("*",), True),
        (("t02",), ("t01-b1",), False),
        (("t01",), ("t01-b2",), False),
        ((), (), False),
    ],
)
def test_both_approvers_must_be_allowed_for_the_unit_and_board(
    units: tuple[str, ...], boards: tuple[str, ...], holds: bool
) -> None:
    one, _ = two_people()
    other = person("赵某", units, boards)
    envelope = led_envelope(led_line(), one, other)
    if holds:
        verify_led_line(envelope, approver_list(one, other), NOW, COUNTY)
    else:
        assert "赵某 may not sign" in refused(envelope, approver_list(one, other))


def test_every_board_of_a_line_must_be_allowed() -> None:
    assert "may not sign" in refused(led_envelope(led_line(boards=("t01-b1", "t01-b2"))))


def test_an_approver_out_of_office_no_longer_counts() -> None:
    one, two = two_people()
    gone = Person(rebuilt(one.entry, valid_until=NOW), one.signer)
    assert "王某 is valid" in refused(led_envelope(led_line(), gone, two), approver_list(gone, two))
    later = Person(rebuilt(one.entry, valid_from=NOW + timedelta(seconds=1)), one.signer)
    assert "王某 is valid" in refused(led_envelope(led_line(), later, two), approver_list(later, two))


def test_an_altered_payload_is_refused() -> None:
    wire = json.loads(led_envelope(led_line()))
    wire["payload"] = base64.b64encode(encode(led_line(text="另一句话"))).decode()
    assert "does not fit" in refused(json.dumps(wire).encode())


def test_the_signature_covers_the_payload_type() -> None:
    wire = json.loads(led_envelope(led_line()))
    wire["payloadType"] = "application/json"
    assert "payload type" in refused(json.dumps(wire).encode())


def test_another_countys_line_is_refused() -> None:
    assert "of county 'qinghe'" in refused(led_envelope(led_line(county="qinghe")))


def test_a_line_ends_on_its_second_and_begins_on_its_second() -> None:
    envelope = led_envelope(led_line(valid_from=NOW, valid_until=NOW + timedelta(days=30)))
    verify_led_line(envelope, approver_list(), NOW + timedelta(days=30, seconds=-1), COUNTY)
    assert "ended" in refused(envelope, now=NOW + timedelta(days=30))
    assert "begins" in refused(envelope, now=NOW - timedelta(seconds=1))
    verify_led_line(envelope, approver_list(), NOW - timedelta(days=2), COUNTY, ahead=timedelta(days=2))


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"text": "字" * 61}, "61 characters, at most 60"),
        ({"text": ""}, "no text"),
        ({"text": "\u3000 "}, "no text"),
        ({"text": "通知\x1b[2J"}, "U+001B"),
        ({"text": "通知\n"}, "U+000A"),
        ({"text": "通\u202e知"}, "U+202E"),
        ({"text": "通\u200b知"}, "U+200B"),
        ({"text": "通\ue000知"}, "U+E000"),
        ({"text": "通\u2028知"}, "U+2028"),
        ({"valid_until": NOW + timedelta(days=30, seconds=1)}, "at most 30 days"),
        ({"valid_until": NOW}, "not after"),
        ({"boards": ()}, "0 boards"),
        ({"boards": ("t01-b1", "t01-b1")}, "twice"),
        ({"boards": ("*",)}, "without an id"),
        ({"boards": tuple(f"b{n}" for n in range(65))}, "65 boards"),
        ({"unit": "t02"}, "outside its unit"),
        ({"disclosure": "elsewhere"}, "expected <unit>/<six digits>"),
        ({"rev": 0}, "revision"),
        ({"disclosure_rev": 0}, "revision"),
        ({"seq": 0}, "seq 0"),
        ({"seq": 2**31}, "seq 2147483648"),
        ({"v": 2}, "version 2"),
        ({"urgency": EMERGENCY, "valid_until": NOW + timedelta(days=7, seconds=1)}, "at most 7 days"),
        ({"urgency": DRILL, "valid_until": NOW + timedelta(days=30), "text": "【演练】撤离【演练】"}, "at most 7 days"),
        ({"urgency": DRILL, "text": "请立即撤离"}, "a drill, expected 【演练】…【演练】"),
        ({"urgency": DRILL, "text": "【演练】请立即撤离"}, "a drill"),
        ({"urgency": DRILL, "text": "请立即撤离【演练】"}, "a drill"),
        ({"urgency": DRILL, "text": "【演练】"}, "a drill"),
        ({"urgency": DRILL, "text": "【演练】\u3000【演练】"}, "a drill"),
        ({"urgency": EMERGENCY, "text": "请立即撤离【演练】"}, "in a line that is no drill"),
        ({"text": "【演练】公示【演练】"}, "in a line that is no drill"),
    ],
)
def test_a_line_that_breaks_a_rule_is_neither_signed_nor_shown(fields: dict[str, object], reason: str) -> None:
    payload = encode(led_line(**fields))
    with pytest.raises(TrustError, match=reason.replace("+", r"\+")):
        sign_led_line(payload, two_people()[0].signer)


@pytest.mark.parametrize(("urgency", "text"), [(EMERGENCY, "请立即撤离"), (DRILL, "【演练】请立即撤离【演练】")])
def test_an_emergency_and_its_drill_are_allowed_for_seven_days(urgency: LedUrgency, text: str) -> None:
    line = led_line(urgency=urgency, text=text, valid_until=NOW + timedelta(days=7))
    assert verify_led_line(led_envelope(line), approver_list(), NOW, COUNTY) == line


def test_a_line_from_before_there_was_an_urgency_is_read_and_written_as_it_was() -> None:
    payload = (
        b'{"id":"t01/000101","unit":"t01","rev":1,"county":"qingyuan","boards":["t01-b1"],"text":"\xe5\x85\xac\xe7\xa4\xba",'
        b'"style":"still","valid_from":"2026-11-22T09:00:00Z","valid_until":"2026-11-29T09:00:00Z","seq":1,'
        b'"disclosure":"t01/000001","disclosure_rev":1}'
    )
    line = read_led_line(payload)
    assert (line.text, line.urgency) == ("公示", LedUrgency.ROUTINE)
    assert encode(line) == payload


def test_an_urgency_that_nobody_knows_is_refused() -> None:
    payload = json.dumps(json.loads(encode(led_line())) | {"urgency": "panic"}).encode()
    with pytest.raises(TrustError, match="panic"):
        read_led_line(payload)


def test_sixty_characters_are_allowed() -> None:
    assert read_led_line(encode(led_line(text="字" * 60))).text == "字" * 60


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"text": "字" * 61}, "61 characters"),
        ({"text": "请立即撤离", "urgency": DRILL}, "a drill, expected"),
        ({"text": "【演练】请立即撤离【演练】", "urgency": EMERGENCY}, "no drill"),
        ({"urgency": EMERGENCY, "valid_until": NOW + timedelta(days=8)}, "at most 7 days"),
    ],
)
def test_a_line_that_breaks_a_rule_is_refused_though_two_signed_it(fields: dict[str, object], reason: str) -> None:
    payload = encode(led_line(**fields))
    signatures = []
    for one in two_people():
        signature = one.signer.sign(Envelope(payload, LED_PAYLOAD_TYPE, {}).pae())
        sig = base64.b64encode(bytes.fromhex(signature.signature)).decode()
        signatures.append(LineSignature(signature.keyid, sig))
    assert reason in refused(assemble(payload, signatures))


def test_size_is_limited_before_decoding() -> None:
    assert f"{MAX_RELEASE_BYTES + 1} bytes" in refused(b"{" * (MAX_RELEASE_BYTES + 1))


def test_one_signature_is_checked_as_it_arrives() -> None:
    one, two = two_people()
    payload = encode(led_line())
    signature = sign_led_line(payload, one.signer)
    assert verify_one(payload, signature.keyid, signature.sig, approver_list()).person == "王某"
    with pytest.raises(TrustError, match="does not fit"):
        verify_one(payload, two.entry.keyid, signature.sig, approver_list())
    with pytest.raises(TrustError, match="may not sign"):
        verify_one(payload, signature.keyid, signature.sig, approver_list(person("王某", ("t02",), (), one.signer)))
    assert payload_of(assemble(payload, [signature])) == payload


# --- the list ---------------------------------------------------------------------------------------------


def test_a_list_comes_back_as_it_was_encoded() -> None:
    assert load_approvers(encode_approvers(approver_list()), COUNTY) == approver_list()


def listing(*entries: Approver, county: str = COUNTY) -> bytes:
    return encode_approvers(ApproverList(county=county, approvers=entries))


ONE, TWO = (one.entry for one in two_people())
LISTS = [
    (listing(ONE, TWO, county="qinghe"), "of county 'qinghe', expected 'qingyuan'"),
    (listing(ONE, rebuilt(ONE, person="李某")), "one and the same key"),
    (listing(ONE, rebuilt(TWO, person="王 某")), "stands in the list twice"),
    (listing(ONE, rebuilt(TWO, person="\u200b")), "no name"),
    (listing(ONE, rebuilt(TWO, keyid="0" * 64)), "is not that of the key"),
    (listing(rebuilt(ONE, public_key="AAAA")), "3 bytes, expected 32"),
    (listing(rebuilt(ONE, public_key="钥匙")), "not base64"),
    (listing(rebuilt(ONE, valid_until=ONE.valid_from)), "not after"),
    (b'{"v":2,"county":"qingyuan"}', "version 2"),
    (b"[]", "Expected `object`"),
    (b'{"county":"qingyuan","approvers":' + b"[" * 100_000, "list of approvers"),
    (b" " * 262_145, "at most 262144"),
]


@pytest.mark.parametrize(("data", "reason"), LISTS, ids=[reason for _, reason in LISTS])
def test_a_list_that_does_not_hold_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(TrustError) as err:
        load_approvers(data, COUNTY)
    assert reason in str(err.value)


# --- any bytes ---------------------------------------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
)
WIRES = st.fixed_dictionaries(
    {
        "payload": st.binary(max_size=200).map(lambda raw: base64.b64encode(raw).decode()) | st.text(max_size=20),
        "payloadType": st.just(LED_PAYLOAD_TYPE) | st.text(max_size=10),
        "signatures": st.lists(
            st.fixed_dictionaries(
                {"keyid": st.sampled_from([ONE.keyid, TWO.keyid, "x"]), "sig": st.text(max_size=100) | JSON}
            ),
            max_size=3,
        ),
    }
)


@given(st.binary(max_size=300) | JSON.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_a_list_or_a_trust_error(data: bytes) -> None:
    with contextlib.suppress(TrustError):
        assert isinstance(load_approvers(data, COUNTY), ApproverList)


@given(st.binary(max_size=300) | WIRES.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_refused_as_an_envelope(data: bytes) -> None:
    with pytest.raises(TrustError):
        verify_led_line(data, approver_list(), NOW, COUNTY)


@given(st.sampled_from(sorted(json.loads(encode(led_line())))), JSON)
def test_any_value_in_any_field_of_a_payload_is_a_line_or_a_trust_error(name: str, value: object) -> None:
    fields = json.loads(encode(led_line())) | {name: value}
    with contextlib.suppress(TrustError):
        assert len(read_led_line(json.dumps(fields).encode()).text) <= 60


@given(st.text(max_size=30), st.text(max_size=30), st.binary(max_size=100))
def test_any_signature_is_refused_by_verify_one(keyid: str, sig: str, payload: bytes) -> None:
    for tried in (payload, encode(led_line())):
        with pytest.raises(TrustError):
            verify_one(tried, keyid, sig, approver_list())
