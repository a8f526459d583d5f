"""修改口令: the old password is guessed here no more often than at the door."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.content.hub.accounts.test_sessions import is_in, signed_in
from tests.content.hub.accounts.test_sign_in import logged, minutes_pass, tries
from tests.content.hub.conftest import PASSWORD, Hub

PAGE = "/admin/account-security/password/"
NEW = "another-Pass-phrase-21"


def change(client: Client, old: str, new: str = NEW, again: str | None = None) -> Any:
    again = new if again is None else again
    return client.post(PAGE, {"old_password": old, "new_password1": new, "new_password2": again})


def test_a_new_password_is_written_down_and_is_the_one_that_counts(hub: Hub) -> None:
    client = signed_in()
    before = client.session.session_key
    assert change(client, PASSWORD).status_code == 302
    assert client.session.session_key != before
    assert "口令已更换" in client.get("/admin/account-security/").content.decode()
    assert logged()[-1] == ("password-set", "editor")
    assert tries(Client(), "editor", PASSWORD).status_code == 200
    assert tries(Client(), "editor", NEW).status_code == 302


def test_the_fifth_wrong_old_password_locks_and_the_right_one_is_not_looked_at(hub: Hub) -> None:
    client = signed_in()
    for _ in range(5):
        assert "现在的口令不正确" in change(client, "wrong").content.decode()
    turned_away = change(client, PASSWORD)
    assert (turned_away.status_code, 0 < int(turned_away["Retry-After"]) <= 60) == (429, True)
    assert "返回账号安全" in turned_away.content.decode()
    assert tries(Client(), "editor", PASSWORD).status_code == 429, "the same count as at the door"
    assert logged()[-7:] == [("wrong-password", "editor")] * 5 + [("turned-away", "editor")] * 2
    minutes_pass(1)
    assert change(client, "wrong").status_code == 200
    assert 60 < int(change(client, PASSWORD)["Retry-After"]) <= 120, "it grows"
    minutes_pass(2)
    assert change(client, PASSWORD).status_code == 302


def test_the_try_is_counted_before_the_password_is_looked_at(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    from content.hub.accounts.models import Tries

    levels: list[float] = []

    def looks(self: Any, raw: str) -> bool:
        levels.append(max(Tries.objects.values_list("level", flat=True), default=0.0))
        return False

    client = signed_in()
    monkeypatch.setattr("django.contrib.auth.base_user.AbstractBaseUser.check_password", looks)
    change(client, "wrong")
    assert levels[0] >= 1


def test_a_right_old_password_with_a_weak_new_one_is_no_wrong_try(hub: Hub) -> None:
    client = signed_in()
    for _ in range(7):
        answer = change(client, PASSWORD, "short")
        assert (answer.status_code, "现在的口令不正确" in answer.content.decode()) == (200, False)
    assert "两次输入的新口令不一样" in change(client, PASSWORD, NEW, NEW + "x").content.decode()
    assert "新口令与现在的口令相同" in change(client, PASSWORD, PASSWORD).content.decode()
    assert is_in(client)
    assert tries(Client(), "editor", PASSWORD).status_code == 302, "nothing was changed"


def test_nobody_without_a_session_comes_here(hub: Hub) -> None:
    assert change(Client(), PASSWORD)["Location"].startswith("/admin/login/")
