"""短讯审批 in the browser: two people with a browser each, and a terminal that verifies what they signed."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.test import Client, override_settings
from playwright.sync_api import expect

from config.settings import BoardSettings
from content.feed.approvals import sign_led_line, verify_led_line
from content.feed.approvers import Approver, ApproverList
from content.feed.ceremony import publish_approvers
from content.hub.review.role import Role
from content.led_line import LedStyle, LedUrgency, decode_led_line
from content.record import DisclosureId, UnitCode
from mingbai.keys import fingerprint, read_approvers
from tests.content.hub.conftest import PASSWORD, Hub
from tests.content.hub.desk import Desk, desk, outcome_of
from tests.content.hub.test_screens import address, browser, english_in, log_in, pictures
from tests.factories import PASSPHRASE, add_approvers, two_people

__all__ = ["address", "browser", "desk", "pictures"]  # fixtures

PIN = "清源2026春天"
TEXT = "低保公示:柳溪镇11月新增2户3人,12月1日前可提异议"


@pytest.fixture
def office(desk: Desk, tmp_path: Path) -> Iterator[Desk]:
    """A desk whose web pages read this test's own feed; first and second are its LED 审批人, the editor is, too."""
    from content.hub.review.roles import group_of

    for person in (desk.hub.first, desk.hub.second, desk.hub.editor):
        person.groups.add(group_of(role=Role.LED_APPROVER, unit=UnitCode("t01")))
    for board, width_px in (("t01-b1", 256), ("t01-b2", 128)):
        _board(board, width_px)
    with override_settings(HUB=desk.settings.model_copy(update={"data_dir": tmp_path / "web"})):
        yield desk


def _board(id_: str, width_px: int) -> None:
    from content.hub.terminals.services import set_board

    set_board(
        board=BoardSettings(id=id_, unit="t01", model="onbon-bx5k", url="loop://", width_px=width_px, height_px=16)
    )


def propose(hub: Hub, announced: str, text: str = TEXT, *boards: str, urgency: LedUrgency = LedUrgency.ROUTINE) -> Any:
    from content.hub.release.led_lines import propose_led_line

    now = datetime.now(UTC).replace(microsecond=0)
    return propose_led_line(
        disclosure_id=DisclosureId(announced),
        text=text,
        boards=boards or ["t01-b1"],
        style=LedStyle.STILL,
        valid_from=now,
        valid_until=now + timedelta(days=3 if urgency is LedUrgency.ROUTINE else 1),
        by=hub.editor,
        urgency=urgency,
    )


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def post(user: Any, line: Any, keyid: str, sig: str) -> Any:
    body = json.dumps({"keyid": keyid, "sig": sig})
    return client_of(user).post(f"/admin/led-approvals/{line.pk}/signature/", body, content_type="application/json")


def test_a_signature_counts_for_the_line_it_was_made_for_and_no_other(office: Desk) -> None:
    wang, li = two_people()
    add_approvers(office.settings.keys_dir.parent, wang, li)
    announced = office.hub.released()
    office.sign()
    line, other = (propose(office.hub, announced.disclosure, text) for text in (TEXT, TEXT))
    signature = sign_led_line(bytes(line.payload), wang.signer)

    replayed = post(office.hub.first, other, signature.keyid, signature.sig)
    assert (replayed.status_code, "与这条短讯不符" in replayed.json()["error"]) == (422, True)
    assert post(office.hub.first, line, li.entry.keyid, signature.sig).status_code == 422, "another's key id"
    assert post(office.hub.first, line, signature.keyid, signature.sig).json() == {
        "signed": 1,
        "needed": 2,
        "released": False,
    }
    again = post(office.hub.first, line, signature.keyid, signature.sig)
    assert (again.status_code, again.json()["signed"]) == (201, 1), "sent twice it counts once"
    second = sign_led_line(bytes(line.payload), li.signer)
    assert post(office.hub.second, line, second.keyid, second.sig).json()["released"] is True
    late = post(office.hub.second, line, second.keyid, second.sig)
    assert (late.status_code, late.json()["error"]) == (422, "这条短讯已签满两人。")


def test_who_proposed_a_line_does_not_sign_it(office: Desk) -> None:
    wang, li = two_people()
    add_approvers(office.settings.keys_dir.parent, wang, li)
    announced = office.hub.released()
    office.sign()
    line = propose(office.hub, announced.disclosure)
    signature = sign_led_line(bytes(line.payload), wang.signer)
    answer = post(office.hub.editor, line, signature.keyid, signature.sig)
    assert (answer.status_code, answer.json()["error"]) == (422, "这条短讯是您本人拟的，请由其他审批人签名。")
    assert line.signatures.count() == 0


