"""The gate: everything that is found in a text, in texts that lie beside each other, and the text without it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from content.personal_data.addresses import addresses
from content.personal_data.folding import CELL, WALL, folded, is_figure
from content.personal_data.identity import identity_numbers, old_identity_numbers
from content.personal_data.kinds import Finding, without_overlaps
from content.personal_data.numbers import bank_cards, mobile_numbers, plates
from content.personal_data.people import beside_illness, children


def findings(text: str, office_numbers: Collection[str] = ()) -> list[Finding]:
    """Everything in the text that is or may be somebody's, in order of place. Takes linear time.

    office_numbers: mobile numbers of offices, 11 digits each, which are public.
    """
    plain = folded(text)
    found = [
        *identity_numbers(text, plain),
        *old_identity_numbers(plain),
        *bank_cards(plain),
        *mobile_numbers(plain, office_numbers),
        *plates(plain),
        *beside_illness(text),
        *children(text),
        *addresses(text),
    ]
    return without_overlaps(found)


def findings_in(texts: Iterable[str], office_numbers: Collection[str] = ()) -> list[Finding]:
    """The same over texts in reading order, such as the cells of a table, also for numbers split between them.

    Spans count in the texts joined by CELL. Where a cell that reads as an amount or a date had to be part of
    the number, the finding is uncertain: 431000 | 2026-07-15 | 1264.30 is most likely a row of figures.
    """
    cells = list(texts)
    figures = [is_figure(text) for text in cells]
    if not any(figures):
        return findings(CELL.join(cells), office_numbers)
    walled = "".join(
        text if number == 0 else (WALL if figures[number - 1] or figures[number] else CELL) + text
        for number, text in enumerate(cells)
    )
    found = findings(walled, office_numbers)
    known = {finding.span for finding in found}
    joined = CELL.join(cells)
    for finding in identity_numbers(joined, folded(joined)):
        if finding.certain and finding.span not in known:
            found.append(replace(finding, certain=False))
    return sorted(found, key=lambda finding: finding.span)


def certain_in(texts: Iterable[str]) -> list[Finding]:
    """Only what must not be published."""
    return [finding for finding in findings_in(texts) if finding.certain]


def masked(text: str, office_numbers: Collection[str] = ()) -> str:
    """The text with everything found replaced by what may be shown of it."""
    for finding in reversed(findings(text, office_numbers)):
        start, end = finding.span
        text = text[:start] + finding.masked + text[end:]
    return text
