"""The second factor, from binding a telephone to losing it. The telephone here is RFC 6238 written out by hand."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client

from tests.content.hub.accounts.test_sessions import is_in
from tests.content.hub.accounts.test_sign_in import LOGIN, logged, minutes_pass, tries
from tests.content.hub.conftest import PASSWORD, Hub

FACTOR = "/admin/account-security/second-factor/"
CODES = "/admin/account-security/recovery-codes/"
CODE = "/admin/login/code/"


class Clock:
    """Ten seconds into a step of thirty, and a millisecond later at each look: no test stands on the edge of a step."""

    def start(self) -> None:
        self.moment = datetime.fromtimestamp(time.time() // 30 * 30 + 10, UTC)

    def __call__(self) -> datetime:
        self.moment += timedelta(milliseconds=1)
        return self.moment


CLOCK = Clock()


@pytest.fixture
def strict(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> Hub:
    """A hub whose administrators and editors must have a second factor, and nobody else."""
    CLOCK.start()
    monkeypatch.setattr("django.utils.timezone.now", CLOCK)
    monkeypatch.setattr(settings, "HUB", settings.HUB.model_copy(update={"second_factor_for": ("admin", "editor")}))
    return hub


def telephone(secret: str, steps: int = 0) -> str:
    """The six digits that an app shows now, or so many half minutes later."""
    counter = struct.pack(">Q", int(CLOCK.moment.timestamp()) // 30 + steps)
    digest = hmac.new(base64.b32decode(secret.replace(" ", "")), counter, hashlib.sha1).digest()
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def secret_on(html: str) -> str:
    found = re.search(r'<code class="secret">([A-Z2-7 ]+)</code>', html)
    assert found is not None, html
    return found[1]


def bound(username: str = "editor") -> tuple[Client, str, list[str]]:
    """Somebody who has bound a telephone with the code of the step before: browser, secret, recovery codes."""
    client = Client()
    tries(client, username, PASSWORD)
    secret = secret_on(client.get(FACTOR).content.decode())
    html = client.post(FACTOR, {"code": telephone(secret, -1)}).content.decode()
    codes = re.findall(r"<li>([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})</li>", html)
    assert len(codes) == 10, html
    return client, secret, codes


def after_password(username: str = "editor") -> Client:
    client = Client()
    answer = tries(client, username, PASSWORD)
    assert (answer.status_code, answer["Location"]) == (302, CODE)
    return client


def enters(client: Client, code: str) -> bool:
    client.post(CODE, {"code": code})
    return is_in(client)


def test_who_must_have_one_can_do_nothing_before(strict: Hub) -> None:
    client = Client()
    tries(client, "editor", PASSWORD)
    page = strict.draft()
    for path in ("/admin/", f"/admin/pages/{page.pk}/edit/", "/admin/account/", "/admin/account-security/", "/media/x"):
        assert client.get(path)["Location"] == FACTOR, path
    assert client.post("/admin/account-security/everywhere/")["Location"] == FACTOR
    assert client.get("/admin/", headers={"x-requested-with": "XMLHttpRequest"}).status_code == 403
    other = Client()
    tries(other, "first", PASSWORD)
    assert is_in(other), "a reviewer need not have one here"


def test_binding_a_telephone_opens_the_hub(strict: Hub) -> None:
    client, secret, _ = bound()
    assert is_in(client)
    assert logged() == [("signed-in", "editor"), ("factor-set", "editor")]
    wrong = Client()
    tries(wrong, "admin", PASSWORD)
    wrong.get(FACTOR)
    assert "动态码不正确" in wrong.post(FACTOR, {"code": telephone(secret)}).content.decode()


def test_the_password_alone_is_no_session(strict: Hub) -> None:
    bound()
    client = after_password()
    assert not is_in(client)
    assert "_auth_user_id" not in client.session
    assert client.get(FACTOR).status_code == 302
    assert client.get(FACTOR)["Location"].startswith(LOGIN)


def test_the_code_of_the_telephone_lets_in_under_a_new_key(strict: Hub) -> None:
    _, secret, _ = bound()
    client = after_password()
    before = client.session.session_key
    assert not enters(client, "000000")
    assert enters(client, telephone(secret))
    assert client.session.session_key != before
    assert "pending" not in client.session


def test_a_code_is_taken_once(strict: Hub) -> None:
    _, secret, _ = bound()
    code = telephone(secret)
    assert enters(after_password(), code)
    second = after_password()
    assert "已经用过" in second.post(CODE, {"code": code}).content.decode()
    assert not enters(second, telephone(secret, -1)), "nor one from before it"
    assert enters(second, telephone(secret, 1))


def test_one_code_sent_twice_at_once_lets_in_once(strict: Hub) -> None:
    from django.db import connection

    _, secret, _ = bound()
    code = telephone(secret)
    clients = [after_password() for _ in range(6)]
    start = threading.Barrier(len(clients))

    def send(client: Client) -> None:
        start.wait(20)
        client.post(CODE, {"code": code})
        connection.close()

    threads = [threading.Thread(target=send, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sum(is_in(client) for client in clients) == 1


def test_five_wrong_codes_lock_the_second_step_and_a_right_password_does_not_reset_it(strict: Hub) -> None:
    _, secret, _ = bound()
    for _ in range(5):
        assert not enters(after_password(), "000000")
    client = after_password()
    answer = client.post(CODE, {"code": telephone(secret)})
    assert answer.status_code == 429
    minutes_pass(1)
    assert enters(client, telephone(secret))


def test_the_second_step_waits_five_minutes(strict: Hub) -> None:
    _, secret, _ = bound()
    client = after_password()
    session = client.session
    session["pending"] = {**session["pending"], "at": session["pending"]["at"] - timedelta(minutes=6).total_seconds()}
    session.save()
    assert client.get(CODE)["Location"] == LOGIN
    assert not enters(client, telephone(secret))


def test_a_password_that_changed_in_between_stops_the_second_step(strict: Hub) -> None:
    from content.hub.accounts.services import set_password

    _, secret, _ = bound()
    client = after_password()
    set_password(user=strict.editor, password="another-Pass-phrase-21", by="技术员")
    assert not enters(client, telephone(secret))


def test_the_secret_stands_nowhere_readable(strict: Hub) -> None:
    from django.contrib.sessions.models import Session
    from django.db import connection

    from content.hub.accounts.models import RecoveryCode, SecondFactor

    client = Client()
    tries(client, "admin", PASSWORD)
    waiting = base64.b32decode(secret_on(client.get(FACTOR).content.decode()).replace(" ", ""))
    _, secret, codes = bound()
    raw = base64.b32decode(secret.replace(" ", ""))

    sealed = bytes(SecondFactor.objects.get(pk=strict.editor.pk).sealed)
    assert raw not in sealed
    assert {len(row.digest) for row in RecoveryCode.objects.all()} == {64}
    kept = "".join(str(row.get_decoded()) for row in Session.objects.all())
    kept += "".join(str(row) for row in RecoveryCode.objects.values_list("digest", flat=True))
    connection.close()
    for hidden in (raw, waiting):
        for form in (hidden.hex(), base64.b32encode(hidden).decode(), base64.b64encode(hidden).decode()):
            assert form not in kept
    assert not any(code.replace("-", "") in kept for code in codes)


def test_a_second_factor_that_was_copied_to_another_account_opens_nothing(strict: Hub) -> None:
    from content.hub.accounts.models import SecondFactor

    _, secret, _ = bound()
    mine = SecondFactor.objects.get(pk=strict.editor.pk)
    SecondFactor.objects.create(user=strict.admin, sealed=bytes(mine.sealed), last_step=0, made_at=mine.made_at)
    client = after_password("admin")
    assert "账号密钥文件不对" in client.post(CODE, {"code": telephone(secret)}).content.decode()
    assert not is_in(client)


def test_a_recovery_code_lets_in_once_and_is_told(strict: Hub) -> None:
    _, _, codes = bound()
    client = after_password()
    client.post(CODE, {"code": codes[3].lower()})
    assert "还剩 9 个" in client.get("/admin/").content.decode()
    assert logged()[-1] == ("recovery-code", "editor")
    assert not enters(after_password(), codes[3])
    assert enters(after_password(), codes[4])


def test_a_recovery_code_of_somebody_else_lets_nobody_in(strict: Hub) -> None:
    _, _, codes = bound("admin")
    bound("editor")
    assert not enters(after_password("editor"), codes[0])


def test_new_recovery_codes_take_a_code_and_end_the_old_ones(strict: Hub) -> None:
    client, secret, old = bound()
    assert "恢复码只显示这一次" not in client.post(CODES, {"code": "000000"}).content.decode()
    html = client.post(CODES, {"code": telephone(secret)}).content.decode()
    new = re.findall(r"<li>([0-9A-Z-]{14})</li>", html)
    assert len(new) == 10
    assert not set(new) & set(old)
    assert not enters(after_password(), old[0])
    assert enters(after_password(), new[0])


def test_another_telephone_takes_the_old_ones_code_first(strict: Hub) -> None:
    from content.hub.accounts.models import SecondFactor

    client, secret, _ = bound()
    before = bytes(SecondFactor.objects.get(pk=strict.editor.pk).sealed)
    assert "secret" not in client.get(FACTOR).content.decode()
    new = secret_on(client.post(FACTOR, {"code": telephone(secret)}).content.decode())
    assert bytes(SecondFactor.objects.get(pk=strict.editor.pk).sealed) == before, "not before its first code"
    assert "手机已绑定" in client.post(FACTOR, {"code": telephone(new)}).content.decode()
    assert not enters(after_password(), telephone(secret, 1))
    assert enters(after_password(), telephone(new, 1))


def test_whoever_knew_the_password_before_the_binding_cannot_bind_a_telephone_of_his_own_after_it(strict: Hub) -> None:
    thief = Client()
    tries(thief, "editor", PASSWORD)
    secret = secret_on(thief.get(FACTOR).content.decode())
    bound()
    html = thief.post(FACTOR, {"code": telephone(secret)}).content.decode()
    assert "先证明是您本人" in html
    assert not is_in(thief)


def test_a_session_from_before_the_binding_does_no_more(strict: Hub) -> None:
    before = Client()
    tries(before, "first", PASSWORD)
    assert is_in(before), "who need not have one works with the password alone"
    bound("first")
    assert not is_in(before), "but whoever has one proves it"


def test_a_lost_telephone_is_dealt_with_by_the_technician(strict: Hub) -> None:
    from django.utils import timezone

    from content.hub.accounts.models import RecoveryCode, SignIn
    from content.hub.accounts.services import reset_second_factor

    client, _, _ = bound()
    assert reset_second_factor(user=strict.editor, now=timezone.now(), by="命令行：root")
    assert not is_in(client)
    row = SignIn.objects.get(happened="factor-reset")
    assert (row.account_name, row.by) == ("editor", "命令行：root")
    assert not RecoveryCode.objects.filter(user=strict.editor).exists()
    again = Client()
    tries(again, "editor", PASSWORD)
    assert again.get("/admin/")["Location"] == FACTOR
    assert not reset_second_factor(user=strict.editor, now=timezone.now(), by="命令行：root")


def test_a_key_file_that_was_replaced_is_told_and_lets_nobody_in(strict: Hub) -> None:
    from content.hub.accounts.vault import KEY_FILE

    _, secret, _ = bound()
    file = settings.HUB.data_dir / KEY_FILE
    assert file.stat().st_mode & 0o777 == 0o600
    kept = file.read_text()
    try:
        file.write_text("another key of the same length and kind")
        client = after_password()
        assert "账号密钥文件不对" in client.post(CODE, {"code": telephone(secret)}).content.decode()
        assert not is_in(client)
    finally:
        file.write_text(kept)


def test_a_role_that_does_not_exist_is_named_at_the_start() -> None:
    from content.hub.accounts.requirement import check_names, must_have_second_factor

    with pytest.raises(ValueError, match="second_factor_for: final: allowed are everybody, admin, editor, "):
        check_names(("admin", "final"))
    check_names(("everybody", "admin", "final-reviewer"))
    table = [
        (("everybody",), ("clerk",), False, True),
        (("everybody",), (), False, True),
        ((), ("clerk",), True, False),
        (("admin",), (), True, True),
        (("admin",), ("clerk",), False, False),
        (("clerk", "editor"), ("auditor", "clerk"), False, True),
    ]
    for wanted, roles, is_superuser, must in table:
        assert must_have_second_factor(wanted, roles, is_superuser=is_superuser) is must


def test_the_default_is_everybody() -> None:
    from config.settings import HubSettings

    assert HubSettings.model_fields["second_factor_for"].default == ("everybody",)