def test_the_key_alone_does_not_sign_the_account_must_hold_the_role(office: Desk) -> None:
    from content.hub.review.roles import create_account, group_of

    hub = office.hub
    wang, li = two_people()
    add_approvers(office.settings.keys_dir.parent, wang, li)
    announced = hub.released()
    office.sign()
    line = propose(hub, announced.disclosure)
    signature = sign_led_line(bytes(line.payload), wang.signer)
    role = group_of(role=Role.LED_APPROVER, unit=UnitCode("t01"))
    elsewhere = create_account(username="of-t02", password=PASSWORD, roles=[(Role.LED_APPROVER, UnitCode("t02"))])
    audits = create_account(username="audits", password=PASSWORD, roles=[(Role.AUDITOR, UnitCode("qingyuan"))])
    audits.groups.add(role)
    hub.admin.groups.add(role)
    hub.first.groups.remove(role)  # on the list still, and in possession of the key
    refused = "这个账号不是柳溪镇或其上级单位的 LED 审批人，只能查看，不能签名。"

    for person in (hub.first, hub.middle, hub.admin, audits):
        answer = post(person, line, signature.keyid, signature.sig)
        assert (answer.status_code, answer.json()["error"][: len(refused)]) == (422, refused), person
        page = client_of(person).get(f"/admin/led-approvals/{line.pk}/")
        assert page.context_data["facts"]["refusal"].startswith(refused), "the page says so before anybody types a PIN"
    assert post(elsewhere, line, signature.keyid, signature.sig).status_code != 201, "another township's"
    assert client_of(elsewhere).get(f"/admin/led-approvals/{line.pk}/").status_code == 302
    assert line.signatures.count() == 0

    hub.first.groups.add(group_of(role=Role.LED_APPROVER, unit=UnitCode("qingyuan")))
    assert post(hub.first, line, signature.keyid, signature.sig).status_code == 201, "the county's signs for below"


def test_an_approver_whose_account_was_put_out_of_use_signs_no_more(office: Desk) -> None:
    wang, li = two_people()
    add_approvers(office.settings.keys_dir.parent, wang, li)
    announced = office.hub.released()
    office.sign()
    line = propose(office.hub, announced.disclosure)
    signature = sign_led_line(bytes(line.payload), wang.signer)
    client = client_of(office.hub.first)
    office.hub.first.is_active = False
    office.hub.first.save()
    body = json.dumps({"keyid": signature.keyid, "sig": signature.sig})
    answer = client.post(f"/admin/led-approvals/{line.pk}/signature/", body, content_type="application/json")
    assert answer.status_code in (302, 403)
    assert line.signatures.count() == 0


BAD_BODIES = [(b"{", 422), (b"[]", 422), (b'{"keyid": "12345678"}', 422), (b" " * 1_025, 413)]


@pytest.mark.parametrize(("body", "status"), BAD_BODIES)
def test_what_is_no_signature_gets_a_sentence(office: Desk, body: bytes, status: int) -> None:
    announced = office.hub.released()
    line = propose(office.hub, announced.disclosure)
    client = Client()
    client.force_login(office.hub.first)
    answer = client.post(f"/admin/led-approvals/{line.pk}/signature/", body, content_type="application/json")
    assert (answer.status_code, bool(answer.json()["error"])) == (status, True)


