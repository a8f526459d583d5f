"""What holds for LED lines and templates of them whoever signed: every rule that needs no signature and no clock.

The hub, the approvers' machines, the signer and the boards each call these by themselves.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import timedelta

from content.feed.approvers import EVERY
from content.feed.limited import check, decoded, reported
from content.led_line import (
    DRILL_MARK,
    MAX_LED_LINE_LENGTH,
    MAX_LED_LINE_LIFE,
    MAX_URGENT_LIFE,
    LedLine,
    LedUrgency,
    decode_led_line,
)
from content.led_template import Blank, BlankForm, LedTemplate, blanks_in, decode_led_template
from content.record import unit_of

MAX_PAYLOAD_BYTES = 8_192
MAX_BOARDS = 64
MAX_NUMBER = 2**31 - 1  # of revisions and of seq: fits every database and every board's record
MAX_TEMPLATE_LIFE = timedelta(days=366)
MAX_BLANKS = 6
MAX_CHOICES = 200
MAX_CHOICE_LENGTH = 20  # characters, of a blank's name, too
MAX_DECIMALS = 2
MAX_BOUND = 1_000_000


def read_led_line(payload: bytes) -> LedLine:
    """Read the payload of a line and check it. Raises TrustError."""
    line = decoded(payload, MAX_PAYLOAD_BYTES, decode_led_line, "LED line")
    with reported(f"LED line {line.id}"):
        check(line.v == 1, f"version {line.v}, this program knows version 1")
        check(unit_of(line.id) == line.unit, f"id outside its unit {line.unit!r}")
        unit_of(line.disclosure)
        for number in (line.rev, line.disclosure_rev):
            check(1 <= number <= MAX_NUMBER, f"revision {number}, expected 1 to {MAX_NUMBER}")
        check(1 <= line.seq <= MAX_NUMBER, f"seq {line.seq}, expected 1 to {MAX_NUMBER}")
        _check_boards(line.boards)
        _check_text(line.text)
        life = line.valid_until - line.valid_from
        check(life > timedelta(0), "valid_until is not after valid_from")
        longest = MAX_LED_LINE_LIFE if line.urgency is LedUrgency.ROUTINE else MAX_URGENT_LIFE
        check(life <= longest, f"valid for {life}, at most {longest.days} days are allowed")
        _check_drill(line.text, line.urgency)
        check(bool(line.template) or not line.fillings, "fillings without a template")
    return line


def read_led_template(payload: bytes) -> LedTemplate:
    """Read the payload of a template and check it, at its longest, too. Raises TrustError."""
    template = decoded(payload, MAX_PAYLOAD_BYTES, decode_led_template, "LED template")
    with reported(f"LED template {template.name!r}"):
        check(template.v == 1, f"version {template.v}, this program knows version 1")
        _check_word(template.name, "name")
        unit_of(template.disclosure)
        _check_boards(template.boards)
        check(template.urgency is not LedUrgency.ROUTINE, "a routine line needs no template")
        life = template.valid_until - template.valid_from
        check(
            timedelta(0) < life <= MAX_TEMPLATE_LIFE, f"valid for {life}, expected up to {MAX_TEMPLATE_LIFE.days} days"
        )
        most_hours = int(MAX_URGENT_LIFE.total_seconds()) // 3600
        check(1 <= template.max_hours <= most_hours, f"{template.max_hours} hours, expected 1 to {most_hours}")
        check(len(template.blanks) <= MAX_BLANKS, f"{len(template.blanks)} blanks, at most {MAX_BLANKS} are allowed")
        for blank in template.blanks:
            _check_blank(blank)
        names = tuple(blank.name for blank in template.blanks)
        check(len(set(names)) == len(names), "two blanks of one name")
        check(
            blanks_in(template.text) == names, f"the text has the blanks {blanks_in(template.text)}, expected {names}"
        )
        _check_text(template.specimen())
        _check_drill(template.specimen(), template.urgency)
    return template


def check_fits(line: LedLine, template: LedTemplate) -> None:
    """Raises TrustError unless the line is this template with its blanks filled in, and nothing else."""
    with reported(f"LED line {line.id}, of template {template.name!r}"):
        text = template.filled(line.fillings)
        check(line.text == text, f"text {line.text!r}, expected {text!r}")
        for name in ("county", "unit", "style", "urgency", "disclosure"):
            found, expected = getattr(line, name), getattr(template, name)
            check(found == expected, f"{name} {found}, expected {expected}")
        others = sorted(set(line.boards) - set(template.boards))
        check(not others, f"boards {', '.join(others)} are not of the template")
        life = line.valid_until - line.valid_from
        check(
            life <= timedelta(hours=template.max_hours), f"valid for {life}, at most {template.max_hours} h are allowed"
        )
        check(
            template.valid_from <= line.valid_from and line.valid_until <= template.valid_until,
            f"valid {line.valid_from.isoformat()} to {line.valid_until.isoformat()}, "
            f"the template {template.valid_from.isoformat()} to {template.valid_until.isoformat()}",
        )


def _check_boards(boards: Sequence[str]) -> None:
    check(1 <= len(boards) <= MAX_BOARDS, f"{len(boards)} boards, expected 1 to {MAX_BOARDS}")
    check(len(set(boards)) == len(boards), "a board named twice")
    check(EVERY not in boards and all(boards), "a board without an id of its own")


def _check_text(text: str) -> None:
    check(bool(text.strip()), "no text")
    check(len(text) <= MAX_LED_LINE_LENGTH, f"{len(text)} characters, at most {MAX_LED_LINE_LENGTH} are allowed")
    for character in text:
        # C*: control, format (zero width, bidirectional), surrogate, private use, unassigned; Zl, Zp: line breaks.
        category = unicodedata.category(character)
        if category.startswith("C") or category in {"Zl", "Zp"}:
            raise ValueError(f"character U+{ord(character):04X} is not allowed in a line")


def _check_drill(text: str, urgency: LedUrgency) -> None:
    """A drill can never be taken for the real thing, nor the real thing for a drill."""
    if urgency is LedUrgency.DRILL:
        is_marked = text.startswith(DRILL_MARK) and text.endswith(DRILL_MARK)
        check(is_marked and bool(text.replace(DRILL_MARK, "").strip()), f"a drill, expected {DRILL_MARK}…{DRILL_MARK}")
    else:
        check(DRILL_MARK not in text, f"{DRILL_MARK} in a line that is no drill")


def _check_blank(blank: Blank) -> None:
    _check_word(blank.name, "name of a blank")
    what = f"blank {blank.name!r}"
    if blank.form is BlankForm.CHOICE:
        count = len(blank.choices)
        check(1 <= count <= MAX_CHOICES, f"{what}: {count} choices, expected 1 to {MAX_CHOICES}")
        check(len(set(blank.choices)) == count, f"{what}: a choice twice")
        for choice in blank.choices:
            _check_word(choice, f"choice of {what}")
    else:
        check(not blank.choices, f"{what}: choices of what is no choice")
    if blank.form is BlankForm.NUMBER:
        check(0 <= blank.decimals <= MAX_DECIMALS, f"{what}: {blank.decimals} decimals, up to {MAX_DECIMALS}")
        for bound in (blank.least, blank.most):
            check(
                bound.is_finite() and abs(bound) < MAX_BOUND, f"{what}: bound {bound}, expected less than {MAX_BOUND}"
            )
            check(
                bound == round(bound, blank.decimals), f"{what}: bound {bound} with more than {blank.decimals} decimals"
            )
        check(blank.least <= blank.most, f"{what}: from {blank.least} to {blank.most}")


def _check_word(word: str, what: str) -> None:
    check(1 <= len(word) <= MAX_CHOICE_LENGTH, f"{what}: {len(word)} characters, expected 1 to {MAX_CHOICE_LENGTH}")
    check(word == word.strip() and not set(word) & set("{}"), f"{what}: {word!r} has spaces around it, or braces")
    _check_text(word)
