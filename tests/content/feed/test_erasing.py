"""抹除 in the repository: no file that is served holds the bytes any more, and every terminal is told so for ever."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from pathlib import Path

from content.blocks import Paragraph
from content.disclosure import Attachment
from content.feed.keys import KeyRing
from content.feed.pages import blob_path
from content.feed.readback import read_back
from content.feed.rules import Change, Withdrawal
from content.record import DisclosureId, encode
from tests.factories import COUNTY, NOW, Feed, change, disclosure, led_change, led_line, make_repository
from tests.fakes.power import FragileDisk, PowerCut
from tests.fakes.terminal import PlainTerminal

LEAK = "110105194912310021"
PDF = b"%PDF-1.4 " + LEAK.encode() + b"\n%%EOF\n"
LEAKED = DisclosureId("t01/000001")
ERASE = Withdrawal(LEAKED, 2, "发布单位已删除此内容", erase=True)


def file_of(data: bytes) -> Attachment:
    name = hashlib.sha256(data).hexdigest()
    return Attachment(sha256=name, size=len(data), name="名单.pdf", media_type="application/pdf")


def leaking(id_: str = LEAKED, rev: int = 1, data: bytes = PDF) -> Change:
    """A disclosure with the number in its text and in its file."""
    made = disclosure(id_, rev, blocks=(Paragraph(f"张三 {LEAK}"),), attachments=(file_of(data),))
    return Change(made.id, rev, "disclosure", encode(made), {file_of(data).sha256: data})


def holding(folder: Path, needle: str = LEAK) -> list[str]:
    """Every file with the needle in it: as it is, unpacked, or in the envelope of a line."""
    found = []
    for path in sorted(folder.rglob("*")):
        data = path.read_bytes() if path.is_file() else b""
        texts = [data]
        if data[:2] == b"\x1f\x8b":
            texts.append(gzip.decompress(data))
        elif data.startswith(b"{") and b'"payload"' in data:
            texts.append(base64.b64decode(json.loads(data)["payload"]))
        if any(needle.encode() in text for text in texts):
            found.append(path.relative_to(folder).as_posix())
    return found


def index_of(feed: Feed) -> list[dict[str, object]]:
    """What the newest index of the township lists as withdrawn."""
    terminal = PlainTerminal(feed.folder / "reader", feed.root, (feed.online / "root.json").read_bytes())
    index = json.loads(terminal.target(terminal.updater(feed.clock.now), "t01/index.json"))
    withdrawn: list[dict[str, object]] = index.get("withdrawn", [])
    return withdrawn


def test_every_file_of_every_revision_goes_and_the_neighbours_stay(tmp_path: Path) -> None:
    other = b"%PDF-1.4 of an earlier revision " + LEAK.encode()
    feed = make_repository(tmp_path, leaking(data=other), change("t01/000002", title="留下的一件"))
    feed.clock.advance(seconds=2)
    feed.repository.release([leaking(rev=2)])
    before = holding(feed.root)
    assert {path.partition("/")[0] for path in before} == {"blobs", "packs"} and len(before) == 6

    feed.clock.advance(seconds=2)
    release = feed.repository.release((), [ERASE])

    assert holding(feed.root) == []
    assert sorted(release.erased[LEAKED].paths) == before
    terminal = PlainTerminal(tmp_path / "terminal", feed.root, (feed.online / "root.json").read_bytes())
    assert {id_: body["title"] for id_, body in terminal.pull(feed.clock.now, "t01").items()} == {
        "t01/000002": "留下的一件"
    }
    (gone,) = index_of(feed)
    assert (gone["id"], gone["rev"], gone["erased"]) == (LEAKED, 2, True)


def test_a_file_that_another_item_shows_stays_and_is_named(tmp_path: Path) -> None:
    feed = make_repository(tmp_path, leaking(), leaking("t01/000002"))
    release = feed.repository.release((), [ERASE])
    shared = blob_path(file_of(PDF).sha256)
    assert release.erased[LEAKED].kept == {shared: ("t01/000002",)}
    assert (feed.root / shared).read_bytes() == PDF
    both = [Withdrawal(DisclosureId("t01/000002"), 1, "发布单位已删除此内容", erase=True)]
    feed.repository.release((), both)
    assert holding(feed.root) == []


def test_a_line_of_a_board_goes_with_its_envelope(tmp_path: Path) -> None:
    feed = make_repository(tmp_path, change("t01/000001"))
    line = led_line(text="张三低保公示")
    feed.repository.release([led_change(line)])
    assert len(holding(feed.root, "张三低保公示")) == 1  # and the pack, where it lies in base64
    feed.repository.release((), [Withdrawal(line.id, 1, "发布单位已删除此内容", erase=True)])
    assert holding(feed.root, "张三低保公示") == []
    envelope = base64.b64encode(encode(line))[:80].decode()
    assert holding(feed.root, envelope) == []


def test_what_was_withdrawn_or_has_ended_before_can_still_be_erased(tmp_path: Path) -> None:
    feed = make_repository(tmp_path, leaking())
    feed.repository.release((), [Withdrawal(LEAKED, 1, "内容有误")])
    assert holding(feed.root) != [], "a withdrawal leaves files for terminals in mid-pull"
    feed.clock.advance(seconds=2)
    feed.repository.release((), [ERASE])
    assert holding(feed.root) == []
    assert [(gone["reason"], gone["erased"]) for gone in index_of(feed)] == [("发布单位已删除此内容", True)]


def test_an_erasure_is_listed_for_ever_a_withdrawal_for_ninety_days(tmp_path: Path) -> None:
    feed = make_repository(tmp_path, leaking(), change("t01/000002"))
    feed.repository.release((), [ERASE, Withdrawal(DisclosureId("t01/000002"), 1, "内容有误")])
    assert len(index_of(feed)) == 2
    feed.clock.advance(days=91)
    feed.repository.release([change("t01/000003")])
    assert [gone["id"] for gone in index_of(feed)] == [LEAKED]


def test_the_same_request_again_does_nothing_and_is_no_refusal(tmp_path: Path) -> None:
    feed = make_repository(tmp_path, leaking())
    feed.repository.release((), [ERASE])
    again = feed.repository.release((), [ERASE])
    assert (again.refused, again.unchanged, again.erased[LEAKED].paths) == ((), (LEAKED,), ())


def test_files_of_a_release_that_was_cut_short_go_too(tmp_path: Path) -> None:
    """Written, and named by nothing: the ledger knows nothing of them."""
    feed = make_repository(tmp_path, leaking())
    body = leaking(rev=2).body
    stray = feed.root / blob_path(hashlib.sha256(body).hexdigest())
    stray.parent.mkdir(parents=True, exist_ok=True)
    stray.with_name(stray.name + ".tmp").write_bytes(body)
    pack = feed.root / "packs" / "ab" / ("ab" * 32 + ".gz")
    pack.parent.mkdir(parents=True, exist_ok=True)
    pack.write_bytes(gzip.compress(b"a page that never was" + body))
    feed.repository.release((), [ERASE])
    assert holding(feed.root) == []


def test_cut_at_any_step_the_second_attempt_leaves_nothing(tmp_path: Path) -> None:
    steps = 0
    cut_at = 0
    while True:
        folder = tmp_path / str(cut_at)
        folder.mkdir()
        feed = make_repository(folder, leaking(), change("t01/000002"))
        disk = FragileDisk(cut_at)
        feed.reopen(disk)
        feed.clock.advance(seconds=2)
        try:
            feed.repository.release((), [ERASE])
        except PowerCut:
            disk.forget()
            feed.reopen()
            feed.clock.advance(seconds=2)
            feed.repository.release((), [ERASE])
            steps += 1
        else:
            feed.repository.close()
            break
        assert holding(feed.root) == [], cut_at
        assert [gone["erased"] for gone in index_of(feed)] == [True]
        feed.repository.close()
        cut_at += 1
    assert steps > 10


def test_a_ledger_that_is_read_back_knows_what_was_erased(tmp_path: Path) -> None:
    feed = make_repository(tmp_path, leaking())
    feed.repository.release((), [ERASE])
    feed.repository.close()
    (feed.online / "ledger.sqlite").rename(feed.folder / "lost.sqlite")
    read_back(feed.root, KeyRing(feed.online), feed.online / "ledger.sqlite", COUNTY, NOW)
    feed.reopen()
    feed.clock.advance(days=91)
    feed.repository.release([change("t01/000003")])
    assert [gone["id"] for gone in index_of(feed)] == [LEAKED]
