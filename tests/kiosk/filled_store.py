"""A terminal's store with a few dozen disclosures in it, or as many as a county has.

python -m tests.kiosk.filled_store FOLDER [--items N]
"""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from content.blocks import (
    Paragraph,
)
from content.disclosure import Disclosure
from content.record import COUNTY_TIME, DisclosureId, UnitCode
from content.terms import Audience, SixOpen, Timing, Window
from tests.kiosk.store_blocks import put_cards, put_interaction, put_matter, put_policy, put_tables, put_troubles
from tests.kiosk.store_factory import TOWNS, VILLAGES, StoreFactory, insert, search_text, write_settings
from tests.kiosk.store_texts import put_guides, put_notices, put_plain, put_subsidies


def fill(factory: StoreFactory) -> None:
    """A few dozen disclosures with every kind of block and every kind of trouble."""
    today = factory.now.astimezone(COUNTY_TIME).date()
    put_notices(factory, today)
    put_subsidies(factory, today)
    put_guides(factory)
    put_plain(factory)
    put_troubles(factory)
    put_cards(factory)
    put_matter(factory, today)
    put_policy(factory)
    put_tables(factory)
    put_interaction(factory)


def fill_to(factory: StoreFactory, count: int) -> None:
    """Bring the store to so many items, in one transaction: for memory and search at county size."""
    kinds = ("村务财务公开表", "耕地地力保护补贴发放公示", "党费收缴使用情况", "低保对象公示", "道路硬化工程结算公告")
    have = factory.db.execute("select count(*) from item").fetchone()[0]
    body_text = "经村民代表会议讨论通过，村务监督委员会审核，现予公开，请村民监督。" * 8
    seconds = int(factory.now.timestamp())
    windows = list(Window)
    factory.db.execute("begin")
    for number in range(have, count):
        town, village = TOWNS[number % 12], VILLAGES[number % 17]
        unit = f"t{number % 12 + 1:02}-v{number % 17 + 1:02}"
        title = f"{town}{village}{2020 + number % 7}年第{number % 4 + 1}季度{kinds[number % 5]}（{number}）"
        published = datetime.fromtimestamp(seconds - 400 * 3600 - number * 600, UTC)
        made = Disclosure(
            id=DisclosureId(f"{unit}/{500_000 + number:06}"),
            unit=UnitCode(unit),
            rev=1,
            title=title,
            publisher=f"{village}村民委员会",
            six_open=SixOpen.VILLAGE,
            window=windows[number % 5],
            audience=Audience.PUBLIC,
            timing=Timing.PERIODIC,
            published_at=published,
            valid_from=published,
            blocks=(Paragraph(body_text),),
            search=search_text(title),
        )
        insert(factory.db, made)
    factory.db.execute("commit")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="filled_store")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--items", type=int, default=0)
    options = parser.parse_args(arguments)
    factory = StoreFactory(options.folder, datetime.now(UTC))
    fill(factory)
    if options.items:
        fill_to(factory, options.items)
    factory.close()
    write_settings(options.folder)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
