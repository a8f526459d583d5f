"""What a clerk saves uses its files; the choosers offer what is of one's own units."""

from __future__ import annotations

from typing import Any

from wagtail import hooks

from content.hub.disclosures.models import DisclosurePage
from content.hub.files.permissions import files_seen_by
from content.hub.files.services import used_by


def saved(request: Any, page: Any) -> None:
    if isinstance(page, DisclosurePage):
        used_by(page, request.user)


def own_files(files: Any, request: Any) -> Any:
    """Documents or pictures."""
    return files_seen_by(request.user, files)


hooks.register("after_create_page", saved)
hooks.register("after_edit_page", saved)
hooks.register("construct_document_chooser_queryset", own_files)
hooks.register("construct_image_chooser_queryset", own_files)
