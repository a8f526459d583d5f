"""Whole visits as lists of steps, without a screen."""

from __future__ import annotations

import pytest

from content.record import DisclosureId, UnitCode
from content.store.filter import After
from content.store.outbox import MAX_OPINION_LENGTH
from content.terms import Window
from kiosk.finding import Search
from kiosk.forms import (
    WRONG_PHONE,
    AddPhrase,
    KeepInConfidence,
    NotSent,
    Opinion,
    Rate,
    Send,
    Sent,
    Stay,
    Survey,
    Thanks,
    Tick,
    ToQuestion,
    Wish,
    WishFor,
    WriteInto,
)
from kiosk.keyboard import ROWS, Choose, Press
from kiosk.lists import Listing, NextRows, PreviousRows, Start
from kiosk.routes import (
    AT_HOME,
    MAX_DEPTH,
    AttachmentPage,
    Back,
    Detail,
    FindAnswer,
    GoHome,
    Home,
    Open,
    Route,
    SpeakUp,
    Step,
    TurnTo,
    Units,
    Visit,
    next_visit,
)

KEYS = {key.name: key for row in ROWS for key in row}
EIGHTH, FIFTEENTH = After(1_795_000_000, 8), After(1_794_000_000, 15)
ITEM = DisclosureId("t01/000012")

VISITS: dict[str, list[tuple[Step, Route]]] = {
    "read a list, a disclosure, and go back": [
        (Open(Listing(window=Window.PARTY)), Listing(window=Window.PARTY)),
        (NextRows(8, EIGHTH), Listing(window=Window.PARTY, starts=(Start(), Start(8, EIGHTH)))),
        (
            NextRows(15, FIFTEENTH),
            Listing(window=Window.PARTY, starts=(Start(), Start(8, EIGHTH), Start(15, FIFTEENTH))),
        ),
        (Open(Detail(ITEM)), Detail(ITEM)),
        (Back(), Listing(window=Window.PARTY, starts=(Start(), Start(8, EIGHTH), Start(15, FIFTEENTH)))),
        (PreviousRows(), Listing(window=Window.PARTY, starts=(Start(), Start(8, EIGHTH)))),
        (Back(), Home()),
        (Back(), Home()),
    ],
    "down the tree of units": [
        (Open(Units()), Units()),
        (Open(Units(UnitCode("t01"))), Units(UnitCode("t01"))),
        (Open(Listing(unit=UnitCode("t01-v03"))), Listing(unit=UnitCode("t01-v03"))),
        (GoHome(), Home()),
    ],
    "search by initials, then choose a word": [
        (Open(Search()), Search()),
        (Press(KEYS["d"]), Search("d")),
        (Press(KEYS["b"]), Search("db")),
        (Choose("低保", 2), Search("低保")),
        (Press(KEYS["2"]), Search("低保2")),
        (Press(KEYS["delete"]), Search("低保")),
        (NextRows(5), Search("低保", (0, 5))),
        (Press(KEYS["g"]), Search("低保g")),
        (Press(KEYS["clear"]), Search("")),
    ],
    "an attachment, page by page": [
        (Open(AttachmentPage(ITEM, "ab")), AttachmentPage(ITEM, "ab")),
        (TurnTo(1), AttachmentPage(ITEM, "ab", 1)),
        (TurnTo(-1), AttachmentPage(ITEM, "ab", 1)),
        (Back(), Home()),
    ],
    "an opinion that is kept": [
        (Open(Opinion(ITEM)), Opinion(ITEM)),
        (Send(), Opinion(ITEM)),  # nothing to send yet
        (Rate("satisfied"), Opinion(ITEM, "satisfied")),
        (Rate("not-satisfied"), Opinion(ITEM, "not-satisfied")),
        (AddPhrase("内容不完整。"), Opinion(ITEM, "not-satisfied", "内容不完整。")),
        (Press(KEYS["d"]), Opinion(ITEM, "not-satisfied", "内容不完整。")),  # no keys on the form itself
        (WriteInto("text"), Opinion(ITEM, "not-satisfied", "内容不完整。", field="text")),
        (Press(KEYS["d"]), Opinion(ITEM, "not-satisfied", "内容不完整。", "d", field="text")),
        (Press(KEYS["b"]), Opinion(ITEM, "not-satisfied", "内容不完整。", "db", field="text")),
        (Choose("低保", 2), Opinion(ITEM, "not-satisfied", "内容不完整。低保", field="text")),
        (Press(KEYS["3"]), Opinion(ITEM, "not-satisfied", "内容不完整。低保3", field="text")),
        (WriteInto(""), Opinion(ITEM, "not-satisfied", "内容不完整。低保3")),
        (Send(), Opinion(ITEM, "not-satisfied", "内容不完整。低保3", sending=True)),
        (Send(), Opinion(ITEM, "not-satisfied", "内容不完整。低保3", sending=True)),
        (Rate("satisfied"), Opinion(ITEM, "not-satisfied", "内容不完整。低保3", sending=True)),
        (Sent("8c2d1f"), Thanks("8c2d1f")),
        (GoHome(), Home()),
    ],
    "an opinion with a telephone number": [
        (Open(Opinion()), Opinion()),
        (WriteInto("text"), Opinion(field="text")),
        (Press(KEYS["d"]), Opinion(letters="d", field="text")),
        (WriteInto("phone"), Opinion(text="d", field="phone")),  # what was typed is not lost
        (Press(KEYS["a"]), Opinion(text="d", field="phone")),  # no letter in a number
        (Press(KEYS["1"]), Opinion(text="d", field="phone", phone="1")),
        (Press(KEYS["3"]), Opinion(text="d", field="phone", phone="13")),
        (Press(KEYS["delete"]), Opinion(text="d", field="phone", phone="1")),
        (WriteInto(""), Opinion(text="d", phone="1")),
        (Send(), Opinion(text="d", phone="1", problem=WRONG_PHONE)),
        (WriteInto("phone"), Opinion(text="d", field="phone", phone="1")),
        (Press(KEYS["clear"]), Opinion(text="d", field="phone")),
        *(
            (Press(KEYS[digit]), Opinion(text="d", field="phone", phone="5556101"[: n + 1]))
            for n, digit in enumerate("5556101")
        ),
        (WriteInto(""), Opinion(text="d", phone="5556101")),
        (KeepInConfidence(), Opinion(text="d", phone="5556101", in_confidence=True)),
        (Stay(), Opinion(text="d", phone="5556101", in_confidence=True)),
        (Send(), Opinion(text="d", phone="5556101", in_confidence=True, sending=True)),
        (Sent("8c2d1f"), Thanks("8c2d1f")),
    ],
    "a questionnaire with one choice and several": [
        (Open(Survey(ITEM, (False, True))), Survey(ITEM, (False, True))),
        (Tick(2), Survey(ITEM, (False, True), 0, ((2,), ()))),
        (Tick(0), Survey(ITEM, (False, True), 0, ((0,), ()))),  # another choice takes the place of the first
        (Send(), Survey(ITEM, (False, True), 0, ((0,), ()))),  # a question is still open
        (ToQuestion(1), Survey(ITEM, (False, True), 1, ((0,), ()))),
        (ToQuestion(2), Survey(ITEM, (False, True), 1, ((0,), ()))),  # there is no third
        (Tick(3), Survey(ITEM, (False, True), 1, ((0,), (3,)))),
        (Tick(1), Survey(ITEM, (False, True), 1, ((0,), (1, 3)))),
        (Tick(3), Survey(ITEM, (False, True), 1, ((0,), (1,)))),
        (ToQuestion(0), Survey(ITEM, (False, True), 0, ((0,), (1,)))),
        (Send(), Survey(ITEM, (False, True), 0, ((0,), (1,)), sending=True)),
        (Sent("8c2d1f"), Thanks("8c2d1f", for_answer=False)),
    ],
    "a wish": [
        (Open(SpeakUp()), SpeakUp()),
        (Open(Wish()), Wish()),
        (Send(), Wish()),
        (WishFor("财政"), Wish("财政")),
        (WishFor("财政"), Wish()),
        (WriteInto("text"), Wish(field="text")),
        (Choose("路灯电费", 0), Wish(text="路灯电费", field="text")),
        (WriteInto(""), Wish(text="路灯电费")),
        (Send(), Wish(text="路灯电费", sending=True)),
        (NotSent("磁盘满"), Wish(text="路灯电费", problem="磁盘满")),
    ],
    "an answer by its number": [
        (Open(FindAnswer()), FindAnswer()),
        *((Press(KEYS[digit]), FindAnswer("38172049560"[: min(n + 1, 10)])) for n, digit in enumerate("38172049560")),
        (Press(KEYS["q"]), FindAnswer("3817204956")),
        (Press(KEYS["clear"]), FindAnswer()),
    ],
    "an opinion that is kept while another screen is looked at": [
        (Open(Opinion()), Opinion()),
        (Rate("satisfied"), Opinion(rating="satisfied")),
        (Send(), Opinion(rating="satisfied", sending=True)),
        (Open(Units()), Units()),
        (Sent("8c2d1f"), Units()),
        (Back(), Thanks("8c2d1f")),
    ],
    "an opinion that could not be kept stays to be sent again": [
        (Open(Opinion()), Opinion()),
        (Rate("satisfied"), Opinion(rating="satisfied")),
        (Send(), Opinion(rating="satisfied", sending=True)),
        (NotSent("磁盘满"), Opinion(rating="satisfied", problem="磁盘满")),
        (Send(), Opinion(rating="satisfied", sending=True)),
        (Sent("k2"), Thanks("k2")),
    ],
    "a rating touched twice is taken back": [
        (Open(Opinion()), Opinion()),
        (Rate("satisfied"), Opinion(rating="satisfied")),
        (Rate("satisfied"), Opinion()),
    ],
}


