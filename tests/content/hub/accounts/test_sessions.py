"""Sessions end: the rule of session_rules at work in the browser."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from content.record import UnitCode
from tests.content.hub.accounts.test_sign_in import LOGIN, logged, tries
from tests.content.hub.conftest import PASSWORD, Hub


def signed_in(username: str = "editor") -> Client:
    client = Client()
    assert tries(client, username, PASSWORD).status_code == 302
    return client


def is_in(client: Client) -> bool:
    return bool(client.get("/admin/").status_code == 200)


def time_passes(client: Client, *, seen: timedelta = timedelta(), began: timedelta = timedelta()) -> None:
    session = client.session
    session["seen_at"] -= seen.total_seconds()
    session["began_at"] -= began.total_seconds()
    session.save()


def test_half_an_hour_of_silence_ends_it_and_says_so(hub: Hub) -> None:
    client = signed_in()
    time_passes(client, seen=timedelta(minutes=29))
    assert is_in(client)
    time_passes(client, seen=timedelta(minutes=30))
    answer = client.get("/admin/", follow=True)
    assert answer.redirect_chain == [("/admin/login/?next=/admin/", 302)]
    assert "超过 30 分钟没有操作" in answer.content.decode()
    assert logged()[-1] == ("ended", "editor")


def test_what_an_open_page_asks_by_itself_is_no_sign_of_life(hub: Hub) -> None:
    from django.urls import reverse

    client = signed_in()
    time_passes(client, seen=timedelta(minutes=20))
    ping = reverse("wagtailadmin_editing_sessions:ping", args=["disclosures", "disclosurepage", hub.draft().pk, 1])
    client.post(ping)
    time_passes(client, seen=timedelta(minutes=10))
    assert not is_in(client)


def test_somebody_who_types_stays(hub: Hub) -> None:
    client = signed_in()
    time_passes(client, seen=timedelta(minutes=20))
    assert client.post("/admin/still-here/").status_code == 204
    time_passes(client, seen=timedelta(minutes=20))
    assert is_in(client)


def test_twelve_hours_end_it_whatever_is_done(hub: Hub) -> None:
    client = signed_in()
    time_passes(client, began=timedelta(hours=12))
    assert not is_in(client)


def test_a_changed_password_ends_every_session(hub: Hub) -> None:
    from content.hub.accounts.services import set_password

    client = signed_in()
    set_password(user=hub.editor, password="another-Pass-phrase-21", by="技术员")
    assert not is_in(client)


def test_changing_ones_own_password_keeps_this_session_and_ends_the_others(hub: Hub) -> None:
    here, there = signed_in(), signed_in()
    new = "another-Pass-phrase-21"
    fields = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert here.post("/admin/account-security/password/", fields)["Location"] == "/admin/account-security/"
    assert "password-old_password" not in here.get("/admin/account/").content.decode(), "Wagtail's own form is gone"
    assert is_in(here)
    assert not is_in(there)


@pytest.mark.parametrize("how", ["out of use", "role taken", "no administrator"])
def test_rights_that_are_taken_away_end_every_session(hub: Hub, how: str) -> None:
    from content.hub.review.role import Role
    from content.hub.review.roles import group_of

    user = hub.admin if how == "no administrator" else hub.editor
    client = signed_in(user.get_username())
    user.groups.add(group_of(role=Role.CLERK, unit=UnitCode("t01")))
    assert is_in(client), "a role that is added ends nothing"
    client = signed_in(user.get_username())
    if how == "out of use":
        user.is_active = False
    elif how == "role taken":
        user.groups.remove(group_of(role=Role.CLERK, unit=UnitCode("t01")))
    else:
        user.is_superuser = False
    user.save()
    assert not is_in(client)


def test_signing_out_everywhere(hub: Hub) -> None:
    here, there, another = signed_in(), signed_in(), signed_in("first")
    answer = here.post("/admin/account-security/everywhere/", follow=True)
    assert "已在所有设备上退出" in answer.content.decode()
    assert [is_in(client) for client in (here, there, another)] == [False, False, True]
    assert is_in(signed_in()), "a new sign-in holds"


def test_a_session_that_carries_no_beginning_is_not_believed(hub: Hub) -> None:
    client = signed_in()
    session = client.session
    del session["began_at"]
    session.save()
    assert not is_in(client)


def test_signing_out_leaves_nothing_behind(hub: Hub) -> None:
    client = signed_in()
    key = client.session.session_key
    client.post("/admin/logout/")
    assert not client.session.exists(key)
    assert logged()[-1] == ("signed-out", "editor")
    assert client.get(LOGIN).status_code == 200


def test_cookies_are_for_tls_alone_unless_the_hub_serves_its_own_machine(tmp_path: Any) -> None:
    from config.settings import HubSettings
    from content.hub.settings import settings_for

    def of(url: str) -> dict[str, Any]:
        folder = tmp_path / "data"
        folder.mkdir(exist_ok=True)
        hub = HubSettings(county="qingyuan", data_dir=folder, repository_dir=folder, keys_dir=folder, public_url=url)
        made = settings_for(hub)
        return {name: made[name] for name in ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_NAME")}

    secure = {"SESSION_COOKIE_SECURE": True, "CSRF_COOKIE_SECURE": True, "SESSION_COOKIE_NAME": "__Host-mingbai"}
    plain = {"SESSION_COOKIE_SECURE": False, "CSRF_COOKIE_SECURE": False, "SESSION_COOKIE_NAME": "sessionid"}
    assert of("https://gk.example.gov.cn") == secure
    assert of("http://10.1.2.3:8480") == secure
    assert of("http://127.0.0.1:8480") == of("http://localhost:8480") == of("http://[::1]:8480") == plain
