"""The message controller's fail events, lost centre and health, by the rules of NTCIP 1203 v03."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

import pytest

from display.controller import Controller
from display.message_store import Memory, MessageId, Status, blank
from display.sign_terms import (
    CURRENT,
    DARK,
    ControlMode,
    FailEvent,
    Health,
    Showing,
    Source,
)
from tests.display.controller_cases import HOUR, NOON, OFFICE, SECOND, A, B, C, ask, holding, message, showing

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
