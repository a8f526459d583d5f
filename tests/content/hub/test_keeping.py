"""备份和恢复: what comes back is what was there, and a hub of yesterday gives no number twice."""

from __future__ import annotations

import tarfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from content.hub.keeping import archive, services
from content.hub.keeping.database import make_from
from content.hub.units.files import read_units
from content.record import UnitCode
from content.terms import Level
from tests import postgresql
from tests.content.hub.conftest import Hub, server_of
from tests.content.hub.desk import Desk, desk

__all__ = ["desk"]  # a fixture

NOW = datetime(2026, 11, 29, 2, 0, tzinfo=UTC)


def here(desk: Desk, folder: Path) -> Any:
    """The settings of the hub whose database this test uses, in a folder of its own."""
    from django.db import connection

    name = str(connection.settings_dict["NAME"])
    folder.mkdir(exist_ok=True)
    if url := desk.settings.database_url:
        url = f"{url.rpartition('/')[0]}/{name}"
        return desk.settings.model_copy(update={"data_dir": folder, "database_url": url})
    (folder / "hub.sqlite").unlink(missing_ok=True)
    (folder / "hub.sqlite").symlink_to(name)
    return desk.settings.model_copy(update={"data_dir": folder})


def use(name: str) -> None:
    from django.db import connection

    connection.close()
    connection.settings_dict["NAME"] = name


def test_a_hub_of_yesterday_learns_from_the_feed_and_gives_no_number_twice(desk: Desk, tmp_path: Path) -> None:
    from django.db import connection

    from content.hub.disclosures.models import DisclosurePage, Registration
    from content.hub.keeping.catch_up import SPARE_NUMBERS, catch_up
    from content.hub.review.services import withdraw

    kept, changed, withdrawn = (desk.hub.released(title) for title in ("一", "二", "三"))
    desk.sign()
    settings = here(desk, tmp_path / "data")
    (settings.data_dir / "secret-key").write_text("s" * 50, "ascii")
    (settings.data_dir / "media").mkdir()
    (settings.data_dir / "media" / "图.png").write_bytes(b"picture")
    services.back_up(settings, tmp_path / "hub.tar", NOW)

    page = DisclosurePage.objects.get(registration__pk=changed.disclosure)
    page.title = "二(更正)"
    page.save_revision(user=desk.hub.editor)
    desk.hub.reviewed(page)
    later = desk.hub.released("四")
    withdraw(disclosure_id=withdrawn.disclosure, reason="有误", by=desk.hub.editor)
    desk.sign()
    before = connection.settings_dict["NAME"]

    new = desk.settings.model_copy(update={"data_dir": tmp_path / "new"})
    name = str(tmp_path / "new" / "hub.sqlite")
    if new.database_url:
        name = f"{before}_restored"
        new = new.model_copy(update={"database_url": postgresql.create(server_of(new.database_url), name)})
    done = services.restore(new, tmp_path / "hub.tar")
    assert (done.is_feed_kept, done.files) == (True, 2)
    assert (tmp_path / "new/media/图.png").read_bytes() == b"picture"
    assert (tmp_path / "new/secret-key").stat().st_mode & 0o777 == 0o600
    use(name)
    try:
        assert Registration.objects.filter(pk=later.disclosure).count() == 0, "a hub of yesterday"
        caught = catch_up(new, datetime.now(UTC))
        assert (caught.unknown, caught.advanced) == ((later.disclosure,), (changed.disclosure, withdrawn.disclosure))
        states = {one.pk: (one.rev, one.is_withdrawn) for one in Registration.objects.all()}
        assert states[kept.disclosure] == (1, False)
        assert states[changed.disclosure] == (2, False)
        assert states[withdrawn.disclosure] == (1, True)
        again = desk.hub.released("五")
        assert int(again.disclosure[-6:]) == int(later.disclosure[-6:]) + SPARE_NUMBERS + 1
        desk.sign()
        assert desk.titles()[again.disclosure] == "五"
        assert desk.titles()[later.disclosure] == "四", "what was public stays so until somebody withdraws it"
    finally:
        use(before)


def made(desk: Desk, tmp_path: Path) -> Path:
    settings = here(desk, tmp_path / "data")
    (settings.data_dir / "secret-key").write_text("s" * 50, "ascii")
    desk.hub.released()
    desk.sign()
    services.back_up(settings, tmp_path / "hub.tar", NOW)
    return tmp_path / "hub.tar"


