"""What the signer writes down about erasures; it knows nothing else of this app."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction

from content.feed.erasing import Erased
from content.hub.disclosures.models import Registration
from content.hub.erasures.models import Erasure, ErasureStep, Place, What
from content.hub.release.models import Kind, ReleaseRequest
from content.record import DisclosureId

NOBODY = 0  # as person: the signer itself, after a restore
AFTER_RESTORE = "平台恢复了备份：签名目录里已经抹除的内容，再次抹除"


def note_feed(erased: Mapping[DisclosureId, Erased]) -> None:
    """Which files of the feed went for each id. Must run in the transaction that answers the requests."""
    for id_, files in erased.items():
        announced = Registration.objects.filter(pk=id_).values_list("announces", flat=True).first()
        erasure = Erasure.objects.filter(disclosure__in=[id_, announced or id_]).first()
        if erasure is not None:
            kept = {path: list(ids) for path, ids in files.kept.items()}
            details = {"id": id_, "paths": list(files.paths), "kept": kept}
            ErasureStep.objects.create(erasure=erasure, place=Place.FEED, details=details)


def note_erased(ids: Iterable[DisclosureId]) -> None:
    """Erasures of which a restored database knows nothing are on record again; the clock then carries them out anew."""
    wanted = set(ids) - set(Erasure.objects.values_list("disclosure", flat=True))
    for row in Registration.objects.filter(pk__in=wanted, announces=None):
        last = ReleaseRequest.objects.filter(disclosure=row.pk, kind=Kind.PUBLISH).order_by("pk").last()
        with transaction.atomic():
            erasure = Erasure.objects.create(
                disclosure=row.pk,
                unit=row.unit_id,
                page=row.page_id,
                what=What.OTHER,
                reason=AFTER_RESTORE,
                sha256=last.sha256 if last else "",
                person=NOBODY,
                person_name="签名程序",
            )
            ErasureStep.objects.create(erasure=erasure, place=Place.FEED, details={"paths": [], "kept": {}})
