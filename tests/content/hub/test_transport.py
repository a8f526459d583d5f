"""Over HTTPS the browser is told to come no other way, and hands its cookies to nobody else; localhost is left alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client, override_settings
from pydantic import ValidationError

from config.settings import HubSettings, TlsSettings
from tests.content.hub.conftest import PASSWORD, Hub

HTTPS = "https://gk.example.gov.cn"
YEAR_S = 31_536_000  # RFC 6797, 6.2, its example


def settings_of(folder: Path, **given: Any) -> dict[str, Any]:
    """Django's settings that concern the way to the hub."""
    from content.hub.settings import settings_for

    made = settings_for(
        HubSettings(county="qingyuan", data_dir=folder, repository_dir=folder, keys_dir=folder, **given)
    )
    names = ("SECURE_", "SESSION_COOKIE_", "CSRF_COOKIE_", "X_FRAME_")
    return {name: value for name, value in made.items() if name.startswith(names)}


def test_only_a_hub_that_others_reach_over_https_binds_browsers(tmp_path: Path) -> None:
    tls = TlsSettings(certificate="hub.crt", private_key="hub.key")

    def bound_s(**given: Any) -> int:
        return int(settings_of(tmp_path, **given)["SECURE_HSTS_SECONDS"])

    assert bound_s(public_url=HTTPS) == bound_s(public_url="https://10.1.2.3:8480", tls=tls) == YEAR_S
    assert bound_s(public_url=HTTPS, hsts_days=1) == 86_400
    assert bound_s(public_url=HTTPS, hsts_days=0) == 0
    assert bound_s(public_url="http://10.1.2.3:8480") == 0, "it speaks no HTTPS"
    for local in ("http://127.0.0.1:8480", "https://localhost:8480", "https://[::1]:8480"):
        assert bound_s(public_url=local, tls=tls) == 0, local
    with pytest.raises(ValidationError, match="hsts_days"):
        bound_s(hsts_days=731)


def test_an_answer_over_https_carries_the_headers_and_a_plain_one_no_promise(hub: Hub, tmp_path: Path) -> None:
    with override_settings(**settings_of(tmp_path, public_url=HTTPS)):
        by_proxy = {"x-forwarded-proto": "https"}
        answers = [
            Client().get("/admin/login/", headers=by_proxy),
            Client().get("/api/v1/openapi.json", headers=by_proxy),
        ]
        plain = Client().get("/admin/login/")
    for answer in answers:
        assert answer["Strict-Transport-Security"] == f"max-age={YEAR_S}", "of this name alone, in no browser's list"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["Referrer-Policy"] == "same-origin"
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Strict-Transport-Security" not in plain, "RFC 6797, 7.2: never over plain HTTP"
    assert "Strict-Transport-Security" not in Client().get("/admin/login/"), "the tests' hub is on localhost"


def test_every_cookie_of_a_sign_in_over_https_is_of_this_host_and_of_tls_alone(hub: Hub, tmp_path: Path) -> None:
    client = Client(headers={"x-forwarded-proto": "https"})
    with override_settings(**settings_of(tmp_path, public_url=HTTPS)):
        client.get("/admin/login/")
        assert client.post("/admin/login/", {"username": "editor", "password": PASSWORD}).status_code == 302
        assert client.get("/admin/").status_code == 200
    assert {"__Host-mingbai", "__Host-mingbai-form"} <= set(client.cookies)
    for name, cookie in client.cookies.items():
        # RFC 6265bis, 4.1.3.2: what __Host- asks for.
        assert (name[:7], cookie["secure"], cookie["path"], cookie["domain"]) == ("__Host-", True, "/", ""), name
        assert cookie["samesite"] == "Lax"
    assert client.cookies["__Host-mingbai"]["httponly"]
