"""``mingbai hub user …`` as a technician types it; what it prints, and the row that it leaves."""

from __future__ import annotations

import io
import shlex
from pathlib import Path
from typing import Any

import pytest

from tests.content.hub.accounts.test_second_factor import bound, strict
from tests.content.hub.accounts.test_sessions import is_in, signed_in
from tests.content.hub.accounts.test_sign_in import logged, tries
from tests.content.hub.conftest import PASSWORD, Hub

__all__ = ["strict"]  # a fixture

NEW = "another-Pass-phrase-21"


class Technician:
    """Types words behind ``mingbai hub``, in this process, with a password in a pipe."""

    def __init__(self, hub: Hub, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._hub = hub
        self._monkeypatch = monkeypatch
        self._capsys = capsys
        monkeypatch.setenv("SUDO_USER", "wang")

    def types(self, line: str, password: str = NEW) -> str:
        from content.hub.commands import _parser

        self._monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
        words = _parser().parse_args(shlex.split(line))
        assert words.run(self._hub.settings, words) == 0
        return self._capsys.readouterr().out


@pytest.fixture
def technician(hub: Hub, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Technician:
    return Technician(hub, monkeypatch, capsys)


def last_row() -> tuple[str, str, str]:
    from content.hub.accounts.models import SignIn

    row = SignIn.objects.latest("id")
    return row.happened, row.account_name, row.by


def test_an_account_is_added_with_its_role(hub: Hub, technician: Technician) -> None:
    from django.contrib.auth import get_user_model

    said = technician.types("user add zhangsan --role editor --units t01 t02 --password-stdin")
    assert said == "zhangsan 可以登录：http://127.0.0.1:8480/admin/\n"
    user = get_user_model().objects.get(username="zhangsan")
    assert sorted(user.groups.values_list("role_group__role", "role_group__unit")) == [
        ("editor", "t01"),
        ("editor", "t02"),
    ]
    assert (user.is_superuser, last_row()) == (False, ("added", "zhangsan", "命令行：wang"))
    technician.types("user add root-wang --admin --password-stdin")
    assert get_user_model().objects.get(username="root-wang").is_superuser


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("user add a --role editor --units t99 --password-stdin", "no unit t99"),
        ("user add a --role editor --password-stdin", "--role and --units belong together"),
        ("user add a --admin --units t01 --password-stdin", "--role and --units belong together"),
        ("user lock nobody", "no account 'nobody'"),
        ("user unlock nobody", "no account 'nobody'"),
        ("user password nobody --password-stdin", "no account 'nobody'"),
        ("user second-factor reset editor", "editor 没有绑定手机"),
    ],
)
def test_what_cannot_be_done_is_said(hub: Hub, technician: Technician, line: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        technician.types(line)
    assert logged() == []


def test_a_weak_password_is_refused_and_nothing_changes(hub: Hub, technician: Technician) -> None:
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError, match="太容易被猜到"):
        technician.types("user password editor --password-stdin", "qingyuanxian2026")
    assert signed_in("editor")


def test_an_account_is_put_out_of_use_and_back(hub: Hub, technician: Technician) -> None:
    from django.test import Client

    client = signed_in("editor")
    technician.types("user lock editor")
    assert last_row() == ("put-out", "editor", "命令行：wang")
    assert not is_in(client)
    assert tries(Client(), "editor", PASSWORD).status_code == 200, "the form again"
    technician.types("user unlock editor")
    assert signed_in("editor")


def test_a_lock_is_lifted_for_an_account_and_for_an_address(hub: Hub, technician: Technician) -> None:
    from django.test import Client

    for _ in range(5):
        tries(Client(), "editor", "wrong")
    assert tries(Client(), "editor", PASSWORD).status_code == 429
    assert "锁定至" in next(line for line in technician.types("user list").splitlines() if line.startswith("editor\t"))
    technician.types("user unlock editor")
    assert last_row() == ("lifted", "editor", "命令行：wang")
    assert signed_in("editor")

    for number in range(20):
        tries(Client(), f"name{number}", "wrong", HTTP_X_FORWARDED_FOR="198.51.100.7")
    assert tries(Client(), "first", PASSWORD, HTTP_X_FORWARDED_FOR="198.51.100.7").status_code == 429
    technician.types("user unlock --address 198.51.100.7")
    assert last_row() == ("lifted", "", "命令行：wang")
    assert tries(Client(), "first", PASSWORD, HTTP_X_FORWARDED_FOR="198.51.100.7").status_code == 302


def test_a_new_password_ends_every_session(hub: Hub, technician: Technician) -> None:
    from django.test import Client

    client = signed_in("editor")
    technician.types("user password editor --password-stdin")
    assert last_row() == ("password-set", "editor", "命令行：wang")
    assert not is_in(client)
    assert tries(Client(), "editor", NEW).status_code == 302


def test_a_second_factor_is_reset_and_the_list_tells_of_it(strict: Hub, technician: Technician) -> None:
    client, _, _ = bound("editor")

    def line_of(username: str) -> list[str]:
        lines = technician.types("user list").splitlines()
        return next(line for line in lines if line.startswith(username + "\t")).split("\t")

    assert line_of("editor")[:4] == ["editor", "在用", "信息员·清源县(qingyuan)", "已绑定手机"]
    assert line_of("first")[3] == "只凭口令"
    assert line_of("admin")[2:4] == ["管理员", "须绑定手机"]
    technician.types("user second-factor reset editor")
    assert line_of("editor")[3] == "须绑定手机"
    assert not is_in(client)


def test_every_command_of_the_manual_is_one(project: Path) -> None:
    from content.hub.commands import _parser

    manual = (project / "docs" / "运维-账号.md").read_text(encoding="utf-8")
    lines = [line.strip() for line in manual.splitlines() if line.startswith("    mingbai hub ")]
    assert len(lines) >= 8
    for line in lines:
        words: Any = _parser().parse_args(shlex.split(line, comments=True)[2:])
        assert callable(words.run), line
