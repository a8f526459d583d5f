"""The message table against the row states of NTCIP 1203 v03 (dmsMessageStatus, dmsValidateMessageError)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from display.message_store import (
    Fault,
    Memory,
    Message,
    MessageId,
    MessageStore,
    Row,
    Status,
    SyntaxFault,
    blank,
)

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)

HOUR = timedelta(hours=1)
A = MessageId(Memory.CHANGEABLE, "a")
B = MessageId(Memory.CHANGEABLE, "b")
OFFICE = MessageId(Memory.PERMANENT, "office")


def message(place: MessageId = A, **fields: object) -> Message:
    known: dict[str, object] = {
        "id": place,
        "text": "政务公开",
        "sha256": "a" * 64,
        "valid_from": NOON,
        "valid_until": NOON + HOUR,
    }
    return Message(**(known | fields))  # type: ignore[arg-type]


def good(_: Message) -> Fault | None:
    return None


def bad(_: Message) -> Fault | None:
    return Fault(SyntaxFault.CHARACTER_NOT_DEFINED, "镕 is not in the font", 1)


def never(_: Message) -> Fault | None:
    raise AssertionError("asked for a message that needs no judgement")


def test_a_row_goes_through_its_states() -> None:
    store = MessageStore()
    assert store.row(A) == Row(Status.NOT_USED, None, None)
    store = store.modify(A)
    assert store.row(A) == Row(Status.MODIFYING, None, None)
    store = store.write(message())
    assert store.row(A) == Row(Status.MODIFYING, message(), None)
    store = store.validate(A)
    assert store.row(A) == Row(Status.VALIDATING, message(), None)
    assert store.judge(A, good).row(A) == Row(Status.VALID, message(), None)
    refused = store.judge(A, bad)
    assert refused.row(A) == Row(
        Status.ERROR, message(), Fault(SyntaxFault.CHARACTER_NOT_DEFINED, "镕 is not in the font", 1)
    )
    assert refused.modify(A).row(A) == Row(Status.MODIFYING, message(), None)
    assert refused.delete(A).rows == {}


def test_steps_touch_no_other_row_and_keep_the_font() -> None:
    store = MessageStore(font_version="song16-2").holding([message(A), message(B)], good)
    after = store.modify(A)
    assert after.row(B) == Row(Status.VALID, message(B))
    assert after.font_version == "song16-2"
    assert store.delete(A).rows == {B: Row(Status.VALID, message(B))}
    assert store.row(A).status is Status.VALID, "the state before is not changed"


MODIFYING = MessageStore().modify(A).write(message())
VALIDATING = MODIFYING.validate(A)
VALID = VALIDATING.judge(A, good)


def test_each_step_needs_its_state() -> None:
    with pytest.raises(ValueError, match=r"^changeable/a: cannot be modified while it is validated$"):
        VALIDATING.modify(A)
    for store, found in ((MessageStore(), "notUsed"), (VALIDATING, "validating"), (VALID, "valid")):
        with pytest.raises(ValueError, match=rf"^changeable/a: is {found}, expected modifying$"):
            store.write(message())
        with pytest.raises(ValueError, match=rf"^changeable/a: is {found}, expected modifying$"):
            store.validate(A)
    for store, found in ((MessageStore(), "notUsed"), (MODIFYING, "modifying"), (VALID, "valid")):
        with pytest.raises(ValueError, match=rf"^changeable/a: is {found}, expected validating$"):
            store.judge(A, good)
    with pytest.raises(ValueError, match=r"^changeable/a: nothing was written into it$"):
        MessageStore().modify(A).validate(A)


@pytest.mark.parametrize("memory", [Memory.PERMANENT, Memory.CURRENT_BUFFER, Memory.SCHEDULE, Memory.BLANK])
def test_the_rest_of_the_memory_is_read_only(memory: Memory) -> None:
    place = MessageId(memory, "7")
    with pytest.raises(ValueError, match=rf"^{memory.value}/7: this memory is read-only$"):
        MessageStore().modify(place)
    with pytest.raises(ValueError, match=rf"^{memory.value}/7: this memory is read-only$"):
        MessageStore().delete(place)


def test_volatile_memory_can_be_written() -> None:
    place = MessageId(Memory.VOLATILE, "1")
    assert MessageStore().modify(place).row(place).status is Status.MODIFYING


RULES = [  # what is wrong with the message, the reason
    ({"run_priority": 0}, "run-time priority 0: expected 1 to 255"),
    ({"run_priority": 256}, "run-time priority 256: expected 1 to 255"),
    ({"sha256": "a" * 63}, f"hash {'a' * 63!r}: expected 64 hexadecimal digits"),
    ({"sha256": "a" * 65}, f"hash {'a' * 65!r}: expected 64 hexadecimal digits"),
    ({"sha256": "A" * 64}, f"hash {'A' * 64!r}: expected 64 hexadecimal digits"),
    ({"sha256": "g" * 64}, f"hash {'g' * 64!r}: expected 64 hexadecimal digits"),
    ({"valid_until": None}, "it has no end"),
    ({"valid_until": NOON}, "it ends before it begins"),
    ({"valid_until": NOON - HOUR}, "it ends before it begins"),
]


@pytest.mark.parametrize(("fields", "reason"), RULES)
def test_the_table_s_own_rules_come_before_the_board_s(fields: dict[str, object], reason: str) -> None:
    row = MessageStore().holding([message(**fields)], never).row(A)
    assert (row.status, row.fault) == (Status.ERROR, Fault(SyntaxFault.OTHER, reason))


@pytest.mark.parametrize(
    "fields", [{"run_priority": 1}, {"run_priority": 255}, {"valid_until": NOON + timedelta.resolution}]
)
def test_the_bounds_themselves_are_allowed(fields: dict[str, object]) -> None:
    assert MessageStore().holding([message(**fields)], good).row(A).status is Status.VALID


def test_a_message_names_the_font_it_was_drawn_with() -> None:
    drawn = message(font_version="song16-1")
    assert MessageStore(font_version="song16-1").fault_of(drawn) is None
    assert MessageStore(font_version="song16-1").fault_of(message()) is None
    for font, told in (("song16-2", "song16-2"), ("", "no named font")):
        fault = MessageStore(font_version=font).fault_of(drawn)
        assert fault == Fault(SyntaxFault.FONT_VERSION, f"drawn with font song16-1, this board has {told}")


def test_only_what_comes_with_the_board_may_be_without_an_end() -> None:
    office = message(OFFICE, valid_until=None)
    assert MessageStore().with_permanent([office], good).row(OFFICE) == Row(Status.VALID, office)
    assert MessageStore().with_permanent([office], bad).row(OFFICE).status is Status.ERROR
    broken = MessageStore().with_permanent([message(OFFICE, run_priority=0)], never)
    assert broken.row(OFFICE).status is Status.ERROR
    drawn = MessageStore().with_permanent([message(OFFICE, valid_until=None, font_version="x")], never)
    assert drawn.row(OFFICE).status is Status.ERROR
    with pytest.raises(ValueError, match=r"^changeable/a: expected a place in permanent memory$"):
        MessageStore().with_permanent([message()], good)


def test_holding_replaces_the_changeable_memory_and_judges_only_what_is_new() -> None:
    office = message(OFFICE, valid_until=None)
    store = MessageStore().with_permanent([office], good).holding([message(A), message(B)], good)
    assert store.holding([message(A), message(B)], never) == store
    after = store.holding([message(B, text="新的")], good)
    assert dict(after.rows) == {OFFICE: Row(Status.VALID, office), B: Row(Status.VALID, message(B, text="新的"))}


def test_holding_does_not_ask_again_about_an_error_but_finishes_what_was_left_open() -> None:
    refused = MessageStore().holding([message()], bad)
    assert refused.holding([message()], never) == refused
    assert MODIFYING.holding([message()], good).row(A) == Row(Status.VALID, message())


def test_blank_rows_have_their_number_as_priority() -> None:
    lowest, highest = blank(1, NOON), blank(255, NOON)
    assert (lowest.run_priority, highest.run_priority) == (1, 255)
    assert highest == Message(
        id=MessageId(Memory.BLANK, "255"),
        text="",
        sha256="0000000000000000000000000000000000000000000000000000000000000000",
        valid_from=NOON,
        valid_until=None,
        run_priority=255,
    )
    assert highest.is_blank and not message().is_blank
    assert MessageStore().fault_of(lowest) is None
    for outside in (0, 256):
        with pytest.raises(ValueError, match=rf"^blank row {outside}: expected 1 to 255$"):
            blank(outside, NOON)


IN_TIME = [
    (NOON - timedelta.resolution, False),
    (NOON, True),
    (NOON + HOUR - timedelta.resolution, True),
    (NOON + HOUR, False),
]


@pytest.mark.parametrize(("now", "in_time"), IN_TIME)
def test_a_message_is_in_time_from_its_beginning_until_before_its_end(now: datetime, in_time: bool) -> None:
    assert message().is_in_time(now) is in_time


def test_a_message_without_end_stays_in_time() -> None:
    endless = replace(message(OFFICE), valid_until=None)
    assert endless.is_in_time(NOON + 1_000_000 * HOUR)
    assert not endless.is_in_time(NOON - HOUR)


def test_a_message_is_routine_unless_it_says_otherwise() -> None:
    assert message().run_priority == 100
