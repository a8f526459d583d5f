"""Every way to put something on the screens that nobody released, one test each: refused, and what was there stays.

The feeds are made by tests.content.sync.county_feed, which signs whatever it is told to.
"""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from content.errors import TrustError
from tests.content.sync.county_feed import CountyFeed, disclosure, led_line, to_json
from tests.content.sync.terminals import Terminal
from tests.content.sync.under_attack import HELD, ONE, OTHER, THREE, TWO, VILLAGE, feed, newest, terminal

__all__ = ["feed", "terminal"]  # fixtures


def test_rolled_back_timestamp_is_refused(feed: CountyFeed, terminal: Terminal) -> None:
    old = feed.files["metadata/timestamp.json"]
    feed.put(disclosure(ONE, 2))
    feed.release()
    terminal.pull()
    feed.files["metadata/timestamp.json"] = old
    with pytest.raises(TrustError, match="timestamp version 1 must be >= 2"):
        terminal.pull()
    assert terminal.shown() == HELD | {ONE: 2}


def test_replayed_repository_is_refused_though_a_power_cut_took_the_metadata_files(
    feed: CountyFeed, terminal: Terminal
) -> None:
    old = dict(feed.files)
    feed.put(disclosure(ONE, 2))
    feed.release()
    terminal.pull()
    terminal.stop()
    for file in (terminal.folder / "metadata").glob("*.json"):
        file.unlink()
    terminal.start()
    feed.files = old
    with pytest.raises(TrustError, match="rollback: timestamp version 1, but version 2 was seen"):
        terminal.pull()
    assert terminal.shown() == HELD | {ONE: 2}


def test_tampered_body_is_refused(feed: CountyFeed, terminal: Terminal) -> None:
    name = feed.put(disclosure(ONE, 2))
    feed.release()
    feed.files[f"blobs/{name[:2]}/{name}"] = disclosure(ONE, 2, title="改过的题目")
    outcome = terminal.pull()
    assert list(outcome.problems) == [VILLAGE]
    assert f"blobs/{name[:2]}/{name}" in outcome.problems[VILLAGE]
    assert terminal.shown() == HELD


def test_tampered_index_is_refused(feed: CountyFeed, terminal: Terminal) -> None:
    feed.put(disclosure(ONE, 2))
    feed.release()
    path = newest(feed, f"targets/{VILLAGE}/")
    feed.files[path] = feed.files[path].replace(b'"v":1', b'"v":2')
    assert "bytes with sha256" in terminal.pull().problems[VILLAGE]
    assert terminal.shown() == HELD


def test_tampered_page_is_refused(feed: CountyFeed, terminal: Terminal) -> None:
    feed.put(disclosure(ONE, 2))
    feed.release()
    path = newest(feed, "pages/")
    feed.files[path] = feed.files[path].replace(b'"v":1', b'"v":2')
    assert path in terminal.pull().problems[VILLAGE]
    assert terminal.shown() == HELD


def test_feed_signed_by_strangers_is_refused(feed: CountyFeed, terminal: Terminal) -> None:
    stranger = CountyFeed(VILLAGE, OTHER)
    stranger.put(disclosure(THREE))
    stranger.release()
    feed.files = stranger.files
    with pytest.raises(TrustError, match="timestamp was signed by 0/1 keys"):
        terminal.pull()
    assert terminal.shown() == HELD


def test_county_of_another_name_under_the_same_keys_is_refused(feed: CountyFeed, terminal: Terminal) -> None:
    feed.county = "baihe"
    feed.put(disclosure(ONE, 2))
    feed.release()
    with pytest.raises(TrustError, match=r"timestamp\.json: of county 'baihe', expected 'qingyuan'"):
        terminal.pull()
    assert terminal.shown() == HELD


def test_index_of_another_county_is_refused(feed: CountyFeed, terminal: Terminal) -> None:
    feed.units[VILLAGE].index = {"county": "baihe"}
    feed.put(disclosure(ONE, 2))
    feed.release()
    assert terminal.pull().problems == {VILLAGE: f"index of {VILLAGE}: of county 'baihe', expected 'qingyuan'"}
    assert terminal.shown() == HELD


