"""Writing of which units a file is: at first where its uploader writes; once pages have it, of their units alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from content.hub.disclosures.blocks import images_of
from content.hub.files.models import FileUnit
from content.hub.files.permissions import kind_of, user_can_see_file
from content.hub.review.models import RoleGroup
from content.hub.review.role import RIGHTS
from content.hub.units.models import UnitPage
from content.record import UnitCode

_UPLOADING = [role.key for role, rights in RIGHTS.items() if rights.uploads]


def uploaded(sender: Any, instance: Any, created: bool, **_: Any) -> None:
    """A file that has just come in is of the units in which its uploader writes. Django calls it after each save."""
    if not created or instance.uploaded_by_user is None:
        return
    units = RoleGroup.objects.filter(group__in=instance.uploaded_by_user.groups.all(), role__in=_UPLOADING)
    _keep(instance, units.values_list("unit", flat=True), by_use=False)


def used_in(files: Iterable[Any], unit: UnitCode) -> None:
    """A page of this unit has these files: they are of its unit, and no longer of where their uploader writes, too."""
    with transaction.atomic():
        for file in files:
            FileUnit.objects.filter(kind=kind_of(file), file=file.pk, by_use=False).delete()
            _keep(file, [unit], by_use=True)


def used_by(page: Any, user: Any) -> None:
    """What somebody has just saved uses its files, if he may see them: naming a file by its number opens nothing."""
    unit = UnitPage.objects.filter(path=page.path[: -page.steplen]).values_list("unit", flat=True).first()
    if unit is not None:
        used_in([file for file in files_of(page) if user_can_see_file(user, file)], unit)


def files_of(page: Any) -> Iterable[Any]:
    """The pictures of the text, its attachments, and the evidence of its steps; not those that are gone."""
    named = [
        *images_of(page.body),
        *(child.value for child in page.files),
        *(record.evidence for record in page.step_records.all()),
    ]
    return [file for file in named if file is not None]


def _keep(file: Any, units: Iterable[str], *, by_use: bool) -> None:
    rows = [FileUnit(kind=kind_of(file), file=file.pk, unit_id=unit, by_use=by_use) for unit in units]
    FileUnit.objects.bulk_create(rows, ignore_conflicts=True)
