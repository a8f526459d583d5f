"""From a form to a message: what is sealed, what is refused with a calm sentence, and what the log says."""

from __future__ import annotations

import base64
import json
import logging
import threading
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from nacl.public import PrivateKey, SealedBox

from content.record import DisclosureId, UnitCode
from content.sealing import Sealed
from content.store.outbox import Opinion, Outbox
from kiosk import forms
from kiosk.sending import NO_KEY, NOT_KEPT, NUMBER_IN_TEXT, NotSendable, Sender, letter
from kiosk.viewmodel.context import Place
from kiosk.viewmodel.opinion import OpinionView
from kiosk.work import Worker
from tests.kiosk.store_factory import SEALING_PRIVATE, SEALS_UNTIL, sealing_key

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
HERE = Place(UnitCode("t01"), "t01-hall")
KEY = sealing_key(SEALS_UNTIL)
PHONE = "13800138000"


def view(form: forms.Opinion, *, key: bool = True, rev: int = 3) -> OpinionView:
    return OpinionView(form, "", rev, (), KEY if key else None, "" if key else "no key")


def message(form: forms.Opinion, *, key: bool = True) -> Opinion:
    kind, made = letter(form, view(form, key=key), HERE, NOON)
    assert kind == "opinion"
    assert isinstance(made, Opinion)
    return made


def opened(sealed: Sealed | None) -> dict[str, str]:
    assert sealed is not None
    content = SealedBox(PrivateKey(SEALING_PRIVATE)).decrypt(base64.b64decode(sealed.box))
    return dict(json.loads(content))


def test_without_a_number_nothing_is_sealed() -> None:
    form = forms.Opinion(DisclosureId("t01-v03/000012"), "satisfied", " 字再大一点。 ")
    assert message(form) == Opinion(
        terminal="t01-hall",
        unit="t01-v03",
        at=NOON,
        disclosure="t01-v03/000012",
        rev=3,
        rating="satisfied",
        text="字再大一点。",
    )
    assert message(form, key=False) == message(form)


def test_a_number_is_sealed_and_the_words_stay_readable() -> None:
    made = message(forms.Opinion(text="路灯坏了。", phone=PHONE))
    assert made.text == "路灯坏了。"
    assert opened(made.sealed) == {"phone": PHONE}
    assert PHONE not in msgspec.json.encode(made).decode()


@pytest.mark.parametrize("text", [f"请打{PHONE}。", "我的身份证11010519491231002X"])
def test_words_that_hold_somebodys_number_are_sealed_unasked(text: str) -> None:
    made = message(forms.Opinion(text=text))
    assert made.text == ""
    assert opened(made.sealed) == {"text": text}


def test_in_confidence_means_the_words_too() -> None:
    made = message(forms.Opinion(text="举报村会计。", in_confidence=True))
    assert (made.text, opened(made.sealed)) == ("", {"text": "举报村会计。"})


REFUSED = [
    (forms.Opinion(rating="satisfied", phone=PHONE), NO_KEY),
    (forms.Opinion(text=f"请打{PHONE}"), NUMBER_IN_TEXT),
]


@pytest.mark.parametrize(("form", "sentence"), REFUSED)
def test_without_a_key_no_number_is_taken(form: forms.Opinion, sentence: str) -> None:
    with pytest.raises(NotSendable) as refused:
        message(form, key=False)
    assert str(refused.value) == sentence


def test_a_key_that_is_none_is_as_good_as_no_key(caplog: pytest.LogCaptureFixture) -> None:
    wrong = msgspec.structs.replace(KEY, public_key="AAAA")
    form = forms.Opinion(rating="satisfied", phone=PHONE)
    with pytest.raises(NotSendable, match="不能加密"):
        letter(form, OpinionView(form, "", 0, (), wrong), HERE, NOON)
    assert "sealing key cannot be used" in caplog.text
    assert PHONE not in caplog.text


@pytest.fixture
def sent(tmp_path: Path) -> forms.Sent | forms.NotSent:
    return run_sender(tmp_path, forms.Opinion(rating="satisfied", phone=PHONE))


def run_sender(folder: Path, form: forms.Opinion) -> forms.Sent | forms.NotSent:
    """What the worker's thread answers."""
    answers: list[forms.Sent | forms.NotSent] = []
    arrived = threading.Event()

    def done(step: forms.Sent | forms.NotSent) -> None:
        answers.append(step)
        arrived.set()

    worker = Worker("sender")
    Sender(worker, folder, lambda: NOON, HERE, done).send(form, view(form))
    assert arrived.wait(20)
    worker.stop()
    return answers[0]


def test_received_is_said_only_after_it_is_on_disk(sent: forms.Sent | forms.NotSent, tmp_path: Path) -> None:
    assert isinstance(sent, forms.Sent)
    outbox = Outbox(tmp_path, lambda: NOON)
    assert [found.key for found in outbox.waiting()] == [sent.key]
    outbox.close()
    for path in tmp_path.rglob("*"):
        assert path.is_dir() or PHONE.encode() not in path.read_bytes()


def test_a_full_disk_is_a_calm_sentence_and_a_line_in_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "outbox.sqlite").mkdir()  # what stands in the way of the file, as a full disk would
    with caplog.at_level(logging.INFO):
        assert run_sender(tmp_path, forms.Opinion(rating="satisfied", phone=PHONE)) == forms.NotSent(NOT_KEPT)
    assert "message could not be kept" in caplog.text
    assert PHONE not in caplog.text


def test_a_missing_key_is_noted_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    worker = Worker("sender")
    sender = Sender(worker, tmp_path, lambda: NOON, HERE, lambda step: None)
    for text in ("", "路", "路灯"):
        sender.look_at(view(forms.Opinion(text=text), key=False))
    worker.stop()
    assert caplog.text.count("no telephone number can be taken") == 1
