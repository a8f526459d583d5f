"""What is on the public pages is what is signed, as of now; one release writes only what it concerns."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta

import pytest

from content.blocks import Paragraph, Table
from content.disclosure import Attachment, NoticePeriod
from content.errors import TrustError
from content.feed.files import Disk
from content.feed.pages import blob_path
from content.feed.rules import Change, Withdrawal
from content.public_side.folder import PublicFolder
from content.public_side.pages import chinese_moment
from content.public_side.tables import table_view
from content.record import encode
from content.terms import Audience, Window
from tests.content.public_side.site import Site, publisher_of
from tests.factories import NOW, change, disclosure

PDF = b"%PDF-1.4\n%%EOF\n"


def test_a_released_disclosure_has_its_page_with_the_hash_of_what_was_signed(site: Site) -> None:
    body = change("t01/000001", title="柳溪镇低保名单公示").body
    page = site.text("t01/000001.html")
    assert "<h1>柳溪镇低保名单公示</h1>" in page
    digest = hashlib.sha256(body).hexdigest()
    assert digest in page.replace(" ", "")
    assert (site.feed.root / blob_path(digest)).read_bytes() == body
    for path in ("index.html", "t01/index.html", "t01/p1.html", "w/enquiry/index.html"):
        assert 'href="/t01/000001"' in site.text(path), path


def test_markup_in_a_text_stays_text(site: Site) -> None:
    title = "<script>alert(1)</script>"
    site.release(change("t01/000003", title=title, blocks=(Paragraph("<b>粗</b>"),)))
    for path, data in site.files().items():
        if path.endswith(".html"):
            assert b"<script" not in data, path
    assert "&lt;b&gt;粗&lt;/b&gt;" in site.text("t01/000003.html")


def test_one_release_rewrites_only_the_pages_concerned(site: Site) -> None:
    before = site.files()
    done = site.release(change("t01/000003", title="新的一件", window=Window.PARTY))
    after = site.files()
    changed = {path for path in after if after[path] != before.get(path)}
    assert changed == {
        *("index.html", "atom.xml", "feed.json", "units/index.html"),
        *("t01/000003.html", "t01/index.html", "t01/p1.html", "t01/atom.xml", "t01/feed.json", "t01/sitemap.xml"),
        *("w/party/index.html", "w/party/p1.html"),
    }
    assert (done.shown, done.files) == (["t01/000003"], len(changed))


def test_nothing_new_writes_nothing(site: Site) -> None:
    before = {file: file.stat().st_mtime_ns for file in site.public.rglob("*")}
    assert site.publisher.turn().files == 0
    site.feed.clock.advance(seconds=5)
    site.feed.repository.resign()
    site.publisher.turn()
    assert {
        file: file.stat().st_mtime_ns for file in site.public.rglob("*") if file.is_file()
    }.items() <= before.items()


def test_a_withdrawal_leaves_one_sentence_and_nothing_of_the_content(site: Site) -> None:
    file = Attachment(
        sha256=hashlib.sha256(PDF).hexdigest(), size=len(PDF), name="名单.pdf", media_type="application/pdf"
    )
    made = disclosure("t01/000003", title="张三低保公示", attachments=(file,), blocks=(Paragraph("张三家中情况"),))
    site.release(Change(made.id, 1, "disclosure", encode(made), {file.sha256: PDF}))
    while site.publisher.make_sheet() is not None:
        pass
    assert {f"t01/000003/{file.sha256}.pdf", "t01/000003/a3.pdf"} <= site.files().keys()
    site.release(withdraw=(Withdrawal(made.id, 1, "内容有误"),))
    page = site.text("gone/t01/000003.html")
    assert "已于" in page and "2026年11月22日" in page and "撤下" in page
    assert not [path for path, data in site.files().items() if "张三".encode() in data or path.startswith("t01/000003")]


def test_what_is_shown_again_is_no_longer_said_to_be_gone(site: Site) -> None:
    site.release(withdraw=(Withdrawal(disclosure("t01/000002").id, 1, "内容有误"),))
    assert "gone/t01/000002.html" in site.files()
    site.release(change("t01/000002", rev=2, title="改正后的一件"))
    assert "改正后的一件" in site.text("t01/000002.html")
    assert "gone/t01/000002.html" not in site.files()


def test_an_erasure_leaves_no_trace_in_pages_feeds_sheets_or_register(site: Site) -> None:
    """Not in half-written files, not in what was rewritten since, not in the register's free pages or log."""
    leak = "110105194912310021"  # a wrong check digit: the gate lets it pass
    pdf = b"%PDF-1.4 " + leak.encode()
    file = Attachment(
        sha256=hashlib.sha256(pdf).hexdigest(), size=len(pdf), name="名单.pdf", media_type="application/pdf"
    )
    made = disclosure("t01/000003", title=f"张三 {leak}", attachments=(file,), blocks=(Paragraph(f"第一稿 {leak}"),))
    site.release(Change(made.id, 1, "disclosure", encode(made), {file.sha256: pdf}))
    site.release(change("t01/000003", rev=2, title=f"张三 {leak}", blocks=(Paragraph(f"第二稿 {leak}"),)))
    (site.public / "t01" / "000003.html.tmp").write_text(leak)  # of a turn that was cut

    def holding() -> set[str]:
        files = (path for path in site.public.parent.rglob("*") if path.is_file() and "feed" not in path.parts)
        files = (path for path in files if not {"offline", "online"} & set(path.parts))
        return {path.relative_to(site.public.parent).as_posix() for path in files if leak.encode() in path.read_bytes()}

    before = holding()
    assert {"public/t01/000003.html", "public/index.html", "public/atom.xml", "public/t01/feed.json"} <= before
    assert any(path.startswith("public-side/register.sqlite") for path in before)
    site.release(withdraw=(Withdrawal(made.id, 2, "发布单位已删除此内容", erase=True),))
    assert holding() == set()
    assert "撤下" in site.text("gone/t01/000003.html")


