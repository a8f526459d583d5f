"""Who may see a file, and choose it: whoever holds a role over a unit of it, the administrators, and nobody else."""

from __future__ import annotations

from typing import Any

from wagtail.images import get_image_model

from content.hub.files.models import FileUnit
from content.hub.review.permissions import units_read_by


def user_can_see_file(user: Any, file: Any) -> bool:
    """Of one document or picture."""
    return bool(files_seen_by(user, type(file).objects.filter(pk=file.pk)).exists())


def files_seen_by(user: Any, files: Any) -> Any:
    """Those of a query of documents, or of pictures."""
    if user.is_superuser:
        return files
    of_units = FileUnit.objects.filter(kind=_kind(files.model), unit__in=units_read_by(user).values("pk"))
    return files.filter(pk__in=of_units.values("file"))


def kind_of(file: Any) -> str:
    """The name of its table, as FileUnit has it."""
    return _kind(type(file))


def _kind(model: type) -> str:
    return "image" if issubclass(model, get_image_model()) else "document"
