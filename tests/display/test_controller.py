"""The message controller against the rules of NTCIP 1203 v03 (dmsActivateMessage, dmsActivateMsgError, fail events)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

import pytest

from display.controller import Controller
from display.message_store import Fault, Memory, Message, MessageId, MessageStore, Status, SyntaxFault, blank
from display.sign_terms import (
    CURRENT,
    DARK,
    SCHEDULED,
    Activation,
    ControlMode,
    FailEvent,
    Health,
    Refusal,
    Showing,
    Source,
)

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
A, B, C = (MessageId(Memory.CHANGEABLE, name) for name in "abc")
OFFICE = MessageId(Memory.PERMANENT, "office")
HASH = {A: "a" * 64, B: "b" * 64, C: "c" * 64, OFFICE: "0f" * 32}
ZEROS = "0" * 64


def message(
    place: MessageId = A, run_priority: int = 100, ends: timedelta | None = 24 * HOUR, font: str = ""
) -> Message:
    return Message(
        id=place,
        text=place.name,
        sha256=HASH[place],
        valid_from=NOON,
        valid_until=None if ends is None else NOON + ends,
        run_priority=run_priority,
        font_version=font,
    )


def check(checked: Message) -> Fault | None:
    return Fault(SyntaxFault.CHARACTER_NOT_DEFINED, "not in the font") if checked.id == C else None


def holding(*messages: Message, **fields: object) -> Controller:
    """A controller with these messages in its memory; the permanent ones come with the board."""
    permanent = [held for held in messages if held.id.memory is Memory.PERMANENT]
    changeable = [held for held in messages if held.id.memory is not Memory.PERMANENT]
    store = MessageStore().with_permanent(permanent, check)
    return Controller(store=store, **fields).holding(changeable, check, NOON)  # type: ignore[arg-type]


def ask(
    place: MessageId,
    priority: int = 100,
    source: Source = Source.CENTRAL,
    duration_s: int | None = None,
    sha256: str | None = None,
) -> Activation:
    return Activation(
        id=place,
        sha256=HASH.get(place, ZEROS) if sha256 is None else sha256,
        priority=priority,
        source=source,
        duration_s=duration_s,
    )


def showing(shown: Message, *others: Message, **fields: object) -> Controller:
    state = holding(shown, *others, **fields)
    shows = replace(state, mode=ControlMode.CENTRAL).activate(ask(shown.id, 255), NOON)
    assert shows.failed is None
    return replace(shows, mode=state.mode)


# --- activation ---


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


# --- time ---


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


# --- the schedule ---


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


# --- fail events ---

EVENTS = [  # the event, and the source it is shown with
    (FailEvent.END_DURATION, Source.END_DURATION),
    (FailEvent.COMMUNICATIONS_LOSS, Source.COMM_LOSS),
    (FailEvent.SHORT_POWER_RECOVERY, Source.POWER_RECOVERY),
    (FailEvent.LONG_POWER_RECOVERY, Source.POWER_RECOVERY),
    (FailEvent.RESET, Source.RESET),
    (FailEvent.POWER_LOSS, Source.POWER_LOSS),
]


@pytest.mark.parametrize(("event", "source"), EVENTS)
def test_a_fail_event_outranks_everything_and_is_blank_unless_configured(event: FailEvent, source: Source) -> None:
    before = showing(message(A, run_priority=255), message(B, ends=HOUR), message(OFFICE, ends=None))
    assert before.fail(event, NOON).showing == Showing(DARK, source)

    def configured(place: MessageId) -> Controller:
        return replace(before, fail_messages=MappingProxyType({event: place}))

    assert configured(OFFICE).fail(event, NOON).showing == Showing(message(OFFICE, ends=None), source, None)
    assert configured(B).fail(event, NOON + HOUR).showing == Showing(DARK, source), "it has ended"
    assert configured(MessageId(Memory.CHANGEABLE, "x")).fail(event, NOON).showing == Showing(DARK, source)
    assert configured(MessageId(Memory.BLANK, "9")).fail(event, NOON).showing.message.run_priority == 9


def test_a_fail_event_s_message_has_no_duration() -> None:
    before = showing(message(OFFICE, ends=None), fail_messages=MappingProxyType({FailEvent.RESET: OFFICE}))
    short = before.activate(ask(OFFICE, duration_s=60), NOON)
    assert short.fail(FailEvent.RESET, NOON).showing == Showing(message(OFFICE, ends=None), Source.RESET, None)


def test_a_message_in_error_is_no_fail_message() -> None:
    state = holding(message(C), fail_messages=MappingProxyType({FailEvent.RESET: C}))
    assert state.store.row(C).status is Status.ERROR
    assert state.fail(FailEvent.RESET, NOON).showing == Showing(DARK, Source.RESET)


def test_a_fail_event_may_leave_the_current_buffer_until_its_own_time() -> None:
    recovery = MappingProxyType({FailEvent.SHORT_POWER_RECOVERY: CURRENT, FailEvent.END_DURATION: CURRENT})
    state = holding(message(), fail_messages=recovery, short_power_loss_s=30)
    shown = state.activate(ask(A, duration_s=600), NOON)
    back = shown.power_restored(20, NOON + 20 * SECOND)
    assert back.showing == Showing(message(), Source.POWER_RECOVERY, NOON + 600 * SECOND)
    assert back.remaining_s(NOON + 20 * SECOND) == 580
    assert shown.power_restored(30, NOON + 600 * SECOND).showing == Showing(DARK, Source.POWER_RECOVERY)
    assert shown.passing(NOON + 600 * SECOND).showing == Showing(DARK, Source.END_DURATION)


OUTAGES = [  # the longest short outage, the outage, short?
    (30, 30, True),
    (30, 30.1, False),
    (30, None, False),
    (30, 0, True),
    (1, 1, True),
    (0, 0, False),
    (0, 5, False),
]


@pytest.mark.parametrize(("limit_s", "outage_s", "short"), OUTAGES)
def test_short_and_long_outages_have_their_own_messages(limit_s: int, outage_s: float | None, short: bool) -> None:
    messages = MappingProxyType({FailEvent.SHORT_POWER_RECOVERY: A, FailEvent.LONG_POWER_RECOVERY: B})
    state = holding(message(A), message(B), fail_messages=messages, short_power_loss_s=limit_s)
    after = state.power_restored(outage_s, NOON)
    assert after.showing == Showing(message(A if short else B), Source.POWER_RECOVERY)


# --- the centre ---


def listening(**fields: object) -> Controller:
    return showing(message(A), message(OFFICE, ends=None), time_comm_loss_s=600, **fields).heard(NOON)


def test_a_silent_centre_is_lost_after_its_time() -> None:
    state = listening(fail_messages=MappingProxyType({FailEvent.COMMUNICATIONS_LOSS: OFFICE}))
    assert state.passing(NOON + 600 * SECOND) == state
    lost = state.passing(NOON + 601 * SECOND)
    assert lost.showing == Showing(message(OFFICE, ends=None), Source.COMM_LOSS)
    assert lost.centre_is_lost
    assert lost.errors == {Health.COMMUNICATIONS}
    assert lost.passing(NOON + 2 * HOUR) == lost, "once, not again and again"


def test_an_activation_may_replace_the_message_of_a_lost_centre_for_good() -> None:
    lost = listening().passing(NOON + HOUR)
    assert lost.showing == Showing(DARK, Source.COMM_LOSS)
    again = lost.activate(ask(A), NOON + HOUR)
    assert again.passing(NOON + 2 * HOUR).showing == Showing(message(A), Source.CENTRAL)


def test_a_centre_that_is_heard_again_gives_the_schedule_back_its_turn() -> None:
    lost = listening().passing(NOON + HOUR)
    assert lost.follow(A, NOON + HOUR).showing.message == DARK
    back = lost.heard(NOON + HOUR)
    assert (back.centre_is_lost, back.heard_at) == (False, NOON + HOUR)
    assert back.follow(A, NOON + HOUR).showing == Showing(message(A), Source.SCHEDULER)


def test_old_news_of_the_centre_is_no_news() -> None:
    lost = listening().passing(NOON + HOUR)
    assert lost.heard(NOON) == lost
    assert lost.heard(NOON - SECOND) == lost
    assert not lost.heard(NOON + timedelta.resolution).centre_is_lost


def test_without_a_limit_or_before_the_first_word_nothing_is_lost() -> None:
    silent = replace(listening(), time_comm_loss_s=0)
    assert silent.passing(NOON + 20 * HOUR) == silent
    one = replace(listening(), time_comm_loss_s=1)
    assert one.passing(NOON + 2 * SECOND).centre_is_lost
    never = replace(listening(), heard_at=None)
    assert never.passing(NOON + 20 * HOUR) == never


def test_in_local_mode_silence_does_not_count_and_begins_anew_afterwards() -> None:
    local = listening().switch(ControlMode.LOCAL, NOON)
    assert (local.mode, local.heard_at) == (ControlMode.LOCAL, NOON)
    assert local.passing(NOON + HOUR) == local
    back = local.switch(ControlMode.CENTRAL_OVERRIDE, NOON + HOUR)
    assert (back.mode, back.heard_at) == (ControlMode.CENTRAL_OVERRIDE, NOON + HOUR)
    assert not back.passing(NOON + HOUR + 600 * SECOND).centre_is_lost
    assert back.passing(NOON + HOUR + 601 * SECOND).centre_is_lost
    assert back.switch(ControlMode.CENTRAL, NOON + 2 * HOUR).heard_at == NOON + HOUR
    assert local.switch(ControlMode.LOCAL, NOON + HOUR).heard_at == NOON


# --- health ---


def test_health_is_what_is_reported_until_it_is_over() -> None:
    state = Controller().reporting(Health.DOOR_OPEN, present=True).reporting(Health.PIXEL, present=True)
    assert state.errors == {Health.DOOR_OPEN, Health.PIXEL}
    assert state.reporting(Health.PIXEL, present=False).errors == {Health.DOOR_OPEN}
    assert state.reporting(Health.POWER, present=False) == state


def test_the_bits_have_the_standard_s_numbers() -> None:
    assert {bit.name: bit.value for bit in Health} == {
        "COMMUNICATIONS": 1,
        "POWER": 2,
        "ATTACHED_DEVICE": 3,
        "LAMP": 4,
        "PIXEL": 5,
        "PHOTOCELL": 6,
        "MESSAGE": 7,
        "CONTROLLER": 8,
        "TEMPERATURE_WARNING": 9,
        "CLIMATE_CONTROL": 10,
        "CRITICAL_TEMPERATURE": 11,
        "DRUM_ROTOR": 12,
        "DOOR_OPEN": 13,
        "HUMIDITY": 14,
    }


def test_a_critical_temperature_darkens_the_face_and_the_message_comes_back() -> None:
    hot = showing(message(A), message(B)).reporting(Health.CRITICAL_TEMPERATURE, present=True)
    assert hot.lit is None
    assert hot.showing.message == message(A)
    activated = hot.activate(ask(B), NOON)  # the alarm has no effect on activation
    assert (activated.failed, activated.lit) == (None, None)
    assert activated.reporting(Health.CRITICAL_TEMPERATURE, present=False).lit == message(B)


def test_the_watchdog_counts() -> None:
    assert Controller().watchdog_failed().watchdog_failed().watchdog_failures == 2


def test_a_controller_begins_blank_in_central_mode_without_any_failure() -> None:
    state = Controller()
    assert state.showing == Showing(blank(1, DARK.valid_from), Source.RESET, None)
    assert (state.mode, state.failed, state.errors, state.lit) == (ControlMode.CENTRAL, None, frozenset(), None)
