"""Lists of fifty rows, each in a few queries: what a row shows of other tables is fetched with the page, not by row."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef

from content.hub.admin.own_units import OwnIndexView


class OpinionIndexView(OwnIndexView):
    """With each opinion's unit, its answer and where that stands, and what became of its sealed part."""

    def get_base_queryset(self) -> Any:
        found = super().get_base_queryset().select_related("unit", "terminal", "sealed", "answer__page__registration")
        return found.prefetch_related("looks")


class WishIndexView(OwnIndexView):
    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("unit", "terminal")


class TopicIndexView(OwnIndexView):
    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("unit").prefetch_related("wishes")


class ReleaseIndexView(OwnIndexView):
    """Without the payloads: fifty of them are some megabytes."""

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("outcome").defer("payload")


class HeartbeatIndexView(OwnIndexView):
    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("terminal")


def pages_with_registration(parent_page: Any, pages: Any, request: Any) -> Any:
    """The explorer's rows with whether each is registered; its hook's form."""
    return with_registration(pages)


def with_registration(pages: Any) -> Any:
    """Pages with whether each is registered: their permissions ask that twice of every row."""
    from content.hub.disclosures.models import Registration

    return pages.annotate(is_registered=Exists(Registration.objects.filter(page=OuterRef("pk"))))