def test_what_was_withdrawn_before_is_erased_from_the_register_too(site: Site) -> None:
    leak = "只有这一句要抹除"
    site.release(change("t01/000003", blocks=(Paragraph(leak),)))
    withdrawal = Withdrawal(disclosure("t01/000003").id, 1, "内容有误")
    site.release(withdraw=(withdrawal,))
    site.release(withdraw=(Withdrawal(withdrawal.id, 1, "发布单位已删除此内容", erase=True),))
    files = (site.public.parent / "public-side").rglob("*.sqlite*")
    assert not [path.name for path in files if leak.encode() in path.read_bytes()]
    assert site.publisher.turn().files == 0


def test_at_the_end_of_its_period_a_page_is_over_even_if_no_feed_can_be_read(site: Site) -> None:
    """公示期 22 to 28 November both included: over at 2026-11-29T00:00+08:00 = 28 November 16:00 UTC."""
    ends = NOW.replace(day=28, hour=16)
    period = NoticePeriod(date(2026, 11, 22), date(2026, 11, 28), "0900-5550101")
    site.release(change("t01/000003", title="公示一件", notice=period, valid_until=ends))
    page = site.text("t01/000003.html")
    assert "2026年11月28日 24时" in page and "2026年11月22日" in page
    assert "公示一件" in site.text("index.html").split("最新公开")[0]
    (site.feed.root / "metadata" / "timestamp.json").unlink()
    site.feed.clock.now = ends - timedelta(seconds=1)
    with pytest.raises(Exception, match="timestamp"):
        site.publisher.turn()
    assert "公示一件" in site.text("t01/000003.html")
    site.feed.clock.now = ends
    with pytest.raises(Exception, match="timestamp"):
        site.publisher.turn()
    page = site.text("gone/t01/000003.html")
    assert "公示期已满" in page and "公示一件" not in page
    assert not [path for path, data in site.files().items() if "公示一件".encode() in data]


def test_home_drops_what_is_no_longer_publicised_when_the_day_turns(site: Site) -> None:
    period = NoticePeriod(date(2026, 11, 22), date(2026, 11, 22))
    site.release(change("t01/000003", title="只公示一天", notice=period))
    assert "正在公示" in site.text("index.html")
    site.feed.clock.now = NOW.replace(hour=16)  # midnight in the county
    site.publisher.turn()
    assert "正在公示" not in site.text("index.html")


def test_a_list_for_villagers_has_no_page(site: Site) -> None:
    before = site.files()
    site.release(change("t01-v01/000002", title="只给村民", audience=Audience.VILLAGERS))
    assert site.files() == before


def test_what_turns_villagers_only_leaves_the_pages(site: Site) -> None:
    site.release(change("t01/000001", rev=2, title="只给村民", audience=Audience.VILLAGERS))
    assert "撤下" in site.text("gone/t01/000001.html")
    assert "t01/000001.html" not in site.files()
    assert 'href="/t01/000001"' not in site.text("t01/index.html")


def test_an_identity_number_gets_no_page_although_it_is_signed(site: Site) -> None:
    """11010519491231002X: the example of GB 11643-1999."""
    done = site.release(change("t01/000003", title="某人11010519491231002X"))
    assert done.shown == []
    assert not [path for path, data in site.files().items() if b"11010519491231002X" in data]


def test_a_new_revision_replaces_page_and_sheet_and_moves_between_windows(site: Site) -> None:
    while site.publisher.make_sheet() is not None:
        pass
    sheet = site.files()["t01/000001/a3.pdf"]
    site.release(change("t01/000001", rev=2, title="改过的", window=Window.PARTY))
    assert "改过的" in site.text("t01/000001.html") and "第 2 版" in site.text("t01/000001.html")
    assert 'href="/t01/000001"' in site.text("w/party/index.html")
    for path in ("w/enquiry/index.html", "w/enquiry/p1.html"):
        assert 'href="/t01/000001"' not in site.text(path)
    assert "t01/000001/a3.pdf" not in site.files(), "the sheet of the old text is gone at once"
    assert site.publisher.make_sheet() == "t01/000001"
    assert site.files()["t01/000001/a3.pdf"] != sheet


