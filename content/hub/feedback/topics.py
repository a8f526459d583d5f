"""选题池: from what citizens wish for to what a unit means to disclose."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from content.hub.feedback.models import Topic, Wish
from content.hub.review.permissions import user_can_handle_opinion


def pool(*, wish: Wish, by: Any, topic: Topic | None = None, title: str = "") -> Topic:
    """Put a wish into the pool: under a topic of its unit that is there, or under a new one of this title.

    Raises PermissionDenied, or ValueError that tells the clerk what is missing.
    """
    if not user_can_handle_opinion(by, wish.unit.page):
        raise PermissionDenied("not a clerk for the opinions of this unit")
    title = title.strip()
    if topic is None and not title:
        raise ValueError("请选择已有选题，或填写新选题。")
    if topic is not None and topic.unit_id != wish.unit_id:
        raise ValueError("该选题属于别的单位。")
    if len(title) > Topic._meta.get_field("title").max_length:
        raise ValueError("选题最多100个字。")
    with transaction.atomic():
        chosen: Topic = topic or Topic.objects.create(title=title, unit=wish.unit)
        chosen.wishes.add(wish)
    return chosen
