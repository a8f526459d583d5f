"""Searching by words of titles and texts: the index is asked twice, and only the pages of one screen are read.

Wagtail's own page asks the same question of the database four times (the rows, their number, that of all kinds, and
of each kind), reads every column to do so, and finds words in titles only.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count
from django.urls import reverse
from wagtail.admin.ui.tables.pages import PageTitleColumn
from wagtail.admin.views.pages.search import SearchView
from wagtail.models import Page

from content.hub.admin.lists import with_registration
from content.hub.disclosures.models import DisclosurePage
from content.hub.review.permissions import pages_read_by
from content.hub.search.selectors import best_first, excerpts, having


class Rows(list[Any]):
    """The pages of one screen; Wagtail's template asks them whether kinds have been counted."""

    supports_facet = True


class Found:
    """Pages that were counted, but are read only when they are shown. parts: querysets, one behind the other."""

    supports_facet = True

    def __init__(self, parts: Sequence[Any], number: int, view: PageSearch) -> None:
        self._parts = parts
        self._number = number
        self._view = view

    def count(self) -> int:
        return self._number

    def __getitem__(self, part: slice) -> Rows:
        keys: list[int] = []
        start, stop = part.start, part.stop
        for pages in self._parts:
            found = list(pages.values_list("pk", flat=True)[start:stop])
            keys += found
            passed = start + len(found) if found or not start else pages.count()
            start, stop = max(0, start - passed), stop - passed
            if stop <= 0:
                break
        pages = {page.pk: page for page in self._view.read(keys)}
        return Rows(pages[key] for key in keys if key in pages)


class FoundTitleColumn(PageTitleColumn):
    """The title, which leads to where the page is worked with, and the line in which the words stand.

    Without Wagtail's menu of a page's actions, which the page itself has: twenty of them are a fifth of the time.
    """

    cell_template_name = "hub/search/title.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        if context["page_perms"].can_edit():
            link = reverse("wagtailadmin_pages:edit", args=[instance.pk])
        elif isinstance(instance, DisclosurePage):
            link = reverse("review", args=[instance.pk])
        else:
            link = reverse("wagtailadmin_explore", args=[instance.pk])
        return {**context, "link": link}


_TITLE = FoundTitleColumn("title", label="标题", sort_key="title", classname="title")


class PageSearch(SearchView):
    """Every word stands somewhere; titles with all of them come first, then what was changed last."""

    columns = [_TITLE if isinstance(one, PageTitleColumn) else one for one in SearchView.columns]

    def get_queryset(self) -> Any:
        typed = self.search_query or ""
        mine = Page.objects.filter(pages_read_by(self.request.user), depth__gt=1)
        wanted = having(typed)
        found = mine.filter(wanted)
        counts = dict(found.order_by().values_list("content_type").annotate(Count("pk")))
        self.content_types = [
            (ContentType.objects.get_for_id(kind), count)
            for kind, count in sorted(counts.items(), key=lambda one: -one[1])
        ]
        parts = [found.order_by(self.ordering, "-pk")] if self.ordering else best_first(mine, typed, wanted)
        self.all_pages = Found(parts, sum(counts.values()), self)
        kind = self.selected_content_type
        if kind is None:
            return self.all_pages
        return Found([part.filter(content_type=kind) for part in parts], counts.get(kind.pk, 0), self)

    def read(self, keys: list[int]) -> list[Any]:
        """The pages of one screen, with what the list says of each."""
        pages = list(with_registration(self.annotate_queryset(Page.objects.filter(pk__in=keys))))
        lines = excerpts(keys, self.search_query or "")
        for page in pages:
            page.excerpt = lines.get(page.pk)
        return pages
