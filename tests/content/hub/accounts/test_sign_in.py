"""The door: what a stranger, a guesser and a clerk meet there."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError
from django.db.models import F
from django.test import Client

from tests.content.hub.conftest import PASSWORD, Hub

LOGIN = "/admin/login/"


def tries(client: Client, username: str, password: str, **headers: str) -> Any:
    return client.post(LOGIN, {"username": username, "password": password}, **headers)  # type: ignore[arg-type]  # WSGI headers, which the stubs take for keywords of their own


def minutes_pass(minutes: float) -> None:
    """As if everything that is remembered of tries had happened so much earlier."""
    from content.hub.accounts.models import Tries

    earlier = timedelta(minutes=minutes)
    Tries.objects.update(at=F("at") - earlier)
    Tries.objects.exclude(locked_until=None).update(locked_until=F("locked_until") - earlier)


def logged() -> list[tuple[str, str]]:
    from content.hub.accounts.models import SignIn

    return list(SignIn.objects.order_by("id").values_list("happened", "account_name"))


def test_a_clerk_comes_in_and_the_key_of_the_session_changes(hub: Hub) -> None:
    client = Client()
    client.get(LOGIN)
    client.session.save()
    session = client.session
    session["planted"] = "by a stranger"
    session.save()
    client.cookies["sessionid"] = before = session.session_key

    answer = tries(client, "editor", PASSWORD)
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    cookie = client.cookies["sessionid"]
    assert cookie.value != before
    assert "planted" not in client.session
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", "")
    assert client.get("/admin/").status_code == 200
    assert not Client().session.exists(before)
    assert logged() == [("signed-in", "editor")]


def test_the_page_offers_neither_to_be_remembered_nor_a_reset_by_mail(hub: Hub) -> None:
    html = Client().get(LOGIN).content.decode()
    assert "remember" not in html
    assert "password_reset" not in html
    for path in ("", "done/", "confirm/MQ/set-password/", "confirm/MQ/abc-123/", "complete/"):
        assert Client().get(f"/admin/password_reset/{path}").status_code == 404, path
        assert Client().post(f"/admin/password_reset/{path}", {"email": "a@b.cn"}).status_code == 404, path


def test_nobody_is_sent_to_another_host_after_signing_in(hub: Hub) -> None:
    for there in ("https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"):
        answer = Client().post(LOGIN, {"username": "editor", "password": PASSWORD, "next": there})
        assert answer["Location"] == "/admin/"


def test_the_fifth_wrong_try_locks_for_a_minute_and_the_next_ones_for_longer(hub: Hub) -> None:
    client = Client()
    for _ in range(5):
        assert "用户名或口令不正确" in tries(client, "editor", "wrong").content.decode()
    turned_away = tries(client, "editor", PASSWORD)
    assert turned_away.status_code == 429
    assert 0 < int(turned_away["Retry-After"]) <= 60
    assert "暂时锁定" in turned_away.content.decode()
    assert "约 1 分钟" in turned_away.content.decode()

    minutes_pass(1)
    assert tries(client, "editor", "wrong").status_code == 200
    assert 60 < int(tries(client, "editor", PASSWORD)["Retry-After"]) <= 120
    minutes_pass(2)
    assert tries(client, "editor", PASSWORD).status_code == 302
    minutes_pass(0)
    for _ in range(5):
        assert tries(Client(), "editor", "wrong").status_code == 200, "the right password let the count begin anew"


def test_tries_during_a_lock_do_not_prolong_it(hub: Hub) -> None:
    for _ in range(5):
        tries(Client(), "editor", "wrong")
    for _ in range(20):
        assert tries(Client(), "editor", "wrong").status_code == 429
    minutes_pass(1)
    assert tries(Client(), "editor", PASSWORD).status_code == 302


def test_a_lock_holds_however_the_name_is_written_and_for_names_of_nobody(hub: Hub) -> None:
    def pages(*names: str) -> list[str]:
        answers = [tries(Client(), name, "wrong") for name in names]
        return [f"{answer.status_code} {len(answer.content)}" for answer in answers]

    known = pages("editor", "Editor", "ＥＤＩＴＯＲ", "editor", "EDITOR", "editor")
    minutes_pass(24 * 60)
    unknown = pages("nobody", "Nobody", "ＮＯＢＯＤＹ", "nobody", "NOBODY", "nobody")
    assert known == unknown
    assert known[-1].startswith("429")


def test_guesses_sent_at_once_do_not_outrun_the_count(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import connection

    looked: list[str] = []

    def looks(self: Any, request: Any, username: str = "", password: str = "", **_: Any) -> None:
        looked.append(password)

    monkeypatch.setattr("django.contrib.auth.backends.ModelBackend.authenticate", looks)
    statuses: list[int] = []

    def guess(number: int) -> None:
        statuses.append(tries(Client(), "editor", f"guess-{number}").status_code)
        connection.close()

    threads = [threading.Thread(target=guess, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert (sorted(statuses), len(looked)) == ([200] * 5 + [429] * 11, 5)


def test_one_address_tries_twenty_accounts_and_no_more(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.contrib.auth.backends.ModelBackend.authenticate", lambda *_, **__: None)
    behind_proxy = {"HTTP_X_FORWARDED_FOR": "10.9.9.9, 198.51.100.7"}
    for number in range(20):
        assert tries(Client(), f"name{number}", "wrong", **behind_proxy).status_code == 200
    assert tries(Client(), "name20", "wrong", **behind_proxy).status_code == 429
    assert tries(Client(), "name20", "wrong", HTTP_X_FORWARDED_FOR="198.51.100.8").status_code == 200
    # What a client writes into the header itself does not make another address of it.
    forged = {"HTTP_X_FORWARDED_FOR": "203.0.113.5, 198.51.100.7"}
    assert tries(Client(), "name20", "wrong", **forged).status_code == 429
    from_elsewhere = {"REMOTE_ADDR": "198.51.100.7", "HTTP_X_FORWARDED_FOR": "203.0.113.6"}
    assert tries(Client(), "name20", "wrong", **from_elsewhere).status_code == 429


def test_right_passwords_from_a_shared_address_use_none_of_its_tries(hub: Hub) -> None:
    for _ in range(30):
        assert tries(Client(), "editor", PASSWORD).status_code == 302


def test_neighbours_in_one_network_of_ipv6_count_as_one() -> None:
    from content.hub.accounts.attempts import _network

    assert _network("2001:db8:1:2:aaaa::1") == _network("2001:db8:1:2:bbbb::2") == "2001:db8:1:2::/64"
    assert _network("2001:db8:1:3::1") != _network("2001:db8:1:2::1")
    assert _network("::ffff:198.51.100.7") == _network("198.51.100.7") == "198.51.100.7"


@pytest.mark.parametrize(
    ("peer", "told", "address"),
    [
        ("127.0.0.1", "203.0.113.5, 198.51.100.7", "198.51.100.7"),
        ("[::1]", "198.51.100.7", "198.51.100.7"),
        ("::1", "2001:db8::7", "2001:db8::7"),
        ("198.51.100.9", "203.0.113.5", "198.51.100.9"),
        ("127.0.0.1", "no address", "127.0.0.1"),
        ("", "198.51.100.7", ""),
    ],
)
def test_only_a_proxy_on_this_machine_says_where_a_request_comes_from(peer: str, told: str, address: str) -> None:
    from types import SimpleNamespace

    from content.hub.accounts.request import origin_of

    asked = SimpleNamespace(META={"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": told})
    assert origin_of(asked).address == address


def test_the_log_tells_who_when_and_from_where_and_never_what_was_typed(hub: Hub) -> None:
    from content.hub.accounts.models import SignIn

    browser = {"HTTP_USER_AGENT": "Firefox/140\x1b[31m" + "x" * 400, "HTTP_X_FORWARDED_FOR": "198.51.100.7"}
    tries(Client(), "editor", "secret-in-the-right-field", **browser)
    tries(Client(), "secret-in-the-wrong-field", "anything", **browser)
    tries(Client(), "editor", PASSWORD, **browser)

    rows = list(SignIn.objects.order_by("id"))
    assert [(row.happened, row.account_name, row.address) for row in rows] == [
        ("wrong-password", "editor", "198.51.100.7"),
        ("wrong-password", "", "198.51.100.7"),
        ("signed-in", "editor", "198.51.100.7"),
    ]
    assert rows[0].agent == "Firefox/140[31m" + "x" * 185
    everything = "".join(str(value) for row in rows for value in vars(row).values())
    assert "secret" not in everything
    assert PASSWORD not in everything


def test_no_row_of_the_log_is_changed_or_deleted(hub: Hub) -> None:
    from django.db import connection

    from content.hub.accounts.models import SignIn

    tries(Client(), "editor", "wrong")
    for statement in ("update accounts_signin set account_name = 'first'", "delete from accounts_signin"):
        with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
            cursor.execute(statement)
    assert SignIn.objects.count() == 1


def test_what_was_typed_as_a_name_stands_nowhere_in_the_database(hub: Hub) -> None:
    from content.hub.accounts.models import Tries

    tries(Client(), "my-Secret-passphrase", "x")
    assert all("ecret" not in f"{row.subject}" and len(row.subject) == 64 for row in Tries.objects.all())


def test_an_account_out_of_use_is_told_nothing_more_than_a_stranger(hub: Hub) -> None:
    hub.editor.is_active = False
    hub.editor.save()
    said = tries(Client(), "editor", PASSWORD).content.decode()
    assert "用户名或口令不正确" in said
    assert "停用" not in said


def test_the_page_lets_nothing_run_but_its_own_files(hub: Hub) -> None:
    for answer in (Client().get(LOGIN), tries(Client(), "editor", "wrong")):
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert answer["Cache-Control"] == "no-store"
        assert "<script" not in answer.content.decode()
