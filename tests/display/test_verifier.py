"""What a board's own check of signatures remembers, and when it looks again. Real keys."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

import display.__main__ as program
from content.errors import TrustError
from content.feed.approvers import ApproverList, encode_approvers
from tests.display.fakes import NOON, led_line
from tests.display.test_over_the_wire import Signers

HOUR = timedelta(hours=1)


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The moments at which signatures were really checked."""
    moments: list[datetime] = []
    really = program.verify_led_line

    def counted(envelope: bytes, approvers: ApproverList, now: datetime, county: str) -> object:
        moments.append(now)
        return really(envelope, approvers, now, county)

    monkeypatch.setattr(program, "verify_led_line", counted)
    return moments


def test_a_good_line_is_checked_once_until_something_could_change(checks: list[datetime]) -> None:
    signers, now = Signers(), datetime.now(NOON.tzinfo)
    line = led_line(valid_from=now - HOUR, valid_until=now + 2 * HOUR)
    envelope, approvers = signers.envelope(line, (0, 1)), encode_approvers(signers.list)
    verify = program.verifier("qingyuan")
    for minutes in (0, 1, 60, 119):
        assert verify(envelope, approvers, now + timedelta(minutes=minutes)) == line
    assert checks == [now]
    with pytest.raises(TrustError, match="ended"):
        verify(envelope, approvers, now + 2 * HOUR)
    with pytest.raises(TrustError, match="begins"):
        verify(envelope, approvers, now - 2 * HOUR)


def test_the_end_of_an_approver_s_term_is_seen(checks: list[datetime]) -> None:
    signers, now = Signers(), datetime.now(NOON.tzinfo)
    line = led_line(valid_from=now - HOUR, valid_until=now + 72 * HOUR)
    envelope, approvers = signers.envelope(line, (0, 1)), encode_approvers(signers.list)
    verify = program.verifier("qingyuan")
    assert verify(envelope, approvers, now) == line
    with pytest.raises(TrustError, match="approver 甲某 is valid"):
        verify(envelope, approvers, now + 25 * HOUR)  # their terms end after a day


def test_another_list_or_other_bytes_are_checked_anew(checks: list[datetime]) -> None:
    signers, others, now = Signers(), Signers(), datetime.now(NOON.tzinfo)
    line = led_line(valid_from=now - HOUR, valid_until=now + HOUR)
    envelope = signers.envelope(line, (0, 1))
    verify = program.verifier("qingyuan")
    verify(envelope, encode_approvers(signers.list), now)
    with pytest.raises(TrustError):
        verify(envelope, encode_approvers(others.list), now)
    with pytest.raises(TrustError):
        verify(envelope[:-10] + b"0" + envelope[-9:], encode_approvers(signers.list), now)
    assert verify(envelope, encode_approvers(signers.list), now) == line


def test_a_refusal_is_never_remembered(checks: list[datetime]) -> None:
    signers, now = Signers(), datetime.now(NOON.tzinfo)
    line = led_line(valid_from=now + HOUR, valid_until=now + 2 * HOUR)
    envelope, approvers = signers.envelope(line, (0, 1)), encode_approvers(signers.list)
    verify = program.verifier("qingyuan")
    with pytest.raises(TrustError, match="begins"):
        verify(envelope, approvers, now)
    assert verify(envelope, approvers, now + HOUR) == line
    with pytest.raises(TrustError, match="no list of approvers"):
        verify(envelope, b"", now + HOUR)
