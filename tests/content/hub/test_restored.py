"""The hub's database comes back from yesterday's backup: what citizens see stays, and nothing is given out twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from content.led_line import decode_led_line
from content.record import DisclosureId
from tests.content.hub.conftest import DatabaseCopy, Hub
from tests.content.hub.desk import Desk, board, desk, outcome_of, proposed, signed_by
from tests.factories import add_approvers, two_people

__all__ = ["board", "desk"]  # fixtures


def today() -> DatabaseCopy:
    """A copy of the database as it is; after the block that is thrown away, and it is yesterday again."""
    from django.db import connection

    return DatabaseCopy(connection.settings_dict["NAME"], "today")


def version(desk: Desk) -> int:
    updater = desk.terminal.updater(datetime.now(UTC))
    return int(updater._trusted_set.timestamp.version)


def changed(hub: Hub, disclosure: str, title: str) -> Any:
    """The request for one more revision of a released page."""
    from content.hub.disclosures.models import DisclosurePage

    page = DisclosurePage.objects.get(registration__pk=disclosure)
    page.title = title
    page.save_revision(user=hub.editor)
    return hub.reviewed(page)


def test_what_was_released_since_stays_and_new_texts_get_new_ids(desk: Desk) -> None:
    hub = desk.hub
    hub.released("昨天的公开")
    desk.sign()
    with today():
        hub.released("今天的公开")
        changed(hub, "t01/000001", "昨天的公开（更正）")
        desk.sign()
    shown, before = desk.titles(), version(desk)
    assert shown == {"t01/000001": "昨天的公开（更正）", "t01/000002": "今天的公开"}

    desk.sign()
    assert desk.titles() == shown
    newer = hub.released("恢复后的公开")
    desk.sign()

    assert (newer.disclosure, newer.rev, outcome_of(newer)) == ("t01/000003", 1, ("published", ""))
    assert desk.titles() == {**shown, "t01/000003": "恢复后的公开"}
    assert version(desk) > before


def test_the_next_revision_of_a_text_goes_above_the_one_that_the_backup_does_not_know(desk: Desk) -> None:
    hub = desk.hub
    hub.released("公开")
    desk.sign()
    with today():
        changed(hub, "t01/000001", "公开（二）")
        changed(hub, "t01/000001", "公开（三）")
        desk.sign()
    desk.sign()
    again = changed(hub, "t01/000001", "公开（恢复后）")
    desk.sign()

    assert (again.rev, outcome_of(again)) == (4, ("published", ""))
    assert desk.titles() == {"t01/000001": "公开（恢复后）"}


def test_what_was_withdrawn_since_stays_withdrawn_and_may_come_back_as_a_new_revision(desk: Desk) -> None:
    from content.hub.disclosures.models import Registration
    from content.hub.review.services import withdraw

    hub = desk.hub
    hub.released("公开")
    desk.sign()
    with today():
        withdraw(disclosure_id=DisclosureId("t01/000001"), reason="有误", by=hub.editor)
        desk.sign()
    desk.sign()
    assert desk.titles() == {}
    assert Registration.objects.get(pk="t01/000001").is_withdrawn

    again = changed(hub, "t01/000001", "公开（更正）")
    desk.sign()
    assert outcome_of(again) == ("published", "")
    assert desk.titles() == {"t01/000001": "公开（更正）"}
    assert catch_up_by_the_command(desk) == ((), ()), "it stands in the feed twice, as withdrawn and as shown"


def catch_up_by_the_command(desk: Desk) -> tuple[Any, Any]:
    from content.hub.keeping.catch_up import catch_up

    done = catch_up(desk.settings, datetime.now(UTC))
    return done.unknown, done.advanced


def test_what_the_hub_no_longer_knows_can_be_withdrawn(desk: Desk) -> None:
    from content.hub.review.services import withdraw

    with today():
        desk.hub.released("今天的公开")
        desk.sign()
    desk.sign()
    request = withdraw(disclosure_id=DisclosureId("t01/000001"), reason="恢复后撤下", by=desk.hub.editor)
    desk.sign()

    assert outcome_of(request) == ("published", "")
    assert desk.titles() == {}


def test_a_request_that_the_feed_has_answered_already_is_answered_again_and_changes_nothing(desk: Desk) -> None:
    request = desk.hub.released("公开")
    with today():
        desk.sign()
    shown = desk.titles()
    desk.sign()

    assert outcome_of(request) == ("published", "")
    assert desk.titles() == shown == {"t01/000001": "公开"}


def test_a_line_after_the_restoration_has_a_number_above_those_that_the_board_has_shown(desk: Desk, board: str) -> None:
    from content.hub.disclosures.models import Registration
    from content.hub.terminals.models import Board

    hub = desk.hub
    hub.released()
    add_approvers(desk.settings.keys_dir.parent, *two_people(), now=datetime.now(UTC))
    desk.sign()
    with today():
        for _ in range(3):
            line = proposed(hub, "t01/000001", board)
            for person in two_people():
                signed_by(desk, line, person)
        desk.sign()
        assert Board.objects.get(pk=board).last_seq == 3
    assert Board.objects.get(pk=board).last_seq == 0

    desk.sign()
    assert decode_led_line(bytes(proposed(hub, "t01/000001", board).payload)).seq == 4
    assert Registration.objects.get(pk="t01/000002").announces_id == "t01/000001"


def test_a_signer_that_runs_notices_that_the_database_went_back(desk: Desk) -> None:
    from content.hub.release.signer import Loop, open_repository, turn_of

    with open_repository(desk.settings) as repository:
        loop = Loop(turn_of(desk.settings, repository), batch_s=0, monotonic=lambda: 0.0)
        desk.hub.released("昨天的公开")
        loop.step()
        with today():
            desk.hub.released("今天的公开")
            loop.step()
        loop.step()
        newer = desk.hub.released("恢复后的公开")
        loop.step()
    assert newer.disclosure == "t01/000003"
    assert desk.titles() == {
        "t01/000001": "昨天的公开",
        "t01/000002": "今天的公开",
        "t01/000003": "恢复后的公开",
    }


def test_without_a_restoration_nothing_is_changed(desk: Desk) -> None:
    from content.hub.release.published import CaughtUp, catch_up
    from content.hub.release.signer import open_repository

    request = desk.hub.released(valid_until=(datetime.now(UTC) + timedelta(days=3)).date())
    desk.sign()
    desk.hub.released("还没有签发")
    with open_repository(desk.settings) as repository:
        assert catch_up(repository) == CaughtUp(unknown=(), advanced=())
    desk.sign()
    assert set(desk.titles()) == {request.disclosure, "t01/000002"}