def test_id_outside_its_unit_is_refused(feed: CountyFeed, terminal: Terminal) -> None:
    feed.put(disclosure(f"{OTHER}/000001", 9), unit=VILLAGE)
    feed.release()
    assert "names t01-v02/000001, which is outside the unit" in terminal.pull().problems[VILLAGE]
    assert terminal.shown() == HELD


def test_withdrawal_of_another_units_item_is_refused(feed: CountyFeed, terminal: Terminal) -> None:
    feed.withdraw(f"{OTHER}/000001", 1, listed_by=VILLAGE)
    feed.release()
    assert "outside the unit" in terminal.pull().problems[VILLAGE]
    assert terminal.shown() == HELD


@pytest.mark.parametrize(
    ("row", "body_says"),
    [
        ({"id": THREE}, f"{ONE} rev 2 of {VILLAGE}"),
        ({"rev": 3}, f"{ONE} rev 2 of {VILLAGE}"),
    ],
)
def test_body_that_differs_from_its_row_is_refused(
    feed: CountyFeed, terminal: Terminal, row: dict[str, object], body_says: str
) -> None:
    feed.put(disclosure(ONE, 2), row=row)
    feed.release()
    assert f"its body says {body_says}" in terminal.pull().problems[VILLAGE]
    assert terminal.shown() == HELD


def test_body_of_another_unit_is_refused(feed: CountyFeed, terminal: Terminal) -> None:
    feed.put(disclosure(ONE, 2, unit=OTHER), unit=VILLAGE)
    feed.release()
    assert f"its body says {ONE} rev 2 of {OTHER}" in terminal.pull().problems[VILLAGE]
    assert terminal.shown() == HELD


def test_line_under_another_lines_id_is_refused(feed: CountyFeed, terminal: Terminal) -> None:
    feed.put(led_line(f"{VILLAGE}/000007"), row={"id": f"{VILLAGE}/000008"}, kind="led-line")
    feed.release()
    assert "its body says t01-v01/000007" in terminal.pull().problems[VILLAGE]
    assert terminal.lines() == []


def test_line_of_another_county_is_refused(feed: CountyFeed, terminal: Terminal) -> None:
    feed.put(led_line(f"{VILLAGE}/000007", county="baihe"), kind="led-line")
    feed.release()
    assert "LED line of county 'baihe', expected 'qingyuan'" in terminal.pull().problems[VILLAGE]
    assert terminal.lines() == []


def test_disclosure_that_calls_itself_a_line_is_refused(feed: CountyFeed, terminal: Terminal) -> None:
    feed.put(disclosure(THREE), row={"kind": "led-line"})
    feed.release()
    assert VILLAGE in terminal.pull().problems
    assert (terminal.shown(), terminal.lines()) == (HELD, [])


def test_revision_below_the_held_one_is_refused(feed: CountyFeed, terminal: Terminal) -> None:
    feed.put(disclosure(ONE, 5))
    feed.release()
    terminal.pull()
    feed.put(disclosure(ONE, 4))
    feed.release()
    assert terminal.pull().problems == {VILLAGE: f"rollback: {ONE} rev 4, but rev 5 is held"}
    assert terminal.shown() == HELD | {ONE: 5}


def test_withdrawn_revision_is_never_shown_again(feed: CountyFeed, terminal: Terminal) -> None:
    body = disclosure(ONE)
    feed.withdraw(ONE, 1)
    feed.release()
    terminal.pull()
    assert terminal.shown() == {TWO: 1, f"{OTHER}/000001": 1}
    feed.units[VILLAGE].withdrawn.clear()
    feed.put(body)
    feed.release()
    assert terminal.pull().problems == {VILLAGE: f"{ONE}: rev 1 is shown again, though rev 1 was withdrawn"}
    assert terminal.shown() == {TWO: 1, f"{OTHER}/000001": 1}
    feed.put(disclosure(ONE, 2))
    feed.release()
    assert terminal.pull().problems == {}
    assert terminal.shown() == HELD | {ONE: 2}


def test_one_id_in_two_rows_is_refused(feed: CountyFeed, terminal: Terminal) -> None:
    feed.put(disclosure(THREE))
    feed.units[VILLAGE].pages[0].append(list(feed.units[VILLAGE].pages[0][0] or ()))
    feed.release()
    assert terminal.pull().problems == {VILLAGE: f"{ONE}: named twice in the index of {VILLAGE}"}
    assert terminal.shown() == HELD


