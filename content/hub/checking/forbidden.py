"""What the negative list holds against a manuscript, as findings: by its catalogue item and by its words. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from content.hub.catalogue.negative import Entry, Match, entries_of_item, matches_in
from content.hub.checking.finding import MAX_QUOTE, Answerer, Fault, Finding, Manuscript, Passage

AROUND = 12  # characters of the quote on both sides


def forbidden(manuscript: Manuscript, negative: Mapping[str, Entry]) -> Iterator[Finding]:
    """In reading order. What is certain nobody may let stand; on the rest 保密审查 decides."""
    for entry in entries_of_item(manuscript.item, negative):
        passage = Passage(("catalogue_item",), "公开目录事项", manuscript.item[-1])
        yield _finding(passage, Match(entry, (0, len(passage.text))))
    for passage in manuscript.passages:
        for match in matches_in(passage.text, negative):
            yield _finding(passage, match)


def _finding(passage: Passage, match: Match) -> Finding:
    entry, (start, end) = match.entry, match.span
    if entry.is_certain:
        answerer, advice = Answerer.NOBODY, "不得公开：删去这些内容，或者不公开此件。"
    else:
        answerer, advice = Answerer.SECRECY, "删去这些内容，或者送保密审查人员决定。"
    return Finding(
        Fault.NEGATIVE,
        passage.place,
        passage.text[max(0, start - AROUND) : min(end, start + MAX_QUOTE) + AROUND],
        f"属于负面清单「{entry.label}」（{entry.article}）。",
        advice,
        True,
        passage.text,
        passage.path,
        (start, end),
        answered_by=answerer,
    )
