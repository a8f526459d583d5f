"""What the message controller's schedule shows, by the rules of NTCIP 1203 v03, and what it waits for."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import pytest

from display.controller import Controller
from display.message_store import Memory, MessageId, blank
from display.sign_terms import (
    CURRENT,
    DARK,
    SCHEDULED,
    ControlMode,
    FailEvent,
    Refusal,
    Showing,
    Source,
)
from tests.display.controller_cases import NOON, A, B, C, ask, holding, message, showing


def test_the_schedule_shows_what_it_points_at() -> None:
    state = holding(message(A), message(B)).follow(A, NOON)
    assert (state.showing, state.scheduled) == (Showing(message(A), Source.SCHEDULER), A)
    assert state.follow(A, NOON) == state
    after = state.follow(B, NOON)
    assert (after.showing, after.scheduled) == (Showing(message(B), Source.SCHEDULER), B)


@pytest.mark.parametrize("place", [SCHEDULED, CURRENT])
def test_the_schedule_cannot_point_at_itself_or_at_what_is_shown(place: MessageId) -> None:
    with pytest.raises(
        ValueError, match=rf"^{place.memory.value}/: a schedule points at a stored message or a blank row$"
    ):
        holding(message(A)).follow(place, NOON)


def test_the_schedule_takes_over_what_somebody_else_put_up_at_its_own_rank() -> None:
    state = showing(message(A)).follow(A, NOON)
    assert state.showing == Showing(message(A), Source.SCHEDULER)


def test_an_empty_schedule_ends_only_what_the_schedule_put_up() -> None:
    scheduled = holding(message(A)).follow(A, NOON)
    assert scheduled.follow(None, NOON).showing == Showing(DARK, Source.END_DURATION)
    assert scheduled.follow(None, NOON).scheduled is None
    central = showing(message(A))
    assert central.follow(None, NOON) == central
    configured = replace(scheduled, fail_messages=MappingProxyType({FailEvent.END_DURATION: A}))
    assert configured.follow(None, NOON).showing == Showing(message(A), Source.END_DURATION)


def test_the_schedule_waits_below_a_higher_priority_and_that_is_no_failure() -> None:
    for priority, shown in ((101, A), (100, B)):
        state = showing(message(A, run_priority=priority), message(B)).follow(B, NOON)
        assert (state.showing.message.id, state.failed, state.scheduled) == (shown, None, B)


def test_the_schedule_asks_with_the_priority_of_what_it_points_at() -> None:
    routine, drill, flood = message(A), message(B, run_priority=150), message(C, run_priority=200)
    every = Controller().holding((routine, drill, flood), lambda _: None, NOON)
    rising = every.follow(A, NOON).follow(B, NOON).follow(C, NOON)
    assert rising.showing == Showing(flood, Source.SCHEDULER)
    for lower in (A, B):
        waiting = rising.follow(lower, NOON)
        assert (waiting.showing.message, waiting.scheduled, waiting.failed) == (flood, lower, None)
    assert rising.holding((routine, drill), lambda _: None, NOON).showing == Showing(DARK, Source.END_DURATION)
    assert rising.follow(A, NOON).holding((routine, drill), lambda _: None, NOON).showing == Showing(
        routine, Source.SCHEDULER
    )


def test_a_message_below_the_routine_priority_is_scheduled_with_that() -> None:
    low = message(A, run_priority=50)
    state = showing(message(B, run_priority=100), low).follow(A, NOON)
    assert state.showing == Showing(low, Source.SCHEDULER)


def test_the_schedule_waits_in_local_mode_and_while_the_centre_is_lost() -> None:
    local = holding(message(A), mode=ControlMode.LOCAL).follow(A, NOON)
    assert (local.showing, local.failed) == (Showing(), None)
    lost = replace(holding(message(A)), centre_is_lost=True, scheduled=A)
    assert lost.follow(A, NOON).showing == Showing()
    assert lost.activate(ask(MessageId(Memory.BLANK, "9"), duration_s=0), NOON).passing(NOON).showing == Showing(
        DARK, Source.END_DURATION
    )


def test_a_schedule_that_points_at_nothing_changes_nothing() -> None:
    state = holding(message(A)).follow(A, NOON).follow(MessageId(Memory.CHANGEABLE, "x"), NOON)
    assert state.showing == Showing(message(A), Source.SCHEDULER)
    assert state.failed is None


def test_the_schedule_can_point_at_darkness() -> None:
    state = holding(message(A)).follow(A, NOON).follow(MessageId(Memory.BLANK, "100"), NOON)
    assert state.showing == Showing(blank(100, DARK.valid_from), Source.SCHEDULER)
    assert state.follow(A, NOON).showing == Showing(message(A), Source.SCHEDULER)


def test_what_the_schedule_points_at_is_checked_like_any_other() -> None:
    state = holding(message(C)).follow(C, NOON)
    assert state.showing == Showing()
    assert state.failed == (ask(C, 100, Source.SCHEDULER), Refusal.MESSAGE_STATUS)
