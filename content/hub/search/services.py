"""Keeping the index: at every save, after an import, and anew."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import transaction
from wagtail.models import Page

from content.hub.search import index
from content.hub.search.models import PageWords
from content.hub.search.texts import texts_of_pages
from content.hub.search.words import closed_texts

log = logging.getLogger(__name__)

AT_ONCE = 500


def index_pages(keys: Sequence[int]) -> None:
    """Bring the index in line with these pages; those that are neither units nor disclosures are passed over."""
    for some in _parts(keys):
        with transaction.atomic():
            before = {row.pk: row for row in PageWords.objects.select_for_update().filter(pk__in=some)}
            now = [_words(texts) for texts in texts_of_pages(some)]
            new = [row for row in now if row.pk not in before]
            changed = [row for row in now if row.pk in before and _said(row) != _said(before[row.pk])]
            index.take_out([before[row.pk] for row in changed])
            PageWords.objects.bulk_create(new)
            PageWords.objects.bulk_update(changed, ["title", "body"], batch_size=100)
            index.put(new + changed)


def index_missing() -> int:
    """Index what is not yet in it, after an update of the hub. Returns how many pages."""
    pages = Page.objects.filter(depth__gt=1).exclude(pk__in=PageWords.objects.values("pk"))
    keys = list(pages.order_by("pk").values_list("pk", flat=True))
    index_pages(keys)
    if keys:
        log.info("pages indexed", extra={"pages": len(keys)})
    return len(keys)


def rebuild() -> int:
    """Index everything anew. Searches see the old index until the end. Returns how many pages."""
    with transaction.atomic():
        index.clear()
        return index_missing()


def index_saved(sender: Any, instance: Any, **_: Any) -> None:
    """A page was saved; Django's form of a receiver."""
    index_pages([instance.pk])


def words_go(sender: Any, instance: PageWords, **_: Any) -> None:
    """A page is being deleted, and its words with it."""
    index.take_out([instance])


def _words(texts: Any) -> PageWords:
    return PageWords(page_id=texts.key, title=closed_texts(texts.titles), body=closed_texts(texts.others))


def _said(row: PageWords) -> tuple[str, str]:
    return row.title, row.body


def _parts(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(keys), AT_ONCE):
        yield keys[start : start + AT_ONCE]