def test_what_is_damaged_or_cut_off_is_noticed(desk: Desk, tmp_path: Path) -> None:
    file = made(desk, tmp_path)
    assert archive.verify(file).county == "qingyuan"
    assert file.stat().st_mode & 0o777 == 0o600
    data = file.read_bytes()
    at = data.index(b"s" * 50)
    file.write_bytes(data[:at] + b"x" + data[at + 1 :])
    with pytest.raises(ValueError, match="damaged or missing in it: data/secret-key"):
        archive.verify(file)
    file.write_bytes(data[: len(data) // 2])
    with pytest.raises(ValueError, match=r"no backup of a hub|no manifest.json"):
        archive.verify(file)


def test_nothing_is_overwritten_and_no_stranger_restored(desk: Desk, tmp_path: Path) -> None:
    file = made(desk, tmp_path)
    settings = here(desk, tmp_path / "data")
    with pytest.raises(ValueError, match="exists already"):
        services.back_up(settings, file, NOW)
    with pytest.raises(ValueError, match=r"is there already|holds tables already"):
        services.restore(settings, file)
    other = desk.settings.model_copy(update={"data_dir": tmp_path / "new", "county": "baiyang"})
    with pytest.raises(ValueError, match="of the county 'qingyuan', hub.toml is for 'baiyang'"):
        services.restore(other, file)


def test_an_archive_that_reaches_out_of_its_folder_is_no_backup(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("x")
    with tarfile.open(tmp_path / "evil.tar", "w") as tar:
        tar.add(tmp_path / "x", arcname="data/../../x")
    with pytest.raises(ValueError, match="is no file of a backup"):
        archive.verify(tmp_path / "evil.tar")


def test_a_feed_that_was_lost_comes_back_whole(desk: Desk, hub: Hub, tmp_path: Path) -> None:
    import shutil

    file = made(desk, tmp_path)
    before = desk.released()
    shutil.rmtree(desk.settings.repository_dir)
    archive.unpack(file, desk.settings.repository_dir, below="feed/")
    assert desk.released() == before


def test_a_copy_of_the_database_is_a_database(desk: Desk, tmp_path: Path) -> None:
    if desk.settings.database_url:
        pytest.skip("only SQLite's copy is a database; PostgreSQL's is a dump")
    import sqlite3

    file = made(desk, tmp_path)
    archive.unpack(file, tmp_path, below="database.sqlite")
    new = desk.settings.model_copy(update={"data_dir": tmp_path / "n"})
    new.data_dir.mkdir()
    make_from(new, tmp_path / "database.sqlite")
    with sqlite3.connect(tmp_path / "n/hub.sqlite") as database:
        assert database.execute("select count(*) from release_releaserequest").fetchone() == (1,)
        assert database.execute("pragma integrity_check").fetchone() == ("ok",)
    database.close()


# ---- 单位表


def test_a_table_of_units_is_a_county(tmp_path: Path) -> None:
    table = "代码,名称,层级,上级\nqingyuan,清源县,县,\nd01,县民政局,部门,qingyuan\nt01,柳溪镇,乡镇,qingyuan\nt01-v01,河东村,村,t01\n"
    (tmp_path / "a.csv").write_bytes(table.encode("gb18030"))
    (tmp_path / "b.txt").write_text(table.replace(",", "\t"), "utf-8-sig")
    for name in ("a.csv", "b.txt"):
        county = read_units(tmp_path / name)
        assert (county.code, county.name, county.fictional, len(county.units)) == ("qingyuan", "清源县", False, 4)
        assert (county.units[3].code, county.units[3].level, county.units[3].parent) == (
            UnitCode("t01-v01"),
            Level.VILLAGE,
            UnitCode("t01"),
        )


BAD_TABLES = [
    ("t01,柳溪镇,乡镇,qingyuan\n", "第 1 行"),
    ("qingyuan,清源县,县,\nt01,柳溪镇,镇,qingyuan\n", "第 2 行：层级为「镇」"),
    ("qingyuan,清源县,县,\nt01-v01,河东村,村,t01\nt01,柳溪镇,乡镇,qingyuan\n", "第 2 行：第一行是县本身"),
    ("qingyuan,清源县,县,\nt01,,乡镇,qingyuan\n", "第 2 行：代码「t01」、名称「」"),
    ("qingyuan,清源县,县,\nt01,柳溪镇,乡镇,qingyuan\nt01,白杨镇,乡镇,qingyuan\n", "第 3 行：代码「t01」重复"),
    ("代码,名称,层级,上级\n", "没有单位"),
    ("qingyuan,清源县,县,\nT 1,柳溪镇,乡镇,qingyuan\n", "第 2 行：代码「T 1」"),
]


@pytest.mark.parametrize(("table", "said"), BAD_TABLES)
def test_a_table_that_is_wrong_is_told_line_by_line(tmp_path: Path, table: str, said: str) -> None:
    (tmp_path / "units.csv").write_text(table, "utf-8")
    with pytest.raises(ValueError, match=said):
        read_units(tmp_path / "units.csv")