def test_a_stranger_sees_no_line_and_a_page_runs_nothing_but_our_own_files(office: Desk) -> None:
    announced = office.hub.released()
    line = propose(office.hub, announced.disclosure)
    for path in ("", "key/", f"{line.pk}/", f"{line.pk}/preview/t01-b1"):
        assert Client().get(f"/admin/led-approvals/{path}").status_code == 302
    client = Client()
    client.force_login(office.hub.first)
    page = client.get(f"/admin/led-approvals/{line.pk}/")
    policy = page["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    for tag in re.findall(r"<script[^>]*>", page.content.decode()):
        assert 'src="/static/hub/approving/' in tag or 'type="application/json"' in tag
    assert "暂时读不到审批人名单" in client.get("/admin/led-approvals/key/").content.decode(), "no signed feed yet"


def test_lists_and_pages_say_the_same_of_whose_lines_somebody_signs(office: Desk) -> None:
    from content.hub.review.permissions import units_signed_for_by, user_can_sign_led_line
    from content.hub.review.roles import create_account, group_of
    from content.hub.units.models import Unit

    county, other = UnitCode("qingyuan"), UnitCode("t02")
    people = [
        office.hub.first,
        office.hub.admin,
        office.hub.outsider,
        create_account(username="all", password=PASSWORD, roles=[(Role.LED_APPROVER, county)]),
        create_account(username="both", password=PASSWORD, roles=[(Role.LED_APPROVER, other), (Role.EDITOR, county)]),
    ]
    watcher = create_account(username="watcher", password=PASSWORD, roles=[(Role.LED_APPROVER, county)])
    watcher.groups.add(group_of(role=Role.AUDITOR, unit=county))
    gone = create_account(username="gone", password=PASSWORD, roles=[(Role.LED_APPROVER, county)])
    gone.is_active = False
    gone.save()
    counts = {}
    for person in [*people, watcher, gone]:
        each = {unit.pk for unit in Unit.objects.all() if user_can_sign_led_line(person, unit.page)}
        assert set(units_signed_for_by(person).values_list("pk", flat=True)) == each
        counts[person.username] = len(each)
    everything = Unit.objects.count()
    assert (counts["all"], counts["watcher"], counts["gone"], counts["admin"], counts["outsider"]) == (
        everything,
        0,
        0,
        0,
        0,
    )
    assert 0 < counts["first"] < everything


# --- in Chromium ----------------------------------------------------------------------------------------


def enrol(page: Any, address: str, person: str, folder: Path) -> Path:
    """Make the key as a person does; returns the downloaded entry."""
    page.goto(f"{address}/admin/led-approvals/key/")
    page.fill("#person", person)
    page.fill("#pin", PIN)
    page.fill("#pin-again", PIN)
    page.keyboard.press("Enter")
    page.wait_for_selector("#kept:not([hidden])", timeout=8_000)
    with page.expect_download() as download:
        page.click("#download")
    entry = folder / f"{person}.json"
    download.value.save_as(entry)
    return entry


def open_line(page: Any, address: str, line: Any) -> None:
    page.goto(f"{address}/admin/led-approvals/{line.pk}/")
    page.wait_for_selector("body[data-ready]")


def sign(page: Any, pin: str, word: str = "") -> str:
    """Fill in and sign; what the page says then."""
    if word:
        page.fill("#word", word)
    page.fill("#pin", pin)
    page.keyboard.press("Enter")
    expect(page.locator("#said")).not_to_have_text(re.compile("^(|正在签名…)$"))
    said: str = page.inner_text("#said")
    page.evaluate("document.getElementById('said').textContent = ''")
    return said


@pytest.mark.screen
@pytest.mark.port
@pytest.mark.slow
def test_two_browsers_sign_and_a_terminal_verifies(
    office: Desk, address: str, browser: Any, pictures: Path, tmp_path: Path
) -> None:
    from django.db import connection

    announced = office.hub.released()
    office.sign()
    connection.close()
    wang, li = (log_in(browser, address, name) for name in ("first", "second"))
    entries = [enrol(page, address, person, tmp_path) for page, person in ((wang, "王某"), (li, "李某"))]
    wang.screenshot(path=pictures / "hub-approver-key.png", full_page=True)

    approvers: list[Approver] = [approver for entry in entries for approver in read_approvers(entry)]
    shown = wang.inner_text("#fingerprint").split()
    assert " ".join(shown) == fingerprint(approvers[0].keyid), "the fingerprint is the key id that the officers see"
    publish_approvers(
        tuple(approvers),
        [office.settings.keys_dir.parent / "offline"],
        office.settings.repository_dir,
        lambda _: PASSPHRASE,
        datetime.now(UTC),
    )
    office.sign()
    line, other = (propose(office.hub, announced.disclosure, text, "t01-b1", "t01-b2") for text in (TEXT, "另一条"))
    urgent = propose(office.hub, announced.disclosure, "暴雨红色预警", urgency=LedUrgency.EMERGENCY)
    connection.close()

    wang.goto(f"{address}/admin/led-approvals/key/")
    wang.wait_for_selector("text=已登记")
    open_line(wang, address, line)
    assert wang.inner_text("td.text") == TEXT
    shown_id = approvers[0].keyid[:8]  # by chance it may hold a run of letters
    assert shown_id in wang.inner_text("#signer")
    assert set(english_in(wang)) <= {"PIN", *re.findall("[a-f]+", shown_id)}
    assert wang.locator("#pictures img").count() == 2, "a picture for each board"
    wang.screenshot(path=pictures / "hub-approver-sign.png", full_page=True)
    assert sign(wang, "清源2026夏天") == "PIN 码不对。"
    assert sign(wang, PIN) == "已签名，还需另一位审批人签名。"
    open_line(wang, address, line)
    assert wang.inner_text("#said") == "本机密钥已签过，还需另一位审批人。"
    open_line(li, address, line)
    assert sign(li, PIN) == "已签名，两位审批人已签满，短讯即将上屏。"

    open_line(li, address, urgent)
    assert "请输入“应急”" in sign(li, PIN, "同意")
    assert "还需另一位" in sign(li, PIN, "应急")

    line.refresh_from_db()
    signatures = [{"keyid": one.keyid, "sig": one.sig} for one in line.signatures.all()]
    connection.close()
    told = wang.evaluate(
        """async ([path, body]) => {
          const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
          const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
          const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
          return [answer.status, (await answer.json()).error];
        }""",
        [f"/admin/led-approvals/{other.pk}/signature/", signatures[0]],
    )
    assert told[0] == 422, "a signature replayed for another line"
    assert "与这条短讯不符" in told[1]

    office.sign()
    assert outcome_of(line.release)[0] == "published"
    terminal = office.terminal
    moment = datetime.now(UTC)
    people = msgspec.json.decode(terminal.target(terminal.updater(moment), "people/approvers.json"), type=ApproverList)
    envelope = msgspec.json.encode(office.released()[line.registration_id])
    verified = verify_led_line(envelope, people, moment, "qingyuan")
    assert (verified.text, verified.boards) == (TEXT, ("t01-b1", "t01-b2"))
    assert decode_led_line(bytes(line.payload)) == verified


@pytest.mark.screen
@pytest.mark.port
@pytest.mark.slow
def test_the_key_of_a_browser_cannot_be_taken_out_and_signs_what_cryptography_verifies(
    office: Desk, address: str, browser: Any, tmp_path: Path
) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from django.db import connection

    connection.close()
    page = log_in(browser, address, "first")
    (approver,) = read_approvers(enrol(page, address, "王某", tmp_path))
    found = page.evaluate(
        """async (pin) => {
          const { keptKey, unlock } = await import("/static/hub/approving/key.js");
          const { preAuthenticationEncoding, toBase64 } = await import("/static/hub/approving/bytes.js");
          const kept = await keptKey();
          const key = await unlock(kept, pin);
          const refused = [];
          for (const format of ["pkcs8", "jwk", "raw"]) {
            await crypto.subtle.exportKey(format, key).catch((error) => refused.push(error.name));
          }
          const wrong = await unlock(kept, pin + "1").catch((error) => error.message);
          const message = preAuthenticationEncoding("http://example.com/HelloWorld", new TextEncoder().encode("hello world"));
          const sig = toBase64(await crypto.subtle.sign("Ed25519", key, message));
          return { refused, wrong, extractable: key.extractable, usages: key.usages, message: toBase64(message), sig,
                   kept: Object.values(kept).filter((value) => value instanceof CryptoKey).length };
        }""",
        PIN,
    )  # fmt: skip
    assert found["refused"] == ["InvalidAccessError"] * 2 + found["refused"][2:]
    assert len(found["refused"]) == 3
    assert (found["wrong"], found["extractable"], found["usages"], found["kept"]) == (
        "PIN 码不对。",
        False,
        ["sign"],
        0,
    )
    # The example of the DSSE specification, protocol.md, "Test vectors".
    message = base64.b64decode(found["message"])
    assert message == b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(approver.public_key))
    key.verify(base64.b64decode(found["sig"]), message)

    page.goto(f"{address}/admin/led-approvals/key/")
    page.fill("#delete-word", "删除")
    page.keyboard.press("Enter")
    page.wait_for_selector("#make:not([hidden])")
    assert "从名单上去掉" in page.inner_text("#said")


WRITTEN_TWICE = '{"id":"t01/000101","text":"好","text":"坏","boards":["t01-b1"]}'
BAD_LINES = [  # the payload, a word of what the page says
    (WRITTEN_TWICE, "不止一种读法"),
    ('{"text":"好", "boards":["t01-b1"]}', "不止一种读法"),
    ('{"text":"好\u202e坏","boards":["t01-b1"]}', "看不见"),
    ('{"text":"好","boards":["t01-b1"],"also":1}', "不认识"),
    ('{"text":"好","boards":[]}', "显示屏"),
    ("no line", "不是短讯"),
]


@pytest.mark.screen
@pytest.mark.port
@pytest.mark.slow
def test_bytes_that_read_in_two_ways_are_not_shown_for_signing(office: Desk, address: str, browser: Any) -> None:
    from django.db import connection

    connection.close()
    page = log_in(browser, address, "first")
    page.goto(f"{address}/admin/led-approvals/")
    for payload, word in BAD_LINES:
        said = page.evaluate(
            """async (written) => {
              const { readLine } = await import("/static/hub/approving/line.js");
              try { readLine(new TextEncoder().encode(written)); return "read"; } catch (error) { return error.message; }
            }""",
            payload,
        )
        assert word in said, payload