@pytest.mark.parametrize("audience", ["party-members", "internal"])
def test_what_is_not_for_the_public_is_not_even_stored(feed: CountyFeed, terminal: Terminal, audience: str) -> None:
    feed.put(disclosure(THREE, audience=audience))
    feed.put(disclosure(ONE, 2, audience=audience))
    feed.release()
    assert terminal.pull().problems == {}
    assert terminal.shown() == {TWO: 1, f"{OTHER}/000001": 1}
    assert terminal.writer.items([ONE, TWO, THREE]).keys() == {TWO}


def test_villagers_items_stay_with_their_own_units_terminal(tmp_path: Path, feed: CountyFeed) -> None:
    feed.put(disclosure(THREE, audience="villagers"))
    feed.put(disclosure(f"{OTHER}/000002", audience="villagers"))
    feed.release()
    terminal = Terminal(tmp_path, feed, own=(VILLAGE,))
    terminal.pull()
    assert terminal.shown() == HELD | {THREE: 1}


def test_terminal_that_moves_to_another_village_judges_every_item_anew(tmp_path: Path, feed: CountyFeed) -> None:
    feed.put(disclosure(THREE, audience="villagers"))
    feed.put(disclosure(f"{OTHER}/000002", audience="villagers"))
    feed.release()
    terminal = Terminal(tmp_path, feed, own=(VILLAGE,))
    terminal.pull()
    terminal.own = frozenset({OTHER})  # type: ignore[arg-type]
    terminal.restart()
    terminal.memory.requests.clear()
    terminal.pull()
    assert terminal.shown() == HELD | {f"{OTHER}/000002": 1}
    assert len(terminal.memory.asked("blobs/")) == 2  # the villagers' items; all others were held


def test_unit_no_longer_subscribed_leaves_the_terminal(feed: CountyFeed, terminal: Terminal) -> None:
    terminal.units = (VILLAGE,)  # type: ignore[assignment]
    terminal.restart()
    terminal.pull(force=True)
    assert terminal.shown() == {ONE: 1, TWO: 1}


def test_one_bad_unit_does_not_stop_the_others(feed: CountyFeed, terminal: Terminal) -> None:
    feed.units[VILLAGE].index = {"county": "baihe"}
    feed.put(disclosure(ONE, 2))
    feed.put(disclosure(f"{OTHER}/000001", 2))
    feed.release()
    assert list(terminal.pull().problems) == [VILLAGE]
    assert terminal.shown() == HELD | {f"{OTHER}/000001": 2}


def test_bad_unit_is_tried_again_after_a_while_and_at_once_when_it_is_signed_anew(
    feed: CountyFeed, terminal: Terminal
) -> None:
    name = feed.put(disclosure(ONE, 2))
    feed.release()
    good = feed.files.pop(f"blobs/{name[:2]}/{name}")
    assert VILLAGE in terminal.pull().problems
    terminal.memory.requests.clear()
    assert VILLAGE in terminal.pull().problems  # remembered, not tried
    assert terminal.memory.asked("targets/") == []
    feed.files[f"blobs/{name[:2]}/{name}"] = good
    terminal.time.pass_(seconds=11)  # first back-off: at most 5 s, doubled once
    assert terminal.pull().problems == {}
    assert terminal.shown() == HELD | {ONE: 2}

    feed.units[VILLAGE].index = {"county": "baihe"}
    feed.put(disclosure(ONE, 3))
    feed.release()
    assert VILLAGE in terminal.pull().problems
    feed.units[VILLAGE].index = {}
    feed.put(disclosure(ONE, 4))
    feed.release()
    assert terminal.pull().problems == {}
    assert terminal.shown() == HELD | {ONE: 4}


def test_unit_missing_from_the_feed_is_a_problem_of_its_own(tmp_path: Path, feed: CountyFeed) -> None:
    terminal = Terminal(tmp_path, feed, units=(VILLAGE, "t99"))
    assert terminal.pull().problems == {"t99": "unit t99 is not in the county's feed"}
    assert terminal.shown() == {ONE: 1, TWO: 1}


