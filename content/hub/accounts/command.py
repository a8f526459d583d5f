"""mingbai hub user …: accounts, as the county's technician looks after them.

    add USER --role ROLE --units CODE… | --admin    a new account; asks for a password
    list                                            every account: in use, roles, second factor, locks, last sign-in
    password USER                                   a new password; ends every session
    lock USER                                       put out of use: ends every session, signs in no more
    unlock USER                                     back in use, and wrong tries forgotten
    unlock --address ADDRESS                        wrong tries from an address forgotten
    second-factor reset USER                        the telephone is lost: the account binds another one

Each change leaves a row in the log of sign-ins, with the name of the system user who typed it.
"""

from __future__ import annotations

import argparse
import getpass
import os
import sys
import warnings
from collections.abc import Callable
from typing import Any

from config.settings import HubSettings
from content.clock import system_now
from content.hub.review.role import BY_KEY

Command = Callable[[HubSettings, argparse.Namespace], int]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words behind ``mingbai hub user``."""
    commands = parser.add_subparsers(required=True, metavar="WHAT")

    def command(name: str, run: Command, help_text: str, *, user: bool = True) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=help_text)
        added.set_defaults(run=run)
        if user:
            added.add_argument("username", metavar="USER")
        return added

    add_account_arguments(command("add", add, "a new account"))
    command("list", list_accounts, "every account, one a line", user=False)
    takes_password(command("password", password, "a new password; ends every session"))
    command("lock", lock, "put an account out of use; ends every session")
    added = command("unlock", unlock, "back in use, and wrong tries forgotten", user=False)
    whose = added.add_mutually_exclusive_group(required=True)
    whose.add_argument("username", nargs="?", metavar="USER")
    whose.add_argument("--address", metavar="ADDRESS", help="forget the wrong tries from an address")
    factor = commands.add_parser("second-factor", help="of an account").add_subparsers(required=True, metavar="WHAT")
    reset = factor.add_parser("reset", help="take it away, so that another telephone can be bound")
    reset.set_defaults(run=reset_factor)
    reset.add_argument("username", metavar="USER")


def add_account_arguments(parser: argparse.ArgumentParser) -> None:
    """Of ``user add``."""
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--admin", action="store_true", help="keeps the machine and holds no role")
    what.add_argument("--role", choices=[*BY_KEY])
    parser.add_argument("--units", nargs="+", metavar="CODE", default=[], help="with --role: over these and all below")
    takes_password(parser)


def takes_password(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--password-stdin", action="store_true", help="read the password from a pipe")


def add(hub: HubSettings, words: argparse.Namespace) -> int:
    from content.hub.accounts.happened import Happened
    from content.hub.accounts.log import record
    from content.hub.review.roles import create_account
    from content.hub.units.selectors import known_units

    if bool(words.role) != bool(words.units):
        raise ValueError("--role and --units belong together")
    roles = [(BY_KEY[words.role], unit) for unit in known_units(words.units)] if words.role else []
    user = create_account(
        username=words.username, password=new_password(words), roles=roles, is_superuser=not words.role
    )
    record(Happened.ADDED, user, by=operator(), note=words.role or "admin")
    print(f"{words.username} 可以登录：{hub.public_url}/admin/")
    return 0


def list_accounts(hub: HubSettings, words: argparse.Namespace) -> int:
    from content.hub.accounts.selectors import accounts

    for one in accounts(system_now()):
        state = "在用" if one.is_active else "停用"
        factor = "已绑定手机" if one.has_factor else "须绑定手机" if one.must_have_factor else "只凭口令"
        lock = f"锁定至 {one.locked_until.astimezone():%H:%M:%S}" if one.locked_until else ""
        last = f"最近登录 {one.last_login.astimezone():%Y-%m-%d %H:%M}" if one.last_login else "从未登录"
        print("\t".join(filter(None, (one.username, state, "、".join(one.roles) or "无角色", factor, last, lock))))
    return 0


def password(hub: HubSettings, words: argparse.Namespace) -> int:
    from content.hub.accounts.services import set_password

    set_password(user=account(words.username), password=new_password(words), by=operator())
    print(f"{words.username} 的口令已更换，原有登录全部失效")
    return 0


def lock(hub: HubSettings, words: argparse.Namespace) -> int:
    from content.hub.accounts.services import put_out

    put_out(user=account(words.username), by=operator())
    print(f"{words.username} 已停用，原有登录全部失效")
    return 0


def unlock(hub: HubSettings, words: argparse.Namespace) -> int:
    from content.hub.accounts.services import lift_address, lift_locks, put_in

    if words.address:
        lift_address(address=words.address, by=operator())
        print(f"{words.address} 的错误次数已清零")
        return 0
    user = account(words.username)
    if user.is_active:
        lift_locks(user=user, by=operator())
        print(f"{words.username} 的错误次数已清零")
    else:
        put_in(user=user, by=operator())
        print(f"{words.username} 已恢复使用")
    return 0


def reset_factor(hub: HubSettings, words: argparse.Namespace) -> int:
    from content.hub.accounts.services import reset_second_factor

    if not reset_second_factor(user=account(words.username), now=system_now(), by=operator()):
        raise ValueError(f"{words.username} 没有绑定手机")
    print(f"{words.username} 的动态码已重置，原有登录全部失效；下次登录时重新绑定手机")
    return 0


def account(username: str) -> Any:
    """The account of this name. Raises ValueError."""
    from django.contrib.auth import get_user_model

    user = get_user_model().objects.filter(username=username).first()
    if user is None:
        raise ValueError(f"no account {username!r}")
    return user


def operator() -> str:
    """Who types, as far as the machine knows: the user behind sudo, or the one of the process."""
    return f"命令行：{os.environ.get('SUDO_USER') or getpass.getuser()}"


def new_password(words: argparse.Namespace) -> str:
    """Typed twice by a person, or one line from a pipe with --password-stdin."""
    if words.password_stdin:
        return sys.stdin.readline().rstrip("\n")
    with warnings.catch_warnings():
        warnings.simplefilter("error", getpass.GetPassWarning)  # never echo a password
        try:
            first, second = getpass.getpass("口令（至少 12 个字符）："), getpass.getpass("再输一次：")
        except getpass.GetPassWarning as err:
            raise ValueError("there is no terminal to type a password on; use --password-stdin") from err
    if first != second:
        raise ValueError("两次输入的口令不一样")
    return first
