"""离线短文: plain Chinese first, never more than 400 bytes, and any changed byte is noticed."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, date, datetime

import pytest
import segno
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from content.disclosure import Disclosure, NoticePeriod
from content.record import encode
from content.short_text import MAX_SHORT_BYTES, is_signed_by, read_short_text, short_text
from tests.factories import disclosure

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
KEYID = "1a2b3c4d" + "0" * 56


def noticed() -> Disclosure:
    return disclosure(
        "t01/000012",
        3,
        title="柳溪镇2026年第三季度低保新增对象公示",
        publisher="柳溪镇人民政府",
        document_number="柳政发〔2026〕12号",
        published_at=datetime(2026, 11, 19, 16, 30, tzinfo=UTC),  # already the 20th in the county
        notice=NoticePeriod(date(2026, 11, 20), date(2026, 11, 28), "0900-5556101"),
    )


def test_it_reads_as_plain_chinese_with_one_line_to_check_it_by() -> None:
    one = noticed()
    lines = short_text(one, KEYID, KEY.sign).split("\n")
    assert lines[:4] == [
        "柳溪镇2026年第三季度低保新增对象公示",
        "柳溪镇人民政府 2026年11月20日",
        "柳政发〔2026〕12号",
        "公示至2026年11月28日 异议：0900-5556101",
    ]
    digest = base64.urlsafe_b64encode(hashlib.sha256(encode(one)).digest()[:16]).decode().rstrip("=")
    format_, about, key, found, signature = lines[4].split(" ")
    assert (format_, about, key, found) == ("MB1", "t01/000012@3", "1a2b3c4d", digest)
    signed = "\n".join([*lines[:4], f"MB1 t01/000012@3 1a2b3c4d {digest}"]).encode()
    KEY.public_key().verify(base64.urlsafe_b64decode(signature + "=="), signed)  # by the library alone


def test_what_was_written_is_read_again() -> None:
    text = short_text(noticed(), KEYID, KEY.sign)
    short = read_short_text(text + "\r\n")
    assert (short.id, short.rev, short.keyid) == ("t01/000012", 3, "1a2b3c4d")
    assert short.words.startswith("柳溪镇2026年第三季度")
    assert is_signed_by(short, PUBLIC)
    assert not is_signed_by(short, bytes(32))


@given(st.data())
def test_any_changed_character_is_noticed(data: st.DataObject) -> None:
    text = short_text(noticed(), KEYID, KEY.sign)
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.characters(min_codepoint=0x20, max_codepoint=0x9FFF).filter(lambda one: one != text[place]))
    changed = text[:place] + other + text[place + 1 :]
    try:
        short = read_short_text(changed)
    except ValueError:
        return
    # Base64 of 64 or 16 bytes leaves bits unused: another last character may mean the same bytes.
    same = short.signed == read_short_text(text).signed and short.signature == read_short_text(text).signature
    assert same or not is_signed_by(short, PUBLIC) or changed.strip() == text


@given(
    st.text(min_size=1, max_size=500),
    st.text(min_size=1, max_size=200),
    st.text(max_size=100),
    st.text(max_size=200),
)
def test_it_fits_one_qr_code_whatever_the_title(title: str, publisher: str, number: str, contact: str) -> None:
    notice = NoticePeriod(date(2026, 11, 20), date(2026, 11, 28), contact)
    one = disclosure(title="标" + title, publisher="单" + publisher, document_number=number, notice=notice)
    text = short_text(one, KEYID, KEY.sign)
    assert len(text.encode()) <= MAX_SHORT_BYTES
    assert is_signed_by(read_short_text(text), PUBLIC)


def test_the_longest_is_a_code_that_a_phone_reads() -> None:
    one = disclosure(title="长" * 500, publisher="单位" * 50)
    code = segno.make(short_text(one, KEYID, KEY.sign), error="m", micro=False)
    assert int(code.version) <= 15


@pytest.mark.parametrize(
    "wrong", ["", "只有标题", "标题\nMB1 t01/000012@3 1a2b3c4d x y", "x" * 2_000, "MB1 t01/1@0 0 0 0"]
)
def test_what_is_no_short_text_is_told(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"MB1|bytes"):
        read_short_text(wrong)