def test_gzip_bomb_in_a_pack_is_not_unpacked_and_single_files_do(tmp_path: Path, feed: CountyFeed) -> None:
    bomb = gzip.compress(bytes(50_000_000))
    for path in [path for path in feed.files if path.startswith("packs/")]:
        feed.files[path] = bomb
    terminal = Terminal(tmp_path, feed)
    assert terminal.pull().problems == {}
    assert terminal.shown() == HELD
    assert len(terminal.memory.asked("blobs/")) == 3


def test_pack_with_another_body_is_passed_by(tmp_path: Path, feed: CountyFeed) -> None:
    for path in [path for path in feed.files if path.startswith("packs/")]:
        feed.files[path] = gzip.compress(gzip.decompress(feed.files[path]).replace("财务".encode(), "党务".encode()))
    terminal = Terminal(tmp_path, feed)
    assert terminal.pull().problems == {}
    assert terminal.shown() == HELD


def test_missing_packs_mean_single_files(tmp_path: Path, feed: CountyFeed) -> None:
    for path in [path for path in feed.files if path.startswith("packs/")]:
        del feed.files[path]
    terminal = Terminal(tmp_path, feed)
    assert terminal.pull().problems == {}
    assert terminal.shown() == HELD


def test_endless_page_is_cut_at_the_size_that_was_signed(feed: CountyFeed, terminal: Terminal) -> None:
    feed.put(disclosure(ONE, 2))
    feed.release()
    path = newest(feed, "pages/")
    feed.files[path] += b" " * 1_000_000
    assert "reading stopped" in terminal.pull().problems[VILLAGE]
    assert terminal.shown() == HELD


def test_index_with_a_path_for_a_hash_is_refused(feed: CountyFeed, terminal: Terminal) -> None:
    feed.units[VILLAGE].index = {"pages": [["../../../../etc/passwd", 100, 1]]}
    feed.put(disclosure(ONE, 2))
    feed.release()
    assert "page '../../../../etc/passwd'" in terminal.pull().problems[VILLAGE]
    assert not [path for path in terminal.memory.requests if "passwd" in path]
    assert terminal.shown() == HELD


def test_attachment_with_a_path_for_a_hash_is_refused(feed: CountyFeed, terminal: Terminal) -> None:
    entry = {"sha256": "../../x", "size": 3, "name": "x", "media_type": "image/png"}
    feed.put(disclosure(ONE, 2, attachments=[entry]))
    feed.release()
    assert "attachment of 3 bytes with sha256 '../../x'" in terminal.pull().problems[VILLAGE]
    assert terminal.shown() == HELD


def test_body_larger_than_allowed_is_refused_before_it_is_fetched(feed: CountyFeed, terminal: Terminal) -> None:
    name = feed.put(disclosure(ONE, 2, blocks=[{"type": "paragraph", "text": "好" * 30_000}]))
    feed.release()
    assert "at most 65536 bytes are allowed" in terminal.pull().problems[VILLAGE]
    assert f"blobs/{name[:2]}/{name}" not in terminal.memory.requests
    assert terminal.shown() == HELD


def test_approvers_signed_by_one_officer_are_refused(feed: CountyFeed, terminal: Terminal) -> None:
    two = to_json({"v": 1, "county": "qingyuan", "approvers": []})
    feed.sign_people(two)
    feed.sign_snapshot()
    feed.sign_timestamp()
    assert terminal.pull().problems == {}
    one = to_json({"v": 1, "county": "qingyuan", "approvers": [], "note": "one officer alone"})
    feed.sign_people(one, signers=1)
    feed.sign_snapshot()
    feed.sign_timestamp()
    assert "signed by 1/2 keys" in terminal.pull().problems["people/approvers.json"]
    assert terminal.library().approvers() == two


def test_approvers_of_another_county_are_refused(feed: CountyFeed, terminal: Terminal) -> None:
    feed.sign_people(to_json({"v": 1, "county": "baihe", "approvers": []}))
    feed.sign_snapshot()
    feed.sign_timestamp()
    assert "of county 'baihe'" in terminal.pull().problems["people/approvers.json"]
    assert terminal.library().approvers() == b""