def test_an_altered_body_is_not_shown_and_the_last_page_stays(site: Site) -> None:
    fresh = change("t01/000001", rev=2, title="新的")
    site.feed.clock.advance(seconds=2)
    site.feed.repository.release([fresh, change("t01-v01/000002", title="另一村的")])
    blob = site.feed.root / blob_path(hashlib.sha256(fresh.body).hexdigest())
    blob.write_bytes(fresh.body.replace("新的".encode(), "假的".encode()))
    done = site.publisher.turn()
    assert list(done.broken) == ["t01"]
    assert "柳溪镇低保名单公示" in site.text("t01/000001.html")
    assert "另一村的" in site.text("t01-v01/000002.html"), "the other units go on"
    blob.write_bytes(fresh.body)
    assert site.publisher.turn().broken == {}
    assert "新的" in site.text("t01/000001.html")


def test_a_forged_timestamp_changes_nothing(site: Site) -> None:
    before = site.files()
    file = site.feed.root / "metadata" / "timestamp.json"
    file.write_bytes(file.read_bytes().replace(b'"version"', b'"Version"', 1))
    with pytest.raises(TrustError):
        site.publisher.turn()
    assert site.files() == before


def test_lists_are_paged_and_a_full_page_stays_as_it_is(site: Site) -> None:
    for first in (100, 160):
        site.release(*(change(f"d01/{n:06d}", title=f"第{n}件") for n in range(first, first + 60)))
        if first == 100:
            full = site.files()["d01/p1.html"]
    pages = sorted(path for path in site.files() if path.startswith("d01/p"))
    assert pages == ["d01/p1.html", "d01/p2.html", "d01/p3.html"]  # 120 = 50 + 50 + 20
    assert site.files()["d01/p1.html"] == full
    assert [site.text(path).count('<h2><a href="/d01/') for path in pages] == [50, 50, 20]
    assert 'href="/d01/p3.html"' in site.text("d01/p2.html") and 'href="/d01/p1.html"' in site.text("d01/p2.html")


def test_a_rebuild_writes_the_same_files_and_removes_strays(site: Site) -> None:
    site.release(change("d01/000001", title="县委办一件"))
    site.release(withdraw=(Withdrawal(disclosure("t01/000002").id, 1, "内容有误"),))
    while site.publisher.make_sheet() is not None:
        pass
    before = site.files()
    for stray in ("index.html", "t01/000001.html"):
        (site.public / stray).write_text("打坏了")
    (site.public / "stray.html").write_text("外来的")
    site.publisher.rebuild()
    after = site.files()
    assert after.keys() == before.keys()
    # Lists number their pages anew after a rebuild: only the order inside may differ.
    for path in (
        "t01/000001.html",
        "gone/t01/000002.html",
        "index.html",
        "t01/000001/a3.pdf",
        "sitemap.xml",
        "atom.xml",
    ):
        assert after[path] == before[path], path


class PowerCut(Exception):
    """The power is gone."""


class CutDisk(Disk):
    """Dies at the nth step."""

    def __init__(self, steps: int) -> None:
        super().__init__()
        self.steps = steps

    def rename(self, source, target) -> None:  # type: ignore[no-untyped-def]  # as in Disk
        self.steps -= 1
        if self.steps < 0:
            raise PowerCut
        super().rename(source, target)


@pytest.mark.parametrize("steps", [0, 1, 4, 8])
def test_a_turn_that_was_cut_is_done_once_more(site: Site, steps: int) -> None:
    folder = site.public.parent
    dying = publisher_of(site.feed, site.register, folder)
    dying._folder = PublicFolder(site.public, CutDisk(steps))
    site.feed.clock.advance(seconds=2)
    site.feed.repository.release([change("t01/000003", title="新的一件")], [])
    with pytest.raises(PowerCut):
        dying.turn()
    done = publisher_of(site.feed, site.register, folder).turn()
    assert done.shown == ["t01/000003"]
    assert "新的一件" in site.text("t01/000003.html") and "新的一件" in site.text("index.html")


def test_midnight_belongs_to_the_day_that_ends() -> None:
    assert chinese_moment(NOW.replace(hour=16)) == "2026年11月22日 24时"
    assert chinese_moment(NOW) == "2026年11月22日 17:00"


TABLES = [  # columns, row, column that stays in sight, columns of figures
    (("序号", "姓名", "金额(元)"), ("1", "张*才", "1,504.00"), 1, {0, 2}),
    (("村民小组", "户主", "面积"), ("一组", "李*", "3.4"), 1, {2}),
    (("项目", "说明"), ("预算", "文字"), 0, set()),
    (("编号", "内容", "备注"), ("甲", "乙", ""), 1, {2}),
]


@pytest.mark.parametrize(("columns", "row", "key", "figures"), TABLES)
def test_the_column_that_names_the_row_stays_in_sight(
    columns: tuple[str, ...], row: tuple[str, ...], key: int, figures: set[int]
) -> None:
    view = table_view(Table(columns, (row,)))
    assert view is not None
    assert (view.key, set(view.figures)) == (key, figures)
