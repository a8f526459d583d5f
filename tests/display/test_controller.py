"""The message controller against the rules of NTCIP 1203 v03 (dmsActivateMessage, dmsActivateMsgError, fail events)."""

from __future__ import annotations

from datetime import timedelta
from types import MappingProxyType

import pytest

from display.controller import HIGHEST_PRIORITY, Controller, Message, Refusal, Showing, Source
from tests.display.fakes import NOON

HOUR = timedelta(hours=1)


def message(name: str = "a", run_priority: int = 100, ends: timedelta = 24 * HOUR) -> Message:
    return Message(
        id=name, sha256=f"hash of {name}", valid_from=NOON, valid_until=NOON + ends, run_priority=run_priority
    )


def showing(shown: Message, *others: Message) -> Controller:
    held = Controller().holding([shown, *others], NOON)
    return held.activate(shown.id, shown.sha256, 255, None, Source.SCHEDULER, NOON)


def test_a_valid_message_named_by_id_and_hash_is_shown() -> None:
    assert showing(message()).showing == Showing(message(), Source.SCHEDULER)


REFUSED = [  # id, hash, priority, hours from now, reason
    ("b", "hash of b", 99, 0, Refusal.PRIORITY),  # below the run-time priority of what is shown
    ("c", "hash of c", 100, 0, Refusal.MESSAGE_NUMBER),
    ("b", "hash of b", 100, 2, Refusal.MESSAGE_STATUS),
    ("b", "hash of a", 100, 0, Refusal.MESSAGE_CRC),
]


@pytest.mark.parametrize(("name", "sha256", "priority", "hours", "reason"), REFUSED)
def test_a_refused_activation_leaves_the_face_and_keeps_the_reason(
    name: str, sha256: str, priority: int, hours: int, reason: Refusal
) -> None:
    before = showing(message("a"), message("b", ends=HOUR))
    after = before.activate(name, sha256, priority, None, Source.CENTRAL, NOON + hours * HOUR)
    assert after.showing == before.showing
    assert after.failed == (name, reason)


def test_equal_priority_is_enough_and_success_clears_the_failure() -> None:
    before = showing(message("a"), message("b"))
    refused = before.activate("x", "", 255, None, Source.CENTRAL, NOON)
    after = refused.activate("b", "hash of b", 100, None, Source.CENTRAL, NOON)
    assert after.showing == Showing(message("b"), Source.CENTRAL)
    assert after.failed is None


def test_what_has_ended_protects_nothing() -> None:
    before = showing(message("a", run_priority=255, ends=HOUR), message("b"))
    after = before.activate("b", "hash of b", 1, None, Source.SCHEDULER, NOON + HOUR)
    assert after.showing.message == message("b")


def test_a_message_that_ends_goes_blank_by_default() -> None:
    before = showing(message(ends=HOUR))
    assert before.passing(NOON + HOUR - timedelta(seconds=1)) == before
    assert before.passing(NOON + HOUR).showing == Showing(None, Source.END_DURATION)


def test_a_duration_ends_before_the_message_does() -> None:
    held = Controller().holding([message()], NOON)
    shown = held.activate("a", "hash of a", 100, NOON + HOUR, Source.LOCAL, NOON)
    assert shown.remaining_s(NOON) == 3600
    assert shown.passing(NOON + HOUR).showing.message is None


def test_a_message_taken_away_or_changed_ends_at_once() -> None:
    assert showing(message()).holding([], NOON).showing == Showing(None, Source.END_DURATION)
    assert showing(message()).holding([message(run_priority=9)], NOON).showing.message is None


@pytest.mark.parametrize("event", [Source.COMM_LOSS, Source.POWER_RECOVERY, Source.RESET, Source.POWER_LOSS])
def test_a_fail_event_outranks_everything_and_is_blank_unless_configured(event: Source) -> None:
    before = showing(message(run_priority=HIGHEST_PRIORITY), message("office name"))
    assert before.fail(event, NOON).showing == Showing(None, event)
    configured = Controller(before.messages, before.showing, on_failure=MappingProxyType({event: "office name"}))
    assert configured.fail(event, NOON).showing == Showing(message("office name"), event)
    assert configured.fail(event, NOON + 48 * HOUR).showing == Showing(None, event)


def test_only_fail_events_fail() -> None:
    with pytest.raises(ValueError, match="no fail event"):
        Controller().fail(Source.CENTRAL, NOON)


def test_blank_is_always_possible_and_remains_nothing() -> None:
    dark = showing(message(run_priority=255)).blank(Source.CENTRAL)
    assert dark.showing == Showing(None, Source.CENTRAL)
    assert dark.remaining_s(NOON) is None
    assert dark.passing(NOON + 100 * HOUR) == dark
