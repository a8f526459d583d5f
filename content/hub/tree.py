"""Many pages at once: what add_child does for one page, done with two inserts for thousands.

A page is one row in Wagtail's page table and one in its own model's. Paths continue behind the last child of
each parent, as django-treebeard counts them; the caller's transaction makes it one step.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import uuid4

from django.contrib.contenttypes.models import ContentType
from django.db import router, transaction
from django.db.models import F
from wagtail.models import Locale, Page


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
    names = [field.attname for field in Page._meta.concrete_fields if not field.primary_key]
    bases = [Page(**{name: getattr(page, name) for name in names}) for page in pages]
    Page.objects.bulk_create(bases, batch_size=500)
    for page, base in zip(pages, bases, strict=True):
        page.pk = page.id = page.page_ptr_id = base.pk


def _insert_rows(model: Any, pages: Sequence[Any]) -> None:
    """The model's own rows. Django's bulk_create refuses a model with a parent table, its insert does not."""
    fields = model._meta.local_concrete_fields
    database = router.db_for_write(model)
    rows_at_once = max(1, 900 // len(fields))  # SQLite of Debian 12 takes 32,766 values, older ones 999
    for start in range(0, len(pages), rows_at_once):
        model._base_manager._insert(pages[start : start + rows_at_once], fields=fields, using=database)
    for page in pages:
        page._state.adding = False
        page._state.db = database


def _counted(keys: Iterable[int]) -> dict[int, int]:
    counts: dict[int, int] = {}
    for key in keys:
        counts[key] = counts.get(key, 0) + 1
    return counts
