"""mingbai hub backup, verify-backup, restore, catch-up."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from config.settings import HubSettings
from content.clock import system_now
from content.errors import FeedError
from content.record import COUNTY_TIME

Command = Callable[[HubSettings, argparse.Namespace], int]
Adder = Callable[[str, Command, str], argparse.ArgumentParser]


def add_commands(command: Adder) -> None:
    """Into the parser of ``mingbai hub``."""
    add = command("backup", backup, "one file with database, uploads and signed feed, while the hub runs")
    add.add_argument("--out", type=Path, required=True, metavar="FILE.tar")
    add = command("verify-backup", verify_backup, "read a backup and compare every file with its sha256")
    add.add_argument("file", type=Path, metavar="FILE.tar")
    add = command("restore", restore, "make a hub from a backup, where there is none yet")
    add.add_argument("file", type=Path, metavar="FILE.tar")
    command("catch-up", catch_up, "after a restore: learn from the signed feed what the backup did not know")


def backup(hub: HubSettings, words: argparse.Namespace) -> int:
    from content.hub.keeping import services

    made = services.back_up(hub, words.out, system_now())
    print(
        f"{words.out}：{len(made.members)} 个文件，已读回核对。签发密钥和电话密钥不在其中，另用 mingbai keys backup。"
    )
    return 0


def verify_backup(hub: HubSettings, words: argparse.Namespace) -> int:
    from content.hub.keeping import archive

    made = archive.verify(words.file)
    print(f"{words.file}：完好，{made.county}，{made.made_at.astimezone(COUNTY_TIME):%Y-%m-%d %H:%M} 的备份。")
    return 0


def restore(hub: HubSettings, words: argparse.Namespace) -> int:
    from content.hub.keeping import services

    done = services.restore(hub, words.file)
    print(f"数据库和 {done.files} 个文件已恢复到 {done.manifest.made_at.astimezone(COUNTY_TIME):%Y-%m-%d %H:%M}。")
    print("签名库还在，没有动。" if done.is_feed_kept else "签名库也已恢复；签发台账须用 mingbai keys read-back 重做。")
    print("接着运行 mingbai hub migrate 和 mingbai hub catch-up，再启动服务。")
    return 0


def catch_up(hub: HubSettings, words: argparse.Namespace) -> int:
    from content.hub.keeping.catch_up import catch_up as run

    try:
        done = run(hub, system_now())
    except FeedError as err:
        raise ValueError(str(err)) from err
    print(f"{len(done.advanced)} 件的版本按签名库更正。")
    print(f"{len(done.unknown)} 件正在公开而平台已无原文{'：' if done.unknown else '。'}")
    for id_ in done.unknown:
        print(f"  {id_}")
    return 0
