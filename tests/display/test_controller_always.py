"""The message controller under any sequence of events: what must hold whatever happens (NTCIP 1203 v03)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from display.controller import Controller
from display.message_store import Fault, Memory, Message, MessageId, Status, SyntaxFault
from display.sign_terms import ASKING, CURRENT, SCHEDULED, Activation, ControlMode, FailEvent, Source

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
NAMES = "abc"
PLACES = [
    *(MessageId(Memory.CHANGEABLE, name) for name in (*NAMES, "absent")),
    *(MessageId(Memory.BLANK, number) for number in ("1", "100", "255", "256")),
    MessageId(Memory.VOLATILE, "a"),
    CURRENT,
    SCHEDULED,
]


def hash_of(name: str, version: int) -> str:
    return f"{ord(name):02x}{version:02x}" + "0" * 60


messages = st.builds(
    lambda name, version, begins, lasts, priority: Message(
        id=MessageId(Memory.CHANGEABLE, name),
        text=name,
        sha256=hash_of(name, version),
        valid_from=NOON + timedelta(seconds=begins),
        valid_until=NOON + timedelta(seconds=begins + lasts),
        run_priority=priority,
    ),
    st.sampled_from(NAMES),
    st.integers(0, 1),
    st.integers(-5, 20),
    st.integers(-1, 40),
    st.integers(0, 256),
)


def check(message: Message) -> Fault | None:
    return Fault(SyntaxFault.OTHER, "unlucky") if message.valid_from.second % 7 == 0 else None


class AnyBoard(RuleBasedStateMachine):
    """A board, a clock that goes forward, and everybody who may want something of them."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOON
        self.board = Controller(
            time_comm_loss_s=10,
            short_power_loss_s=5,
            fail_messages=MappingProxyType(
                {
                    FailEvent.RESET: MessageId(Memory.CHANGEABLE, "a"),
                    FailEvent.COMMUNICATIONS_LOSS: MessageId(Memory.BLANK, "9"),
                    FailEvent.SHORT_POWER_RECOVERY: CURRENT,
                    FailEvent.END_DURATION: SCHEDULED,
                }
            ),
        )

    @rule(seconds=st.integers(0, 15))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)
        self.board = self.board.passing(self.now)

    @rule(held=st.lists(messages, max_size=3))
    def the_store_changes(self, held: list[Message]) -> None:
        self.board = self.board.holding(held, check, self.now)

    @rule(
        place=st.sampled_from(PLACES),
        sha256=st.sampled_from(["0" * 64, *(hash_of(name, version) for name in NAMES for version in (0, 1))]),
        priority=st.integers(0, 255),
        source=st.sampled_from(sorted(ASKING, key=lambda source: source.value)),
        duration_s=st.none() | st.integers(0, 20),
    )
    def somebody_asks(
        self, place: MessageId, sha256: str, priority: int, source: Source, duration_s: int | None
    ) -> None:
        asked = Activation(id=place, sha256=sha256, priority=priority, source=source, duration_s=duration_s)
        before = self.board.passing(self.now)
        self.board = self.board.activate(asked, self.now)
        if self.board.failed:
            assert self.board.failed[0] == asked
            assert self.board.showing == before.showing, "a failed activation leaves the face unchanged"
        else:
            assert self.board.showing.message.sha256 == sha256, "nothing else than what was named is shown"
            assert before.showing.message.run_priority <= priority

    @rule(place=st.none() | st.sampled_from(PLACES[:8]))
    def the_schedule_moves(self, place: MessageId | None) -> None:
        self.board = self.board.follow(place, self.now)

    @rule(event=st.sampled_from(FailEvent))
    def something_happens(self, event: FailEvent) -> None:
        self.board = self.board.fail(event, self.now)

    @rule(outage_s=st.none() | st.integers(0, 10))
    def the_power_was_gone(self, outage_s: int | None) -> None:
        self.now += timedelta(seconds=outage_s or 0)
        self.board = self.board.power_restored(outage_s, self.now)

    @rule()
    def the_centre_speaks(self) -> None:
        self.board = self.board.heard(self.now)

    @rule(mode=st.sampled_from(ControlMode))
    def somebody_turns_the_switch(self, mode: ControlMode) -> None:
        self.board = self.board.switch(mode, self.now)

    @rule(seconds=st.integers(0, 20))
    def the_rest_is_set(self, seconds: int) -> None:
        self.board = self.board.set_remaining(seconds, self.now)

    @invariant()
    def only_what_is_valid_now_is_lit(self) -> None:
        lit = self.board.passing(self.now).lit
        if lit is not None:
            row = self.board.store.row(lit.id)
            assert (row.status, row.message) == (Status.VALID, lit)
            assert lit.valid_until is not None
            assert lit.valid_from <= self.now < lit.valid_until

    @invariant()
    def looking_twice_changes_nothing(self) -> None:
        once = self.board.passing(self.now)
        assert once.passing(self.now) == once

    @invariant()
    def blanking_with_the_highest_priority_always_works_for_whoever_is_in_charge(self) -> None:
        source = Source.LOCAL if self.board.mode is ControlMode.LOCAL else Source.CENTRAL
        asked = Activation(id=MessageId(Memory.BLANK, "1"), sha256="0" * 64, priority=255, source=source)
        assert self.board.activate(asked, self.now).lit is None
        assert replace(self.board).activate(asked, self.now).failed is None

    @invariant()
    def the_remaining_time_is_never_below_zero(self) -> None:
        left = self.board.remaining_s(self.now)
        assert left is None or left >= 0


TestAnyBoard = AnyBoard.TestCase
TestAnyBoard.settings = settings(max_examples=100, stateful_step_count=30)
