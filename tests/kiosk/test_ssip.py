"""SSIP by the bytes that speech-dispatcher 0.11.4 was seen to send, and by its documentation's rules."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.ssip import Answer, Answers, SsipError, greeting, speak

SEEN = b"225-1\r\n225 OK MESSAGE QUEUED\r\n701-1\r\n701-1\r\n701 BEGIN\r\n702-1\r\n702-1\r\n702 END\r\n"
MEANT = [Answer(225, ("1",)), Answer(701, ("1", "1")), Answer(702, ("1", "1"))]


def test_answers_and_events() -> None:
    found = Answers().feed(SEEN)
    assert found == MEANT
    assert [answer.is_event for answer in found] == [False, True, True]
    assert [answer.message for answer in found] == [1, 1, 1]


@given(st.lists(st.integers(0, len(SEEN)), max_size=8))
def test_pieces_make_no_difference(cuts: list[int]) -> None:
    answers, found = Answers(), []
    places = [0, *sorted(cuts), len(SEEN)]
    for begin, end in zip(places, places[1:], strict=False):
        found += answers.feed(SEEN[begin:end])
    assert found == MEANT


@given(st.binary(max_size=200))
def test_any_bytes_give_answers_or_our_error(data: bytes) -> None:
    try:
        Answers().feed(data)
    except SsipError:
        return


def test_an_answer_without_end_is_given_up() -> None:
    with pytest.raises(SsipError, match="without an end"):
        Answers().feed(b"2" * 70_000)


def test_a_text_is_ended_by_a_dot_and_its_own_dots_are_doubled() -> None:
    assert speak("共三元。\n.完") == (b"SPEAK\r\n", "共三元。\r\n..完\r\n.\r\n".encode())


def test_a_command_cannot_be_smuggled_in() -> None:
    with pytest.raises(ValueError, match="one line"):
        greeting("zh\r\nSET all VOLUME 100", slow=False)


def test_slow_is_slower() -> None:
    assert greeting("zh-CN", slow=False)[-1] == b"SET self RATE -10\r\n"
    assert greeting("zh-CN", slow=True)[-1] == b"SET self RATE -50\r\n"
