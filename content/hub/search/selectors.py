"""Finding pages by words, and the lines in which the words stand."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import F, Q, Value
from django.db.models.functions import StrIndex

from content.hub.disclosures.models import Registration
from content.hub.search.index import count_with, pages_with
from content.hub.search.models import PageWords
from content.hub.search.texts import texts_of_pages
from content.hub.search.words import excerpt, tokens_asked, words_of
from content.record import DISCLOSURE_ID

# A word of three and more that so many texts have stands in most of them by rote, and nobody reads on to the few of
# them that have its pairs apart; reading 30,000 texts would take a fifth of a second.
MOST_READ = 3_000


def having(typed: str) -> Q:
    """The pages that have every word that was typed, or the disclosure whose 编号 it is; all pages for no word."""
    words = words_of(typed)
    if not words:
        return Q()
    found = _having(words, in_title=False)
    if DISCLOSURE_ID.fullmatch(typed.strip()):
        found |= Q(pk__in=Registration.objects.filter(pk=typed.strip()).values("page"))
    return found


def best_first(pages: Any, typed: str, found: Q) -> list[Any]:
    """Of these pages those whose title has it all, then the others that have it; each newest first.

    found: ``having`` what was typed.
    """
    order = (F("latest_revision_created_at").desc(nulls_last=True), "-pk")
    words = words_of(typed)
    if not words:
        return [pages.order_by(*order)]
    if not count_with(tokens_asked(words), 1, in_title=True):  # asked by itself: no title has them, more often than not
        return [pages.filter(found).order_by(*order)]
    titled = _having(words, in_title=True)
    return [pages.filter(titled).order_by(*order), pages.filter(found).exclude(titled).order_by(*order)]


def _having(words: Sequence[str], *, in_title: bool) -> Q:
    tokens = tokens_asked(words)
    keys = pages_with(tokens, in_title=in_title)
    long = [word for word in words if len(word) > 2]
    # Pairs alone would find 村务公务 in 村务公开，公务: rare, but not what was asked for.
    if not long or count_with(tokens, MOST_READ + 1, in_title=in_title) > MOST_READ:
        return Q(pk__in=keys)
    exact = PageWords.objects.filter(pk__in=keys)
    for number, word in enumerate(long):
        places = {f"{name}_{number}": StrIndex(name, Value(word)) for name in ("title", "body")[: 1 if in_title else 2]}
        exact = exact.annotate(**places).filter(reduce(or_, (Q(**{f"{name}__gt": 0}) for name in places)))
    return Q(pk__in=exact.values("pk"))


def excerpts(keys: Sequence[int], typed: str) -> dict[int, list[tuple[str, bool]]]:
    """Of each page the line in which a word stands first, the title not among them: pieces, and whether asked for."""
    words = words_of(typed)
    return {texts.key: excerpt(texts.others, words) for texts in texts_of_pages(keys)} if words else {}
