"""What was reviewed reaches a terminal, whole and once, though the signer may die at any step."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest

from content.disclosure import decode_disclosure
from content.record import DisclosureId, encode
from tests.content.hub.conftest import Hub
from tests.content.hub.desk import Desk, desk, outcome_of
from tests.fakes.power import FragileDisk, PowerCut

__all__ = ["desk"]  # a fixture


def test_what_was_reviewed_reaches_a_terminal_byte_for_byte(desk: Desk) -> None:
    request = desk.hub.released()
    desk.sign()

    assert desk.shown() == {"t01/000001": json.loads(bytes(request.payload))}
    assert outcome_of(request) == ("published", "")
    assert request.outcome.version > 0


def test_the_signer_adds_a_short_text_that_the_units_key_signed(desk: Desk) -> None:
    from content.short_text import is_signed_by, read_short_text

    request = desk.hub.released()
    desk.sign()
    short = read_short_text(desk.released()[request.disclosure]["short_text"])
    assert (short.id, short.rev, short.body_hash.hex()) == (request.disclosure, 1, request.sha256[:32])
    assert short.words.startswith("柳溪镇低保新增对象公示\n柳溪镇人民政府 ")
    delegations = desk.terminal.updater(datetime.now(UTC))._trusted_set.targets.delegations
    assert delegations is not None and delegations.roles is not None
    (keyid,) = delegations.roles["t01"].keyids
    assert keyid.startswith(short.keyid)
    assert is_signed_by(short, bytes.fromhex(delegations.keys[keyid].keyval["public"]))


def test_a_short_text_from_the_hub_is_refused(desk: Desk) -> None:
    from content.hub.release.models import ReleaseRequest

    good = desk.hub.released()
    forged = encode(msgspec.structs.replace(decode_disclosure(bytes(good.payload)), rev=2, short_text="属实"))
    ReleaseRequest.objects.create(
        **{name: getattr(good, name) for name in ("kind", "disclosure", "unit", "revision", "author", "author_name")},
        **{name: getattr(good, name) for name in ("first_reviewer", "second_reviewer")},
        rev=2,
        payload=forged,
        sha256=sha256(forged).hexdigest(),
    )
    desk.sign()
    assert "short_text" in desk.released()[good.disclosure] and desk.shown()[good.disclosure]["rev"] == 1


def test_a_withdrawal_reaches_a_terminal(desk: Desk) -> None:
    from content.hub.review.services import withdraw

    kept, gone = desk.hub.released("一"), desk.hub.released("二")
    desk.sign()
    request = withdraw(disclosure_id=DisclosureId(gone.disclosure), reason="金额有误", by=desk.hub.editor)
    desk.sign()

    assert desk.titles() == {kept.disclosure: "一"}
    assert desk.terminal.withdrawn == {gone.disclosure: 1}
    assert outcome_of(request) == ("published", "")


def test_publish_withdraw_and_publish_again_in_one_look_keeps_the_order(desk: Desk) -> None:
    from content.hub.disclosures.models import DisclosurePage
    from content.hub.review.services import approve, submit, withdraw

    first = desk.hub.released("第一稿")
    withdraw(disclosure_id=DisclosureId(first.disclosure), reason="更正", by=desk.hub.editor)
    page = DisclosurePage.objects.get(registration__pk=first.disclosure)
    page.title = "第二稿"
    page.save_revision(user=desk.hub.editor)
    submit(page=page, by=desk.hub.editor)
    approve(page=page, by=desk.hub.first)
    second = approve(page=page, by=desk.hub.second)
    desk.sign()

    assert desk.titles() == {first.disclosure: "第二稿"}
    assert outcome_of(first)[0] == "refused"
    assert "withdrawn by request" in outcome_of(first)[1]
    assert outcome_of(second) == ("published", "")


def test_what_is_scheduled_waits_for_its_time(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from content.hub.release import signer
    from content.hub.release.models import ReleaseOutcome
    from content.hub.review.services import approve, submit

    page = desk.hub.draft("定时发布")
    page.go_live_at = datetime.now(UTC) + timedelta(days=2)
    page.save_revision(user=desk.hub.editor)
    submit(page=page, by=desk.hub.editor)
    approve(page=page, by=desk.hub.first)
    approve(page=page, by=desk.hub.second)
    desk.sign()
    assert (desk.titles(), ReleaseOutcome.objects.count()) == ({}, 0)

    monkeypatch.setattr(signer, "system_now", lambda: datetime.now(UTC) + timedelta(days=3))
    desk.sign()
    assert desk.titles() == {"t01/000001": "定时发布"}


@pytest.mark.slow
@pytest.mark.parametrize("forget", [False, True], ids=["killed", "power cut"])
def test_a_signer_cut_at_any_step_of_the_disk_finishes_next_time(desk: Desk, forget: bool) -> None:
    from content.hub.release.models import ReleaseOutcome

    desk.hub.released("先有")
    desk.sign()
    count, cut_at = 1, 0
    while True:
        request = desk.hub.released(f"第{cut_at}件", unit="d01")
        count += 1
        disk = FragileDisk(cut_at)
        try:
            desk.sign(disk)
        except PowerCut:
            if forget:
                disk.forget()
            desk.sign()
            assert len(desk.shown()) == count
            assert outcome_of(request) == ("published", "")
            cut_at += 3  # each kind of step is met; every single one is content/feed's own test
            continue
        break
    assert cut_at > 12
    assert ReleaseOutcome.objects.count() == count


def test_a_signer_that_dies_before_it_answers_releases_nothing_twice(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from content.hub.release import turn
    from content.hub.release.models import ReleaseOutcome

    request = desk.hub.released(valid_until=date(2999, 1, 1))
    with monkeypatch.context() as patch:
        patch.setattr(turn, "_answer", lambda answers: (_ for _ in ()).throw(PowerCut("before the answer")))
        with pytest.raises(PowerCut):
            desk.sign()
    assert ReleaseOutcome.objects.count() == 0
    version = json.loads((desk.settings.repository_dir / "metadata/timestamp.json").read_bytes())["signed"]["version"]
    desk.sign()

    assert outcome_of(request) == ("published", "")
    assert request.outcome.version <= version
    assert desk.titles() == {"t01/000001": "柳溪镇低保新增对象公示"}


def test_releases_are_collected_and_withdrawals_are_not(desk: Desk) -> None:
    from content.hub.release.models import ReleaseOutcome
    from content.hub.release.signer import Loop, open_repository, turn_of
    from content.hub.review.services import withdraw

    seconds = 100.0
    with open_repository(desk.settings) as repository:
        loop = Loop(turn_of(desk.settings, repository), batch_s=2, monotonic=lambda: seconds)
        first = desk.hub.released("一")
        loop.step()
        assert ReleaseOutcome.objects.count() == 1, "after a quiet time the first goes at once"
        desk.hub.released("二")
        seconds += 1.0
        loop.step()
        assert ReleaseOutcome.objects.count() == 1, "the second is collected"
        withdraw(disclosure_id=DisclosureId(first.disclosure), reason="金额有误", by=desk.hub.editor)
        loop.step()
        assert ReleaseOutcome.objects.count() == 3, "a withdrawal waits for nobody, and takes along what waits"


def test_a_signer_without_keys_says_so_and_loses_nothing(hub: Hub, tmp_path: Path) -> None:
    from content.hub.release.models import ReleaseRequest
    from content.hub.release.signer import run_once

    hub.released()
    settings = hub.settings.model_copy(update={"repository_dir": tmp_path / "feed", "keys_dir": tmp_path / "none"})
    assert run_once(settings) == 1
    assert ReleaseRequest.objects.filter(outcome=None).count() == 1
