"""``mingbai demo``: the whole line on this machine, to look at; or checked from end to end, with a report.

mingbai demo [--folder DIR]                       until Ctrl-C; accounts are printed
mingbai demo --check --out DIR [--real DIR]       report.json, pictures, board.bin; 0 only if all held
"""

from __future__ import annotations

import argparse
import logging
import os
import shutil
import sys
import time
from datetime import datetime
from pathlib import Path

from config.logs import configure
from content.record import COUNTY_TIME
from mingbai.demo.processes import Children, DemoError, free_port
from mingbai.demo.screen import Screen, start_screen

DEFAULT_FOLDER = Path("build/demo")
PICTURE_EVERY_S = 10.0
SIZE_PX = (1080, 1920)
FIRST_PAGES = 40  # published before the kiosk opens; the rest follows while one looks


def main(arguments: list[str]) -> int:
    """0 all held, or ended with Ctrl-C; 1 something did not hold."""
    parser = argparse.ArgumentParser(prog="mingbai demo", description="The whole line on this machine.")
    parser.add_argument("--check", action="store_true", help="run the whole story without a screen and check it")
    parser.add_argument("--out", type=Path, metavar="DIR", help="with --check: where report and pictures go")
    parser.add_argument("--real", type=Path, metavar="DIR", help="with --check: import this folder's files too")
    parser.add_argument("--folder", type=Path, default=DEFAULT_FOLDER, metavar="DIR", help="where the demo lives")
    options = parser.parse_args(arguments)
    if options.check:
        if options.out is None:
            parser.error("--check needs --out DIR")
        if options.real is not None and not options.real.is_dir():
            parser.error(f"--real {options.real}: no such folder")
        configure()
        return _check(options.out, options.real)
    configure(logging.WARNING)
    try:
        return _show(options.folder)
    except KeyboardInterrupt:
        _say("结束 … ended")
        return 0
    except DemoError as err:
        print(f"mingbai demo: {err}", file=sys.stderr)
        return 1


def _check(out: Path, real: Path | None) -> int:
    from mingbai.demo.check import check

    if (out / "line").exists():
        shutil.rmtree(out / "line")
    report = check(out.resolve(), real.resolve() if real else None)
    problems = report.problems()
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"{out / 'report.json'}: {'all held' if not problems else f'{len(problems)} did not hold'}")
    return 1 if problems else 0


def _show(folder: Path) -> int:
    """Start the sample county, or start it again, and go on until Ctrl-C.

    A county of today is started again as it is; an older one is built anew, so that its notices run from today.
    """
    from content.hub.sample.load import sample_county, sample_drafts
    from mingbai.demo.line import Line, publishable
    from mingbai.demo.place import Place

    folder = folder.resolve()
    ready = folder / "ready"
    today = datetime.now(COUNTY_TIME).date().isoformat()
    is_new = not ready.exists() or ready.read_text(encoding="ascii") != today
    if is_new and folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with Children(folder / "line" / "logs") as children:
        line = Line(Place(folder / "line", free_port()), children, folder)
        if is_new:
            _say("正在建立虚构示例县:密钥、数据库、单位、账号(约半分钟) … building the sample county, half a minute")
            line.found_county(sample_county())
        else:
            line.reopen_county(sample_county())
        line.start_hub()
        line.install_terminal(SIZE_PX)
        line.start_board()
        line.start_agent()
        rest = line.publish_first(publishable(sample_drafts()), FIRST_PAGES) if is_new else []
        screen = None if os.environ.get("DISPLAY") else start_screen(children, *SIZE_PX)
        line.start_kiosk(screen, SIZE_PX if screen else (0, 0))
        _introduce(line.place.hub_url, [(one.role, one.username, one.password) for one in line.accounts], folder)
        if screen:
            screen.picture(folder / "kiosk.png")
            _say(f"没有显示器，触摸屏画面存为 no display; the kiosk's picture is {folder / 'kiosk.png'}")
        if rest:
            _say("其余示例正在逐件审核发布 … the rest of the sample is being reviewed and published")
        line.publish_all(rest)
        ready.write_text(today, encoding="ascii")
        _wait(screen, folder / "kiosk.png")
    return 0


def _introduce(hub_url: str, accounts: list[tuple[str, str, str]], folder: Path) -> None:
    _say(f"\n公众网页 public pages: {hub_url}/")
    _say(f"县级公开平台 hub: {hub_url}/admin/")
    for role, username, password in accounts:
        _say(f"  {role}: {username}  口令 {password}")
    _say(f"显示屏图片 board: {folder / 'line' / 'board.png'}")
    _say(f"日志 logs: {folder / 'line' / 'logs'}")


def _wait(screen: Screen | None, picture: Path) -> None:
    _say("按 Ctrl-C 结束 … Ctrl-C ends it")
    while True:
        if screen:
            screen.picture(picture)
        time.sleep(PICTURE_EVERY_S)


def _say(text: str) -> None:
    print(text, flush=True)