@pytest.mark.parametrize("name", VISITS)
def test_visit(name: str) -> None:
    visit: Visit = AT_HOME
    for step, route in VISITS[name]:
        visit = next_visit(visit, step)
        assert visit[-1] == route, step


def test_going_home_forgets_what_was_typed() -> None:
    visit = next_visit(next_visit(AT_HOME, Open(Opinion(field="text"))), Choose("我家的电话是"))
    assert next_visit(visit, GoHome()) == AT_HOME


def test_an_endless_visit_keeps_its_home_and_a_bounded_length() -> None:
    visit: Visit = AT_HOME
    for number in range(100):
        visit = next_visit(visit, Open(Detail(DisclosureId(f"t01/{number:06}"))))
    assert len(visit) == MAX_DEPTH
    assert visit[0] == Home()
    assert visit[-1] == Detail(DisclosureId("t01/000099"))


def test_an_opinion_never_grows_beyond_what_the_hub_takes() -> None:
    visit = next_visit(AT_HOME, Open(Opinion(field="text")))
    for _ in range(200):
        visit = next_visit(visit, Choose("希望公开"))
        visit = next_visit(visit, Press(KEYS["1"]))
    form = visit[-1]
    assert isinstance(form, Opinion)
    assert len(form.text) == MAX_OPINION_LENGTH


@pytest.mark.parametrize("step", [NextRows(8), PreviousRows(), Press(KEYS["a"]), Rate("satisfied"), Send(), Sent("k")])
def test_a_late_step_changes_nothing_at_home(step: Step) -> None:
    assert next_visit(AT_HOME, step) == AT_HOME
