"""Many pages at once: what add_child does for one page, done with two inserts for thousands.

A page is one row in Wagtail's page table and one in its own model's. Paths continue behind the last child of
each parent, as django-treebeard counts them; the caller's transaction makes it one step.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import uuid4

from django.contrib.contenttypes.models import ContentType
from django.db import router, transaction
from django.db.models import F
from wagtail.models import Locale, Page

MOST_VALUES = 9_000  # of one insert; larger ones are no faster


def add_children(children: Sequence[tuple[Any, Any]]) -> None:
    """Add new pages below existing ones: pairs of (parent page, unsaved page), all of one model.

    After it each page has its key, path and URL path. Slugs are made here; titles may repeat.
    """
    if not children:
        return
    model = type(children[0][1])
    with transaction.atomic():
        parents = _locked_parents({parent.pk for parent, _ in children})
        next_step = {pk: _last_step(parent) + 1 for pk, parent in parents.items()}
        content_type = ContentType.objects.get_for_model(model, for_concrete_model=False)
        locale = Locale.get_default()
        for parent, page in children:
            place = parents[parent.pk]
            page.depth = place.depth + 1
            page.path = Page._get_path(place.path, page.depth, next_step[place.pk])
            next_step[place.pk] += 1
            page.numchild = 0
            page.slug = page.slug or f"x-{uuid4().hex[:16]}"
            page.url_path = f"{place.url_path}{page.slug}/"
            page.draft_title = page.draft_title or page.title
            page.content_type = content_type
            page.locale = locale
        _insert_base_rows([page for _, page in children])
        _insert_rows(model, [page for _, page in children])
        for pk, count in _counted(parent.pk for parent, _ in children).items():
            Page.objects.filter(pk=pk).update(numchild=F("numchild") + count)


def _locked_parents(keys: set[int]) -> dict[int, Any]:
    # select_for_update: two imports below one unit would compute the same paths. SQLite has one writer anyway.
    return {page.pk: page for page in Page.objects.select_for_update().filter(pk__in=keys)}


def _last_step(parent: Any) -> int:
    # Between two paths, not "begins with": SQLite reads the whole table for the latter.
    below = Page._get_children_path_interval(parent.path)
    last = Page.objects.filter(path__range=below, depth=parent.depth + 1).order_by("path").last()
    return 0 if last is None else int(Page._str2int(last.path[-Page.steplen :]))


def _insert_base_rows(pages: Sequence[Any]) -> None:
    """The rows of Wagtail's page table, from the pages themselves: a Page made for each would take as long again."""
    fields = [field for field in Page._meta.concrete_fields if not field.primary_key]
    database = router.db_for_write(Page)
    for chunk in _chunks(pages, fields):
        keys = Page._base_manager._insert(chunk, fields=fields, returning_fields=[Page._meta.pk], using=database)
        for page, (key,) in zip(chunk, keys, strict=True):
            page.pk = page.id = page.page_ptr_id = key


def _insert_rows(model: Any, pages: Sequence[Any]) -> None:
    """The model's own rows. Django's bulk_create refuses a model with a parent table, its insert does not."""
    fields = model._meta.local_concrete_fields
    database = router.db_for_write(model)
    for chunk in _chunks(pages, fields):
        model._base_manager._insert(chunk, fields=fields, using=database)
    for page in pages:
        page._state.adding = False
        page._state.db = database


def _chunks(pages: Sequence[Any], fields: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """So many at once that one statement holds them: SQLite takes 32,766 values since 3.32."""
    rows_at_once = max(1, MOST_VALUES // len(fields))
    for start in range(0, len(pages), rows_at_once):
        yield pages[start : start + rows_at_once]


def _counted(keys: Iterable[int]) -> dict[int, int]:
    counts: dict[int, int] = {}
    for key in keys:
        counts[key] = counts.get(key, 0) + 1
    return counts
