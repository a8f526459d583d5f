"""The legal clocks. Dates were counted by hand on the State Council's schedules:

2024 国办发明电〔2023〕7号 · 2025 国办发明电〔2024〕12号 · 2026 the notice of 2025-11-04 (关于2026年部分节假日安排的通知).
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from content.hub.deadlines.command import Question, answers, clocks
from content.hub.deadlines.reckon import MAX_PAUSED_DAYS, Pause, days_late, days_short, period, start_of
from content.hub.deadlines.rules import Pack, Rule, Unit, calendar_of, read_pack, rules_of
from content.hub.deadlines.workdays import WorkCalendar, published_calendar

HERE = clocks()
MAY_2026 = WorkCalendar(
    holidays=frozenset(date(2026, 5, day) for day in range(1, 6)),
    workdays=frozenset({date(2026, 5, 9)}),
    years=frozenset({2026}),
)


def due(rule: str, start: str, *pauses: tuple[str, str]) -> str:
    return str(HERE.answer(Question(rule, start, pauses))["due"])


SCHEDULES = [  # year, days off on week-days, week-ends at work
    (2024, ["01-01", "02-12", "02-13", "02-14", "02-15", "02-16", "04-04", "04-05", "05-01", "05-02", "05-03", "06-10",
            "09-16", "09-17", "10-01", "10-02", "10-03", "10-04", "10-07"],
     ["02-04", "02-18", "04-07", "04-28", "05-11", "09-14", "09-29", "10-12"]),
    (2025, ["01-01", "01-28", "01-29", "01-30", "01-31", "02-03", "02-04", "04-04", "05-01", "05-02", "05-05", "06-02",
            "10-01", "10-02", "10-03", "10-06", "10-07", "10-08"],
     ["01-26", "02-08", "04-27", "09-28", "10-11"]),
    (2026, ["01-01", "01-02", "02-16", "02-17", "02-18", "02-19", "02-20", "02-23", "04-06", "05-01", "05-04", "05-05",
            "06-19", "09-25", "10-01", "10-02", "10-05", "10-06", "10-07"],
     ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]),
]  # fmt: skip


@pytest.mark.parametrize(("year", "off", "on"), SCHEDULES)
def test_each_day_of_a_published_year_is_as_the_state_council_set_it(year: int, off: list[str], on: list[str]) -> None:
    work = published_calendar()
    days = [date(year, 1, 1) + timedelta(days=number) for number in range(366)]
    days = [day for day in days if day.year == year]
    assert [f"{day:%m-%d}" for day in days if day.weekday() < 5 and not work.is_workday(day)] == off
    assert [f"{day:%m-%d}" for day in days if day.weekday() >= 5 and work.is_workday(day)] == on
    assert work.knows(days[0], days[-1])


DUE = [  # rule, from, due, what stands in between
    ("20wd", "2024-04-03", "2024-05-06", "清明, 4-7 and 4-28 at work, 劳动节"),
    ("7wd", "2024-09-30", "2024-10-15", "国庆 10-1 to 7, 10-12 at work"),
    ("7wd", "2025-01-20", "2025-02-05", "1-26 at work, 春节 1-28 to 2-4"),
    ("20wd", "2025-09-20", "2025-10-23", "from a Saturday; 9-28 and 10-11 at work, 国庆 and 中秋 10-1 to 8"),
    ("20wd", "2026-02-01", "2026-03-05", "2-14 and 2-28 at work, 春节 2-15 to 23"),
    ("20wd", "2026-04-20", "2026-05-20", "劳动节 5-1 to 5, 5-9 at work"),
    ("7wd", "2026-11-20", "2026-12-01", "an ordinary week"),
    ("20d", "2025-12-20", "2026-01-09", "over the year"),
    ("20d", "2026-09-15", "2026-10-05", "natural days run through holidays"),
    ("30d", "2024-02-01", "2024-03-02", "29 February 2024"),
    ("30d", "2025-02-01", "2025-03-03", "28 February 2025"),
    ("monthly", "2024-01-31", "2024-02-29", "no 31 February, a leap year"),
    ("monthly", "2025-01-31", "2025-02-28", "no 31 February"),
    ("monthly", "2026-02-28", "2026-03-28", "the same day, not the month's end"),
    ("monthly", "2025-12-31", "2026-01-31", "over the year"),
    ("quarterly", "2025-11-30", "2026-02-28", "no 30 February"),
    ("quarterly", "2026-03-31", "2026-06-30", "no 31 June"),
    ("quarterly", "2026-01-15", "2026-04-15", "the same day"),
]


@pytest.mark.parametrize(("rule", "start", "expected"), [case[:3] for case in DUE], ids=[case[3] for case in DUE])
def test_the_last_day_is_the_one_counted_by_hand(rule: str, start: str, expected: str) -> None:
    assert due(rule, start) == expected


NOTICES = [  # rule, first day, last day
    ("5wd-notice", "2026-11-23", "2026-11-27"),  # Monday to Friday: both count
    ("5wd-notice", "2026-11-28", "2026-12-04"),  # put up on a Saturday, which counts for nothing
    ("5wd-notice", "2024-02-08", "2024-02-20"),  # 8, 9, 18 (at work), 19, 20 February
    ("5wd-notice", "2025-09-26", "2025-10-09"),  # 26, 28 (at work), 29, 30 September, 9 October
    ("10wd-notice", "2026-09-18", "2026-10-08"),  # 18, 20 (at work), 21–24, 28–30 September, 8 October
    ("30d-notice", "2026-11-01", "2026-11-30"),
]


@pytest.mark.parametrize(("rule", "first_day", "last_day"), NOTICES)
def test_a_public_notice_counts_both_its_ends(rule: str, first_day: str, last_day: str) -> None:
    answer = HERE.answer(Question(rule, first_day))
    assert [str(answer[key]) for key in ("first_day", "last_day", "due")] == [first_day, last_day, last_day]


def test_a_notice_that_is_taken_down_too_early_is_short_by_so_many_days() -> None:
    rule = HERE.rules["5wd-notice"]
    short = [days_short(rule, date(2026, 11, 23), date(2026, 11, day), HERE.work) for day in (24, 26, 27, 30)]
    assert short == [3, 1, 0, 0]


def test_paused_days_are_not_counted() -> None:
    assert due("20wd", "2026-11-02") == "2026-11-30"
    assert due("20wd", "2026-11-02", ("2026-11-09", "2026-11-13")) == "2026-12-07"
    # The week-end of a pause was not counted anyway; pauses that overlap pause once.
    assert due("20wd", "2026-11-02", ("2026-11-07", "2026-11-13"), ("2026-11-12", "2026-11-13")) == "2026-12-07"
    assert due("20d", "2026-11-02", ("2026-11-09", "2026-11-13")) == "2026-11-27"
    assert due("monthly", "2026-01-31", ("2026-02-10", "2026-02-19")) == "2026-03-10"


def test_an_unpublished_year_is_estimated_and_says_so() -> None:
    # 1 January 2027 will surely be a holiday; its schedule is unpublished, so Friday the 1st counts, and the answer says so.
    answer = HERE.answer(Question("7wd", "2026-12-24"))
    assert (str(answer["due"]), answer["estimated"]) == ("2027-01-04", True)
    assert HERE.answer(Question("5wd-notice", "2026-12-25"))["estimated"] is False
    assert HERE.answer(Question("20d", "2026-12-24"))["estimated"] is False


def test_a_county_corrects_the_schedule_before_the_library_knows_it() -> None:
    county = read_pack_text('level = "county"\nname = "清源县"\n[calendar]\nholidays = [2027-01-01]\nyears = [2027]\n')
    work = calendar_of([county], published_calendar())
    found = period(HERE.rules["7wd"], date(2026, 12, 24), work)
    assert (found.last_day, found.is_estimated) == (date(2027, 1, 5), False)


def test_from_formation_or_from_change() -> None:
    formed, changed = date(2026, 3, 2), date(2026, 6, 1)
    assert start_of(HERE.rules["20wd"], formed) == formed
    assert start_of(HERE.rules["20wd"], formed, changed) == changed
    assert start_of(HERE.rules["20d"], formed, changed) == formed


def test_late_and_early_are_both_counted() -> None:
    assert [days_late(date(2026, 11, 30), date(2026, *day)) for day in ((12, 2), (11, 30), (11, 25))] == [2, 0, -5]
    left = period(HERE.rules["30d-notice"], date(2026, 11, 1), HERE.work)
    assert [left.days_left(date(2026, *day)) for day in ((11, 28), (11, 30), (12, 1))] == [2, 0, -1]


def test_a_rule_may_move_its_end_off_a_holiday() -> None:
    rule = Rule(unit=Unit.NATURAL_DAY, count=10, label="", moves_off_rest_days=True)
    assert period(rule, date(2026, 4, 22), MAY_2026).last_day == date(2026, 5, 6)  # 2 May; rest until the 5th
    assert period(rule, date(2026, 4, 29), MAY_2026).last_day == date(2026, 5, 9)  # a Saturday at work


# ---- packs


def read_pack_text(text: str) -> Pack:
    with tempfile.NamedTemporaryFile("w", suffix=".toml", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        return read_pack(Path(file.name))


def test_a_county_overrides_its_province_and_the_nation_whatever_the_order() -> None:
    nation = read_pack_text(
        'level = "national"\nname = "国家"\n[rules.20wd]\nunit = "working-day"\ncount = 20\nlabel = "公开"\nbasis = "条例"\n'
    )
    province = read_pack_text(
        'level = "province"\nname = "省"\n[rules.20wd]\ncount = 15\n'
        '[rules.5d]\nunit = "natural-day"\ncount = 5\nlabel = "收到批复后"\n'
    )
    county = read_pack_text('level = "county"\nname = "县"\n[rules.20wd]\ncount = 10\n')
    for packs in ([nation, province, county], [county, nation, province]):
        rules = rules_of(packs)
        assert (rules["20wd"].count, rules["20wd"].pack, rules["20wd"].basis) == (10, "县", "条例")
        assert (rules["5d"].count, rules["5d"].pack) == (5, "省")


WRONG = [  # pack, what is said of it
    ('level = "town"\nname = "镇"\n', "town"),
    ('level = "county"\n', "name"),
    ('level = "county"\nname = "县"\ncolour = 1\n', "colour"),
    ("level = [", "TOML|value|array|Invalid"),
]


@pytest.mark.parametrize(("text", "says"), WRONG)
def test_a_wrong_pack_says_what_is_wrong(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        read_pack_text(text)


@pytest.mark.parametrize(
    "fields", ['unit = "week"\ncount = 1\nlabel = ""', 'unit = "month"\ncount = 0\nlabel = ""', "count = 1"]
)
def test_a_wrong_rule_is_named_with_its_pack(fields: str) -> None:
    with pytest.raises(ValueError, match="rule 'odd' of 县"):
        rules_of([read_pack_text(f'level = "county"\nname = "县"\n[rules.odd]\n{fields}\n')])


# ---- any day


DAYS = st.dates(date(1, 1, 1), date(9990, 12, 31))


@given(DAYS, st.sampled_from(sorted(HERE.rules)))
@example(date(1, 1, 1), "10wd-notice")  # there is no day before it
def test_a_period_holds_at_least_as_many_days_as_it_counts(start: date, name: str) -> None:
    rule = HERE.rules[name]
    found = period(rule, start, HERE.work)
    length = (found.last_day - found.first_day).days + 1
    assert found.first_day == (start if rule.is_notice else start + timedelta(days=1))
    assert length >= rule.count
    if rule.unit is Unit.WORKING_DAY:
        days = [found.first_day + timedelta(days=number) for number in range(length)]
        assert sum(map(HERE.work.is_workday, days)) == rule.count
        assert HERE.work.is_workday(found.last_day)


@pytest.mark.parametrize("start", [date(9999, 12, 31), date(9999, 12, 20)])
def test_a_period_past_the_end_of_the_calendar_is_refused(start: date) -> None:
    for rule in HERE.rules.values():
        if rule.count * (90 if rule.unit is Unit.QUARTER else 1) > 20:
            with pytest.raises(ValueError, match="9999"):
                period(rule, start, HERE.work)


def test_pauses_are_limited_and_run_forward() -> None:
    with pytest.raises(ValueError, match="ends before it begins"):
        Pause(date(2026, 2, 1), date(2026, 1, 1))
    with pytest.raises(ValueError, match=f"at most {MAX_PAUSED_DAYS}"):
        period(HERE.rules["20d"], date(2026, 1, 1), HERE.work, [Pause(date(1, 1, 1), date(9999, 12, 31))])


# ---- the command


def hub_due(project: Path, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mingbai.cli", "hub", "due", *words]
    return subprocess.run(command, input=stdin, capture_output=True, text=True, cwd=project, timeout=60, check=False)


def test_the_command_answers_without_a_hub(project: Path) -> None:
    ran = hub_due(project, "--rule", "5wd-notice", "--from", "2025-09-26")
    answer: dict[str, Any] = json.loads(ran.stdout)
    assert ran.returncode == 0
    assert {key: answer[key] for key in ("rule", "from", "first_day", "last_day", "due", "estimated")} == {
        "rule": "5wd-notice",
        "from": "2025-09-26",
        "first_day": "2025-09-26",
        "last_day": "2025-10-09",
        "due": "2025-10-09",
        "estimated": False,
    }


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--rule", "21wd", "--from", "2026-01-01"], "no rule '21wd'; there are 10wd-notice"),
        (["--rule", "20wd", "--from", "2026-02-30"], "2026-02-30: day is out of range"),
        (["--rule", "20wd", "--from", "1.2.2026"], "expected YYYY-MM-DD"),
        (["--rule", "20wd"], "belong together"),
    ],
)
def test_a_wrong_question_is_refused_with_what_is_allowed(project: Path, words: list[str], says: str) -> None:
    ran = hub_due(project, *words)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert says in ran.stderr


def test_other_commands_still_need_the_hubs_settings(project: Path) -> None:
    command = [sys.executable, "-m", "mingbai.cli", "hub", "migrate"]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=project, timeout=60, check=False)
    assert ran.returncode == 2
    assert "--config" in ran.stderr


def test_each_line_has_its_answer_and_a_wrong_one_its_reason() -> None:
    lines = b"\n".join(
        [
            b'{"rule": "20wd", "from": "2026-02-01"}',
            b"",
            b'{"rule": "20wd"}',
            b"\xff",
            b"[" * 70_000,
            b'{"rule": "20wd", "from": "2026-11-02", "pauses": [["2026-11-09", "2026-11-13"]]}',
        ]
    )
    found = list(answers(HERE, io.BytesIO(lines)))
    assert [str(one.get("due", "")) for one in found] == ["2026-03-05", "", "", "", "2026-12-07"]
    assert [one["line"] for one in found if "error" in one] == [3, 4, 5]
    assert all(one["error"] for one in found if "error" in one)


@given(st.binary(max_size=200))
def test_any_bytes_give_an_answer_or_a_reason(line: bytes) -> None:
    for answer in answers(HERE, io.BytesIO(line)):
        assert ("due" in answer) != ("error" in answer)


# ---- what the packs of a county demand


def county_pack(folder: Path, text: str) -> Path:
    file = folder / "rules-county.toml"
    file.write_text('level = "county"\nname = "清源县"\n' + text, encoding="utf-8")
    return file


def test_the_packs_that_the_hub_names_are_those_of_its_due(project: Path, tmp_path: Path) -> None:
    county_pack(tmp_path, "[rules.20wd]\ncount = 5\n")
    hub = tmp_path / "hub.toml"
    hub.write_text(
        'county = "qingyuan"\ndata_dir = "data"\nrepository_dir = "feed"\nkeys_dir = "keys"\n'
        'rule_packs = ["rules-county.toml"]\n',
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "mingbai.cli", "hub", "--config", str(hub), "due", "--rule", "20wd"]
    command += ["--from", "2026-11-23"]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=project, timeout=60, check=False)
    answer = json.loads(ran.stdout)
    assert (answer["due"], answer["pack"]) == ("2026-11-30", "清源县")  # 24, 25, 26, 27 and 30 November


def test_a_county_adds_a_kind_and_a_part_and_takes_a_notice_away(tmp_path: Path) -> None:
    pack = county_pack(
        tmp_path,
        '[parts.map]\nlabel = "用地范围图"\nfields = ["picture", "files"]\n'
        '[kinds."征地公告"]\nnotice = "10wd-notice"\nparts = ["map"]\n'
        '[kinds."低保公示"]\nnotice = ""\n',
    )
    here = clocks([pack])
    assert (here.kinds["征地公告"].notice, here.kinds["征地公告"].parts) == ("10wd-notice", ("map",))
    assert here.parts["map"].label == "用地范围图"
    assert (here.kinds["低保公示"].notice, here.kinds["低保公示"].parts) == ("", ("contact",))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[kinds."公告"]\nnotice = "9wd"\n', "kind '公告' of 清源县: no rule '9wd'"),
        ('[kinds."公告"]\nparts = ["stamp"]\n', "kind '公告' of 清源县: no part 'stamp'"),
        ('[kinds."公告"]\nnotice = "20wd"\n', "rule '20wd' is no notice period"),
        ('[kinds."公告"]\ncolour = "red"\n', "kinds '公告' of 清源县: .*colour"),
    ],
)
def test_a_pack_that_names_what_is_not_there_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        clocks([county_pack(tmp_path, text)])
