"""The message controller against the rules of NTCIP 1203 v03: what is activated, and how long it stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from display.controller import Controller
from display.message_store import Memory, MessageId, MessageStore, blank
from display.sign_terms import (
    CURRENT,
    DARK,
    SCHEDULED,
    Activation,
    ControlMode,
    Health,
    Refusal,
    Showing,
    Source,
)
from tests.display.controller_cases import (
    HASH,
    HOUR,
    NOON,
    OFFICE,
    SECOND,
    ZEROS,
    A,
    B,
    C,
    ask,
    check,
    holding,
    message,
    showing,
)


def test_a_message_named_by_place_and_hash_is_shown() -> None:
    assert showing(message()).showing == Showing(message(), Source.CENTRAL, None)


REFUSED = [  # what is asked for, after so many seconds, the reason; shown is a with run-time priority 100
    (ask(B, 99), 0, Refusal.PRIORITY),
    (ask(MessageId(Memory.VOLATILE, "b"), 100), 0, Refusal.MESSAGE_MEMORY_TYPE),
    (ask(MessageId(Memory.CHANGEABLE, "x"), 100), 0, Refusal.MESSAGE_NUMBER),
    (ask(MessageId(Memory.BLANK, "0"), 100), 0, Refusal.MESSAGE_NUMBER),
    (ask(MessageId(Memory.BLANK, "256"), 255), 0, Refusal.MESSAGE_NUMBER),
    (ask(MessageId(Memory.BLANK, "007"), 255), 0, Refusal.MESSAGE_NUMBER),
    (ask(MessageId(Memory.CURRENT_BUFFER, "1"), 255), 0, Refusal.MESSAGE_NUMBER),
    (ask(B), -1, Refusal.MESSAGE_STATUS),  # not begun
    (ask(B), 3600, Refusal.MESSAGE_STATUS),  # ended
    (ask(C), 0, Refusal.MESSAGE_STATUS),  # judged an error
    (ask(B, sha256=HASH[A]), 0, Refusal.MESSAGE_CRC),
    (ask(MessageId(Memory.BLANK, "5"), sha256=HASH[A]), 0, Refusal.MESSAGE_CRC),
    (ask(B, source=Source.LOCAL), 0, Refusal.CENTRAL_MODE),
    (ask(B, source=Source.EXTERNAL), 0, Refusal.CENTRAL_MODE),
    # several reasons: the first one is told
    (ask(MessageId(Memory.VOLATILE, "x"), 99), 0, Refusal.PRIORITY),
    (ask(MessageId(Memory.CHANGEABLE, "x"), source=Source.LOCAL, sha256=""), 0, Refusal.MESSAGE_NUMBER),
    (ask(B, source=Source.LOCAL, sha256=""), 3600, Refusal.MESSAGE_STATUS),
    (ask(B, source=Source.LOCAL, sha256=""), 0, Refusal.MESSAGE_CRC),
]


@pytest.mark.parametrize(("asked", "seconds", "reason"), REFUSED)
def test_a_refused_activation_leaves_the_face_and_keeps_the_reason(
    asked: Activation, seconds: int, reason: Refusal
) -> None:
    endless = replace(message(A), valid_from=NOON - HOUR)
    state = holding(endless, message(B, ends=HOUR), message(C))
    before = state.activate(ask(A), NOON)
    after = before.activate(asked, NOON + seconds * SECOND)
    assert after.showing == Showing(endless, Source.CENTRAL)
    assert after.failed == (asked, reason)
    assert Health.MESSAGE in after.errors


MODES = [  # switch, who asks, the reason
    (ControlMode.LOCAL, Source.CENTRAL, Refusal.LOCAL_MODE),
    (ControlMode.LOCAL, Source.SCHEDULER, Refusal.LOCAL_MODE),
    (ControlMode.LOCAL, Source.LOCAL, None),
    (ControlMode.LOCAL, Source.EXTERNAL, None),
    (ControlMode.CENTRAL, Source.LOCAL, Refusal.CENTRAL_MODE),
    (ControlMode.CENTRAL, Source.EXTERNAL, Refusal.CENTRAL_MODE),
    (ControlMode.CENTRAL, Source.CENTRAL, None),
    (ControlMode.CENTRAL, Source.SCHEDULER, None),
    (ControlMode.CENTRAL_OVERRIDE, Source.LOCAL, Refusal.CENTRAL_OVERRIDE_MODE),
    (ControlMode.CENTRAL_OVERRIDE, Source.EXTERNAL, Refusal.CENTRAL_OVERRIDE_MODE),
    (ControlMode.CENTRAL_OVERRIDE, Source.CENTRAL, None),
    (ControlMode.CENTRAL_OVERRIDE, Source.SCHEDULER, None),
]


@pytest.mark.parametrize(("mode", "source", "reason"), MODES)
def test_the_switch_decides_who_may_ask(mode: ControlMode, source: Source, reason: Refusal | None) -> None:
    after = holding(message(), mode=mode).activate(ask(A, source=source), NOON)
    assert after.failed == (None if reason is None else (ask(A, source=source), reason))
    assert after.showing == (Showing() if reason else Showing(message(), source))


def test_a_font_changed_after_the_message_was_judged_is_a_syntax_error() -> None:
    drawn = message(A, font="song16-1")
    store = MessageStore(font_version="song16-1").holding([drawn], check)
    changed = Controller(store=replace(store, font_version="song16-2"))
    after = changed.activate(ask(A), NOON)
    assert after.failed == (ask(A), Refusal.SYNTAX)
    assert after.showing == Showing()
    assert changed.activate(ask(A, sha256=ZEROS), NOON).failed == (ask(A, sha256=ZEROS), Refusal.MESSAGE_CRC)
    assert changed.activate(ask(A, source=Source.LOCAL), NOON).failed == (ask(A, source=Source.LOCAL), Refusal.SYNTAX)


def test_equal_priority_is_enough_and_success_clears_the_failure() -> None:
    refused = showing(message(A), message(B)).activate(ask(B, sha256=""), NOON)
    after = refused.activate(ask(B, 100), NOON)
    assert after.showing == Showing(message(B), Source.CENTRAL)
    assert after.failed is None
    assert after.errors == frozenset()


@pytest.mark.parametrize(
    "source", [Source.POWER_RECOVERY, Source.RESET, Source.COMM_LOSS, Source.POWER_LOSS, Source.END_DURATION]
)
def test_a_fail_event_is_nobody_s_request(source: Source) -> None:
    with pytest.raises(ValueError, match=rf"^{source.value}: expected one of those who can ask for a message$"):
        holding(message()).activate(ask(A, source=source), NOON)


def test_what_has_ended_protects_nothing() -> None:
    before = showing(message(A, run_priority=255, ends=HOUR), message(B))
    assert before.activate(ask(B, 1), NOON + HOUR).showing.message == message(B)
    assert before.activate(ask(B, 1), NOON + HOUR - SECOND).failed == (ask(B, 1), Refusal.PRIORITY)


def test_blank_rows_are_always_there_and_protect_the_darkness_with_their_number() -> None:
    row = MessageId(Memory.BLANK, "200")
    dark = showing(message(A), message(B)).activate(ask(row, 100), NOON)
    assert dark.showing == Showing(blank(200, DARK.valid_from), Source.CENTRAL)
    assert dark.lit is None
    assert dark.activate(ask(B, 199), NOON).failed == (ask(B, 199), Refusal.PRIORITY)
    assert dark.activate(ask(B, 200), NOON).showing.message == message(B)
    assert dark.passing(NOON + 10_000 * HOUR) == dark


def test_the_current_buffer_can_be_given_another_time() -> None:
    shown = showing(message())
    after = shown.activate(ask(CURRENT, duration_s=60, sha256=HASH[A]), NOON)
    assert after.showing == Showing(message(), Source.CENTRAL, NOON + 60 * SECOND)


def test_the_schedule_can_be_asked_for_and_points_at_blank_when_it_is_empty() -> None:
    state = showing(message(A), message(B))
    pointing = replace(state, scheduled=B)
    assert pointing.activate(ask(SCHEDULED, sha256=HASH[B]), NOON).showing.message == message(B)
    assert state.activate(ask(SCHEDULED), NOON).showing == Showing(DARK, Source.CENTRAL)
    gone = replace(state, scheduled=MessageId(Memory.CHANGEABLE, "x"))
    assert gone.activate(ask(SCHEDULED), NOON).showing == Showing(DARK, Source.CENTRAL)


def test_a_board_may_lack_a_memory() -> None:
    state = replace(holding(message()), memories=frozenset({Memory.BLANK}))
    assert state.activate(ask(A), NOON).failed == (ask(A), Refusal.MESSAGE_MEMORY_TYPE)
    assert state.activate(ask(MessageId(Memory.BLANK, "1")), NOON).failed is None


def test_a_message_that_ends_goes_blank_by_default() -> None:
    before = showing(message(ends=HOUR))
    assert before.passing(NOON + HOUR - SECOND) == before
    assert before.passing(NOON + HOUR).showing == Showing(DARK, Source.END_DURATION)


def test_a_duration_ends_before_the_message_does_and_never_after_it() -> None:
    state = holding(message(ends=HOUR))
    short = state.activate(ask(A, duration_s=600), NOON)
    assert short.showing.until == NOON + 600 * SECOND
    assert short.passing(NOON + 599 * SECOND).showing == short.showing
    assert short.passing(NOON + 600 * SECOND).showing == Showing(DARK, Source.END_DURATION)
    long = state.activate(ask(A, duration_s=7200), NOON)
    assert long.passing(NOON + HOUR).showing == Showing(DARK, Source.END_DURATION)
    assert state.activate(ask(A, duration_s=0), NOON).passing(NOON).showing.message == DARK


REMAINING = [  # duration, seconds later, left: to the second, a begun one counts
    (600, 0, 600),
    (600, 599.2, 1),
    (600, 600, 0),
    (600, 700, 0),
    (7200, 0, 3600),  # the message itself ends after an hour
    (None, 1, 3599),
]


@pytest.mark.parametrize(("duration_s", "seconds", "left"), REMAINING)
def test_the_remaining_time_is_told_to_the_second(duration_s: int | None, seconds: float, left: int) -> None:
    state = holding(message(ends=HOUR)).activate(ask(A, duration_s=duration_s), NOON)
    assert state.remaining_s(NOON + timedelta(seconds=seconds)) == left


def test_what_has_no_end_has_no_remaining_time() -> None:
    assert Controller().remaining_s(NOON) is None
    office = showing(message(OFFICE, ends=None))
    assert office.remaining_s(NOON) is None
    assert office.activate(ask(OFFICE, duration_s=5), NOON).remaining_s(NOON) == 5


def test_the_remaining_time_can_be_set_and_zero_ends_it_now() -> None:
    state = showing(message())
    later = state.set_remaining(90, NOON)
    assert later.showing == Showing(message(), Source.CENTRAL, NOON + 90 * SECOND)
    assert state.set_remaining(0, NOON).showing == Showing(DARK, Source.END_DURATION)


def test_a_message_taken_away_or_changed_ends_at_once() -> None:
    before = showing(message(A), message(B))
    assert before.holding([message(B)], check, NOON).showing == Showing(DARK, Source.END_DURATION)
    assert before.holding([message(A, run_priority=9)], check, NOON).showing.message == DARK
    assert before.holding([message(A)], check, NOON).showing == before.showing
    opened = replace(before, store=before.store.modify(A))
    assert opened.passing(NOON).showing.message == DARK


def test_after_its_duration_comes_what_is_scheduled() -> None:
    state = replace(holding(message(A), message(B)), scheduled=B)
    urgent = state.activate(ask(A, duration_s=60), NOON)
    assert urgent.passing(NOON + 60 * SECOND).showing == Showing(message(B), Source.SCHEDULER)
    local = replace(urgent, mode=ControlMode.LOCAL)
    assert local.passing(NOON + 60 * SECOND).showing == Showing(DARK, Source.END_DURATION)
    ended = replace(urgent, scheduled=C)
    assert ended.passing(NOON + 60 * SECOND).showing == Showing(DARK, Source.END_DURATION)
    absent = replace(urgent, scheduled=MessageId(Memory.CHANGEABLE, "x"))
    assert absent.passing(NOON + 60 * SECOND).showing == Showing(DARK, Source.END_DURATION)
